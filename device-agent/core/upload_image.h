/* SPDX-License-Identifier: MIT */
/* The storage behind transfers of firmware images: a slot in the flash. */
#ifndef UPLOAD_IMAGE_H
#define UPLOAD_IMAGE_H

#include "upload.h"

struct session;

/* As in struct proto_storage. Only for the image UPDATE_BEGIN announced. */
int upload_image_open(struct session *session, struct proto_transfer *t,
    bool fresh, uint32_t *have);
int upload_image_hash(struct session *session, struct upload *upload,
    uint32_t len, uint8_t hash[PROTO_SHA256_LEN]);
int upload_image_write(struct session *session, uint32_t offset,
    const uint8_t *bytes, size_t len);
int upload_image_commit(struct session *session);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Bytes from a stream's opener on their way to the board as one transfer. All
 * of them are kept until the end, so that a transfer can begin again at any
 * offset the board asks for.
 */
#ifndef LINK_UPLOAD_H
#define LINK_UPLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/transfer.h"

struct conn;

struct upload {
	struct proto_transfer_params params;
	struct proto_transfer *transfer; /* borrowed: conn; NULL: none */
	void *owner;                     /* borrowed: the stream's state */
	/* The transfer is over; not called when its connection is gone. */
	void (*on_close)(void *owner, uint16_t status, uint16_t session);
	/* The board said where to begin. */
	void (*on_moving)(void *owner, uint32_t resumed);
	uint8_t *bytes; /* owned */
	size_t size;
	size_t received;
	uint8_t sha256[PROTO_SHA256_LEN];
	bool moving_told;
};

void upload_init(struct upload *upload, size_t size);
void upload_fini(struct upload *upload);
/* False when it is more than size. */
bool upload_add(struct upload *upload, const uint8_t *bytes, size_t len);
/* PROTO_OK, PROTO_ERR_AGAIN (no slot: try later) or another error. */
int upload_start(struct upload *upload, struct conn *conn, const char *name,
    uint8_t kind);
/* Bytes the opener may have sent so far. */
uint64_t upload_limit(const struct upload *upload);
void upload_abort(struct upload *upload, struct conn *conn);

/* Storage functions of transfers whose user is an upload. */
int upload_hash_prefix(struct upload *upload, uint32_t len,
    uint8_t hash[PROTO_SHA256_LEN]);
int upload_read_at(struct upload *upload, const struct proto_transfer *t,
    uint32_t offset, uint8_t *bytes, size_t len);
void upload_close(struct upload *upload, const struct proto_transfer *t,
    uint16_t status);

#endif

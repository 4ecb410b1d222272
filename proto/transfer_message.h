/* SPDX-License-Identifier: MIT */
/* What OPEN, its answer and FIN say (PROTOCOL.md, "Transfers"). */
#ifndef PROTO_TRANSFER_MESSAGE_H
#define PROTO_TRANSFER_MESSAGE_H

#include "transfer.h"

#define PROTO_TRANSFER_SIZE_MAX 0x7fffffff
#define PROTO_OPEN_OVERHEAD     100 /* bytes of OPEN besides the name */
#define PROTO_OPENED_MAX        96  /* bytes of its answer */

struct proto_opened {
	uint8_t sha256[PROTO_SHA256_LEN];
	uint8_t sha256_len;             /* 0: not told */
	uint8_t hash[PROTO_SHA256_LEN]; /* of the first resume bytes */
	uint8_t hash_len;
	uint32_t session;
	uint32_t resume;
	uint32_t window;
	uint32_t size;
};

struct proto_fin {
	uint32_t session;
	uint32_t status;
};

/*
 * OPEN is read into and written from a slot, its answer is written from one.
 * Reading clears nothing before, and is false when the body is malformed or
 * beyond its limits.
 */
bool proto_open_read(struct proto_transfer *t, const uint8_t *body, size_t len);
bool proto_opened_read(struct proto_opened *opened, const uint8_t *body,
    size_t len);
bool proto_fin_read(struct proto_fin *fin, const uint8_t *body, size_t len);
void proto_open_write(const struct proto_transfer *t, struct proto_writer *w);
void proto_opened_write(const struct proto_transfer *t, struct proto_writer *w);
void proto_fin_write(const struct proto_fin *fin, struct proto_writer *w);

#endif

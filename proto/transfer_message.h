/* SPDX-License-Identifier: MIT */
/* What OPEN, its answer and FIN say (PROTOCOL.md, "Transfers"). */
#ifndef PROTO_TRANSFER_MESSAGE_H
#define PROTO_TRANSFER_MESSAGE_H

#include "cbor.h"

#define PROTO_TRANSFER_SIZE_MAX 0x7fffffff
#define PROTO_OPEN_OVERHEAD     100 /* bytes of OPEN besides the name */
#define PROTO_OPENED_MAX        96  /* bytes of its answer */

/* Hashes are empty or of 32 bytes; all spans are borrowed. */
struct proto_open {
	struct proto_span name;
	struct proto_span sha256;
	struct proto_span hash; /* of the first have bytes */
	uint32_t size;
	uint32_t have;
	uint8_t direction;
	uint8_t kind;
	bool fresh;
};

struct proto_opened {
	struct proto_span sha256;
	struct proto_span hash; /* of the first resume bytes */
	uint32_t resume;
	uint32_t window;
	uint32_t size;
	uint32_t unit;
	uint16_t session;
};

struct proto_fin {
	uint16_t session;
	uint16_t status;
};

/* Reading is false when the body is malformed or beyond its limits. */
bool proto_open_read(struct proto_open *open, const uint8_t *body, size_t len);
bool proto_opened_read(struct proto_opened *opened, const uint8_t *body,
    size_t len);
bool proto_fin_read(struct proto_fin *fin, const uint8_t *body, size_t len);
void proto_open_write(const struct proto_open *open, struct proto_writer *w);
void proto_opened_write(const struct proto_opened *opened,
    struct proto_writer *w);
void proto_fin_write(const struct proto_fin *fin, struct proto_writer *w);

#endif

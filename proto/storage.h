/* SPDX-License-Identifier: MIT */
/* What a link's owner provides to keep and to find what is transferred. */
#ifndef PROTO_STORAGE_H
#define PROTO_STORAGE_H

#include "cbor.h"
#include "sha256.h"

struct proto_transfer;

/* Storage not ready: ask again, with the same arguments, at the next tick. */
#define PROTO_LATER (-1)

/*
 * The storage behind transfers. Each function returns 0, PROTO_LATER, or a
 * status of status.h that ends the transfer. They must not call back into
 * the link except proto_transfer_abort and proto_transfer_pause.
 */
struct proto_storage {
	/*
	 * Responder only. Name (valid during this call), kind, direction and
	 * for a put size and sha256 are set. Put: prepare to receive and set
	 * *have to the bytes already staged for exactly this sha256 (0 when
	 * fresh is set: throw them away). Get: set t->size; the library asks
	 * hash_prefix for the rest. May not answer PROTO_LATER. A session the
	 * peer gave up may still be open for the same object: abort it first.
	 */
	int (*open)(void *arg, struct proto_transfer *t,
	    const struct proto_span *name, bool fresh, uint32_t *have);
	/* SHA-256 of the first len bytes, staged or of the source. */
	int (*hash_prefix)(void *arg, struct proto_transfer *t, uint32_t len,
	    uint8_t hash[PROTO_SHA256_LEN]);
	/* Sink, may be NULL: make [offset, offset + len) writable (erase). No
	 * credit is outstanding while this runs. */
	int (*prepare)(void *arg, struct proto_transfer *t, uint32_t offset,
	    uint32_t len);
	int (*write_at)(void *arg, struct proto_transfer *t, uint32_t offset,
	    const uint8_t *bytes, size_t len);
	int (*read_at)(void *arg, struct proto_transfer *t, uint32_t offset,
	    uint8_t *bytes, size_t len);
	/* Sink: compare the stored bytes' hash with t->sha256, then make the
	 * object visible. DATA_LOSS when it differs. */
	int (*commit)(void *arg, struct proto_transfer *t);
	/* The session is over: OK, or why not. Staged bytes stay for a later
	 * resume unless the status is DATA_LOSS or CANCELLED. */
	void (*close)(void *arg, struct proto_transfer *t, uint16_t status);
};

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Transfers: one object with known size and SHA-256, either direction,
 * resumed after any interruption (PROTOCOL.md, "Transfers"). The initiator
 * calls proto_transfer_put or _get; the responder only has its storage asked.
 */
#ifndef PROTO_TRANSFER_H
#define PROTO_TRANSFER_H

#include "cbor.h"
#include "flow.h"
#include "sha256.h"

struct proto_link;

/* Storage not ready: ask again, with the same arguments, at the next tick. */
#define PROTO_LATER (-1)

enum proto_direction {
	PROTO_PUT = 0, /* initiator to responder */
	PROTO_GET = 1
};

enum proto_transfer_kind {
	PROTO_TRANSFER_FILE = 0,
	PROTO_TRANSFER_PROGRAM = 1
};

enum proto_transfer_state {
	PROTO_TRANSFER_FREE,
	PROTO_TRANSFER_OPENING,  /* OPEN sent or being answered */
	PROTO_TRANSFER_CHECKING, /* hashing what is already there */
	PROTO_TRANSFER_MOVING,
	PROTO_TRANSFER_COMMITTING, /* the sink verifies and stores */
	PROTO_TRANSFER_FINISHING,  /* FIN sent */
	PROTO_TRANSFER_ENDED       /* remembered to repeat its status */
};

/*
 * One transfer slot; slot i is channel PROTO_CH_TRANSFER + i. The caller
 * fills ring and ring_cap (the receive window) before proto_link_init and
 * may use user freely; storage reads the public part, nobody else writes.
 */
struct proto_transfer {
	uint8_t *ring; /* borrowed: the caller's; received, not yet stored */
	uint32_t ring_cap;
	void *user; /* the storage's, NULL when opened */

	uint8_t index;     /* channel - PROTO_CH_TRANSFER */
	uint8_t kind;      /* enum proto_transfer_kind */
	uint8_t direction; /* enum proto_direction */
	uint8_t state;     /* enum proto_transfer_state */
	bool initiator;
	bool sink;     /* this side receives */
	uint8_t tries; /* private */
	uint8_t stage; /* private: what CHECKING is at */
	bool paused;   /* private */
	bool waiting;  /* private: storage said PROTO_LATER */
	bool fresh;    /* private */
	uint16_t session;
	uint16_t request; /* private: id of the OPEN or FIN under way */
	uint16_t status;  /* how it ended */
	uint32_t size;
	uint32_t resumed; /* offset where this session began */
	uint32_t unit;    /* erase unit of the sink, 0: none */

	uint32_t stored;     /* private to params: bytes in storage */
	uint32_t prepared;   /* the sink may be written up to here */
	uint32_t ring_start; /* place of offset stored in the ring */
	uint32_t have;       /* bytes the sink has before the session */
	uint32_t send_at;    /* next time to send OPEN or FIN */
	const struct proto_transfer_params *params; /* until closed */
	union {
		struct proto_span name;   /* while OPEN is read or written */
		struct proto_sender tx;   /* source */
		struct proto_receiver rx; /* sink */
	};
	uint8_t sha256[PROTO_SHA256_LEN]; /* of the object */
	uint8_t sha256_len;               /* private; 0: unknown; must follow */
	uint8_t hash[PROTO_SHA256_LEN];   /* private: of have bytes */
	uint8_t hash_len;                 /* private; the same */
};

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

struct proto_transfer_params {
	const char *name;
	void *user; /* becomes t->user */
	/* Put: of the object. Get: size 0 and NULL, or what an interrupted
	 * get announced, to resume it. */
	const uint8_t *sha256;
	uint32_t size;
	uint32_t have; /* get: bytes already stored of that content */
	uint8_t kind;
	bool fresh; /* do not resume */
};

/*
 * Start a transfer as initiator on a free slot, *t names it. params and what
 * it points to stay borrowed until storage->close, which tells the end. When
 * the peer restarts, the transfer resumes by itself. PROTO_ERR_AGAIN: no slot
 * is free.
 */
int proto_transfer_put(struct proto_link *link,
    const struct proto_transfer_params *params, struct proto_transfer **t);
int proto_transfer_get(struct proto_link *link,
    const struct proto_transfer_params *params, struct proto_transfer **t);
/* Ends it from either side; close is called with status before returning. */
void proto_transfer_abort(struct proto_link *link, struct proto_transfer *t,
    uint16_t status);
/* The sink holds back (true) or gives (false) credit. */
void proto_transfer_pause(struct proto_link *link, struct proto_transfer *t,
    bool pause);
/* Bytes safely across: acknowledged (source) or stored (sink). */
uint32_t proto_transfer_done(const struct proto_transfer *t);

#endif

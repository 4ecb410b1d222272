/* SPDX-License-Identifier: MIT */
/*
 * Transfers: one object with known size and SHA-256, either direction,
 * resumed after any interruption (PROTOCOL.md, "Transfers"). The initiator
 * calls proto_transfer_put or _get; the responder only has its storage asked.
 */
#ifndef PROTO_TRANSFER_H
#define PROTO_TRANSFER_H

#include "cbor.h"
#include "channel.h"
#include "packet.h"
#include "storage.h"

struct proto_link;

enum proto_direction {
	PROTO_PUT = 0, /* initiator to responder */
	PROTO_GET = 1
};

enum proto_transfer_kind {
	PROTO_TRANSFER_FILE = 0,
	PROTO_TRANSFER_PROGRAM = 1,
	PROTO_TRANSFER_IMAGE = 2 /* of firmware, after UPDATE_BEGIN */
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
 * fills channel.ring and channel.ring_cap (the receive window) before
 * proto_link_init and may use user freely; storage reads the public part,
 * nobody else writes.
 */
struct proto_transfer {
	struct proto_channel channel;
	void *user;         /* the storage's, NULL when opened */
	uint32_t kind;      /* enum proto_transfer_kind */
	uint32_t direction; /* enum proto_direction */
	uint32_t state;     /* enum proto_transfer_state */
	uint32_t size;
	uint32_t unit;    /* erase unit of the sink, 0: none */
	uint16_t request; /* private: id of the OPEN or FIN under way */
	uint16_t status;  /* how it ended */

	/* Private, like what follows. */
	proto_flag fresh;
	uint32_t have; /* bytes the sink has before the session */
	union {
		struct proto_span name; /* while OPEN is read or written */
		struct {
			uint32_t stored;   /* bytes in storage */
			uint32_t prepared; /* the sink may be written so far */
		};
	};
	uint8_t sha256[PROTO_SHA256_LEN]; /* public: of the object */
	uint8_t sha256_len;               /* 0: unknown; must follow */
	uint8_t stage;                    /* what CHECKING is at */
	bool paused;                      /* by proto_transfer_pause */
	bool preparing; /* storage said PROTO_LATER, the peer was told */
#ifndef PROTO_BOARD_ONLY
	bool initiator;
	uint8_t tries;
	uint32_t send_at; /* next time to send OPEN or FIN */
	uint32_t resumed; /* public: offset where this session began */
	const struct proto_transfer_params *params; /* until closed */
#endif
};

static inline bool
proto_transfer_is_initiator(const struct proto_transfer *t)
{
#ifdef PROTO_BOARD_ONLY
	(void)t;
	return false;
#else
	return t->initiator;
#endif
}

/* This side receives. */
static inline bool
proto_transfer_is_sink(const struct proto_transfer *t)
{
	return (t->direction == PROTO_PUT) != proto_transfer_is_initiator(t);
}

/* Slots are counted from 0. */
static inline unsigned int
proto_transfer_index(const struct proto_transfer *t)
{
	return t->channel.number - PROTO_CH_TRANSFER;
}

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
 * is free of those that both sides have.
 */
int proto_transfer_put(struct proto_link *link,
    const struct proto_transfer_params *params, struct proto_transfer **t);
int proto_transfer_get(struct proto_link *link,
    const struct proto_transfer_params *params, struct proto_transfer **t);
/* Ends it from either side; close is called with status before returning. */
void proto_transfer_abort(struct proto_link *link, struct proto_transfer *t,
    uint32_t status);
/* The sink holds back (true) or gives (false) credit. */
void proto_transfer_pause(struct proto_link *link, struct proto_transfer *t,
    bool pause);
/* Bytes safely across: acknowledged (source) or stored (sink). */
uint32_t proto_transfer_done(const struct proto_transfer *t);

#endif

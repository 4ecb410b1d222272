/* SPDX-License-Identifier: MIT */
/*
 * What a link's owner provides: callbacks, buffers and arrays. All memory is
 * the owner's; the sizes decide the tier (PROTOCOL.md, "Memory").
 */
#ifndef PROTO_LINK_CONFIG_H
#define PROTO_LINK_CONFIG_H

#include "frame.h"
#include "hello.h"
#include "rpc.h"
#include "stream.h"
#include "transfer.h"

enum proto_role {
	PROTO_ROLE_GATEWAY, /* asks first, sends heartbeats */
	PROTO_ROLE_BOARD    /* says HELLO every 2 s until answered */
};

enum proto_link_state {
	PROTO_LINK_DOWN, /* no HELLO yet */
	PROTO_LINK_UP,
	PROTO_LINK_LOST,        /* was up, peer silent; recovers by itself */
	PROTO_LINK_INCOMPATIBLE /* no common version: identify only */
};

/* Any member may be NULL. Pointers given are valid during the call only. */
struct proto_callbacks {
	/* Text outside frames (serial only). */
	void (*on_text)(void *arg, const uint8_t *bytes, size_t len);
	void (*on_state)(void *arg, enum proto_link_state old,
	    enum proto_link_state now);
	/* restarted: not the peer (boot_id) we spoke to before. */
	void (*on_hello)(void *arg, const struct proto_hello *peer,
	    bool restarted);
	/* Answer with proto_respond, now or later. NULL: UNIMPLEMENTED. */
	void (*on_request)(void *arg, const struct proto_request *request);
	/* The peer gave up on a running request; it may still be answered. */
	void (*on_cancel)(void *arg, uint16_t request_id);
	/* lost: events that vanished since the previous one. */
	void (*on_event)(void *arg, uint16_t type, const uint8_t *body,
	    size_t len, uint32_t lost);
	void (*on_stream_data)(void *arg, uint8_t channel, const uint8_t *bytes,
	    size_t len);
	void (*on_stream_space)(void *arg, uint8_t channel);
};

/* Constant while the link lives; may be in flash. Arrays are the caller's. */
struct proto_config {
	const struct proto_callbacks *callbacks;
	const struct proto_storage *storage; /* NULL: no transfers */
	void *arg;                           /* for all of the above */
	const struct proto_hello *hello;     /* own; read at each HELLO */
	uint8_t *rx_buf;                     /* PROTO_RX_SIZE(hello->rx_mtu) */
	uint8_t *tx_buf;     /* PROTO_TX_SIZE(largest payload to send) */
	uint8_t *event_buf;  /* queue of events, or NULL */
	uint8_t *answer_buf; /* one answer longer than PROTO_SMALL_ANSWER */
	struct proto_call *calls;
	struct proto_answer *answers; /* at least 4 */
	struct proto_stream *streams;
	struct proto_transfer *transfers;
	size_t rx_cap;
	size_t tx_cap;
	size_t event_cap;
	size_t answer_cap;
	uint32_t ping_ms; /* gateway, at most the interval; 0: the interval */
	unsigned int call_count;
	unsigned int answer_count; /* below 255 */
	unsigned int stream_count;
	unsigned int transfer_count; /* at most PROTO_MAX_TRANSFERS */
	enum proto_role role;
	enum proto_framing framing;
};

#endif

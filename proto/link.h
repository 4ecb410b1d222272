/* SPDX-License-Identifier: MIT */
/*
 * One UP/1 connection, the same on board and gateway: bytes in, packets
 * handled, bytes out. All memory is the caller's, all time is the caller's
 * (now_ms: any monotonic millisecond clock, may wrap). Not reentrant, except
 * that callbacks may call everything but input, output and tick.
 *
 * Loop: feed proto_link_input with what the line gave; call proto_link_tick;
 * take bytes from proto_link_output until it returns 0; wait for the line or
 * proto_link_next_timeout_ms.
 */
#ifndef PROTO_LINK_H
#define PROTO_LINK_H

#include "link_config.h"
#include "packet.h"
#include "status.h"

#define PROTO_HELLO_INTERVAL_MS 2000
#define PROTO_PING_INTERVAL_MS  2000
#define PROTO_PINGS_MISSED      3
#define PROTO_RTT_GUESS_MS      50

struct proto_link_counters {
	uint16_t dropped; /* packets that made no sense */
	uint16_t resent;  /* times a sender went back to acked */
	uint16_t pings_missed;
	uint16_t restarts; /* of the peer */
};

/* Control packets waiting to be sent, in order of urgency. */
enum proto_due {
	PROTO_DUE_HELLO,
	PROTO_DUE_PONG,
	PROTO_DUE_ABORT,
	PROTO_DUE_ACCEPTED,
	PROTO_DUE_UNSUPPORTED,
	PROTO_DUE_PING, /* from here on: of a gateway */
	PROTO_DUE_PROBE,
	PROTO_DUE_BYE
};
#ifdef PROTO_BOARD_ONLY
#define PROTO_DUE_COUNT 5
#else
#define PROTO_DUE_COUNT 8
#endif

/* What only a gateway keeps; a board build (PROTO_BOARD_ONLY) has none. */
struct proto_gateway {
	const struct proto_initiator *initiator; /* NULL: none was needed */
	uint32_t ping_at; /* next PING, or probe when lost */
	uint32_t rtt_ms;
	uint16_t peer_event_seq;
	uint16_t peer_event_lost;
	uint8_t pings;          /* since anything was heard */
	uint8_t peer_transfers; /* slots of ours that it serves */
};

/*
 * All members private; use the functions. Words wherever RAM allows: small
 * members cost longer instructions.
 */
struct proto_link {
	const struct proto_config *config; /* borrowed: while the link lives */
	struct proto_channel *channels;    /* borrowed: streams, transfers */
	struct proto_channel *turn;        /* sends next; NULL: events do */
	proto_flag hello_seen;             /* since init or reconnect */
	enum proto_link_state state;

	uint32_t now_ms;
	uint32_t hello_at; /* next HELLO */
	uint32_t heard_ms; /* last good packet */
	uint32_t peer_boot;
	size_t tx_mtu;
	const uint8_t *tx_at; /* borrowed: tx_buf; framed bytes to write out */
	size_t tx_left;
	uint16_t next_id;                 /* of the next request */
	uint16_t newest_id;               /* of the peer's requests */
	uint32_t seen_bits;               /* requests seen: newest_id - bit */
	struct proto_answer *long_answer; /* borrowed: who has answer_buf */
	uint32_t event_len;
	uint16_t event_seq;
	uint16_t event_lost;
	uint16_t abort_status;
	uint16_t session_count;
	bool busy; /* something waits for time to pass */
	uint8_t peer_max_req;
	uint16_t answer_count; /* sent so far, for their age */
	/* Control packets to send: first word of the header, or 0. */
	uint32_t due[PROTO_DUE_COUNT];
	struct proto_decoder decoder;
#ifndef PROTO_BOARD_ONLY
	struct proto_gateway gateway;
	struct proto_link_counters counters;
#endif
};

int proto_link_init(struct proto_link *link, const struct proto_config *config,
    uint32_t now_ms);
void proto_link_input(struct proto_link *link, const uint8_t *bytes, size_t len,
    uint32_t now_ms);
/* Bytes to write to the line, up to cap; 0: nothing to send now. */
size_t proto_link_output(struct proto_link *link, uint8_t *bytes, size_t cap,
    uint32_t now_ms);
void proto_link_tick(struct proto_link *link, uint32_t now_ms);
/* Milliseconds until tick has something to do; UINT32_MAX: never. */
uint32_t proto_link_next_timeout_ms(const struct proto_link *link,
    uint32_t now_ms);

/* The line was opened again or the TCP connection replaced: half frames are
 * forgotten, HELLO is exchanged, everything else goes on. */
void proto_link_reconnect(struct proto_link *link, uint32_t now_ms);
/* Sends the probe frame (gateway, unknown device). */
void proto_link_probe(struct proto_link *link);
/* Sends a PING beside those of the heartbeat (gateway). */
void proto_link_ping(struct proto_link *link);
/* Tells the board that the line is for others now (gateway). */
void proto_link_bye(struct proto_link *link);
enum proto_link_state proto_link_get_state(const struct proto_link *link);
/* Largest payload that may be sent to the peer. */
size_t proto_link_mtu(const struct proto_link *link);

#endif

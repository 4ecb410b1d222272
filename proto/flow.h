/* SPDX-License-Identifier: MIT */
/*
 * Offset-based flow control of one direction: what is sent, acknowledged and
 * allowed (PROTOCOL.md, "Credit"). Offsets are absolute and may wrap.
 */
#ifndef PROTO_FLOW_H
#define PROTO_FLOW_H

#include "wire.h"

/* Serial-number arithmetic: how far a is ahead of b. */
static inline int32_t
proto_ahead(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b);
}

struct proto_sender {
	uint32_t acked;    /* the peer has everything below */
	uint32_t next;     /* next offset to put on the wire */
	uint32_t high;     /* everything below was sent at least once */
	uint32_t limit;    /* the peer's credit ends here */
	uint32_t end;      /* the data ends here */
	uint32_t heard_ms; /* last credit or send */
	bool probe;        /* send an empty DATA to get a CREDIT */
	bool careful;      /* after silence: one packet, then wait */
};

struct proto_receiver {
	uint32_t next;  /* everything below has arrived */
	uint32_t limit; /* credit granted so far */
	uint32_t seen;  /* offset of the latest DATA */
	uint8_t reason; /* of the credit that is due */
	bool credit_due;
};

void proto_sender_start(struct proto_sender *s, uint32_t at, uint32_t limit,
    uint32_t end, uint32_t now_ms);
/* Applies a CREDIT; false when it makes no sense and was ignored. */
bool proto_sender_on_credit(struct proto_sender *s, uint32_t acked,
    const uint8_t *payload, size_t len, uint32_t now_ms);
/*
 * Bytes to send next when a packet carries mtu; 0: none now. An empty packet
 * is wanted when s->probe is set.
 */
size_t proto_sender_ready(const struct proto_sender *s, size_t mtu);
/* len bytes at s->next were sent. */
void proto_sender_sent(struct proto_sender *s, size_t len, uint32_t now_ms);
/* Nothing heard for too long: goes back to acked or asks for credit. Returns
 * true when bytes will be sent again. */
bool proto_sender_silence(struct proto_sender *s, uint32_t patience_ms,
    uint32_t now_ms);

void proto_receiver_start(struct proto_receiver *r, uint32_t at);
/*
 * Judges DATA at offset: returns how many of its first bytes to ignore, or
 * -1 when it brings nothing new. Marks a CREDIT as due where the rules ask.
 */
int32_t proto_receiver_data(struct proto_receiver *r, uint32_t offset,
    size_t len);
/* Raises the limit; a CREDIT becomes due when it is worth one. */
void proto_receiver_extend(struct proto_receiver *r, uint32_t limit,
    uint32_t step);

#endif

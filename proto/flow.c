/* SPDX-License-Identifier: MIT */
/* Offset-based flow control, shared by streams and transfers. */
#include <string.h>

#include "flow.h"
#include "packet.h"

void
proto_sender_start(struct proto_sender *s, uint32_t at, uint32_t limit,
    uint32_t end, uint32_t now_ms)
{
	memset(s, 0, sizeof(*s));
	s->acked = at;
	s->next = at;
	s->high = at;
	s->limit = limit;
	s->end = end;
	s->heard_ms = now_ms;
}

bool
proto_sender_on_credit(struct proto_sender *s, uint32_t acked,
    const uint8_t *payload, size_t len, uint32_t now_ms)
{
	uint32_t limit;
	uint8_t reason;

	/* Older than what we know, or beyond what we sent: ignore. */
	if (len < PROTO_CREDIT_LEN || acked - s->acked > s->high - s->acked)
		return false;
	limit = proto_load(payload, 4);
	reason = payload[4];
	if (reason == PROTO_CREDIT_RETRANSMIT)
		s->next = acked;
	else if (proto_ahead(acked, s->next) > 0)
		/* Silence was a slow line: what is on its way will arrive. */
		s->next = s->careful ? s->high : acked;
	if (acked != s->acked || reason == PROTO_CREDIT_RETRANSMIT)
		s->careful = false;
	s->acked = acked;
	if (proto_ahead(limit, s->limit) > 0)
		s->limit = limit;
	s->heard_ms = now_ms;
	s->probe = false;
	return true;
}

size_t
proto_sender_ready(const struct proto_sender *s, size_t mtu)
{
	int32_t left = proto_ahead(s->end, s->next);
	int32_t credit = proto_ahead(s->limit, s->next);

	if (left <= 0 || credit <= 0 || (s->careful && s->next != s->acked))
		return 0;
	if ((uint32_t)left > mtu)
		left = (int32_t)mtu;
	if (credit >= left)
		return (size_t)left;
	/* Wait for more credit rather than send crumbs. */
	return s->next == s->acked ? (size_t)credit : 0;
}

void
proto_sender_sent(struct proto_sender *s, size_t len, uint32_t now_ms)
{
	/* Silence starts when nothing is left to send: on a slow line a
	 * credit may take longer than the patience while bytes still go out. */
	if (len > 0)
		s->heard_ms = now_ms;
	s->next += (uint32_t)len;
	if (proto_ahead(s->next, s->high) > 0)
		s->high = s->next;
	s->probe = false;
}

bool
proto_sender_silence(struct proto_sender *s, uint32_t patience_ms,
    uint32_t now_ms)
{
	if (s->next == s->acked) {
		/* Starved of credit: ask now and then, the reader is slow. */
		if (s->next == s->end || s->limit != s->next)
			return false;
		patience_ms *= 4;
	}
	if (now_ms - s->heard_ms < patience_ms)
		return false;
	s->heard_ms = now_ms;
	s->probe = s->next == s->acked;
	s->careful = !s->probe;
	s->next = s->acked;
	return !s->probe;
}

void
proto_receiver_start(struct proto_receiver *r, uint32_t at)
{
	memset(r, 0, sizeof(*r));
	r->next = at;
	r->limit = at;
	r->seen = at;
}

int32_t
proto_receiver_data(struct proto_receiver *r, uint32_t offset, size_t len)
{
	int32_t gap = proto_ahead(offset, r->next);
	/* Once per gap, and again when the sender went back. */
	bool told = proto_ahead(r->seen, r->next) > 0 &&
	    proto_ahead(offset, r->seen) > 0;
	uint32_t skip;

	r->seen = offset;
	if (gap > 0) {
		if (!told) {
			r->credit_due = true;
			r->reason = PROTO_CREDIT_RETRANSMIT;
		}
		return -1;
	}
	skip = r->next - offset;
	if (skip >= len) {
		r->credit_due = true;
		return -1;
	}
	if (proto_ahead(offset + (uint32_t)len, r->limit) > 0)
		return -1; /* beyond the credit: the peer is broken */
	r->next = offset + (uint32_t)len;
	return (int32_t)skip;
}

void
proto_receiver_extend(struct proto_receiver *r, uint32_t limit, uint32_t step)
{
	int32_t more = proto_ahead(limit, r->limit);

	if (more <= 0 ||
	    ((uint32_t)more < step && proto_ahead(r->limit, r->next) > 0))
		return;
	r->limit = limit;
	r->credit_due = true;
}

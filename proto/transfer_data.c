/* SPDX-License-Identifier: MIT */
/* The moving part of transfers: DATA, CREDIT, the receive ring, storage. */
#include <string.h>

#include "link_parts.h"

struct proto_transfer *
proto_transfer_slot(const struct proto_link *link, uint32_t number)
{
	return proto_is_transfer(number) ?
	    (struct proto_transfer *)proto_channel_find(link, number) :
	    NULL;
}

void
proto_transfer_refuse(struct proto_link *link, const struct proto_packet *p)
{
	struct proto_transfer *t = proto_transfer_slot(link, p->channel);
	uint32_t status = PROTO_STATUS_UNAVAILABLE;

	if (!proto_is_transfer(p->channel)) {
		PROTO_COUNT(link, dropped);
		return;
	}
	if (t != NULL && t->state != PROTO_TRANSFER_FREE &&
	    t->channel.session == p->id) {
		if (t->state != PROTO_TRANSFER_ENDED)
			return;
		status = t->status;
	}
	/* Our OPEN may have been answered already: do not end that session. */
	if (t != NULL && proto_transfer_is_initiator(t) &&
	    (t->state == PROTO_TRANSFER_OPENING ||
		t->state == PROTO_TRANSFER_CHECKING))
		return;
	if (status != PROTO_STATUS_OK)
		proto_link_abort(link, p->channel, p->id, status);
}

/* Bytes between two credits: often enough for a slow line, rare enough to
 * cost no more than one per cent of the way back. */
#define CREDIT_STEP 2048u

static uint32_t
min_u32(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Grants what fits the ring and may be written without erasing. */
static void
extend_credit(struct proto_transfer *t)
{
	uint32_t cap = t->channel.ring_cap;
	uint32_t limit = min_u32(t->stored + cap, t->prepared);
	/* The last credit must go out however small it is. */
	uint32_t step = limit == t->size ? 1 : min_u32(cap / 4, CREDIT_STEP);

	if (!t->paused)
		proto_receiver_extend(&t->channel.rx, limit, step);
}

void
proto_transfer_move_from(struct proto_link *link, struct proto_transfer *t,
    uint32_t at, uint32_t limit)
{
	t->state = PROTO_TRANSFER_MOVING;
#ifndef PROTO_BOARD_ONLY
	t->resumed = at;
#endif
	t->stored = at;
	t->preparing = false;
	t->prepared = t->unit == 0 || link->config->storage->prepare == NULL ?
	    t->size :
	    at;
	t->channel.open = true;
	t->channel.ring_start = 0;
	proto_receiver_start(&t->channel.rx, at);
	proto_sender_start(&t->channel.tx, at, at, at, link->now_ms);
	if (proto_transfer_is_sink(t)) {
		extend_credit(t);
	} else {
		t->channel.tx.limit = min_u32(limit, t->size);
		t->channel.tx.end = t->size;
	}
}

static void
tell_pause(struct proto_transfer *t)
{
	t->channel.rx.reason = PROTO_CREDIT_PAUSE;
	t->channel.rx.credit_due = true;
}

void
proto_transfer_pause(struct proto_link *link, struct proto_transfer *t,
    bool pause)
{
	(void)link;
	if (!t->channel.open || !proto_transfer_is_sink(t) ||
	    t->paused == pause)
		return;
	t->paused = pause;
	if (pause)
		tell_pause(t);
	else
		extend_credit(t);
}

uint32_t
proto_transfer_done(const struct proto_transfer *t)
{
	return t->channel.open && !proto_transfer_is_sink(t) ?
	    t->channel.tx.acked :
	    t->stored;
}

/* ---- sink ------------------------------------------------------------ */

void
proto_transfer_receive(struct proto_link *link, struct proto_transfer *t,
    const uint8_t *bytes, size_t len)
{
	struct proto_receiver *rx = &t->channel.rx;

	(void)link;
	proto_channel_put(&t->channel, rx->next - (uint32_t)len - t->stored,
	    bytes, len);
	/* A sender waits for room for a whole packet until all is acked. */
	if (proto_ahead(rx->limit, rx->next) < (int32_t)len)
		rx->credit_due = true;
}

/* Makes the next unit writable; every byte of credit has been used. */
static int
prepare_unit(struct proto_link *link, struct proto_transfer *t)
{
	uint32_t len =
	    min_u32(t->unit - t->prepared % t->unit, t->size - t->prepared);
	int ret = link->config->storage->prepare(link->config->arg, t,
	    t->prepared, len);

	if (ret == PROTO_OK)
		t->prepared += len;
	else if (!t->preparing)
		tell_pause(t);
	t->preparing = ret == PROTO_LATER;
	return ret;
}

/* Writes what lies in one piece in the ring. */
static int
store_piece(struct proto_link *link, struct proto_transfer *t)
{
	struct proto_channel *c = &t->channel;
	uint32_t len =
	    min_u32(c->rx.next - t->stored, c->ring_cap - c->ring_start);
	int ret = link->config->storage->write_at(link->config->arg, t,
	    t->stored, c->ring + c->ring_start, len);

	if (ret == PROTO_OK) {
		t->stored += len;
		c->ring_start = (c->ring_start + len) % c->ring_cap;
	}
	return ret;
}

uint32_t
proto_transfer_store(struct proto_link *link, struct proto_transfer *t)
{
	int ret = PROTO_OK;

	while (ret == PROTO_OK && t->stored < t->size) {
		if (t->stored != t->channel.rx.next)
			ret = store_piece(link, t);
		else if (t->prepared == t->stored && !t->paused)
			ret = prepare_unit(link, t);
		else
			break;
	}
	extend_credit(t);
	return ret > 0 ? (uint32_t)ret : PROTO_STATUS_OK;
}

/* ---- source ---------------------------------------------------------- */

bool
proto_transfer_read(struct proto_link *link, struct proto_transfer *t,
    uint8_t *bytes, size_t len)
{
	int ret = PROTO_OK;

	if (len > 0)
		ret = link->config->storage->read_at(link->config->arg, t,
		    t->channel.tx.next, bytes, len);
	if (ret > 0)
		proto_transfer_abort(link, t, (uint32_t)ret);
	return ret == PROTO_OK;
}

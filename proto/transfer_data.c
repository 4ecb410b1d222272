/* SPDX-License-Identifier: MIT */
/* The moving part of transfers: DATA, CREDIT, the receive ring, storage. */
#include <string.h>

#include "link_parts.h"

struct proto_transfer *
proto_transfer_slot(struct proto_link *link, uint8_t channel)
{
	unsigned int index = (unsigned int)channel - PROTO_CH_TRANSFER;

	return index < link->config->transfer_count ?
	    &link->config->transfers[index] :
	    NULL;
}

static bool
is_moving(const struct proto_transfer *t, bool sink)
{
	return t->sink == sink && t->state == PROTO_TRANSFER_MOVING;
}

/* The slot in a session that p belongs to; others are told to give up. */
static struct proto_transfer *
find_session(struct proto_link *link, const struct proto_packet *p)
{
	struct proto_transfer *t = proto_transfer_slot(link, p->channel);
	uint16_t status = PROTO_STATUS_UNAVAILABLE;

	if (t != NULL && t->state != PROTO_TRANSFER_FREE &&
	    t->session == p->id) {
		if (t->state != PROTO_TRANSFER_ENDED)
			return t;
		status = t->status;
	}
	/* Our OPEN may have been answered already: do not end that session. */
	if (t != NULL && PROTO_IS_INITIATOR(t) &&
	    (t->state == PROTO_TRANSFER_OPENING ||
		t->state == PROTO_TRANSFER_CHECKING))
		return NULL;
	if (status != PROTO_STATUS_OK)
		proto_link_abort(link, p->channel, p->id, status);
	return NULL;
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
	uint32_t limit = min_u32(t->stored + t->ring_cap, t->prepared);
	/* The last credit must go out however small it is. */
	uint32_t step =
	    limit == t->size ? 1 : min_u32(t->ring_cap / 4, CREDIT_STEP);

	if (!t->paused)
		proto_receiver_extend(&t->rx, limit, step);
}

void
proto_transfer_move_from(struct proto_link *link, struct proto_transfer *t,
    uint32_t at, uint32_t limit)
{
	t->state = PROTO_TRANSFER_MOVING;
	t->resumed = at;
	t->stored = at;
	t->waiting = false;
	t->ring_start = 0;
	t->prepared = t->unit == 0 || link->config->storage->prepare == NULL ?
	    t->size :
	    at;
	if (t->sink) {
		proto_receiver_start(&t->rx, at);
		extend_credit(t);
	} else {
		proto_sender_start(&t->tx, at, min_u32(limit, t->size),
		    link->now_ms);
	}
}

void
proto_transfer_pause(struct proto_link *link, struct proto_transfer *t,
    bool pause)
{
	(void)link;
	if (!is_moving(t, true) || t->paused == pause)
		return;
	t->paused = pause;
	if (pause) {
		t->rx.reason = PROTO_CREDIT_PAUSE;
		t->rx.credit_due = true;
	} else {
		extend_credit(t);
	}
}

uint32_t
proto_transfer_done(const struct proto_transfer *t)
{
	return t->sink ? t->stored : t->tx.acked;
}

/* ---- sink ------------------------------------------------------------ */

void
proto_transfer_data(struct proto_link *link, const struct proto_packet *p)
{
	struct proto_transfer *t = find_session(link, p);
	int32_t skip;

	if (t == NULL || !is_moving(t, true))
		return;
	skip = proto_receiver_data(&t->rx, p->arg, p->len);
	if (skip < 0)
		return;
	for (size_t i = (size_t)skip; i < p->len; i++) {
		uint32_t at = p->arg + (uint32_t)i - t->stored;

		t->ring[(t->ring_start + at) % t->ring_cap] = p->payload[i];
	}
	/* A sender waits for room for a whole packet until all is acked. */
	if (proto_ahead(t->rx.limit, t->rx.next) < (int32_t)p->len)
		t->rx.credit_due = true;
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
	else if (ret == PROTO_LATER && !t->waiting) {
		t->rx.reason = PROTO_CREDIT_PAUSE;
		t->rx.credit_due = true;
	}
	return ret;
}

/* Writes what lies in one piece in the ring. */
static int
store_piece(struct proto_link *link, struct proto_transfer *t)
{
	uint32_t len =
	    min_u32(t->rx.next - t->stored, t->ring_cap - t->ring_start);
	int ret = link->config->storage->write_at(link->config->arg, t,
	    t->stored, t->ring + t->ring_start, len);

	if (ret == PROTO_OK) {
		t->stored += len;
		t->ring_start = (t->ring_start + len) % t->ring_cap;
	}
	return ret;
}

uint16_t
proto_transfer_store(struct proto_link *link, struct proto_transfer *t)
{
	int ret = PROTO_OK;

	while (ret == PROTO_OK && t->stored < t->size) {
		if (t->stored != t->rx.next)
			ret = store_piece(link, t);
		else if (t->prepared == t->stored && !t->paused)
			ret = prepare_unit(link, t);
		else
			break;
	}
	t->waiting = ret == PROTO_LATER;
	extend_credit(t);
	return ret > 0 ? (uint16_t)ret : PROTO_STATUS_OK;
}

bool
proto_transfer_credit_output(struct proto_link *link)
{
	for (unsigned int i = 0; i < link->config->transfer_count; i++) {
		struct proto_transfer *t = &link->config->transfers[i];

		if (!is_moving(t, true) || !t->rx.credit_due)
			continue;
		proto_link_send_credit(link, (uint8_t)(PROTO_CH_TRANSFER + i),
		    t->session, &t->rx, false);
		return true;
	}
	return false;
}

/* ---- source ---------------------------------------------------------- */

void
proto_transfer_credit(struct proto_link *link, const struct proto_packet *p)
{
	struct proto_transfer *t = find_session(link, p);

	if (t != NULL && is_moving(t, false))
		proto_sender_on_credit(&t->tx, p->arg, p->payload, p->len,
		    link->now_ms);
}

bool
proto_transfer_output(struct proto_link *link, struct proto_transfer *t)
{
	uint32_t at = t->tx.next;
	size_t len;

	if (!is_moving(t, false))
		return false;
	len = proto_sender_ready(&t->tx, t->size, proto_link_mtu(link));
	if (len == 0 && !t->tx.probe)
		return false;
	if (len > 0) {
		int ret = link->config->storage->read_at(link->config->arg, t,
		    at, proto_link_payload(link), len);

		t->waiting = ret == PROTO_LATER;
		if (ret > 0)
			proto_transfer_abort(link, t, (uint16_t)ret);
		if (ret != PROTO_OK)
			return false;
	}
	proto_link_send_data(link, (uint8_t)(PROTO_CH_TRANSFER + t->index),
	    t->session, &t->tx, len);
	return true;
}

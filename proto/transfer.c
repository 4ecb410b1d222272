/* SPDX-License-Identifier: MIT */
/* The responder of transfers, and what both sides do; the initiator is in
 * transfer_start.c, which a board that never starts one does not link. */
#include <string.h>

#include "link_parts.h"
#include "transfer_message.h"

/* What the responder does before it answers OPEN. */
enum check_stage {
	STAGE_WHOLE,  /* get: hash the source */
	STAGE_PREFIX, /* hash what the sink has already */
	STAGE_ANSWER
};

bool
proto_transfer_is_active(const struct proto_transfer *t)
{
	return t->state != PROTO_TRANSFER_FREE &&
	    t->state != PROTO_TRANSFER_ENDED;
}

/* The session is over on this side. The slot may be reused inside close. */
void
proto_transfer_finish(struct proto_link *link, struct proto_transfer *t,
    uint32_t status)
{
	t->status = (uint16_t)status;
	t->channel.open = false;
	t->state = proto_transfer_is_initiator(t) ? PROTO_TRANSFER_FREE :
						    PROTO_TRANSFER_ENDED;
	link->config->storage->close(link->config->arg, t, t->status);
}

int
proto_transfer_hash(struct proto_link *link, struct proto_transfer *t,
    uint32_t len, uint8_t hash[PROTO_SHA256_LEN])
{
	return link->config->storage->hash_prefix(link->config->arg, t, len,
	    hash);
}

/* ---- responder ------------------------------------------------------- */

static void
answer(struct proto_link *link, uint32_t request, uint32_t status)
{
	proto_respond(link, request, status, NULL, 0);
}

/* Fills the slot from OPEN; false when its arguments are wrong. */
static bool
read_open(struct proto_transfer *t, const struct proto_packet *p)
{
	/* All but the channel, which has the caller's ring. */
	memset(&t->user, 0, sizeof(*t) - offsetof(struct proto_transfer, user));
	t->channel.hash_len = 0;
	if (!proto_open_read(t, p->payload, p->len))
		return false;
	if (proto_transfer_is_sink(t) || t->sha256_len == 0 ||
	    t->channel.hash_len == 0)
		t->have = 0;
	return t->sha256_len > 0 || !proto_transfer_is_sink(t);
}

static uint32_t
open_slot(struct proto_link *link, struct proto_transfer *t,
    const struct proto_packet *p)
{
	uint32_t have = 0;
	int ret;

	if (!read_open(t, p))
		return PROTO_STATUS_INVALID_ARGUMENT;
	ret = link->config->storage->open(link->config->arg, t, &t->name,
	    t->fresh != 0, &have);
	if (ret != PROTO_OK)
		return ret > 0 ? (uint32_t)ret : PROTO_STATUS_INTERNAL;
	t->stage = STAGE_WHOLE;
	if (proto_transfer_is_sink(t)) {
		t->have = have < t->size ? have : t->size;
		t->stage = STAGE_PREFIX;
	}
	t->request = (uint16_t)p->id;
	do
		t->channel.session = (uint16_t)(link->config->hello->boot_id +
		    ++link->session_count);
	while (t->channel.session == 0);
	t->state = PROTO_TRANSFER_CHECKING;
	return PROTO_STATUS_OK;
}

void
proto_transfer_on_open(struct proto_link *link, const struct proto_packet *p)
{
	struct proto_transfer *t = proto_transfer_slot(link, p->channel);
	uint32_t status;

	if (t == NULL || link->config->storage == NULL) {
		answer(link, p->id, PROTO_STATUS_UNIMPLEMENTED);
		return;
	}
	if (proto_transfer_is_active(t) && proto_transfer_is_initiator(t)) {
		answer(link, p->id, PROTO_STATUS_EXHAUSTED);
		return;
	}
	/* Only one initiator: a new OPEN replaces what it has forgotten. */
	if (proto_transfer_is_active(t))
		proto_transfer_abort(link, t, PROTO_STATUS_ABORTED);
	t->state = PROTO_TRANSFER_FREE;
	status = open_slot(link, t, p);
	if (status != PROTO_STATUS_OK)
		answer(link, p->id, status);
}

static int
answer_open(struct proto_link *link, struct proto_transfer *t)
{
	uint8_t body[PROTO_OPENED_MAX];
	struct proto_writer w;

	t->channel.hash_len = t->have > 0 ? PROTO_SHA256_LEN : 0;
	proto_writer_init(&w, body, sizeof(body));
	proto_opened_write(t, &w);
	return proto_respond(link, t->request, PROTO_STATUS_OK, body, w.len);
}

/* Does one stage of the responder's checks; 0, PROTO_LATER or a status. */
static int
check_stage(struct proto_link *link, struct proto_transfer *t)
{
	bool whole = t->stage == STAGE_WHOLE;
	uint32_t len = whole ? t->size : t->have;
	uint8_t *known = whole ? t->sha256 : t->channel.hash;
	uint8_t hash[PROTO_SHA256_LEN];

	if (whole || len > 0) {
		int ret = proto_transfer_hash(link, t, len, hash);

		if (ret != PROTO_OK)
			return ret;
		/* The peer resumes only what is the same on both sides. */
		if (!proto_transfer_is_sink(t) &&
		    (memcmp(hash, known, sizeof(hash)) != 0 ||
			t->have > t->size))
			t->have = 0;
		memcpy(known, hash, sizeof(hash));
		t->sha256_len = sizeof(hash);
	}
	t->stage++;
	return PROTO_OK;
}

static void
check_responder(struct proto_link *link, struct proto_transfer *t)
{
	int ret = PROTO_OK;

	while (ret == PROTO_OK && t->stage != STAGE_ANSWER)
		ret = check_stage(link, t);
	if (ret == PROTO_LATER)
		return;
	if (ret != PROTO_OK) {
		proto_transfer_abort(link, t, (uint32_t)ret);
		return;
	}
	if (answer_open(link, t) == PROTO_ERR_AGAIN)
		return;
	t->request = 0;
	proto_transfer_move_from(link, t, t->have, t->have);
}

void
proto_transfer_on_fin(struct proto_link *link, const struct proto_packet *p)
{
	struct proto_transfer *t = proto_transfer_slot(link, p->channel);
	struct proto_fin fin;

	if (!proto_fin_read(&fin, p->payload, p->len) || t == NULL ||
	    t->state == PROTO_TRANSFER_FREE || proto_transfer_is_initiator(t) ||
	    t->channel.session != fin.session) {
		answer(link, p->id, PROTO_STATUS_UNAVAILABLE);
	} else if (t->state == PROTO_TRANSFER_ENDED) {
		answer(link, p->id, t->status);
	} else if (fin.status != PROTO_STATUS_OK ||
	    !proto_transfer_is_sink(t)) {
		answer(link, p->id, PROTO_STATUS_OK);
		proto_transfer_finish(link, t, fin.status);
	} else {
		t->request = (uint16_t)p->id; /* answered after the commit */
	}
}

/* ---- both ------------------------------------------------------------ */

void
proto_transfer_abort(struct proto_link *link, struct proto_transfer *t,
    uint32_t status)
{
	if (!proto_transfer_is_active(t))
		return;
	if (proto_transfer_is_initiator(t)) {
		PROTO_INITIATOR(link)->abort(link, t, status);
		return;
	}
	if (t->request != 0)
		answer(link, t->request, status);
	proto_link_abort(link, t->channel.number, t->channel.session, status);
	proto_transfer_finish(link, t, status);
}

void
proto_transfer_on_abort(struct proto_link *link, const struct proto_packet *p)
{
	struct proto_transfer *t = proto_transfer_slot(link, p->channel);
	uint32_t status = p->arg >> 16;

	if (t == NULL || !proto_transfer_is_active(t) ||
	    t->channel.session != p->id)
		return;
	if (proto_transfer_is_initiator(t))
		PROTO_INITIATOR(link)->on_abort(link, t, status);
	else
		proto_transfer_finish(link, t, status);
}

static void
commit(struct proto_link *link, struct proto_transfer *t)
{
	int ret = link->config->storage->commit(link->config->arg, t);

	if (ret == PROTO_LATER)
		return;
	if (proto_transfer_is_initiator(t)) {
		PROTO_INITIATOR(link)->fin(link, t, (uint32_t)ret);
		return;
	}
	answer(link, t->request, (uint32_t)ret);
	proto_transfer_finish(link, t, (uint32_t)ret);
}

static void
move(struct proto_link *link, struct proto_transfer *t)
{
	uint32_t status = proto_transfer_is_sink(t) ?
	    proto_transfer_store(link, t) :
	    PROTO_STATUS_OK;

	if (status != PROTO_STATUS_OK) {
		proto_transfer_abort(link, t, status);
	} else if (proto_transfer_done(t) != t->size) {
		return;
	} else if (proto_transfer_is_sink(t) &&
	    (proto_transfer_is_initiator(t) || t->request != 0)) {
		t->channel.open = false;
		t->state = PROTO_TRANSFER_COMMITTING;
	} else if (!proto_transfer_is_sink(t) &&
	    proto_transfer_is_initiator(t)) {
		t->stored = t->size;
		PROTO_INITIATOR(link)->fin(link, t, PROTO_STATUS_OK);
	}
}

static void
work(struct proto_link *link, struct proto_transfer *t)
{
	if (t->state == PROTO_TRANSFER_CHECKING) {
		if (proto_transfer_is_initiator(t))
			PROTO_INITIATOR(link)->check(link, t);
		else
			check_responder(link, t);
	}
	if (t->state == PROTO_TRANSFER_MOVING)
		move(link, t);
	if (t->state == PROTO_TRANSFER_COMMITTING)
		commit(link, t);
}

bool
proto_transfer_tick(struct proto_link *link)
{
	struct proto_transfer *t = link->config->transfers;
	bool active = false;

	for (unsigned int i = link->config->transfer_count; i > 0; i--, t++) {
		work(link, t);
		active |= proto_transfer_is_active(t);
	}
	return active;
}

void
proto_transfer_reset(struct proto_link *link)
{
	struct proto_transfer *t = link->config->transfers;

	for (unsigned int i = link->config->transfer_count; i > 0; i--, t++) {
		if (proto_transfer_is_active(t) &&
		    proto_transfer_is_initiator(t)) {
			PROTO_INITIATOR(link)->reset(link, t);
			continue;
		}
		if (proto_transfer_is_active(t))
			proto_transfer_finish(link, t,
			    PROTO_STATUS_UNAVAILABLE);
		t->state = PROTO_TRANSFER_FREE;
	}
}

/* SPDX-License-Identifier: MIT */
/* Opening, checking, committing and ending transfers. */
#include <string.h>

#include "link_parts.h"

enum open_key {
	OPEN_DIRECTION = 0,
	OPEN_KIND = 1,
	OPEN_NAME = 2,
	OPEN_SIZE = 3,
	OPEN_SHA256 = 4,
	OPEN_FRESH = 5,
	OPEN_HAVE = 6,
	OPEN_HASH = 7
};

enum open_result_key {
	OPEN_R_SESSION = 0,
	OPEN_R_RESUME = 1,
	OPEN_R_HASH = 2,
	OPEN_R_WINDOW = 3,
	OPEN_R_SIZE = 4,
	OPEN_R_SHA256 = 5,
	OPEN_R_UNIT = 6
};

enum fin_key { FIN_SESSION = 0, FIN_STATUS = 1 };

/* What the responder does before it answers OPEN. */
enum check_stage {
	STAGE_WHOLE,  /* get: hash the source */
	STAGE_PREFIX, /* hash what the sink has already */
	STAGE_ANSWER
};

#define SIZE_MAX_BYTES  0x7fffffff
#define POLL_MS         2
#define RETRY_MAX_MS    2000
#define ABORT_TRIES     3
#define OPEN_OVERHEAD   100 /* bytes of OPEN besides the name */
#define OPEN_ANSWER_MAX 80

static bool
is_active(const struct proto_transfer *t)
{
	return t->state != PROTO_TRANSFER_FREE &&
	    t->state != PROTO_TRANSFER_ENDED;
}

/* The session is over on this side. The slot may be reused inside close. */
static void
finish(struct proto_link *link, struct proto_transfer *t, uint16_t status)
{
	t->status = status;
	t->state = t->initiator ? PROTO_TRANSFER_FREE : PROTO_TRANSFER_ENDED;
	link->config->storage->close(link->config->arg, t, status);
}

static int
hash_prefix(struct proto_link *link, struct proto_transfer *t, uint32_t len,
    uint8_t hash[PROTO_SHA256_LEN])
{
	int ret =
	    link->config->storage->hash_prefix(link->config->arg, t, len, hash);

	t->waiting = ret == PROTO_LATER;
	return ret;
}

static bool
same_hash(const uint8_t *a, const uint8_t *b)
{
	return memcmp(a, b, PROTO_SHA256_LEN) == 0;
}

/* ---- initiator: requests --------------------------------------------- */

static void
start_request(struct proto_link *link, struct proto_transfer *t, uint8_t state)
{
	t->state = state;
	t->request = proto_link_next_id(link);
	t->tries = 0;
	t->send_at = link->now_ms;
}

static void
start_fin(struct proto_link *link, struct proto_transfer *t, uint16_t status)
{
	t->status = status;
	start_request(link, t, PROTO_TRANSFER_FINISHING);
}

/* Begins, or begins again, from what is stored already. */
static void
open_session(struct proto_link *link, struct proto_transfer *t)
{
	t->session = 0;
	t->waiting = false;
	t->paused = false;
	if (!t->sink || t->fresh)
		t->have = 0;
	if (t->have > 0)
		t->state = PROTO_TRANSFER_CHECKING;
	else
		start_request(link, t, PROTO_TRANSFER_OPENING);
}

static void
open_again(struct proto_link *link, struct proto_transfer *t)
{
	t->have = t->stored;
	open_session(link, t);
}

static int
start_transfer(struct proto_link *link,
    const struct proto_transfer_params *params, bool sink,
    struct proto_transfer **started)
{
	struct proto_transfer *t = link->config->transfers;
	struct proto_transfer *end = t + link->config->transfer_count;

	if (link->config->storage == NULL || params->size > SIZE_MAX_BYTES ||
	    (!sink && params->sha256 == NULL))
		return PROTO_ERR_ARG;
	if (strlen(params->name) + OPEN_OVERHEAD > proto_link_mtu(link))
		return PROTO_ERR_TOO_LONG;
	while (t < end && is_active(t))
		t++;
	if (t == end)
		return PROTO_ERR_AGAIN;
	t->user = params->user;
	t->params = params;
	t->size = params->size;
	t->kind = params->kind;
	t->direction = sink ? PROTO_GET : PROTO_PUT;
	t->initiator = true;
	t->sink = sink;
	t->unit = 0;
	t->stored = 0;
	t->tx.acked = 0;
	t->fresh = params->fresh;
	t->have = params->have;
	t->sha256_known = params->sha256 != NULL;
	if (t->sha256_known)
		memcpy(t->sha256, params->sha256, PROTO_SHA256_LEN);
	else
		t->have = 0;
	t->stored = t->have;
	open_session(link, t);
	if (started != NULL)
		*started = t;
	return PROTO_OK;
}

int
proto_transfer_put(struct proto_link *link,
    const struct proto_transfer_params *params, struct proto_transfer **t)
{
	return start_transfer(link, params, false, t);
}

int
proto_transfer_get(struct proto_link *link,
    const struct proto_transfer_params *params, struct proto_transfer **t)
{
	return start_transfer(link, params, true, t);
}

static void
put_pair(struct proto_writer *w, unsigned int key, uint32_t value)
{
	proto_cbor_put_uint(w, key);
	proto_cbor_put_uint(w, value);
}

static void
put_hash(struct proto_writer *w, unsigned int key, const uint8_t *hash)
{
	proto_cbor_put_uint(w, key);
	proto_cbor_put_bytes(w, hash, PROTO_SHA256_LEN);
}

static void
write_open(const struct proto_transfer *t, struct proto_writer *w)
{
	bool resumes = t->sink && t->have > 0;

	proto_cbor_put_map(w,
	    5u + (t->sha256_known ? 1u : 0u) + (resumes ? 2u : 0u));
	put_pair(w, OPEN_DIRECTION, t->direction);
	put_pair(w, OPEN_KIND, t->kind);
	proto_cbor_put_uint(w, OPEN_NAME);
	proto_cbor_put_text(w, t->params->name);
	put_pair(w, OPEN_SIZE, t->size);
	if (t->sha256_known)
		put_hash(w, OPEN_SHA256, t->sha256);
	proto_cbor_put_uint(w, OPEN_FRESH);
	proto_cbor_put_bool(w, t->fresh);
	if (resumes) {
		put_pair(w, OPEN_HAVE, t->have);
		put_hash(w, OPEN_HASH, t->hash);
	}
}

static void
send_request(struct proto_link *link, struct proto_transfer *t)
{
	uint32_t wait = proto_link_patience_ms(link) << t->tries;
	bool is_open = t->state == PROTO_TRANSFER_OPENING;
	struct proto_writer w;

	proto_writer_init(&w, proto_link_payload(link), proto_link_mtu(link));
	if (is_open) {
		write_open(t, &w);
	} else {
		proto_cbor_put_map(&w, 2);
		put_pair(&w, FIN_SESSION, t->session);
		put_pair(&w, FIN_STATUS, t->status);
	}
	if (t->tries < 3)
		t->tries++;
	t->send_at = link->now_ms + (wait > RETRY_MAX_MS ? RETRY_MAX_MS : wait);
	proto_link_send(link, PROTO_REQ,
	    (uint8_t)(PROTO_CH_TRANSFER + t->index), t->request,
	    (is_open ? PROTO_METHOD_OPEN : PROTO_METHOD_FIN) |
		UINT32_C(0xffff) << 16,
	    w.len);
}

bool
proto_transfer_request_output(struct proto_link *link)
{
	for (unsigned int i = 0; i < link->config->transfer_count; i++) {
		struct proto_transfer *t = &link->config->transfers[i];

		if ((t->state != PROTO_TRANSFER_OPENING &&
			t->state != PROTO_TRANSFER_FINISHING) ||
		    !t->initiator || !proto_link_is_due(link, t->send_at))
			continue;
		if (t->params == NULL && t->tries >= ABORT_TRIES) {
			t->state = PROTO_TRANSFER_FREE;
			continue;
		}
		send_request(link, t);
		return true;
	}
	return false;
}

/* ---- initiator: answers ---------------------------------------------- */

struct open_result {
	uint64_t session;
	uint64_t resume;
	uint64_t window;
	uint64_t size;
	uint64_t unit;
	struct proto_span hash;
	struct proto_span sha256;
};

static void
read_open_result(const struct proto_packet *p, struct open_result *r)
{
	memset(r, 0, sizeof(*r));
	proto_cbor_get_uint(p->payload, p->len, OPEN_R_SESSION, &r->session);
	proto_cbor_get_uint(p->payload, p->len, OPEN_R_RESUME, &r->resume);
	proto_cbor_get_uint(p->payload, p->len, OPEN_R_WINDOW, &r->window);
	proto_cbor_get_uint(p->payload, p->len, OPEN_R_SIZE, &r->size);
	proto_cbor_get_uint(p->payload, p->len, OPEN_R_UNIT, &r->unit);
	proto_cbor_get_bytes(p->payload, p->len, OPEN_R_HASH, &r->hash);
	proto_cbor_get_bytes(p->payload, p->len, OPEN_R_SHA256, &r->sha256);
}

/* Applies the answer to OPEN; false when it makes no sense. */
static bool
open_answered(struct proto_link *link, struct proto_transfer *t,
    const struct open_result *r)
{
	if (r->session == 0 || r->session > UINT16_MAX)
		return false;
	if (t->sink) {
		if (r->size > SIZE_MAX_BYTES || r->resume > t->have ||
		    r->resume > r->size || r->sha256.len != PROTO_SHA256_LEN)
			return false;
		t->size = (uint32_t)r->size;
		memcpy(t->sha256, r->sha256.at, PROTO_SHA256_LEN);
		t->sha256_known = true;
	} else if (r->resume > t->size || r->window > SIZE_MAX_BYTES ||
	    (r->resume > 0 && r->hash.len != PROTO_SHA256_LEN)) {
		return false;
	}
	t->session = (uint16_t)r->session;
	t->fresh = false;
	if (t->sink || r->resume == 0) {
		proto_transfer_move_from(link, t, (uint32_t)r->resume,
		    (uint32_t)(r->resume + r->window));
		return true;
	}
	/* The source checks that the sink has the same bytes. */
	t->unit = (uint32_t)r->unit;
	t->have = (uint32_t)r->resume;
	t->tx.limit = (uint32_t)(r->resume + r->window);
	memcpy(t->hash, r->hash.at, PROTO_SHA256_LEN);
	t->state = PROTO_TRANSFER_CHECKING;
	return true;
}

static void
on_open_answer(struct proto_link *link, struct proto_transfer *t,
    uint16_t status, const struct proto_packet *p)
{
	struct open_result result;

	if (status == PROTO_STATUS_ANSWER_LOST) {
		start_request(link, t, PROTO_TRANSFER_OPENING);
		return;
	}
	read_open_result(p, &result);
	if (status == PROTO_STATUS_OK && !open_answered(link, t, &result))
		status = PROTO_STATUS_INTERNAL;
	if (status != PROTO_STATUS_OK)
		finish(link, t, status);
}

static void
on_fin_answer(struct proto_link *link, struct proto_transfer *t,
    uint16_t status)
{
	if (t->params == NULL)
		t->state = PROTO_TRANSFER_FREE; /* closed by abort before */
	else if (status == PROTO_STATUS_ANSWER_LOST)
		start_request(link, t, PROTO_TRANSFER_FINISHING);
	else if (t->sink)
		finish(link, t, t->status);
	else if (status == PROTO_STATUS_UNAVAILABLE)
		open_again(link, t);
	else
		finish(link, t, status);
}

void
proto_transfer_on_answer(struct proto_link *link, uint16_t id, uint16_t status,
    const struct proto_packet *p)
{
	for (unsigned int i = 0; i < link->config->transfer_count; i++) {
		struct proto_transfer *t = &link->config->transfers[i];

		if (!t->initiator || t->request != id)
			continue;
		if (t->state == PROTO_TRANSFER_OPENING)
			on_open_answer(link, t, status, p);
		else if (t->state == PROTO_TRANSFER_FINISHING)
			on_fin_answer(link, t, status);
		return;
	}
}

static void
check_initiator(struct proto_link *link, struct proto_transfer *t)
{
	uint8_t hash[PROTO_SHA256_LEN];
	int ret = hash_prefix(link, t, t->have, hash);

	if (ret == PROTO_LATER)
		return;
	if (ret != PROTO_OK) {
		proto_transfer_abort(link, t, (uint16_t)ret);
	} else if (t->sink) {
		memcpy(t->hash, hash, sizeof(hash));
		start_request(link, t, PROTO_TRANSFER_OPENING);
	} else if (same_hash(hash, t->hash)) {
		proto_transfer_move_from(link, t, t->have, t->tx.limit);
	} else {
		t->fresh = true;
		open_session(link, t);
	}
}

/* ---- responder ------------------------------------------------------- */

static void
answer(struct proto_link *link, uint16_t request, uint16_t status)
{
	proto_respond(link, request, status, NULL, 0);
}

/* Reads the arguments of OPEN into the slot; 0 or why not. */
static uint16_t
read_open(struct proto_transfer *t, const struct proto_packet *p,
    struct proto_span *name)
{
	uint64_t direction = 0;
	uint64_t kind = 0;
	uint64_t size = 0;
	uint64_t have = 0;
	struct proto_span sha256 = { NULL, 0 };
	struct proto_span hash = { NULL, 0 };

	proto_cbor_get_uint(p->payload, p->len, OPEN_DIRECTION, &direction);
	proto_cbor_get_uint(p->payload, p->len, OPEN_KIND, &kind);
	proto_cbor_get_uint(p->payload, p->len, OPEN_SIZE, &size);
	proto_cbor_get_uint(p->payload, p->len, OPEN_HAVE, &have);
	proto_cbor_get_bool(p->payload, p->len, OPEN_FRESH, &t->fresh);
	proto_cbor_get_bytes(p->payload, p->len, OPEN_SHA256, &sha256);
	proto_cbor_get_bytes(p->payload, p->len, OPEN_HASH, &hash);
	if (!proto_cbor_is_map(p->payload, p->len) ||
	    !proto_cbor_get_text(p->payload, p->len, OPEN_NAME, name) ||
	    direction > PROTO_GET || kind > UINT8_MAX ||
	    size > SIZE_MAX_BYTES || have > size)
		return PROTO_STATUS_INVALID_ARGUMENT;
	t->direction = (uint8_t)direction;
	t->sink = direction == PROTO_PUT;
	t->kind = (uint8_t)kind;
	t->size = (uint32_t)size;
	t->sha256_known = sha256.len == PROTO_SHA256_LEN;
	if (t->sha256_known)
		memcpy(t->sha256, sha256.at, PROTO_SHA256_LEN);
	else if (t->sink)
		return PROTO_STATUS_INVALID_ARGUMENT;
	if (!t->sink && t->sha256_known && hash.len == PROTO_SHA256_LEN) {
		memcpy(t->hash, hash.at, PROTO_SHA256_LEN);
		t->have = (uint32_t)have;
	}
	return PROTO_STATUS_OK;
}

static uint16_t
open_slot(struct proto_link *link, struct proto_transfer *t,
    const struct proto_packet *p)
{
	struct proto_span name;
	uint32_t have = 0;
	uint16_t status;
	int ret;

	t->initiator = false;
	t->user = NULL;
	t->unit = 0;
	t->have = 0;
	t->paused = false;
	t->waiting = false;
	t->fresh = false;
	status = read_open(t, p, &name);
	if (status != PROTO_STATUS_OK)
		return status;
	ret = link->config->storage->open(link->config->arg, t, &name, t->fresh,
	    &have);
	if (ret != PROTO_OK)
		return ret > 0 ? (uint16_t)ret : PROTO_STATUS_INTERNAL;
	if (t->sink)
		t->have = have < t->size ? have : t->size;
	t->stage = t->sink ? STAGE_PREFIX : STAGE_WHOLE;
	t->request = p->id;
	t->session =
	    (uint16_t)(link->config->hello->boot_id + ++link->session_count);
	if (t->session == 0)
		t->session = ++link->session_count;
	t->state = PROTO_TRANSFER_CHECKING;
	return PROTO_STATUS_OK;
}

void
proto_transfer_on_open(struct proto_link *link, const struct proto_packet *p)
{
	struct proto_transfer *t = proto_transfer_slot(link, p->channel);
	uint16_t status;

	if (t == NULL || link->config->storage == NULL) {
		answer(link, p->id, PROTO_STATUS_UNIMPLEMENTED);
		return;
	}
	if (is_active(t) && t->initiator) {
		answer(link, p->id, PROTO_STATUS_EXHAUSTED);
		return;
	}
	/* Only one initiator: a new OPEN replaces what it has forgotten. */
	if (is_active(t))
		proto_transfer_abort(link, t, PROTO_STATUS_ABORTED);
	t->state = PROTO_TRANSFER_FREE;
	status = open_slot(link, t, p);
	if (status != PROTO_STATUS_OK)
		answer(link, p->id, status);
}

static int
answer_open(struct proto_link *link, struct proto_transfer *t)
{
	uint8_t body[OPEN_ANSWER_MAX];
	struct proto_writer w;
	bool with_hash = t->sink && t->have > 0;

	proto_writer_init(&w, body, sizeof(body));
	proto_cbor_put_map(&w,
	    2u + (t->sink ? 1u : 2u) + (with_hash ? 1u : 0u));
	put_pair(&w, OPEN_R_SESSION, t->session);
	put_pair(&w, OPEN_R_RESUME, t->have);
	if (with_hash)
		put_hash(&w, OPEN_R_HASH, t->hash);
	if (t->sink) {
		put_pair(&w, OPEN_R_UNIT, t->unit);
	} else {
		put_pair(&w, OPEN_R_SIZE, t->size);
		put_hash(&w, OPEN_R_SHA256, t->sha256);
	}
	return proto_respond(link, t->request, PROTO_STATUS_OK, body, w.len);
}

/* Does one stage of the responder's checks; 0, PROTO_LATER or a status. */
static int
check_stage(struct proto_link *link, struct proto_transfer *t)
{
	uint8_t hash[PROTO_SHA256_LEN];
	uint32_t len = t->stage == STAGE_WHOLE ? t->size : t->have;
	int ret;

	if (t->stage == STAGE_PREFIX && len == 0) {
		t->stage = STAGE_ANSWER;
		return PROTO_OK;
	}
	ret = hash_prefix(link, t, len, hash);
	if (ret != PROTO_OK)
		return ret;
	if (t->stage == STAGE_WHOLE) {
		if (!t->sha256_known || !same_hash(hash, t->sha256) ||
		    t->have > t->size)
			t->have = 0;
		memcpy(t->sha256, hash, sizeof(hash));
		t->stage = STAGE_PREFIX;
		return PROTO_OK;
	}
	if (!t->sink && !same_hash(hash, t->hash))
		t->have = 0;
	memcpy(t->hash, hash, sizeof(hash));
	t->stage = STAGE_ANSWER;
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
		proto_transfer_abort(link, t, (uint16_t)ret);
		return;
	}
	ret = answer_open(link, t);
	t->waiting = ret == PROTO_ERR_AGAIN;
	if (t->waiting)
		return;
	t->request = 0;
	proto_transfer_move_from(link, t, t->have, t->have);
}

void
proto_transfer_on_fin(struct proto_link *link, const struct proto_packet *p)
{
	struct proto_transfer *t = proto_transfer_slot(link, p->channel);
	uint64_t session = 0;
	uint64_t status = PROTO_STATUS_UNKNOWN;

	proto_cbor_get_uint(p->payload, p->len, FIN_SESSION, &session);
	proto_cbor_get_uint(p->payload, p->len, FIN_STATUS, &status);
	if (t == NULL || t->state == PROTO_TRANSFER_FREE || t->initiator ||
	    t->session != session) {
		answer(link, p->id, PROTO_STATUS_UNAVAILABLE);
	} else if (t->state == PROTO_TRANSFER_ENDED) {
		answer(link, p->id, t->status);
	} else if (status != PROTO_STATUS_OK || !t->sink) {
		answer(link, p->id, PROTO_STATUS_OK);
		finish(link, t, (uint16_t)status);
	} else {
		t->request = p->id; /* answered after the commit */
	}
}

/* ---- both ------------------------------------------------------------ */

void
proto_transfer_abort(struct proto_link *link, struct proto_transfer *t,
    uint16_t status)
{
	if (!is_active(t) || (t->initiator && t->params == NULL))
		return;
	if (!t->initiator) {
		if (t->request != 0)
			answer(link, t->request, status);
		proto_link_abort(link, (uint8_t)(PROTO_CH_TRANSFER + t->index),
		    t->session, status);
		finish(link, t, status);
		return;
	}
	if (t->session == 0) {
		finish(link, t, status);
		return;
	}
	/* The slot is kept until the responder knows. */
	t->params = NULL;
	start_fin(link, t, status);
	link->config->storage->close(link->config->arg, t, status);
}

void
proto_transfer_on_abort(struct proto_link *link, uint8_t channel,
    uint16_t session, uint16_t status)
{
	struct proto_transfer *t = proto_transfer_slot(link, channel);

	if (t == NULL || !is_active(t) || t->session != session)
		return;
	if (!t->initiator)
		finish(link, t, status);
	else if (t->state == PROTO_TRANSFER_FINISHING ||
	    t->state == PROTO_TRANSFER_COMMITTING)
		return;
	else if (status == PROTO_STATUS_UNAVAILABLE)
		open_again(link, t);
	else
		finish(link, t, status);
}

static void
commit(struct proto_link *link, struct proto_transfer *t)
{
	int ret = link->config->storage->commit(link->config->arg, t);

	t->waiting = ret == PROTO_LATER;
	if (t->waiting)
		return;
	if (t->initiator) {
		start_fin(link, t, (uint16_t)ret);
		return;
	}
	answer(link, t->request, (uint16_t)ret);
	finish(link, t, (uint16_t)ret);
}

static void
move(struct proto_link *link, struct proto_transfer *t)
{
	uint16_t status = PROTO_STATUS_OK;

	if (t->sink)
		status = proto_transfer_store(link, t);
	else if (link->state == PROTO_LINK_UP &&
	    proto_sender_silence(&t->tx, t->size, proto_link_patience_ms(link),
		link->now_ms))
		link->counters.resent++;
	if (status != PROTO_STATUS_OK)
		proto_transfer_abort(link, t, status);
	else if (proto_transfer_done(t) != t->size)
		return;
	else if (t->sink && (t->initiator || t->request != 0))
		t->state = PROTO_TRANSFER_COMMITTING;
	else if (!t->sink && t->initiator)
		start_fin(link, t, PROTO_STATUS_OK);
}

static void
work(struct proto_link *link, struct proto_transfer *t)
{
	if (t->state == PROTO_TRANSFER_CHECKING) {
		if (t->initiator)
			check_initiator(link, t);
		else
			check_responder(link, t);
	}
	if (t->state == PROTO_TRANSFER_MOVING)
		move(link, t);
	if (t->state == PROTO_TRANSFER_COMMITTING)
		commit(link, t);
}

void
proto_transfer_tick(struct proto_link *link)
{
	for (unsigned int i = 0; i < link->config->transfer_count; i++)
		work(link, &link->config->transfers[i]);
}

void
proto_transfer_soonest(const struct proto_link *link,
    struct proto_soonest *soonest)
{
	bool up = link->state == PROTO_LINK_UP;
	uint32_t at;

	for (unsigned int i = 0; i < link->config->transfer_count; i++) {
		const struct proto_transfer *t = &link->config->transfers[i];

		if (!is_active(t))
			continue;
		if (t->waiting)
			proto_soonest_at(soonest, link->now_ms + POLL_MS);
		else if (up &&
		    (t->state == PROTO_TRANSFER_OPENING ||
			t->state == PROTO_TRANSFER_FINISHING))
			proto_soonest_at(soonest, t->send_at);
		else if (up && !t->sink && t->state == PROTO_TRANSFER_MOVING &&
		    proto_sender_deadline(&t->tx, t->size,
			proto_link_patience_ms(link), &at))
			proto_soonest_at(soonest, at);
	}
}

void
proto_transfer_reset(struct proto_link *link)
{
	for (unsigned int i = 0; i < link->config->transfer_count; i++) {
		struct proto_transfer *t = &link->config->transfers[i];

		if (!is_active(t)) {
			t->state = PROTO_TRANSFER_FREE;
		} else if (!t->initiator) {
			finish(link, t, PROTO_STATUS_UNAVAILABLE);
			t->state = PROTO_TRANSFER_FREE;
		} else if (t->params == NULL) {
			t->state = PROTO_TRANSFER_FREE;
		} else if (t->state != PROTO_TRANSFER_COMMITTING &&
		    !(t->state == PROTO_TRANSFER_FINISHING && t->sink)) {
			open_again(link, t);
		}
	}
}

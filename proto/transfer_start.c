/* SPDX-License-Identifier: MIT */
/* The initiator of transfers. The rest of the library reaches it only by the
 * table that the first put or get installs. */
#include <string.h>

#include "link_parts.h"
#include "transfer_message.h"

#define RETRY_MAX_MS 2000
#define ABORT_TRIES  3

static void
start_request(struct proto_link *link, struct proto_transfer *t,
    enum proto_transfer_state state)
{
	t->channel.open = false;
	t->state = state;
	t->request = (uint16_t)proto_link_next_id(link);
	t->tries = 0;
	t->send_at = link->now_ms;
}

static void
start_fin(struct proto_link *link, struct proto_transfer *t, uint32_t status)
{
	t->status = (uint16_t)status;
	start_request(link, t, PROTO_TRANSFER_FINISHING);
}

/* Begins, or begins again, from what is stored already. */
static void
open_session(struct proto_link *link, struct proto_transfer *t)
{
	t->channel.open = false;
	t->channel.session = 0;
	t->paused = false;
	if (!proto_transfer_is_sink(t) || t->fresh)
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

static void
write_open(const struct proto_transfer *t, struct proto_writer *w)
{
	struct proto_transfer open = *t;

	open.name.at = (const uint8_t *)t->params->name;
	open.name.len = strlen(t->params->name);
	if (!proto_transfer_is_sink(t))
		open.have = 0;
	open.channel.hash_len = open.have > 0 ? PROTO_SHA256_LEN : 0;
	proto_open_write(&open, w);
}

static void
write_fin(const struct proto_transfer *t, struct proto_writer *w)
{
	const struct proto_fin fin = { t->channel.session, t->status };

	proto_fin_write(&fin, w);
}

static void
send_request(struct proto_link *link, struct proto_transfer *t)
{
	uint32_t wait = proto_link_patience_ms(link) << t->tries;
	bool is_open = t->state == PROTO_TRANSFER_OPENING;
	struct proto_writer w;

	proto_writer_init(&w, proto_link_payload(link), proto_link_mtu(link));
	if (is_open)
		write_open(t, &w);
	else
		write_fin(t, &w);
	if (t->tries < 3)
		t->tries++;
	t->send_at = link->now_ms + (wait > RETRY_MAX_MS ? RETRY_MAX_MS : wait);
	proto_link_send(link,
	    proto_head(PROTO_REQ, t->channel.number, t->request),
	    (is_open ? PROTO_METHOD_OPEN : PROTO_METHOD_FIN) |
		UINT32_C(0xffff) << 16,
	    w.len);
}

static bool
request_output(struct proto_link *link)
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

/* ---- answers --------------------------------------------------------- */

/* Applies the answer to OPEN; false when it makes no sense. */
static bool
open_answered(struct proto_link *link, struct proto_transfer *t,
    const struct proto_opened *r)
{
	if (proto_transfer_is_sink(t)) {
		if (r->resume > t->have || r->resume > r->size ||
		    r->sha256_len == 0)
			return false;
		t->size = r->size;
		memcpy(t->sha256, r->sha256, PROTO_SHA256_LEN);
		t->sha256_len = PROTO_SHA256_LEN;
	} else if (r->resume > t->size || (r->resume > 0 && r->hash_len == 0)) {
		return false;
	}
	t->channel.session = r->session;
	t->fresh = false;
	if (proto_transfer_is_sink(t) || r->resume == 0) {
		proto_transfer_move_from(link, t, r->resume,
		    r->resume + r->window);
		return true;
	}
	/* The source checks that the sink has the same bytes. */
	t->have = r->resume;
	t->prepared = r->resume + r->window; /* the credit, for later */
	memcpy(t->channel.hash, r->hash, PROTO_SHA256_LEN);
	t->state = PROTO_TRANSFER_CHECKING;
	return true;
}

static void
on_open_answer(struct proto_link *link, struct proto_transfer *t,
    uint32_t status, const struct proto_packet *p)
{
	struct proto_opened opened;

	if (status == PROTO_STATUS_ANSWER_LOST) {
		start_request(link, t, PROTO_TRANSFER_OPENING);
		return;
	}
	if (status == PROTO_STATUS_OK &&
	    (!proto_opened_read(&opened, p->payload, p->len) ||
		!open_answered(link, t, &opened)))
		status = PROTO_STATUS_INTERNAL;
	if (status != PROTO_STATUS_OK)
		proto_transfer_finish(link, t, status);
}

static void
on_fin_answer(struct proto_link *link, struct proto_transfer *t,
    uint32_t status)
{
	if (t->params == NULL)
		t->state = PROTO_TRANSFER_FREE; /* closed by abort before */
	else if (status == PROTO_STATUS_ANSWER_LOST)
		start_request(link, t, PROTO_TRANSFER_FINISHING);
	else if (proto_transfer_is_sink(t))
		proto_transfer_finish(link, t, t->status);
	else if (status == PROTO_STATUS_UNAVAILABLE)
		open_again(link, t);
	else
		proto_transfer_finish(link, t, status);
}

static void
on_answer(struct proto_link *link, uint32_t id, uint32_t status,
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
check(struct proto_link *link, struct proto_transfer *t)
{
	uint8_t hash[PROTO_SHA256_LEN];
	int ret = proto_transfer_hash(link, t, t->have, hash);

	if (ret == PROTO_LATER)
		return;
	if (ret != PROTO_OK) {
		proto_transfer_abort(link, t, (uint32_t)ret);
	} else if (proto_transfer_is_sink(t)) {
		memcpy(t->channel.hash, hash, sizeof(hash));
		start_request(link, t, PROTO_TRANSFER_OPENING);
	} else if (memcmp(hash, t->channel.hash, sizeof(hash)) == 0) {
		proto_transfer_move_from(link, t, t->have, t->prepared);
	} else {
		t->fresh = true;
		open_session(link, t);
	}
}

/* ---- ends ------------------------------------------------------------ */

static void
abort_transfer(struct proto_link *link, struct proto_transfer *t,
    uint32_t status)
{
	if (t->params == NULL)
		return;
	if (t->channel.session == 0) {
		proto_transfer_finish(link, t, status);
		return;
	}
	/* The slot is kept until the responder knows. */
	t->params = NULL;
	start_fin(link, t, status);
	link->config->storage->close(link->config->arg, t, t->status);
}

static void
on_abort(struct proto_link *link, struct proto_transfer *t, uint32_t status)
{
	if (t->state == PROTO_TRANSFER_FINISHING ||
	    t->state == PROTO_TRANSFER_COMMITTING)
		return;
	if (status == PROTO_STATUS_UNAVAILABLE)
		open_again(link, t);
	else
		proto_transfer_finish(link, t, status);
}

/* The responder restarted. */
static void
reset(struct proto_link *link, struct proto_transfer *t)
{
	if (t->params == NULL)
		t->state = PROTO_TRANSFER_FREE;
	else if (t->state != PROTO_TRANSFER_COMMITTING &&
	    !(t->state == PROTO_TRANSFER_FINISHING &&
		proto_transfer_is_sink(t)))
		open_again(link, t);
}

static const struct proto_initiator initiator = {
	.output = request_output,
	.on_answer = on_answer,
	.check = check,
	.fin = start_fin,
	.abort = abort_transfer,
	.on_abort = on_abort,
	.reset = reset,
};

static int
start_transfer(struct proto_link *link,
    const struct proto_transfer_params *params, bool sink,
    struct proto_transfer **started)
{
	struct proto_transfer *t = link->config->transfers;
	struct proto_transfer *end = t + link->gateway.peer_transfers;

	if (link->config->storage == NULL ||
	    params->size > PROTO_TRANSFER_SIZE_MAX ||
	    (!sink && params->sha256 == NULL))
		return PROTO_ERR_ARG;
	if (strlen(params->name) + PROTO_OPEN_OVERHEAD > proto_link_mtu(link))
		return PROTO_ERR_TOO_LONG;
	while (t < end && proto_transfer_is_active(t))
		t++;
	if (t == end)
		return PROTO_ERR_AGAIN;
	link->gateway.initiator = &initiator;
	link->busy = true;
	t->user = params->user;
	t->params = params;
	t->size = params->size;
	t->kind = params->kind;
	t->direction = sink ? PROTO_GET : PROTO_PUT;
	t->initiator = true;
	t->unit = 0;
	t->stored = 0;
	t->fresh = params->fresh;
	t->have = params->have;
	t->sha256_len = params->sha256 != NULL ? PROTO_SHA256_LEN : 0;
	if (t->sha256_len > 0)
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

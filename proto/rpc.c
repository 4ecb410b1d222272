/* SPDX-License-Identifier: MIT */
/* Requests, answers, events. */
#include <string.h>

#include "command.h"
#include "link_parts.h"

enum answer_state {
	ANSWER_FREE,
	ANSWER_RUNNING,
	ANSWER_READY, /* to be sent */
	ANSWER_SENT   /* kept to be repeated */
};

#define DEADLINE_UNIT_MS 100
#define RETRY_MAX_MS     2000
#define NOTIFY_TYPES     0x0fff
#define NO_OWNER         0xff

/* ---- asking ---------------------------------------------------------- */

/* A request of ours that still waits for its answer. */
static struct proto_call *
find_open_call(struct proto_link *link, uint16_t id)
{
	for (unsigned int i = 0; i < link->config->call_count; i++) {
		struct proto_call *call = &link->config->calls[i];

		if (call->id == id && id != 0 && !call->cancelled)
			return call;
	}
	return NULL;
}

static void
end_call(struct proto_call *call, uint16_t status, const uint8_t *body,
    size_t len)
{
	uint16_t id = call->id;
	proto_result_fn on_result = call->params.on_result;

	/* Tell the peer, when it may still be working on it. */
	call->cancelled = (status == PROTO_STATUS_CANCELLED ||
			      status == PROTO_STATUS_DEADLINE) &&
	    body == NULL && call->tries > 0;
	if (!call->cancelled)
		call->id = 0;
	if (on_result != NULL)
		on_result(call->params.arg, id, status, body, len);
}

static int
start_call(struct proto_link *link, const struct proto_call_params *params,
    uint32_t method, uint16_t *id)
{
	struct proto_call *call = NULL;
	unsigned int open = 0;

	if (!link->hello_seen || link->state == PROTO_LINK_LOST)
		return PROTO_ERR_STATE;
	if (params->args_len > proto_link_mtu(link))
		return PROTO_ERR_TOO_LONG;
	for (unsigned int i = 0; i < link->config->call_count; i++) {
		if (link->config->calls[i].id != 0)
			open++;
		else
			call = &link->config->calls[i];
	}
	if (call == NULL || open >= link->peer_max_req)
		return PROTO_ERR_AGAIN;
	call->params = *params;
	call->params.method = (uint16_t)method;
	call->id = proto_link_next_id(link);
	call->tries = 0;
	call->cancelled = false;
	call->send_at = link->now_ms;
	call->deadline_at = link->now_ms +
	    (params->deadline_ms != 0 ? params->deadline_ms :
					PROTO_DEADLINE_MS);
	if (id != NULL)
		*id = call->id;
	return PROTO_OK;
}

int
proto_call(struct proto_link *link, const struct proto_call_params *params,
    uint16_t *id)
{
	return start_call(link, params, params->method, id);
}

int
proto_notify(struct proto_link *link, const struct proto_call_params *params,
    uint16_t *id)
{
	return start_call(link, params,
	    PROTO_METHOD_NOTIFY | (params->method & NOTIFY_TYPES), id);
}

int
proto_call_cancel(struct proto_link *link, uint16_t id)
{
	struct proto_call *call = find_open_call(link, id);

	if (call == NULL)
		return PROTO_ERR_STATE;
	end_call(call, PROTO_STATUS_CANCELLED, NULL, 0);
	return PROTO_OK;
}

void
proto_rpc_answer(struct proto_link *link, const struct proto_packet *p)
{
	struct proto_call *call = find_open_call(link, p->id);
	uint16_t status = (uint16_t)(p->arg >> 16);

	if (call != NULL && call->params.method == (p->arg & 0xffff))
		end_call(call, status, p->payload, p->len);
	else if (PROTO_INITIATOR(link) != NULL)
		PROTO_INITIATOR(link)->on_answer(link, p->id, status, p);
}

void
proto_rpc_accepted(struct proto_link *link, uint16_t id)
{
	struct proto_call *call = find_open_call(link, id);

	if (call != NULL)
		call->send_at = link->now_ms + RETRY_MAX_MS;
}

void
proto_rpc_unsupported(struct proto_link *link, uint16_t id)
{
	struct proto_call *call = find_open_call(link, id);

	if (call != NULL)
		end_call(call, PROTO_STATUS_UNIMPLEMENTED, NULL, 0);
}

static void
send_request(struct proto_link *link, struct proto_call *call)
{
	const struct proto_call_params *params = &call->params;
	uint32_t left = (uint32_t)proto_ahead(call->deadline_at, link->now_ms);
	uint32_t units = left / DEADLINE_UNIT_MS + 1;
	uint32_t wait = proto_link_patience_ms(link) << call->tries;

	if (units > UINT16_MAX)
		units = UINT16_MAX;
	if (call->tries < 3)
		call->tries++;
	call->send_at =
	    link->now_ms + (wait > RETRY_MAX_MS ? RETRY_MAX_MS : wait);
	if (params->args_len > 0)
		memcpy(proto_link_payload(link), params->args,
		    params->args_len);
	proto_link_send(link, PROTO_REQ, PROTO_CH_RPC, call->id,
	    params->method | units << 16, params->args_len);
}

static bool
call_output(struct proto_link *link)
{
	for (unsigned int i = 0; i < link->config->call_count; i++) {
		struct proto_call *call = &link->config->calls[i];

		if (call->id == 0)
			continue;
		if (call->cancelled) {
			proto_link_send(link, PROTO_CTRL, PROTO_CH_CONTROL,
			    call->id, PROTO_CTRL_CANCEL, 0);
			call->id = 0;
			return true;
		}
		if (proto_link_is_due(link, call->send_at)) {
			send_request(link, call);
			return true;
		}
	}
	return false;
}

/* ---- answering ------------------------------------------------------- */

static struct proto_answer *
find_answer(struct proto_link *link, uint16_t id)
{
	for (unsigned int i = 0; i < link->config->answer_count; i++) {
		struct proto_answer *a = &link->config->answers[i];

		if (a->state != ANSWER_FREE && a->id == id)
			return a;
	}
	return NULL;
}

/* Remembers the id; false when it was seen before or is too old to tell. */
static bool
first_sight(struct proto_link *link, uint16_t id)
{
	int ahead = (int16_t)(id - link->newest_id);
	uint32_t bit;

	if (link->seen_bits == 0)
		ahead = PROTO_ID_WINDOW;
	if (ahead > 0) {
		link->newest_id = id;
		link->seen_bits =
		    ahead < PROTO_ID_WINDOW ? link->seen_bits << ahead : 0;
		ahead = 0;
	}
	if (-ahead >= PROTO_ID_WINDOW)
		return false;
	bit = UINT32_C(1) << -ahead;
	if ((link->seen_bits & bit) != 0)
		return false;
	link->seen_bits |= bit;
	return true;
}

/* A free slot, or the one whose answer was sent longest ago. */
static struct proto_answer *
take_slot(struct proto_link *link)
{
	struct proto_answer *oldest = NULL;

	for (unsigned int i = 0; i < link->config->answer_count; i++) {
		struct proto_answer *a = &link->config->answers[i];

		if (a->state == ANSWER_FREE)
			return a;
		if (a->state == ANSWER_SENT &&
		    (oldest == NULL || (int16_t)(a->age - oldest->age) < 0))
			oldest = a;
	}
	return oldest;
}

static void
start_request(struct proto_link *link, struct proto_answer *a,
    const struct proto_packet *p)
{
	const struct proto_callbacks *callbacks = link->config->callbacks;
	const struct proto_request request = {
		.args = p->payload,
		.args_len = p->len,
		.deadline_at = link->now_ms + (p->arg >> 16) * DEADLINE_UNIT_MS,
		.id = p->id,
		.method = a->method,
	};

	if (a->method == PROTO_METHOD_OPEN) {
		proto_transfer_on_open(link, p);
	} else if (a->method == PROTO_METHOD_FIN) {
		proto_transfer_on_fin(link, p);
	} else if ((a->method & ~NOTIFY_TYPES) == PROTO_METHOD_NOTIFY) {
		if (callbacks->on_event != NULL)
			callbacks->on_event(link->config->arg,
			    a->method & NOTIFY_TYPES, p->payload, p->len, 0);
		proto_respond(link, p->id, PROTO_STATUS_OK, NULL, 0);
	} else if (callbacks->on_request == NULL ||
	    (link->state == PROTO_LINK_INCOMPATIBLE &&
		a->method != PROTO_CMD_INFO &&
		a->method != PROTO_CMD_IDENTIFY)) {
		proto_respond(link, p->id, PROTO_STATUS_UNIMPLEMENTED, NULL, 0);
	} else {
		callbacks->on_request(link->config->arg, &request);
	}
}

void
proto_rpc_request(struct proto_link *link, const struct proto_packet *p)
{
	struct proto_answer *a = find_answer(link, p->id);

	if (a != NULL) {
		if (a->state == ANSWER_RUNNING)
			proto_link_accepted(link, p->id);
		else
			a->state = ANSWER_READY;
		return;
	}
	a = take_slot(link);
	if (a == NULL || p->id == 0)
		return; /* all busy: the peer will repeat it */
	if (a == &link->config->answers[link->answer_owner])
		link->answer_owner = NO_OWNER;
	a->id = p->id;
	a->method = (uint16_t)p->arg;
	a->state = ANSWER_RUNNING;
	if (first_sight(link, p->id))
		start_request(link, a, p);
	else
		proto_respond(link, p->id, PROTO_STATUS_ANSWER_LOST, NULL, 0);
}

size_t
proto_answer_max(const struct proto_link *link)
{
	size_t max = link->config->answer_cap;

	if (max < PROTO_SMALL_ANSWER)
		max = PROTO_SMALL_ANSWER;
	return max < proto_link_mtu(link) ? max : proto_link_mtu(link);
}

/* Puts a long answer into answer_buf, whose former owner loses it. */
static int
keep_long(struct proto_link *link, struct proto_answer *a, const uint8_t *body,
    size_t len)
{
	if (link->answer_owner != NO_OWNER) {
		struct proto_answer *former =
		    &link->config->answers[link->answer_owner];

		if (former->state == ANSWER_READY)
			return PROTO_ERR_AGAIN;
		former->status = PROTO_STATUS_ANSWER_LOST;
		former->len = 0;
	}
	memcpy(link->config->answer_buf, body, len);
	link->answer_owner = (uint8_t)(a - link->config->answers);
	return PROTO_OK;
}

int
proto_respond(struct proto_link *link, uint16_t id, uint16_t status,
    const uint8_t *body, size_t len)
{
	struct proto_answer *a = find_answer(link, id);

	if (a == NULL || a->state != ANSWER_RUNNING)
		return PROTO_ERR_STATE;
	if (len > proto_answer_max(link))
		return PROTO_ERR_TOO_LONG;
	if (len > PROTO_SMALL_ANSWER) {
		int err = keep_long(link, a, body, len);

		if (err != PROTO_OK)
			return err;
	} else if (len > 0) {
		memcpy(a->body, body, len);
	}
	a->status = status;
	a->len = (uint16_t)len;
	a->state = ANSWER_READY;
	return PROTO_OK;
}

static bool
answer_output(struct proto_link *link)
{
	for (unsigned int i = 0; i < link->config->answer_count; i++) {
		struct proto_answer *a = &link->config->answers[i];

		if (a->state != ANSWER_READY)
			continue;
		memcpy(proto_link_payload(link),
		    a->len > PROTO_SMALL_ANSWER ? link->config->answer_buf :
						  a->body,
		    a->len);
		a->state = ANSWER_SENT;
		a->age = link->answer_count++;
		proto_link_send(link, PROTO_RSP, PROTO_CH_RPC, a->id,
		    a->method | (uint32_t)a->status << 16, a->len);
		return true;
	}
	return false;
}

void
proto_rpc_cancelled(struct proto_link *link, uint16_t id)
{
	struct proto_answer *a = find_answer(link, id);

	if (a != NULL && a->state == ANSWER_RUNNING &&
	    a->method < PROTO_METHOD_NOTIFY &&
	    link->config->callbacks->on_cancel != NULL)
		link->config->callbacks->on_cancel(link->config->arg, id);
}

bool
proto_rpc_output(struct proto_link *link)
{
	return answer_output(link) || call_output(link);
}

/* ---- events ---------------------------------------------------------- */

#define EVENT_HEAD 4 /* type16, len16 in the queue */

int
proto_event(struct proto_link *link, uint16_t type, const uint8_t *body,
    size_t len)
{
	size_t room = link->config->event_cap - link->event_len;
	uint8_t *at = link->config->event_buf + link->event_len;

	if (room < EVENT_HEAD || len > room - EVENT_HEAD ||
	    len > proto_link_mtu(link)) {
		link->event_lost++;
		return PROTO_ERR_AGAIN;
	}
	proto_store(at, type | (uint32_t)len << 16, EVENT_HEAD);
	if (len > 0)
		memcpy(at + EVENT_HEAD, body, len);
	link->event_len = (uint16_t)(link->event_len + EVENT_HEAD + len);
	return PROTO_OK;
}

bool
proto_rpc_event_output(struct proto_link *link)
{
	uint8_t *queue = link->config->event_buf;
	uint32_t type;
	size_t len;

	if (link->event_len == 0)
		return false;
	type = proto_load(queue, 2);
	len = proto_load(queue + 2, 2);
	memcpy(proto_link_payload(link), queue + EVENT_HEAD, len);
	link->event_len = (uint16_t)(link->event_len - EVENT_HEAD - len);
	memmove(queue, queue + EVENT_HEAD + len, link->event_len);
	proto_link_send(link, PROTO_EVT, PROTO_CH_EVENT, ++link->event_seq,
	    type | (uint32_t)link->event_lost << 16, len);
	return true;
}

void
proto_rpc_event(struct proto_link *link, const struct proto_packet *p)
{
	uint16_t lost = (uint16_t)(p->arg >> 16);
	uint16_t ahead = (uint16_t)(p->id - link->peer_event_seq);
	uint32_t missed;

	if (ahead == 0 || ahead > INT16_MAX)
		return; /* repeated, or overtaken by a later one */
	missed =
	    (uint32_t)(ahead - 1) + (uint16_t)(lost - link->peer_event_lost);
	link->peer_event_seq = p->id;
	link->peer_event_lost = lost;
	if (link->config->callbacks->on_event != NULL)
		link->config->callbacks->on_event(link->config->arg,
		    (uint16_t)p->arg, p->payload, p->len, missed);
}

/* ---- life ------------------------------------------------------------ */

/* Ends the calls whose time is over, or all when the peer restarted. */
static void
end_calls(struct proto_link *link, bool all)
{
	for (unsigned int i = 0; i < link->config->call_count; i++) {
		struct proto_call *call = &link->config->calls[i];

		if (call->id != 0 && !call->cancelled &&
		    (all || proto_link_is_due(link, call->deadline_at)))
			end_call(call,
			    all ? PROTO_STATUS_UNAVAILABLE :
				  PROTO_STATUS_DEADLINE,
			    NULL, 0);
		else if (all)
			call->id = 0;
	}
}

void
proto_rpc_reset(struct proto_link *link)
{
	link->seen_bits = 0;
	link->answer_owner = NO_OWNER;
	link->event_seq = 0;
	link->event_lost = 0;
	link->peer_event_seq = 0;
	link->peer_event_lost = 0;
	for (unsigned int i = 0; i < link->config->answer_count; i++) {
		struct proto_answer *a = &link->config->answers[i];

		proto_rpc_cancelled(link, a->id);
		a->state = ANSWER_FREE;
	}
	end_calls(link, true);
}

void
proto_rpc_tick(struct proto_link *link)
{
	end_calls(link, false);
}

bool
proto_rpc_is_waiting(const struct proto_link *link)
{
	for (unsigned int i = 0; i < link->config->call_count; i++)
		if (link->config->calls[i].id != 0)
			return true;
	return false;
}

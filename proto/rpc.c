/* SPDX-License-Identifier: MIT */
/* Requests, answers, events. */
#include <string.h>

#include "command.h"
#include "link_parts.h"

enum answer_state {
	ANSWER_SENT, /* kept to be repeated, or free */
	ANSWER_RUNNING,
	ANSWER_READY /* to be sent */
};

#define DEADLINE_UNIT_MS 100
#define RETRY_MAX_MS     2000
#define NOTIFY_TYPES     0x0fff

/* ---- asking ---------------------------------------------------------- */

/* A request of ours that still waits for its answer. */
static struct proto_call *
find_open_call(struct proto_link *link, uint32_t id)
{
	struct proto_call *call = link->config->calls;

	for (unsigned int i = link->config->call_count; i > 0; i--, call++)
		if (call->id == id && id != 0 && !call->cancelled)
			return call;
	return NULL;
}

static void
end_call(struct proto_call *call, uint32_t status, const uint8_t *body,
    size_t len)
{
	uint32_t id = call->id;
	proto_result_fn on_result = call->params.on_result;

	/* Tell the peer, when it may still be working on it. */
	call->cancelled = (status == PROTO_STATUS_CANCELLED ||
			      status == PROTO_STATUS_DEADLINE) &&
	    body == NULL && call->tries > 0;
	if (!call->cancelled)
		call->id = 0;
	if (on_result != NULL)
		on_result(call->params.arg, (uint16_t)id, (uint16_t)status,
		    body, len);
}

static int
start_call(struct proto_link *link, const struct proto_call_params *params,
    uint32_t method, uint16_t *id)
{
	struct proto_call *slot = link->config->calls;
	struct proto_call *call = NULL;
	unsigned int open = 0;

	if (!link->hello_seen || link->state == PROTO_LINK_LOST)
		return PROTO_ERR_STATE;
	if (params->args_len > proto_link_mtu(link))
		return PROTO_ERR_TOO_LONG;
	for (unsigned int i = link->config->call_count; i > 0; i--, slot++) {
		if (slot->id != 0)
			open++;
		else
			call = slot;
	}
	if (call == NULL || open >= link->peer_max_req)
		return PROTO_ERR_AGAIN;
	call->params = *params;
	call->params.method = (uint16_t)method;
	call->id = (uint16_t)proto_link_next_id(link);
	call->tries = 0;
	call->cancelled = false;
	call->send_at = link->now_ms;
	call->params.deadline_ms = link->now_ms +
	    (params->deadline_ms != 0 ? params->deadline_ms :
					PROTO_DEADLINE_MS);
	link->busy = true;
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
proto_call_cancel(struct proto_link *link, uint32_t id)
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
	uint32_t status = p->arg >> 16;

	if (call != NULL && call->params.method == (p->arg & 0xffff))
		end_call(call, status, p->payload, p->len);
	else if (PROTO_INITIATOR(link) != NULL)
		PROTO_INITIATOR(link)->on_answer(link, p->id, status, p);
}

void
proto_rpc_accepted(struct proto_link *link, uint32_t id)
{
	struct proto_call *call = find_open_call(link, id);

	if (call != NULL)
		call->send_at = link->now_ms + RETRY_MAX_MS;
}

void
proto_rpc_unsupported(struct proto_link *link, uint32_t id)
{
	struct proto_call *call = find_open_call(link, id);

	if (call != NULL)
		end_call(call, PROTO_STATUS_UNIMPLEMENTED, NULL, 0);
}

static void
send_request(struct proto_link *link, struct proto_call *call)
{
	const struct proto_call_params *params = &call->params;
	uint32_t left = params->deadline_ms - link->now_ms;
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
	proto_link_send(link, proto_head(PROTO_REQ, PROTO_CH_RPC, call->id),
	    params->method | units << 16, params->args_len);
}

static bool
call_output(struct proto_link *link)
{
	struct proto_call *call = link->config->calls;

	for (unsigned int i = link->config->call_count; i > 0; i--, call++) {
		if (call->id == 0)
			continue;
		if (call->cancelled) {
			proto_link_send(link,
			    proto_head(PROTO_CTRL, PROTO_CH_CONTROL, call->id),
			    PROTO_CTRL_CANCEL, 0);
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
find_answer(struct proto_link *link, uint32_t id)
{
	struct proto_answer *a = link->config->answers;

	for (unsigned int i = link->config->answer_count; i > 0; i--, a++)
		if (a->id == id)
			return a;
	return NULL;
}

/* Remembers the id; false when it was seen before or is too old to tell. */
static bool
first_sight(struct proto_link *link, uint32_t id)
{
	int ahead = (int16_t)(id - link->newest_id);
	uint32_t bit;

	if (link->seen_bits == 0)
		ahead = PROTO_ID_WINDOW;
	if (ahead > 0) {
		link->newest_id = (uint16_t)id;
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
	struct proto_answer *a = link->config->answers;
	struct proto_answer *oldest = NULL;

	for (unsigned int i = link->config->answer_count; i > 0; i--, a++)
		if (a->state == ANSWER_SENT &&
		    (oldest == NULL || (int16_t)(a->age - oldest->age) < 0))
			oldest = a;
	return oldest;
}

static bool
is_served(const struct proto_link *link, uint32_t method)
{
	return link->config->callbacks->on_request != NULL &&
	    (link->state != PROTO_LINK_INCOMPATIBLE ||
		method == PROTO_CMD_INFO || method == PROTO_CMD_IDENTIFY);
}

static void
start_command(struct proto_link *link, const struct proto_packet *p,
    uint32_t method)
{
	const struct proto_request request = {
		.args = p->payload,
		.args_len = p->len,
		.deadline_at = link->now_ms + (p->arg >> 16) * DEADLINE_UNIT_MS,
		.id = (uint16_t)p->id,
		.method = (uint16_t)method,
	};

	if (is_served(link, method))
		link->config->callbacks->on_request(link->config->arg,
		    &request);
	else
		proto_respond(link, p->id, PROTO_STATUS_UNIMPLEMENTED, NULL, 0);
}

/* An event as a request. A gateway has none for a board. */
static void
take_note(struct proto_link *link, const struct proto_packet *p,
    uint32_t method)
{
	if (link->config->callbacks->on_event != NULL)
		link->config->callbacks->on_event(link->config->arg,
		    method & NOTIFY_TYPES, p->payload, p->len, 0);
	proto_respond(link, p->id, PROTO_STATUS_OK, NULL, 0);
}

static void
start_request(struct proto_link *link, const struct proto_packet *p,
    uint32_t method)
{
	if (method == PROTO_METHOD_OPEN)
		proto_transfer_on_open(link, p);
	else if (method == PROTO_METHOD_FIN)
		proto_transfer_on_fin(link, p);
	else if (!PROTO_ONLY_BOARD &&
	    (method & ~(uint32_t)NOTIFY_TYPES) == PROTO_METHOD_NOTIFY)
		take_note(link, p, method);
	else
		start_command(link, p, method);
}

void
proto_rpc_request(struct proto_link *link, const struct proto_packet *p)
{
	struct proto_answer *a = find_answer(link, p->id);

	if (p->id == 0)
		return;
	if (a != NULL) {
		if (a->state == ANSWER_RUNNING)
			proto_link_control(link, PROTO_DUE_ACCEPTED,
			    PROTO_CH_CONTROL, p->id);
		else
			a->state = ANSWER_READY;
		return;
	}
	a = take_slot(link);
	if (a == NULL)
		return; /* all busy: the peer will repeat it */
	if (a == link->long_answer)
		link->long_answer = NULL;
	a->id = (uint16_t)p->id;
	a->result = p->arg & 0xffff;
	a->state = ANSWER_RUNNING;
	if (first_sight(link, p->id))
		start_request(link, p, a->result);
	else
		proto_respond(link, p->id, PROTO_STATUS_ANSWER_LOST, NULL, 0);
}

bool
proto_answer_waits(struct proto_link *link, uint32_t id)
{
	const struct proto_answer *a = find_answer(link, id);

	return a != NULL && a->state == ANSWER_READY;
}

size_t
proto_answer_max(const struct proto_link *link)
{
	size_t max = link->config->answer_cap;

	if (max < PROTO_SMALL_ANSWER)
		max = PROTO_SMALL_ANSWER;
	return max < proto_link_mtu(link) ? max : proto_link_mtu(link);
}

static void
set_result(struct proto_answer *a, uint32_t status, size_t len)
{
	a->result = (a->result & 0xffff) | status << 16;
	a->len = (uint16_t)len;
}

/* Puts a long answer into answer_buf, whose former owner loses it. */
static int
keep_long(struct proto_link *link, struct proto_answer *a, const uint8_t *body,
    size_t len)
{
	struct proto_answer *former = link->long_answer;

	if (former != NULL) {
		if (former->state == ANSWER_READY)
			return PROTO_ERR_AGAIN;
		set_result(former, PROTO_STATUS_ANSWER_LOST, 0);
	}
	memcpy(link->config->answer_buf, body, len);
	link->long_answer = a;
	return PROTO_OK;
}

int
proto_respond(struct proto_link *link, uint32_t id, uint32_t status,
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
	set_result(a, status, len);
	a->state = ANSWER_READY;
	return PROTO_OK;
}

static bool
answer_output(struct proto_link *link)
{
	struct proto_answer *a = link->config->answers;

	for (unsigned int i = link->config->answer_count; i > 0; i--, a++) {
		if (a->state != ANSWER_READY)
			continue;
		memcpy(proto_link_payload(link),
		    a->len > PROTO_SMALL_ANSWER ? link->config->answer_buf :
						  a->body,
		    a->len);
		a->state = ANSWER_SENT;
		a->age = ++link->answer_count;
		proto_link_send(link,
		    proto_head(PROTO_RSP, PROTO_CH_RPC, a->id), a->result,
		    a->len);
		return true;
	}
	return false;
}

static void
cancel(struct proto_link *link, struct proto_answer *a)
{
	if (a->state == ANSWER_RUNNING && a->result < PROTO_METHOD_NOTIFY &&
	    link->config->callbacks->on_cancel != NULL)
		link->config->callbacks->on_cancel(link->config->arg, a->id);
}

void
proto_rpc_cancelled(struct proto_link *link, uint32_t id)
{
	struct proto_answer *a = find_answer(link, id);

	if (a != NULL)
		cancel(link, a);
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
	link->event_len += EVENT_HEAD + (uint32_t)len;
	return PROTO_OK;
}

bool
proto_rpc_event_output(struct proto_link *link)
{
	uint8_t *queue = link->config->event_buf;
	uint32_t head;
	uint32_t len;

	if (link->event_len == 0)
		return false;
	head = proto_load(queue, EVENT_HEAD);
	len = head >> 16;
	memcpy(proto_link_payload(link), queue + EVENT_HEAD, len);
	link->event_len -= EVENT_HEAD + len;
	memmove(queue, queue + EVENT_HEAD + len, link->event_len);
	proto_link_send(link,
	    proto_head(PROTO_EVT, PROTO_CH_EVENT, ++link->event_seq),
	    (head & 0xffff) | (uint32_t)link->event_lost << 16, len);
	return true;
}

/* ---- life ------------------------------------------------------------ */

/* Ends the calls whose time is over, or all when the peer restarted; returns
 * whether any are left. */
static bool
end_calls(struct proto_link *link, bool all)
{
	struct proto_call *call = link->config->calls;
	bool left = false;

	for (unsigned int i = link->config->call_count; i > 0; i--, call++) {
		if (call->id != 0 && !call->cancelled &&
		    (all || proto_link_is_due(link, call->params.deadline_ms)))
			end_call(call,
			    all ? PROTO_STATUS_UNAVAILABLE :
				  PROTO_STATUS_DEADLINE,
			    NULL, 0);
		else if (all)
			call->id = 0;
		left |= call->id != 0;
	}
	return left;
}

void
proto_rpc_reset(struct proto_link *link)
{
	struct proto_answer *a = link->config->answers;

	link->seen_bits = 0;
	link->long_answer = NULL;
	link->event_seq = 0;
	link->event_lost = 0;
	proto_gateway_reset(link);
	for (unsigned int i = link->config->answer_count; i > 0; i--, a++) {
		cancel(link, a);
		a->id = 0;
		a->state = ANSWER_SENT;
	}
	end_calls(link, true);
}

bool
proto_rpc_tick(struct proto_link *link)
{
	return end_calls(link, false);
}

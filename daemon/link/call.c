/* SPDX-License-Identifier: MIT */
/* Calls of device commands. */

#include "config.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/proc.h"
#include "daemon/common/xmalloc.h"
#include "daemon/link/call.h"
#include "daemon/link/conn.h"
#include "proto/status.h"

#define WAITING_MAX 128

struct call {
	TAILQ_ENTRY(call) entry;
	struct conn *conn; /* borrowed: the owner */
	call_result_fn on_result;
	void *arg;
	uint32_t op; /* fleet's, 0: link's own */
	uint32_t deadline_at;
	uint16_t method;
	uint16_t proto_id; /* 0: not started */
	size_t args_len;
	uint8_t args[];
};

static void
send_result(uint32_t op, uint16_t status, const uint8_t *body, size_t len)
{
	struct imsg_out out;

	imsg_init(&out, IMSG_CALL_RESULT, op);
	imsg_put_u16(&out, status);
	if (len > imsg_room(&out)) {
		status = PROTO_STATUS_DATA_LOSS;
		imsg_init(&out, IMSG_CALL_RESULT, op);
		imsg_put_u16(&out, status);
		len = 0;
	}
	imsg_put_bytes(&out, body, len);
	proc_send(PROC_FLEET, &out);
}

/* The one end of every call. */
static void
call_end(struct call *call, uint16_t status, const uint8_t *body, size_t len)
{
	call_result_fn on_result = call->on_result;
	void *arg = call->arg;
	uint32_t op = call->op;

	TAILQ_REMOVE(&call->conn->waiting, call, entry);
	free(call);
	if (op != 0)
		send_result(op, status, body, len);
	else if (on_result != NULL)
		on_result(arg, status, body, len);
}

static void
call_on_result(void *arg, uint16_t id, uint16_t status, const uint8_t *body,
    size_t len)
{
	(void)id;
	call_end(arg, status, body, len);
}

/* False: no slot is free, later. */
static bool
call_try(struct call *call)
{
	int32_t left = (int32_t)(call->deadline_at - link_now_ms());
	struct proto_call_params params = {
		.args = call->args,
		.args_len = call->args_len,
		.on_result = call_on_result,
		.arg = call,
		.deadline_ms = left > 0 ? (uint32_t)left : 1,
		.method = call->method,
	};

	switch (proto_call(&call->conn->proto, &params, &call->proto_id)) {
	case PROTO_OK:
		return true;
	case PROTO_ERR_AGAIN:
		call->proto_id = 0;
		return false;
	case PROTO_ERR_TOO_LONG:
		call_end(call, PROTO_STATUS_INVALID_ARGUMENT, NULL, 0);
		return true;
	default:
		call_end(call, PROTO_STATUS_UNAVAILABLE, NULL, 0);
		return true;
	}
}

static struct call *
call_new(struct conn *conn, const struct call_request *request, uint32_t op)
{
	struct call *call = xcalloc(1, sizeof(*call) + request->args_len);
	uint32_t deadline_ms = request->deadline_ms == 0 ? PROTO_DEADLINE_MS :
							   request->deadline_ms;

	call->conn = conn;
	call->on_result = request->on_result;
	call->arg = request->arg;
	call->op = op;
	call->method = request->method;
	call->deadline_at = link_now_ms() + deadline_ms;
	call->args_len = request->args_len;
	if (request->args_len != 0)
		memcpy(call->args, request->args, request->args_len);
	TAILQ_INSERT_TAIL(&conn->waiting, call, entry);
	return call;
}

void
call_start(struct conn *conn, const struct call_request *request)
{
	if (!conn->closed)
		call_try(call_new(conn, request, 0));
	else if (request->on_result != NULL)
		request->on_result(request->arg, PROTO_STATUS_UNAVAILABLE, NULL,
		    0);
}

void
call_forget(struct conn *conn, const void *arg)
{
	struct call *call;

	TAILQ_FOREACH(call, &conn->waiting, entry)
		if (call->op == 0 && call->arg == arg)
			call->on_result = NULL;
}

void
call_service(struct conn *conn)
{
	struct call *call, *next;
	uint32_t now = link_now_ms();

	for (call = TAILQ_FIRST(&conn->waiting); call != NULL; call = next) {
		next = TAILQ_NEXT(call, entry);
		if (call->proto_id != 0)
			continue;
		if ((int32_t)(call->deadline_at - now) <= 0)
			call_end(call, PROTO_STATUS_DEADLINE, NULL, 0);
		else if (!call_try(call))
			return;
	}
}

void
call_end_all(struct conn *conn)
{
	struct call *call;

	while ((call = TAILQ_FIRST(&conn->waiting)) != NULL)
		call_end(call, PROTO_STATUS_UNAVAILABLE, NULL, 0);
}

static size_t
count_waiting(const struct conn *conn)
{
	const struct call *call;
	size_t count = 0;

	TAILQ_FOREACH(call, &conn->waiting, entry)
		count++;
	return count;
}

void
call_on_call(struct link_process *link, struct imsg *msg)
{
	struct conn *conn = link_find_conn(link, imsg_get_u32(msg));
	struct call_request request = { .method = imsg_get_u16(msg) };

	request.deadline_ms = imsg_get_u32(msg);
	request.args = imsg_get_rest(msg, &request.args_len);
	if (imsg_failed(msg) || msg->id == 0) {
		imsg_refuse(msg);
		return;
	}
	if (conn == NULL || !conn_is_up(conn)) {
		send_result(msg->id, PROTO_STATUS_UNAVAILABLE, NULL, 0);
		return;
	}
	if (count_waiting(conn) >= WAITING_MAX) {
		send_result(msg->id, PROTO_STATUS_EXHAUSTED, NULL, 0);
		return;
	}
	call_try(call_new(conn, &request, msg->id));
	conn_service(conn);
}

void
call_on_cancel(struct link_process *link, struct imsg *msg)
{
	struct conn *conn;
	struct call *call;

	TAILQ_FOREACH(conn, &link->conns, entry) {
		TAILQ_FOREACH(call, &conn->waiting, entry)
			if (call->op != 0 && call->op == msg->id)
				break;
		if (call == NULL)
			continue;
		/* The library answers with CANCELLED at once. */
		if (call->proto_id != 0)
			proto_call_cancel(&conn->proto, call->proto_id);
		else
			call_end(call, PROTO_STATUS_CANCELLED, NULL, 0);
		conn_service(conn);
		return;
	}
}

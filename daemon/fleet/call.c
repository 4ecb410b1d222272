/* SPDX-License-Identifier: MIT */
/* Calls of device commands through link. */
#include "config.h"

#include <event2/event.h>
#include <stdlib.h>

#include "daemon/common/proc.h"
#include "daemon/common/xmalloc.h"
#include "daemon/fleet/board.h"
#include "daemon/fleet/call.h"
#include "proto/status.h"

struct call {
	TAILQ_ENTRY(call) entry;
	struct fleet *fleet; /* borrowed */
	uint32_t op;
	call_fn fn;
	void *arg;
};

static void
finish(struct call *call, uint16_t status, const uint8_t *result, size_t len)
{
	TAILQ_REMOVE(&call->fleet->calls, call, entry);
	if (call->fn != NULL)
		call->fn(call->arg, status, result, len);
	free(call);
}

static void
call_on_unsent(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	finish(arg, PROTO_STATUS_UNAVAILABLE, NULL, 0);
}

void
call_board(struct fleet *fleet, const struct board *board,
    const struct call_spec *spec, call_fn fn, void *arg)
{
	static const struct timeval soon = { 0, 0 };
	struct call *call = xcalloc(1, sizeof(*call));
	struct imsg_out out;

	call->fleet = fleet;
	call->op = fleet_next_id(fleet);
	call->fn = fn;
	call->arg = arg;
	TAILQ_INSERT_TAIL(&fleet->calls, call, entry);
	imsg_init(&out, IMSG_CALL, call->op);
	imsg_put_u32(&out, board->conn);
	imsg_put_u16(&out, spec->command);
	imsg_put_u32(&out, spec->deadline_ms);
	if (spec->args_len > 0)
		imsg_put_bytes(&out, spec->args, spec->args_len);
	/* The caller is not called back before it has returned. */
	if (!proc_send(PROC_LINK, &out)) {
		call->op = 0;
		event_base_once(fleet->base, -1, EV_TIMEOUT, call_on_unsent,
		    call, &soon);
	}
}

void
call_fail_all(struct fleet *fleet)
{
	struct call *call = TAILQ_FIRST(&fleet->calls);
	struct call *next;

	for (; call != NULL; call = next) {
		next = TAILQ_NEXT(call, entry);
		if (call->op != 0) {
			finish(call, PROTO_STATUS_UNAVAILABLE, NULL, 0);
			/* What the callback did may have changed the list. */
			next = TAILQ_FIRST(&fleet->calls);
		}
	}
}

void
call_on_result(void *ctx, struct imsg *msg)
{
	uint16_t status = imsg_get_u16(msg);
	struct fleet *fleet = ctx;
	const uint8_t *result;
	struct call *call;
	size_t len;

	result = imsg_get_rest(msg, &len);
	TAILQ_FOREACH(call, &fleet->calls, entry)
		if (call->op == msg->id)
			break;
	if (call != NULL && !imsg_failed(msg))
		finish(call, status, result, len);
}

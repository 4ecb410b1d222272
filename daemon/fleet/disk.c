/* SPDX-License-Identifier: MIT */
/* Requests to the store process. */
#include "config.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/proc.h"
#include "daemon/common/xmalloc.h"
#include "daemon/fleet/board.h"
#include "daemon/fleet/disk.h"
#include "proto/status.h"

struct disk_request {
	TAILQ_ENTRY(disk_request) entry;
	struct fleet *fleet; /* borrowed */
	uint32_t id;         /* 0: it could not be sent */
	disk_fn fn;
	void *arg;
};

static const char store_is_away[] = "the store is restarting; try again";

static void
finish(struct disk_request *request, uint16_t status, const char *text)
{
	TAILQ_REMOVE(&request->fleet->disk_requests, request, entry);
	request->fn(request->arg, status, text);
	free(request);
}

static void
disk_on_unsent(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	finish(arg, PROTO_STATUS_UNAVAILABLE, store_is_away);
}

/* Remembers who waits; the id for the message, 0: nobody. */
static struct disk_request *
request_new(struct fleet *fleet, disk_fn fn, void *arg)
{
	struct disk_request *request;

	if (fn == NULL)
		return NULL;
	request = xcalloc(1, sizeof(*request));
	request->fleet = fleet;
	request->id = fleet_next_id(fleet);
	request->fn = fn;
	request->arg = arg;
	TAILQ_INSERT_TAIL(&fleet->disk_requests, request, entry);
	return request;
}

static void
request_send(struct disk_request *request, struct imsg_out *out)
{
	static const struct timeval soon = { 0, 0 };

	if (proc_send(PROC_STORE, out) || request == NULL)
		return;
	request->id = 0;
	event_base_once(request->fleet->base, -1, EV_TIMEOUT, disk_on_unsent,
	    request, &soon);
}

void
disk_save_board(struct fleet *fleet, const struct disk_board *row, disk_fn fn,
    void *arg)
{
	struct disk_request *request = request_new(fleet, fn, arg);
	const struct board *board = row->board;
	struct imsg_out out;

	imsg_init(&out, IMSG_STORE_BOARD, request != NULL ? request->id : 0);
	imsg_put_str(&out, board->id);
	imsg_put_str(&out, row->name);
	imsg_put_str(&out, row->tags);
	imsg_put_i64(&out, board->first_seen);
	imsg_put_i64(&out, board->last_seen);
	imsg_put_str(&out, board->model);
	imsg_put_str(&out, board->agent_version);
	request_send(request, &out);
}

void
disk_forget_board(struct fleet *fleet, const char *id, disk_fn fn, void *arg)
{
	struct disk_request *request = request_new(fleet, fn, arg);
	struct imsg_out out;

	imsg_init(&out, IMSG_STORE_FORGET, request != NULL ? request->id : 0);
	imsg_put_str(&out, id);
	request_send(request, &out);
}

void
disk_save_line(struct fleet *fleet, const struct board *board,
    const struct logline *line)
{
	struct imsg_out out;

	(void)fleet;
	imsg_init(&out, IMSG_STORE_LOG, 0);
	imsg_put_str(&out, board->id);
	imsg_put_u64(&out, line->seq);
	imsg_put_i64(&out, line->ts_ms);
	imsg_put_u8(&out, line->level);
	imsg_put_str(&out, line->text);
	proc_send(PROC_STORE, &out);
}

void
disk_save_topic(struct fleet *fleet, const char *topic, const char *board_id,
    bool remove)
{
	struct imsg_out out;

	(void)fleet;
	imsg_init(&out, IMSG_STORE_TOPIC, 0);
	imsg_put_str(&out, topic);
	imsg_put_str(&out, board_id);
	imsg_put_u8(&out, remove);
	proc_send(PROC_STORE, &out);
}

void
disk_check(struct fleet *fleet, disk_fn fn, void *arg)
{
	struct disk_request *request = request_new(fleet, fn, arg);
	struct imsg_out out;

	imsg_init(&out, IMSG_STORE_CHECK, request->id);
	request_send(request, &out);
}

void
disk_fail_all(struct fleet *fleet)
{
	struct disk_request *request = TAILQ_FIRST(&fleet->disk_requests);
	struct disk_request *next;

	for (; request != NULL; request = next) {
		next = TAILQ_NEXT(request, entry);
		if (request->id != 0) {
			finish(request, PROTO_STATUS_UNAVAILABLE,
			    store_is_away);
			next = TAILQ_FIRST(&fleet->disk_requests);
		}
	}
}

static struct disk_request *
request_find(struct fleet *fleet, uint32_t id)
{
	struct disk_request *request;

	TAILQ_FOREACH(request, &fleet->disk_requests, entry)
		if (request->id == id && id != 0)
			return request;
	return NULL;
}

void
disk_on_done(void *ctx, struct imsg *msg)
{
	struct disk_request *request = request_find(ctx, msg->id);
	uint16_t status = imsg_get_u16(msg);
	char text[600];

	imsg_get_str(msg, text, sizeof(text));
	if (request != NULL && !imsg_failed(msg))
		finish(request, status, text);
}

void
disk_on_checked(void *ctx, struct imsg *msg)
{
	struct disk_request *request = request_find(ctx, msg->id);
	const uint8_t *json;
	char *text;
	size_t len;

	json = imsg_get_rest(msg, &len);
	if (request == NULL || imsg_failed(msg))
		return;
	text = xstrndup((const char *)json, len);
	finish(request, PROTO_STATUS_OK, text);
	free(text);
}

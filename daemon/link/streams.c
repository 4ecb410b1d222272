/* SPDX-License-Identifier: MIT */
/* Streams that fleet opened: the table, messages, coming and going boards. */

#include "config.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/proc.h"
#include "daemon/common/xmalloc.h"
#include "daemon/link/conn.h"
#include "daemon/link/streams.h"
#include "proto/status.h"

#define STREAM_COUNT_MAX 256

static const struct stream_ops *const kinds[] = {
	[STREAM_EXEC] = &stream_exec_ops,
	[STREAM_REPL] = &stream_repl_ops,
	[STREAM_FILE_GET] = &stream_get_ops,
	[STREAM_FILE_PUT] = &stream_put_ops,
	[STREAM_UPDATE] = &stream_update_ops,
	[STREAM_FLASH] = &stream_flash_ops,
	[STREAM_BACKUP] = &stream_flash_ops,
};

static struct stream *
find_stream(struct link_process *link, uint32_t id)
{
	struct stream *stream;

	TAILQ_FOREACH(stream, &link->streams, entry)
		if (stream->id == id && !stream->abandoned)
			return stream;
	return NULL;
}

/* ---- for the kinds ----------------------------------------------------- */

size_t
stream_room(const struct stream *stream)
{
	return stream->done ? 0 : stream_credit_room(&stream->out);
}

void
stream_send(struct stream *stream, const uint8_t *bytes, size_t len)
{
	struct imsg_out out;

	if (stream->done || !stream_credit_use(&stream->out, len))
		return;
	while (len > 0 && !stream->abandoned) {
		size_t piece = len < STREAM_DATA_MAX ? len : STREAM_DATA_MAX;

		imsg_init(&out, IMSG_STREAM_DATA, stream->id);
		imsg_put_bytes(&out, bytes, piece);
		proc_send(PROC_FLEET, &out);
		bytes += piece;
		len -= piece;
	}
	/* Nobody is left to give credit. */
	if (stream->abandoned)
		stream_credit_init(&stream->out);
}

void
stream_send_opened(struct stream *stream, uint64_t size, uint64_t resumed_from,
    const uint8_t sha256[STREAM_SHA256_LEN], uint32_t job)
{
	static const uint8_t none[STREAM_SHA256_LEN];
	struct imsg_out out;

	if (stream->abandoned || stream->done)
		return;
	imsg_init(&out, IMSG_STREAM_OPENED, stream->id);
	imsg_put_u64(&out, size);
	imsg_put_u64(&out, resumed_from);
	imsg_put_bytes(&out, sha256 == NULL ? none : sha256, STREAM_SHA256_LEN);
	imsg_put_u32(&out, job);
	proc_send(PROC_FLEET, &out);
}

void
stream_grant(struct stream *stream, uint64_t limit)
{
	struct imsg_out out;

	/* Small steps are not worth a message. */
	if (limit <= stream->in.limit || stream->abandoned || stream->done ||
	    (limit - stream->in.limit < STREAM_CREDIT_INITIAL / 4 &&
		stream->in.used < stream->in.limit))
		return;
	stream_credit_raise(&stream->in, limit);
	imsg_init(&out, IMSG_STREAM_CREDIT, stream->id);
	imsg_put_u64(&out, limit);
	proc_send(PROC_FLEET, &out);
}

void
stream_finish_with(struct stream *stream, const struct stream_end *end)
{
	struct imsg_out out;

	if (stream->done)
		return;
	stream->done = true;
	link_sweep_later(stream->link);
	if (stream->abandoned)
		return;
	imsg_init(&out, IMSG_STREAM_END, stream->id);
	stream_end_put(&out, end);
	proc_send(PROC_FLEET, &out);
}

void
stream_finish(struct stream *stream, uint16_t status, const char *text)
{
	struct stream_end end = { .status = status };

	if (text == NULL)
		text = proto_status_errno(status) != 0 ?
		    strerror(proto_status_errno(status)) :
		    proto_status_text(status);
	end.text = (const uint8_t *)text;
	end.text_len = strlen(text);
	stream_finish_with(stream, &end);
}

bool
stream_is_droppable(const struct stream *stream)
{
	return stream->ops->droppable;
}

/* ---- messages ---------------------------------------------------------- */

static void
on_away_timeout(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	stream_finish(arg, PROTO_STATUS_UNAVAILABLE,
	    "the board went away and did not come back");
}

static size_t
count_streams(const struct link_process *link)
{
	const struct stream *stream;
	size_t count = 0;

	TAILQ_FOREACH(stream, &link->streams, entry)
		count++;
	return count;
}

static struct stream *
stream_new(struct link_process *link, uint32_t id, struct conn *conn,
    const struct stream_start *start)
{
	struct stream *stream = xcalloc(1, sizeof(*stream));

	stream->link = link;
	stream->id = id;
	stream->ops = kinds[start->kind];
	stream->start = *start;
	stream->conn = conn;
	memcpy(stream->device_id, conn->device_id, sizeof(conn->device_id));
	stream_credit_init(&stream->in);
	stream_credit_init(&stream->out);
	stream->away_timer = evtimer_new(link->base, on_away_timeout, stream);
	if (stream->away_timer == NULL)
		fatalx("cannot make a timer");
	TAILQ_INSERT_TAIL(&link->streams, stream, entry);
	return stream;
}

/* A boot loader is there also when no agent answers, by the name of its
 * port. */
static struct conn *
find_start(struct link_process *link, const struct stream_start *start)
{
	struct conn *conn = link_find_conn(link, start->conn);

	if (start->kind != STREAM_FLASH && start->kind != STREAM_BACKUP)
		return conn != NULL && conn_is_up(conn) ? conn : NULL;
	if (conn == NULL)
		TAILQ_FOREACH(conn, &link->conns, entry)
			if (!conn->closed &&
			    strcmp(conn->via, start->path) == 0)
				break;
	return conn != NULL && conn->rom == NULL ? conn : NULL;
}

void
streams_on_start(struct link_process *link, struct imsg *msg)
{
	struct stream_start start;
	struct stream *stream;
	struct conn *conn;

	if (!stream_start_get(msg, &start))
		return;
	conn = find_start(link, &start);
	if (conn == NULL) {
		stream_send_end(PROC_FLEET, msg->id, PROTO_STATUS_UNAVAILABLE,
		    "the board is not connected, or another command has its "
		    "line");
		stream_start_fini(&start);
		return;
	}
	if (count_streams(link) >= STREAM_COUNT_MAX) {
		stream_send_end(PROC_FLEET, msg->id, PROTO_STATUS_EXHAUSTED,
		    "too many streams are open");
		stream_start_fini(&start);
		return;
	}
	/* The stream owns start's arguments from here on. */
	stream = stream_new(link, msg->id, conn, &start);
	stream->ops->up(stream, false);
	conn_service(conn);
}

void
streams_on_data(struct link_process *link, struct imsg *msg)
{
	struct stream *stream = find_stream(link, msg->id);
	size_t len;
	const uint8_t *bytes = imsg_get_rest(msg, &len);

	if (stream == NULL || stream->done)
		return;
	if (!stream_credit_use(&stream->in, len) ||
	    !stream->ops->data(stream, bytes, len)) {
		imsg_refuse(msg);
		return;
	}
	if (stream->conn != NULL)
		conn_service(stream->conn);
}

void
streams_on_credit(struct link_process *link, struct imsg *msg)
{
	struct stream *stream = find_stream(link, msg->id);
	uint64_t limit = imsg_get_u64(msg);

	if (stream == NULL || stream->done)
		return;
	if (!stream_credit_raise(&stream->out, limit)) {
		imsg_refuse(msg);
		return;
	}
	if (stream->conn != NULL)
		conn_service(stream->conn);
}

void
streams_on_ctrl(struct link_process *link, struct imsg *msg)
{
	struct stream *stream = find_stream(link, msg->id);
	uint8_t what = imsg_get_u8(msg);
	uint32_t a = imsg_get_u32(msg);
	uint32_t b = imsg_get_u32(msg);

	if (imsg_failed(msg) || what > STREAM_CTRL_RESIZE) {
		imsg_refuse(msg);
		return;
	}
	if (stream == NULL || stream->done || stream->conn == NULL ||
	    stream->ops->ctrl == NULL)
		return;
	stream->ops->ctrl(stream, what, a, b);
	conn_service(stream->conn);
}

void
streams_on_end(struct link_process *link, struct imsg *msg)
{
	struct stream *stream = find_stream(link, msg->id);
	struct stream_end end;

	stream_end_get(msg, &end);
	if (imsg_failed(msg) || stream == NULL || stream->done)
		return;
	stream->abandoned = true;
	stream_credit_init(&stream->out);
	if (!stream->ops->abandon(stream)) {
		stream->done = true;
		link_sweep_later(link);
	}
	if (stream->conn != NULL)
		conn_service(stream->conn);
}

/* ---- boards ------------------------------------------------------------ */

void
streams_on_board_up(struct conn *conn, bool restarted)
{
	struct stream *stream;

	TAILQ_FOREACH(stream, &conn->link->streams, entry) {
		bool here = stream->conn == conn;

		if (stream->done || (stream->conn != NULL && !here) ||
		    strcmp(stream->device_id, conn->device_id) != 0)
			continue;
		event_del(stream->away_timer);
		stream->conn = conn;
		if (!here || restarted)
			stream->ops->up(stream, restarted);
	}
}

static void
wait_for_board(struct stream *stream)
{
	static const struct timeval limit = {
		.tv_sec = LINK_RETURN_MS / 1000,
	};

	evtimer_add(stream->away_timer, &limit);
}

void
streams_on_board_silent(struct conn *conn)
{
	struct stream *stream;

	TAILQ_FOREACH(stream, &conn->link->streams, entry)
		if (stream->conn == conn && !stream->done)
			wait_for_board(stream);
}

void
streams_on_board_gone(struct conn *conn, const char *why)
{
	struct stream *stream;

	TAILQ_FOREACH(stream, &conn->link->streams, entry)
		if (stream->conn == conn)
			stream_finish(stream, PROTO_STATUS_UNAVAILABLE, why);
}

void
streams_on_conn_closed(struct conn *conn)
{
	struct stream *stream;

	TAILQ_FOREACH(stream, &conn->link->streams, entry) {
		if (stream->conn != conn)
			continue;
		if (stream->ops->down != NULL)
			stream->ops->down(stream);
		stream->conn = NULL;
		if (stream->done)
			continue;
		if (stream->ops->down != NULL && !stream->abandoned)
			wait_for_board(stream);
		else
			stream_finish(stream, PROTO_STATUS_UNAVAILABLE,
			    "the board went away");
	}
}

void
streams_on_job_exit(struct conn *conn, const uint8_t *body, size_t len)
{
	struct stream *stream;

	TAILQ_FOREACH(stream, &conn->link->streams, entry)
		if (stream->conn == conn && !stream->done &&
		    stream->ops == &stream_exec_ops)
			stream_exec_on_job_exit(stream, body, len);
}

bool
streams_step(struct conn *conn)
{
	struct stream *stream;
	bool moved = false;

	TAILQ_FOREACH(stream, &conn->link->streams, entry)
		if (stream->conn == conn && !stream->done &&
		    (conn->told_up || conn->rom != NULL) &&
		    (conn->rom == NULL) == (stream->ops != &stream_flash_ops) &&
		    stream->ops->step(stream))
			moved = true;
	return moved;
}

void
streams_sweep(struct link_process *link, bool all)
{
	struct stream *stream, *next;

	for (stream = TAILQ_FIRST(&link->streams); stream != NULL;
	     stream = next) {
		next = TAILQ_NEXT(stream, entry);
		if (!stream->done && !all)
			continue;
		TAILQ_REMOVE(&link->streams, stream, entry);
		stream->ops->fini(stream);
		event_free(stream->away_timer);
		stream_start_fini(&stream->start);
		free(stream);
	}
}

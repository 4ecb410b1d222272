/* SPDX-License-Identifier: MIT */
/* REPL streams: one viewer of a board's console. */

#include "config.h"

#include <event2/buffer.h>
#include <stdlib.h>

#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"
#include "daemon/link/conn.h"
#include "daemon/link/streams.h"
#include "proto/command.h"

struct repl {
	struct stream *stream; /* borrowed: its owner */
	struct viewer viewer;
	struct evbuffer *keys; /* owned; not yet taken by the board */
	uint64_t written;
	bool opened;
};

static void
on_console_open(void *arg, uint16_t status, const uint8_t *body, size_t len)
{
	struct repl *repl = arg;

	(void)body;
	(void)len;
	if (status != PROTO_STATUS_OK && !repl->opened) {
		stream_finish(repl->stream, status, NULL);
		return;
	}
	if (!repl->opened)
		stream_send_opened(repl->stream, 0, 0, NULL, 0);
	repl->opened = true;
}

static void
console_open(struct repl *repl)
{
	const struct stream_start *start = &repl->stream->start;
	uint8_t args[16];
	struct proto_writer w;
	struct call_request request = {
		.method = PROTO_CMD_CONSOLE_OPEN,
		.args = args,
		.on_result = on_console_open,
		.arg = repl,
	};

	proto_writer_init(&w, args, sizeof(args));
	proto_cbor_put_map(&w, 2);
	proto_cbor_put_uint(&w, PROTO_CONSOLE_OPEN_ROWS);
	proto_cbor_put_uint(&w, start->rows);
	proto_cbor_put_uint(&w, PROTO_CONSOLE_OPEN_COLS);
	proto_cbor_put_uint(&w, start->cols);
	request.args_len = w.len;
	call_start(repl->stream->conn, &request);
}

static void
repl_up(struct stream *stream, bool restarted)
{
	struct repl *repl = stream->state;

	(void)restarted;
	if (repl == NULL) {
		stream->state = repl = xcalloc(1, sizeof(*repl));
		repl->stream = stream;
		repl->viewer.stream = stream;
		repl->keys = evbuffer_new();
		if (repl->keys == NULL)
			fatalx("out of memory (keys)");
		console_attach(stream->conn, &repl->viewer);
	}
	console_open(repl);
}

static bool
repl_data(struct stream *stream, const uint8_t *bytes, size_t len)
{
	struct repl *repl = stream->state;

	return evbuffer_add(repl->keys, bytes, len) == 0;
}

static void
repl_ctrl(struct stream *stream, uint8_t what, uint32_t a, uint32_t b)
{
	struct call_request stop = { .method = PROTO_CMD_EXEC_STOP };
	struct repl *repl = stream->state;

	if (what == STREAM_CTRL_INTERRUPT) {
		call_start(stream->conn, &stop);
		return;
	}
	stream->start.rows = (uint16_t)(a > UINT16_MAX ? UINT16_MAX : a);
	stream->start.cols = (uint16_t)(b > UINT16_MAX ? UINT16_MAX : b);
	console_open(repl);
}

static bool
repl_step(struct stream *stream)
{
	struct repl *repl = stream->state;
	size_t moved = console_write(stream->conn, repl->keys);

	repl->written += moved;
	stream_grant(stream, repl->written + STREAM_CREDIT_INITIAL);
	return moved > 0;
}

static bool
repl_abandon(struct stream *stream)
{
	(void)stream;
	return false;
}

static void
repl_fini(struct stream *stream)
{
	struct call_request close_console = {
		.method = PROTO_CMD_CONSOLE_CLOSE,
	};
	struct repl *repl = stream->state;
	struct conn *conn = stream->conn;

	if (conn != NULL) {
		call_forget(conn, repl);
		console_detach(conn, &repl->viewer);
		if (conn_is_up(conn) && !console_has_viewers(conn))
			call_start(conn, &close_console);
	}
	evbuffer_free(repl->keys);
	free(repl);
}

const struct stream_ops stream_repl_ops = {
	.up = repl_up,
	.data = repl_data,
	.ctrl = repl_ctrl,
	.step = repl_step,
	.abandon = repl_abandon,
	.fini = repl_fini,
	.droppable = true,
};

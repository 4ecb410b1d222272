/* SPDX-License-Identifier: MIT */
/*
 * EXEC streams: source to the board, program started, console bytes to the
 * opener until the end of the job.
 */

#include "config.h"

#include <event2/buffer.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"
#include "daemon/link/conn.h"
#include "daemon/link/streams.h"
#include "daemon/link/upload.h"
#include "proto/command.h"

#define POLL_MS      5000 /* is the job still there? */
#define MISSES_MAX   2
#define START_MS     30000 /* deadline of EXEC_START */
#define PROGRAM_NAME "program"

enum exec_state {
	EXEC_COLLECTING, /* source comes in */
	EXEC_UPLOADING,  /* source goes out as a transfer */
	EXEC_READY,      /* EXEC_START may be sent */
	EXEC_STARTING,   /* it was sent */
	EXEC_RUNNING,
	EXEC_EXITED /* output may still be on its way to the opener */
};

struct exec {
	struct stream *stream; /* borrowed: its owner */
	enum exec_state state;
	struct upload source;
	struct viewer viewer;
	struct evbuffer *keys; /* owned; stdin not yet taken by the board */
	struct event *timeout; /* owned */
	struct event *poll;    /* owned */
	uint64_t written;
	uint64_t exit_at; /* console offset at the job's end */
	uint32_t job;
	uint16_t session; /* of the uploaded source; 0: inline */
	uint8_t misses;
	bool upload_due;
	bool timed_out;
	struct stream_end end;
	uint8_t *exit_body; /* owned; JOB_EXIT, end.text points into it */
	size_t exit_len;
};

static void
exec_set_state(struct exec *exec, enum exec_state state)
{
	static const char *const names[] = {
		[EXEC_COLLECTING] = "collecting",
		[EXEC_UPLOADING] = "uploading",
		[EXEC_READY] = "ready",
		[EXEC_STARTING] = "starting",
		[EXEC_RUNNING] = "running",
		[EXEC_EXITED] = "exited",
	};

	log_debug("exec %u: %s -> %s", exec->stream->id, names[exec->state],
	    names[state]);
	exec->state = state;
}

/* Ends with the board's own words where it has some. */
static void
finish_with_body(struct stream *stream, uint16_t status, const uint8_t *body,
    size_t len)
{
	struct stream_end end = { .status = status };
	struct proto_span text;

	if (!proto_cbor_get_text(body, len, PROTO_KEY_MESSAGE, &text)) {
		stream_finish(stream, status,
		    status == PROTO_STATUS_PRECONDITION ?
			"a program is running on the board" :
			NULL);
		return;
	}
	end.text = text.at;
	end.text_len = text.len;
	stream_finish_with(stream, &end);
}

/* ---- the end ----------------------------------------------------------- */

static void
read_exit(struct exec *exec)
{
	uint64_t outcome = PROTO_JOB_OK;
	struct proto_span text = { NULL, 0 };
	const uint8_t *body = exec->exit_body;
	size_t len = exec->exit_len;

	proto_cbor_get_uint(body, len, PROTO_JOB_EXIT_OUTCOME, &outcome);
	proto_cbor_get_int(body, len, PROTO_JOB_EXIT_CODE,
	    &exec->end.exit_code);
	proto_cbor_get_text(body, len, PROTO_JOB_EXIT_TEXT, &text);
	proto_cbor_get_bool(body, len, PROTO_JOB_EXIT_CUT, &exec->end.cut);
	exec->end.status =
	    exec->timed_out ? PROTO_STATUS_DEADLINE : PROTO_STATUS_OK;
	exec->end.outcome = (uint8_t)outcome;
	exec->end.text = text.at;
	exec->end.text_len = text.len;
}

static void
exec_exit(struct exec *exec)
{
	read_exit(exec);
	exec->exit_at = exec->stream->conn->console.end;
	event_del(exec->timeout);
	event_del(exec->poll);
	exec_set_state(exec, EXEC_EXITED);
}

void
stream_exec_on_job_exit(struct stream *stream, const uint8_t *body, size_t len)
{
	struct exec *exec = stream->state;
	uint64_t job;

	if (!proto_cbor_get_uint(body, len, PROTO_JOB_EXIT_JOB, &job) ||
	    (exec->state != EXEC_STARTING && exec->state != EXEC_RUNNING) ||
	    (exec->state == EXEC_RUNNING && job != exec->job))
		return;
	/* While starting it may be ours, or the end of the one before. */
	free(exec->exit_body);
	exec->exit_body = xmemdup(body, len);
	exec->exit_len = len;
	exec->job = (uint32_t)job;
	if (exec->state == EXEC_RUNNING)
		exec_exit(exec);
}

/* ---- stopping ---------------------------------------------------------- */

static void
exec_stop(struct exec *exec)
{
	uint8_t args[16];
	struct proto_writer w;
	struct call_request request = {
		.method = PROTO_CMD_EXEC_STOP,
		.args = args,
	};

	if (exec->stream->conn == NULL)
		return;
	proto_writer_init(&w, args, sizeof(args));
	proto_cbor_put_map(&w, 1);
	proto_cbor_put_uint(&w, PROTO_EXEC_STOP_JOB);
	proto_cbor_put_uint(&w, exec->job);
	request.args_len = w.len;
	call_start(exec->stream->conn, &request);
}

static void
on_timeout(evutil_socket_t fd, short what, void *arg)
{
	struct exec *exec = arg;

	(void)fd;
	(void)what;
	exec->timed_out = true;
	exec_stop(exec);
	if (exec->stream->conn != NULL)
		conn_service(exec->stream->conn);
}

static void
wait_ms(struct event *timer, uint32_t ms)
{
	struct timeval delay = {
		.tv_sec = ms / 1000,
		.tv_usec = (suseconds_t)(ms % 1000) * 1000,
	};

	evtimer_add(timer, &delay);
}

/* The board tells the end of a job; this is for an end that got lost. */
static void
on_exec_status(void *arg, uint16_t status, const uint8_t *body, size_t len)
{
	struct exec *exec = arg;
	uint64_t job = 0;

	if (exec->state != EXEC_RUNNING)
		return;
	wait_ms(exec->poll, POLL_MS);
	if (status != PROTO_STATUS_OK)
		return;
	proto_cbor_get_uint(body, len, PROTO_EXEC_STATUS_R_JOB, &job);
	exec->misses = job == exec->job ? 0 : (uint8_t)(exec->misses + 1);
	if (exec->misses >= MISSES_MAX)
		stream_finish(exec->stream, PROTO_STATUS_DATA_LOSS,
		    "the program ended, how is not known");
}

static void
on_poll(evutil_socket_t fd, short what, void *arg)
{
	struct exec *exec = arg;
	struct call_request request = {
		.method = PROTO_CMD_EXEC_STATUS,
		.on_result = on_exec_status,
		.arg = exec,
	};

	(void)fd;
	(void)what;
	if (exec->stream->conn == NULL)
		return;
	if (conn_is_up(exec->stream->conn))
		call_start(exec->stream->conn, &request);
	else
		wait_ms(exec->poll, POLL_MS);
	conn_service(exec->stream->conn);
}

/* ---- starting ---------------------------------------------------------- */

static void
on_exec_start(void *arg, uint16_t status, const uint8_t *body, size_t len)
{
	struct exec *exec = arg;
	struct stream *stream = exec->stream;
	uint32_t exited = exec->exit_body == NULL ? 0 : exec->job;
	uint64_t job = 0;

	if (exec->state != EXEC_STARTING)
		return;
	proto_cbor_get_uint(body, len, PROTO_EXEC_START_R_JOB, &job);
	if (status != PROTO_STATUS_OK || job == 0 || job > UINT32_MAX) {
		finish_with_body(stream,
		    status == PROTO_STATUS_OK ? PROTO_STATUS_INTERNAL : status,
		    body, len);
		return;
	}
	exec->job = (uint32_t)job;
	exec_set_state(exec, EXEC_RUNNING);
	stream_send_opened(stream, 0, 0, NULL, exec->job);
	if (stream->start.timeout_ms != 0)
		wait_ms(exec->timeout, stream->start.timeout_ms);
	wait_ms(exec->poll, POLL_MS);
	if (exited == exec->job)
		exec_exit(exec);
	else if (stream->abandoned)
		exec_stop(exec);
}

static void
put_source(const struct exec *exec, struct proto_writer *w)
{
	const struct stream_start *start = &exec->stream->start;

	if (start->exec == STREAM_EXEC_FILE) {
		proto_cbor_put_uint(w, PROTO_EXEC_START_PATH);
		proto_cbor_put_text(w, start->path);
	} else if (exec->session != 0) {
		proto_cbor_put_uint(w, PROTO_EXEC_START_SESSION);
		proto_cbor_put_uint(w, exec->session);
	} else {
		proto_cbor_put_uint(w, PROTO_EXEC_START_SOURCE);
		proto_cbor_put_text_len(w, exec->source.bytes,
		    exec->source.size);
	}
}

/* The arguments of EXEC_START; false when they do not fit one packet. */
static bool
put_start(const struct exec *exec, struct proto_writer *w)
{
	const struct stream_start *start = &exec->stream->start;
	size_t i;

	proto_cbor_put_map(w,
	    3u + (start->name[0] != '\0' ? 1u : 0u) +
		(start->arg_count != 0 ? 1u : 0u));
	proto_cbor_put_uint(w, PROTO_EXEC_START_KIND);
	proto_cbor_put_uint(w, start->exec);
	put_source(exec, w);
	proto_cbor_put_uint(w, PROTO_EXEC_START_INTERRUPT);
	proto_cbor_put_bool(w, start->interrupt);
	if (start->name[0] != '\0') {
		proto_cbor_put_uint(w, PROTO_EXEC_START_NAME);
		proto_cbor_put_text(w, start->name);
	}
	if (start->arg_count != 0) {
		proto_cbor_put_uint(w, PROTO_EXEC_START_ARGS);
		proto_cbor_put_array(w, start->arg_count);
		for (i = 0; i < start->arg_count; i++)
			proto_cbor_put_text(w, start->args[i]);
	}
	return !w->failed;
}

static void
exec_start(struct exec *exec)
{
	struct stream *stream = exec->stream;
	uint8_t args[CONN_MTU];
	struct proto_writer w;
	struct call_request request = {
		.method = PROTO_CMD_EXEC_START,
		.deadline_ms = START_MS,
		.args = args,
		.on_result = on_exec_start,
		.arg = exec,
	};

	proto_writer_init(&w, args, proto_link_mtu(&stream->conn->proto));
	if (!put_start(exec, &w)) {
		if (exec->session == 0 &&
		    stream->start.exec != STREAM_EXEC_FILE) {
			exec_set_state(exec, EXEC_UPLOADING);
			exec->upload_due = true;
		} else {
			stream_finish(stream, PROTO_STATUS_INVALID_ARGUMENT,
			    "the arguments are too long for this board");
		}
		return;
	}
	request.args_len = w.len;
	console_attach(stream->conn, &exec->viewer);
	exec_set_state(exec, EXEC_STARTING);
	call_start(stream->conn, &request);
}

static void
source_on_close(void *owner, uint16_t status, uint16_t session)
{
	struct exec *exec = owner;

	if (status != PROTO_STATUS_OK) {
		stream_finish(exec->stream, status, NULL);
		return;
	}
	exec->session = session;
	exec_set_state(exec, EXEC_READY);
}

static void
source_on_moving(void *owner, uint32_t resumed)
{
	(void)owner;
	(void)resumed;
}

static void
exec_upload(struct exec *exec)
{
	struct proto_sha256 sha;

	proto_sha256_init(&sha);
	proto_sha256_update(&sha, exec->source.bytes, exec->source.size);
	proto_sha256_final(&sha, exec->source.sha256);
	switch (upload_start(&exec->source, exec->stream->conn, PROGRAM_NAME,
	    PROTO_TRANSFER_PROGRAM)) {
	case PROTO_OK:
		exec->upload_due = false;
		break;
	case PROTO_ERR_AGAIN:
		break;
	default:
		stream_finish(exec->stream, PROTO_STATUS_INTERNAL, NULL);
		break;
	}
}

/* ---- the stream's operations ------------------------------------------- */

static struct exec *
exec_new(struct stream *stream)
{
	struct exec *exec = xcalloc(1, sizeof(*exec));

	exec->stream = stream;
	exec->viewer.stream = stream;
	exec->keys = evbuffer_new();
	exec->timeout = evtimer_new(stream->link->base, on_timeout, exec);
	exec->poll = evtimer_new(stream->link->base, on_poll, exec);
	if (exec->keys == NULL || exec->timeout == NULL || exec->poll == NULL)
		fatalx("out of memory (exec)");
	upload_init(&exec->source, (size_t)stream->start.size);
	exec->source.owner = exec;
	exec->source.on_close = source_on_close;
	exec->source.on_moving = source_on_moving;
	return exec;
}

static void
exec_up(struct stream *stream, bool restarted)
{
	struct exec *exec = stream->state;
	struct stream_end end = {
		.status = PROTO_STATUS_ABORTED,
		.outcome = PROTO_JOB_RESET,
		.text = (const uint8_t *)"the board restarted",
		.text_len = strlen("the board restarted"),
	};

	if (exec == NULL)
		stream->state = exec_new(stream);
	else if (restarted &&
	    (exec->state == EXEC_STARTING || exec->state == EXEC_RUNNING))
		stream_finish_with(stream, &end);
}

static bool
exec_data(struct stream *stream, const uint8_t *bytes, size_t len)
{
	struct exec *exec = stream->state;
	size_t missing = exec->source.size - exec->source.received;
	size_t source = len < missing ? len : missing;

	upload_add(&exec->source, bytes, source);
	return len == source ||
	    evbuffer_add(exec->keys, bytes + source, len - source) == 0;
}

static void
exec_ctrl(struct stream *stream, uint8_t what, uint32_t a, uint32_t b)
{
	struct exec *exec = stream->state;

	(void)a;
	(void)b;
	if (what == STREAM_CTRL_INTERRUPT && exec->state == EXEC_RUNNING)
		exec_stop(exec);
}

static bool
exec_write_keys(struct exec *exec)
{
	size_t moved;

	if (exec->state != EXEC_RUNNING)
		return false;
	moved = console_write(exec->stream->conn, exec->keys);
	exec->written += moved;
	return moved > 0;
}

static bool
exec_step(struct stream *stream)
{
	struct exec *exec = stream->state;
	enum exec_state before = exec->state;

	switch (exec->state) {
	case EXEC_COLLECTING:
		if (exec->source.received == exec->source.size)
			exec_set_state(exec, EXEC_READY);
		break;
	case EXEC_UPLOADING:
		if (exec->upload_due)
			exec_upload(exec);
		break;
	case EXEC_READY:
		exec_start(exec);
		break;
	case EXEC_STARTING:
	case EXEC_RUNNING:
		break;
	case EXEC_EXITED:
		if (stream->abandoned || exec->viewer.at >= exec->exit_at)
			stream_finish_with(stream, &exec->end);
		break;
	}
	if (exec_write_keys(exec))
		return true;
	stream_grant(stream,
	    exec->source.received + exec->written + STREAM_CREDIT_INITIAL);
	return exec->state != before;
}

static bool
exec_abandon(struct stream *stream)
{
	struct exec *exec = stream->state;

	if (stream->conn != NULL)
		console_detach(stream->conn, &exec->viewer);
	switch (exec->state) {
	case EXEC_COLLECTING:
	case EXEC_UPLOADING:
	case EXEC_READY:
	case EXEC_EXITED:
		return false;
	case EXEC_STARTING:
		return true;
	case EXEC_RUNNING:
		if (stream->start.detach)
			return false;
		exec_stop(exec);
		return true;
	}
	return false;
}

static void
exec_fini(struct stream *stream)
{
	struct exec *exec = stream->state;

	if (stream->conn != NULL) {
		call_forget(stream->conn, exec);
		console_detach(stream->conn, &exec->viewer);
	}
	upload_abort(&exec->source, stream->conn);
	upload_fini(&exec->source);
	event_free(exec->timeout);
	event_free(exec->poll);
	evbuffer_free(exec->keys);
	free(exec->exit_body);
	free(exec);
}

const struct stream_ops stream_exec_ops = {
	.up = exec_up,
	.data = exec_data,
	.ctrl = exec_ctrl,
	.step = exec_step,
	.abandon = exec_abandon,
	.fini = exec_fini,
};

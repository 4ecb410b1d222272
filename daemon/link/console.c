/* SPDX-License-Identifier: MIT */
/* The console of a board, shared by viewers. */

#include "config.h"

#include <event2/buffer.h>
#include <string.h>

#include "daemon/common/stream.h"
#include "daemon/link/conn.h"
#include "daemon/link/console.h"
#include "daemon/link/streams.h"

#define STUCK_LIMIT_MS 10000

void
console_init(struct console *console)
{
	TAILQ_INIT(&console->viewers);
	console->begin = console->end = 0;
	console->stale = 0;
}

void
console_attach(struct conn *conn, struct viewer *viewer)
{
	viewer->at = conn->console.end;
	viewer->stuck = false;
	if (viewer->attached)
		return;
	viewer->attached = true;
	TAILQ_INSERT_TAIL(&conn->console.viewers, viewer, entry);
}

/* Forgets what every viewer has and gives the board credit for it. */
static bool
release(struct conn *conn)
{
	struct console *console = &conn->console;
	const struct viewer *viewer;
	uint64_t least = console->end;
	size_t freed;

	TAILQ_FOREACH(viewer, &console->viewers, entry)
		if (viewer->at < least)
			least = viewer->at;
	freed = (size_t)(least - console->begin);
	console->begin = least;
	if (freed == 0)
		return false;
	if (freed <= console->stale) {
		console->stale -= freed;
		return true;
	}
	proto_stream_consumed(&conn->proto, PROTO_CH_CONSOLE,
	    freed - console->stale);
	console->stale = 0;
	return true;
}

void
console_detach(struct conn *conn, struct viewer *viewer)
{
	if (!viewer->attached)
		return;
	viewer->attached = false;
	TAILQ_REMOVE(&conn->console.viewers, viewer, entry);
	if (!conn->closed)
		release(conn);
}

bool
console_has_viewers(const struct conn *conn)
{
	return !TAILQ_EMPTY(&conn->console.viewers);
}

void
console_add(struct conn *conn, const uint8_t *bytes, size_t len)
{
	struct console *console = &conn->console;
	size_t i;

	if (TAILQ_EMPTY(&console->viewers)) {
		proto_stream_consumed(&conn->proto, PROTO_CH_CONSOLE, len);
		return;
	}
	/* Only text from before two restarts can be in the way. */
	if (len > CONSOLE_RING - (size_t)(console->end - console->begin)) {
		proto_stream_consumed(&conn->proto, PROTO_CH_CONSOLE, len);
		return;
	}
	for (i = 0; i < len; i++)
		console->ring[(console->end + i) % CONSOLE_RING] = bytes[i];
	console->end += len;
}

/* One piece to one viewer; false when it takes nothing now. */
static bool
send_piece(const struct console *console, struct viewer *viewer)
{
	size_t start = (size_t)(viewer->at % CONSOLE_RING);
	size_t len = (size_t)(console->end - viewer->at);
	size_t room = stream_room(viewer->stream);

	if (len > CONSOLE_RING - start)
		len = CONSOLE_RING - start;
	if (len > room)
		len = room;
	if (len == 0)
		return false;
	stream_send(viewer->stream, console->ring + start, len);
	viewer->at += len;
	return true;
}

/* A REPL nobody reads must not stop the board for the others. */
static void
check_stuck(const struct console *console, struct viewer *viewer)
{
	uint32_t now = link_now_ms();

	if (viewer->at == console->end) {
		viewer->stuck = false;
	} else if (!viewer->stuck) {
		viewer->stuck = true;
		viewer->stuck_ms = now;
	} else if (now - viewer->stuck_ms >= STUCK_LIMIT_MS &&
	    stream_is_droppable(viewer->stream)) {
		viewer->at = console->end;
		stream_finish(viewer->stream, PROTO_STATUS_EXHAUSTED,
		    "this terminal does not read its output");
	}
}

bool
console_pump(struct conn *conn)
{
	struct console *console = &conn->console;
	struct viewer *viewer;

	TAILQ_FOREACH(viewer, &console->viewers, entry) {
		bool moved = false;

		while (send_piece(console, viewer))
			moved = true;
		if (moved)
			viewer->stuck = false;
		check_stuck(console, viewer);
	}
	return release(conn);
}

void
console_restart(struct conn *conn)
{
	conn->console.stale = (size_t)(conn->console.end - conn->console.begin);
}

size_t
console_write(struct conn *conn, struct evbuffer *keys)
{
	uint8_t bytes[1024];
	size_t total = 0;

	for (;;) {
		ssize_t len = evbuffer_copyout(keys, bytes, sizeof(bytes));
		size_t taken;

		if (len <= 0)
			return total;
		taken = proto_stream_write(&conn->proto, PROTO_CH_CONSOLE,
		    bytes, (size_t)len);
		if (taken == 0)
			return total;
		evbuffer_drain(keys, taken);
		total += taken;
	}
}

/* SPDX-License-Identifier: MIT */
/* A WebSocket, server side: wslay for framing, libevent for I/O. */
#include "config.h"

#include <errno.h>
#include <event2/event.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <wslay/wslay.h>

#include "daemon/common/xmalloc.h"
#include "daemon/web/websocket.h"

#define PING_INTERVAL_S 20
#define SILENCE_MAX     3 /* pings without any sign of life */
#define CLOSE_WAIT_S    10
/* A control frame carries 125 bytes, two of them the code. */
#define CLOSE_REASON_MAX 120

struct websocket {
	wslay_event_context_ptr frames; /* owned */
	struct event *readable;         /* owned */
	struct event *writable;         /* owned */
	struct event *timer;            /* owned: pings, then the close limit */
	const struct websocket_ops *ops; /* borrowed: static */
	void *arg;
	void *release_arg;
	uint8_t *early; /* owned; NULL when used up */
	size_t early_len;
	size_t early_at;
	int fd;
	int silent_pings;
	uint16_t close_code;
	char close_reason[CLOSE_REASON_MAX + 1];
	bool paused;
	bool closing;    /* nothing more is taken from either side */
	bool close_said; /* the close frame is queued */
	bool broken;     /* the connection is dead */
	bool in_step;    /* callbacks run: defer the end */
};

static void websocket_step(struct websocket *ws, bool read_too);

void
websocket_accept(const char *key, char accept[WEBSOCKET_ACCEPT_LEN])
{
	static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
	unsigned char digest[SHA_DIGEST_LENGTH];
	char text[128];
	int len;

	len = snprintf(text, sizeof(text), "%.64s%s", key, guid);
	SHA1((const unsigned char *)text, (size_t)len, digest);
	EVP_EncodeBlock((unsigned char *)accept, digest, sizeof(digest));
}

static ssize_t
recv_early(struct websocket *ws, uint8_t *buf, size_t len)
{
	size_t left = ws->early_len - ws->early_at;

	if (len > left)
		len = left;
	memcpy(buf, ws->early + ws->early_at, len);
	ws->early_at += len;
	if (ws->early_at == ws->early_len) {
		free(ws->early);
		ws->early = NULL;
	}
	return (ssize_t)len;
}

static ssize_t
on_recv(wslay_event_context_ptr frames, uint8_t *buf, size_t len, int flags,
    void *arg)
{
	struct websocket *ws = arg;
	ssize_t got;

	(void)flags;
	if (ws->paused && !ws->closing) {
		wslay_event_set_error(frames, WSLAY_ERR_WOULDBLOCK);
		return -1;
	}
	if (ws->early != NULL)
		return recv_early(ws, buf, len);
	do
		got = recv(ws->fd, buf, len, MSG_DONTWAIT);
	while (got == -1 && errno == EINTR);
	if (got > 0) {
		ws->silent_pings = 0;
		return got;
	}
	if (got == -1 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
		wslay_event_set_error(frames, WSLAY_ERR_WOULDBLOCK);
		return -1;
	}
	ws->broken = true;
	wslay_event_set_error(frames, WSLAY_ERR_CALLBACK_FAILURE);
	return -1;
}

static ssize_t
on_send(wslay_event_context_ptr frames, const uint8_t *buf, size_t len,
    int flags, void *arg)
{
	struct websocket *ws = arg;
	ssize_t sent;

	(void)flags;
	do
		sent = send(ws->fd, buf, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (sent == -1 && errno == EINTR);
	if (sent >= 0)
		return sent;
	if (errno == EAGAIN || errno == EWOULDBLOCK) {
		wslay_event_set_error(frames, WSLAY_ERR_WOULDBLOCK);
		return -1;
	}
	ws->broken = true;
	wslay_event_set_error(frames, WSLAY_ERR_CALLBACK_FAILURE);
	return -1;
}

static void
on_frame_message(wslay_event_context_ptr frames,
    const struct wslay_event_on_msg_recv_arg *msg, void *arg)
{
	struct websocket *ws = arg;

	(void)frames;
	if (wslay_is_ctrl_frame(msg->opcode) || ws->closing)
		return;
	ws->ops->on_message(ws->arg, msg->opcode == WSLAY_TEXT_FRAME, msg->msg,
	    msg->msg_length);
}

static void
websocket_free(struct websocket *ws)
{
	ws->ops->on_closed(ws->arg);
	event_free(ws->readable);
	event_free(ws->writable);
	event_free(ws->timer);
	wslay_event_context_free(ws->frames);
	ws->ops->release(ws->release_arg);
	free(ws->early);
	free(ws);
}

static bool
is_over(const struct websocket *ws)
{
	return ws->broken ||
	    (wslay_event_want_read(ws->frames) == 0 &&
		wslay_event_want_write(ws->frames) == 0) ||
	    (wslay_event_get_close_sent(ws->frames) != 0 &&
		wslay_event_get_close_received(ws->frames) != 0);
}

static void
rearm(struct websocket *ws)
{
	bool want_read = wslay_event_want_read(ws->frames) != 0 &&
	    (!ws->paused || ws->closing);

	if (want_read)
		event_add(ws->readable, NULL);
	else
		event_del(ws->readable);
	if (want_read && ws->early != NULL)
		event_active(ws->readable, EV_READ, 1);
	if (wslay_event_want_write(ws->frames) != 0)
		event_add(ws->writable, NULL);
	else
		event_del(ws->writable);
}

/* A close frame overtakes messages, so it waits for them. */
static void
say_close(struct websocket *ws)
{
	if (!ws->closing || ws->close_said ||
	    wslay_event_get_queued_msg_count(ws->frames) > 0)
		return;
	ws->close_said = true;
	wslay_event_queue_close(ws->frames, ws->close_code,
	    (const uint8_t *)ws->close_reason, strlen(ws->close_reason));
}

static void
send_queued(struct websocket *ws)
{
	if (!ws->broken && wslay_event_send(ws->frames) != 0)
		ws->broken = true;
}

/* Moves bytes both ways; the only place where a websocket ends. */
static void
websocket_step(struct websocket *ws, bool read_too)
{
	bool had_output = websocket_queued(ws) > 0;

	ws->in_step = true;
	if (read_too && !ws->broken && wslay_event_recv(ws->frames) != 0)
		ws->broken = true;
	send_queued(ws);
	if (!ws->broken && had_output && websocket_queued(ws) == 0 &&
	    ws->ops->on_drain != NULL) {
		ws->ops->on_drain(ws->arg);
		send_queued(ws);
	}
	say_close(ws);
	send_queued(ws);
	ws->in_step = false;
	if (is_over(ws))
		websocket_free(ws);
	else
		rearm(ws);
}

static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	websocket_step(arg, true);
}

static void
on_writable(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	websocket_step(arg, false);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct wslay_event_msg ping = { .opcode = WSLAY_PING };
	struct websocket *ws = arg;

	(void)fd;
	(void)what;
	if (ws->closing || ++ws->silent_pings > SILENCE_MAX)
		ws->broken = true;
	else
		wslay_event_queue_msg(ws->frames, &ping);
	websocket_step(ws, false);
}

struct websocket *
websocket_new(struct event_base *base, const struct websocket_start *start)
{
	static const struct wslay_event_callbacks callbacks = {
		.recv_callback = on_recv,
		.send_callback = on_send,
		.on_msg_recv_callback = on_frame_message,
	};
	struct timeval ping = { .tv_sec = PING_INTERVAL_S };
	struct websocket *ws = xcalloc(1, sizeof(*ws));

	if (wslay_event_context_server_init(&ws->frames, &callbacks, ws) != 0)
		abort();
	wslay_event_config_set_max_recv_msg_length(ws->frames,
	    start->message_max);
	ws->fd = start->fd;
	ws->ops = start->ops;
	ws->arg = start->arg;
	ws->release_arg = start->release_arg;
	if (start->early_len > 0) {
		ws->early = xmemdup(start->early, start->early_len);
		ws->early_len = start->early_len;
	}
	ws->readable = event_new(base, ws->fd, EV_READ, on_readable, ws);
	ws->writable = event_new(base, ws->fd, EV_WRITE, on_writable, ws);
	ws->timer = event_new(base, -1, EV_PERSIST, on_timer, ws);
	event_add(ws->timer, &ping);
	rearm(ws);
	return ws;
}

static void
send_message(struct websocket *ws, uint8_t opcode, const void *bytes,
    size_t len)
{
	struct wslay_event_msg msg = {
		.opcode = opcode,
		.msg = bytes,
		.msg_length = len,
	};

	if (ws->closing || ws->broken)
		return;
	if (wslay_event_queue_msg(ws->frames, &msg) == 0 && !ws->in_step)
		event_add(ws->writable, NULL);
}

void
websocket_send_text(struct websocket *ws, const void *text, size_t len)
{
	send_message(ws, WSLAY_TEXT_FRAME, text, len);
}

void
websocket_send_binary(struct websocket *ws, const void *bytes, size_t len)
{
	send_message(ws, WSLAY_BINARY_FRAME, bytes, len);
}

size_t
websocket_queued(const struct websocket *ws)
{
	return wslay_event_get_queued_msg_length(ws->frames);
}

void
websocket_pause(struct websocket *ws, bool paused)
{
	ws->paused = paused;
	if (!ws->in_step)
		rearm(ws);
}

void
websocket_close(struct websocket *ws, uint16_t code, const char *reason)
{
	struct timeval limit = { .tv_sec = CLOSE_WAIT_S };

	if (ws->closing)
		return;
	ws->close_code = code;
	snprintf(ws->close_reason, sizeof(ws->close_reason), "%s", reason);
	ws->closing = true;
	event_add(ws->timer, &limit);
	if (!ws->in_step)
		event_active(ws->writable, EV_WRITE, 1);
}

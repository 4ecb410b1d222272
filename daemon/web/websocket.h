/* SPDX-License-Identifier: MIT */
/*
 * A WebSocket, server side, on a descriptor that an HTTP server has handed
 * over: framing by wslay, I/O by libevent, pings, a bounded output queue.
 */
#ifndef WEB_WEBSOCKET_H
#define WEB_WEBSOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct websocket;

enum websocket_code {
	WEBSOCKET_NORMAL = 1000,
	WEBSOCKET_GOING_AWAY = 1001,
	WEBSOCKET_POLICY = 1008,
	WEBSOCKET_TOO_BIG = 1009,
	WEBSOCKET_INTERNAL = 1011,
	WEBSOCKET_TRY_LATER = 1013
};

struct websocket_ops {
	void (*on_message)(void *arg, bool text, const uint8_t *bytes,
	    size_t len);
	/* The output queue is empty again. May be NULL. */
	void (*on_drain)(void *arg);
	/* The end, exactly once; the websocket is freed after this call. */
	void (*on_closed)(void *arg);
	/* Gives the descriptor back to whom it came from. */
	void (*release)(void *release_arg);
};

struct websocket_start {
	int fd;            /* borrowed until ops->release */
	const void *early; /* bytes that came with the request */
	size_t early_len;
	size_t message_max; /* longest message accepted */
	const struct websocket_ops *ops;
	void *arg;
	void *release_arg;
};

#define WEBSOCKET_ACCEPT_LEN 29

/* The value of Sec-WebSocket-Accept for a Sec-WebSocket-Key. */
void websocket_accept(const char *key, char accept[WEBSOCKET_ACCEPT_LEN]);

struct websocket *websocket_new(struct event_base *base,
    const struct websocket_start *start);
/* Both copy; the caller watches websocket_queued. */
void websocket_send_text(struct websocket *ws, const void *text, size_t len);
void websocket_send_binary(struct websocket *ws, const void *bytes, size_t len);
/* Bytes not yet given to the kernel. */
size_t websocket_queued(const struct websocket *ws);
/* While paused nothing is read: the peer feels it as back-pressure. */
void websocket_pause(struct websocket *ws, bool paused);
/*
 * Says goodbye after what is queued; on_closed follows, within 10 s even
 * when the peer neither reads nor answers. Harmless when repeated.
 */
void websocket_close(struct websocket *ws, uint16_t code, const char *reason);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * One WebSocket to the gateway (RFC 6455), framed by wslay over a
 * connection that libcurl opened. Not blocking after ws_open: poll ws_fd
 * for ws_events, then ws_step.
 */
#ifndef WS_H
#define WS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "client.h"

struct ws;

struct ws_handler {
	void (*text)(void *arg, const json_t *message);
	void (*data)(void *arg, const void *bytes, size_t len);
	void *arg;
};

/*
 * Upgrades `path`; NULL on failure, with the client's error set and
 * *status its exit code. The handler is borrowed until ws_close.
 */
struct ws *ws_open(struct client *client, const char *path,
    const struct ws_handler *handler, int *status);
void ws_close(struct ws *ws);

int ws_fd(const struct ws *ws);
/* POLLIN and POLLOUT as wanted now. */
short ws_events(const struct ws *ws);
/* Moves bytes both ways; false when the connection has ended. */
bool ws_step(struct ws *ws);
bool ws_ended(const struct ws *ws);

/* Queues a message. */
void ws_send_json(struct ws *ws, const json_t *message);
void ws_send_data(struct ws *ws, const void *bytes, size_t len);
/* Bytes queued and not yet written: the sender's back-pressure. */
size_t ws_queued(const struct ws *ws);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A client's WebSocket and what it shows: a program's run, a board's prompt,
 * its log, or the events of the gateway.
 */
#ifndef WEB_SESSION_H
#define WEB_SESSION_H

#include <stddef.h>

#include "daemon/web/web.h"

struct request;

/* Upgrades the request, or fails it. */
void session_begin(struct request *request);
/* Says goodbye to every client. */
void session_close_all(struct web *web);
/* One event for every viewer; one that does not keep up is sent away. */
void session_broadcast(struct web *web, const char *json, size_t len);

#endif

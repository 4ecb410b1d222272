/* SPDX-License-Identifier: MIT */
/*
 * A front door: one listener served by libmicrohttpd inside our event loop.
 */
#ifndef WEB_FRONT_H
#define WEB_FRONT_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/web/web.h"

struct MHD_Connection;

struct front {
	struct web *web;           /* borrowed */
	struct MHD_Daemon *server; /* owned */
	struct event *readable;    /* owned */
	struct event *timer;       /* owned */
	uint16_t port;
	bool is_control; /* Unix socket: callers are known by credentials */
};

/* Takes the listening descriptor. NULL: logged why. */
struct front *front_new(struct web *web, int listen_fd, bool is_control,
    uint16_t port);
void front_free(struct front *front);
/* Something was resumed: let the server look at it soon. */
void front_kick(struct front *front);
/* Who is at the other end. */
void front_identify(struct front *front, struct MHD_Connection *connection,
    struct principal *principal);

#endif

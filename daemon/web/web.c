/* SPDX-License-Identifier: MIT */
/*
 * The web process: HTTP and WebSocket on a Unix socket and a TCP port. It
 * knows no board; calls and streams go to fleet.
 */
#include "config.h"

#include <event2/event.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/proc.h"
#include "daemon/common/xmalloc.h"
#include "daemon/web/channel.h"
#include "daemon/web/front.h"
#include "daemon/web/request.h"
#include "daemon/web/session.h"
#include "daemon/web/static.h"

#define EVENT_MAX   (1024 * 1024)
#define FAREWELL_MS 100

uint32_t
web_next_id(struct web *web)
{
	return ++web->next_id;
}

/* ---- messages ----------------------------------------------------------- */

/* The port of "127.0.0.1:8420" or "[::1]:8420". */
static uint16_t
port_of(const char *address)
{
	const char *colon = strrchr(address, ':');

	return colon == NULL ? 0 : (uint16_t)strtoul(colon + 1, NULL, 10);
}

static void
web_on_http_listener(void *ctx, struct imsg *msg)
{
	struct web *web = ctx;
	char address[96];

	imsg_get_str(msg, address, sizeof(address));
	if (imsg_failed(msg))
		return;
	front_free(web->http);
	web->http = front_new(web, imsg_take_fd(msg), false, port_of(address));
}

static void
web_on_control_listener(void *ctx, struct imsg *msg)
{
	struct web *web = ctx;
	char path[300];

	imsg_get_str(msg, path, sizeof(path));
	if (imsg_failed(msg))
		return;
	front_free(web->control);
	web->control = front_new(web, imsg_take_fd(msg), true, 0);
}

static void
web_on_event(void *ctx, struct imsg *msg)
{
	struct web *web = ctx;
	bool more = imsg_get_u8(msg) != 0;
	const uint8_t *part;
	size_t len;

	part = imsg_get_rest(msg, &len);
	if (imsg_failed(msg) || web->event_len + len > EVENT_MAX) {
		imsg_refuse(msg);
		return;
	}
	web->event = xreallocarray(web->event, web->event_len + len, 1);
	memcpy(web->event + web->event_len, part, len);
	web->event_len += len;
	if (more)
		return;
	session_broadcast(web, web->event, web->event_len);
	free(web->event);
	web->event = NULL;
	web->event_len = 0;
}

static const struct proc_handler handlers[] = {
	{ IMSG_HTTP_LISTENER, PROC_PARENT, web_on_http_listener },
	{ IMSG_CONTROL_LISTENER, PROC_PARENT, web_on_control_listener },
	{ IMSG_API_RESULT, PROC_FLEET, request_on_api_result },
	{ IMSG_EVENT, PROC_FLEET, web_on_event },
	{ IMSG_STREAM_OPENED, PROC_FLEET, channel_on_opened },
	{ IMSG_STREAM_DATA, PROC_FLEET, channel_on_data },
	{ IMSG_STREAM_CREDIT, PROC_FLEET, channel_on_credit },
	{ IMSG_STREAM_END, PROC_FLEET, channel_on_end },
};

/* ---- the process -------------------------------------------------------- */

static void *
web_open(struct event_base *base, const struct conf *conf)
{
	struct web *web = xcalloc(1, sizeof(*web));
	const struct group *group = getgrnam("upyd");

	web->base = base;
	web->own_uid = geteuid();
	web->admin_gid = group != NULL ? group->gr_gid : (gid_t)-1;
	TAILQ_INIT(&web->waiting);
	TAILQ_INIT(&web->channels);
	TAILQ_INIT(&web->sessions);
	web->files = static_load(conf->web_dir);
	if (static_count(web->files) == 0)
		log_warnx("%s: no dashboard files there", conf->web_dir);
	return web;
}

static void
web_on_farewell(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
	proc_exit(0);
}

/* Clients get a moment to take the goodbye. */
static void
web_on_stop(void *ctx)
{
	struct timeval moment = { .tv_usec = FAREWELL_MS * 1000 };
	struct web *web = ctx;

	if (TAILQ_EMPTY(&web->sessions)) {
		proc_exit(0);
		return;
	}
	session_close_all(web);
	event_base_once(web->base, -1, EV_TIMEOUT, web_on_farewell, NULL,
	    &moment);
}

extern const struct proc_ops web_ops;
const struct proc_ops web_ops = {
	.handlers = handlers,
	.handler_count = sizeof(handlers) / sizeof(handlers[0]),
	.open = web_open,
	.on_stop = web_on_stop,
};

/* SPDX-License-Identifier: MIT */
/* A front door: libmicrohttpd driven by libevent through its epoll set. */
#include "config.h"

#include <event2/event.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/common/api.h"
#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"
#include "daemon/web/front.h"
#include "daemon/web/request.h"

#define CONNECTIONS_MAX   256
#define IDLE_TIMEOUT_S    60
#define CONNECTION_MEMORY 32768
#define GROUPS_MAX        64

static void
rearm(struct front *front)
{
	MHD_UNSIGNED_LONG_LONG ms;
	struct timeval delay;

	if (MHD_get_timeout(front->server, &ms) != MHD_YES) {
		event_del(front->timer);
		return;
	}
	delay.tv_sec = (time_t)(ms / 1000);
	delay.tv_usec = (suseconds_t)(ms % 1000 * 1000);
	event_add(front->timer, &delay);
}

static void
front_on_event(evutil_socket_t fd, short what, void *arg)
{
	struct front *front = arg;

	(void)fd;
	(void)what;
	MHD_run(front->server);
	rearm(front);
}

void
front_kick(struct front *front)
{
	static const struct timeval now = { 0, 0 };

	event_add(front->timer, &now);
}

static void
log_from_server(void *arg, const char *format, va_list args)
{
	char text[256];

	(void)arg;
	vsnprintf(text, sizeof(text), format, args);
	log_debug("http: %s", text);
}

static struct MHD_Daemon *
start_server(struct front *front, int listen_fd)
{
	return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME |
		MHD_ALLOW_UPGRADE | MHD_USE_ERROR_LOG,
	    0, NULL, NULL, request_on_data, front, MHD_OPTION_EXTERNAL_LOGGER,
	    log_from_server, NULL, MHD_OPTION_LISTEN_SOCKET, listen_fd,
	    MHD_OPTION_URI_LOG_CALLBACK, request_on_target, front,
	    MHD_OPTION_NOTIFY_COMPLETED, request_on_completed, front,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned int)CONNECTIONS_MAX,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int)IDLE_TIMEOUT_S,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
	    MHD_OPTION_END);
}

struct front *
front_new(struct web *web, int listen_fd, bool is_control, uint16_t port)
{
	struct front *front = xcalloc(1, sizeof(*front));
	const union MHD_DaemonInfo *info;

	front->web = web;
	front->is_control = is_control;
	front->port = port;
	front->server = start_server(front, listen_fd);
	if (front->server == NULL) {
		log_warnx("%s: the HTTP server does not start",
		    is_control ? "control socket" : "http");
		close(listen_fd);
		free(front);
		return NULL;
	}
	info = MHD_get_daemon_info(front->server, MHD_DAEMON_INFO_EPOLL_FD);
	front->readable = event_new(web->base, info->epoll_fd,
	    EV_READ | EV_PERSIST, front_on_event, front);
	front->timer = event_new(web->base, -1, 0, front_on_event, front);
	event_add(front->readable, NULL);
	rearm(front);
	return front;
}

void
front_free(struct front *front)
{
	if (front == NULL)
		return;
	event_free(front->readable);
	event_free(front->timer);
	MHD_stop_daemon(front->server);
	free(front);
}

static bool
is_in_group(int fd, const struct ucred *cred, gid_t group)
{
	gid_t groups[GROUPS_MAX];
	socklen_t len = sizeof(groups);
	size_t i;

	if (group == (gid_t)-1)
		return false;
	if (cred->gid == group)
		return true;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &len) == -1)
		return false;
	for (i = 0; i < len / sizeof(groups[0]); i++)
		if (groups[i] == group)
			return true;
	return false;
}

static void
identify_peer(struct front *front, int fd, struct principal *principal)
{
	struct web *web = front->web;
	struct ucred cred;
	socklen_t len = sizeof(cred);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &len) == -1)
		return;
	snprintf(principal->name, sizeof(principal->name), "uid:%u", cred.uid);
	if (cred.uid == 0 || cred.uid == web->own_uid ||
	    is_in_group(fd, &cred, web->admin_gid))
		principal->role = API_ROLE_ADMIN;
}

void
front_identify(struct front *front, struct MHD_Connection *connection,
    struct principal *principal)
{
	const union MHD_ConnectionInfo *info;

	principal->role = API_ROLE_NONE;
	snprintf(principal->name, sizeof(principal->name), "unknown");
	info = MHD_get_connection_info(connection,
	    MHD_CONNECTION_INFO_CONNECTION_FD);
	if (front->is_control) {
		if (info != NULL)
			identify_peer(front, info->connect_fd, principal);
		return;
	}
	/* The listener is bound to loopback; users and tokens come later. */
	snprintf(principal->name, sizeof(principal->name), "local");
	principal->role = API_ROLE_ADMIN;
}

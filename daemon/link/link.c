/* SPDX-License-Identifier: MIT */
/* The process that talks to boards: its messages, its listener, its loop. */

#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/proc.h"
#include "daemon/common/xmalloc.h"
#include "daemon/link/conn.h"
#include "daemon/link/link.h"
#include "daemon/link/stream_flash.h"
#include "daemon/link/streams.h"

#define TCP_MAX     1024
#define UNKNOWN_MAX 32 /* TCP connections that have not said HELLO */

uint32_t
link_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint32_t)((uint64_t)now.tv_sec * 1000 +
	    (uint64_t)now.tv_nsec / 1000000);
}

struct conn *
link_find_conn(struct link_process *link, uint32_t id)
{
	struct conn *conn;

	TAILQ_FOREACH(conn, &link->conns, entry)
		if (conn->id == id && !conn->closed)
			return conn;
	return NULL;
}

void
link_sweep_later(struct link_process *link)
{
	event_active(link->sweeper, EV_TIMEOUT, 1);
}

static void
on_sweep(evutil_socket_t fd, short what, void *arg)
{
	struct link_process *link = arg;
	struct conn *conn, *next;

	(void)fd;
	(void)what;
	streams_sweep(link, false);
	for (conn = TAILQ_FIRST(&link->conns); conn != NULL; conn = next) {
		next = TAILQ_NEXT(conn, entry);
		if (conn->closed)
			conn_free(conn);
		else
			conn_service(conn);
	}
}

/* ---- terminals --------------------------------------------------------- */

static void
on_tty_opened(void *ctx, struct imsg *msg)
{
	struct link_process *link = ctx;
	char path[CONF_PATH_MAX + 1], via[CONF_PATH_MAX + 16];
	struct conn_line line = { .via = via, .port = msg->id };

	imsg_get_str(msg, path, sizeof(path));
	line.baud = imsg_get_u32(msg);
	line.wanted = imsg_get_u32(msg);
	if (imsg_failed(msg) || msg->id == 0) {
		imsg_refuse(msg);
		return;
	}
	(void)snprintf(via, sizeof(via), "serial:%s", path);
	conn_new(link, imsg_take_fd(msg), &line);
}

static void
on_conn_close(void *ctx, struct imsg *msg)
{
	struct conn *conn = link_find_conn(ctx, msg->id);
	char why[256];

	imsg_get_str(msg, why, sizeof(why));
	if (!imsg_failed(msg) && conn != NULL)
		conn_close(conn, why);
}

/* ---- TCP --------------------------------------------------------------- */

static void
make_via(char *via, size_t size, const struct sockaddr_storage *peer)
{
	char host[INET6_ADDRSTRLEN] = "?";
	uint16_t port;

	if (peer->ss_family == AF_INET) {
		const struct sockaddr_in *v4 = (const struct sockaddr_in *)peer;

		inet_ntop(AF_INET, &v4->sin_addr, host, sizeof(host));
		port = ntohs(v4->sin_port);
		(void)snprintf(via, size, "tcp:%s:%u", host, port);
	} else {
		const struct sockaddr_in6 *v6 =
		    (const struct sockaddr_in6 *)peer;

		inet_ntop(AF_INET6, &v6->sin6_addr, host, sizeof(host));
		port = ntohs(v6->sin6_port);
		(void)snprintf(via, size, "tcp:[%s]:%u", host, port);
	}
}

static void
on_connection(evutil_socket_t listener, short what, void *arg)
{
	struct link_process *link = arg;
	struct sockaddr_storage peer;
	socklen_t len = sizeof(peer);
	const int on = 1;
	char via[96];
	const struct conn_line line = { .via = via };
	int fd;

	(void)what;
	fd = accept4(listener, (struct sockaddr *)&peer, &len,
	    SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd == -1) {
		if (errno != EAGAIN && errno != ECONNABORTED && errno != EINTR)
			log_warn("cannot accept a connection");
		return;
	}
	make_via(via, sizeof(via), &peer);
	if (link->tcp_count >= TCP_MAX || link->unknown_count >= UNKNOWN_MAX) {
		log_warnx("%s: too many connections, refused", via);
		close(fd);
		return;
	}
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	(void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	conn_new(link, fd, &line);
}

static void
on_tcp_listener(void *ctx, struct imsg *msg)
{
	struct link_process *link = ctx;
	char address[80];

	imsg_get_str(msg, address, sizeof(address));
	if (imsg_failed(msg) || link->listener != -1) {
		imsg_refuse(msg);
		return;
	}
	link->listener = imsg_take_fd(msg);
	link->accepting = event_new(link->base, link->listener,
	    EV_READ | EV_PERSIST, on_connection, link);
	if (link->accepting == NULL || event_add(link->accepting, NULL) == -1)
		fatalx("cannot watch the listener");
}

/* ---- the rest goes to where it belongs --------------------------------- */

static void
on_call(void *ctx, struct imsg *msg)
{
	call_on_call(ctx, msg);
}

static void
on_call_cancel(void *ctx, struct imsg *msg)
{
	call_on_cancel(ctx, msg);
}

static void
on_stream_start(void *ctx, struct imsg *msg)
{
	streams_on_start(ctx, msg);
}

static void
on_stream_data(void *ctx, struct imsg *msg)
{
	streams_on_data(ctx, msg);
}

static void
on_stream_credit(void *ctx, struct imsg *msg)
{
	streams_on_credit(ctx, msg);
}

static void
on_stream_ctrl(void *ctx, struct imsg *msg)
{
	streams_on_ctrl(ctx, msg);
}

static void
on_stream_end(void *ctx, struct imsg *msg)
{
	streams_on_end(ctx, msg);
}

static void
on_speed_wanted(void *ctx, struct imsg *msg)
{
	speed_on_wanted(ctx, msg);
}

/* ---- life -------------------------------------------------------------- */

static void *
link_open(struct event_base *base, const struct conf *conf)
{
	struct link_process *link = xcalloc(1, sizeof(*link));

	link->base = base;
	link->conf = conf;
	link->listener = -1;
	TAILQ_INIT(&link->conns);
	TAILQ_INIT(&link->streams);
	stream_flash_prepare();
	link->sweeper = evtimer_new(base, on_sweep, link);
	if (link->sweeper == NULL)
		fatalx("cannot make a timer");
	return link;
}

static void
link_on_stop(void *ctx)
{
	struct link_process *link = ctx;
	struct conn *conn;

	streams_sweep(link, true);
	while ((conn = TAILQ_FIRST(&link->conns)) != NULL)
		conn_free(conn);
	if (link->accepting != NULL)
		event_free(link->accepting);
	if (link->listener != -1)
		close(link->listener);
	event_free(link->sweeper);
	free(link);
	proc_exit(0);
}

static const struct proc_handler handlers[] = {
	{ IMSG_TTY_OPENED, PROC_PARENT, on_tty_opened },
	{ IMSG_TCP_LISTENER, PROC_PARENT, on_tcp_listener },
	{ IMSG_CALL, PROC_FLEET, on_call },
	{ IMSG_CALL_CANCEL, PROC_FLEET, on_call_cancel },
	{ IMSG_CONN_CLOSE, PROC_FLEET, on_conn_close },
	{ IMSG_SPEED_WANTED, PROC_FLEET, on_speed_wanted },
	{ IMSG_STREAM_START, PROC_FLEET, on_stream_start },
	{ IMSG_STREAM_DATA, PROC_FLEET, on_stream_data },
	{ IMSG_STREAM_CREDIT, PROC_FLEET, on_stream_credit },
	{ IMSG_STREAM_CTRL, PROC_FLEET, on_stream_ctrl },
	{ IMSG_STREAM_END, PROC_FLEET, on_stream_end },
};

const struct proc_ops link_ops = {
	.handlers = handlers,
	.handler_count = sizeof(handlers) / sizeof(handlers[0]),
	.open = link_open,
	.on_stop = link_on_stop,
};

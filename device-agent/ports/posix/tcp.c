/* SPDX-License-Identifier: MIT */
/* Links that dial out over TCP, again and again with growing pauses. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "posix.h"

#define BACKOFF_MIN_MS 200
#define BACKOFF_MAX_MS 5000

void
posix_tcp_init(struct posix_link *link)
{
	link->fd = -1;
	link->backoff_ms = BACKOFF_MIN_MS;
	link->retry_us = 0;
}

/* The pause is between half and the whole back-off, so boards spread out. */
static void
schedule_retry(struct port *port, struct posix_link *link)
{
	uint32_t jitter;

	port_random(port, &jitter, sizeof(jitter));
	jitter %= link->backoff_ms / 2 + 1;
	link->retry_us =
	    port_ticks_us(port) + 1000ull * (link->backoff_ms / 2 + jitter);
	link->backoff_ms = link->backoff_ms >= BACKOFF_MAX_MS / 2 ?
	    BACKOFF_MAX_MS :
	    link->backoff_ms * 2;
}

void
posix_tcp_drop(struct port *port, struct posix_link *link)
{
	if (link->fd == -1)
		return;
	close(link->fd);
	link->fd = -1;
	link->watched = 0;
	link->connecting = false;
	link->want_write = false;
	schedule_retry(port, link);
}

static struct addrinfo *
look_up(const char *where)
{
	struct addrinfo hints = {
		.ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *found = NULL;
	const char *colon = strrchr(where, ':');
	char host[128];
	size_t len;

	if (colon == NULL)
		return NULL;
	len = (size_t)(colon - where);
	if (len >= 2 && where[0] == '[' && where[len - 1] == ']') {
		where++;
		len -= 2;
	}
	if (len == 0 || len >= sizeof(host))
		return NULL;
	memcpy(host, where, len);
	host[len] = '\0';
	if (getaddrinfo(host, colon + 1, &hints, &found) != 0)
		return NULL;
	return found;
}

static void
set_connected(struct posix_link *link)
{
	int on = 1;

	setsockopt(link->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(link->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	link->connecting = false;
	link->backoff_ms = BACKOFF_MIN_MS;
	link->generation++;
}

static void
dial(struct port *port, struct posix_link *link)
{
	struct addrinfo *address = look_up(link->where);

	if (address == NULL) {
		schedule_retry(port, link);
		return;
	}
	link->fd = socket(address->ai_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (link->fd == -1) {
		schedule_retry(port, link);
	} else if (connect(link->fd, address->ai_addr, address->ai_addrlen) ==
	    0) {
		set_connected(link);
	} else if (errno == EINPROGRESS) {
		link->connecting = true;
	} else {
		posix_tcp_drop(port, link);
	}
	freeaddrinfo(address);
}

static void
finish_dialling(struct port *port, struct posix_link *link)
{
	int error = 0;
	socklen_t len = sizeof(error);

	if (getsockopt(link->fd, SOL_SOCKET, SO_ERROR, &error, &len) == -1 ||
	    error != 0) {
		posix_say(port, "tcp: %s: %s", link->where, strerror(error));
		posix_tcp_drop(port, link);
		return;
	}
	set_connected(link);
	posix_say(port, "tcp: connected to %s", link->where);
}

void
posix_tcp_step(struct port *port, struct posix_link *link, short revents)
{
	if (link->fd == -1) {
		if (port_ticks_us(port) >= link->retry_us)
			dial(port, link);
	} else if (link->connecting && revents != 0) {
		finish_dialling(port, link);
	}
}

uint32_t
posix_tcp_timeout(struct port *port, const struct posix_link *link)
{
	uint64_t now = port_ticks_us(port);

	if (link->fd != -1)
		return UINT32_MAX;
	return now >= link->retry_us ?
	    0 :
	    (uint32_t)((link->retry_us - now) / 1000 + 1);
}

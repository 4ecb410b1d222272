/* SPDX-License-Identifier: MIT */
/* Bytes in and out of the links, whatever they are made of. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "line.h"
#include "posix.h"

size_t
port_link_count(struct port *port)
{
	return port->options.link_count;
}

enum port_link_kind
port_link_kind(struct port *port, size_t link)
{
	return port->link[link].kind;
}

bool
port_link_is_open(struct port *port, size_t link, uint32_t *generation)
{
	*generation = port->link[link].generation;
	return port->link[link].fd != -1 && !port->link[link].connecting;
}

short
posix_link_events(const struct posix_link *link)
{
	short events = link->connecting ? POLLOUT : POLLIN;

	return link->want_write ? events | POLLOUT : events;
}

/* A pty is never given up; a connection is, and dialled again. */
static void
on_failure(struct port *port, struct posix_link *link)
{
	if (link->kind == PORT_LINK_TCP)
		posix_tcp_drop(port, link);
}

/* As a UART loses bytes that come while nobody fetches them. */
static size_t
lose(struct posix_link *link, uint8_t *bytes, size_t len)
{
	size_t lost = len < link->to_lose ? len : link->to_lose;

	link->to_lose -= (uint32_t)lost;
	link->overruns += (uint32_t)lost;
	memmove(bytes, bytes + lost, len - lost);
	return len - lost;
}

size_t
port_link_read(struct port *port, size_t index, uint8_t *bytes, size_t cap)
{
	struct posix_link *link = &port->link[index];
	ssize_t n;

	if (link->fd == -1 || link->connecting)
		return 0;
	n = read(link->fd, bytes, cap);
	if (n > 0) {
		link->rx_bytes += (uint64_t)n;
		if (posix_line_is_garbled(port, link))
			posix_line_garble(bytes, (size_t)n);
		return lose(link, bytes, (size_t)n);
	}
	if (n == 0 || (errno != EAGAIN && errno != EINTR))
		on_failure(port, link);
	return 0;
}

size_t
port_link_write(struct port *port, size_t index, const uint8_t *bytes,
    size_t len)
{
	struct posix_link *link = &port->link[index];
	uint8_t garbled[256];
	ssize_t n;

	if (link->fd == -1 || link->connecting)
		return 0;
	if (posix_line_is_garbled(port, link)) {
		len = len < sizeof(garbled) ? len : sizeof(garbled);
		memcpy(garbled, bytes, len);
		posix_line_garble(garbled, len);
		bytes = garbled;
	}
	n = write(link->fd, bytes, len);
	if (n == -1 && errno != EAGAIN && errno != EINTR) {
		on_failure(port, link);
		return 0;
	}
	link->want_write = n < (ssize_t)len;
	if (n <= 0)
		return 0;
	link->tx_bytes += (uint64_t)n;
	return (size_t)n;
}

uint32_t
port_link_overruns(struct port *port, size_t link)
{
	return port->link[link].overruns;
}

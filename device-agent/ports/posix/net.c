/* SPDX-License-Identifier: MIT */
/*
 * Sockets of the simulated board: the computer's own, which it reaches while
 * its radio has an access point, or always where it has no radio.
 */
#include "posix.h"

#include "upy/host_shared.h"

#define FARM_STEP_MS 10 /* a farm does not look at its boards' sockets */

/* A program's socket, which never waits; or the error. */
static int
unblocked(int fd)
{
	int error = fd < 0 ? fd : host_net.set_wait(NULL, fd, 0);

	if (error < 0 && fd >= 0)
		host_net.close(NULL, fd);
	return error < 0 ? error : fd;
}

static int
net_open(void *ctx, int family, int type, int protocol)
{
	return unblocked(host_net.open(ctx, family, type, protocol));
}

static int
net_accept(void *ctx, int fd, struct vm_net_address *from)
{
	return unblocked(host_net.accept(ctx, fd, from));
}

const struct vm_host_net *
port_net(struct port *port)
{
	static struct vm_host_net net;

	(void)port;
	if (net.open == NULL) {
		net = host_net;
		net.open = net_open;
		net.accept = net_accept;
	}
	return &net;
}

const struct vm_host_tls *
port_tls(struct port *port)
{
	(void)port;
	return &host_tls;
}

void
port_tls_forget(struct port *port, void *ctx)
{
	(void)port;
	host_tls_forget(ctx);
}

bool
port_net_is_up(struct port *port)
{
	return (port->options.identity.modules & PORT_MODULE_NETWORK) == 0 ||
	    port_radio_state(port) == PORT_RADIO_CONNECTED;
}

void
port_net_poll(struct port *port, struct vm_poll_fd *fds, size_t count)
{
	struct pollfd *watched = port->watched;

	port->watched_count = 0;
	for (size_t i = 0; i < count && i < PORT_SOCKETS; i++)
		watched[port->watched_count++] = (struct pollfd){
			.fd = fds[i].fd,
			.events = (short)fds[i].events,
		};
	if (poll(watched, port->watched_count, 0) == -1)
		return;
	for (size_t i = 0; i < port->watched_count; i++)
		fds[i].ready = (uint16_t)watched[i].revents;
}

size_t
posix_net_watch(struct port *port, struct pollfd *fds, uint32_t *timeout_ms)
{
	size_t count = port->watched_count;

	port->watched_count = 0;
	if (fds == NULL && count > 0 && *timeout_ms > FARM_STEP_MS)
		*timeout_ms = FARM_STEP_MS;
	for (size_t i = 0; fds != NULL && i < count; i++)
		fds[i] = port->watched[i];
	return count;
}

/* SPDX-License-Identifier: MIT */
/* The fake board has no network. */
#include "port_net.h"

#define NO_SUCH_FAMILY (-97)

static int
open_none(void *ctx, int family, int type, int protocol)
{
	(void)ctx;
	(void)family;
	(void)type;
	(void)protocol;
	return NO_SUCH_FAMILY;
}

const struct vm_host_net *
port_net(struct port *port)
{
	static const struct vm_host_net none = { .open = open_none };

	(void)port;
	return &none;
}

const struct vm_host_tls *
port_tls(struct port *port)
{
	(void)port;
	return NULL;
}

void
port_tls_forget(struct port *port, void *ctx)
{
	(void)port;
	(void)ctx;
}

bool
port_net_is_up(struct port *port)
{
	(void)port;
	return false;
}

void
port_net_poll(struct port *port, struct vm_poll_fd *fds, size_t count)
{
	(void)port;
	(void)fds;
	(void)count;
}

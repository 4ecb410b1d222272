/* SPDX-License-Identifier: MIT */
/*
 * The fifth part of the contract (port.h): sockets, of chips with
 * PORT_HAS_SOCKETS 1 in port_config.h. None of it waits: what would is
 * -EAGAIN or -EINPROGRESS. The first argument of the hooks is the port.
 */
#ifndef PORT_NET_H
#define PORT_NET_H

#include "port.h"
#include "vm_host.h"

const struct vm_host_net *port_net(struct port *port);
/* NULL: it has no TLS. */
const struct vm_host_tls *port_tls(struct port *port);
/* Closes all that the hooks of TLS have open for this first argument. */
void port_tls_forget(struct port *port, void *ctx);
/* False: no interface has a network, nobody can be reached. */
bool port_net_is_up(struct port *port);
/* What is ready of these now; the next port_wait also ends when one is. */
void port_net_poll(struct port *port, struct vm_poll_fd *fds, size_t count);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Sockets of programs. The port's never wait; here is who waits for them,
 * and serves the links meanwhile. Descriptors begin after those of files.
 */
#ifndef SOCKETS_H
#define SOCKETS_H

#include "port_features.h"
#include "vm_host.h"

#define SOCKETS_FIRST 1000

struct agent;

#if PORT_HAS_SOCKETS
struct sockets {
	struct {
		int fd; /* the port's + 1; 0: free */
		int64_t wait_us;
	} at[PORT_SOCKETS];
};

extern const struct vm_host_net sockets_net;

/* As read and write of files. */
int sockets_read(struct agent *agent, int fd, void *buf, size_t len);
int sockets_write(struct agent *agent, int fd, const void *buf, size_t len);
int sockets_close(struct agent *agent, int fd);
void sockets_close_all(struct agent *agent);
/* What is ready of a descriptor from SOCKETS_FIRST on. */
void sockets_poll(struct agent *agent, struct vm_poll_fd *fd);
#endif

#endif

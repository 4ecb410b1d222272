/* SPDX-License-Identifier: MIT */
/* The socket that plays the world around the board. */
#ifndef POSIX_CONTROL_H
#define POSIX_CONTROL_H

#include <poll.h>
#include <stddef.h>

struct port;

#define POSIX_CLIENTS  8
#define POSIX_LINE_LEN 256

struct posix_client {
	int fd;             /* -1: free */
	struct port *board; /* borrowed: whom its commands are for */
	size_t len;
	char line[POSIX_LINE_LEN];
};

struct posix_control {
	int fd; /* -1: no control socket */
	struct posix_client client[POSIX_CLIENTS];
};

int posix_control_open(struct port *port);
void posix_control_close(struct port *port);
/* Adds descriptors to poll; posix_control_step takes the answers. */
size_t posix_control_poll(struct port *port, struct pollfd *fds);
void posix_control_step(struct port *port, const struct pollfd *fds);
/* Drops those who are connected; the socket stays. */
void posix_control_hang_up(struct port *port);

#endif

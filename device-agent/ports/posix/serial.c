/* SPDX-License-Identifier: MIT */
/*
 * A serial line as a pseudo terminal. The board holds the master and keeps
 * one slave open, so the line stays up while gateways come and go; a symbolic
 * link gives it a lasting name.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "posix.h"

static int
complain(const char *where)
{
	fprintf(stderr, "upy-board: %s: %s\n", where, strerror(errno));
	return -1;
}

/* Points the link at the terminal, replacing what an earlier board left. */
static int
make_link(const char *where, const char *terminal)
{
	struct stat st;

	if (lstat(where, &st) == 0) {
		if (!S_ISLNK(st.st_mode)) {
			errno = EEXIST;
			return complain(where);
		}
		if (unlink(where) == -1)
			return complain(where);
	}
	return symlink(terminal, where) == -1 ? complain(where) : 0;
}

static int
make_terminal(const char *where, int *master, int *slave)
{
	struct termios mode;
	char terminal[64];

	*master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (*master == -1 || grantpt(*master) == -1 ||
	    unlockpt(*master) == -1 ||
	    ptsname_r(*master, terminal, sizeof(terminal)) != 0)
		return complain(where);
	*slave = open(terminal, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (*slave == -1 || tcgetattr(*slave, &mode) == -1)
		return complain(terminal);
	cfmakeraw(&mode);
	cfsetspeed(&mode, B115200);
	return tcsetattr(*slave, TCSANOW, &mode) == -1 ? complain(terminal) : 0;
}

int
posix_terminal_open(const char *where, int *master, int *slave)
{
	char terminal[64];

	/* After a reset the line is the old one, as a cable stays plugged. */
	if (*master == -1 && make_terminal(where, master, slave) == -1)
		return -1;
	if (fcntl(*master, F_SETFL, O_RDWR | O_NONBLOCK) == -1 ||
	    ptsname_r(*master, terminal, sizeof(terminal)) != 0)
		return complain(where);
	if (make_link(where, terminal) == -1)
		return -1;
	fprintf(stderr, "serial: %s -> %s\n", where, terminal);
	return 0;
}

void
posix_serial_flush(const struct posix_link *link)
{
	uint8_t bytes[256];

	while (link->fd != -1 && read(link->fd, bytes, sizeof(bytes)) > 0)
		continue;
}

int
posix_serial_open(struct port *port, size_t index)
{
	struct posix_link *link = &port->link[index];

	link->generation = 1;
	return posix_terminal_open(link->where, &link->fd, &link->slave_fd);
}

/* Removes the symbolic link if it is still ours. */
void
posix_serial_close(struct posix_link *link)
{
	char terminal[64];
	char target[64];
	ssize_t len;

	if (link->fd == -1)
		return;
	len = readlink(link->where, target, sizeof(target) - 1);
	if (len > 0 && ptsname_r(link->fd, terminal, sizeof(terminal)) == 0) {
		target[len] = '\0';
		if (strcmp(target, terminal) == 0)
			unlink(link->where);
	}
	close(link->fd);
	close(link->slave_fd);
	link->fd = -1;
	link->slave_fd = -1;
}

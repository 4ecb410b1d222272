/* SPDX-License-Identifier: MIT */
/*
 * Opening one terminal device. Real serial ports are set up by libserialport
 * (any baud rate), pseudo terminals by termios.
 */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <libserialport.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#include "daemon/common/line.h"
#include "daemon/parent/tty.h"

/* Majors of pseudo terminals, Documentation/admin-guide/devices.txt. */
#define PTY_MAJOR_FIRST 136
#define PTY_MAJOR_LAST  143

static bool
is_pty(dev_t device)
{
	return major(device) >= PTY_MAJOR_FIRST &&
	    major(device) <= PTY_MAJOR_LAST;
}

/* The port as libserialport knows it, under its own name in /dev; or NULL. */
static struct sp_port *
find_port(const char *path)
{
	char real[PATH_MAX];
	struct sp_port *port = NULL;

	if (realpath(path, real) == NULL ||
	    sp_get_port_by_name(real, &port) != SP_OK)
		return NULL;
	return port;
}

/* 8N1 at any baud rate without flow control, by libserialport. */
static bool
set_serial(struct sp_port *port, uint32_t baud)
{
	bool good = sp_open(port, SP_MODE_READ_WRITE) == SP_OK;

	if (good) {
		good = sp_set_baudrate(port, (int)baud) == SP_OK &&
		    sp_set_bits(port, 8) == SP_OK &&
		    sp_set_parity(port, SP_PARITY_NONE) == SP_OK &&
		    sp_set_stopbits(port, 1) == SP_OK &&
		    sp_set_flowcontrol(port, SP_FLOWCONTROL_NONE) == SP_OK;
		sp_close(port);
	}
	sp_free_port(port);
	return good;
}

/* A device that libserialport does not know has the usual speeds. */
static bool
set_speed(int fd, const char *path, uint32_t baud)
{
	struct sp_port *port = find_port(path);

	return port != NULL ? set_serial(port, baud) :
			      line_set_baud(fd, baud, TCSANOW);
}

void
tty_describe(const char *path, char *text, size_t size)
{
	struct sp_port *port = find_port(path);
	const char *description =
	    port == NULL ? NULL : sp_get_port_description(port);

	(void)snprintf(text, size, "%s",
	    description == NULL ? "" : description);
	if (port != NULL)
		sp_free_port(port);
}

/* Raw, no echo, and no reset of the board when the line is closed. */
static int
set_raw(int fd)
{
	struct termios raw;

	if (tcgetattr(fd, &raw) == -1)
		return -1;
	cfmakeraw(&raw);
	raw.c_cflag |= CLOCAL | CREAD;
	raw.c_cflag &= ~(tcflag_t)(HUPCL | CRTSCTS);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	return tcsetattr(fd, TCSANOW, &raw);
}

/* Why the open device cannot be used, or NULL. */
static const char *
claim(int fd, const char *path, uint32_t baud, dev_t *device)
{
	struct stat st;

	if (fstat(fd, &st) == -1 || !S_ISCHR(st.st_mode) || isatty(fd) == 0)
		return "is not a terminal device";
	if (flock(fd, LOCK_EX | LOCK_NB) == -1)
		return "is in use by another program";
	*device = st.st_rdev;
	if (set_raw(fd) == -1)
		return "cannot be made raw";
	/* A pty needs no speed; a simulated line behind it may. */
	if (!set_speed(fd, path, baud) && !is_pty(st.st_rdev))
		return "cannot be set to the baud rate";
	/*
	 * A virtual board holds its pty open, so that an exclusive pty would
	 * stay locked when this program is killed.
	 */
	if (!is_pty(st.st_rdev))
		(void)ioctl(fd, TIOCEXCL);
	tcflush(fd, TCIFLUSH);
	return NULL;
}

int
tty_open(const char *path, uint32_t baud, dev_t *device, char *why,
    size_t why_size)
{
	const char *problem;
	int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

	if (fd == -1) {
		(void)snprintf(why, why_size, "%s",
		    errno == EBUSY ? "is in use by another program" :
				     strerror(errno));
		return -1;
	}
	problem = claim(fd, path, baud, device);
	if (problem == NULL)
		return fd;
	(void)snprintf(why, why_size, "%s", problem);
	close(fd);
	return -1;
}

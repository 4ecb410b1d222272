/* SPDX-License-Identifier: MIT */
/* The speed of a terminal. */

#include "config.h"

#include <stddef.h>
#include <termios.h>

#include "daemon/common/line.h"

static const struct {
	uint32_t baud;
	speed_t speed;
} speeds[] = { { 9600, B9600 }, { 19200, B19200 }, { 38400, B38400 },
	{ 57600, B57600 }, { 115200, B115200 }, { 230400, B230400 },
	{ 460800, B460800 }, { 921600, B921600 }, { 1000000, B1000000 },
	{ 1500000, B1500000 }, { 2000000, B2000000 }, { 3000000, B3000000 } };

/* The index of a speed, or -1. */
static int
find(uint32_t baud)
{
	size_t i;

	for (i = 0; i < sizeof(speeds) / sizeof(speeds[0]); i++)
		if (speeds[i].baud == baud)
			return (int)i;
	return -1;
}

bool
line_knows_baud(uint32_t baud)
{
	return find(baud) != -1;
}

bool
line_set_baud(int fd, uint32_t baud, int when)
{
	int i = find(baud);
	struct termios line;

	return i != -1 && tcgetattr(fd, &line) == 0 &&
	    cfsetspeed(&line, speeds[i].speed) == 0 &&
	    tcsetattr(fd, when, &line) == 0;
}

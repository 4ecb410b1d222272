/* SPDX-License-Identifier: MIT */
/*
 * The speed of a serial line. A pseudo terminal carries bytes at any speed;
 * here its two ends understand each other only at the same one, as on a wire.
 * The far end's is what the terminal, or the adapter, is set to.
 */
#include <asm/termbits.h>
#include <string.h>
#include <sys/ioctl.h>

#include "line.h"
#include "posix.h"

#define GARBLING 0xa5

/* The usual one first. */
static const uint32_t speeds[] = { 115200, 230400, 460800, 921600 };

void
posix_line_init(struct posix_link *link)
{
	link->baud = speeds[0];
}

uint32_t
posix_line_far_baud(const struct port *port, const struct posix_link *link)
{
	struct termios2 mode;

	if (port->bridge.link == (size_t)(link - port->link))
		return port->bridge.baud;
	if (link->slave_fd == -1 || ioctl(link->slave_fd, TCGETS2, &mode) == -1)
		return link->baud;
	return mode.c_ospeed;
}

bool
posix_line_is_garbled(const struct port *port, const struct posix_link *link)
{
	return link->kind == PORT_LINK_SERIAL &&
	    (posix_line_far_baud(port, link) != link->baud ||
		(link->cable_baud != 0 && link->baud > link->cable_baud));
}

/* Not one byte stays what it was, and no zero is among them. */
void
posix_line_garble(uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)(bytes[i] ^ (GARBLING + i % 7)) | 0x80;
}

size_t
port_link_speeds(struct port *port, size_t link, uint32_t *bauds, size_t cap)
{
	size_t count = sizeof(speeds) / sizeof(speeds[0]);

	if (port->link[link].kind != PORT_LINK_SERIAL)
		return 0;
	if (count > cap)
		count = cap;
	memcpy(bauds, speeds, count * sizeof(speeds[0]));
	return count;
}

void
port_link_set_speed(struct port *port, size_t link, uint32_t baud)
{
	port->link[link].baud = baud;
}

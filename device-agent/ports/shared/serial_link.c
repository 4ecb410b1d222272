/* SPDX-License-Identifier: MIT */
/* The one link of a board with nothing but a UART. */
#include "links.h"
#include "port.h"
#include "serial.h"

uint32_t
links_poll(uint32_t timeout_ms)
{
	return timeout_ms;
}

size_t
port_link_count(struct port *port)
{
	(void)port;
	return 1;
}

enum port_link_kind
port_link_kind(struct port *port, size_t link)
{
	(void)port;
	(void)link;
	return PORT_LINK_SERIAL;
}

bool
port_link_is_open(struct port *port, size_t link, uint32_t *generation)
{
	(void)port;
	(void)link;
	*generation = 1;
	return true;
}

size_t
port_link_read(struct port *port, size_t link, uint8_t *bytes, size_t cap)
{
	(void)port;
	(void)link;
	return serial_read(bytes, cap);
}

size_t
port_link_write(struct port *port, size_t link, const uint8_t *bytes,
    size_t len)
{
	(void)port;
	(void)link;
	return serial_write(bytes, len);
}

uint32_t
port_link_overruns(struct port *port, size_t link)
{
	(void)port;
	(void)link;
	return serial_overruns();
}

size_t
port_link_speeds(struct port *port, size_t link, uint32_t *bauds, size_t cap)
{
	(void)port;
	(void)link;
	return serial_speeds(bauds, cap);
}

void
port_link_set_speed(struct port *port, size_t link, uint32_t baud)
{
	(void)port;
	(void)link;
	serial_set_speed(baud);
}

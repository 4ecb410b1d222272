/* SPDX-License-Identifier: MIT */
/* The links of boards with one UART and an ethernet card: the serial line is
 * 0, the gateway over TCP is 1. */
#include "links.h"
#include "lwip_link.h"
#include "port.h"
#include "serial.h"

#define LINK_SERIAL 0u

uint32_t
links_poll(uint32_t timeout_ms)
{
	uint32_t next;

	if (!lwip_link_has_card())
		return timeout_ms;
	lwip_link_poll();
	next = lwip_link_timeout_ms();
	return next < timeout_ms ? next : timeout_ms;
}

size_t
port_link_count(struct port *port)
{
	(void)port;
	return lwip_link_has_card() ? 2 : 1;
}

enum port_link_kind
port_link_kind(struct port *port, size_t link)
{
	(void)port;
	return link == LINK_SERIAL ? PORT_LINK_SERIAL : PORT_LINK_TCP;
}

bool
port_link_is_open(struct port *port, size_t link, uint32_t *generation)
{
	(void)port;
	if (link != LINK_SERIAL)
		return lwip_link_is_open(generation);
	*generation = 1;
	return true;
}

size_t
port_link_read(struct port *port, size_t link, uint8_t *bytes, size_t cap)
{
	(void)port;
	return link == LINK_SERIAL ? serial_read(bytes, cap) :
				     lwip_link_read(bytes, cap);
}

size_t
port_link_write(struct port *port, size_t link, const uint8_t *bytes,
    size_t len)
{
	(void)port;
	return link == LINK_SERIAL ? serial_write(bytes, len) :
				     lwip_link_write(bytes, len);
}

uint32_t
port_link_overruns(struct port *port, size_t link)
{
	(void)port;
	return link == LINK_SERIAL ? serial_overruns() : 0;
}

size_t
port_link_speeds(struct port *port, size_t link, uint32_t *bauds, size_t cap)
{
	(void)port;
	return link == LINK_SERIAL ? serial_speeds(bauds, cap) : 0;
}

void
port_link_set_speed(struct port *port, size_t link, uint32_t baud)
{
	(void)port;
	if (link == LINK_SERIAL)
		serial_set_speed(baud);
}

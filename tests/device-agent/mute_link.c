/* SPDX-License-Identifier: MIT */
/* Links of a firmware that cannot use its lines: nothing comes, nothing goes.
 */
#include "posix.h"

size_t
port_link_count(struct port *port)
{
	return port->options.link_count;
}

enum port_link_kind
port_link_kind(struct port *port, size_t link)
{
	return port->link[link].kind;
}

bool
port_link_is_open(struct port *port, size_t link, uint32_t *generation)
{
	(void)port;
	(void)link;
	*generation = 0;
	return false;
}

size_t
port_link_read(struct port *port, size_t link, uint8_t *bytes, size_t cap)
{
	(void)port;
	(void)link;
	(void)bytes;
	(void)cap;
	return 0;
}

size_t
port_link_write(struct port *port, size_t link, const uint8_t *bytes,
    size_t len)
{
	(void)port;
	(void)link;
	(void)bytes;
	(void)len;
	return 0;
}

uint32_t
port_link_overruns(struct port *port, size_t link)
{
	(void)port;
	(void)link;
	return 0;
}

short
posix_link_events(const struct posix_link *link)
{
	(void)link;
	return 0;
}

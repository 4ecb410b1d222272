/* SPDX-License-Identifier: MIT */
/*
 * A link to the gateway over TCP, for ports with an ethernet card: lwIP, its
 * address fixed or by DHCP, one connection, dialled again and again. All
 * calls come from the agent's thread.
 */
#ifndef LWIP_LINK_H
#define LWIP_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct port;

/* Frames in and out of the card, in its buffers. */
struct lwip_driver {
	/* Room for a frame of 1514 bytes, or NULL: none now. */
	uint8_t *(*tx_begin)(void);
	void (*tx_end)(uint8_t *frame, size_t len);
	/* The oldest frame received, or NULL; rx_done gives it back. */
	const uint8_t *(*rx)(size_t *len);
	void (*rx_done)(void);
};

/* What the maker's text says of the network holds. */
void lwip_link_init(struct port *port, const struct lwip_driver *driver,
    const uint8_t mac[6]);
/* False before lwip_link_init: there is no card. */
bool lwip_link_has_card(void);
/* Fetches frames, serves timers, dials. */
void lwip_link_poll(void);
/* How long the next lwip_link_poll may wait unless a frame comes. */
uint32_t lwip_link_timeout_ms(void);

/* As port.h wants them of a link. */
bool lwip_link_is_open(uint32_t *generation);
size_t lwip_link_read(uint8_t *bytes, size_t cap);
size_t lwip_link_write(const uint8_t *bytes, size_t len);

#endif

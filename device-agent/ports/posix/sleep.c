/* SPDX-License-Identifier: MIT */
/* Sleep of a simulated board: what it keeps, and what wakes it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "port_peripherals.h"

#include "posix.h"

#define SLICE_MS 100u

void
port_power(struct port *port, enum port_power mode)
{
	port->power = mode;
}

uint32_t
port_power_ua(struct port *port, enum port_power mode)
{
	return port->options.profile->power_ua[mode];
}

enum port_wake_reason
port_wake_reason(struct port *port)
{
	return (enum port_wake_reason)port->kept->wake_reason;
}

void *
port_retained(struct port *port, size_t *len)
{
	*len = sizeof(port->kept->retained);
	return port->kept->retained;
}

int
posix_keep_open(struct port *port, int fd)
{
	void *at;

	struct stat st;

	if (fd == -1)
		fd = memfd_create("upy-board", MFD_CLOEXEC);
	if (fd == -1 || fstat(fd, &st) == -1)
		return -1;
	/* A new one, or from an older chip: what it lacks is zero. */
	if (st.st_size < (off_t)sizeof(*port->kept) &&
	    ftruncate(fd, sizeof(*port->kept)) == -1)
		return -1;
	at = mmap(NULL, sizeof(*port->kept), PROT_READ | PROT_WRITE, MAP_SHARED,
	    fd, 0);
	if (at == MAP_FAILED)
		return -1;
	port->kept = at;
	port->kept_fd = fd;
	port->air = &port->kept->air;
	if (!port->air->is_described)
		air_init(port->air);
	return 0;
}

/* What wakes now; PORT_WAKE_POWER_ON: nothing. */
static enum port_wake_reason
pin_wakes(struct port *port, const struct port_wake *wake)
{
	uint64_t high = 0;

	for (size_t i = 0; i < port->pins.count; i++)
		high |= (uint64_t)posix_pin_level(&port->pins.pin[i]) << i;
	if ((wake->group & high) != 0 ||
	    (wake->all_low != 0 && (wake->all_low & high) == 0))
		return PORT_WAKE_GROUP;
	if ((wake->high & high) != 0 || (wake->low & ~high) != 0)
		return PORT_WAKE_PIN;
	return wake->by_touch && port_touch_is_pressed(port) ?
	    PORT_WAKE_TOUCH :
	    PORT_WAKE_POWER_ON;
}

/* The lines are dead meanwhile: connections close, nobody reads the serial
 * port. Only the world around the board moves. */
void
port_deep_sleep(struct port *port, const struct port_wake *wake)
{
	uint64_t start_us = posix_now_us();
	enum port_wake_reason reason = PORT_WAKE_RTC;

	for (size_t i = 0; i < port->options.link_count; i++) {
		if (port->link[i].kind == PORT_LINK_TCP)
			posix_tcp_drop(port, &port->link[i]);
	}
	port_flash_sync(port);
	for (;;) {
		uint64_t slept_us = posix_now_us() - start_us;
		enum port_wake_reason pins;
		uint64_t left_ms;

		if (slept_us >= wake->after_us)
			break;
		pins = pin_wakes(port, wake);
		if (pins != PORT_WAKE_POWER_ON) {
			reason = pins;
			break;
		}
		left_ms = (wake->after_us - slept_us) / 1000 + 1;
		posix_wait_outside(port,
		    left_ms < SLICE_MS ? (uint32_t)left_ms : SLICE_MS);
	}
	port->kept->wake_reason = reason;
	port_reset(port, PORT_RESET_DEEP_SLEEP);
}

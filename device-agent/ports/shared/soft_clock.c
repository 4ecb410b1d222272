/* SPDX-License-Identifier: MIT */
/* The time of day of a chip where no clock runs while the power is off: it
 * starts at 1970, until it is set. */
#include "board.h"

int64_t
port_clock_get_ms(struct port *port)
{
	return port->clock_offset_ms + (int64_t)(port_ticks_us(port) / 1000);
}

void
port_clock_set_ms(struct port *port, int64_t epoch_ms)
{
	port->clock_offset_ms =
	    epoch_ms - (int64_t)(port_ticks_us(port) / 1000);
}

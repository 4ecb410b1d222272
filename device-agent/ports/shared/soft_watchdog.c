/* SPDX-License-Identifier: MIT */
/* A watchdog made of the timer's interrupt, counting whole seconds. */
#include "board.h"
#include "port_boot.h"

bool
port_watchdog(struct port *port, uint32_t timeout_ms)
{
	port->watchdog_s = timeout_ms == 0 ? 0 : timeout_ms / 1000 + 2;
	return true;
}

void
soft_watchdog_second(const struct kept_fault *where)
{
	struct kept_fault fault = *where;

	if (board.watchdog_s == 0 || --board.watchdog_s > 0)
		return;
	fault.cause = KEPT_WATCHDOG;
	kept_fail(&fault);
}

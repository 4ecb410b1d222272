/* SPDX-License-Identifier: MIT */
/* Serial lines are looked at between two instructions. */
#include <string.h>

#include "agent.h"
#include "port_peripherals.h"
#include "runner.h"

#if PORT_HAS_UART

#define LOOK_MS 5
#define IDLE_MS 3 /* of silence after the last byte */

/* What happened since the last look. */
static uint8_t
news(struct agent *agent, size_t uart, uint32_t now_ms)
{
	struct uart_watch *watch = &agent->uarts[uart];
	size_t waiting = port_uart_available(agent->port, uart);
	uint8_t flags = 0;

	if (waiting > watch->waiting) {
		flags = UARTS_RX;
		watch->is_receiving = true;
		watch->changed_ms = now_ms;
	} else if (watch->is_receiving &&
	    now_ms - watch->changed_ms >= IDLE_MS) {
		flags = UARTS_RX_IDLE;
		watch->is_receiving = false;
	}
	watch->waiting = waiting;
	if (watch->is_sending && port_uart_is_idle(agent->port, uart)) {
		flags |= UARTS_TX_IDLE;
		watch->is_sending = false;
	}
	return flags;
}

void
uarts_poll(struct agent *agent, uint32_t now_ms)
{
	for (size_t i = 0; i < UARTS_MAX; i++) {
		struct uart_watch *watch = &agent->uarts[i];
		uint8_t flags;

		if (watch->trigger == 0 || agent->pins.is_held)
			continue;
		flags = news(agent, i, now_ms) & watch->trigger;
		if (flags == 0)
			continue;
		watch->flags = flags;
		runner_schedule(agent->runner, RUNNER_UART_SLOT + i);
	}
}

uint32_t
uarts_next_timeout_ms(const struct agent *agent)
{
	for (size_t i = 0; i < UARTS_MAX; i++) {
		if (agent->uarts[i].trigger != 0)
			return LOOK_MS;
	}
	return UINT32_MAX;
}

void
uarts_note_write(struct agent *agent, size_t uart)
{
	if (uart < UARTS_MAX)
		agent->uarts[uart].is_sending = true;
}

void
uarts_forget(struct agent *agent)
{
	memset(agent->uarts, 0, sizeof(agent->uarts));
}

#else

void
uarts_poll(struct agent *agent, uint32_t now_ms)
{
	(void)agent;
	(void)now_ms;
}

uint32_t
uarts_next_timeout_ms(const struct agent *agent)
{
	(void)agent;
	return UINT32_MAX;
}

void
uarts_forget(struct agent *agent)
{
	(void)agent;
}

#endif

/* SPDX-License-Identifier: MIT */
/* The light's level is a function of the time and of what went wrong. */
#include "agent.h"
#include "heartbeat.h"

#define PERIOD_MS 4000
#define FLASH_MS  80
#define QUICK_MS  100 /* on and off, after an error */

static bool
level_at(const struct heartbeat *heartbeat, uint32_t now_ms)
{
	if (heartbeat->has_fault)
		return true;
	if (heartbeat->has_error)
		return now_ms / QUICK_MS % 2 == 0;
	return now_ms % PERIOD_MS < FLASH_MS;
}

static void
drive(struct agent *agent, bool level)
{
	int led = port_pin_led(agent->port);

	if (led == -1)
		return;
	agent->heartbeat.level = level;
	pins_drive(agent, (size_t)led, level);
	pins_hush(agent, (size_t)led);
}

void
heartbeat_start(struct agent *agent)
{
	if ((port_identity(agent->port)->modules & PORT_MODULE_WIPY) != 0)
		agent->heartbeat.is_on = true;
}

void
heartbeat_set(struct agent *agent, bool is_on)
{
	if (agent->heartbeat.is_on && !is_on)
		drive(agent, false);
	agent->heartbeat.is_on = is_on;
}

void
heartbeat_note_end(struct agent *agent, bool has_error)
{
	agent->heartbeat.has_error = has_error;
}

void
heartbeat_poll(struct agent *agent, uint32_t now_ms)
{
	struct heartbeat *heartbeat = &agent->heartbeat;
	bool level = level_at(heartbeat, now_ms);

	if (heartbeat->is_on && !agent->pins.identifying &&
	    level != heartbeat->level)
		drive(agent, level);
}

uint32_t
heartbeat_next_timeout_ms(const struct agent *agent, uint32_t now_ms)
{
	const struct heartbeat *heartbeat = &agent->heartbeat;
	uint32_t at = now_ms % PERIOD_MS;

	if (!heartbeat->is_on || heartbeat->has_fault)
		return UINT32_MAX;
	if (heartbeat->has_error)
		return QUICK_MS - now_ms % QUICK_MS;
	return at < FLASH_MS ? FLASH_MS - at : PERIOD_MS - at;
}

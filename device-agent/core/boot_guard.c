/* SPDX-License-Identifier: MIT */
/* Counting quick resets; the count of hard ones is in the settings. */
#include "agent.h"
#include "boot_guard.h"
#include "log.h"

#define QUICK_MS   10000
#define RESETS_MAX 5

static bool
was_quick(const struct agent *agent)
{
	return agent_now_ms(agent) - agent->life_ms < QUICK_MS;
}

static void
count(struct agent *agent, bool is_hard)
{
	if (agent->settings.quick_resets < UINT8_MAX)
		agent->settings.quick_resets++;
	if (is_hard)
		settings_save(&agent->settings, agent->port);
}

void
boot_guard_init(struct agent *agent)
{
	char fault[2];

	/* How long that start lasted is not known. */
	if (port_reset_cause(agent->port) == PORT_RESET_WATCHDOG ||
	    port_fault(agent->port, fault, sizeof(fault)) > 0)
		count(agent, true);
}

static void
forget(struct agent *agent)
{
	agent->settings.quick_resets = 0;
	settings_save(&agent->settings, agent->port);
}

bool
boot_guard_start(struct agent *agent)
{
	agent->life_ms = agent_now_ms(agent);
	if (agent->settings.quick_resets < RESETS_MAX)
		return false;
	log_line(agent, "error",
	    "%u quick resets: boot.py and main.py are left out",
	    (unsigned)agent->settings.quick_resets);
	forget(agent);
	return true;
}

void
boot_guard_note_reset(struct agent *agent, bool is_hard)
{
	if (was_quick(agent))
		count(agent, is_hard);
}

void
boot_guard_poll(struct agent *agent, uint32_t now_ms)
{
	if (agent->settings.quick_resets != 0 &&
	    now_ms - agent->life_ms >= QUICK_MS)
		forget(agent);
}

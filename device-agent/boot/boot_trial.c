/* SPDX-License-Identifier: MIT */
/* The rules by which an update stays. */
#include "boot_meta.h"
#include "boot_trial.h"

#define UPTIME_NEEDED_MS (60u * 1000)
#define NO_GATEWAY_TIMES 10
#define LIMIT_TIMES      30

/* What the old image could do the new one must do. */
static bool
is_connected(const struct boot_health *health, uint32_t needed_ms)
{
	if (health->has_gateway_seen_version)
		return true;
	if ((health->needs & BOOT_NEEDS_GATEWAY) != 0)
		return false;
	if ((health->needs & BOOT_NEEDS_LINK) != 0 && !health->is_link_up)
		return false;
	return health->uptime_ms / NO_GATEWAY_TIMES >= needed_ms;
}

enum boot_verdict
boot_trial_verdict(const struct boot_health *health)
{
	uint32_t needed_ms = health->uptime_needed_ms != 0 ?
	    health->uptime_needed_ms :
	    UPTIME_NEEDED_MS;

	if (!health->is_self_test_good || !health->is_storage_good)
		return BOOT_VERDICT_RESET;
	if (!health->was_watchdog_reset && is_connected(health, needed_ms) &&
	    health->uptime_ms >= needed_ms)
		return BOOT_VERDICT_CONFIRM;
	return health->uptime_ms / LIMIT_TIMES >= needed_ms ?
	    BOOT_VERDICT_RESET :
	    BOOT_VERDICT_WAIT;
}

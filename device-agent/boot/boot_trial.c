/* SPDX-License-Identifier: MIT */
/* The rules by which an update stays. */
#include "boot_meta.h"
#include "boot_trial.h"

#define UPTIME_MIN_MS  (60u * 1000)
#define NO_GATEWAY_MS  (10u * 60 * 1000)
#define TRIAL_LIMIT_MS (30u * 60 * 1000)

/* What the old image could do the new one must do. */
static bool
is_connected(const struct boot_health *health)
{
	if (health->has_gateway_seen_version)
		return true;
	if ((health->needs & BOOT_NEEDS_GATEWAY) != 0)
		return false;
	if ((health->needs & BOOT_NEEDS_LINK) != 0 && !health->is_link_up)
		return false;
	return health->uptime_ms >= NO_GATEWAY_MS;
}

enum boot_verdict
boot_trial_verdict(const struct boot_health *health)
{
	if (!health->is_self_test_good || !health->is_storage_good)
		return BOOT_VERDICT_RESET;
	if (!health->was_watchdog_reset && is_connected(health) &&
	    health->uptime_ms >= UPTIME_MIN_MS)
		return BOOT_VERDICT_CONFIRM;
	return health->uptime_ms >= TRIAL_LIMIT_MS ? BOOT_VERDICT_RESET :
						     BOOT_VERDICT_WAIT;
}

/* SPDX-License-Identifier: MIT */
/* When a running image on trial has proven itself. Pure. */
#ifndef BOOT_TRIAL_H
#define BOOT_TRIAL_H

#include <stdbool.h>
#include <stdint.h>

enum boot_verdict {
	BOOT_VERDICT_WAIT,
	BOOT_VERDICT_CONFIRM, /* call boot_update_confirm */
	BOOT_VERDICT_RESET    /* it will not: restart, which counts a try */
};

struct boot_health {
	uint32_t uptime_ms;
	/* How long it must run; 0: a minute. Without a gateway it is ten times
	 * that, and after thirty times an image is given up. */
	uint32_t uptime_needed_ms;
	uint8_t needs; /* BOOT_NEEDS_*, as the slot's record says */
	bool is_self_test_good;
	bool is_storage_good;
	bool was_watchdog_reset; /* this start came from the watchdog */
	bool is_link_up;
	bool has_gateway_seen_version; /* acknowledged the new version */
};

enum boot_verdict boot_trial_verdict(const struct boot_health *health);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What a reset leaves alone: why it happened, the fault before it, what the
 * boot loader chose. It lies in RAM where link.ld puts __kept.
 */
#ifndef KEPT_H
#define KEPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "port.h"

#define KEPT_WATCHDOG 0x1000u /* a cause no chip has */

struct kept_fault {
	uint32_t cause; /* as the chip says it, or KEPT_WATCHDOG */
	uint32_t pc;
	uint32_t address;
	uint32_t caller;
	uint32_t stack;
};

struct kept {
	uint32_t magic;
	uint32_t cause; /* enum port_reset_cause */
	uint32_t slot;  /* enum boot_slot: what the boot loader chose */
	uint32_t is_trial;
	uint32_t is_safe;
	uint32_t has_fault;
	struct kept_fault fault;
	uint32_t check;
};

/* After power on *kept says so. */
void kept_load(struct kept *kept);
void kept_save(struct kept *kept);
_Noreturn void kept_restart(enum port_reset_cause cause,
    const struct kept_fault *fault);
/* The text of a fault: "store to nowhere, address ..., pc ..., from ...". */
size_t kept_fault_text(const struct kept_fault *fault, char *text, size_t cap);
/* Says it on the console and restarts. */
_Noreturn void kept_fail(const struct kept_fault *fault);

#endif

/* SPDX-License-Identifier: MIT */
/* What outlives a reset: why it happened, and the fault before it. */
#include <string.h>

#include "core/text.h"

#include "chip.h"
#include "kept.h"
#include "serial.h"

#define KEPT_MAGIC 0x7570796bu
#define TEXT_MAX   96

extern struct kept __kept;

static uint32_t
checksum(const struct kept *kept)
{
	const uint8_t *bytes = (const uint8_t *)kept;
	uint32_t sum = KEPT_MAGIC;

	for (size_t i = 0; i < offsetof(struct kept, check); i++)
		sum = (sum ^ bytes[i]) * 0x01000193u;
	return sum;
}

/* Power loss leaves nothing that could be mistaken for a record. */
void
kept_load(struct kept *kept)
{
	*kept = __kept;
	if (kept->magic == KEPT_MAGIC && kept->check == checksum(kept))
		return;
	memset(kept, 0, sizeof(*kept));
	kept->cause = PORT_RESET_POWER_ON;
}

void
kept_save(struct kept *kept)
{
	kept->magic = KEPT_MAGIC;
	kept->check = checksum(kept);
	__kept = *kept;
}

_Noreturn void
kept_restart(enum port_reset_cause cause, const struct kept_fault *fault)
{
	struct kept kept = { .cause = cause };

	chip_interrupts_off();
	if (fault != NULL) {
		kept.has_fault = true;
		kept.fault = *fault;
	}
	kept_save(&kept);
	chip_reset();
}

size_t
kept_fault_text(const struct kept_fault *fault, char *text, size_t cap)
{
	const char *name =
	    fault->cause == KEPT_WATCHDOG ? "watchdog" : chip_fault_name(fault);

	return text_format(text, cap,
	    "%s, address %x, pc %x, from %x, stack %x",
	    name == NULL ? "fault" : name, (unsigned)fault->address,
	    (unsigned)fault->pc, (unsigned)fault->caller,
	    (unsigned)fault->stack);
}

_Noreturn void
kept_fail(const struct kept_fault *fault)
{
	char text[TEXT_MAX];

	kept_fault_text(fault, text, sizeof(text));
	serial_say("\r\nfault: ");
	serial_say(text);
	serial_say("\r\n");
	kept_restart(PORT_RESET_WATCHDOG, fault);
}

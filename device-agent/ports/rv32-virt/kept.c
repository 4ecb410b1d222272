/* SPDX-License-Identifier: MIT */
/* What outlives a reset: why it happened, and the fault before it. */
#include <string.h>

#include "core/text.h"
#include "virt.h"

#define KEPT_MAGIC 0x7570796bu

extern struct virt_kept __kept;

static uint32_t
checksum(const struct virt_kept *kept)
{
	const uint8_t *bytes = (const uint8_t *)kept;
	uint32_t sum = KEPT_MAGIC;

	for (size_t i = 0; i < offsetof(struct virt_kept, check); i++)
		sum = (sum ^ bytes[i]) * 0x01000193u;
	return sum;
}

/* Power loss leaves nothing that could be mistaken for a record. */
void
virt_kept_load(struct virt_kept *kept)
{
	*kept = __kept;
	if (kept->magic == KEPT_MAGIC && kept->check == checksum(kept))
		return;
	memset(kept, 0, sizeof(*kept));
	kept->cause = PORT_RESET_POWER_ON;
}

void
virt_kept_save(struct virt_kept *kept)
{
	kept->magic = KEPT_MAGIC;
	kept->check = checksum(kept);
	__kept = *kept;
}

_Noreturn void
virt_restart(enum port_reset_cause cause, const struct virt_fault *fault)
{
	struct virt_kept kept = { .cause = cause };

	virt_interrupts_off();
	if (fault != NULL) {
		kept.has_fault = true;
		kept.fault = *fault;
	}
	virt_kept_save(&kept);
	REG32(TEST_DEVICE) = TEST_RESET;
	for (;;)
		continue;
}

size_t
virt_fault_text(const struct virt_fault *fault, char *text, size_t cap)
{
	static const char *const names[] = {
		[0] = "misaligned jump",
		[1] = "jump to nowhere",
		[2] = "illegal instruction",
		[3] = "breakpoint",
		[5] = "load from nowhere",
		[7] = "store to nowhere",
	};
	const char *name = "watchdog";

	if (fault->cause < sizeof(names) / sizeof(names[0]) &&
	    names[fault->cause] != NULL)
		name = names[fault->cause];
	return text_format(text, cap,
	    "%s, address %x, pc %x, from %x, stack %x", name,
	    (unsigned)fault->address, (unsigned)fault->pc,
	    (unsigned)fault->caller, (unsigned)fault->stack);
}

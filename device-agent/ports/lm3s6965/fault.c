/* SPDX-License-Identifier: MIT */
/* Faults and resets: said on the console, kept in RAM, found at the start. */
#include <string.h>

#include "../shared/serial.h"
#include "core/text.h"
#include "lm3s.h"

#define KEPT_MAGIC    0x7570796bu
#define CFSR          (SCB_BASE + 0x28u)
#define MMFAR         (SCB_BASE + 0x34u)
#define AIRCR         (SCB_BASE + 0x0cu)
#define RESET_REQUEST 0x05fa0004u
#define RAM_BEGIN     0x20000000u
#define TEXT_MAX      96

extern struct lm3s_kept __kept;

/* In the order of the bits of CFSR. */
static const char *const names[] = {
	[0] = "jump to nowhere",
	[1] = "access to nowhere",
	[3] = "stack cannot be read back",
	[4] = "stack too deep",
	[8] = "jump to nowhere",
	[9] = "access to nowhere",
	[10] = "late access to nowhere",
	[16] = "undefined instruction",
	[17] = "not a thumb instruction",
	[18] = "return to nowhere",
	[19] = "no such coprocessor",
	[24] = "misaligned access",
	[25] = "division by zero",
};

static uint32_t
checksum(const struct lm3s_kept *kept)
{
	const uint8_t *bytes = (const uint8_t *)kept;
	uint32_t sum = KEPT_MAGIC;

	for (size_t i = 0; i < offsetof(struct lm3s_kept, check); i++)
		sum = (sum ^ bytes[i]) * 0x01000193u;
	return sum;
}

/* Power loss leaves nothing that could be mistaken for a record. */
void
lm3s_kept_load(struct lm3s_kept *kept)
{
	*kept = __kept;
	if (kept->magic == KEPT_MAGIC && kept->check == checksum(kept))
		return;
	memset(kept, 0, sizeof(*kept));
	kept->cause = PORT_RESET_POWER_ON;
}

void
lm3s_kept_clear(void)
{
	memset(&__kept, 0, sizeof(__kept));
}

_Noreturn void
lm3s_restart(enum port_reset_cause cause, const struct lm3s_fault *fault)
{
	struct lm3s_kept kept = { .magic = KEPT_MAGIC, .cause = cause };

	lm3s_interrupts_off();
	if (fault != NULL) {
		kept.has_fault = true;
		kept.fault = *fault;
	}
	kept.check = checksum(&kept);
	__kept = kept;
	__asm__ volatile("dsb" ::: "memory");
	REG32(AIRCR) = RESET_REQUEST;
	for (;;)
		continue;
}

size_t
lm3s_fault_text(const struct lm3s_fault *fault, char *text, size_t cap)
{
	const char *name = fault->status == 0 ? "watchdog" : "fault";

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if ((fault->status >> i & 1) != 0 && names[i] != NULL)
			name = names[i];
	}
	return text_format(text, cap,
	    "%s, address %x, pc %x, from %x, stack %x", name,
	    (unsigned)fault->address, (unsigned)fault->pc,
	    (unsigned)fault->caller, (unsigned)fault->stack);
}

/* Called by lm3s_fault_entry; frame: r0-r3, r12, lr, pc, psr, if they still
 * fitted on the stack. */
__attribute__((used)) _Noreturn void lm3s_fail(const uint32_t *frame);

_Noreturn void
lm3s_fail(const uint32_t *frame)
{
	struct lm3s_fault fault = {
		.status = REG32(CFSR),
		.address = REG32(MMFAR),
		.stack = (uint32_t)frame,
	};
	char text[TEXT_MAX];

	if ((uint32_t)frame >= RAM_BEGIN) {
		fault.caller = frame[5];
		fault.pc = frame[6];
	}
	lm3s_fault_text(&fault, text, sizeof(text));
	serial_say("\r\nfault: ");
	serial_say(text);
	serial_say("\r\n");
	lm3s_restart(PORT_RESET_WATCHDOG, &fault);
}

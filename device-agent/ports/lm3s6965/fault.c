/* SPDX-License-Identifier: MIT */
/* What a fault was, and the reset after it. */
#include "../shared/chip.h"
#include "../shared/kept.h"
#include "lm3s.h"

#define CFSR          (SCB_BASE + 0x28u)
#define MMFAR         (SCB_BASE + 0x34u)
#define AIRCR         (SCB_BASE + 0x0cu)
#define RESET_REQUEST 0x05fa0004u
#define RAM_BEGIN     0x20000000u

/* In the order of the bits of CFSR, and of LM3S_NO_CLOCK. */
static const char *const names[] = {
	[0] = "jump to nowhere",
	[1] = "access to nowhere",
	[3] = "stack cannot be read back",
	[4] = "stack too deep",
	[5] = "the clock does not start",
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

_Noreturn void
chip_reset(void)
{
	__asm__ volatile("dsb" ::: "memory");
	REG32(AIRCR) = RESET_REQUEST;
	for (;;)
		continue;
}

const char *
chip_fault_name(const struct kept_fault *fault)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if ((fault->cause >> i & 1) != 0 && names[i] != NULL)
			return names[i];
	}
	return NULL;
}

/* Called by lm3s_fault_entry; frame: r0-r3, r12, lr, pc, psr, if they still
 * fitted on the stack. */
__attribute__((used)) _Noreturn void lm3s_fail(const uint32_t *frame);

_Noreturn void
lm3s_fail(const uint32_t *frame)
{
	uint32_t cause = REG32(CFSR);
	struct kept_fault fault = {
		.cause = cause == 0 ? KEPT_WATCHDOG : cause,
		.address = REG32(MMFAR),
		.stack = (uint32_t)frame,
	};

	if ((uint32_t)frame >= RAM_BEGIN) {
		fault.caller = frame[5];
		fault.pc = frame[6];
	}
	kept_fail(&fault);
}

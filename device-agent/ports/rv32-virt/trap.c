/* SPDX-License-Identifier: MIT */
/*
 * Interrupts and faults. An interrupt moves bytes or sets a flag; a fault is
 * told on the console, kept for the next start, and ends in a reset.
 */
#include "../shared/chip.h"
#include "virt.h"

#define MSTATUS_MIE      8u
#define MIE_TIMER        (1u << 7)
#define MIE_EXTERNAL     (1u << 11)
#define CAUSE_TIMER      0x80000007u
#define CAUSE_EXTERNAL   0x8000000bu
#define MTIMECMP         (CLINT_BASE + 0x4000u)
#define MTIME            (CLINT_BASE + 0xbff8u)
#define PLIC_ENABLE      (PLIC_BASE + 0x2000u)
#define PLIC_THRESHOLD   (PLIC_BASE + 0x200000u)
#define PLIC_CLAIM       (PLIC_BASE + 0x200004u)
#define TICKS_PER_SECOND (TICKS_PER_US * 1000000u)

/* Called by start.S. */
void virt_trap(uint32_t cause, uint32_t pc, uint32_t address, uint32_t caller,
    uint32_t stack);

void
virt_interrupts_on(void)
{
	uint32_t enabled = MIE_TIMER | MIE_EXTERNAL;

	REG32(PLIC_THRESHOLD) = 0;
	__asm__ volatile("csrs mie, %0" ::"r"(enabled));
	__asm__ volatile("csrs mstatus, %0" ::"r"(MSTATUS_MIE));
}

uint32_t
chip_interrupts_off(void)
{
	uint32_t state;

	__asm__ volatile("csrrc %0, mstatus, %1"
			 : "=r"(state)
			 : "r"(MSTATUS_MIE)
			 : "memory");
	return state & MSTATUS_MIE;
}

void
chip_interrupts_restore(uint32_t state)
{
	__asm__ volatile("csrs mstatus, %0" ::"r"(state) : "memory");
}

void
virt_enable_irq(uint32_t irq)
{
	REG32(PLIC_BASE + 4 * irq) = 1;
	REG32(PLIC_ENABLE) |= 1u << irq;
}

uint64_t
virt_ticks(void)
{
	uint32_t high;
	uint32_t low;

	do {
		high = REG32(MTIME + 4);
		low = REG32(MTIME);
	} while (high != REG32(MTIME + 4));
	return (uint64_t)high << 32 | low;
}

void
virt_set_timer(uint64_t ticks)
{
	REG32(MTIMECMP + 4) = UINT32_MAX;
	REG32(MTIMECMP) = (uint32_t)ticks;
	REG32(MTIMECMP + 4) = (uint32_t)(ticks >> 32);
}

void
virt_trap(uint32_t cause, uint32_t pc, uint32_t address, uint32_t caller,
    uint32_t stack)
{
	struct kept_fault where = { cause, pc, address, caller, stack };

	if (cause == CAUSE_EXTERNAL) {
		uint32_t irq = REG32(PLIC_CLAIM);

		virt_on_irq(irq);
		REG32(PLIC_CLAIM) = irq;
	} else if (cause == CAUSE_TIMER) {
		virt_set_timer(virt_ticks() + TICKS_PER_SECOND);
		virt_on_second(&where);
	} else {
		kept_fail(&where);
	}
}

void
chip_sleep(uint32_t timeout_ms)
{
	virt_set_timer(virt_ticks() + timeout_ms * 1000u * TICKS_PER_US);
	__asm__ volatile("wfi");
}

_Noreturn void
chip_reset(void)
{
	REG32(TEST_DEVICE) = TEST_RESET;
	for (;;)
		continue;
}

const char *
chip_fault_name(const struct kept_fault *fault)
{
	static const char *const names[] = {
		[0] = "misaligned jump",
		[1] = "jump to nowhere",
		[2] = "illegal instruction",
		[3] = "breakpoint",
		[5] = "load from nowhere",
		[7] = "store to nowhere",
	};

	return fault->cause < sizeof(names) / sizeof(names[0]) ?
	    names[fault->cause] :
	    NULL;
}

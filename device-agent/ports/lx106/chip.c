/* SPDX-License-Identifier: MIT */
/*
 * Interrupts, faults, time. An interrupt moves bytes or counts; a fault is
 * told on the console, kept for the next start, and ends in a reset.
 */
#include "../shared/board.h"
#include "../shared/chip.h"
#include "../shared/serial.h"
#include "lx106.h"

#define REG32(address)   (*(volatile uint32_t *)(uintptr_t)(address))
#define BOARD_RESET      0x9d020010u
#define RESET_KEY        0xdeadu
#define CAUSE_INTERRUPT  4u
#define UART_INTERRUPT   (1u << 0)
#define TIMER_INTERRUPT  (1u << 6)
#define TICKS_PER_SECOND CLOCK_HZ

#define READ_SPECIAL(name)                                        \
	({                                                        \
		uint32_t value_;                                  \
		__asm__ volatile("rsr %0, " name : "=r"(value_)); \
		value_;                                           \
	})
#define WRITE_SPECIAL(name, value) \
	__asm__ volatile("wsr %0, " name "\n rsync" ::"r"(value) : "memory")

static uint64_t ticks;  /* the 32 bits of the counter, and its rounds */
static uint64_t second; /* when it began */

/* Called by start.S. */
void lx106_trap(uint32_t cause, uint32_t pc, uint32_t address, uint32_t caller,
    uint32_t stack);

uint32_t
chip_interrupts_off(void)
{
	uint32_t state;

	__asm__ volatile("rsil %0, 15" : "=r"(state)::"memory");
	return state;
}

void
chip_interrupts_restore(uint32_t state)
{
	WRITE_SPECIAL("ps", state);
}

void
lx106_interrupts_on(void)
{
	WRITE_SPECIAL("intenable", UART_INTERRUPT | TIMER_INTERRUPT);
	WRITE_SPECIAL("ps", 0); /* it starts as if in a trap */
}

/* Asked at least every second, by the timer's interrupt. */
uint64_t
lx106_ticks(void)
{
	uint32_t state = chip_interrupts_off();
	uint64_t now;

	ticks += READ_SPECIAL("ccount") - (uint32_t)ticks;
	now = ticks;
	chip_interrupts_restore(state);
	return now;
}

static void
set_timer(uint32_t wait)
{
	WRITE_SPECIAL("ccompare0", READ_SPECIAL("ccount") + wait);
}

void
lx106_start_timer(void)
{
	set_timer(TICKS_PER_SECOND);
}

void
chip_sleep(uint32_t timeout_ms)
{
	set_timer(timeout_ms * 1000u * TICKS_PER_US);
	__asm__ volatile("waiti 0" ::: "memory");
}

static void
on_timer(const struct kept_fault *where)
{
	uint64_t now = lx106_ticks();

	set_timer(TICKS_PER_SECOND);
	if (now - second < TICKS_PER_SECOND)
		return;
	second = now;
	soft_watchdog_second(where);
}

void
lx106_trap(uint32_t cause, uint32_t pc, uint32_t address, uint32_t caller,
    uint32_t stack)
{
	struct kept_fault where = { cause, pc, address, caller, stack };
	uint32_t pending;

	if (cause != CAUSE_INTERRUPT)
		kept_fail(&where);
	pending = READ_SPECIAL("interrupt") & READ_SPECIAL("intenable");
	if (pending & TIMER_INTERRUPT)
		on_timer(&where);
	if (pending & UART_INTERRUPT) {
		serial_interrupt();
		board.event = true;
	}
}

_Noreturn void
chip_reset(void)
{
	REG32(BOARD_RESET) = RESET_KEY;
	for (;;)
		continue;
}

const char *
chip_fault_name(const struct kept_fault *fault)
{
	static const char *const names[] = {
		[0] = "illegal instruction",
		[2] = "jump to nowhere",
		[3] = "access to nowhere",
		[6] = "division by zero",
		[9] = "misaligned access",
		[12] = "jump to nowhere",
		[13] = "access to nowhere",
		[14] = "jump to nowhere",
		[15] = "access to nowhere",
		[20] = "jump to nowhere",
		[28] = "load from nowhere",
		[29] = "store to nowhere",
	};

	return fault->cause < sizeof(names) / sizeof(names[0]) ?
	    names[fault->cause] :
	    NULL;
}

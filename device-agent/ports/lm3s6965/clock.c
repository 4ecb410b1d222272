/* SPDX-License-Identifier: MIT */
/* Time: SysTick counts clocks, its interrupt the rounds of it; timer 0 wakes
 * the board in port_wait. */
#include "../shared/chip.h"
#include "../shared/kept.h"
#include "lm3s.h"

#define RCC            (SYSCTL_BASE + 0x60)
#define RAW_STATUS     (SYSCTL_BASE + 0x50)
#define PLL_LOCKED     (1u << 6)
#define RCC_BYPASS     (1u << 11)
#define RCC_PLL_OFF    (1u << 13)
#define RCC_DIVIDE     (1u << 22)
#define RCC_BY_4       (3u << 23)
#define RCC_CRYSTAL_8M (0xeu << 6)
#define PATIENCE       1000000u /* looks at the status */
#define CLOCK_TIMER    (SYSCTL_BASE + 0x104)
#define TIMER0_ON      (1u << 16)

#define TICK_CONTROL   0xe000e010u
#define TICK_RELOAD    0xe000e014u
#define TICK_VALUE     0xe000e018u
#define TICK_FROM_CPU  4u
#define TICK_ON        7u
#define ROUND          0x1000000u
#define TICK_PENDING   (1u << 26)
#define ICSR           (SCB_BASE + 0x04u)

#define TIMER          0x40030000u
#define TIMER_CONFIG   (TIMER + 0x00)
#define TIMER_MODE     (TIMER + 0x04)
#define TIMER_CONTROL  (TIMER + 0x0c)
#define TIMER_MASK     (TIMER + 0x18)
#define TIMER_CLEAR    (TIMER + 0x24)
#define TIMER_LOAD     (TIMER + 0x28)
#define ONE_SHOT       1u

static volatile uint32_t rounds;

void lm3s_tick_entry(void);

/* 50 MHz from the PLL and the board's crystal. Nothing can be said without
 * them: the start that succeeds says it. */
static void
start_pll(void)
{
	uint32_t patience = PATIENCE;
	uint32_t rcc = RCC_BYPASS | RCC_DIVIDE | RCC_BY_4 | RCC_CRYSTAL_8M;

	REG32(RCC) = rcc | RCC_PLL_OFF;
	REG32(RCC) = rcc;
	while (!(REG32(RAW_STATUS) & PLL_LOCKED)) {
		if (--patience == 0)
			kept_restart(PORT_RESET_WATCHDOG,
			    &(struct kept_fault){ .cause = LM3S_NO_CLOCK,
				.address = RAW_STATUS });
	}
	REG32(RCC) = rcc & ~RCC_BYPASS;
}

void
lm3s_clock_init(void)
{
	start_pll();
	REG32(TICK_CONTROL) = TICK_FROM_CPU; /* QEMU wants it before the rest */
	REG32(TICK_RELOAD) = ROUND - 1;
	REG32(TICK_VALUE) = 0;
	REG32(TICK_CONTROL) = TICK_ON;
	REG32(CLOCK_TIMER) |= TIMER0_ON;
	REG32(TIMER_CONTROL) = 0;
	REG32(TIMER_CONFIG) = 0;
	REG32(TIMER_MODE) = ONE_SHOT;
	REG32(TIMER_MASK) = 1;
	lm3s_enable_irq(IRQ_TIMER0A);
}

void
lm3s_tick_entry(void)
{
	rounds++;
}

uint64_t
lm3s_clock_us(void)
{
	uint32_t state = chip_interrupts_off();
	uint32_t now = REG32(TICK_VALUE);
	uint32_t whole = rounds;

	/* It may have gone round while the interrupt was off. */
	if (REG32(ICSR) & TICK_PENDING) {
		now = REG32(TICK_VALUE);
		whole++;
	}
	chip_interrupts_restore(state);
	return ((uint64_t)whole * ROUND + (ROUND - 1 - now)) / CLOCK_MHZ;
}

void
chip_sleep(uint32_t timeout_ms)
{
	REG32(TIMER_CONTROL) = 0;
	REG32(TIMER_LOAD) = timeout_ms * (CLOCK_HZ / 1000);
	REG32(TIMER_CONTROL) = 1;
	__asm__ volatile("wfi");
}

void
lm3s_clock_interrupt(void)
{
	REG32(TIMER_CLEAR) = 1;
}

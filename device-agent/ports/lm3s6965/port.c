/* SPDX-License-Identifier: MIT */
/* Start, time, watchdog, interrupts: the board as a whole. */
#include "../shared/board.h"
#include "../shared/seed.h"
#include "../shared/serial.h"
#include "lm3s.h"
#include "port_boot.h"
#include "port_config.h"

#define WATCHDOG         0x40000000u
#define WATCHDOG_LOAD    (WATCHDOG + 0x00)
#define WATCHDOG_CONTROL (WATCHDOG + 0x08)
#define WATCHDOG_LOCK    (WATCHDOG + 0xc00)
#define WATCHDOG_KEY     0x1acce551u
#define WATCHDOG_ON      3u /* interrupt, then reset */
#define CLOCK_WATCHDOG   (SYSCTL_BASE + 0x100)
#define WATCHDOG_POWER   (1u << 3)
#define MS_MAX           (UINT32_MAX / (CLOCK_HZ / 1000))

/* Called by lm3s_start. */
__attribute__((used)) int main(void);

uint64_t
port_ticks_us(struct port *port)
{
	(void)port;
	return lm3s_clock_us();
}

uint32_t
port_frequency(struct port *port)
{
	(void)port;
	return CLOCK_HZ;
}

bool
port_watchdog(struct port *port, uint32_t timeout_ms)
{
	(void)port;
	REG32(CLOCK_WATCHDOG) |= WATCHDOG_POWER;
	REG32(WATCHDOG_LOCK) = WATCHDOG_KEY;
	if (timeout_ms == 0)
		return false; /* once on, it stays on */
	if (timeout_ms > MS_MAX)
		timeout_ms = MS_MAX;
	REG32(WATCHDOG_LOAD) = timeout_ms * (CLOCK_HZ / 1000);
	REG32(WATCHDOG_CONTROL) = WATCHDOG_ON;
	REG32(WATCHDOG_LOCK) = 0;
	return true;
}

void
lm3s_on_irq(enum lm3s_irq irq)
{
	board.event = true;
	if (irq == IRQ_UART0)
		serial_interrupt();
	else if (irq == IRQ_TIMER0A)
		lm3s_clock_interrupt();
#if PORT_MAX_LINKS > 1
	else if (irq == IRQ_ETHERNET)
		lm3s_ether_interrupt();
#endif
	else if (irq == IRQ_WATCHDOG)
		lm3s_fault_entry();
	else
		lm3s_pins_interrupt(irq);
}

/* The card's blocks are not on the stack while the agent runs. */
__attribute__((noinline)) static void
identify_from_card(void)
{
	uint8_t text[CARD_BLOCK];

	if (lm3s_card_init() != 0 || lm3s_card_read(CARD_MAKER, text) != 0 ||
	    seeded_random_init(&board) != 0)
		board_give_up("no SD card");
	board_identify((const char *)text, CARD_BLOCK);
}

int
main(void)
{
	board_start();
	lm3s_clock_init();
	lm3s_pins_init();
	serial_init();
	lm3s_i2c_init();
	identify_from_card();
#if PORT_MAX_LINKS > 1
	lm3s_ether_init(&board);
#endif
	agent_main(&board);
	board_give_up("PORT_MEMORY is too small");
}

/* SPDX-License-Identifier: MIT */
/* Start, memory, time, waiting, reset: the board as a whole. */
#include "../shared/lwip_link.h"
#include "../shared/serial.h"
#include "lm3s.h"
#include "port_boot.h"
#include "port_config.h"

#define WAIT_MAX_MS      1000u
#define WATCHDOG         0x40000000u
#define WATCHDOG_LOAD    (WATCHDOG + 0x00)
#define WATCHDOG_CONTROL (WATCHDOG + 0x08)
#define WATCHDOG_LOCK    (WATCHDOG + 0xc00)
#define WATCHDOG_KEY     0x1acce551u
#define WATCHDOG_ON      3u /* interrupt, then reset */
#define CLOCK_WATCHDOG   (SYSCTL_BASE + 0x100)
#define WATCHDOG_POWER   (1u << 3)
#define MS_MAX           (UINT32_MAX / (CLOCK_HZ / 1000))

static struct port board = {
	.identity = { .model = "lm3s6965", .profile = "generic" },
};
static _Alignas(16) uint8_t memory[PORT_MEMORY];
extern uint8_t __heap_start[];
extern uint8_t __heap_end[];

/* Called by lm3s_start. */
__attribute__((used)) int main(void);

void *
port_memory(struct port *port, size_t *len)
{
	(void)port;
	*len = sizeof(memory);
	return memory;
}

/* All that the linker left. */
void *
port_heap(struct port *port, size_t *len)
{
	(void)port;
	*len = (size_t)(__heap_end - __heap_start);
	return __heap_start;
}

const struct port_identity *
port_identity(struct port *port)
{
	return &port->identity;
}

/* The console is for people; what the agent logs the gateway has. */
void
port_log(struct port *port, const char *line)
{
	(void)port;
	(void)line;
}

_Noreturn void
port_reset(struct port *port, enum port_reset_cause cause)
{
	(void)port;
	lm3s_restart(cause, NULL);
}

enum port_reset_cause
port_reset_cause(struct port *port)
{
	return (enum port_reset_cause)port->last.cause;
}

uint64_t
port_ticks_us(struct port *port)
{
	(void)port;
	return lm3s_clock_us();
}

/* No clock runs while the power is off: it starts at 1970, until it is set. */
int64_t
port_clock_get_ms(struct port *port)
{
	return port->clock_offset_ms + (int64_t)(lm3s_clock_us() / 1000);
}

void
port_clock_set_ms(struct port *port, int64_t epoch_ms)
{
	port->clock_offset_ms = epoch_ms - (int64_t)(lm3s_clock_us() / 1000);
}

uint32_t
port_frequency(struct port *port)
{
	(void)port;
	return CLOCK_HZ;
}

static uint32_t
smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

void
port_wait(struct port *port, uint32_t timeout_ms)
{
	uint32_t state;

	if (lwip_link_has_card()) {
		lwip_link_poll();
		timeout_ms = smaller(timeout_ms, lwip_link_timeout_ms());
	}
	timeout_ms = smaller(timeout_ms, WAIT_MAX_MS);
	state = lm3s_interrupts_off();
	if (!port->event && timeout_ms > 0) {
		lm3s_clock_wake_in(timeout_ms);
		__asm__ volatile("wfi");
	}
	lm3s_interrupts_restore(state);
	/* Whoever set it is asked before the next wait. */
	port->event = false;
	if (lwip_link_has_card())
		lwip_link_poll();
}

/* ---- starting, see port_boot.h -------------------------------------- */

/* The flash cannot be written by the program: no updates. */
const struct boot_chip *
port_boot_chip(struct port *port)
{
	(void)port;
	return NULL;
}

void
port_boot_start(struct port *port, struct port_boot *boot)
{
	(void)port;
	*boot = (struct port_boot){ 0 };
}

bool
port_watchdog(struct port *port, uint32_t timeout_ms)
{
	(void)port;
	REG32(CLOCK_WATCHDOG) |= WATCHDOG_POWER;
	REG32(WATCHDOG_LOCK) = WATCHDOG_KEY;
	if (timeout_ms == 0)
		return false; /* once on, it stays on */
	REG32(WATCHDOG_LOAD) = smaller(timeout_ms, MS_MAX) * (CLOCK_HZ / 1000);
	REG32(WATCHDOG_CONTROL) = WATCHDOG_ON;
	REG32(WATCHDOG_LOCK) = 0;
	return true;
}

size_t
port_fault(struct port *port, char *text, size_t cap)
{
	if (!port->last.has_fault)
		return 0;
	return lm3s_fault_text(&port->last.fault, text, cap);
}

void
lm3s_on_irq(enum lm3s_irq irq)
{

	board.event = true;
	if (irq == IRQ_UART0)
		serial_interrupt();
	else if (irq == IRQ_TIMER0A)
		lm3s_clock_interrupt();
	else if (irq == IRQ_ETHERNET)
		lm3s_ether_interrupt();
	else if (irq == IRQ_WATCHDOG)
		lm3s_fault_entry();
	else
		lm3s_pins_interrupt(irq);
}

/* ---- start ---------------------------------------------------------- */

static _Noreturn void
give_up(const char *why)
{
	serial_say(why);
	for (;;)
		__asm__ volatile("wfi");
}

int
main(void)
{
	uint8_t text[CARD_BLOCK];
	struct port *port = &board;
	uint8_t mac[6];

	lm3s_kept_load(&port->last);
	lm3s_kept_clear();
	lm3s_clock_init();
	lm3s_pins_init();
	serial_init();
	lm3s_i2c_init();
	if (lm3s_card_init() != 0 || lm3s_random_init() != 0 ||
	    lm3s_card_read(CARD_MAKER, text) != 0)
		give_up("no SD card\r\n");
	maker_identify((const char *)text, CARD_BLOCK, &port->maker,
	    &port->identity);
	lm3s_ether_init(mac);
	lwip_link_init(port, &lm3s_ether, mac, port->maker.gateway);
	return agent_main(port);
}

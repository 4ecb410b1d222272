/* SPDX-License-Identifier: MIT */
/* Start, memory, time, waiting, reset: the board as a whole. */
#include <string.h>

#include "../shared/lwip_link.h"
#include "../shared/serial.h"
#include "port_boot.h"
#include "port_config.h"
#include "virt.h"

#define MAKER_TEXT     (FLASH_BASE + SECTOR_MAKER * SECTOR_SIZE)
#define TICKS_PER_MS   (1000u * TICKS_PER_US)
#define WAIT_MAX_MS    1000u
#define RTC_LOW        (RTC_BASE + 0)
#define RTC_HIGH       (RTC_BASE + 4)
#define NS_PER_MS      1000000
#define RTC_MAX_MS     (INT64_MAX / NS_PER_MS)
#define LAST_WORDS_LEN 96

static struct port board = {
	.identity = { .model = "rv32-virt", .profile = "generic" },
};
static _Alignas(16) uint8_t memory[PORT_MEMORY];
extern uint8_t __heap_start[];
extern uint8_t __heap_end[];

/* Called by start.S. */
int main(void);

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
	virt_restart(cause, NULL);
}

enum port_reset_cause
port_reset_cause(struct port *port)
{
	return (enum port_reset_cause)port->last.cause;
}

uint64_t
port_ticks_us(struct port *port)
{
	return (virt_ticks() - port->start_ticks) / TICKS_PER_US;
}

int64_t
port_clock_get_ms(struct port *port)
{
	uint64_t low = REG32(RTC_LOW); /* latches the other half */

	(void)port;
	return (int64_t)((uint64_t)REG32(RTC_HIGH) << 32 | low) / NS_PER_MS;
}

void
port_clock_set_ms(struct port *port, int64_t epoch_ms)
{
	uint64_t ns;

	(void)port;
	if (epoch_ms < 0 || epoch_ms > RTC_MAX_MS)
		return;
	ns = (uint64_t)epoch_ms * NS_PER_MS;
	REG32(RTC_HIGH) = (uint32_t)(ns >> 32);
	REG32(RTC_LOW) = (uint32_t)ns;
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
	state = virt_interrupts_off();
	if (!port->event && timeout_ms > 0) {
		virt_set_timer(virt_ticks() + timeout_ms * TICKS_PER_MS);
		__asm__ volatile("wfi");
	}
	virt_interrupts_restore(state);
	/* Whoever set it is asked before the next wait. */
	port->event = false;
	if (lwip_link_has_card())
		lwip_link_poll();
}

void
port_random(struct port *port, void *bytes, size_t len)
{
	(void)port;
	virtio_rng_read(bytes, len);
}

uint32_t
port_frequency(struct port *port)
{
	(void)port;
	return TICKS_PER_US * 1000000u;
}

static void
start_network(struct port *port)
{
	static const struct lwip_driver driver = {
		.tx_begin = virtio_net_tx_begin,
		.tx_end = virtio_net_tx_end,
		.rx = virtio_net_rx,
		.rx_done = virtio_net_rx_done,
	};
	uint8_t mac[6];

	if (virtio_net_init(mac) != 0)
		return;
	lwip_link_init(port, &driver, mac, port->maker.gateway);
}

/* ---- starting, see port_boot.h -------------------------------------- */

const struct boot_chip *
port_boot_chip(struct port *port)
{
	(void)port;
	return virt_boot_chip();
}

void
port_boot_start(struct port *port, struct port_boot *boot)
{
	*boot = (struct port_boot){
		.slot = (uint8_t)port->last.slot,
		.is_trial = port->last.is_trial,
		.is_safe = port->last.is_safe,
		.trial_uptime_ms = port->maker.trial_ms,
	};
}

/* The timer's interrupt is the watchdog: it counts whole seconds. */
bool
port_watchdog(struct port *port, uint32_t timeout_ms)
{
	port->watchdog_s = timeout_ms == 0 ? 0 : timeout_ms / 1000 + 2;
	return true;
}

size_t
port_fault(struct port *port, char *text, size_t cap)
{
	if (!port->last.has_fault)
		return 0;
	return virt_fault_text(&port->last.fault, text, cap);
}

void
virt_on_irq(uint32_t irq)
{
	if (irq == UART_IRQ)
		serial_interrupt();
	else
		virtio_interrupt(irq);
	board.event = true;
}

void
virt_on_second(void)
{
	if (board.watchdog_s > 0 && --board.watchdog_s == 0)
		virt_watchdog_bites();
}

/* ---- start ---------------------------------------------------------- */

int
main(void)
{
	struct port *port = &board;
	struct virt_kept fresh = { .cause = PORT_RESET_POWER_ON };

	port->start_ticks = virt_ticks();
	virt_kept_load(&port->last);
	virt_kept_save(&fresh);
	serial_init();
	if (virtio_rng_init() != 0) {
		serial_say("no random source (virtio-rng-device)\r\n");
		for (;;)
			__asm__ volatile("wfi");
	}
	maker_identify((const char *)MAKER_TEXT, MAKER_TEXT_MAX, &port->maker,
	    &port->identity);
	virt_set_timer(port->start_ticks + WAIT_MAX_MS * TICKS_PER_MS);
	virt_interrupts_on();
	start_network(port);
	return agent_main(port);
}

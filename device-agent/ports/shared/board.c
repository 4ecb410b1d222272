/* SPDX-License-Identifier: MIT */
/* Memory, identity, resets, waiting. */
#include "board.h"
#include "chip.h"
#include "links.h"
#include "port_boot.h"
#include "port_config.h"
#include "serial.h"

#define WAIT_MAX_MS 1000u

struct port board = {
	.identity = { .model = PORT_NAME, .profile = "generic" },
};
static _Alignas(16) uint8_t memory[PORT_MEMORY];
extern uint8_t __heap_start[];
extern uint8_t __heap_end[];

void
board_start(void)
{
	struct kept fresh = { .cause = PORT_RESET_POWER_ON };

	kept_load(&board.last);
	kept_save(&fresh);
}

void
board_identify(const char *maker_text, size_t len)
{
	maker_identify(maker_text, len, &board.maker, &board.identity);
}

_Noreturn void
board_give_up(const char *why)
{
	for (;;) {
		serial_say(why);
		serial_say("\r\n");
		chip_interrupts_off();
		chip_sleep(WAIT_MAX_MS);
	}
}

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
	kept_restart(cause, NULL);
}

enum port_reset_cause
port_reset_cause(struct port *port)
{
	return (enum port_reset_cause)port->last.cause;
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

size_t
port_fault(struct port *port, char *text, size_t cap)
{
	if (!port->last.has_fault)
		return 0;
	return kept_fault_text(&port->last.fault, text, cap);
}

void
port_wait(struct port *port, uint32_t timeout_ms)
{
	uint32_t state;

	timeout_ms = links_poll(timeout_ms);
	if (timeout_ms > WAIT_MAX_MS)
		timeout_ms = WAIT_MAX_MS;
	state = chip_interrupts_off();
	if (!port->event && timeout_ms > 0)
		chip_sleep(timeout_ms);
	chip_interrupts_restore(state);
	/* Whoever set it is asked before the next wait. */
	port->event = false;
	links_poll(0);
}

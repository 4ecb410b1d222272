/* SPDX-License-Identifier: MIT */
/*
 * A port to copy: every function of port.h, for a chip that has a clock that
 * stands still, no flash, and a line nobody is on. It compiles; PORTING.md
 * says what each part has to become.
 */
#include "port.h"
#include "port_boot.h"
#include "port_config.h"

/* What the chip's driver state would be. */
struct port {
	uint32_t seed;
	int64_t clock_ms;
};

static struct port chip;
static _Alignas(16) uint8_t memory[PORT_MEMORY];
extern uint8_t __heap_start[]; /* of link.ld */
extern uint8_t __heap_end[];

/* Called by start.c, or by the vendor's start-up code. */
int main(void);

int
main(void)
{
	return agent_main(&chip);
}

void *
port_memory(struct port *port, size_t *len)
{
	(void)port;
	*len = sizeof(memory);
	return memory;
}

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
	static const struct port_identity identity = {
		.model = "template",
		.profile = "generic",
	};

	(void)port;
	return &identity;
}

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
	(void)cause;
	/* Write the cause to a register that survives, then reset. */
	for (;;)
		continue;
}

enum port_reset_cause
port_reset_cause(struct port *port)
{
	(void)port;
	return PORT_RESET_POWER_ON;
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
	(void)timeout_ms;
	return false;
}

size_t
port_fault(struct port *port, char *text, size_t cap)
{
	(void)port;
	(void)text;
	(void)cap;
	return 0;
}

uint64_t
port_ticks_us(struct port *port)
{
	(void)port;
	return 0;
}

int64_t
port_clock_get_ms(struct port *port)
{
	return port->clock_ms;
}

void
port_clock_set_ms(struct port *port, int64_t epoch_ms)
{
	port->clock_ms = epoch_ms;
}

void
port_wait(struct port *port, uint32_t timeout_ms)
{
	(void)port;
	(void)timeout_ms;
}

/* A real port must use a hardware source: this one is not random at all. */
void
port_random(struct port *port, void *bytes, size_t len)
{
	uint8_t *at = bytes;

	while (len-- > 0) {
		port->seed = port->seed * 1664525u + 1013904223u;
		*at++ = (uint8_t)(port->seed >> 24);
	}
}

int
port_flash_area(struct port *port, enum port_area area,
    struct port_flash_area *facts)
{
	(void)port;
	(void)area;
	(void)facts;
	return -1;
}

int
port_flash_read(struct port *port, enum port_area area, uint32_t offset,
    void *bytes, uint32_t len)
{
	(void)port;
	(void)area;
	(void)offset;
	(void)bytes;
	(void)len;
	return -1;
}

int
port_flash_program(struct port *port, enum port_area area, uint32_t offset,
    const void *bytes, uint32_t len)
{
	(void)port;
	(void)area;
	(void)offset;
	(void)bytes;
	(void)len;
	return -1;
}

int
port_flash_erase(struct port *port, enum port_area area, uint32_t offset)
{
	(void)port;
	(void)area;
	(void)offset;
	return -1;
}

int
port_flash_sync(struct port *port)
{
	(void)port;
	return 0;
}

size_t
port_link_count(struct port *port)
{
	(void)port;
	return 1;
}

enum port_link_kind
port_link_kind(struct port *port, size_t link)
{
	(void)port;
	(void)link;
	return PORT_LINK_SERIAL;
}

bool
port_link_is_open(struct port *port, size_t link, uint32_t *generation)
{
	(void)port;
	(void)link;
	*generation = 1;
	return true;
}

size_t
port_link_read(struct port *port, size_t link, uint8_t *bytes, size_t cap)
{
	(void)port;
	(void)link;
	(void)bytes;
	(void)cap;
	return 0;
}

size_t
port_link_write(struct port *port, size_t link, const uint8_t *bytes,
    size_t len)
{
	(void)port;
	(void)link;
	(void)bytes;
	return len;
}

uint32_t
port_link_overruns(struct port *port, size_t link)
{
	(void)port;
	(void)link;
	return 0;
}

size_t
port_link_speeds(struct port *port, size_t link, uint32_t *bauds, size_t cap)
{
	(void)port;
	(void)link;
	(void)bauds;
	(void)cap;
	return 0;
}

void
port_link_set_speed(struct port *port, size_t link, uint32_t baud)
{
	(void)port;
	(void)link;
	(void)baud;
}

/* Pins: ports/shared/no_pins.c has none; yours take its place. */

uint32_t
port_frequency(struct port *port)
{
	(void)port;
	return 0;
}

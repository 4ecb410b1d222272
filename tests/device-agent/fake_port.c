/* SPDX-License-Identifier: MIT */
/* The port of unit tests. */
#include <stdlib.h>
#include <string.h>

#include "boot/sim_flash.h"
#include "fake_port.h"
#include "port_boot.h"
#include "port_config.h"

static _Alignas(16) uint8_t memory[2 * PORT_MEMORY];

void
fake_port_init(struct port *port)
{
	memset(port, 0, sizeof(*port));
	memset(port->settings, 0xff, sizeof(port->settings));
	memset(port->files, 0xff, sizeof(port->files));
	port->random = 1;
	port->clock_ms = 1700000000000;
	port->identity = (struct port_identity){
		.model = "fake",
		.profile = "generic",
	};
}

void
fake_port_power_on(struct port *port)
{
	port->operations = 0;
	port->cut_at = 0;
	port->is_off = false;
}

void *
fake_port_memory(size_t *len)
{
	memset(memory, 0, sizeof(memory));
	*len = sizeof(memory);
	return memory;
}

void *
port_memory(struct port *port, size_t *len)
{
	(void)port;
	return fake_port_memory(len);
}

void *
port_heap(struct port *port, size_t *len)
{
	*len = port->heap_size;
	return port->heap;
}

const struct port_identity *
port_identity(struct port *port)
{
	return &port->identity;
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
	(void)cause;
	if (port->on_reset != NULL)
		longjmp(*port->on_reset, 1);
	abort();
}

enum port_reset_cause
port_reset_cause(struct port *port)
{
	(void)port;
	return PORT_RESET_POWER_ON;
}

/* No slots, no watchdog, no faults. */
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

/* ---- time and chance ---------------------------------------------------- */

uint64_t
port_ticks_us(struct port *port)
{
	return port->now_us;
}

int64_t
port_clock_get_ms(struct port *port)
{
	return port->clock_ms + (int64_t)(port->now_us / 1000);
}

void
port_clock_set_ms(struct port *port, int64_t epoch_ms)
{
	port->clock_ms = epoch_ms - (int64_t)(port->now_us / 1000);
}

void
port_wait(struct port *port, uint32_t timeout_ms)
{
	port->now_us += 1000ull * timeout_ms;
}

static uint32_t
next_random(struct port *port)
{
	port->random ^= port->random << 13;
	port->random ^= port->random >> 17;
	port->random ^= port->random << 5;
	return port->random;
}

void
port_random(struct port *port, void *bytes, size_t len)
{
	uint8_t *at = bytes;

	for (size_t i = 0; i < len; i++)
		at[i] = (uint8_t)next_random(port);
}

/* ---- flash --------------------------------------------------------------- */

static uint8_t *
cells_of(struct port *port, enum port_area area, uint32_t offset, uint32_t len)
{
	size_t size = area == PORT_AREA_SETTINGS ? sizeof(port->settings) :
						   sizeof(port->files);
	uint8_t *cells =
	    area == PORT_AREA_SETTINGS ? port->settings : port->files;

	if (port->is_off || offset > size || len > size - offset)
		return NULL;
	return cells + offset;
}

static bool
is_simulated(const struct port *port, enum port_area area)
{
	return port->sim != NULL && area == PORT_AREA_FILES;
}

int
port_flash_area(struct port *port, enum port_area area,
    struct port_flash_area *facts)
{
	if (is_simulated(port, area)) {
		*facts = (struct port_flash_area){
			.size = port->sim->size,
			.erase_size = port->sim->sector_size,
			.program_size = port->sim->unit,
		};
		return 0;
	}
	*facts = (struct port_flash_area){
		.size = area == PORT_AREA_SETTINGS ? sizeof(port->settings) :
						     sizeof(port->files),
		.erase_size = FAKE_BLOCK,
		.program_size = 16,
	};
	return 0;
}

int
port_flash_read(struct port *port, enum port_area area, uint32_t offset,
    void *bytes, uint32_t len)
{
	const uint8_t *cells;

	if (is_simulated(port, area)) {
		const struct boot_flash flash = sim_interface(port->sim);

		return boot_flash_read(&flash, offset, bytes, len);
	}
	cells = cells_of(port, area, offset, len);
	if (cells == NULL)
		return -1;
	memcpy(bytes, cells, len);
	return 0;
}

/* Brings cells to what they shall be, or as far as the power lasts. */
static int
change(struct port *port, uint8_t *cells, const uint8_t *want, uint32_t len)
{
	bool cut = ++port->operations == port->cut_at;
	uint32_t done = len;

	if (cut && port->cut == FAKE_CUT_BEFORE)
		done = 0;
	else if (cut && port->cut == FAKE_CUT_HALF)
		done = len / 2;
	for (uint32_t i = 0; i < done; i++) {
		if (cut && port->cut == FAKE_CUT_UNSTABLE) {
			uint8_t kept = (uint8_t)next_random(port);

			cells[i] = (uint8_t)((cells[i] & kept) |
			    (want[i] & (uint8_t)~kept));
		} else {
			cells[i] = want[i];
		}
	}
	if (!cut)
		return 0;
	port->is_off = true;
	return -1;
}

int
port_flash_program(struct port *port, enum port_area area, uint32_t offset,
    const void *bytes, uint32_t len)
{
	uint8_t *cells;
	const uint8_t *from = bytes;
	uint8_t want[FAKE_BLOCK];

	if (is_simulated(port, area)) {
		const struct boot_flash flash = sim_interface(port->sim);

		return boot_flash_program(&flash, offset, bytes, len);
	}
	cells = cells_of(port, area, offset, len);
	if (cells == NULL || len > sizeof(want) || len % 16 != 0)
		return -1;
	for (uint32_t i = 0; i < len; i++)
		want[i] = cells[i] & from[i];
	return change(port, cells, want, len);
}

int
port_flash_erase(struct port *port, enum port_area area, uint32_t offset)
{
	uint8_t *cells;
	uint8_t want[FAKE_BLOCK];

	if (is_simulated(port, area)) {
		const struct boot_flash flash = sim_interface(port->sim);

		return boot_flash_erase(&flash, offset);
	}
	cells = cells_of(port, area, offset, FAKE_BLOCK);
	if (cells == NULL || offset % FAKE_BLOCK != 0)
		return -1;
	memset(want, 0xff, sizeof(want));
	return change(port, cells, want, sizeof(want));
}

int
port_flash_sync(struct port *port)
{
	return port->is_off ? -1 : 0;
}

/* ---- one link ----------------------------------------------------------- */

size_t
port_link_count(struct port *port)
{
	(void)port;
	return 1;
}

enum port_link_kind
port_link_kind(struct port *port, size_t link)
{
	(void)link;
	return port->link_kind;
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
	struct fake_line *line = &port->line;
	size_t len = line->in_len - line->in_at;

	(void)link;
	if (len > cap)
		len = cap;
	memcpy(bytes, line->in + line->in_at, len);
	line->in_at += len;
	if (line->in_at == line->in_len) {
		line->in_at = 0;
		line->in_len = 0;
	}
	return len;
}

size_t
port_link_write(struct port *port, size_t link, const uint8_t *bytes,
    size_t len)
{
	struct fake_line *line = &port->line;

	(void)link;
	if (len > sizeof(line->out) - line->out_len)
		len = sizeof(line->out) - line->out_len;
	memcpy(line->out + line->out_len, bytes, len);
	line->out_len += len;
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
	if (cap < 2)
		return 0;
	bauds[0] = 115200;
	bauds[1] = 921600;
	return 2;
}

void
port_link_set_speed(struct port *port, size_t link, uint32_t baud)
{
	(void)port;
	(void)link;
	(void)baud;
}

/* ---- pins: a board without any ------------------------------------------ */

size_t
port_pin_count(struct port *port)
{
	(void)port;
	return 0;
}

const char *
port_pin_name(struct port *port, size_t pin)
{
	(void)port;
	(void)pin;
	return "";
}

int
port_pin_led(struct port *port)
{
	(void)port;
	return -1;
}

enum port_pin_mode
port_pin_mode(struct port *port, size_t pin)
{
	(void)port;
	(void)pin;
	return PORT_PIN_IN;
}

enum port_pin_pull
port_pin_pull(struct port *port, size_t pin)
{
	(void)port;
	(void)pin;
	return PORT_PULL_NONE;
}

void
port_pin_configure(struct port *port, size_t pin, enum port_pin_mode mode,
    enum port_pin_pull pull)
{
	(void)port;
	(void)pin;
	(void)mode;
	(void)pull;
}

bool
port_pin_read(struct port *port, size_t pin)
{
	(void)port;
	(void)pin;
	return false;
}

void
port_pin_write(struct port *port, size_t pin, bool level)
{
	(void)port;
	(void)pin;
	(void)level;
}

bool
port_pin_next_edge(struct port *port, struct port_pin_edge *edge)
{
	(void)port;
	(void)edge;
	return false;
}

uint16_t
port_analog_read(struct port *port, size_t pin)
{
	(void)port;
	(void)pin;
	return 0;
}

bool
port_temperature(struct port *port, int32_t *milli_celsius)
{
	(void)port;
	(void)milli_celsius;
	return false;
}

uint32_t
port_frequency(struct port *port)
{
	(void)port;
	return 1000000;
}

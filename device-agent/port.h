/* SPDX-License-Identifier: MIT */
/*
 * The whole contract between the agent and a chip: a port implements every
 * function here, gives sizes in port_config.h, and calls agent_main. All calls
 * come from one thread; none may call back into the agent. struct port is the
 * port's own; several may live in one process.
 */
#ifndef PORT_H
#define PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "port_identity.h"

struct port;

/* Numbers as machine.reset_cause() gives them. */
enum port_reset_cause {
	PORT_RESET_POWER_ON = 1,
	PORT_RESET_HARD = 2,
	PORT_RESET_WATCHDOG = 3,
	PORT_RESET_DEEP_SLEEP = 4,
	PORT_RESET_SOFT = 5
};

enum port_area {
	PORT_AREA_SETTINGS, /* at least two erase blocks */
	PORT_AREA_FILES     /* the file system */
};

/* A part of the flash. Offsets given to port_flash_* start at its begin. */
struct port_flash_area {
	uint32_t size;         /* bytes, a multiple of erase_size */
	uint32_t erase_size;   /* bytes erased at once, to 0xff */
	uint32_t program_size; /* bytes programmed at once */
};

enum port_link_kind {
	PORT_LINK_SERIAL, /* frames among plain console text */
	PORT_LINK_TCP     /* frames only */
};

enum port_pin_mode {
	PORT_PIN_IN,
	PORT_PIN_OUT,
	PORT_PIN_OPEN_DRAIN,
	PORT_PIN_ANALOG
};

enum port_pin_pull { PORT_PULL_NONE, PORT_PULL_UP, PORT_PULL_DOWN };

struct port_pin_edge {
	uint8_t pin;
	bool level; /* after the edge */
};

/* What a port calls when clock, flash, links and pins are up. Never returns,
 * but for 1: the memory of port_memory is too small. */
int agent_main(struct port *port);

/* ---- memory, identity, reset --------------------------------------- */

/* The agent's own memory: zeroed, aligned to 16, valid for ever. */
void *port_memory(struct port *port, size_t *len);
/* The block the interpreter lives in, aligned to 16. */
void *port_heap(struct port *port, size_t *len);
const struct port_identity *port_identity(struct port *port);
/* One line for the maker's debug output; may do nothing. */
void port_log(struct port *port, const char *line);
/* Restarts the board, outputs back to inputs. Does not return. */
_Noreturn void port_reset(struct port *port, enum port_reset_cause cause);
/* Why the board started. */
enum port_reset_cause port_reset_cause(struct port *port);

/* ---- time ---------------------------------------------------------- */

/* Microseconds since start; never goes back. */
uint64_t port_ticks_us(struct port *port);
/* Milliseconds since 1970 as far as the board knows. */
int64_t port_clock_get_ms(struct port *port);
void port_clock_set_ms(struct port *port, int64_t epoch_ms);
/* Sleeps until a link has bytes or room again, a pin changed, or timeout_ms
 * passed; may return early. Does the port's housekeeping (also with 0). */
void port_wait(struct port *port, uint32_t timeout_ms);

/* Fills bytes from a source fit for keys. */
void port_random(struct port *port, void *bytes, size_t len);

/* ---- flash --------------------------------------------------------- */

/* All of these return 0, or -1 when the flash failed. */
int port_flash_area(struct port *port, enum port_area area,
    struct port_flash_area *facts);
int port_flash_read(struct port *port, enum port_area area, uint32_t offset,
    void *bytes, uint32_t len);
/* Clears bits, whole program_size units; unerased bits stay 0 (NOR). */
int port_flash_program(struct port *port, enum port_area area, uint32_t offset,
    const void *bytes, uint32_t len);
/* Erases one block; offset is a multiple of erase_size. */
int port_flash_erase(struct port *port, enum port_area area, uint32_t offset);
/* Returns when everything programmed would survive a power cut. */
int port_flash_sync(struct port *port);

/* ---- links to gateways and people ---------------------------------- */

size_t port_link_count(struct port *port);
enum port_link_kind port_link_kind(struct port *port, size_t link);
/* False while there is no line. generation changes with each new one. */
bool port_link_is_open(struct port *port, size_t link, uint32_t *generation);
/* Bytes received, at most cap; 0: none now. Never waits. */
size_t port_link_read(struct port *port, size_t link, uint8_t *bytes,
    size_t cap);
/* Takes as many bytes as go now and returns that number. Never waits. */
size_t port_link_write(struct port *port, size_t link, const uint8_t *bytes,
    size_t len);
/* Bytes the line lost because nobody fetched them in time. */
uint32_t port_link_overruns(struct port *port, size_t link);
/* The speeds a serial line can run at, up to cap, the one it starts at first;
 * returns how many. 0: there is nothing to choose. */
size_t port_link_speeds(struct port *port, size_t link, uint32_t *bauds,
    size_t cap);
/* One of them, from when all that was written has left. */
void port_link_set_speed(struct port *port, size_t link, uint32_t baud);

/* ---- pins and sensors ---------------------------------------------- */

size_t port_pin_count(struct port *port);
const char *port_pin_name(struct port *port, size_t pin);
/* The pin of the board's light, or -1. */
int port_pin_led(struct port *port);
enum port_pin_mode port_pin_mode(struct port *port, size_t pin);
enum port_pin_pull port_pin_pull(struct port *port, size_t pin);
void port_pin_configure(struct port *port, size_t pin, enum port_pin_mode mode,
    enum port_pin_pull pull);
bool port_pin_read(struct port *port, size_t pin);
void port_pin_write(struct port *port, size_t pin, bool level);
/* The oldest edge not fetched yet; false: none. Old ones may be lost. */
bool port_pin_next_edge(struct port *port, struct port_pin_edge *edge);
/* Analog input, 0 to 65535. */
uint16_t port_analog_read(struct port *port, size_t pin);
/* Thousandths of a degree Celsius; false: no sensor. */
bool port_temperature(struct port *port, int32_t *milli_celsius);
/* The chip's clock in Hz. */
uint32_t port_frequency(struct port *port);

#endif

/* SPDX-License-Identifier: MIT */
/* Pins beyond the port: change events, interrupt handlers, the light. */
#ifndef PINS_H
#define PINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "port.h"

struct agent;

#define PINS_MAX 40

enum pins_trigger {
	PINS_FALLING = 1,
	PINS_RISING = 2,
	PINS_LOW_LEVEL = 4, /* levels only end sleeps */
	PINS_HIGH_LEVEL = 8
};

struct pins {
	/* Told to gateways: bits of mode and level, to see what changed. */
	uint8_t told[PINS_MAX];
	uint8_t trigger[PINS_MAX]; /* enum pins_trigger bits; 0: no handler */
	uint32_t next_tell_ms;
	uint32_t identify_until_ms;
	uint32_t identify_at_ms;
	bool is_held; /* no handler is called: machine.disable_irq() */
	bool identifying;
	bool identify_level; /* of the light before */
};

void pins_init(struct agent *agent);
void pins_poll(struct agent *agent, uint32_t now_ms);
uint32_t pins_next_timeout_ms(const struct agent *agent, uint32_t now_ms);
/* Calls the handlers of the edges seen so far. */
void pins_call_handlers(struct agent *agent);
/* Flashes the light. */
void pins_identify(struct agent *agent, uint32_t seconds);
/* The pin of that name, or -1. */
int pins_find(struct agent *agent, const char *name, size_t len);
/* The first pin, or the first with a converter, whose name ends in that
 * number; or -1. */
int pins_find_number(struct agent *agent, intptr_t number, bool analog);
/* Whether it can be an output. */
bool pins_may_drive(struct agent *agent, size_t pin);
/* Whether it has a converter. */
bool pins_is_analog(struct agent *agent, size_t pin);
/* Its level is not told to gateways as a change. */
void pins_hush(struct agent *agent, size_t pin);
/* Makes the pin an output of that level. */
void pins_drive(struct agent *agent, size_t pin, bool level);
/* No handler is called any more (soft reset). */
void pins_forget_handlers(struct agent *agent);

#endif

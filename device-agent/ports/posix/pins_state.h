/* SPDX-License-Identifier: MIT */
/* The pins of a simulated board, from the board's side and the world's. */
#ifndef PINS_STATE_H
#define PINS_STATE_H

#include "port_peripherals.h"

#include "profile.h"

struct posix_pulses;

#define POSIX_PIN_MAX    40
#define POSIX_EDGE_COUNT 64

struct posix_pin {
	char name[8];
	enum port_pin_mode mode;
	enum port_pin_pull pull;
	bool latch;  /* what the board drives */
	int outside; /* what the world drives: 0, 1, or -1 nothing */
	bool level;  /* as last seen, for edges */
	uint16_t analog;
	uint16_t touch; /* count of its pad; smaller is touched */
	uint16_t touch_threshold;
	bool is_analog;   /* has a converter */
	bool is_input;    /* only */
	bool is_pad;      /* of a touch sensor */
	bool is_dac;      /* has an analog output */
	bool pulled_low;  /* by a device on the wire */
	uint8_t device;   /* enum posix_device on its wire */
	uint8_t function; /* alternate + 1; 0: none */
	enum port_pin_drive drive;
	uint32_t pwm_hertz; /* 0: none */
	uint16_t pwm_duty;
	struct posix_pulses *pulses; /* borrowed: the channel's; NULL: none */
};

struct posix_pins {
	struct posix_pin pin[POSIX_PIN_MAX];
	size_t count;
	size_t wire[POSIX_WIRE_COUNT]; /* PORT_ANY_PIN: not on this board */
	struct port_pin_edge edges[POSIX_EDGE_COUNT];
	size_t edge_first;
	size_t edge_count;
	int32_t milli_celsius;
	uint32_t humidity_tenths; /* of a per cent */
};

void posix_pins_init(struct posix_pins *pins,
    const struct posix_profile *profile);
/* -1: no such pin. */
int posix_pin_find(const struct posix_pins *pins, const char *name);
static inline const struct posix_pin *
posix_wire(const struct posix_pins *pins, enum posix_wire wire)
{
	return &pins->pin[pins->wire[wire]];
}

/* The world outside drives a pin: 0, 1, or -1 to let go. */
void posix_pin_drive(struct posix_pins *pins, size_t pin, int outside);
bool posix_pin_level(const struct posix_pin *pin);
/* A device on the wire holds it low, or lets go. */
void posix_pin_pull_low(struct posix_pins *pins, size_t pin, bool low);

#endif

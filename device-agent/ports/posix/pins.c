/* SPDX-License-Identifier: MIT */
/* Simulated pins, analog inputs and the temperature sensor. */
#include <stdio.h>
#include <string.h>

#include "posix.h"

#define LED_PIN (POSIX_PIN_COUNT - 1)

void
posix_pins_init(struct posix_pins *pins)
{
	for (size_t i = 0; i < POSIX_PIN_COUNT; i++) {
		struct posix_pin *pin = &pins->pin[i];

		snprintf(pin->name, sizeof(pin->name), "p%zu", i);
		pin->outside = -1;
	}
	snprintf(pins->pin[LED_PIN].name, sizeof(pins->pin[LED_PIN].name),
	    "led");
	pins->pin[LED_PIN].mode = PORT_PIN_OUT;
	pins->milli_celsius = 21500;
}

int
posix_pin_find(const struct posix_pins *pins, const char *name)
{
	for (int i = 0; i < POSIX_PIN_COUNT; i++) {
		if (strcmp(pins->pin[i].name, name) == 0)
			return i;
	}
	return -1;
}

bool
posix_pin_level(const struct posix_pin *pin)
{
	bool drives = pin->mode == PORT_PIN_OUT ||
	    (pin->mode == PORT_PIN_OPEN_DRAIN && !pin->latch);

	if (drives)
		return pin->latch;
	if (pin->outside != -1)
		return pin->outside != 0;
	return pin->pull == PORT_PULL_UP;
}

/* Records an edge if the level is another than before. */
static void
note_edge(struct posix_pins *pins, size_t index)
{
	struct posix_pin *pin = &pins->pin[index];
	bool level = posix_pin_level(pin);
	size_t last;

	if (level == pin->level)
		return;
	pin->level = level;
	if (pins->edge_count == POSIX_EDGE_COUNT) {
		pins->edge_first = (pins->edge_first + 1) % POSIX_EDGE_COUNT;
		pins->edge_count--;
	}
	last = (pins->edge_first + pins->edge_count++) % POSIX_EDGE_COUNT;
	pins->edges[last] = (struct port_pin_edge){
		.pin = (uint8_t)index,
		.level = level,
	};
}

void
posix_pin_drive(struct posix_pins *pins, size_t pin, int outside)
{
	pins->pin[pin].outside = outside;
	note_edge(pins, pin);
}

size_t
port_pin_count(struct port *port)
{
	(void)port;
	return POSIX_PIN_COUNT;
}

const char *
port_pin_name(struct port *port, size_t pin)
{
	return port->pins.pin[pin].name;
}

int
port_pin_led(struct port *port)
{
	(void)port;
	return LED_PIN;
}

enum port_pin_mode
port_pin_mode(struct port *port, size_t pin)
{
	return port->pins.pin[pin].mode;
}

enum port_pin_pull
port_pin_pull(struct port *port, size_t pin)
{
	return port->pins.pin[pin].pull;
}

void
port_pin_configure(struct port *port, size_t pin, enum port_pin_mode mode,
    enum port_pin_pull pull)
{
	port->pins.pin[pin].mode = mode;
	port->pins.pin[pin].pull = pull;
	note_edge(&port->pins, pin);
}

bool
port_pin_read(struct port *port, size_t pin)
{
	return posix_pin_level(&port->pins.pin[pin]);
}

void
port_pin_write(struct port *port, size_t pin, bool level)
{
	port->pins.pin[pin].latch = level;
	note_edge(&port->pins, pin);
}

bool
port_pin_next_edge(struct port *port, struct port_pin_edge *edge)
{
	struct posix_pins *pins = &port->pins;

	if (pins->edge_count == 0)
		return false;
	*edge = pins->edges[pins->edge_first];
	pins->edge_first = (pins->edge_first + 1) % POSIX_EDGE_COUNT;
	pins->edge_count--;
	return true;
}

uint16_t
port_analog_read(struct port *port, size_t pin)
{
	return port->pins.pin[pin].analog;
}

bool
port_temperature(struct port *port, int32_t *milli_celsius)
{
	*milli_celsius = port->pins.milli_celsius;
	return true;
}

uint32_t
port_frequency(struct port *port)
{
	(void)port;
	return 240000000;
}

/* SPDX-License-Identifier: MIT */
/* A board that has no pins, no converter and no sensor. */
#include "port.h"

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

/* SPDX-License-Identifier: MIT */
/* Simulated pins, analog inputs and the temperature sensor. */
#include <stdio.h>
#include <string.h>

#include "port_peripherals.h"

#include "posix.h"

#define NS_PER_S   1000000000u
#define TOUCH_NONE 700 /* count of a pad nobody touches */
#define DAC_STEP   257 /* 65535 / 255 */

static void
add_pins(struct posix_pins *pins, const struct posix_profile *profile)
{
	const char *at = profile->pins;

	while (*at != '\0' && pins->count < POSIX_PIN_MAX) {
		struct posix_pin *pin = &pins->pin[pins->count++];
		int len = (int)strcspn(at, " ");

		snprintf(pin->name, sizeof(pin->name), "%.*s", len, at);
		pin->outside = -1;
		pin->is_analog = posix_profile_has(profile->analog, pin->name);
		pin->is_pad = profile->touch != NULL &&
		    posix_profile_has(profile->touch, pin->name);
		pin->is_dac = profile->dac != NULL &&
		    posix_profile_has(profile->dac, pin->name);
		pin->touch = TOUCH_NONE;
		pin->is_input = profile->input != NULL &&
		    posix_profile_has(profile->input, pin->name);
		at += len;
		at += strspn(at, " ");
	}
}

void
posix_pins_init(struct posix_pins *pins, const struct posix_profile *profile)
{
	add_pins(pins, profile);
	for (size_t i = 0; i < POSIX_WIRE_COUNT; i++)
		pins->wire[i] = profile->wire[i] == NULL ?
		    PORT_ANY_PIN :
		    (size_t)posix_pin_find(pins, profile->wire[i]);
	pins->pin[pins->wire[POSIX_LED_PIN]].mode = PORT_PIN_OUT;
	pins->milli_celsius = 21500;
	pins->humidity_tenths = 450;
}

int
posix_pin_find(const struct posix_pins *pins, const char *name)
{
	for (size_t i = 0; i < pins->count; i++) {
		if (strcmp(pins->pin[i].name, name) == 0)
			return (int)i;
	}
	return -1;
}

/* Where in its period a pin with PWM is now. */
static bool
pwm_level(const struct posix_pin *pin)
{
	uint64_t period_ns = NS_PER_S / pin->pwm_hertz;
	uint64_t at_ns = posix_now_us() * 1000 % period_ns;

	return at_ns * UINT16_MAX < (uint64_t)pin->pwm_duty * period_ns;
}

bool
posix_pin_level(const struct posix_pin *pin)
{
	bool drives = pin->mode == PORT_PIN_OUT ||
	    (pin->mode == PORT_PIN_OPEN_DRAIN && !pin->latch);

	if (pin->pulses != NULL)
		return posix_pulses_level(pin->pulses);
	if (pin->pwm_hertz != 0)
		return pwm_level(pin);
	if (pin->pulled_low)
		return false;
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

void
posix_pin_pull_low(struct posix_pins *pins, size_t pin, bool low)
{
	pins->pin[pin].pulled_low = low;
	note_edge(pins, pin);
}

/* The board moved a pin: devices on it see that. */
static void
moved(struct port *port, size_t pin)
{
	const size_t *wire = port->pins.wire;

	note_edge(&port->pins, pin);
	if (pin == wire[POSIX_I2C_SDA] || pin == wire[POSIX_I2C_SCL])
		posix_i2c_lines(port);
	if (pin == wire[POSIX_SPI_SCK] || pin == wire[POSIX_SPI_CS])
		posix_spi_lines(port);
}

size_t
port_pin_count(struct port *port)
{
	return port->pins.count;
}

const char *
port_pin_name(struct port *port, size_t pin)
{
	return port->pins.pin[pin].name;
}

int
port_pin_led(struct port *port)
{
	return (int)port->pins.wire[POSIX_LED_PIN];
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
	port->pins.pin[pin].pwm_hertz = 0;
	port->pins.pin[pin].pulses = NULL;
	moved(port, pin);
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
	moved(port, pin);
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

bool
port_pin_may_drive(struct port *port, size_t pin)
{
	return !port->pins.pin[pin].is_input;
}

bool
port_analog_has(struct port *port, size_t pin)
{
	return port->pins.pin[pin].is_analog;
}

uint16_t
port_analog_read(struct port *port, size_t pin)
{
	return port->pins.pin[pin].analog;
}

/* ---- touch and analog outputs, of an ESP32 ----------------------------- */

int
port_touch_read(struct port *port, size_t pin)
{
	const struct posix_pin *state = &port->pins.pin[pin];

	return state->is_pad ? state->touch : -1;
}

void
port_touch_set_threshold(struct port *port, size_t pin, uint16_t threshold)
{
	port->pins.pin[pin].touch_threshold = threshold;
}

bool
port_touch_is_pressed(struct port *port)
{
	for (size_t i = 0; i < port->pins.count; i++) {
		const struct posix_pin *pin = &port->pins.pin[i];

		if (pin->is_pad && pin->touch < pin->touch_threshold)
			return true;
	}
	return false;
}

int
port_dac_write(struct port *port, size_t pin, uint8_t value)
{
	if (!port->pins.pin[pin].is_dac)
		return -1;
	port_pin_configure(port, pin, PORT_PIN_ANALOG, PORT_PULL_NONE);
	port->pins.pin[pin].analog = (uint16_t)(value * DAC_STEP);
	return 0;
}

/* ---- temperature and clock ---------------------------------------------- */

bool
port_temperature(struct port *port, int32_t *milli_celsius)
{
	*milli_celsius = port->pins.milli_celsius;
	return true;
}

uint32_t
port_frequency(struct port *port)
{
	return port->hertz;
}

int
port_frequency_set(struct port *port, uint32_t hertz)
{
	const uint32_t *known = port->options.profile->hertz;

	for (size_t i = 0; i < PROFILE_FREQUENCIES && known[i] != 0; i++) {
		if (known[i] != hertz)
			continue;
		port->hertz = hertz;
		return 0;
	}
	return -PORT_EINVAL;
}

/* ---- strengths, alternate functions, PWM ---------------------------- */

/* Functions that pins of this board have beside plain input and output. */
static const struct {
	enum posix_wire wire;
	uint8_t number;
	const char *name;
} alternates[] = {
	{ POSIX_I2C_SDA, 1, "I2C0_SDA" },
	{ POSIX_I2C_SCL, 1, "I2C0_SCL" },
	{ POSIX_UART_TX, 1, "UART1_TX" },
	{ POSIX_UART_RX, 1, "UART1_RX" },
	{ POSIX_SPI_MISO, 1, "SPI1_MISO" },
	{ POSIX_SPI_MOSI, 1, "SPI1_MOSI" },
	{ POSIX_SPI_SCK, 1, "SPI1_SCK" },
	{ POSIX_SPI_SCK, 2, "TIM2_PWM0" },
};

enum port_pin_drive
port_pin_drive(struct port *port, size_t pin)
{
	return port->pins.pin[pin].drive;
}

void
port_pin_set_drive(struct port *port, size_t pin, enum port_pin_drive drive)
{
	port->pins.pin[pin].drive = drive;
}

const char *
port_pin_alternate(struct port *port, size_t pin, size_t index, int *number)
{
	const size_t *wire = port->pins.wire;

	for (size_t i = 0; i < sizeof(alternates) / sizeof(alternates[0]);
	     i++) {
		if (wire[alternates[i].wire] != pin || index-- > 0)
			continue;
		*number = alternates[i].number;
		return alternates[i].name;
	}
	return NULL;
}

int
port_pin_function(struct port *port, size_t pin)
{
	return port->pins.pin[pin].function - 1;
}

int
port_pin_set_function(struct port *port, size_t pin, int number)
{
	const char *name = "";
	int found = -1;

	for (size_t i = 0; number != -1 && found != number && name != NULL; i++)
		name = port_pin_alternate(port, pin, i, &found);
	if (name == NULL)
		return -PORT_EINVAL;
	port->pins.pin[pin].function = (uint8_t)(number + 1);
	return 0;
}

int
port_pwm_set(struct port *port, size_t pin, uint32_t hertz, uint16_t duty)
{
	struct posix_pin *state = &port->pins.pin[pin];

	if (hertz > 40000000)
		return -PORT_EINVAL;
	state->mode = hertz == 0 ? PORT_PIN_IN : PORT_PIN_OUT;
	state->pwm_hertz = hertz;
	state->pwm_duty = duty;
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* Pins: telling gateways what changed, calling handlers, flashing. */
#include <string.h>

#include "proto/command.h"

#include "agent.h"
#include "port_peripherals.h"
#include "runner.h"

#define TELL_INTERVAL_MS 20
#define FLASH_MS         250
#define EVENT_MAX        64

static uint8_t
state_of(struct port *port, size_t pin)
{
	return (uint8_t)(port_pin_mode(port, pin) << 1 |
	    (port_pin_read(port, pin) ? 1 : 0));
}

static size_t
count_pins(const struct agent *agent)
{
	size_t count = port_pin_count(agent->port);

	return count < PINS_MAX ? count : PINS_MAX;
}

void
pins_init(struct agent *agent)
{
	for (size_t i = 0; i < count_pins(agent); i++)
		agent->pins.told[i] = state_of(agent->port, i);
}

int
pins_find(struct agent *agent, const char *name, size_t len)
{
	for (size_t i = 0; i < count_pins(agent); i++) {
		const char *known = port_pin_name(agent->port, i);

		if (strlen(known) == len && memcmp(known, name, len) == 0)
			return (int)i;
	}
	return -1;
}

/* The number at the end of a name; -1: there is none. */
static intptr_t
number_of(const char *name)
{
	size_t len = strlen(name);
	size_t at = len;
	intptr_t number = 0;

	while (at > 0 && name[at - 1] >= '0' && name[at - 1] <= '9')
		at--;
	if (at == len)
		return -1;
	for (; at < len; at++)
		number = 10 * number + (name[at] - '0');
	return number;
}

int
pins_find_number(struct agent *agent, intptr_t number, bool analog)
{
	for (size_t i = 0; number >= 0 && i < count_pins(agent); i++) {
		if (number_of(port_pin_name(agent->port, i)) == number &&
		    (!analog || pins_is_analog(agent, i)))
			return (int)i;
	}
	return -1;
}

bool
pins_may_drive(struct agent *agent, size_t pin)
{
#if PORT_HAS_ANALOG_PINS
	return port_pin_may_drive(agent->port, pin);
#else
	(void)agent;
	(void)pin;
	return true;
#endif
}

bool
pins_is_analog(struct agent *agent, size_t pin)
{
#if PORT_HAS_ANALOG_PINS
	return port_analog_has(agent->port, pin);
#else
	(void)agent;
	(void)pin;
	return true;
#endif
}

void
pins_drive(struct agent *agent, size_t pin, bool level)
{
	struct port *port = agent->port;

	/* Level first, so that the pin does not glitch. */
	port_pin_write(port, pin, level);
	if (port_pin_mode(port, pin) != PORT_PIN_OUT)
		port_pin_configure(port, pin, PORT_PIN_OUT, PORT_PULL_NONE);
}

void
pins_hush(struct agent *agent, size_t pin)
{
	agent->pins.told[pin] = state_of(agent->port, pin);
}

static void
tell(struct agent *agent, size_t pin)
{
	uint8_t body[EVENT_MAX];
	struct proto_writer w;

	proto_writer_init(&w, body, sizeof(body));
	proto_cbor_put_map(&w, 3);
	proto_cbor_put_uint(&w, PROTO_PIN_CHANGED_NAME);
	proto_cbor_put_text(&w, port_pin_name(agent->port, pin));
	proto_cbor_put_uint(&w, PROTO_PIN_CHANGED_VALUE);
	proto_cbor_put_int(&w, port_pin_read(agent->port, pin));
	proto_cbor_put_uint(&w, PROTO_PIN_CHANGED_MODE);
	proto_cbor_put_uint(&w, port_pin_mode(agent->port, pin));
	agent_event(agent, PROTO_EVENT_PIN_CHANGED, body, w.len);
}

/* Fast changes are told as the latest state only, to spare the line. */
static void
tell_changes(struct agent *agent, uint32_t now_ms)
{
	struct pins *pins = &agent->pins;

	if (!agent_is_after(now_ms, pins->next_tell_ms))
		return;
	pins->next_tell_ms = now_ms;
	for (size_t i = 0; i < count_pins(agent); i++) {
		uint8_t state = state_of(agent->port, i);

		if (state == pins->told[i])
			continue;
		pins->told[i] = state;
		pins->next_tell_ms = now_ms + TELL_INTERVAL_MS;
		if (!pins->identifying || (int)i != port_pin_led(agent->port))
			tell(agent, i);
	}
}

void
pins_call_handlers(struct agent *agent)
{
	struct port_pin_edge edge;

	while (port_pin_next_edge(agent->port, &edge)) {
		uint8_t kind = edge.level ? PINS_RISING : PINS_FALLING;

		if (edge.pin >= PINS_MAX ||
		    (agent->pins.trigger[edge.pin] & kind) == 0)
			continue;
		agent->wake.edges |= (uint64_t)1 << edge.pin;
		runner_schedule(agent->runner, edge.pin);
	}
}

void
pins_identify(struct agent *agent, uint32_t seconds)
{
	struct pins *pins = &agent->pins;
	int led = port_pin_led(agent->port);
	uint32_t now = agent_now_ms(agent);

	if (led == -1)
		return;
	if (!pins->identifying)
		pins->identify_level = port_pin_read(agent->port, (size_t)led);
	pins->identifying = true;
	pins->identify_until_ms = now + 1000 * seconds;
	pins->identify_at_ms = now;
}

static void
flash(struct agent *agent, uint32_t now_ms)
{
	struct pins *pins = &agent->pins;
	int found = port_pin_led(agent->port);
	size_t led = (size_t)found;

	if (found == -1) { /* a program has taken the light by now */
		pins->identifying = false;
	} else if (agent_is_after(now_ms, pins->identify_until_ms)) {
		port_pin_write(agent->port, led, pins->identify_level);
		pins->identifying = false;
	} else if (agent_is_after(now_ms, pins->identify_at_ms)) {
		port_pin_write(agent->port, led,
		    !port_pin_read(agent->port, led));
		pins->identify_at_ms = now_ms + FLASH_MS;
	}
}

void
pins_poll(struct agent *agent, uint32_t now_ms)
{
	if (agent->pins.identifying)
		flash(agent, now_ms);
	if (!agent->pins.is_held)
		pins_call_handlers(agent);
	tell_changes(agent, now_ms);
}

uint32_t
pins_next_timeout_ms(const struct agent *agent, uint32_t now_ms)
{
	const struct pins *pins = &agent->pins;

	if (!agent_is_after(now_ms, pins->next_tell_ms))
		return pins->next_tell_ms - now_ms;
	return pins->identifying ? FLASH_MS / 4 : UINT32_MAX;
}

void
pins_forget_handlers(struct agent *agent)
{
	memset(agent->pins.trigger, 0, sizeof(agent->pins.trigger));
	agent->pins.is_held = false;
}

/* SPDX-License-Identifier: MIT */
/* Commands on pins. */
#include "command.h"

#define PIN_NAME_MAX 16
#define PAGE_MAX     20
#define ENTRY_MAX    32
#define TAIL_MAX     8

static int
find_pin(struct command *command, uint64_t key)
{
	struct proto_span name;
	int pin = -1;

	if (proto_cbor_get_text(command->args, command->args_len, key, &name))
		pin =
		    pins_find(command->agent, (const char *)name.at, name.len);
	if (pin == -1)
		command->message = "no such pin";
	return pin;
}

static int
value_of(struct port *port, size_t pin)
{
	if (port_pin_mode(port, pin) == PORT_PIN_ANALOG)
		return port_analog_read(port, pin);
	return port_pin_read(port, pin);
}

uint16_t
cmd_pin_list(struct command *command)
{
	struct proto_writer *w = &command->result;
	struct port *port = command->agent->port;
	uint64_t cursor = command_get_uint(command, PROTO_PIN_LIST_CURSOR, 0);
	size_t count = port_pin_count(port);
	size_t written = 0;
	size_t pin = cursor < count ? (size_t)cursor : count;
	size_t head;

	proto_cbor_put_map(w, 2);
	proto_cbor_put_uint(w, PROTO_PIN_LIST_R_PINS);
	head = w->len;
	proto_cbor_put_array(w, 0);
	for (; pin < count && written < PAGE_MAX; pin++, written++) {
		if (w->len + ENTRY_MAX + TAIL_MAX > w->cap)
			break;
		proto_cbor_put_array(w, 4);
		proto_cbor_put_text(w, port_pin_name(port, pin));
		proto_cbor_put_uint(w, port_pin_mode(port, pin));
		proto_cbor_put_int(w, value_of(port, pin));
		proto_cbor_put_uint(w, port_pin_pull(port, pin));
	}
	proto_cbor_patch_count(w, head, written);
	proto_cbor_put_uint(w, PROTO_PIN_LIST_R_NEXT);
	proto_cbor_put_uint(w, pin < count ? pin : 0);
	return PROTO_STATUS_OK;
}

uint16_t
cmd_pin_get(struct command *command)
{
	struct proto_writer *w = &command->result;
	struct port *port = command->agent->port;
	int pin = find_pin(command, PROTO_PIN_GET_NAME);

	if (pin == -1)
		return PROTO_STATUS_NOT_FOUND;
	proto_cbor_put_map(w, 2);
	proto_cbor_put_uint(w, PROTO_PIN_GET_R_VALUE);
	proto_cbor_put_int(w, value_of(port, (size_t)pin));
	proto_cbor_put_uint(w, PROTO_PIN_GET_R_MODE);
	proto_cbor_put_uint(w, port_pin_mode(port, (size_t)pin));
	return PROTO_STATUS_OK;
}

uint16_t
cmd_pin_set(struct command *command)
{
	struct proto_writer *w = &command->result;
	int pin = find_pin(command, PROTO_PIN_SET_NAME);
	int64_t value;

	if (pin == -1)
		return PROTO_STATUS_NOT_FOUND;
	if (!proto_cbor_get_int(command->args, command->args_len,
		PROTO_PIN_SET_VALUE, &value) ||
	    (value != 0 && value != 1))
		return command_fail(command, PROTO_STATUS_INVALID_ARGUMENT,
		    "the value is 0 or 1");
	if (!pins_may_drive(command->agent, (size_t)pin))
		return command_fail(command, PROTO_STATUS_INVALID_ARGUMENT,
		    "the pin can only be an input");
	pins_drive(command->agent, (size_t)pin, value == 1);
	proto_cbor_put_map(w, 1);
	proto_cbor_put_uint(w, PROTO_PIN_SET_R_VALUE);
	proto_cbor_put_int(w, port_pin_read(command->agent->port, (size_t)pin));
	return PROTO_STATUS_OK;
}

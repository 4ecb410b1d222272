/* SPDX-License-Identifier: MIT */
/* What an ESP32 has beside ADC: ADCBlock, TouchPad, DAC. */
#include <string.h>

#include "object/arguments.h"
#include "object/int.h"
#include "object/names.h"
#include "object/str.h"
#include "runtime/raise.h"
#include "runtime/writer.h"

#include "machine.h"
#include "machine_adc.h"

#if PORT_HAS_ESP

#include "port_esp.h"

/* ---- blocks ------------------------------------------------------------- */

#define BLOCK_COUNT 2
#define CHANNELS    10
#define BITS_MIN    9
#define BITS_MAX    12

enum { BLOCK_NUMBER, BLOCK_BITS, BLOCK_SLOTS };

/* The pin of each channel. */
static const char *const channel_pins[BLOCK_COUNT][CHANNELS] = {
	{ "GPIO36", "GPIO37", "GPIO38", "GPIO39", "GPIO32", "GPIO33", "GPIO34",
	    "GPIO35" },
	{ "GPIO4", "GPIO0", "GPIO2", "GPIO15", "GPIO13", "GPIO12", "GPIO14",
	    "GPIO27", "GPIO25", "GPIO26" },
};

static intptr_t
get_bits(struct vm *vm, vm_value v)
{
	intptr_t bits = vm_get_int(vm, v);

	if (bits < BITS_MIN || bits > BITS_MAX)
		vm_raise_value_error(vm, "invalid bits");
	return bits;
}

static vm_value
new_block(struct vm *vm, const struct vm_type *type, intptr_t number,
    intptr_t bits)
{
	vm_value self = vm_record_new(vm, type, BLOCK_SLOTS);

	VM_SETREF(vm, vm_record(self), slots[BLOCK_NUMBER], VM_INT(number));
	VM_SETREF(vm, vm_record(self), slots[BLOCK_BITS], VM_INT(bits));
	return self;
}

/* The channel of a block that the pin is, or -1. */
static int
channel_of(struct vm *vm, intptr_t block, size_t pin)
{
	const char *name = port_pin_name(machine_agent(vm)->port, pin);

	for (int i = 0; i < CHANNELS; i++) {
		const char *known = channel_pins[block - 1][i];

		if (known != NULL && strcmp(known, name) == 0)
			return i;
	}
	return -1;
}

vm_value
machine_adc_block_of(struct vm *vm, size_t pin, intptr_t width)
{
	return new_block(vm, &vm_type_machine_adc_block,
	    channel_of(vm, 1, pin) != -1 ? 1 : 2, width);
}

/* ADCBlock(id, *, bits=12) */
static vm_value
block_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	static const vm_value names[] = { VM_NAME(id), VM_NAME(bits) };
	vm_value out[] = { VM_UNDEF, VM_INT(BITS_MAX) };
	intptr_t number;

	vm_bind_keywords(vm, n_pos, n_kw, args, 2, 1, names, out);
	number = vm_get_int(vm, out[0]);
	if (number < 1 || number > BLOCK_COUNT)
		vm_raise_value_error(vm, "invalid block id");
	return new_block(vm, type, number, get_bits(vm, out[1]));
}

static vm_value
block_init(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(bits) };
	struct vm_record *block =
	    machine_self(vm, args[0], &vm_type_machine_adc_block);
	vm_value out[] = { block->slots[BLOCK_BITS] };

	vm_bind_keywords(vm, n_pos - 1, n_kw, args + 1, 1, 0, names, out);
	VM_SETREF(vm, block, slots[BLOCK_BITS], VM_INT(get_bits(vm, out[0])));
	return VM_NONE;
}

/* connect(channel), connect(pin), connect(channel, pin): an ADC. */
static vm_value
block_connect(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *block =
	    machine_self(vm, args[0], &vm_type_machine_adc_block);
	intptr_t number = vm_int_value(block->slots[BLOCK_NUMBER]);
	intptr_t channel = -1;
	vm_value source = args[argc - 1];
	size_t pin;

	if (vm_is_int(args[1])) {
		channel = vm_int_value(args[1]);
		if (channel < 0 || channel >= CHANNELS ||
		    channel_pins[number - 1][channel] == NULL)
			vm_raise_value_error(vm, "invalid channel");
		if (argc == 2)
			source =
			    vm_str_from(vm, channel_pins[number - 1][channel]);
	}
	pin = machine_find_pin(vm, source);
	if (channel_of(vm, number, pin) == -1 ||
	    (channel != -1 && channel_of(vm, number, pin) != channel))
		vm_raise_value_error(vm, "no matching ADC channel");
	return machine_adc_new(vm, &vm_type_machine_adc_esp32, pin,
	    vm_int_value(block->slots[BLOCK_BITS]));
}

static void
block_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	const struct vm_record *block = vm_record(self);

	(void)kind;
	vm_write_format(vm, out, "ADCBlock(%d, bits=%d)",
	    (int)vm_int_value(block->slots[BLOCK_NUMBER]),
	    (int)vm_int_value(block->slots[BLOCK_BITS]));
}

VM_DEFINE_NATIVE_KW(block_init_native, block_init, 1, 1);
VM_DEFINE_NATIVE(block_connect_native, block_connect, 2, 3);

static const struct vm_member block_members[] = {
	{ VM_NAME(init), VM_NATIVE(block_init_native) },
	{ VM_NAME(connect), VM_NATIVE(block_connect_native) },
};

static const struct vm_slots block_slots = {
	.print = block_print,
	.make = block_make,
};

VM_DEFINE_TYPE(machine_adc_block, ADCBlock, NULL,
    VM_TYPE_FINAL | VM_TYPE_HASHABLE, block_slots, block_members);

/* ---- touch -------------------------------------------------------------- */

static size_t
pin_of(struct vm *vm, vm_value self, const struct vm_type *type)
{
	return (size_t)vm_int_value(machine_self(vm, self, type)->slots[0]);
}

static vm_value
new_of_pin(struct vm *vm, const struct vm_type *type, size_t pin)
{
	vm_value self = vm_record_new(vm, type, 1);

	VM_SETREF(vm, vm_record(self), slots[0], VM_INT((intptr_t)pin));
	return self;
}

static vm_value
touch_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	size_t pin;

	vm_check_arguments(vm, n_pos, n_kw, 1, 1);
	pin = machine_find_pin(vm, args[0]);
	if (port_touch_read(machine_agent(vm)->port, pin) == -1)
		vm_raise_value_error(vm, "invalid pin for touchpad");
	return new_of_pin(vm, type, pin);
}

static vm_value
touch_read(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return VM_INT(port_touch_read(machine_agent(vm)->port,
	    pin_of(vm, args[0], &vm_type_machine_touch_pad)));
}

/* config(threshold): counts below it wake. */
static vm_value
touch_config(struct vm *vm, size_t argc, vm_value *args)
{
	size_t pin = pin_of(vm, args[0], &vm_type_machine_touch_pad);
	uint32_t threshold = machine_number(vm, args[1], 0, "threshold");

	(void)argc;
	if (threshold > UINT16_MAX)
		vm_raise_value_error(vm, "invalid threshold");
	port_touch_set_threshold(machine_agent(vm)->port, pin,
	    (uint16_t)threshold);
	return VM_NONE;
}

VM_DEFINE_NATIVE(touch_read_native, touch_read, 1, 1);
VM_DEFINE_NATIVE(touch_config_native, touch_config, 2, 2);

static const struct vm_member touch_members[] = {
	{ VM_NAME(read), VM_NATIVE(touch_read_native) },
	{ VM_NAME(config), VM_NATIVE(touch_config_native) },
};

static const struct vm_slots touch_slots = {
	.make = touch_make,
};

VM_DEFINE_TYPE(machine_touch_pad, TouchPad, NULL,
    VM_TYPE_FINAL | VM_TYPE_HASHABLE, touch_slots, touch_members);

/* ---- analog output ------------------------------------------------------ */

static vm_value
dac_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	size_t pin;

	vm_check_arguments(vm, n_pos, n_kw, 1, 1);
	pin = machine_find_pin(vm, args[0]);
	if (port_dac_write(machine_agent(vm)->port, pin, 0) != 0)
		vm_raise_value_error(vm, "invalid pin for DAC");
	return new_of_pin(vm, type, pin);
}

static vm_value
dac_write(struct vm *vm, size_t argc, vm_value *args)
{
	size_t pin = pin_of(vm, args[0], &vm_type_machine_dac);
	uint32_t value = machine_number(vm, args[1], 0, "value");

	(void)argc;
	if (value > UINT8_MAX)
		vm_raise_value_error(vm, "value must be 0 to 255");
	port_dac_write(machine_agent(vm)->port, pin, (uint8_t)value);
	return VM_NONE;
}

static void
dac_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_format(vm, out, "DAC(Pin('%s'))",
	    port_pin_name(machine_agent(vm)->port,
		(size_t)vm_int_value(vm_record(self)->slots[0])));
}

VM_DEFINE_NATIVE(dac_write_native, dac_write, 2, 2);

static const struct vm_member dac_members[] = {
	{ VM_NAME(write), VM_NATIVE(dac_write_native) },
};

static const struct vm_slots dac_slots = {
	.print = dac_print,
	.make = dac_make,
};

VM_DEFINE_TYPE(machine_dac, DAC, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    dac_slots, dac_members);

#endif

/* SPDX-License-Identifier: MIT */
/* machine.ADC. */
#include "object/arguments.h"
#include "object/int.h"
#include "object/names.h"
#include "runtime/raise.h"
#include "runtime/writer.h"

#include "machine.h"

enum { PIN_SLOT, WIDTH_SLOT, SLOT_COUNT };

/* Constants of ESP32 programs: attenuation is the maker's range here. */
enum { ATTN_0DB, ATTN_2_5DB, ATTN_6DB, ATTN_11DB };

#define WIDTH_MIN             9
#define WIDTH_MAX             13
#define WIDTH_USUAL           12
#define FULL_BITS             16
#define FULL_SCALE_MICROVOLTS 3300000

static size_t
pin_of(struct vm *vm, vm_value self)
{
	return (size_t)vm_int_value(
	    machine_self(vm, self, &vm_type_machine_adc)->slots[PIN_SLOT]);
}

/* A number means the analog input of that number, also where a pin without
 * a converter has the same. */
static size_t
find_input(struct vm *vm, vm_value id)
{
	struct agent *agent = machine_agent(vm);
	int pin = vm_is_int(id) ?
	    pins_find_number(agent, vm_int_value(id), true) :
	    (int)machine_find_pin(vm, id);

	if (pin == -1 || !pins_is_analog(agent, (size_t)pin))
		vm_raise_value_error(vm, "invalid pin");
	return (size_t)pin;
}

static void
check_attenuation(struct vm *vm, vm_value v)
{
	intptr_t attenuation = vm_get_int(vm, v);

	if (attenuation < ATTN_0DB || attenuation > ATTN_11DB)
		vm_raise_value_error(vm, "invalid atten");
}

static void
configure(struct vm *vm, size_t n_pos, size_t n_kw, const vm_value *args)
{
	static const vm_value names[] = { VM_NAME(sample_ns), VM_NAME(atten) };
	vm_value out[] = { VM_NONE, VM_INT(ATTN_11DB) };

	vm_bind_keywords(vm, n_pos, n_kw, args, 2, 0, names, out);
	check_attenuation(vm, out[1]);
}

static vm_value
adc_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	vm_value self;
	size_t pin;

	if (n_pos < 1)
		vm_raise_arguments(vm);
	pin = find_input(vm, args[0]);
	configure(vm, n_pos - 1, n_kw, args + 1);
	port_pin_configure(machine_agent(vm)->port, pin, PORT_PIN_ANALOG,
	    PORT_PULL_NONE);
	self = vm_record_new(vm, type, SLOT_COUNT);
	VM_SETREF(vm, vm_record(self), slots[PIN_SLOT], VM_INT((intptr_t)pin));
	VM_SETREF(vm, vm_record(self), slots[WIDTH_SLOT], VM_INT(WIDTH_USUAL));
	return self;
}

static vm_value
adc_init(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	pin_of(vm, args[0]);
	configure(vm, n_pos - 1, n_kw, args + 1);
	return VM_NONE;
}

static vm_value
adc_read_u16(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return VM_INT(
	    port_analog_read(machine_agent(vm)->port, pin_of(vm, args[0])));
}

/* As many bits as width() says. */
static vm_value
adc_read(struct vm *vm, size_t argc, vm_value *args)
{
	uint16_t full =
	    port_analog_read(machine_agent(vm)->port, pin_of(vm, args[0]));
	intptr_t width = vm_int_value(vm_record(args[0])->slots[WIDTH_SLOT]);

	(void)argc;
	return VM_INT(full >> (FULL_BITS - width));
}

static vm_value
adc_read_uv(struct vm *vm, size_t argc, vm_value *args)
{
	uint64_t full =
	    port_analog_read(machine_agent(vm)->port, pin_of(vm, args[0]));

	(void)argc;
	return vm_int_from_uint64(vm,
	    full * FULL_SCALE_MICROVOLTS / UINT16_MAX);
}

static vm_value
adc_atten(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	pin_of(vm, args[0]);
	check_attenuation(vm, args[1]);
	return VM_NONE;
}

static vm_value
adc_width(struct vm *vm, size_t argc, vm_value *args)
{
	intptr_t width = vm_get_int(vm, args[1]);

	(void)argc;
	pin_of(vm, args[0]);
	if (width < WIDTH_MIN || width > WIDTH_MAX)
		vm_raise_value_error(vm, "invalid width");
	VM_SETREF(vm, vm_record(args[0]), slots[WIDTH_SLOT], VM_INT(width));
	return VM_NONE;
}

static void
adc_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_format(vm, out, "ADC('%s')",
	    port_pin_name(machine_agent(vm)->port, pin_of(vm, self)));
}

VM_DEFINE_NATIVE_KW(adc_init_native, adc_init, 1, 3);
VM_DEFINE_NATIVE(adc_read_u16_native, adc_read_u16, 1, 1);
VM_DEFINE_NATIVE(adc_read_native, adc_read, 1, 1);
VM_DEFINE_NATIVE(adc_read_uv_native, adc_read_uv, 1, 1);
VM_DEFINE_NATIVE(adc_atten_native, adc_atten, 2, 2);
VM_DEFINE_NATIVE(adc_width_native, adc_width, 2, 2);

static const struct vm_member adc_members[] = {
	{ VM_NAME(init), VM_NATIVE(adc_init_native) },
	{ VM_NAME(read_u16), VM_NATIVE(adc_read_u16_native) },
	{ VM_NAME(read), VM_NATIVE(adc_read_native) },
	{ VM_NAME(read_uv), VM_NATIVE(adc_read_uv_native) },
	{ VM_NAME(atten), VM_NATIVE(adc_atten_native) },
	{ VM_NAME(width), VM_NATIVE(adc_width_native) },
	{ VM_NAME(ATTN_0DB), VM_INT(ATTN_0DB) },
	{ VM_NAME(ATTN_2_5DB), VM_INT(ATTN_2_5DB) },
	{ VM_NAME(ATTN_6DB), VM_INT(ATTN_6DB) },
	{ VM_NAME(ATTN_11DB), VM_INT(ATTN_11DB) },
	{ VM_NAME(WIDTH_9BIT), VM_INT(9) },
	{ VM_NAME(WIDTH_10BIT), VM_INT(10) },
	{ VM_NAME(WIDTH_11BIT), VM_INT(11) },
	{ VM_NAME(WIDTH_12BIT), VM_INT(12) },
};

static const struct vm_slots adc_slots = {
	.print = adc_print,
	.make = adc_make,
};

VM_DEFINE_TYPE(machine_adc, ADC, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    adc_slots, adc_members);

/* SPDX-License-Identifier: MIT */
/* machine.ADC. */
#include "object/arguments.h"
#include "object/int.h"
#include "object/names.h"
#include "runtime/raise.h"
#include "runtime/writer.h"

#include "machine.h"
#include "machine_adc.h"

#define NO_PIN (-1) /* a WiPy's converter, of which channels are made */

enum { ATTN_0DB, ATTN_2_5DB, ATTN_6DB, ATTN_11DB };

/* Of the full range, which is that of ATTN_11DB, by attenuation. */
static const uint32_t range_microvolts[] = { 1100000, 1500000, 2200000,
	3300000 };

#define WIPY_CHANNELS         4
#define WIPY_FIRST_INPUT      2 /* GP2 is channel 0 */
#define WIDTH_MIN             9
#define WIDTH_MAX             13
#define WIDTH_USUAL           12
#define WIDTH_ESP8266         10
#define FULL_BITS             16
#define FULL_SCALE_MICROVOLTS 3300000

static const struct vm_record *
adc_of(struct vm *vm, vm_value self)
{
	const struct vm_record *adc =
	    machine_self(vm, self, &vm_type_machine_adc);

	if (adc->slots[ADC_PIN] == VM_INT(NO_PIN))
		vm_raise_value_error(vm, "only a channel has a value");
	return adc;
}

/* What the pin has of its range, 0 to 65535. */
static uint32_t
sample(struct vm *vm, const struct vm_record *adc)
{
	uint64_t full = port_analog_read(machine_agent(vm)->port,
	    (size_t)vm_int_value(adc->slots[ADC_PIN]));
	uint64_t value = full * FULL_SCALE_MICROVOLTS /
	    range_microvolts[vm_int_value(adc->slots[ADC_ATTENUATION])];

	return value < UINT16_MAX ? (uint32_t)value : UINT16_MAX;
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
set_attenuation(struct vm *vm, struct vm_record *adc, vm_value v)
{
	intptr_t attenuation = vm_get_int(vm, v);

	if (attenuation < ATTN_0DB || attenuation > ATTN_11DB)
		vm_raise_value_error(vm, "invalid atten");
	VM_SETREF(vm, adc, slots[ADC_ATTENUATION], VM_INT(attenuation));
}

static void
configure(struct vm *vm, struct vm_record *adc, size_t n_pos, size_t n_kw,
    const vm_value *args)
{
	static const vm_value names[] = { VM_NAME(sample_ns), VM_NAME(atten) };
	vm_value out[] = { VM_NONE, VM_UNDEF };

	vm_bind_keywords(vm, n_pos, n_kw, args, 2, 0, names, out);
	if (out[1] != VM_UNDEF)
		set_attenuation(vm, adc, out[1]);
}

static vm_value
new_adc(struct vm *vm, const struct vm_type *type, intptr_t pin, intptr_t width)
{
	vm_value self = vm_record_new(vm, type, ADC_SLOTS);

	VM_SETREF(vm, vm_record(self), slots[ADC_PIN], VM_INT(pin));
	VM_SETREF(vm, vm_record(self), slots[ADC_WIDTH], VM_INT(width));
	VM_SETREF(vm, vm_record(self), slots[ADC_ATTENUATION],
	    VM_INT(ATTN_11DB));
	return self;
}

vm_value
machine_adc_new(struct vm *vm, const struct vm_type *type, size_t pin,
    intptr_t width)
{
	vm_value self = new_adc(vm, type, (intptr_t)pin, width);

	port_pin_configure(machine_agent(vm)->port, pin, PORT_PIN_ANALOG,
	    PORT_PULL_NONE);
	return self;
}

static vm_value
adc_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	enum machine_kind kind = machine_kind(vm);
	vm_value self;

	if (kind == MACHINE_WIPY && (n_pos == 0 || vm_is_int(args[0]))) {
		vm_check_arguments(vm, n_pos, 0, 0, 1);
		if (n_pos == 1 && args[0] != VM_INT(0))
			vm_raise_value_error(vm, "no such ADC");
		return new_adc(vm, type, NO_PIN, WIDTH_USUAL);
	}
	if (n_pos < 1)
		vm_raise_arguments(vm);
	self = machine_adc_new(vm, type, find_input(vm, args[0]),
	    kind == MACHINE_ESP8266 ? WIDTH_ESP8266 : WIDTH_USUAL);
	configure(vm, vm_record(self), n_pos - 1, n_kw, args + 1);
	return self;
}

static vm_value
adc_init(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	configure(vm, machine_self(vm, args[0], &vm_type_machine_adc),
	    n_pos - 1, n_kw, args + 1);
	return VM_NONE;
}

static vm_value
adc_read_u16(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return VM_INT((intptr_t)sample(vm, adc_of(vm, args[0])));
}

/* As many bits as width() says. */
static vm_value
adc_read(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *adc = adc_of(vm, args[0]);

	(void)argc;
	return VM_INT((intptr_t)(sample(vm, adc) >>
	    (FULL_BITS - vm_int_value(adc->slots[ADC_WIDTH]))));
}

static vm_value
adc_read_uv(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *adc = adc_of(vm, args[0]);
	uint64_t range =
	    range_microvolts[vm_int_value(adc->slots[ADC_ATTENUATION])];

	(void)argc;
	return vm_int_from_uint64(vm, sample(vm, adc) * range / UINT16_MAX);
}

static vm_value
adc_atten(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	set_attenuation(vm, machine_self(vm, args[0], &vm_type_machine_adc),
	    args[1]);
	return VM_NONE;
}

static vm_value
adc_width(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_record *adc = machine_self(vm, args[0], &vm_type_machine_adc);
	intptr_t width = vm_get_int(vm, args[1]);

	(void)argc;
	if (width < WIDTH_MIN || width > WIDTH_MAX)
		vm_raise_value_error(vm, "invalid width");
	VM_SETREF(vm, adc, slots[ADC_WIDTH], VM_INT(width));
	return VM_NONE;
}

static void
adc_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	vm_value pin = vm_record(self)->slots[ADC_PIN];

	(void)kind;
	if (pin == VM_INT(NO_PIN))
		vm_write_format(vm, out, "ADC(0)");
	else
		vm_write_format(vm, out, "ADC('%s')",
		    port_pin_name(machine_agent(vm)->port,
			(size_t)vm_int_value(pin)));
}

VM_DEFINE_NATIVE_KW(adc_init_native, adc_init, 1, 3);
VM_DEFINE_NATIVE(adc_read_u16_native, adc_read_u16, 1, 1);
VM_DEFINE_NATIVE(adc_read_native, adc_read, 1, 1);
VM_DEFINE_NATIVE(adc_read_uv_native, adc_read_uv, 1, 1);
VM_DEFINE_NATIVE(adc_atten_native, adc_atten, 2, 2);
VM_DEFINE_NATIVE(adc_width_native, adc_width, 2, 2);

#define READ_MEMBERS                                           \
	{ VM_NAME(read_u16), VM_NATIVE(adc_read_u16_native) }, \
	{                                                      \
		VM_NAME(read), VM_NATIVE(adc_read_native)      \
	}
#define RANGE_MEMBERS                                            \
	{ VM_NAME(init), VM_NATIVE(adc_init_native) },           \
	    { VM_NAME(read_uv), VM_NATIVE(adc_read_uv_native) }, \
	    { VM_NAME(atten), VM_NATIVE(adc_atten_native) },     \
	    { VM_NAME(width), VM_NATIVE(adc_width_native) },     \
	    { VM_NAME(ATTN_0DB), VM_INT(ATTN_0DB) },             \
	    { VM_NAME(ATTN_2_5DB), VM_INT(ATTN_2_5DB) },         \
	    { VM_NAME(ATTN_6DB), VM_INT(ATTN_6DB) },             \
	    { VM_NAME(ATTN_11DB), VM_INT(ATTN_11DB) },           \
	    { VM_NAME(WIDTH_9BIT), VM_INT(9) },                  \
	    { VM_NAME(WIDTH_10BIT), VM_INT(10) },                \
	    { VM_NAME(WIDTH_11BIT), VM_INT(11) },                \
	{                                                        \
		VM_NAME(WIDTH_12BIT), VM_INT(12)                 \
	}

static const struct vm_member adc_members[] = {
	READ_MEMBERS,
	RANGE_MEMBERS,
};

#if MACHINE_HAS_KINDS

/* A WiPy's channels are called. */
static vm_value
adc_call(struct vm *vm, vm_value self, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	(void)args;
	vm_check_arguments(vm, n_pos, n_kw, 0, 0);
	if (machine_kind(vm) != MACHINE_WIPY)
		vm_raise_type_error(vm, "'%t' object isn't callable", self);
	return adc_read(vm, 1, &self);
}

static const struct vm_slots adc_slots = {
	.print = adc_print,
	.call = adc_call,
	.make = adc_make,
};

VM_DEFINE_TYPE(machine_adc, ADC, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    adc_slots, adc_members);

/* channel(id) or channel(pin=...) */
static vm_value
adc_channel(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(id), VM_NAME(pin) };
	vm_value out[] = { VM_NONE, VM_NONE };
	intptr_t channel;

	vm_bind_keywords(vm, n_pos - 1, n_kw, args + 1, 2, 0, names, out);
	machine_self(vm, args[0], &vm_type_machine_adc);
	if (out[0] == VM_NONE && out[1] == VM_NONE)
		vm_raise_type_error(vm, "'id' or 'pin' argument required");
	if (out[1] == VM_NONE) {
		channel = vm_get_int(vm, out[0]);
		if (channel < 0 || channel >= WIPY_CHANNELS)
			vm_raise_value_error(vm, "no such channel");
		out[1] = VM_INT(WIPY_FIRST_INPUT + channel);
	}
	return machine_adc_new(vm, &vm_type_machine_adc_wipy,
	    find_input(vm, out[1]), WIDTH_USUAL);
}

static vm_value
adc_deinit(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	machine_self(vm, args[0], &vm_type_machine_adc);
	return VM_NONE;
}

/* block(): the converter of this input. */
static vm_value
adc_block(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *adc = adc_of(vm, args[0]);

	(void)argc;
	return machine_adc_block_of(vm,
	    (size_t)vm_int_value(adc->slots[ADC_PIN]),
	    vm_int_value(adc->slots[ADC_WIDTH]));
}

VM_DEFINE_NATIVE_KW(adc_channel_native, adc_channel, 1, 2);
VM_DEFINE_NATIVE(adc_deinit_native, adc_deinit, 1, 1);
VM_DEFINE_NATIVE(adc_block_native, adc_block, 1, 1);

static const struct vm_member adc_esp32_members[] = {
	READ_MEMBERS,
	RANGE_MEMBERS,
	{ VM_NAME(block), VM_NATIVE(adc_block_native) },
};

VM_DEFINE_TYPE(machine_adc_esp32, ADC, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    adc_slots, adc_esp32_members);

static const struct vm_member adc_esp8266_members[] = {
	READ_MEMBERS,
};

VM_DEFINE_TYPE(machine_adc_esp8266, ADC, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    adc_slots, adc_esp8266_members);

static const struct vm_member adc_wipy_members[] = {
	READ_MEMBERS,
	{ VM_NAME(value), VM_NATIVE(adc_read_native) },
	{ VM_NAME(channel), VM_NATIVE(adc_channel_native) },
	{ VM_NAME(init), VM_NATIVE(adc_init_native) },
	{ VM_NAME(deinit), VM_NATIVE(adc_deinit_native) },
};

VM_DEFINE_TYPE(machine_adc_wipy, ADC, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    adc_slots, adc_wipy_members);

#else

static const struct vm_slots adc_slots = {
	.print = adc_print,
	.make = adc_make,
};

VM_DEFINE_TYPE(machine_adc, ADC, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    adc_slots, adc_members);

#endif

/* SPDX-License-Identifier: MIT */
/* machine.Pin and machine.ADC. */
#include "object/arguments.h"
#include "object/function.h"
#include "object/int.h"
#include "object/names.h"
#include "object/record.h"
#include "object/str.h"
#include "runtime/call.h"
#include "runtime/ops.h"
#include "runtime/raise.h"
#include "runtime/writer.h"
#include "vm.h"

#include "agent.h"
#include "agent_modules.h"
#include "runner_parts.h"

#define PIN_SLOT  0
#define PULL_NONE (-1)

static struct agent *
agent_of(struct vm *vm)
{
	return vm_host_ctx(vm);
}

static size_t
pin_of(vm_value self)
{
	return (size_t)vm_int_value(vm_record(self)->slots[PIN_SLOT]);
}

/* A Pin, a number or a name. */
static size_t
find_pin(struct vm *vm, vm_value id)
{
	struct agent *agent = agent_of(vm);
	int pin = -1;

	if (vm_is_record(id, &vm_type_machine_pin))
		return pin_of(id);
	if (vm_is_int(id)) {
		intptr_t number = vm_int_value(id);

		/* Numbers are those of p0, p1, ...; the light has a name. */
		if (number >= 0 &&
		    number < (intptr_t)port_pin_count(agent->port) &&
		    number != port_pin_led(agent->port))
			pin = (int)number;
	} else if (vm_is_str(id)) {
		pin = pins_find(agent, vm_str_data(id), vm_str_len(id));
	}
	if (pin == -1)
		vm_raise_value_error(vm, "invalid pin");
	return (size_t)pin;
}

static vm_value
new_record(struct vm *vm, const struct vm_type *type, size_t pin)
{
	vm_value self = vm_record_new(vm, type, 1);

	VM_SETREF(vm, vm_record(self), slots[PIN_SLOT], VM_INT((intptr_t)pin));
	return self;
}

/* ---- Pin ------------------------------------------------------------------
 */

/* Applies Pin(id, mode, pull, *, value); absent ones stay as they are. */
static void
configure(struct vm *vm, size_t pin, size_t n_pos, size_t n_kw,
    const vm_value *args)
{
	static const vm_value names[] = { VM_NAME(mode), VM_NAME(pull),
		VM_NAME(value) };
	vm_value out[] = { VM_UNDEF, VM_UNDEF, VM_UNDEF };
	struct port *port = agent_of(vm)->port;
	enum port_pin_mode mode = port_pin_mode(port, pin);
	enum port_pin_pull pull = port_pin_pull(port, pin);

	vm_bind_keywords(vm, n_pos, n_kw, args, 3, 0, names, out);
	if (out[0] != VM_UNDEF && out[0] != VM_INT(-1)) {
		intptr_t number = vm_get_int(vm, out[0]);

		if (number < PORT_PIN_IN || number > PORT_PIN_ANALOG)
			vm_raise_value_error(vm, "invalid pin mode");
		mode = (enum port_pin_mode)number;
	}
	if (out[1] == VM_NONE) {
		pull = PORT_PULL_NONE;
	} else if (out[1] != VM_UNDEF && out[1] != VM_INT(PULL_NONE)) {
		intptr_t number = vm_get_int(vm, out[1]);

		if (number < PORT_PULL_UP || number > PORT_PULL_DOWN)
			vm_raise_value_error(vm, "invalid pin pull");
		pull = (enum port_pin_pull)number;
	}
	if (out[2] != VM_UNDEF && out[2] != VM_NONE)
		port_pin_write(port, pin, vm_truth(vm, out[2]));
	port_pin_configure(port, pin, mode, pull);
}

static vm_value
pin_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	size_t pin;

	if (n_pos < 1)
		vm_raise_arguments(vm);
	pin = find_pin(vm, args[0]);
	configure(vm, pin, n_pos - 1, n_kw, args + 1);
	return new_record(vm, type, pin);
}

static vm_value
pin_init(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	configure(vm, pin_of(args[0]), n_pos - 1, n_kw, args + 1);
	return VM_NONE;
}

static vm_value
pin_value(struct vm *vm, size_t argc, vm_value *args)
{
	struct port *port = agent_of(vm)->port;

	if (argc == 1)
		return VM_INT(port_pin_read(port, pin_of(args[0])));
	port_pin_write(port, pin_of(args[0]), vm_truth(vm, args[1]));
	return VM_NONE;
}

static vm_value
pin_call(struct vm *vm, vm_value self, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	vm_value with_self[2] = { self, VM_UNDEF };

	vm_check_arguments(vm, n_pos, n_kw, 0, 1);
	if (n_pos == 1)
		with_self[1] = args[0];
	return pin_value(vm, n_pos + 1, with_self);
}

static vm_value
pin_on(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	port_pin_write(agent_of(vm)->port, pin_of(args[0]), true);
	return VM_NONE;
}

static vm_value
pin_off(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	port_pin_write(agent_of(vm)->port, pin_of(args[0]), false);
	return VM_NONE;
}

static vm_value
pin_toggle(struct vm *vm, size_t argc, vm_value *args)
{
	struct port *port = agent_of(vm)->port;
	size_t pin = pin_of(args[0]);

	(void)argc;
	port_pin_write(port, pin, !port_pin_read(port, pin));
	return VM_NONE;
}

static vm_value
pin_mode(struct vm *vm, size_t argc, vm_value *args)
{
	struct port *port = agent_of(vm)->port;
	size_t pin = pin_of(args[0]);

	if (argc == 1)
		return VM_INT(port_pin_mode(port, pin));
	configure(vm, pin, 1, 0, args + 1);
	return VM_NONE;
}

static vm_value
pin_name(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_str_from(vm,
	    port_pin_name(agent_of(vm)->port, pin_of(args[0])));
}

/* irq(handler=None, trigger=IRQ_FALLING | IRQ_RISING): handler(pin) runs
 * between two instructions after an edge. */
static vm_value
pin_irq(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(handler), VM_NAME(trigger) };
	vm_value out[] = { VM_NONE, VM_INT(PINS_FALLING | PINS_RISING) };
	struct agent *agent = agent_of(vm);
	size_t pin = pin_of(args[0]);
	intptr_t trigger;

	vm_bind_keywords(vm, n_pos - 1, n_kw, args + 1, 2, 0, names, out);
	trigger = vm_get_int(vm, out[1]);
	if (trigger < 1 || trigger > (PINS_FALLING | PINS_RISING))
		vm_raise_value_error(vm, "invalid trigger");
	if (out[0] != VM_NONE && !vm_is_callable(vm, out[0]))
		vm_raise_type_error(vm, "handler must be callable or None");
	if (runner_set_pin_handler(agent->runner, pin, out[0], args[0]) != 0)
		vm_raise_no_memory(vm, sizeof(vm_value));
	if (out[0] != VM_NONE)
		agent->pins.trigger[pin] = (uint8_t)trigger;
	return VM_NONE;
}

static void
pin_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	struct port *port = agent_of(vm)->port;
	static const char *const modes[] = {
		[PORT_PIN_IN] = "IN",
		[PORT_PIN_OUT] = "OUT",
		[PORT_PIN_OPEN_DRAIN] = "OPEN_DRAIN",
		[PORT_PIN_ANALOG] = "ANALOG",
	};

	(void)kind;
	vm_write_format(vm, out, "Pin('%s', mode=Pin.%s)",
	    port_pin_name(port, pin_of(self)),
	    modes[port_pin_mode(port, pin_of(self))]);
}

VM_DEFINE_NATIVE_KW(pin_init_native, pin_init, 1, 3);
VM_DEFINE_NATIVE(pin_value_native, pin_value, 1, 2);
VM_DEFINE_NATIVE(pin_on_native, pin_on, 1, 1);
VM_DEFINE_NATIVE(pin_off_native, pin_off, 1, 1);
VM_DEFINE_NATIVE(pin_toggle_native, pin_toggle, 1, 1);
VM_DEFINE_NATIVE(pin_mode_native, pin_mode, 1, 2);
VM_DEFINE_NATIVE(pin_name_native, pin_name, 1, 1);
VM_DEFINE_NATIVE_KW(pin_irq_native, pin_irq, 1, 3);

static const struct vm_member pin_members[] = {
	{ VM_NAME(init), VM_NATIVE(pin_init_native) },
	{ VM_NAME(value), VM_NATIVE(pin_value_native) },
	{ VM_NAME(on), VM_NATIVE(pin_on_native) },
	{ VM_NAME(off), VM_NATIVE(pin_off_native) },
	{ VM_NAME(toggle), VM_NATIVE(pin_toggle_native) },
	{ VM_NAME(mode), VM_NATIVE(pin_mode_native) },
	{ VM_NAME(name), VM_NATIVE(pin_name_native) },
	{ VM_NAME(irq), VM_NATIVE(pin_irq_native) },
	{ VM_NAME(IN), VM_INT(PORT_PIN_IN) },
	{ VM_NAME(OUT), VM_INT(PORT_PIN_OUT) },
	{ VM_NAME(OPEN_DRAIN), VM_INT(PORT_PIN_OPEN_DRAIN) },
	{ VM_NAME(ANALOG), VM_INT(PORT_PIN_ANALOG) },
	{ VM_NAME(PULL_UP), VM_INT(PORT_PULL_UP) },
	{ VM_NAME(PULL_DOWN), VM_INT(PORT_PULL_DOWN) },
	{ VM_NAME(IRQ_FALLING), VM_INT(PINS_FALLING) },
	{ VM_NAME(IRQ_RISING), VM_INT(PINS_RISING) },
};

static const struct vm_slots pin_slots = {
	.print = pin_print,
	.call = pin_call,
	.make = pin_make,
};

VM_DEFINE_TYPE(machine_pin, Pin, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    pin_slots, pin_members);

/* ---- ADC ------------------------------------------------------------------
 */

static vm_value
adc_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	size_t pin;

	vm_check_arguments(vm, n_pos, n_kw, 1, 1);
	pin = find_pin(vm, args[0]);
	port_pin_configure(agent_of(vm)->port, pin, PORT_PIN_ANALOG,
	    PORT_PULL_NONE);
	return new_record(vm, type, pin);
}

static vm_value
adc_read_u16(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return VM_INT(port_analog_read(agent_of(vm)->port, pin_of(args[0])));
}

/* The 12 bits that most converters have. */
static vm_value
adc_read(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return VM_INT(
	    port_analog_read(agent_of(vm)->port, pin_of(args[0])) >> 4);
}

VM_DEFINE_NATIVE(adc_read_u16_native, adc_read_u16, 1, 1);
VM_DEFINE_NATIVE(adc_read_native, adc_read, 1, 1);

static const struct vm_member adc_members[] = {
	{ VM_NAME(read_u16), VM_NATIVE(adc_read_u16_native) },
	{ VM_NAME(read), VM_NATIVE(adc_read_native) },
};

static const struct vm_slots adc_slots = {
	.make = adc_make,
};

VM_DEFINE_TYPE(machine_adc, ADC, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    adc_slots, adc_members);

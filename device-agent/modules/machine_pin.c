/* SPDX-License-Identifier: MIT */
/* machine.Pin, and what the other parts need of pins and numbers. */
#include "object/arguments.h"
#include "object/class.h"
#include "object/int.h"
#include "object/list.h"
#include "object/names.h"
#include "object/str.h"
#include "runtime/call.h"
#include "runtime/ops.h"
#include "runtime/raise.h"
#include "runtime/writer.h"

#include "machine.h"
#include "machine_sleep.h"
#include "runner_parts.h"

#define PIN_SLOT     0
#define READ_MAX     65536 /* of a bus at once */
#define PULL_NONE    (-1)
#define EDGES        (PINS_FALLING | PINS_RISING)
#define LEVELS       (PINS_LOW_LEVEL | PINS_HIGH_LEVEL)
#define PRIORITY_MAX 7
/* Modes beyond the port's: a peripheral has the pin. */
enum { ALT = PORT_PIN_ANALOG + 1, ALT_OPEN_DRAIN };

bool
machine_is(vm_value v, const struct vm_type *type)
{
	return vm_is(v, VM_TID_RECORD) &&
	    vm_record(v)->type->slots == type->slots;
}

struct vm_record *
machine_self(struct vm *vm, vm_value v, const struct vm_type *type)
{
	vm_value native = vm_native_value(v);

	if (!machine_is(native, type))
		vm_raise_type_error(vm, "argument should be a '%S' not a '%t'",
		    type->name, v);
	return vm_record(native);
}

int
machine_check(struct vm *vm, int result)
{
	if (result == -PORT_EINVAL)
		vm_raise_value_error(vm, "invalid pins or settings");
	if (result < 0)
		vm_raise_os_error(vm, -result);
	return result;
}

uint32_t
machine_number(struct vm *vm, vm_value v, uint32_t min, const char *name)
{
	int64_t number = vm_get_int64(vm, v);

	if (number < min || number > INT32_MAX)
		vm_raise_value_error(vm, "invalid %s", name);
	return (uint32_t)number;
}

vm_value
machine_new_bytes(struct vm *vm, vm_value nbytes, struct vm_bytes_view *view)
{
	uint32_t len = machine_number(vm, nbytes, 0, "nbytes");
	vm_value bytes;

	if (len > READ_MAX)
		vm_raise_value_error(vm, "invalid nbytes");
	bytes = vm_bytes_alloc(vm, len);
	vm_get_bytes(vm, bytes, view);
	return bytes;
}

static size_t
pin_of(struct vm *vm, vm_value self)
{
	if (!machine_is(self, &vm_type_machine_pin))
		machine_self(vm, self, &vm_type_machine_pin);
	return (size_t)vm_int_value(vm_record(self)->slots[PIN_SLOT]);
}

size_t
machine_find_pin(struct vm *vm, vm_value id)
{
	struct agent *agent = machine_agent(vm);
	int pin = -1;

	if (machine_is(id, &vm_type_machine_pin))
		return pin_of(vm, id);
	if (vm_is_int(id))
		pin = pins_find_number(agent, vm_int_value(id), false);
	else if (vm_is_str(id))
		pin = pins_find(agent, vm_str_data(id), vm_str_len(id));
	if (pin == -1)
		vm_raise_value_error(vm, "invalid pin");
	return (size_t)pin;
}

size_t
machine_optional_pin(struct vm *vm, vm_value id)
{
	if (id == VM_UNDEF || id == VM_NONE)
		return PORT_ANY_PIN;
	return machine_find_pin(vm, id);
}

void
machine_check_output(struct vm *vm, size_t pin)
{
	if (!pins_may_drive(machine_agent(vm), pin))
		vm_raise_value_error(vm, "pin can only be input");
}

/* ---- mode, pull, drive, alternate --------------------------------------- */

static enum port_pin_pull
pull_of(struct vm *vm, vm_value v)
{
	intptr_t number = v == VM_NONE ? PULL_NONE : vm_get_int(vm, v);

	if (number == PULL_NONE)
		return PORT_PULL_NONE;
	if (number < PORT_PULL_UP || number > PORT_PULL_DOWN ||
	    (number == PORT_PULL_DOWN && machine_kind(vm) == MACHINE_ESP8266))
		vm_raise_value_error(vm, "invalid pin pull");
	return (enum port_pin_pull)number;
}

#if PORT_HAS_PIN_DRIVE

static void
set_drive(struct vm *vm, size_t pin, vm_value v)
{
	intptr_t drive = vm_get_int(vm, v);

	if (drive < PORT_DRIVE_LOW_POWER || drive > PORT_DRIVE_TOP_POWER ||
	    (drive == PORT_DRIVE_TOP_POWER &&
		machine_kind(vm) != MACHINE_ESP32))
		vm_raise_value_error(vm, "invalid pin drive");
	port_pin_set_drive(machine_agent(vm)->port, pin,
	    (enum port_pin_drive)drive);
}

/* The mode of the pin once a peripheral has it. */
static enum port_pin_mode
set_alternate(struct vm *vm, size_t pin, intptr_t mode, vm_value alternate)
{
	intptr_t number =
	    alternate == VM_UNDEF ? -1 : vm_get_int(vm, alternate);

	if (mode != ALT && mode != ALT_OPEN_DRAIN && number != -1)
		vm_raise_value_error(vm, "alt needs mode ALT");
	if (mode == ALT || mode == ALT_OPEN_DRAIN) {
		if (number < 0 ||
		    port_pin_set_function(machine_agent(vm)->port, pin,
			(int)number) != 0)
			vm_raise_value_error(vm, "invalid pin alternate");
		return mode == ALT ? PORT_PIN_OUT : PORT_PIN_OPEN_DRAIN;
	}
	port_pin_set_function(machine_agent(vm)->port, pin, -1);
	return (enum port_pin_mode)mode;
}

#else

static void
set_drive(struct vm *vm, size_t pin, vm_value v)
{
	(void)pin;
	(void)v;
	vm_raise_value_error(vm, "invalid pin drive");
}

static enum port_pin_mode
set_alternate(struct vm *vm, size_t pin, intptr_t mode, vm_value alternate)
{
	(void)pin;
	if (mode > PORT_PIN_ANALOG || alternate != VM_UNDEF)
		vm_raise_value_error(vm, "invalid pin alternate");
	return (enum port_pin_mode)mode;
}

#endif

/* Applies mode, pull, *, value, drive, alt; absent ones stay. */
static void
configure(struct vm *vm, size_t pin, size_t n_pos, size_t n_kw,
    const vm_value *args)
{
	static const vm_value names[] = { VM_NAME(mode), VM_NAME(pull),
		VM_NAME(value), VM_NAME(drive), VM_NAME(alt) };
	vm_value out[] = { VM_UNDEF, VM_UNDEF, VM_UNDEF, VM_UNDEF, VM_UNDEF };
	struct port *port = machine_agent(vm)->port;
	enum port_pin_mode mode = port_pin_mode(port, pin);
	enum port_pin_pull pull = port_pin_pull(port, pin);

	vm_bind_keywords(vm, n_pos, n_kw, args, 5, 0, names, out);
	if (out[1] != VM_UNDEF)
		pull = pull_of(vm, out[1]);
	if (out[3] != VM_UNDEF)
		set_drive(vm, pin, out[3]);
	if (out[0] != VM_UNDEF && out[0] != VM_INT(-1)) {
		intptr_t number = vm_get_int(vm, out[0]);

		if (number < PORT_PIN_IN || number > ALT_OPEN_DRAIN)
			vm_raise_value_error(vm, "invalid pin mode");
		if (number != PORT_PIN_IN && number != PORT_PIN_ANALOG)
			machine_check_output(vm, pin);
		mode = set_alternate(vm, pin, number, out[4]);
	}
	if (out[2] != VM_UNDEF && out[2] != VM_NONE)
		port_pin_write(port, pin, vm_truth(vm, out[2]));
	/* Pin(3) alone is a look at the pin; PWM goes on. */
	if (mode != port_pin_mode(port, pin) ||
	    pull != port_pin_pull(port, pin))
		port_pin_configure(port, pin, mode, pull);
}

static vm_value
pin_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	vm_value self;
	size_t pin;

	if (n_pos < 1)
		vm_raise_arguments(vm);
	pin = machine_find_pin(vm, args[0]);
	configure(vm, pin, n_pos - 1, n_kw, args + 1);
	self = vm_record_new(vm, type, 1);
	VM_SETREF(vm, vm_record(self), slots[PIN_SLOT], VM_INT((intptr_t)pin));
	return self;
}

static vm_value
pin_init(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	configure(vm, pin_of(vm, args[0]), n_pos - 1, n_kw, args + 1);
	return VM_NONE;
}

static vm_value
pin_mode(struct vm *vm, size_t argc, vm_value *args)
{
	struct port *port = machine_agent(vm)->port;
	size_t pin = pin_of(vm, args[0]);

	if (argc == 1)
		return VM_INT(port_pin_mode(port, pin));
	configure(vm, pin, 1, 0, args + 1);
	return VM_NONE;
}

static vm_value
pin_pull(struct vm *vm, size_t argc, vm_value *args)
{
	struct port *port = machine_agent(vm)->port;
	size_t pin = pin_of(vm, args[0]);
	enum port_pin_pull pull = port_pin_pull(port, pin);

	if (argc == 1)
		return pull == PORT_PULL_NONE ? VM_NONE : VM_INT(pull);
	port_pin_configure(port, pin, port_pin_mode(port, pin),
	    pull_of(vm, args[1]));
	return VM_NONE;
}

#if PORT_HAS_PIN_DRIVE

static vm_value
pin_drive(struct vm *vm, size_t argc, vm_value *args)
{
	size_t pin = pin_of(vm, args[0]);

	if (argc == 1)
		return VM_INT(port_pin_drive(machine_agent(vm)->port, pin));
	set_drive(vm, pin, args[1]);
	return VM_NONE;
}

/* [(name, number), ...] of what the pin can be. */
static vm_value
pin_alt_list(struct vm *vm, size_t argc, vm_value *args)
{
	struct port *port = machine_agent(vm)->port;
	size_t pin = pin_of(vm, args[0]);
	vm_value list = vm_list_new(vm, 0, NULL);
	const char *name;
	int number;

	(void)argc;
	for (size_t i = 0;
	     (name = port_pin_alternate(port, pin, i, &number)) != NULL; i++) {
		vm_value pair[2] = { vm_str_from(vm, name), VM_INT(number) };

		vm_list_append(vm, list, vm_tuple_new(vm, 2, pair));
	}
	return list;
}

VM_DEFINE_NATIVE(pin_drive_native, pin_drive, 1, 2);
VM_DEFINE_NATIVE(pin_alt_list_native, pin_alt_list, 1, 1);

#endif

/* ---- level -------------------------------------------------------------- */

static vm_value
pin_value(struct vm *vm, size_t argc, vm_value *args)
{
	struct port *port = machine_agent(vm)->port;
	size_t pin = pin_of(vm, args[0]);

	if (argc == 1)
		return VM_INT(port_pin_read(port, pin));
	port_pin_write(port, pin, vm_truth(vm, args[1]));
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
	port_pin_write(machine_agent(vm)->port, pin_of(vm, args[0]), true);
	return VM_NONE;
}

static vm_value
pin_off(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	port_pin_write(machine_agent(vm)->port, pin_of(vm, args[0]), false);
	return VM_NONE;
}

static vm_value
pin_toggle(struct vm *vm, size_t argc, vm_value *args)
{
	struct port *port = machine_agent(vm)->port;
	size_t pin = pin_of(vm, args[0]);

	(void)argc;
	port_pin_write(port, pin, !port_pin_read(port, pin));
	return VM_NONE;
}

static vm_value
pin_name(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_str_from(vm,
	    port_pin_name(machine_agent(vm)->port, pin_of(vm, args[0])));
}

/* ---- interrupts --------------------------------------------------------- */

static void
set_wake_level(struct wake_sources *wake, size_t pin, bool is_high)
{
	wake->is_high &= ~((uint64_t)1 << pin);
	wake->is_high |= (uint64_t)is_high << pin;
}

/* What a pin that wakes must do, beside calling its handler. */
static void
set_wake(struct vm *vm, size_t pin, intptr_t trigger, vm_value wake)
{
	struct agent *agent = machine_agent(vm);
	intptr_t modes = wake == VM_NONE ? 0 : vm_get_int(vm, wake);

	if (modes < 0 ||
	    modes > (MACHINE_IDLE | MACHINE_SLEEP | MACHINE_DEEPSLEEP))
		vm_raise_value_error(vm, "invalid wake");
	if ((trigger & LEVELS) != 0 && modes == 0)
		vm_raise_value_error(vm, "a level can only wake");
	if ((modes & MACHINE_DEEPSLEEP) != 0 && trigger != PINS_FALLING &&
	    trigger != PINS_RISING && trigger != PINS_LOW_LEVEL &&
	    trigger != PINS_HIGH_LEVEL)
		vm_raise_value_error(vm,
		    "deep sleep ends with one edge or level");
	agent->wake.by_pin[pin] = (uint8_t)modes;
	if ((modes & MACHINE_DEEPSLEEP) != 0)
		set_wake_level(&agent->wake, pin,
		    (trigger & (PINS_RISING | PINS_HIGH_LEVEL)) != 0);
}

/* irq(handler=None, trigger=IRQ_FALLING | IRQ_RISING, *, priority=1,
 * wake=None, hard=False); without arguments: the one that is set. */
static vm_value
pin_irq(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(handler), VM_NAME(trigger),
		VM_NAME(priority), VM_NAME(wake), VM_NAME(hard) };
	vm_value out[] = { VM_NONE, VM_INT(EDGES), VM_INT(1), VM_NONE,
		VM_FALSE };
	size_t pin = pin_of(vm, args[0]);
	vm_value irq = machine_irq_installed(vm, pin);
	intptr_t trigger;

	if (n_pos == 1 && n_kw == 0 && irq != VM_NONE)
		return irq;
	vm_bind_keywords(vm, n_pos - 1, n_kw, args + 1, 5, 0, names, out);
	trigger = vm_get_int(vm, out[1]);
	if (trigger < 1 || trigger > (EDGES | LEVELS))
		vm_raise_value_error(vm, "invalid trigger");
	if (machine_number(vm, out[2], 1, "priority") > PRIORITY_MAX)
		vm_raise_value_error(vm, "invalid priority");
	set_wake(vm, pin, trigger, out[3]);
	/* Edges from before are not for the new handler. */
	pins_call_handlers(machine_agent(vm));
	irq = machine_irq_new(vm, pin, args[0]);
	machine_irq_set(vm, irq, out[0], trigger, vm_truth(vm, out[4]));
	return irq;
}

static void
pin_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	struct port *port = machine_agent(vm)->port;
	size_t pin = pin_of(vm, self);
	static const char *const modes[] = {
		[PORT_PIN_IN] = "IN",
		[PORT_PIN_OUT] = "OUT",
		[PORT_PIN_OPEN_DRAIN] = "OPEN_DRAIN",
		[PORT_PIN_ANALOG] = "ANALOG",
	};

	(void)kind;
	vm_write_format(vm, out, "Pin('%s', mode=Pin.%s)",
	    port_pin_name(port, pin), modes[port_pin_mode(port, pin)]);
}

VM_DEFINE_NATIVE_KW(pin_init_native, pin_init, 1, 3);
VM_DEFINE_NATIVE(pin_value_native, pin_value, 1, 2);
VM_DEFINE_NATIVE(pin_on_native, pin_on, 1, 1);
VM_DEFINE_NATIVE(pin_off_native, pin_off, 1, 1);
VM_DEFINE_NATIVE(pin_toggle_native, pin_toggle, 1, 1);
VM_DEFINE_NATIVE(pin_mode_native, pin_mode, 1, 2);
VM_DEFINE_NATIVE(pin_pull_native, pin_pull, 1, 2);
VM_DEFINE_NATIVE(pin_name_native, pin_name, 1, 1);
VM_DEFINE_NATIVE_KW(pin_irq_native, pin_irq, 1, 6);

/* Every pin. */
#define PIN_MEMBERS                                               \
	{ VM_NAME(init), VM_NATIVE(pin_init_native) },            \
	    { VM_NAME(value), VM_NATIVE(pin_value_native) },      \
	    { VM_NAME(on), VM_NATIVE(pin_on_native) },            \
	    { VM_NAME(off), VM_NATIVE(pin_off_native) },          \
	    { VM_NAME(toggle), VM_NATIVE(pin_toggle_native) },    \
	    { VM_NAME(irq), VM_NATIVE(pin_irq_native) },          \
	    { VM_NAME(IN), VM_INT(PORT_PIN_IN) },                 \
	    { VM_NAME(OUT), VM_INT(PORT_PIN_OUT) },               \
	    { VM_NAME(OPEN_DRAIN), VM_INT(PORT_PIN_OPEN_DRAIN) }, \
	    { VM_NAME(PULL_UP), VM_INT(PORT_PULL_UP) },           \
	    { VM_NAME(IRQ_FALLING), VM_INT(PINS_FALLING) },       \
	{                                                         \
		VM_NAME(IRQ_RISING), VM_INT(PINS_RISING)          \
	}

#define LEVEL_MEMBERS                                            \
	{ VM_NAME(IRQ_LOW_LEVEL), VM_INT(PINS_LOW_LEVEL) },      \
	{                                                        \
		VM_NAME(IRQ_HIGH_LEVEL), VM_INT(PINS_HIGH_LEVEL) \
	}

/* What a WiPy's pins tell of themselves. */
#define FACT_MEMBERS                                       \
	{ VM_NAME(mode), VM_NATIVE(pin_mode_native) },     \
	    { VM_NAME(pull), VM_NATIVE(pin_pull_native) }, \
	    { VM_NAME(id), VM_NATIVE(pin_name_native) },   \
	{                                                  \
		VM_NAME(PULL_DOWN), VM_INT(PORT_PULL_DOWN) \
	}

#if PORT_HAS_PIN_DRIVE
#define ALTERNATE_MEMBERS                                          \
	{ VM_NAME(drive), VM_NATIVE(pin_drive_native) },           \
	    { VM_NAME(alt_list), VM_NATIVE(pin_alt_list_native) }, \
	    { VM_NAME(ALT), VM_INT(ALT) },                         \
	    { VM_NAME(ALT_OPEN_DRAIN), VM_INT(ALT_OPEN_DRAIN) },   \
	    { VM_NAME(LOW_POWER), VM_INT(PORT_DRIVE_LOW_POWER) },  \
	    { VM_NAME(MED_POWER), VM_INT(PORT_DRIVE_MED_POWER) },  \
	{                                                          \
		VM_NAME(HIGH_POWER), VM_INT(PORT_DRIVE_HIGH_POWER) \
	}
#define STRENGTH_MEMBERS                                        \
	{ VM_NAME(DRIVE_0), VM_INT(PORT_DRIVE_LOW_POWER) },     \
	    { VM_NAME(DRIVE_1), VM_INT(PORT_DRIVE_MED_POWER) }, \
	{                                                       \
		VM_NAME(DRIVE_2), VM_INT(PORT_DRIVE_HIGH_POWER) \
	}
#endif

static const struct vm_member pin_members[] = {
	PIN_MEMBERS,
	LEVEL_MEMBERS,
	FACT_MEMBERS,
#if PORT_HAS_PIN_DRIVE
	ALTERNATE_MEMBERS,
	STRENGTH_MEMBERS,
#endif
	{ VM_NAME(high), VM_NATIVE(pin_on_native) },
	{ VM_NAME(low), VM_NATIVE(pin_off_native) },
	{ VM_NAME(name), VM_NATIVE(pin_name_native) },
	{ VM_NAME(ANALOG), VM_INT(PORT_PIN_ANALOG) },
};

static const struct vm_slots pin_slots = {
	.print = pin_print,
	.call = pin_call,
	.make = pin_make,
};

VM_DEFINE_TYPE(machine_pin, Pin, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    pin_slots, pin_members);

#if MACHINE_HAS_KINDS

static const struct vm_member pin_esp32_members[] = {
	PIN_MEMBERS,
	STRENGTH_MEMBERS,
	{ VM_NAME(DRIVE_3), VM_INT(PORT_DRIVE_TOP_POWER) },
	{ VM_NAME(PULL_DOWN), VM_INT(PORT_PULL_DOWN) },
	{ VM_NAME(WAKE_LOW), VM_INT(PINS_LOW_LEVEL) },
	{ VM_NAME(WAKE_HIGH), VM_INT(PINS_HIGH_LEVEL) },
};

VM_DEFINE_TYPE(machine_pin_esp32, Pin, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    pin_slots, pin_esp32_members);

static const struct vm_member pin_esp8266_members[] = {
	PIN_MEMBERS,
};

VM_DEFINE_TYPE(machine_pin_esp8266, Pin, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    pin_slots, pin_esp8266_members);

static const struct vm_member pin_wipy_members[] = {
	PIN_MEMBERS,
	LEVEL_MEMBERS,
	FACT_MEMBERS,
	ALTERNATE_MEMBERS,
};

VM_DEFINE_TYPE(machine_pin_wipy, Pin, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    pin_slots, pin_wipy_members);

#endif

/* SPDX-License-Identifier: MIT */
/* machine.Signal, machine.PinBase and machine.time_pulse_us. */
#include "machine_signal.h"

#include "../object/arguments.h"
#include "../object/class.h"
#include "../object/int.h"
#include "../object/module.h"
#include "../object/record.h"
#include "../object/str.h"
#include "../runtime/call.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"

enum { PIN_SLOT, INVERT_SLOT, SLOT_COUNT };

#define ENODEV           19
#define PULSE_TIMEOUT_US 1000000
#define PULSE_NO_START   (-2) /* the pin never got the level */
#define PULSE_NO_END     (-1) /* and here never left it */

VM_NORETURN static void
wrong_arguments(struct vm *vm)
{
	vm_raise(vm, vm_exception_new(vm, &vm_type_TypeError, 0, NULL));
}

/* ---- PinBase ------------------------------------------------------------ */

static vm_value
pin_base_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	(void)n_pos;
	(void)n_kw;
	(void)args;
	return vm_record_new(vm, type, 0);
}

static const struct vm_slots pin_base_slots = {
	.make = pin_base_make,
};

VM_DEFINE_TYPE_PLAIN(machine_pin_base, PinBase, NULL, VM_TYPE_HASHABLE,
    pin_base_slots);

/* ---- Signal ------------------------------------------------------------- */

/* The keyword invert; n_kw becomes the number of the other keywords, which
 * take its place. */
static bool
take_invert(struct vm *vm, size_t n_pos, size_t *n_kw, vm_value *args)
{
	bool invert = false;
	size_t kept = 0;
	vm_value *pairs = args + n_pos;

	for (size_t i = 0; i < *n_kw; i++) {
		if (pairs[2 * i] == VM_NAME(invert)) {
			invert = vm_truth(vm, pairs[2 * i + 1]);
			continue;
		}
		pairs[2 * kept] = pairs[2 * i];
		pairs[2 * kept + 1] = pairs[2 * i + 1];
		kept++;
	}
	*n_kw = kept;
	return invert;
}

/* Signal(id, ...) is Signal(Pin(id, ...)) where there is a Pin. */
static vm_value
make_pin(struct vm *vm, size_t n_pos, size_t n_kw, const vm_value *args)
{
	vm_value machine = vm_import(vm, VM_NAME(machine), VM_NONE, 0, VM_NONE);
	vm_value pin_class = vm_module_get(vm, machine, VM_NAME(Pin));

	if (pin_class == VM_UNDEF)
		wrong_arguments(vm);
	return vm_call(vm, pin_class, n_pos, n_kw, args);
}

static vm_value
signal_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	bool invert = take_invert(vm, n_pos, &n_kw, args);
	vm_value self;
	vm_value pin;

	if (n_pos == 0)
		wrong_arguments(vm);
	pin = args[0];
	if (vm_is_integer(pin) || vm_is_str(pin))
		pin = make_pin(vm, n_pos, n_kw, args);
	else if (n_pos > 1 || n_kw > 0)
		wrong_arguments(vm);
	args[0] = pin;
	self = vm_record_new(vm, type, SLOT_COUNT);
	VM_SETREF(vm, vm_record(self), slots[PIN_SLOT], pin);
	VM_SETREF(vm, vm_record(self), slots[INVERT_SLOT], vm_new_bool(invert));
	return self;
}

static vm_value
pin_value(struct vm *vm, vm_value pin, size_t argc, const vm_value *args)
{
	return vm_call_method(vm, pin, VM_NAME(value), argc, args);
}

static vm_value
signal_access(struct vm *vm, vm_value self, size_t argc, const vm_value *args)
{
	struct vm_record *signal = vm_record(vm_native_value(self));
	bool invert = signal->slots[INVERT_SLOT] == VM_TRUE;
	vm_value pin = signal->slots[PIN_SLOT];
	vm_value level;

	if (argc == 0)
		return VM_INT(
		    vm_truth(vm, pin_value(vm, pin, 0, NULL)) != invert);
	level = vm_new_bool(vm_truth(vm, args[0]) != invert);
	pin_value(vm, pin, 1, &level);
	return VM_NONE;
}

static vm_value
signal_call(struct vm *vm, vm_value self, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	vm_check_arguments(vm, n_pos, n_kw, 0, 1);
	return signal_access(vm, self, n_pos, args);
}

static vm_value
signal_value(struct vm *vm, size_t argc, vm_value *args)
{
	return signal_access(vm, args[0], argc - 1, args + 1);
}

static vm_value
signal_on(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value level = VM_TRUE;

	(void)argc;
	return signal_access(vm, args[0], 1, &level);
}

static vm_value
signal_off(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value level = VM_FALSE;

	(void)argc;
	return signal_access(vm, args[0], 1, &level);
}

VM_DEFINE_NATIVE(signal_value_native, signal_value, 1, 2);
VM_DEFINE_NATIVE(signal_on_native, signal_on, 1, 1);
VM_DEFINE_NATIVE(signal_off_native, signal_off, 1, 1);

static const struct vm_member signal_members[] = {
	{ VM_NAME(value), VM_NATIVE(signal_value_native) },
	{ VM_NAME(off), VM_NATIVE(signal_off_native) },
	{ VM_NAME(on), VM_NATIVE(signal_on_native) },
};

static const struct vm_slots signal_slots = {
	.call = signal_call,
	.make = signal_make,
};

VM_DEFINE_TYPE(machine_signal, Signal, NULL, VM_TYPE_HASHABLE, signal_slots,
    signal_members);

/* ---- time_pulse_us ------------------------------------------------------ */

/* Microseconds until the pin has (or has not) the level; -1: too long. */
static int64_t
wait_level(struct vm *vm, vm_value pin, bool level, uint64_t timeout_us)
{
	const struct vm_host *host = vm->host;
	uint64_t start = host->ticks_us(host->ctx);

	for (;;) {
		bool now = vm_truth(vm, pin_value(vm, pin, 0, NULL));
		uint64_t waited = host->ticks_us(host->ctx) - start;

		if (now == level)
			return (int64_t)waited;
		if (waited >= timeout_us)
			return -1;
		vm_poll(vm);
	}
}

static vm_value
time_pulse_us(struct vm *vm, size_t argc, vm_value *args)
{
	bool level = vm_truth(vm, args[1]);
	intptr_t timeout_us =
	    vm_argument_int(vm, argc, args, 2, PULSE_TIMEOUT_US);
	int64_t length;

	if (vm->host->ticks_us == NULL)
		vm_raise_os_error(vm, ENODEV);
	if (timeout_us < 0)
		timeout_us = 0;
	if (wait_level(vm, args[0], level, (uint64_t)timeout_us) == -1)
		return VM_INT(PULSE_NO_START);
	length = wait_level(vm, args[0], !level, (uint64_t)timeout_us);
	return length == -1 ? VM_INT(PULSE_NO_END) :
			      vm_int_from_int64(vm, length);
}

VM_NATIVE_OBJECT(vm_machine_time_pulse_us, time_pulse_us, 2, 3, 0);

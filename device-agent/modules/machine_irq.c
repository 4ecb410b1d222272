/* SPDX-License-Identifier: MIT */
/*
 * Interrupts of pins, timers and alarms. All are calls between two
 * instructions; a hard one runs with the heap locked, as MicroPython's do,
 * and is switched off when it raises.
 */
#include "object/arguments.h"
#include "object/int.h"
#include "object/names.h"
#include "object/record.h"
#include "runtime/call.h"
#include "runtime/ops.h"
#include "runtime/raise.h"
#include "runtime/state.h"

#include "machine.h"
#include "runner_parts.h"

enum { SLOT, SOURCE, HANDLER, TRIGGER, HARD, SLOT_COUNT };

static struct vm_record *
irq_of(vm_value self)
{
	return vm_record(self);
}

static size_t
slot_of(vm_value self)
{
	return (size_t)vm_int_value(irq_of(self)->slots[SLOT]);
}

vm_value
machine_irq_new(struct vm *vm, size_t slot, vm_value source)
{
	vm_value self = vm_record_new(vm, &vm_type_machine_irq, SLOT_COUNT);

	VM_SETREF(vm, irq_of(self), slots[SLOT], VM_INT((intptr_t)slot));
	VM_SETREF(vm, irq_of(self), slots[SOURCE], source);
	VM_SETREF(vm, irq_of(self), slots[HANDLER], VM_NONE);
	VM_SETREF(vm, irq_of(self), slots[TRIGGER], VM_INT(0));
	VM_SETREF(vm, irq_of(self), slots[HARD], VM_FALSE);
	return self;
}

vm_value
machine_irq_installed(struct vm *vm, size_t slot)
{
	return runner_get_handler(machine_agent(vm)->runner, slot);
}

vm_value
machine_irq_source(vm_value irq)
{
	return irq_of(irq)->slots[SOURCE];
}

/* Which edges call, for pins; other sources have no choice. */
static void
set_trigger(struct vm *vm, vm_value self, intptr_t trigger)
{
	size_t slot = slot_of(self);

	VM_SETREF(vm, irq_of(self), slots[TRIGGER], VM_INT(trigger));
	if (slot < PINS_MAX)
		machine_agent(vm)->pins.trigger[slot] = (uint8_t)trigger;
}

static void
install(struct vm *vm, vm_value self, bool on)
{
	struct agent *agent = machine_agent(vm);
	size_t slot = slot_of(self);

	if (slot < PINS_MAX)
		agent->pins.trigger[slot] = on ?
		    (uint8_t)vm_int_value(irq_of(self)->slots[TRIGGER]) :
		    0;
	if (runner_set_handler(agent->runner, slot, on ? self : VM_NONE) != 0)
		vm_raise_no_memory(vm, sizeof(vm_value));
}

void
machine_irq_set(struct vm *vm, vm_value irq, vm_value handler, intptr_t trigger,
    bool hard)
{
	if (handler != VM_NONE && !vm_is_callable(vm, handler))
		vm_raise_type_error(vm, "handler must be callable or None");
	VM_SETREF(vm, irq_of(irq), slots[HANDLER], handler);
	VM_SETREF(vm, irq_of(irq), slots[HARD], vm_new_bool(hard));
	set_trigger(vm, irq, trigger);
	install(vm, irq, handler != VM_NONE);
}

static vm_value
call_handler(struct vm *vm, void *arg)
{
	const struct vm_record *irq = arg;

	return vm_call_1(vm, irq->slots[HANDLER], irq->slots[SOURCE]);
}

static void
call_hard(struct vm *vm, vm_value self)
{
	vm_value result;
	vm_value exception;
	bool ok;

	vm_heap_lock(vm);
	ok = vm_try(vm, call_handler, irq_of(self), &result, &exception);
	vm_heap_unlock(vm);
	if (ok)
		return;
	install(vm, self, false);
	vm_raise(vm, exception);
}

/* With an argument when it comes from the queue, without by hand. */
static vm_value
irq_call(struct vm *vm, vm_value self, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	(void)args;
	vm_check_arguments(vm, n_pos, n_kw, 0, 1);
	if (irq_of(self)->slots[HANDLER] == VM_NONE)
		return VM_NONE;
	if (irq_of(self)->slots[HARD] == VM_TRUE)
		call_hard(vm, self);
	else
		call_handler(vm, irq_of(self));
	return VM_NONE;
}

/* trigger([new]): the one before. */
static vm_value
irq_trigger(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value before =
	    machine_self(vm, args[0], &vm_type_machine_irq)->slots[TRIGGER];

	if (argc > 1)
		set_trigger(vm, args[0], vm_get_int(vm, args[1]));
	return before;
}

/* What triggered it: with one call per edge, its trigger. */
static vm_value
irq_flags(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
#if PORT_HAS_UART
	machine_self(vm, args[0], &vm_type_machine_irq);
	if (slot_of(args[0]) >= RUNNER_UART_SLOT)
		return VM_INT(machine_agent(vm)
				  ->uarts[slot_of(args[0]) - RUNNER_UART_SLOT]
				  .flags);
#endif
	return machine_self(vm, args[0], &vm_type_machine_irq)->slots[TRIGGER];
}

static vm_value
irq_enable(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *irq =
	    machine_self(vm, args[0], &vm_type_machine_irq);

	(void)argc;
	install(vm, args[0], irq->slots[HANDLER] != VM_NONE);
	return VM_NONE;
}

static vm_value
irq_disable(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	machine_self(vm, args[0], &vm_type_machine_irq);
	install(vm, args[0], false);
	return VM_NONE;
}

VM_DEFINE_NATIVE(irq_trigger_native, irq_trigger, 1, 2);
VM_DEFINE_NATIVE(irq_flags_native, irq_flags, 1, 1);
VM_DEFINE_NATIVE(irq_enable_native, irq_enable, 1, 1);
VM_DEFINE_NATIVE(irq_disable_native, irq_disable, 1, 1);

static const struct vm_member irq_members[] = {
	{ VM_NAME(trigger), VM_NATIVE(irq_trigger_native) },
	{ VM_NAME(flags), VM_NATIVE(irq_flags_native) },
	{ VM_NAME(enable), VM_NATIVE(irq_enable_native) },
	{ VM_NAME(disable), VM_NATIVE(irq_disable_native) },
};

static const struct vm_slots irq_slots = {
	.call = irq_call,
};

VM_DEFINE_TYPE(machine_irq, irq, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    irq_slots, irq_members);

/* SPDX-License-Identifier: MIT */
/* machine.Timer. */
#include "object/arguments.h"
#include "object/int.h"
#include "object/names.h"
#include "object/record.h"
#include "runtime/call.h"
#include "runtime/raise.h"
#include "runtime/writer.h"
#if VM_HAS_FLOAT
#include "object/float_value.h"
#endif

#include "machine.h"
#include "runner_parts.h"

enum { ONE_SHOT, PERIODIC };
enum { ID, INDEX, SLOT_COUNT }; /* asked for; running as, -1: not */

#define VIRTUAL      (-1) /* any free timer */
#define ESP32_TIMERS 4
#define US_PER_S     1000000
#define US_PER_MS    1000
#define MIN_PERIOD   1u
#define EBUSY        16

static intptr_t
slot_of(vm_value self, size_t slot)
{
	return vm_int_value(vm_record(self)->slots[slot]);
}

/* A timer that ended by itself may have gone to another object. */
static bool
is_running(struct vm *vm, vm_value self)
{
	intptr_t index = slot_of(self, INDEX);
	vm_value irq;

	if (index == -1)
		return false;
	irq = machine_irq_installed(vm, RUNNER_TIMER_SLOT + (size_t)index);
	return irq != VM_NONE && machine_irq_source(irq) == self;
}

static uint64_t
period_of_frequency(struct vm *vm, vm_value frequency)
{
#if VM_HAS_FLOAT
	vm_float hertz = vm_get_float(vm, frequency);

	if (!(hertz > 0))
		vm_raise_value_error(vm, "freq must be above 0");
	return (uint64_t)((vm_float)US_PER_S / hertz);
#else
	return US_PER_S / machine_number(vm, frequency, 1, "freq");
#endif
}

/* A virtual timer takes a place when it starts and leaves it when it ends. */
static unsigned
take_timer(struct vm *vm, vm_value self)
{
	intptr_t id = slot_of(self, ID);

	if (is_running(vm, self))
		return (unsigned)slot_of(self, INDEX);
	if (id == VIRTUAL)
		id = timers_find_free(machine_agent(vm));
	if (id == -1)
		vm_raise_os_error(vm, EBUSY);
	return (unsigned)id;
}

static void
start(struct vm *vm, vm_value self, size_t n_pos, size_t n_kw,
    const vm_value *args)
{
	static const vm_value names[] = { VM_NAME(mode), VM_NAME(freq),
		VM_NAME(period), VM_NAME(callback), VM_NAME(hard) };
	vm_value out[] = { VM_INT(PERIODIC), VM_NONE, VM_INT(-1), VM_NONE,
		VM_FALSE };
	uint64_t period_us;
	unsigned index;
	vm_value irq;

	vm_check_arguments(vm, n_pos, 0, 0, 0);
	vm_bind_keywords(vm, n_pos, n_kw, args, 5, 0, names, out);
	if (out[1] != VM_NONE && out[1] != VM_INT(-1))
		period_us = period_of_frequency(vm, out[1]);
	else
		period_us = (uint64_t)machine_number(vm, out[2], 0, "period") *
		    US_PER_MS;
	if (period_us < MIN_PERIOD)
		period_us = MIN_PERIOD;
	index = take_timer(vm, self);
	VM_SETREF(vm, vm_record(self), slots[INDEX], VM_INT((intptr_t)index));
	irq = machine_irq_new(vm, RUNNER_TIMER_SLOT + index, self);
	machine_irq_set(vm, irq, out[3], 0, out[4] == VM_TRUE);
	timers_start(machine_agent(vm), index, period_us,
	    vm_get_int(vm, out[0]) == ONE_SHOT ? 0 : period_us);
}

static vm_value
timer_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	intptr_t id = VIRTUAL;
	vm_value self;

	if (n_pos > 0)
		id = vm_get_int(vm, args[0]);
	if (id < VIRTUAL ||
	    id >=
		(machine_kind(vm) == MACHINE_ESP32 ? ESP32_TIMERS : TIMERS_MAX))
		vm_raise_value_error(vm, "Timer doesn't exist");
	self = vm_record_new(vm, type, SLOT_COUNT);
	VM_SETREF(vm, vm_record(self), slots[ID], VM_INT(id));
	VM_SETREF(vm, vm_record(self), slots[INDEX], VM_INT(-1));
	if (n_pos > 1 || n_kw > 0)
		start(vm, self, n_pos - 1, n_kw, args + 1);
	return self;
}

static vm_value
timer_init(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	machine_self(vm, args[0], &vm_type_machine_timer);
	start(vm, args[0], n_pos - 1, n_kw, args + 1);
	return VM_NONE;
}

static vm_value
timer_deinit(struct vm *vm, size_t argc, vm_value *args)
{
	struct agent *agent = machine_agent(vm);
	vm_value self =
	    VM_PTR(machine_self(vm, args[0], &vm_type_machine_timer));
	size_t index;

	(void)argc;
	if (!is_running(vm, self))
		return VM_NONE;
	index = (size_t)slot_of(self, INDEX);
	timers_stop(agent, (unsigned)index);
	runner_set_handler(agent->runner, RUNNER_TIMER_SLOT + index, VM_NONE);
	return VM_NONE;
}

static void
timer_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_format(vm, out, "Timer(%d)", (int)slot_of(self, ID));
}

VM_DEFINE_NATIVE_KW(timer_init_native, timer_init, 1, VM_ARGS_MANY);
VM_DEFINE_NATIVE(timer_deinit_native, timer_deinit, 1, 1);

static const struct vm_member timer_members[] = {
	{ VM_NAME(init), VM_NATIVE(timer_init_native) },
	{ VM_NAME(deinit), VM_NATIVE(timer_deinit_native) },
	{ VM_NAME(ONE_SHOT), VM_INT(ONE_SHOT) },
	{ VM_NAME(PERIODIC), VM_INT(PERIODIC) },
};

static const struct vm_slots timer_slots = {
	.print = timer_print,
	.make = timer_make,
};

VM_DEFINE_TYPE(machine_timer, Timer, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    timer_slots, timer_members);

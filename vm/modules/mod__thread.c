/* SPDX-License-Identifier: MIT */
/* The module _thread. */
#include "../object/arguments.h"
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/record.h"
#include "../object/sequence.h"
#include "../object/slots.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/thread.h"
#include "../runtime/writer.h"
#include "modules.h"

#define FOREVER   UINT64_MAX
#define WAIT_WORK 1000  /* what a piece of waiting costs of a budget */
#define PIECE_US  20000 /* between looks at what else is to be done */
#define US_PER_S  1000000

extern const struct vm_type vm_type_lock;

/* ---- locks ------------------------------------------------------------- */

/* Slot 0: whether it is locked. */
static vm_value *
state_of(struct vm *vm, vm_value self)
{
	if (!vm_is_record(self, &vm_type_lock))
		vm_raise_type_error(vm, "argument should be a lock");
	return &vm_record(self)->slots[0];
}

static vm_value
lock_new(struct vm *vm)
{
	vm_value self = vm_record_new(vm, &vm_type_lock, 1);

	*state_of(vm, self) = VM_FALSE;
	return self;
}

static uint64_t
now_us(struct vm *vm)
{
	return vm->host->ticks_us == NULL ? 0 :
					    vm->host->ticks_us(vm->host->ctx);
}

static bool
acquire(struct vm *vm, vm_value self, uint64_t wait_us)
{
	vm_value *state = state_of(vm, self);
	uint64_t start = 0;
	uint64_t passed = 0;

	if (*state == VM_TRUE && wait_us > 0)
		start = now_us(vm);
	while (*state == VM_TRUE && passed < wait_us) {
		uint64_t piece = wait_us - passed;

		vm_thread_wait(vm, piece > PIECE_US ? PIECE_US : piece);
		vm_poll(vm);
		vm_poll_work(vm, WAIT_WORK);
		passed = now_us(vm) - start;
	}
	if (*state == VM_TRUE)
		return false;
	*state = VM_TRUE;
	return true;
}

/* Seconds, negative for ever. */
static uint64_t
timeout_argument(struct vm *vm, vm_value v)
{
#if VM_HAS_FLOAT
	vm_float seconds = vm_get_float(vm, v);
	uint32_t whole;

	if (seconds < 0 || seconds >= (vm_float)UINT32_MAX)
		return FOREVER;
	whole = (uint32_t)seconds;
	return (uint64_t)whole * US_PER_S +
	    (uint32_t)((seconds - (vm_float)whole) * US_PER_S);
#else
	intptr_t seconds = vm_get_int(vm, v);

	return seconds < 0 ? FOREVER : (uint64_t)seconds * US_PER_S;
#endif
}

static vm_value
lock_acquire(struct vm *vm, size_t argc, vm_value *args)
{
	uint64_t wait_us = FOREVER;

	if (argc > 1 && !vm_truth(vm, args[1]))
		wait_us = 0;
	else if (argc > 2)
		wait_us = timeout_argument(vm, args[2]);
	return vm_new_bool(acquire(vm, args[0], wait_us));
}

static vm_value
lock_release(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value *state = state_of(vm, args[0]);

	(void)argc;
	if (*state == VM_FALSE)
		vm_raise(vm,
		    vm_exception_new(vm, &vm_type_RuntimeError, 0, NULL));
	*state = VM_FALSE;
	vm_thread_notify(vm);
	return VM_NONE;
}

static vm_value
lock_locked(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return *state_of(vm, args[0]);
}

static void
lock_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_format(vm, out, "<%t>", self);
}

VM_DEFINE_NATIVE(lock_acquire_native, lock_acquire, 1, 3);
VM_DEFINE_NATIVE(lock_enter_native, lock_acquire, 1, 1);
VM_DEFINE_NATIVE(lock_exit_native, lock_release, 1, 4);
VM_DEFINE_NATIVE(lock_locked_native, lock_locked, 1, 1);
VM_DEFINE_NATIVE(lock_release_native, lock_release, 1, 1);

static const struct vm_slots lock_slots = { .print = lock_print };

static const struct vm_member lock_members[] = {
	{ VM_NAME(__enter__), VM_NATIVE(lock_enter_native) },
	{ VM_NAME(__exit__), VM_NATIVE(lock_exit_native) },
	{ VM_NAME(acquire), VM_NATIVE(lock_acquire_native) },
	{ VM_NAME(locked), VM_NATIVE(lock_locked_native) },
	{ VM_NAME(release), VM_NATIVE(lock_release_native) },
};

VM_DEFINE_TYPE(lock, lock, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL, lock_slots,
    lock_members);

/* ---- the module -------------------------------------------------------- */

static vm_value
allocate_lock(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return lock_new(vm);
}

static vm_value
exit_thread(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	vm_raise(vm, vm_exception_new(vm, &vm_type_SystemExit, 0, NULL));
}

static vm_value
get_ident(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return vm_new_int(vm, (intptr_t)vm_thread_identity(vm));
}

/* For the threads that are started from now on; the size before. */
static vm_value
stack_size(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value before = VM_ROOT(vm, thread_stack_size);
	intptr_t size = vm_argument_int(vm, argc, args, 0, 0);

	if (size < 0)
		vm_raise_value_error(vm, "negative size");
	VM_ROOT(vm, thread_stack_size) = VM_INT(size);
	return before == VM_UNDEF ? VM_INT(0) : before;
}

static vm_value
start_new_thread(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value size = VM_ROOT(vm, thread_stack_size);
	vm_value kwargs = argc > 2 ? vm_native_value(args[2]) : VM_NONE;
	vm_value *items;
	size_t count;

	vm_get_sequence(vm, args[1], &count, &items);
	if (argc > 2 && !vm_is(kwargs, VM_TID_DICT))
		vm_raise_type_error(vm, "expecting a dict for keyword args");
	if (kwargs == VM_NONE)
		kwargs = vm_dict_new(vm, 0);
	return vm_new_int(vm,
	    (intptr_t)vm_thread_start(vm, args[0],
		vm_list_new(vm, count, items), kwargs,
		size == VM_UNDEF ? 0 : (size_t)vm_int_value(size)));
}

VM_DEFINE_NATIVE(allocate_lock_native, allocate_lock, 0, 0);
VM_DEFINE_NATIVE(exit_native, exit_thread, 0, 0);
VM_DEFINE_NATIVE(get_ident_native, get_ident, 0, 0);
VM_DEFINE_NATIVE(stack_size_native, stack_size, 0, 1);
VM_DEFINE_NATIVE(start_new_thread_native, start_new_thread, 2, 3);

static const struct vm_member thread_members[] = {
	{ VM_NAME(__name__), VM_NAME(_thread) },
	{ VM_NAME(LockType), VM_PTR(&vm_type_lock) },
	{ VM_NAME(allocate_lock), VM_NATIVE(allocate_lock_native) },
	{ VM_NAME(exit), VM_NATIVE(exit_native) },
	{ VM_NAME(get_ident), VM_NATIVE(get_ident_native) },
	{ VM_NAME(stack_size), VM_NATIVE(stack_size_native) },
	{ VM_NAME(start_new_thread), VM_NATIVE(start_new_thread_native) },
};

VM_DEFINE_MODULE(_thread, thread_members);

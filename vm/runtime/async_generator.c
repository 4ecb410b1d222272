/* SPDX-License-Identifier: MIT */
/*
 * Asynchronous generators. The body runs as a generator; what it yields by
 * `yield` comes in a cell, what an `await` in it yields comes bare. Every
 * step is an awaitable of its own.
 */
#include "../object/class.h"
#include "../object/exception.h"
#include "../object/function.h"
#include "../object/generator.h"
#include "../object/names.h"
#include "../object/record.h"
#include "../object/slots.h"
#include "call.h"
#include "interp.h"
#include "raise.h"
#include "state.h"

enum generator_slot { BODY, GENERATOR_SLOTS };

enum step_slot {
	STEP_BODY,
	STEP_VALUE, /* to send, or the exception to throw */
	STEP_KIND,
	STEP_STATE,
	STEP_SLOTS,
};

enum step_kind { SEND, THROW, CLOSE };
enum step_state { STEP_NEW, STEP_RUNNING, STEP_DONE };

extern const struct vm_type vm_type_async_generator;
extern const struct vm_type vm_type_async_step;

vm_value
vm_async_generator_new(struct vm *vm, vm_value body)
{
	vm_value self =
	    vm_record_new(vm, &vm_type_async_generator, GENERATOR_SLOTS);

	vm_record(self)->slots[BODY] = body;
	return self;
}

/* The slots of a method's object, which must be of this type. */
static vm_value *
slots_of(struct vm *vm, vm_value self, const struct vm_type *type)
{
	if (!vm_is_record(self, type))
		vm_raise_type_error(vm, "argument should be a '%S' not a '%t'",
		    type->name, self);
	return vm_record(self)->slots;
}

/* ---- one step ---------------------------------------------------------- */

static vm_value
new_step(struct vm *vm, vm_value self, enum step_kind kind, vm_value value)
{
	vm_value body = slots_of(vm, self, &vm_type_async_generator)[BODY];
	vm_value step = vm_record_new(vm, &vm_type_async_step, STEP_SLOTS);
	vm_value *slots = vm_record(step)->slots;

	slots[STEP_BODY] = body;
	slots[STEP_VALUE] = value;
	slots[STEP_KIND] = VM_INT(kind);
	slots[STEP_STATE] = VM_INT(STEP_NEW);
	return step;
}

struct resumption {
	vm_value body;
	vm_value value;
	bool throws;
};

static vm_value
resume(struct vm *vm, void *arg)
{
	struct resumption *r = arg;

	if (r->throws)
		return vm_generator_throw(vm, r->body, r->value);
	return vm_generator_send(vm, r->body, r->value);
}

/* The step is over: VM_STOP with its result, or an exception. */
static vm_value
end_step(struct vm *vm, vm_value *slots, vm_value result)
{
	slots[STEP_STATE] = VM_INT(STEP_DONE);
	vm->stop_value = VM_NONE;
	if (slots[STEP_KIND] == VM_INT(CLOSE)) {
		if (result != VM_STOP)
			vm_raise_runtime_error(vm,
			    "async generator ignored GeneratorExit");
		return VM_STOP;
	}
	if (result == VM_STOP)
		vm_raise(vm,
		    vm_exception_new(vm, &vm_type_StopAsyncIteration, 0, NULL));
	vm->stop_value = ((struct vm_cell *)result)->value;
	return VM_STOP;
}

static vm_value
fail_step(struct vm *vm, vm_value *slots, vm_value exception)
{
	slots[STEP_STATE] = VM_INT(STEP_DONE);
	vm->stop_value = VM_NONE;
	if (slots[STEP_KIND] == VM_INT(CLOSE) &&
	    (vm_exception_is(exception, &vm_type_GeneratorExit) ||
		vm_exception_is(exception, &vm_type_StopAsyncIteration)))
		return VM_STOP;
	vm_raise(vm, exception);
}

/* What closing or throwing does to a body that never ran or has ended. */
static bool
is_idle(vm_value body)
{
	unsigned state = ((struct vm_generator *)body)->state;

	return state == VM_GENERATOR_NEW || state == VM_GENERATOR_DONE;
}

static vm_value
run_step(struct vm *vm, vm_value step, struct resumption r)
{
	vm_value *slots = slots_of(vm, step, &vm_type_async_step);
	bool started = slots[STEP_STATE] != VM_INT(STEP_NEW);
	vm_value result;
	vm_value exception;

	if (slots[STEP_STATE] == VM_INT(STEP_DONE))
		vm_raise_runtime_error(vm,
		    "cannot reuse already awaited async generator step");
	r.body = slots[STEP_BODY];
	if (!started && !r.throws) {
		r.value = slots[STEP_VALUE];
		r.throws = slots[STEP_KIND] != VM_INT(SEND);
		if (slots[STEP_KIND] == VM_INT(CLOSE) && is_idle(r.body)) {
			((struct vm_generator *)r.body)->state =
			    VM_GENERATOR_DONE;
			return end_step(vm, slots, VM_STOP);
		}
	}
	slots[STEP_STATE] = VM_INT(STEP_RUNNING);
	if (!vm_try(vm, resume, &r, &result, &exception))
		return fail_step(vm, slots, exception);
	if (result == VM_STOP || vm_is(result, VM_TID_CELL))
		return end_step(vm, slots, result);
	return result;
}

static vm_value
value_or_raise(struct vm *vm, vm_value result)
{
	if (result == VM_STOP)
		vm_raise_stop_iteration(vm, vm->stop_value);
	return result;
}

static vm_value
step_send(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return value_or_raise(vm,
	    run_step(vm, args[0],
		(struct resumption){ VM_UNDEF, args[1], false }));
}
VM_DEFINE_NATIVE(step_send_native, step_send, 2, 2);

static vm_value
step_throw(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value exception = args[argc > 2 && args[2] != VM_NONE ? 2 : 1];

	exception = vm_exception_from(vm, exception);
	return value_or_raise(vm,
	    run_step(vm, args[0],
		(struct resumption){ VM_UNDEF, exception, true }));
}
VM_DEFINE_NATIVE(step_throw_native, step_throw, 2, 4);

static vm_value
step_next(struct vm *vm, vm_value self)
{
	return run_step(vm, self,
	    (struct resumption){ VM_UNDEF, VM_NONE, false });
}

static vm_value
step_next_method(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return value_or_raise(vm, step_next(vm, args[0]));
}
VM_DEFINE_NATIVE(step_next_native, step_next_method, 1, 1);

static vm_value
step_close(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	slots_of(vm, args[0], &vm_type_async_step)[STEP_STATE] =
	    VM_INT(STEP_DONE);
	return VM_NONE;
}
VM_DEFINE_NATIVE(step_close_native, step_close, 1, 1);

static vm_value
self_method(struct vm *vm, size_t argc, vm_value *args)
{
	(void)vm;
	(void)argc;
	return args[0];
}
VM_DEFINE_NATIVE(self_native, self_method, 1, 1);

static vm_value
step_iter(struct vm *vm, vm_value self)
{
	(void)vm;
	return self;
}

static const struct vm_member step_members[] = {
	{ VM_NAME(send), VM_NATIVE(step_send_native) },
	{ VM_NAME(throw), VM_NATIVE(step_throw_native) },
	{ VM_NAME(close), VM_NATIVE(step_close_native) },
	{ VM_NAME(__next__), VM_NATIVE(step_next_native) },
	{ VM_NAME(__iter__), VM_NATIVE(self_native) },
	{ VM_NAME(__await__), VM_NATIVE(self_native) },
};

static const struct vm_slots step_slots = {
	.iter = step_iter,
	.next = step_next,
};

VM_DEFINE_TYPE(async_step, async_generator_asend, NULL,
    VM_TYPE_FINAL | VM_TYPE_HASHABLE, step_slots, step_members);

/* ---- the generator ----------------------------------------------------- */

static vm_value
generator_anext(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return new_step(vm, args[0], SEND, VM_NONE);
}
VM_DEFINE_NATIVE(anext_native, generator_anext, 1, 1);

static vm_value
generator_asend(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return new_step(vm, args[0], SEND, args[1]);
}
VM_DEFINE_NATIVE(asend_native, generator_asend, 2, 2);

static vm_value
generator_athrow(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value exception = args[argc > 2 && args[2] != VM_NONE ? 2 : 1];

	return new_step(vm, args[0], THROW, vm_exception_from(vm, exception));
}
VM_DEFINE_NATIVE(athrow_native, generator_athrow, 2, 4);

static vm_value
generator_aclose(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return new_step(vm, args[0], CLOSE,
	    vm_exception_new(vm, &vm_type_GeneratorExit, 0, NULL));
}
VM_DEFINE_NATIVE(aclose_native, generator_aclose, 1, 1);

static const struct vm_member generator_members[] = {
	{ VM_NAME(__aiter__), VM_NATIVE(self_native) },
	{ VM_NAME(__anext__), VM_NATIVE(anext_native) },
	{ VM_NAME(asend), VM_NATIVE(asend_native) },
	{ VM_NAME(athrow), VM_NATIVE(athrow_native) },
	{ VM_NAME(aclose), VM_NATIVE(aclose_native) },
};

static vm_value
generator_getattr(struct vm *vm, vm_value self, vm_value name)
{
	vm_value body = vm_record(self)->slots[BODY];

	(void)vm;
	if (name != VM_NAME(__name__))
		return VM_UNDEF;
	return ((struct vm_generator *)body)->function->code->name;
}

static const struct vm_slots generator_slots = {
	.getattr = generator_getattr,
};

VM_DEFINE_TYPE(async_generator, async_generator, NULL,
    VM_TYPE_FINAL | VM_TYPE_HASHABLE, generator_slots, generator_members);

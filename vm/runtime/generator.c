/* SPDX-License-Identifier: MIT */
/* Generators and coroutines seen from C: send, throw, close. */
#include "../object/class.h"
#include "../object/exception.h"
#include "../object/function.h"
#include "../object/generator.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/self.h"
#include "../object/slots.h"
#include "attr.h"
#include "call.h"
#include "heap.h"
#include "interp.h"
#include "decode.h"
#include "ops.h"
#include "raise.h"
#include "stack.h"
#include "writer.h"

vm_value
vm_generator_new(struct vm *vm, struct vm_function *function,
    const vm_value *registers, size_t count)
{
	bool is_coroutine = function->code->flags & VM_CODE_COROUTINE;
	struct vm_generator *generator = vm_heap_alloc(vm,
	    is_coroutine ? VM_TID_COROUTINE : VM_TID_GENERATOR,
	    sizeof(*generator) + count * sizeof(vm_value));

	generator->register_count = (uint16_t)count;
	generator->function = function;
	generator->pc = vm_code_bytes(function->code);
	if (registers != NULL)
		memcpy(generator->registers, registers,
		    count * sizeof(vm_value));
	return VM_PTR(generator);
}

static bool
is_generator(vm_value v)
{
	return vm_is(v, VM_TID_GENERATOR) || vm_is(v, VM_TID_COROUTINE);
}

static void
push_frame(struct vm *vm, struct vm_generator *generator)
{
	struct vm_frame *frame;
	vm_value *top = vm_stack_reserve(vm, 0);

	frame = vm_frame_push(vm, generator->function, generator->registers);
	frame->pc = generator->pc;
	frame->target = (uint16_t)(top - vm->segment->registers);
	frame->how |= VM_FRAME_GENERATOR;
	generator->state = VM_GENERATOR_RUNNING;
}

bool
vm_generator_enter(struct vm *vm, struct vm_generator *generator,
    vm_value value)
{
	unsigned a;

	switch (generator->state) {
	case VM_GENERATOR_RUNNING:
		vm_raise_value_error(vm, "generator already executing");
	case VM_GENERATOR_DONE:
		vm->stop_value = VM_NONE;
		return false;
	case VM_GENERATOR_NEW:
		if (value != VM_NONE)
			vm_raise_type_error(vm,
			    "can't send non-None value to a just-started "
			    "generator");
		break;
	case VM_GENERATOR_SUSPENDED:
		a = vm_resumed_register(generator->pc);
		generator->registers[a] = value;
		break;
	default: /* DELEGATING: YFROM is run again */
		a = vm_resumed_register(vm_delegation_end(generator->pc));
		generator->registers[a + 1] = value;
		break;
	}
	push_frame(vm, generator);
	return true;
}

/* Where an exception waits: what is written when the generator goes on. */
static vm_value *
pending_place(struct vm_generator *generator)
{
	const uint8_t *pc = generator->pc;

	switch (generator->state & ~VM_GENERATOR_PENDING) {
	case VM_GENERATOR_NEW:
		return generator->registers;
	case VM_GENERATOR_SUSPENDED:
		return &generator->registers[vm_resumed_register(pc)];
	default:
		pc = vm_delegation_end(pc);
		return &generator->registers[vm_resumed_register(pc) + 1];
	}
}

/* Takes it from there; one that has not begun is at its end then. */
static vm_value
take_pending(struct vm_generator *generator)
{
	vm_value exception = *pending_place(generator);

	generator->state &= (uint16_t)~VM_GENERATOR_PENDING;
	if (generator->state == VM_GENERATOR_NEW)
		generator->state = VM_GENERATOR_DONE;
	return exception;
}

vm_value
vm_generator_send(struct vm *vm, vm_value v, vm_value value)
{
	struct vm_generator *generator = (struct vm_generator *)v;

	vm_check_recursion(vm);
	if (VM_UNLIKELY(generator->state & VM_GENERATOR_PENDING))
		return vm_generator_throw(vm, v, take_pending(generator));
	if (!vm_generator_enter(vm, generator, value))
		return VM_STOP;
	vm->frame->how |= VM_FRAME_ENTRY;
	return vm_interpret(vm, VM_UNDEF);
}

/* ---- throw ------------------------------------------------------------- */

struct throw_args {
	vm_value target;
	vm_value method; /* the target's throw; UNDEF: it has none */
	vm_value exception;
};

/* Throws into what a generator delegates to; VM_STOP when that ends. */
static vm_value
throw_inner(struct vm *vm, void *arg)
{
	struct throw_args *t = arg;
	vm_value method;

	if (vm_exception_is(t->exception, &vm_type_GeneratorExit)) {
		if (is_generator(t->target)) {
			vm_generator_close(vm, t->target);
		} else {
			method = vm_find_attr(vm, t->target, VM_NAME(close));
			if (method != VM_UNDEF)
				vm_call_0(vm, method);
		}
		vm_raise(vm, t->exception);
	}
	if (is_generator(t->target))
		return vm_generator_throw(vm, t->target, t->exception);
	return vm_call_1(vm, t->method, t->exception);
}

/* Raises in (or, at the end of a delegation, resumes) the generator. */
static vm_value
resume_with(struct vm *vm, struct vm_generator *generator, vm_value exception)
{
	push_frame(vm, generator);
	vm->frame->how |= VM_FRAME_ENTRY;
	return vm_interpret(vm, exception);
}

static vm_value
throw_delegating(struct vm *vm, struct vm_generator *generator,
    vm_value exception)
{
	const uint8_t *next = vm_delegation_end(generator->pc);
	unsigned a = vm_resumed_register(next);
	struct throw_args t = { generator->registers[a], VM_UNDEF, exception };
	vm_value result;
	vm_value raised;

	if (!is_generator(t.target))
		t.method = vm_find_attr(vm, t.target, VM_NAME(throw));
	if (!is_generator(t.target) && t.method == VM_UNDEF &&
	    !vm_exception_is(exception, &vm_type_GeneratorExit)) {
		generator->pc = next;
		return resume_with(vm, generator, exception);
	}
	generator->state = VM_GENERATOR_RUNNING;
	if (vm_try(vm, throw_inner, &t, &result, &raised)) {
		if (result != VM_STOP) {
			generator->state = VM_GENERATOR_DELEGATING;
			return result;
		}
		result = vm->stop_value;
	} else if (vm_exception_is(raised, &vm_type_StopIteration)) {
		result = vm_exception_first_arg(raised);
	} else {
		generator->pc = next;
		return resume_with(vm, generator, raised);
	}
	generator->pc = next;
	generator->registers[a] = result;
	return resume_with(vm, generator, VM_UNDEF);
}

vm_value
vm_generator_throw(struct vm *vm, vm_value v, vm_value exception)
{
	struct vm_generator *generator = (struct vm_generator *)v;

	vm_check_recursion(vm);
	exception = vm_exception_from(vm, exception);
	if (generator->state & VM_GENERATOR_PENDING)
		take_pending(generator);
	switch (generator->state) {
	case VM_GENERATOR_RUNNING:
		vm_raise_value_error(vm, "generator already executing");
	case VM_GENERATOR_NEW:
		generator->state = VM_GENERATOR_DONE;
		vm_exception_add_trace(vm, exception, generator->function->code,
		    0);
		vm_raise(vm, vm_generator_exception(vm, exception));
	case VM_GENERATOR_DONE:
		vm_raise(vm, exception);
	case VM_GENERATOR_DELEGATING:
		return throw_delegating(vm, generator, exception);
	default:
		return resume_with(vm, generator, exception);
	}
}

static vm_value
throw_exit(struct vm *vm, void *arg)
{
	return vm_generator_throw(vm, *(vm_value *)arg,
	    vm_exception_new(vm, &vm_type_GeneratorExit, 0, NULL));
}

void
vm_generator_close(struct vm *vm, vm_value v)
{
	struct vm_generator *generator = (struct vm_generator *)v;
	vm_value result;
	vm_value raised;

	if (generator->state & VM_GENERATOR_PENDING)
		take_pending(generator);
	if (generator->state == VM_GENERATOR_NEW)
		generator->state = VM_GENERATOR_DONE;
	if (generator->state == VM_GENERATOR_DONE)
		return;
	if (vm_try(vm, throw_exit, &v, &result, &raised)) {
		if (result != VM_STOP)
			vm_raise_runtime_error(vm,
			    "generator ignored GeneratorExit");
		return;
	}
	if (!vm_exception_is(raised, &vm_type_GeneratorExit) &&
	    !vm_exception_is(raised, &vm_type_StopIteration))
		vm_raise(vm, raised);
}

/* ---- the types --------------------------------------------------------- */

static vm_value
result_or_stop(struct vm *vm, vm_value result)
{
	if (result == VM_STOP)
		vm_raise_stop_iteration(vm, vm->stop_value);
	return result;
}

/* What a method was called on. */
static vm_value
self_of(struct vm *vm, vm_value v)
{
	return is_generator(v) ? v : vm_self(vm, v, VM_TID_GENERATOR);
}

static vm_value
generator_send(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return result_or_stop(vm,
	    vm_generator_send(vm, self_of(vm, args[0]), args[1]));
}
VM_DEFINE_NATIVE(send_native, generator_send, 2, 2);

static vm_value
generator_throw(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value self = self_of(vm, args[0]);
	vm_value e = args[1];

	if (argc > 2 && args[2] != VM_NONE)
		e = vm_is_exception(args[2]) ? args[2] :
					       vm_call_1(vm, e, args[2]);
	return result_or_stop(vm, vm_generator_throw(vm, self, e));
}
VM_DEFINE_NATIVE(throw_native, generator_throw, 2, 4);

static vm_value
generator_close(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	vm_generator_close(vm, self_of(vm, args[0]));
	return VM_NONE;
}
VM_DEFINE_NATIVE(close_native, generator_close, 1, 1);

/* Tells what was to be raised so far. */
static vm_value
generator_pend_throw(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_generator *generator =
	    (struct vm_generator *)self_of(vm, args[0]);
	vm_value previous = VM_NONE;

	(void)argc;
	if (generator->state == VM_GENERATOR_RUNNING)
		vm_raise_value_error(vm, "generator already executing");
	if (generator->state & VM_GENERATOR_PENDING)
		previous = take_pending(generator);
	if (args[1] == VM_NONE || generator->state == VM_GENERATOR_DONE)
		return previous;
	*pending_place(generator) = args[1];
	generator->state |= VM_GENERATOR_PENDING;
	return previous;
}
VM_DEFINE_NATIVE(pend_throw_native, generator_pend_throw, 2, 2);

static vm_value
generator_next_method(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return result_or_stop(vm,
	    vm_generator_send(vm, self_of(vm, args[0]), VM_NONE));
}
VM_DEFINE_NATIVE(next_native, generator_next_method, 1, 1);

static vm_value
self_method(struct vm *vm, size_t argc, vm_value *args)
{
	(void)vm;
	(void)argc;
	return args[0];
}
VM_DEFINE_NATIVE(self_native, self_method, 1, 1);

static const struct vm_member generator_members[] = {
	{ VM_NAME(send), VM_NATIVE(send_native) },
	{ VM_NAME(throw), VM_NATIVE(throw_native) },
	{ VM_NAME(close), VM_NATIVE(close_native) },
	{ VM_NAME(pend_throw), VM_NATIVE(pend_throw_native) },
	{ VM_NAME(__next__), VM_NATIVE(next_native) },
	{ VM_NAME(__iter__), VM_NATIVE(self_native) },
};

static const struct vm_member coroutine_members[] = {
	{ VM_NAME(send), VM_NATIVE(send_native) },
	{ VM_NAME(throw), VM_NATIVE(throw_native) },
	{ VM_NAME(close), VM_NATIVE(close_native) },
	{ VM_NAME(__next__), VM_NATIVE(next_native) },
	{ VM_NAME(__await__), VM_NATIVE(self_native) },
};

static void
generator_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_format(vm, out, "<generator object '%S' at %x>",
	    ((struct vm_generator *)self)->function->code->name,
	    (unsigned)(self & 0xffffffffu));
}

static vm_value
generator_iter(struct vm *vm, vm_value self)
{
	(void)vm;
	return self;
}

static vm_value
generator_next(struct vm *vm, vm_value self)
{
	return vm_generator_send(vm, self, VM_NONE);
}

static vm_value
generator_getattr(struct vm *vm, vm_value self, vm_value name)
{
	struct vm_generator *generator = (struct vm_generator *)self;

	(void)vm;
	if (name == VM_NAME(gi_running))
		return vm_new_bool(generator->state == VM_GENERATOR_RUNNING);
	if (name == VM_NAME(__name__))
		return generator->function->code->name;
	return VM_UNDEF;
}

static const struct vm_slots generator_slots = {
	.print = generator_print,
	.iter = generator_iter,
	.next = generator_next,
	.getattr = generator_getattr,
};

VM_DEFINE_TYPE(generator, generator, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    generator_slots, generator_members);
VM_DEFINE_TYPE(coroutine, generator, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    generator_slots, coroutine_members);

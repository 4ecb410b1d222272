/* SPDX-License-Identifier: MIT */
/*
 * Frames that end or begin in other ways than a plain call: generators,
 * iteration by FOR, delegation by YFROM.
 */
#include "../object/class.h"
#include "../object/function.h"
#include "../object/names.h"
#include "call.h"
#include "decode.h"
#include "interp.h"
#include "ops.h"
#include "raise.h"

/* Puts the item of a FOR behind which the frame's pc stands. */
static void
deliver_to_for(struct vm_frame *frame, unsigned kind, vm_value item)
{
	const uint8_t *pc = frame->pc;

	if (kind == VM_FRAME_FOR) {
		frame->base[pc[-2] >> 4] = item;
		frame->pc = pc + (int8_t)pc[-1];
	} else {
		/* What FAR may have put in the place of WIDE, which is 0. */
		frame->base[pc[-3] | pc[-6] << 8] = item;
		frame->pc = pc + (int16_t)(uint16_t)(pc[-2] | pc[-1] << 8);
	}
}

/* Suspends the innermost generator. True: its interpreter returns item. */
bool
vm_op_yield(struct vm *vm, vm_value item, unsigned state)
{
	for (;;) {
		struct vm_frame *frame = vm->frame;
		struct vm_generator *generator = vm_frame_generator(frame);
		unsigned kind = frame->how & VM_FRAME_KIND;

		generator->pc = frame->pc;
		generator->state = (uint16_t)state;
		vm_frame_pop(vm);
		if (kind == VM_FRAME_ENTRY)
			return true;
		frame = vm->frame;
		if (kind != VM_FRAME_YIELD_FROM) {
			deliver_to_for(frame, kind, item);
			return false;
		}
		frame->pc = vm_delegation_start(frame->pc);
		state = VM_GENERATOR_DELEGATING;
	}
}

/* Leaves a frame that is not a plain call. True: the interpreter returns
 * *result. */
bool
vm_op_return(struct vm *vm, vm_value *result)
{
	struct vm_frame *frame = vm->frame;
	unsigned kind = frame->how & VM_FRAME_KIND;
	bool generator = frame->how & VM_FRAME_GENERATOR;
	unsigned target = frame->target;

	if (generator) {
		vm_frame_generator(frame)->state = VM_GENERATOR_DONE;
		vm_frame_generator(frame)->register_count = 0;
	}
	vm_frame_pop(vm);
	if (kind == VM_FRAME_ENTRY) {
		vm->stop_value = generator ? *result : VM_NONE;
		*result = generator ? VM_STOP : *result;
		return true;
	}
	frame = vm->frame;
	if (kind == VM_FRAME_CALL)
		frame->base[target] = *result;
	else if (kind == VM_FRAME_INIT && *result != VM_NONE)
		vm_raise_type_error(vm,
		    "__init__() should return None, not '%t'", *result);
	else if (kind == VM_FRAME_YIELD_FROM)
		frame->base[vm_resumed_register(frame->pc)] = *result;
	else if (kind != VM_FRAME_INIT && !generator)
		deliver_to_for(frame, kind, *result);
	return false;
}

/* Must it be resumed from C, which raises the exception that waits? */
static bool
is_pending(vm_value generator)
{
	return ((struct vm_generator *)generator)->state & VM_GENERATOR_PENDING;
}

enum vm_for_step
vm_op_for(struct vm *vm, vm_value *state, unsigned kind, vm_value *item)
{
	vm_value iterator = state[0];
	vm_value method[2];
	vm_value out;

	if (vm_is(iterator, VM_TID_GENERATOR) && !is_pending(iterator)) {
		if (!vm_generator_enter(vm, (struct vm_generator *)iterator,
			VM_NONE))
			return VM_FOR_END;
		vm->frame->how |= (uint16_t)kind;
		return VM_FOR_ENTERED;
	}
	method[0] = vm_is(iterator, VM_TID_INSTANCE) ?
	    vm_special_method(vm, iterator, VM_NAME(__next__)) :
	    VM_UNDEF;
	if (vm_is(method[0], VM_TID_FUNCTION)) {
		if (vm_call_begin(vm, method[0], iterator, 0, 0, NULL, &out)) {
			vm->frame->how |= (uint16_t)kind;
			return VM_FOR_ENTERED;
		}
		*item = out;
		return VM_FOR_ITEM;
	}
	*item = vm_op_iter_next(vm, state);
	return *item == VM_STOP ? VM_FOR_END : VM_FOR_ITEM;
}

/*
 * Enters generator for a YFROM, and what it delegates to itself, down to the
 * one that yields: their YFROMs would do just that. False: it is at its end.
 */
static bool
enter_delegate(struct vm *vm, struct vm_generator *generator, vm_value sent)
{
	for (;;) {
		unsigned state = generator->state;
		const uint8_t *next;
		vm_value inner;

		if (!vm_generator_enter(vm, generator, sent))
			return false;
		vm->frame->how |= VM_FRAME_YIELD_FROM;
		if (state != VM_GENERATOR_DELEGATING)
			return true;
		next = vm_delegation_end(generator->pc);
		inner = generator->registers[vm_resumed_register(next)];
		if (!vm_is(inner, VM_TID_GENERATOR) &&
		    !vm_is(inner, VM_TID_COROUTINE))
			return true;
		generator = (struct vm_generator *)inner;
		if (generator->state != VM_GENERATOR_SUSPENDED &&
		    generator->state != VM_GENERATOR_DELEGATING)
			return true;
		vm->frame->pc = next;
	}
}

/* One round of YFROM. True: a frame was entered or its window holds the
 * result; false: *item is to be yielded. */
bool
vm_op_yield_from(struct vm *vm, vm_value *window, vm_value *item)
{
	vm_value iterator = window[0];
	vm_value sent = window[1];

	if ((vm_is(iterator, VM_TID_GENERATOR) ||
		vm_is(iterator, VM_TID_COROUTINE)) &&
	    !is_pending(iterator)) {
		if (!enter_delegate(vm, (struct vm_generator *)iterator, sent))
			window[0] = VM_NONE;
		return true;
	}
	vm->stop_value = VM_NONE;
	if (sent == VM_NONE)
		*item = vm_next(vm, iterator);
	else
		*item = vm_call_method(vm, iterator, VM_NAME(send), 1, &sent);
	if (*item != VM_STOP)
		return false;
	window[0] = vm->stop_value;
	return true;
}

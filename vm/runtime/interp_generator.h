/* SPDX-License-Identifier: MIT */
/*
 * A plain frame's FOR over a generator, for interp.c only: the fast cases,
 * which answer false where the general function must be called.
 */
#ifndef VM_INTERP_GENERATOR_H
#define VM_INTERP_GENERATOR_H

#include "decode.h"
#include "stack.h"

/* Enters a suspended generator; its frame record comes behind the caller's. */
static inline bool
quick_resume(struct vm *vm, struct vm_frame *frame, vm_value iterator,
    unsigned kind)
{
	struct vm_generator *generator = (struct vm_generator *)iterator;
	struct vm_frame *inner = frame - 1;
	vm_value *top;

	if (!VM_QUICK_CASES || !vm_is(iterator, VM_TID_GENERATOR) ||
	    generator->state != VM_GENERATOR_SUSPENDED ||
	    (frame->how & VM_FRAME_GENERATOR))
		return false;
	top = frame->base + frame->function->code->register_count;
	if ((uint8_t *)top > (uint8_t *)inner ||
	    !vm_stack_in_segment(vm->segment, frame))
		return false;
	generator->registers[vm_resumed_register(generator->pc)] = VM_NONE;
	generator->state = VM_GENERATOR_RUNNING;
	inner->previous = frame;
	inner->function = generator->function;
	inner->base = generator->registers;
	inner->pc = generator->pc;
	inner->target = (uint16_t)(top - vm->segment->registers);
	inner->how = (uint16_t)(VM_FRAME_GENERATOR | kind);
	vm->frame = inner;
	return true;
}

/* Leaves a generator that a narrow FOR resumed, to the body of the loop. */
static inline bool
quick_yield(struct vm *vm, struct vm_frame *frame, vm_value item)
{
	struct vm_generator *generator = vm_frame_generator(frame);
	const uint8_t *pc;

	if (!VM_QUICK_CASES ||
	    frame->how != (VM_FRAME_GENERATOR | VM_FRAME_FOR))
		return false;
	generator->pc = frame->pc;
	generator->state = VM_GENERATOR_SUSPENDED;
	frame = frame->previous;
	vm->frame = frame;
	pc = frame->pc;
	frame->base[pc[-2] >> 4] = item;
	frame->pc = pc + (int8_t)pc[-1];
	return true;
}

#endif

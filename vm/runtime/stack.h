/* SPDX-License-Identifier: MIT */
/* The VM stack: segments holding registers and frame records. */
#ifndef VM_STACK_H
#define VM_STACK_H

#include "../object/function.h"
#include "../object/generator.h"
#include "code.h"
#include "state.h"

static inline struct vm_generator *
vm_frame_generator(const struct vm_frame *frame)
{
	return (struct vm_generator *)((uintptr_t)frame->base -
	    offsetof(struct vm_generator, registers));
}

/* The heap object around a segment. */
static inline void *
vm_stack_buffer(struct vm_stack_segment *segment)
{
	return (uint8_t *)segment - offsetof(struct vm_buffer, data);
}

/* Is this frame record in the segment? */
static inline bool
vm_stack_in_segment(const struct vm_stack_segment *segment,
    const struct vm_frame *frame)
{
	return segment != NULL &&
	    (const uint8_t *)frame >= (const uint8_t *)segment->registers &&
	    (const uint8_t *)frame < segment->end;
}

/* Segment size for a VM in a block of this size. */
size_t vm_stack_segment_size(size_t block_len);
/* Makes the first segment, which stays. */
void vm_stack_init(struct vm *vm, void *place, size_t size);

/* First register above those in use in the current segment. */
vm_value *vm_stack_top(struct vm *vm);
/* Lowest frame record of the current segment: the end of free registers. */
uint8_t *vm_stack_frames_low(struct vm *vm);
/* Room for count registers above the top and a frame record; a new segment
 * if need be. Raises. Returns the first register. */
vm_value *vm_stack_reserve(struct vm *vm, size_t count);
/*
 * Enters function with registers at base (in the current segment, with
 * register_count of them free). Returns the new frame.
 */
struct vm_frame *vm_frame_push(struct vm *vm, struct vm_function *function,
    vm_value *base);
/* Leaves the innermost frame; gives its segment back when it was the last
 * there. */
void vm_frame_pop(struct vm *vm);

#endif

/* SPDX-License-Identifier: MIT */
/* Segments of the VM stack and the frames in them. */
#include "heap.h"
#include "stack.h"

uint8_t *
vm_stack_frames_low(struct vm *vm)
{
	if (vm_stack_in_segment(vm->segment, vm->frame))
		return (uint8_t *)vm->frame;
	return vm->segment->end;
}

vm_value *
vm_stack_top(struct vm *vm)
{
	struct vm_frame *frame = vm->frame;
	struct vm_stack_segment *segment = vm->segment;

	if (segment == NULL)
		return NULL;
	if (!vm_stack_in_segment(segment, frame))
		return segment->registers;
	if (frame->how & VM_FRAME_GENERATOR)
		return segment->registers + frame->target;
	return frame->base + frame->function->code->register_count;
}

size_t
vm_stack_segment_size(size_t block_len)
{
	size_t size = block_len / 32;

	size = size < 512 ? 512 : size;
	size = size > VM_STACK_SEGMENT_SIZE ? VM_STACK_SEGMENT_SIZE : size;
	return size & ~(size_t)15;
}

void
vm_stack_init(struct vm *vm, void *place, size_t size)
{
	struct vm_stack_segment *segment = place;

	segment->end = (uint8_t *)place + size;
	vm->segment = segment;
	vm->stack_used = size;
}

static VM_NOINLINE void
new_segment(struct vm *vm, size_t need)
{
	struct vm_stack_segment *segment = vm->spare_segment;
	size_t size;

	vm->spare_segment = NULL;
	need += sizeof(*segment);
	if (vm->stack_used + need > vm->stack_limit)
		vm_raise_recursion(vm);
	if (segment == NULL ||
	    (size_t)(segment->end - (uint8_t *)segment) < need) {
		size = vm_stack_segment_size(vm->block_len);
		size = size < need * 2 ? need * 2 : size;
		segment = vm_heap_new_bytes(vm, size);
		segment->end = (uint8_t *)segment + size;
	}
	segment->previous = vm->segment;
	vm->segment = segment;
	vm->stack_used += (size_t)(segment->end - (uint8_t *)segment);
}

vm_value *
vm_stack_reserve(struct vm *vm, size_t count)
{
	size_t need = count * sizeof(vm_value) + sizeof(struct vm_frame);
	vm_value *top = vm_stack_top(vm);

	if (top == NULL ||
	    (size_t)(vm_stack_frames_low(vm) - (uint8_t *)top) < need) {
		new_segment(vm, need);
		top = vm->segment->registers;
	}
	return top;
}

struct vm_frame *
vm_frame_push(struct vm *vm, struct vm_function *function, vm_value *base)
{
	struct vm_frame *frame =
	    (struct vm_frame *)(void *)vm_stack_frames_low(vm) - 1;

	frame->previous = vm->frame;
	frame->function = function;
	frame->base = base;
	frame->pc = vm_code_bytes(function->code);
	frame->target = 0;
	frame->how =
	    (uint8_t *)(frame + 1) == vm->segment->end ? VM_FRAME_FIRST : 0;
	vm->frame = frame;
	return frame;
}

void
vm_frame_pop(struct vm *vm)
{
	struct vm_frame *frame = vm->frame;
	struct vm_stack_segment *segment = vm->segment;

	vm->frame = frame->previous;
	if (VM_UNLIKELY(frame->how & VM_FRAME_FIRST) &&
	    segment->previous != NULL &&
	    segment->end == (uint8_t *)(frame + 1)) {
		vm->segment = segment->previous;
		vm->spare_segment = segment;
		vm->stack_used -= (size_t)(segment->end - (uint8_t *)segment);
	}
}

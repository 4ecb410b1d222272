/* SPDX-License-Identifier: MIT */
/* The type slice, and what a slice means for a sequence of some length. */
#include "range.h"

#include "../runtime/heap.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "arguments.h"
#include "function.h"
#include "int.h"
#include "list.h"
#include "names.h"
#include "self.h"
#include "slots.h"

static struct vm_slice *
slice_of(vm_value v)
{
	return (struct vm_slice *)v;
}

vm_value
vm_slice_new(struct vm *vm, vm_value start, vm_value stop, vm_value step)
{
	struct vm_slice *slice =
	    vm_heap_alloc(vm, VM_TID_SLICE, sizeof(struct vm_slice));

	slice->start = start;
	slice->stop = stop;
	slice->step = step;
	return VM_PTR(slice);
}

/* An index of a slice, however big, as a machine integer. */
static intptr_t
get_bound(struct vm *vm, vm_value v)
{
	if (vm_is_int(v))
		return vm_int_value(v);
	v = vm_index(vm, v);
	if (vm_is(v, VM_TID_INT))
		return vm_flag_a(vm_object(v)) ? VM_INT_MIN : VM_INT_MAX;
	return vm_int_value(v);
}

/* A bound counted from the end if negative, within low..high. */
static intptr_t
resolve_bound(struct vm *vm, vm_value v, intptr_t len, intptr_t absent,
    intptr_t low, intptr_t high)
{
	intptr_t i;

	if (v == VM_NONE)
		return absent;
	i = get_bound(vm, v);
	if (i < 0)
		i += len;
	if (i < low)
		return low;
	return i > high ? high : i;
}

void
vm_slice_resolve(struct vm *vm, vm_value v, size_t sequence_len,
    struct vm_slice_bounds *b)
{
	const struct vm_slice *slice = slice_of(v);
	intptr_t len = (intptr_t)sequence_len;
	intptr_t low, high;

	b->step = slice->step == VM_NONE ? 1 : get_bound(vm, slice->step);
	if (b->step == 0)
		vm_raise_value_error(vm, "slice step can't be zero");
	low = b->step < 0 ? -1 : 0;
	high = b->step < 0 ? len - 1 : len;
	b->start = resolve_bound(vm, slice->start, len,
	    b->step < 0 ? high : low, low, high);
	b->stop = resolve_bound(vm, slice->stop, len, b->step < 0 ? low : high,
	    low, high);
	b->count = 0;
	if (b->step > 0 && b->start < b->stop)
		b->count = (size_t)((b->stop - b->start - 1) / b->step) + 1;
	else if (b->step < 0 && b->start > b->stop)
		b->count = (size_t)((b->stop - b->start + 1) / b->step) + 1;
}

static vm_value
indices(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value self = vm_self(vm, args[0], VM_TID_SLICE);
	intptr_t len = vm_get_int(vm, args[1]);
	vm_value stop = slice_of(self)->stop;
	struct vm_slice_bounds bounds;
	vm_value out[3];
	bool down;

	(void)argc;
	if (len < 0)
		vm_raise_value_error(vm, "length should not be negative");
	vm_slice_resolve(vm, self, (size_t)len, &bounds);
	down = bounds.step < 0;
	bounds.stop = resolve_bound(vm, stop, len, down ? -1 : len,
	    down ? -1 : 0, down ? len - 1 : len);
	out[0] = vm_new_int(vm, bounds.start);
	out[1] = vm_new_int(vm, bounds.stop);
	out[2] = vm_new_int(vm, bounds.step);
	return vm_tuple_new(vm, 3, out);
}

static void
slice_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	const struct vm_slice *slice = slice_of(self);

	(void)kind;
	vm_write_format(vm, out, "slice(%v, %v, %v)", slice->start, slice->stop,
	    slice->step);
}

static vm_value
slice_binary(struct vm *vm, unsigned op, vm_value self, vm_value other)
{
	const struct vm_slice *a = slice_of(self);
	const struct vm_slice *b = slice_of(other);
	bool equal;

	if ((op != VM_OP_EQ && op != VM_OP_NE) || !vm_is(other, VM_TID_SLICE))
		return VM_UNDEF;
	equal = vm_equal(vm, a->start, b->start) &&
	    vm_equal(vm, a->stop, b->stop) && vm_equal(vm, a->step, b->step);
	return vm_new_bool(equal == (op == VM_OP_EQ));
}

static vm_value
slice_getattr(struct vm *vm, vm_value self, vm_value name)
{
	(void)vm;
	if (name == VM_NAME(start))
		return slice_of(self)->start;
	if (name == VM_NAME(stop))
		return slice_of(self)->stop;
	if (name == VM_NAME(step))
		return slice_of(self)->step;
	return VM_UNDEF;
}

static vm_value
slice_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 1, 3);
	if (n_pos == 1)
		return vm_slice_new(vm, VM_NONE, args[0], VM_NONE);
	return vm_slice_new(vm, args[0], args[1],
	    n_pos > 2 ? args[2] : VM_NONE);
}

static const struct vm_slots slice_slots = {
	.print = slice_print,
	.binary = slice_binary,
	.getattr = slice_getattr,
	.make = slice_make,
};

VM_DEFINE_NATIVE(indices_native, indices, 2, 2);

static const struct vm_member slice_members[] = {
	{ VM_NAME(indices), VM_NATIVE(indices_native) },
};

VM_DEFINE_TYPE(slice, slice, NULL, VM_TYPE_FINAL, slice_slots, slice_members);

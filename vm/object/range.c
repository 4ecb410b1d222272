/* SPDX-License-Identifier: MIT */
/* The type range. */
#include "range.h"

#include "../runtime/heap.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "../vm.h"
#include "arguments.h"
#include "int.h"
#include "iterator.h"
#include "names.h"
#include "slots.h"

static struct vm_range *
range_of(vm_value v)
{
	return (struct vm_range *)v;
}

/* Items of start, start + step, ... before stop. */
static size_t
count_items(intptr_t start, intptr_t stop, intptr_t step)
{
	size_t span;

	if (step > 0 ? start >= stop : start <= stop)
		return 0;
	if (step > 0) {
		span = (size_t)stop - (size_t)start;
		return (span - 1) / (size_t)step + 1;
	}
	span = (size_t)start - (size_t)stop;
	return (span - 1) / (0 - (size_t)step) + 1;
}

size_t
vm_range_len(vm_value v)
{
	const struct vm_range *r = range_of(v);

	return count_items(r->start, r->stop, r->step);
}

vm_value
vm_range_new(struct vm *vm, intptr_t start, intptr_t stop, intptr_t step)
{
	struct vm_range *r;

	if (step == 0)
		vm_raise_value_error(vm, "zero step");
	r = vm_heap_alloc(vm, VM_TID_RANGE, sizeof(struct vm_range));
	r->start = start;
	r->stop = stop;
	r->step = step;
	return VM_PTR(r);
}

/* The i-th number; wraps only beyond the end. */
static intptr_t
item_at(const struct vm_range *r, size_t i)
{
	return (intptr_t)((size_t)r->start + i * (size_t)r->step);
}

static vm_value
range_getitem(struct vm *vm, vm_value self, vm_value key)
{
	const struct vm_range *r = range_of(self);
	size_t len = vm_range_len(self);
	struct vm_slice_bounds bounds;
	intptr_t start;

	if (!vm_is(key, VM_TID_SLICE))
		return vm_new_int(vm,
		    item_at(r, vm_sequence_index(vm, "range", len, key)));
	vm_slice_resolve(vm, key, len, &bounds);
	start = item_at(r, (size_t)bounds.start);
	return vm_range_new(vm, start, item_at(r, (size_t)bounds.stop),
	    (intptr_t)((size_t)r->step * (size_t)bounds.step));
}

static bool
range_contains(struct vm *vm, vm_value self, vm_value item)
{
	const struct vm_range *r = range_of(self);
	size_t len = vm_range_len(self);
	intptr_t i;

	if (vm_is_bool(item))
		item = VM_INT(item == VM_TRUE);
	if (!vm_is_int(item)) {
		for (size_t n = 0; n < len; n++) {
			vm_poll_round(vm, n);
			if (vm_equal(vm, vm_new_int(vm, item_at(r, n)), item))
				return true;
		}
		return false;
	}
	i = vm_int_value(item);
	if (r->step > 0 ? i < r->start || i >= r->stop :
			  i > r->start || i <= r->stop)
		return false;
	return (i - r->start) % r->step == 0;
}

static vm_value
range_binary(struct vm *vm, unsigned op, vm_value self, vm_value other)
{
	const struct vm_range *a = range_of(self);
	const struct vm_range *b = range_of(other);
	size_t len;
	bool equal;

	(void)vm;
	if ((op != VM_OP_EQ && op != VM_OP_NE) || !vm_is(other, VM_TID_RANGE))
		return VM_UNDEF;
	len = vm_range_len(self);
	equal = len == vm_range_len(other) &&
	    (len == 0 ||
		(a->start == b->start && (len == 1 || a->step == b->step)));
	return vm_new_bool(equal == (op == VM_OP_EQ));
}

static void
range_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	const struct vm_range *r = range_of(self);

	(void)kind;
	vm_write_text(vm, out, "range(");
	vm_write_int(vm, out, r->start);
	vm_write(vm, out, ", ", 2);
	vm_write_int(vm, out, r->stop);
	if (r->step != 1) {
		vm_write(vm, out, ", ", 2);
		vm_write_int(vm, out, r->step);
	}
	vm_write_char(vm, out, ')');
}

static uint32_t
range_hash(struct vm *vm, vm_value self)
{
	size_t len = vm_range_len(self);

	(void)vm;
	return (uint32_t)(len * 31u +
	    (len > 0 ? (size_t)range_of(self)->start : 0u));
}

static size_t
range_len(struct vm *vm, vm_value self)
{
	(void)vm;
	return vm_range_len(self);
}

static vm_value
range_iter(struct vm *vm, vm_value self)
{
	return vm_iterator_new(vm, VM_ITER_RANGE, self);
}

static vm_value
range_getattr(struct vm *vm, vm_value self, vm_value name)
{
	const struct vm_range *r = range_of(self);

	if (name == VM_NAME(start))
		return vm_new_int(vm, r->start);
	if (name == VM_NAME(stop))
		return vm_new_int(vm, r->stop);
	if (name == VM_NAME(step))
		return vm_new_int(vm, r->step);
	return VM_UNDEF;
}

static vm_value
range_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	intptr_t start = 0, stop, step = 1;

	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 1, 3);
	if (n_pos > 1)
		start = vm_get_int(vm, args[0]);
	stop = vm_get_int(vm, args[n_pos > 1 ? 1 : 0]);
	if (n_pos > 2)
		step = vm_get_int(vm, args[2]);
	return vm_range_new(vm, start, stop, step);
}

static const struct vm_slots range_slots = {
	.print = range_print,
	.hash = range_hash,
	.len = range_len,
	.binary = range_binary,
	.contains = range_contains,
	.getitem = range_getitem,
	.iter = range_iter,
	.getattr = range_getattr,
	.make = range_make,
};

VM_DEFINE_TYPE_PLAIN(range, range, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL,
    range_slots);

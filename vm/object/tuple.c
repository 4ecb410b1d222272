/* SPDX-License-Identifier: MIT */
/* The type tuple, and attrtuple: a tuple whose items have names. */
#include "tuple.h"

#include "../runtime/call.h"
#include "../runtime/heap.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "../vm.h"
#include "arguments.h"
#include "class.h"
#include "function.h"
#include "int.h"
#include "iterator.h"
#include "names.h"
#include "self.h"
#include "sequence.h"

const struct vm_tuple vm_empty_tuple VM_ALIGNED = {
	.head = VM_ROM_HEAD(VM_TID_TUPLE),
};

static vm_value
allocate(struct vm *vm, enum vm_tid tid, size_t n, size_t slots)
{
	struct vm_tuple *tuple;

	if (n > UINT32_MAX / sizeof(vm_value))
		vm_raise_no_memory(vm, n);
	tuple = vm_heap_alloc(vm, tid,
	    sizeof(struct vm_tuple) + slots * sizeof(vm_value));
	tuple->len = (uint32_t)n;
	return VM_PTR(tuple);
}

vm_value
vm_tuple_new(struct vm *vm, size_t n, const vm_value *items)
{
	vm_value tuple;

	if (n == 0)
		return VM_PTR(&vm_empty_tuple);
	tuple = allocate(vm, VM_TID_TUPLE, n, n);
	if (items != NULL)
		memcpy(vm_tuple(tuple)->items, items, n * sizeof(*items));
	return tuple;
}

vm_value
vm_tuple_from_iterable(struct vm *vm, vm_value iterable)
{
	size_t n;
	vm_value *items;
	vm_value list;

	if (vm_is(iterable, VM_TID_TUPLE))
		return iterable;
	if (vm_sequence_items(iterable, &n, &items)) {
		/* items stay reachable through iterable. */
		return vm_tuple_new(vm, n, items);
	}
	list = vm_list_from_iterable(vm, iterable);
	return vm_tuple_new(vm, vm_list(list)->len, vm_list(list)->items);
}

vm_value
vm_attrtuple_new(struct vm *vm, const struct vm_tuple *names, size_t n,
    const vm_value *items)
{
	vm_value tuple = allocate(vm, VM_TID_ATTRTUPLE, n, n + 1u);

	memcpy(vm_tuple(tuple)->items, items, n * sizeof(*items));
	vm_tuple(tuple)->items[n] = VM_PTR(names);
	return tuple;
}

static bool
is_tuple(vm_value v)
{
	return vm_is(v, VM_TID_TUPLE) || vm_is(v, VM_TID_ATTRTUPLE);
}

static vm_value
tuple_getitem(struct vm *vm, vm_value self, vm_value key)
{
	struct vm_slice_bounds bounds;
	vm_value out;

	if (!vm_is(key, VM_TID_SLICE))
		return vm_tuple(self)->items[vm_sequence_index(vm, "tuple",
		    vm_tuple(self)->len, key)];
	vm_slice_resolve(vm, key, vm_tuple(self)->len, &bounds);
	if (bounds.step == 1 && bounds.count == vm_tuple(self)->len &&
	    vm_is(self, VM_TID_TUPLE))
		return self;
	if (bounds.count == 0)
		return VM_PTR(&vm_empty_tuple);
	out = vm_tuple_new(vm, bounds.count, NULL);
	vm_sequence_copy_slice(vm, vm_tuple(out)->items, vm_tuple(self)->items,
	    &bounds);
	return out;
}

static vm_value
tuple_concat(struct vm *vm, vm_value self, vm_value other)
{
	size_t n_a = vm_tuple(self)->len;
	size_t n_b = vm_tuple(other)->len;
	vm_value out;

	if (n_b == 0 && vm_is(self, VM_TID_TUPLE))
		return self;
	if (n_a + n_b == 0)
		return VM_PTR(&vm_empty_tuple);
	out = vm_tuple_new(vm, n_a + n_b, NULL);
	vm_copy(vm, vm_tuple(out)->items, vm_tuple(self)->items,
	    n_a * sizeof(vm_value));
	vm_copy(vm, vm_tuple(out)->items + n_a, vm_tuple(other)->items,
	    n_b * sizeof(vm_value));
	return out;
}

static vm_value
tuple_repeat(struct vm *vm, vm_value self, vm_value times)
{
	size_t n = vm_tuple(self)->len;
	size_t total = vm_sequence_repeat_len(vm, n, times);
	vm_value out;

	if (total == 0)
		return VM_PTR(&vm_empty_tuple);
	out = vm_tuple_new(vm, total, NULL);
	vm_copy(vm, vm_tuple(out)->items, vm_tuple(self)->items,
	    n * sizeof(vm_value));
	vm_sequence_repeat_fill(vm, vm_tuple(out)->items, n, total);
	return out;
}

static vm_value
tuple_binary(struct vm *vm, unsigned op, vm_value self, vm_value other)
{
	vm_value inner = vm_native_value(other);

	if (op >= VM_OP_EQ && op <= VM_OP_GE)
		return is_tuple(inner) ?
		    vm_sequence_compare(vm, op, self, inner) :
		    VM_UNDEF;
	if (op == VM_OP_ADD)
		return is_tuple(inner) ? tuple_concat(vm, self, inner) :
					 VM_UNDEF;
	if (op == VM_OP_MUL || op == VM_OP_REFLECTED + VM_OP_MUL)
		return vm_is_integer(other) || vm_is_bool(other) ?
		    tuple_repeat(vm, self, other) :
		    VM_UNDEF;
	return VM_UNDEF;
}

static uint32_t
tuple_hash(struct vm *vm, vm_value self)
{
	uint32_t hash = 0x345678u;

	vm_check_recursion(vm);
	for (size_t i = 0; i < vm_tuple(self)->len; i++) {
		vm_poll_round(vm, i);
		hash ^= vm_hash(vm, vm_tuple(self)->items[i]);
		hash = hash * 1000003u + (uint32_t)i;
	}
	return hash;
}

static void
tuple_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_sequence_print(vm, out, self, "()");
}

static size_t
tuple_len(struct vm *vm, vm_value self)
{
	(void)vm;
	return vm_tuple(self)->len;
}

static vm_value
tuple_iter(struct vm *vm, vm_value self)
{
	return vm_iterator_new(vm, VM_ITER_TUPLE, self);
}

static vm_value
tuple_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 0, 1);
	return n_pos > 0 ? vm_tuple_from_iterable(vm, args[0]) :
			   VM_PTR(&vm_empty_tuple);
}

static const struct vm_slots tuple_slots = {
	.print = tuple_print,
	.hash = tuple_hash,
	.len = tuple_len,
	.binary = tuple_binary,
	.contains = vm_sequence_contains,
	.getitem = tuple_getitem,
	.iter = tuple_iter,
	.make = tuple_make,
};

VM_DEFINE_NATIVE(count_native, vm_sequence_count, 2, 2);
VM_DEFINE_NATIVE(index_native, vm_sequence_find, 2, 4);

static const struct vm_member tuple_members[] = {
	{ VM_NAME(count), VM_NATIVE(count_native) },
	{ VM_NAME(index), VM_NATIVE(index_native) },
};

VM_DEFINE_TYPE(tuple, tuple, NULL, VM_TYPE_HASHABLE, tuple_slots,
    tuple_members);

/* ---- attrtuple -------------------------------------------------------- */

static const struct vm_tuple *
attrtuple_names(vm_value self)
{
	return vm_tuple(vm_tuple(self)->items[vm_tuple(self)->len]);
}

static void
attrtuple_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	const struct vm_tuple *names = attrtuple_names(self);

	(void)kind;
	if (names->len > vm_tuple(self)->len)
		vm_write_str(vm, out, names->items[names->len - 1u]);
	vm_write_char(vm, out, '(');
	for (size_t i = 0; i < vm_tuple(self)->len; i++) {
		vm_write_format(vm, out, i > 0 ? ", %S=%v" : "%S=%v",
		    names->items[i], vm_tuple(self)->items[i]);
	}
	vm_write_char(vm, out, ')');
}

static vm_value
attrtuple_getattr(struct vm *vm, vm_value self, vm_value name)
{
	const struct vm_tuple *names = attrtuple_names(self);

	(void)vm;
	for (size_t i = 0; i < vm_tuple(self)->len; i++) {
		if (names->items[i] == name)
			return vm_tuple(self)->items[i];
	}
	return VM_UNDEF;
}

static const struct vm_slots attrtuple_slots = {
	.print = attrtuple_print,
	.hash = tuple_hash,
	.len = tuple_len,
	.binary = tuple_binary,
	.contains = vm_sequence_contains,
	.getitem = tuple_getitem,
	.iter = tuple_iter,
	.getattr = attrtuple_getattr,
};

VM_DEFINE_TYPE_PLAIN(attrtuple, tuple, &vm_type_tuple,
    VM_TYPE_HASHABLE | VM_TYPE_FINAL, attrtuple_slots);

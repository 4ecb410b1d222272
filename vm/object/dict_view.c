/* SPDX-License-Identifier: MIT */
/* What dict.keys(), values() and items() return. */
#include "dict_type.h"

#include "../runtime/heap.h"
#include "../runtime/ops.h"
#include "../runtime/writer.h"
#include "class.h"
#include "iterator.h"
#include "list.h"
#include "names.h"
#include "set.h"

static struct vm_dict_view *
view_of(vm_value v)
{
	return (struct vm_dict_view *)v;
}

vm_value
vm_dict_view_new(struct vm *vm, vm_value dict, enum vm_dict_view_kind kind)
{
	struct vm_dict_view *view =
	    vm_heap_alloc(vm, VM_TID_DICT_VIEW, sizeof(struct vm_dict_view));

	view->kind = (uint32_t)kind;
	view->dict = dict;
	return VM_PTR(view);
}

static void
view_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	static const char *const names[] = {
		[VM_DICT_KEYS] = "dict_keys([",
		[VM_DICT_VALUES] = "dict_values([",
		[VM_DICT_ITEMS] = "dict_items([",
	};
	vm_value iterator = vm_iter(vm, self);
	vm_value item;
	bool first = true;

	(void)kind;
	vm_write_text(vm, out, names[view_of(self)->kind]);
	while ((item = vm_next(vm, iterator)) != VM_STOP) {
		if (!first)
			vm_write(vm, out, ", ", 2);
		first = false;
		vm_repr_to(vm, out, item);
	}
	vm_write(vm, out, "])", 2);
}

static size_t
view_len(struct vm *vm, vm_value self)
{
	(void)vm;
	return vm_dict_len(view_of(self)->dict);
}

static vm_value
view_iter(struct vm *vm, vm_value self)
{
	return vm_dict_iterator_new(vm, view_of(self)->dict,
	    (enum vm_dict_view_kind)view_of(self)->kind);
}

static bool
contains_item(struct vm *vm, vm_value dict, vm_value item)
{
	size_t n;
	vm_value *pair;
	vm_value value;

	if (!vm_is(item, VM_TID_TUPLE) || !vm_sequence_items(item, &n, &pair) ||
	    n != 2)
		return false;
	value = vm_dict_get(vm, dict, pair[0]);
	return value != VM_UNDEF && vm_equal(vm, value, pair[1]);
}

static bool
view_contains(struct vm *vm, vm_value self, vm_value item)
{
	vm_value iterator, value;

	switch ((enum vm_dict_view_kind)view_of(self)->kind) {
	case VM_DICT_KEYS:
		return vm_dict_get(vm, view_of(self)->dict, item) != VM_UNDEF;
	case VM_DICT_ITEMS:
		return contains_item(vm, view_of(self)->dict, item);
	case VM_DICT_VALUES:
		break;
	}
	iterator = vm_iter(vm, self);
	while ((value = vm_next(vm, iterator)) != VM_STOP) {
		if (vm_equal(vm, value, item))
			return true;
	}
	return false;
}

static vm_value
as_set(struct vm *vm, vm_value v)
{
	vm_value set = vm_set_new(vm, 0, NULL);

	vm_set_update(vm, set, v);
	return set;
}

/* Keys and items behave like sets. */
static vm_value
view_binary(struct vm *vm, unsigned op, vm_value self, vm_value other)
{
	vm_value inner = vm_native_value(other);
	bool is_set = vm_is(inner, VM_TID_SET) ||
	    vm_is(inner, VM_TID_FROZENSET) || vm_is(inner, VM_TID_DICT_VIEW);

	if (view_of(self)->kind == VM_DICT_VALUES)
		return VM_UNDEF;
	if (op >= VM_OP_EQ && op <= VM_OP_GE) {
		if (!is_set)
			return VM_UNDEF;
		return vm_compare(vm, op, as_set(vm, self), as_set(vm, inner));
	}
	if (op != VM_OP_SUB && op != VM_OP_AND && op != VM_OP_OR &&
	    op != VM_OP_XOR)
		return VM_UNDEF;
	return vm_binary_op(vm, op, as_set(vm, self), as_set(vm, other));
}

static const struct vm_slots view_slots = {
	.print = view_print,
	.len = view_len,
	.iter = view_iter,
	.contains = view_contains,
	.binary = view_binary,
};

VM_DEFINE_TYPE_PLAIN(dict_view, dict_view, NULL, VM_TYPE_FINAL, view_slots);

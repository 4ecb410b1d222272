/* SPDX-License-Identifier: MIT */
/* The module array and its type. */
#include "../object/arguments.h"
#include "../object/buffer.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/int.h"
#include "../object/module.h"
#include "../object/self.h"
#include "../object/str.h"
#include "../runtime/heap.h"
#include "../runtime/intern.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "../vm.h"
#include "modules.h"

static struct vm_array *
array(vm_value v)
{
	return (struct vm_array *)v;
}

static char
array_code(vm_value v)
{
	return (char)array(v)->type_code;
}

static vm_value
array_new(struct vm *vm, char type_code)
{
	struct vm_array *a = vm_heap_alloc(vm, VM_TID_ARRAY, sizeof(*a));

	a->type_code = (uint8_t)type_code;
	a->item_size = (uint8_t)vm_item_size(type_code);
	return VM_PTR(a);
}

static void
append_item(struct vm *vm, vm_value self, vm_value item)
{
	uint8_t raw[8];
	struct vm_growable g;

	vm_item_store(vm, array_code(self), raw, item);
	vm_growable_of(self, &g);
	memcpy(vm_growable_extend(vm, &g, 1), raw, g.item_size);
}

/* Appends the items of an array of the same type, else of an iterable. */
static void
append_all(struct vm *vm, vm_value self, vm_value items)
{
	vm_value iterator;
	vm_value item;

	if (vm_is(items, VM_TID_ARRAY) &&
	    array_code(items) == array_code(self)) {
		struct vm_growable g;

		vm_growable_of(self, &g);
		vm_growable_splice(vm, &g, *g.len, 0, array(items)->data,
		    array(items)->len);
		return;
	}
	iterator = vm_iter(vm, items);
	while ((item = vm_next(vm, iterator)) != VM_STOP)
		append_item(vm, self, item);
}

static vm_value
array_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	vm_value code;
	vm_value self;
	struct vm_bytes_view view;

	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 1, 2);
	code = vm_argument_str(vm, args[0]);
	if (vm_str_len(code) != 1 || vm_item_size(*vm_str_data(code)) == 0)
		vm_raise_value_error(vm, "bad typecode");
	self = array_new(vm, *vm_str_data(code));
	if (n_pos < 2)
		return self;
	if (array_code(self) != VM_ITEM_OBJECT &&
	    (vm_is(args[1], VM_TID_BYTES) ||
		vm_is(args[1], VM_TID_BYTEARRAY))) {
		struct vm_growable g;

		vm_get_bytes(vm, args[1], &view);
		vm_growable_of(self, &g);
		vm_growable_splice(vm, &g, 0, 0, view.data,
		    view.len / g.item_size);
	} else {
		append_all(vm, self, args[1]);
	}
	return self;
}

static vm_value
item_at(struct vm *vm, vm_value self, size_t index)
{
	const struct vm_array *a = array(self);

	return vm_item_load(vm, array_code(self),
	    a->data + index * a->item_size);
}

static void
array_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_format(vm, out, "array('%c'", array_code(self));
	for (size_t i = 0; i < array(self)->len; i++) {
		vm_write_text(vm, out, i == 0 ? ", [" : ", ");
		vm_repr_to(vm, out, item_at(vm, self, i));
	}
	vm_write_text(vm, out, array(self)->len > 0 ? "])" : ")");
}

static size_t
array_len(struct vm *vm, vm_value self)
{
	(void)vm;
	return array(self)->len;
}

static bool
array_bytes(struct vm *vm, vm_value self, struct vm_bytes_view *view)
{
	(void)vm;
	view->data = array(self)->data;
	view->len = (size_t)array(self)->len * array(self)->item_size;
	view->type_code = array_code(self);
	view->read_only = false;
	return array_code(self) != VM_ITEM_OBJECT;
}

/* Item by item, so that arrays of different types compare by value. */
static vm_value
array_compare(struct vm *vm, unsigned op, vm_value a, vm_value b)
{
	size_t a_len = array(a)->len;
	size_t b_len = array(b)->len;
	size_t i = 0;

	if (a_len != b_len && (op == VM_OP_EQ || op == VM_OP_NE))
		return vm_new_bool(op == VM_OP_NE);
	while (i < a_len && i < b_len &&
	    vm_equal(vm, item_at(vm, a, i), item_at(vm, b, i)))
		vm_poll_round(vm, i++);
	if (i < a_len && i < b_len)
		return vm_compare(vm, op, item_at(vm, a, i), item_at(vm, b, i));
	return vm_compare(vm, op, VM_INT((intptr_t)a_len),
	    VM_INT((intptr_t)b_len));
}

static vm_value
array_copy(struct vm *vm, vm_value self)
{
	vm_value copy = array_new(vm, array_code(self));

	append_all(vm, copy, self);
	return copy;
}

static vm_value
array_repeat(struct vm *vm, vm_value self, vm_value count)
{
	intptr_t n = vm_get_int(vm, count);
	vm_value result = array_new(vm, array_code(self));

	for (intptr_t i = 0; i < n; i++)
		append_all(vm, result, self);
	return result;
}

static vm_value
array_binary(struct vm *vm, unsigned op, vm_value self, vm_value other)
{
	vm_value result = self;

	if ((op == VM_OP_MUL || op == VM_OP_REFLECTED + VM_OP_MUL) &&
	    (vm_is_integer(other) || vm_is_bool(other)))
		return array_repeat(vm, self, other);
	if (op == VM_OP_INPLACE + VM_OP_ADD) {
		append_all(vm, self, other);
		return self;
	}
	if (!vm_is(other, VM_TID_ARRAY))
		return op == VM_OP_EQ || op == VM_OP_NE ?
		    vm_bytes_compare(vm, op, self, other) :
		    VM_UNDEF;
	if (op >= VM_OP_EQ && op <= VM_OP_GE)
		return array_compare(vm, op, self, other);
	if (op != VM_OP_ADD)
		return VM_UNDEF;
	result = array_copy(vm, self);
	append_all(vm, result, other);
	return result;
}

static bool
array_contains(struct vm *vm, vm_value self, vm_value item)
{
	for (size_t i = 0; i < array(self)->len; i++) {
		vm_poll_round(vm, i);
		if (vm_equal(vm, item_at(vm, self, i), item))
			return true;
	}
	return false;
}

static vm_value
array_getitem(struct vm *vm, vm_value self, vm_value key)
{
	struct vm_slice_bounds bounds;
	struct vm_growable g;
	vm_value result;

	if (!vm_is(key, VM_TID_SLICE))
		return item_at(vm, self,
		    vm_sequence_index(vm, "array", array(self)->len, key));
	vm_slice_resolve(vm, key, array(self)->len, &bounds);
	result = array_new(vm, array_code(self));
	vm_growable_of(result, &g);
	vm_growable_extend(vm, &g, bounds.count);
	vm_items_copy_slice(vm, *g.data, array(self)->data, g.item_size,
	    &bounds);
	return result;
}

static void
array_setitem(struct vm *vm, vm_value self, vm_value key, vm_value value)
{
	struct vm_growable g;
	uint8_t raw[8];
	size_t index;

	vm_growable_of(self, &g);
	if (vm_is(key, VM_TID_SLICE)) {
		vm_growable_set_slice(vm, &g, key, value, array_code(self));
		return;
	}
	index = vm_sequence_index(vm, "array", *g.len, key);
	if (value == VM_UNDEF) {
		vm_growable_splice(vm, &g, index, 1, NULL, 0);
		return;
	}
	vm_item_store(vm, array_code(self), raw, value);
	memcpy(*g.data + index * g.item_size, raw, g.item_size);
}

static vm_value
array_getattr(struct vm *vm, vm_value self, vm_value name)
{
	(void)vm;
	if (name == VM_NAME(typecode))
		return VM_CHAR_STR(array_code(self));
	if (name == VM_NAME(itemsize))
		return VM_INT(array(self)->item_size);
	return VM_UNDEF;
}

static vm_value
array_append(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	append_item(vm, vm_self(vm, args[0], VM_TID_ARRAY), args[1]);
	return VM_NONE;
}
VM_DEFINE_NATIVE(array_append_native, array_append, 2, 2);

static vm_value
array_extend(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	append_all(vm, vm_self(vm, args[0], VM_TID_ARRAY), args[1]);
	return VM_NONE;
}
VM_DEFINE_NATIVE(array_extend_native, array_extend, 2, 2);

static vm_value
array_pop(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value self = vm_self(vm, args[0], VM_TID_ARRAY);
	struct vm_growable g;
	size_t index;
	vm_value item;

	vm_growable_of(self, &g);
	if (*g.len == 0)
		vm_raise_index_error(vm, "pop from empty array");
	index = argc < 2 ? *g.len - 1 :
			   vm_sequence_index(vm, "array", *g.len, args[1]);
	item = item_at(vm, self, index);
	vm_growable_splice(vm, &g, index, 1, NULL, 0);
	return item;
}
VM_DEFINE_NATIVE(array_pop_native, array_pop, 1, 2);

static vm_value
array_tobytes(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_bytes_view view;

	(void)argc;
	vm_get_bytes(vm, args[0], &view);
	return vm_bytes_new(vm, view.data, view.len);
}
VM_DEFINE_NATIVE(array_tobytes_native, array_tobytes, 1, 1);

static const struct vm_slots array_slots = {
	.print = array_print,
	.len = array_len,
	.binary = array_binary,
	.contains = array_contains,
	.getitem = array_getitem,
	.setitem = array_setitem,
	.iter = vm_bytes_iter,
	.make = array_make,
	.getattr = array_getattr,
	.bytes = array_bytes,
};

static const struct vm_member array_members[] = {
	{ VM_NAME(append), VM_NATIVE(array_append_native) },
	{ VM_NAME(extend), VM_NATIVE(array_extend_native) },
	{ VM_NAME(pop), VM_NATIVE(array_pop_native) },
	{ VM_NAME(tobytes), VM_NATIVE(array_tobytes_native) },
};

VM_DEFINE_TYPE(array, array, NULL, 0, array_slots, array_members);

static const struct vm_member module_members[] = {
	{ VM_NAME(array), VM_PTR(&vm_type_array) },
};

VM_DEFINE_MODULE(array, module_members);

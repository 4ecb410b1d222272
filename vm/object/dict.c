/* SPDX-License-Identifier: MIT */
/* The type dict; its table is in dict_table.c, its views in dict_view.c. */
#include "dict.h"

#include "../runtime/attr.h"
#include "../runtime/call.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "../vm.h"
#include "class.h"
#include "dict_type.h"
#include "function.h"
#include "iterator.h"
#include "list.h"
#include "names.h"
#include "self.h"

/* ---- update ----------------------------------------------------------- */

static void
update_from_dict(struct vm *vm, vm_value dict, vm_value other)
{
	struct vm_dict_entry *entry;
	size_t pos = 0;

	if (dict == other)
		return;
	while ((entry = vm_dict_next(other, &pos)) != NULL) {
		vm_poll_work(vm, 1);
		vm_dict_set(vm, dict, entry->key, entry->value);
	}
}

static void
update_from_mapping(struct vm *vm, vm_value dict, vm_value other,
    vm_value keys_function)
{
	vm_value keys = vm_iter(vm, vm_call_0(vm, keys_function));
	vm_value key;

	while ((key = vm_next(vm, keys)) != VM_STOP)
		vm_dict_set(vm, dict, key, vm_getitem(vm, other, key));
}

static void
update_from_pairs(struct vm *vm, vm_value dict, vm_value pairs)
{
	vm_value iterator = vm_iter(vm, pairs);
	vm_value pair;

	while ((pair = vm_next(vm, iterator)) != VM_STOP) {
		vm_value inner = vm_iter(vm, pair);
		vm_value key = vm_next(vm, inner);
		vm_value value = key == VM_STOP ? VM_STOP : vm_next(vm, inner);

		if (value == VM_STOP || vm_next(vm, inner) != VM_STOP)
			vm_raise_value_error(vm,
			    "dict update sequence has wrong length");
		vm_dict_set(vm, dict, key, value);
	}
}

void
vm_dict_update(struct vm *vm, vm_value dict, vm_value other)
{
	vm_value inner = vm_native_value(other);
	vm_value keys;

	if (vm_is(inner, VM_TID_DICT)) {
		update_from_dict(vm, dict, inner);
		return;
	}
	keys = vm_find_attr(vm, other, VM_NAME(keys));
	if (keys != VM_UNDEF)
		update_from_mapping(vm, dict, other, keys);
	else
		update_from_pairs(vm, dict, other);
}

/* Arguments of dict() and update(): at most one mapping, then keywords. */
static void
update_from_arguments(struct vm *vm, vm_value dict, size_t n_pos, size_t n_kw,
    const vm_value *args)
{
	if (n_pos > 1)
		vm_raise_type_error(vm,
		    "function expected at most 1 arguments, got %u",
		    (unsigned)n_pos);
	if (n_pos == 1)
		vm_dict_update(vm, dict, args[0]);
	for (size_t i = 0; i < n_kw; i++)
		vm_dict_set(vm, dict, args[n_pos + 2 * i],
		    args[n_pos + 2 * i + 1]);
}

/* ---- methods ---------------------------------------------------------- */

static vm_value
dict_self(struct vm *vm, vm_value v)
{
	return vm_self(vm, v, VM_TID_DICT);
}

static vm_value
clear(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	vm_dict_clear(vm, dict_self(vm, args[0]));
	return VM_NONE;
}

static vm_value
copy(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_dict_copy(vm, dict_self(vm, args[0]));
}

static vm_value
get(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value value = vm_dict_get(vm, dict_self(vm, args[0]), args[1]);

	if (value != VM_UNDEF)
		return value;
	return argc > 2 ? args[2] : VM_NONE;
}

static vm_value
pop(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value self = dict_self(vm, args[0]);
	vm_value value = VM_UNDEF;

	/* Nothing is hashed to look into an empty dict. */
	if (vm_dict_len(self) > 0)
		value = vm_dict_remove(vm, self, args[1]);
	if (value != VM_UNDEF)
		return value;
	if (argc > 2)
		return args[2];
	vm_raise_key_error(vm, args[1]);
}

static vm_value
popitem(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value dict = dict_self(vm, args[0]);
	struct vm_dict *d = vm_dict(dict);
	vm_value pair[2];

	(void)argc;
	if (d->used == 0)
		vm_raise_error(vm, &vm_type_KeyError,
		    "popitem(): dictionary is empty");
	/* vm_dict_remove keeps the last entry a live one. */
	pair[0] = d->entries[d->used - 1u].key;
	pair[1] = vm_dict_remove(vm, dict, pair[0]);
	return vm_tuple_new(vm, 2, pair);
}

static vm_value
setdefault(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value dict = dict_self(vm, args[0]);
	vm_value value = vm_dict_get(vm, dict, args[1]);

	if (value != VM_UNDEF)
		return value;
	value = argc > 2 ? args[2] : VM_NONE;
	vm_dict_set(vm, dict, args[1], value);
	return value;
}

static vm_value
update(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	update_from_arguments(vm, dict_self(vm, args[0]), n_pos - 1, n_kw,
	    args + 1);
	return VM_NONE;
}

static vm_value
fromkeys(struct vm *vm, size_t argc, vm_value *args)
{
	/* args[0] is the class. */
	vm_value out = args[0] == VM_PTR(&vm_type_dict) ?
	    vm_dict_new(vm, 0) :
	    vm_call_0(vm, args[0]);
	vm_value value = argc > 2 ? args[2] : VM_NONE;
	vm_value iterator = vm_iter(vm, args[1]);
	vm_value key;

	while ((key = vm_next(vm, iterator)) != VM_STOP)
		vm_setitem(vm, out, key, value);
	return out;
}

static vm_value
getitem(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_dict_getitem(vm, dict_self(vm, args[0]), args[1]);
}

static vm_value
setitem(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	vm_dict_set(vm, dict_self(vm, args[0]), args[1], args[2]);
	return VM_NONE;
}

static vm_value
delitem(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	if (vm_dict_remove(vm, dict_self(vm, args[0]), args[1]) == VM_UNDEF)
		vm_raise_key_error(vm, args[1]);
	return VM_NONE;
}

static vm_value
keys(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_dict_view_new(vm, dict_self(vm, args[0]), VM_DICT_KEYS);
}

static vm_value
values(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_dict_view_new(vm, dict_self(vm, args[0]), VM_DICT_VALUES);
}

static vm_value
items(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_dict_view_new(vm, dict_self(vm, args[0]), VM_DICT_ITEMS);
}

static vm_value
move_to_end(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value dict = dict_self(vm, args[0]);
	vm_value value = vm_dict_remove(vm, dict, args[1]);
	vm_value rest;

	if (value == VM_UNDEF)
		vm_raise_key_error(vm, args[1]);
	if (argc > 2 && !vm_truth(vm, args[2])) {
		rest = vm_dict_copy(vm, dict);
		vm_dict_clear(vm, dict);
		vm_dict_set(vm, dict, args[1], value);
		update_from_dict(vm, dict, rest);
		return VM_NONE;
	}
	vm_dict_set(vm, dict, args[1], value);
	return VM_NONE;
}

/* ---- the type --------------------------------------------------------- */

vm_value
vm_dict_getitem(struct vm *vm, vm_value self, vm_value key)
{
	vm_value value = vm_dict_get(vm, self, key);

	if (value == VM_UNDEF)
		vm_raise_key_error(vm, key);
	return value;
}

static void
dict_setitem(struct vm *vm, vm_value self, vm_value key, vm_value value)
{
	if (value != VM_UNDEF)
		vm_dict_set(vm, self, key, value);
	else if (vm_dict_remove(vm, self, key) == VM_UNDEF)
		vm_raise_key_error(vm, key);
}

void
vm_dict_print_items(struct vm *vm, struct vm_writer *out, vm_value self)
{
	struct vm_dict_entry *entry;
	size_t pos = 0;
	bool first = true;

	vm_write_char(vm, out, '{');
	while ((entry = vm_dict_next(self, &pos)) != NULL) {
		vm_value value = entry->value;

		if (!first)
			vm_write(vm, out, ", ", 2);
		first = false;
		vm_repr_to(vm, out, entry->key);
		vm_write(vm, out, ": ", 2);
		vm_repr_to(vm, out, value);
	}
	vm_write_char(vm, out, '}');
}

static void
dict_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	if ((vm_dict(self)->head.bits & VM_DICT_ORDERED) == 0) {
		vm_dict_print_items(vm, out, self);
		return;
	}
	vm_write_text(vm, out, "OrderedDict(");
	vm_dict_print_items(vm, out, self);
	vm_write_char(vm, out, ')');
}

static size_t
dict_len(struct vm *vm, vm_value self)
{
	(void)vm;
	return vm_dict_len(self);
}

static bool
dict_contains(struct vm *vm, vm_value self, vm_value key)
{
	return vm_dict_get(vm, self, key) != VM_UNDEF;
}

static bool
same_order(struct vm *vm, vm_value a, vm_value b)
{
	struct vm_dict_entry *x, *y;
	size_t pos_a = 0, pos_b = 0;

	while ((x = vm_dict_next(a, &pos_a)) != NULL) {
		y = vm_dict_next(b, &pos_b);
		if (y == NULL || !vm_equal(vm, x->key, y->key))
			return false;
	}
	return true;
}

static bool
dicts_equal(struct vm *vm, vm_value a, vm_value b)
{
	struct vm_dict_entry *entry;
	size_t pos = 0;

	vm_check_recursion(vm);
	if (vm_dict_len(a) != vm_dict_len(b))
		return false;
	if ((vm_dict(a)->head.bits & vm_dict(b)->head.bits & VM_DICT_ORDERED) &&
	    !same_order(vm, a, b))
		return false;
	while ((entry = vm_dict_next(a, &pos)) != NULL) {
		vm_value value = entry->value;
		vm_value other = vm_dict_get(vm, b, entry->key);

		vm_poll_work(vm, 1);
		if (other == VM_UNDEF ||
		    (value != other && !vm_equal(vm, value, other)))
			return false;
	}
	return true;
}

static vm_value
dict_binary(struct vm *vm, unsigned op, vm_value self, vm_value other)
{
	vm_value inner = vm_native_value(other);
	vm_value out;

	if (op == VM_OP_INPLACE + VM_OP_OR) {
		vm_dict_update(vm, self, other);
		return self;
	}
	if (!vm_is(inner, VM_TID_DICT))
		return VM_UNDEF;
	switch (op) {
	case VM_OP_EQ:
		return vm_new_bool(dicts_equal(vm, self, inner));
	case VM_OP_NE:
		return vm_new_bool(!dicts_equal(vm, self, inner));
	case VM_OP_OR:
		out = vm_dict_copy(vm, self);
		update_from_dict(vm, out, inner);
		return out;
	default:
		return VM_UNDEF;
	}
}

static vm_value
dict_iter(struct vm *vm, vm_value self)
{
	return vm_dict_iterator_new(vm, self, VM_DICT_KEYS);
}

static vm_value
dict_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	vm_value dict = vm_dict_new(vm, n_kw);

	if (type == &vm_type_OrderedDict)
		vm_dict(dict)->head.bits |= VM_DICT_ORDERED;
	update_from_arguments(vm, dict, n_pos, n_kw, args);
	return dict;
}

static const struct vm_slots dict_slots = {
	.print = dict_print,
	.len = dict_len,
	.binary = dict_binary,
	.contains = dict_contains,
	.getitem = vm_dict_getitem,
	.setitem = dict_setitem,
	.iter = dict_iter,
	.make = dict_make,
};

VM_DEFINE_NATIVE(delitem_native, delitem, 2, 2);
VM_DEFINE_NATIVE(getitem_native, getitem, 2, 2);
VM_DEFINE_NATIVE(setitem_native, setitem, 3, 3);
VM_DEFINE_NATIVE(clear_native, clear, 1, 1);
VM_DEFINE_NATIVE(copy_native, copy, 1, 1);
VM_DEFINE_NATIVE_FLAGS(fromkeys_native, fromkeys, 2, 3, VM_NATIVE_CLASS);
VM_DEFINE_NATIVE(get_native, get, 2, 3);
VM_DEFINE_NATIVE(items_native, items, 1, 1);
VM_DEFINE_NATIVE(keys_native, keys, 1, 1);
VM_DEFINE_NATIVE(move_to_end_native, move_to_end, 2, 3);
VM_DEFINE_NATIVE(pop_native, pop, 2, 3);
VM_DEFINE_NATIVE(popitem_native, popitem, 1, 1);
VM_DEFINE_NATIVE(setdefault_native, setdefault, 2, 3);
VM_DEFINE_NATIVE_KW(update_native, update, 1, VM_ARGS_MANY);
VM_DEFINE_NATIVE(values_native, values, 1, 1);

static const struct vm_member dict_members[] = {
	{ VM_NAME(__delitem__), VM_NATIVE(delitem_native) },
	{ VM_NAME(__getitem__), VM_NATIVE(getitem_native) },
	{ VM_NAME(__setitem__), VM_NATIVE(setitem_native) },
	{ VM_NAME(clear), VM_NATIVE(clear_native) },
	{ VM_NAME(copy), VM_NATIVE(copy_native) },
	{ VM_NAME(fromkeys), VM_NATIVE(fromkeys_native) },
	{ VM_NAME(get), VM_NATIVE(get_native) },
	{ VM_NAME(items), VM_NATIVE(items_native) },
	{ VM_NAME(keys), VM_NATIVE(keys_native) },
	{ VM_NAME(pop), VM_NATIVE(pop_native) },
	{ VM_NAME(popitem), VM_NATIVE(popitem_native) },
	{ VM_NAME(setdefault), VM_NATIVE(setdefault_native) },
	{ VM_NAME(update), VM_NATIVE(update_native) },
	{ VM_NAME(values), VM_NATIVE(values_native) },
};

VM_DEFINE_TYPE(dict, dict, NULL, 0, dict_slots, dict_members);

static const struct vm_member ordered_members[] = {
	{ VM_NAME(move_to_end), VM_NATIVE(move_to_end_native) },
};

VM_DEFINE_TYPE(OrderedDict, OrderedDict, &vm_type_dict, 0, dict_slots,
    ordered_members);

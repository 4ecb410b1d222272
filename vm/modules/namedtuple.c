/* SPDX-License-Identifier: MIT */
/*
 * collections.namedtuple: a class derived from tuple. What its namespace
 * holds are "parts", callables that know the fields: __new__ makes the
 * tuple, each field is a property whose getter is a part.
 */
#include "collections.h"

#include "../object/arguments.h"
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/record.h"
#include "../object/slots.h"
#include "../object/str.h"
#include "../object/tuple.h"
#include "../runtime/heap.h"
#include "../runtime/instance.h"
#include "../runtime/intern.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"

#define FIELDS_MAX 64

enum part_slot {
	PART_KIND,
	PART_NAMES, /* tuple: the fields, then the class's name */
	PART_INDEX,
	PART_SLOTS
};

enum part_kind {
	PART_NEW,
	PART_REFUSE, /* setter and deleter of the fields */
	PART_FIELD,
	PART_MAKE,
	PART_AS_DICT_OF,
	PART_AS_DICT
};

static vm_value
new_part(struct vm *vm, enum part_kind kind, vm_value names, size_t index)
{
	vm_value part = vm_record_new(vm, &vm_type_namedtuple_part, PART_SLOTS);

	vm_record(part)->slots[PART_KIND] = VM_INT(kind);
	vm_record(part)->slots[PART_NAMES] = names;
	vm_record(part)->slots[PART_INDEX] = VM_INT(index);
	return part;
}

VM_NORETURN static void
raise_count(struct vm *vm, vm_value names, size_t given)
{
	size_t n = vm_tuple(names)->len - 1u;

	vm_raise_type_error(vm,
	    "%S() takes %d positional arguments but %d were given",
	    vm_tuple(names)->items[n], (int)n, (int)given);
}

/* An instance of class around the n items. */
static vm_value
new_instance(struct vm *vm, vm_value class, vm_value names, size_t n,
    const vm_value *items)
{
	vm_value instance;

	if (!vm_is(class, VM_TID_CLASS) ||
	    ((struct vm_class *)class)->native_base != &vm_type_tuple)
		vm_raise_type_error(vm, "__new__ arg must be a user-type");
	if (n + 1 != vm_tuple(names)->len)
		raise_count(vm, names, n);
	instance = vm_instance_new(vm, (struct vm_class *)class);
	vm_instance_set_native(instance,
	    vm_attrtuple_new(vm, vm_tuple(names), n, items));
	return instance;
}

/* args: pairs of name and value, as many as items are left. */
static void
bind_names(struct vm *vm, vm_value names, size_t n_kw, const vm_value *args,
    vm_value *items)
{
	for (size_t i = 0; i < n_kw; i++) {
		vm_value name = args[2 * i];
		size_t k = vm_find_keyword(name, vm_tuple(names)->len - 1u,
		    vm_tuple(names)->items);

		if (k == vm_tuple(names)->len - 1u)
			vm_raise_type_error(vm,
			    "unexpected keyword argument '%S'", name);
		if (items[k] != VM_UNDEF)
			vm_raise_type_error(vm,
			    "function got multiple values for argument '%S'",
			    name);
		items[k] = args[2 * i + 1];
	}
}

/* args: class, positionals, name/value pairs. */
static vm_value
call_new(struct vm *vm, vm_value names, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	size_t n = vm_tuple(names)->len - 1u;
	vm_value items[FIELDS_MAX] = { VM_UNDEF };

	if (n_pos == 0)
		vm_raise_arguments(vm);
	if (n_pos - 1 + n_kw != n)
		raise_count(vm, names, n_pos - 1 + n_kw);
	memcpy(items, args + 1, (n_pos - 1) * sizeof(*items));
	bind_names(vm, names, n_kw, args + n_pos, items);
	return new_instance(vm, args[0], names, n, items);
}

static vm_value
tuple_of(struct vm *vm, vm_value self)
{
	vm_value tuple = vm_native_value(self);

	if (!vm_is(tuple, VM_TID_ATTRTUPLE))
		vm_raise_type_error(vm,
		    "argument should be a 'tuple' not a '%t'", self);
	return tuple;
}

static vm_value
as_dict(struct vm *vm, vm_value names, vm_value self)
{
	vm_value tuple = tuple_of(vm, self);
	vm_value dict = vm_dict_new(vm, vm_tuple(tuple)->len);

	for (size_t i = 0; i < vm_tuple(tuple)->len; i++)
		vm_dict_set(vm, dict, vm_tuple(names)->items[i],
		    vm_tuple(tuple)->items[i]);
	return dict;
}

static vm_value
part_call(struct vm *vm, vm_value self, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	vm_value names = vm_record(self)->slots[PART_NAMES];
	vm_value index = vm_record(self)->slots[PART_INDEX];
	enum part_kind kind =
	    (enum part_kind)vm_int_value(vm_record(self)->slots[PART_KIND]);
	vm_value list, tuple;

	if (kind == PART_NEW)
		return call_new(vm, names, n_pos, n_kw, args);
	if (kind == PART_REFUSE)
		vm_raise_attribute_error(vm, "can't set attribute");
	if (n_kw != 0 || n_pos != (kind == PART_MAKE ? 2u : 1u))
		vm_raise_arguments(vm);
	switch (kind) {
	case PART_MAKE:
		list = vm_list_from_iterable(vm, args[1]);
		return new_instance(vm, args[0], names, vm_list(list)->len,
		    vm_list(list)->items);
	case PART_AS_DICT_OF: /* the property gives a method of self */
		return vm_bound_method_new(vm,
		    new_part(vm, PART_AS_DICT, names, 0), args[0]);
	case PART_AS_DICT:
		return as_dict(vm, names, args[0]);
	case PART_NEW:
	case PART_REFUSE:
	case PART_FIELD:
		break;
	}
	tuple = tuple_of(vm, args[0]);
	if ((size_t)vm_int_value(index) >= vm_tuple(tuple)->len)
		vm_raise_arguments(vm);
	return vm_tuple(tuple)->items[vm_int_value(index)];
}

static const struct vm_slots part_slots = { .call = part_call };

VM_DEFINE_TYPE_PLAIN(namedtuple_part, function, NULL,
    VM_TYPE_HASHABLE | VM_TYPE_FINAL, part_slots);

/* ---- making the class ------------------------------------------------- */

/* Fields from 'a b', 'a, b' or an iterable of str; then the name. */
static vm_value
field_names(struct vm *vm, vm_value name, vm_value fields)
{
	vm_value list = vm_list_new(vm, 0, NULL);
	vm_value iterator, field;

	if (vm_is_str(fields)) {
		const char *text = vm_str_data(fields);
		size_t len = vm_str_len(fields);

		for (size_t i = 0, start = 0; i <= len; i++) {
			if (i < len && text[i] != ' ' && text[i] != ',' &&
			    text[i] != '\n' && text[i] != '\t')
				continue;
			if (i > start)
				vm_list_append(vm, list,
				    vm_intern(vm, vm_str_data(fields) + start,
					i - start));
			start = i + 1;
		}
	} else {
		iterator = vm_iter(vm, fields);
		while ((field = vm_next(vm, iterator)) != VM_STOP)
			vm_list_append(vm, list,
			    vm_intern_str(vm, vm_argument_str(vm, field)));
	}
	if (vm_list(list)->len > FIELDS_MAX)
		vm_raise_value_error(vm, "too many fields");
	vm_list_append(vm, list, name);
	return vm_tuple_from_iterable(vm, list);
}

static vm_value
new_property(struct vm *vm, vm_value getter, vm_value setter)
{
	struct vm_property *property =
	    vm_heap_alloc(vm, VM_TID_PROPERTY, sizeof(*property));

	property->getter = getter;
	property->setter = setter;
	property->deleter = setter;
	property->doc = VM_NONE;
	return VM_PTR(property);
}

static vm_value
class_method(struct vm *vm, vm_value function)
{
	struct vm_wrapper *wrapper =
	    vm_heap_alloc(vm, VM_TID_CLASSMETHOD, sizeof(*wrapper));

	wrapper->function = function;
	return VM_PTR(wrapper);
}

vm_value
vm_namedtuple(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value base = VM_PTR(&vm_type_tuple);
	vm_value names, dict, refuse, class;
	size_t n;

	(void)argc;
	if (!vm_is_str(args[0]))
		vm_raise_type_error(vm,
		    "can't convert '%t' object to str implicitly", args[0]);
	names = field_names(vm, args[0], args[1]);
	n = vm_tuple(names)->len - 1u;
	dict = vm_namespace_new(vm, n + 4);
	refuse = new_part(vm, PART_REFUSE, names, 0);
	vm_dict_set(vm, dict, VM_NAME(__new__),
	    new_part(vm, PART_NEW, names, 0));
	vm_dict_set(vm, dict, VM_NAME(_make),
	    class_method(vm, new_part(vm, PART_MAKE, names, 0)));
	vm_dict_set(vm, dict, VM_NAME(_asdict),
	    new_property(vm, new_part(vm, PART_AS_DICT_OF, names, 0), refuse));
	vm_dict_set(vm, dict, VM_NAME(_fields),
	    vm_tuple_new(vm, n, vm_tuple(names)->items));
	for (size_t i = 0; i < n; i++)
		vm_dict_set(vm, dict, vm_tuple(names)->items[i],
		    new_property(vm, new_part(vm, PART_FIELD, names, i),
			refuse));
	class = vm_class_new(vm, args[0], vm_tuple_new(vm, 1, &base), dict);
	((struct vm_class *)class)->flags |= VM_CLASS_FIXED;
	return class;
}

/* SPDX-License-Identifier: MIT */
/* Built-in functions about attributes, types and identity. */
#include "../object/float.h"
#include "../object/int_text.h"
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/list.h"
#include "../object/module.h"
#include "../object/names.h"
#include "../object/str.h"
#include "../runtime/attr.h"
#include "../runtime/call.h"
#include "../runtime/intern.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "builtins.h"

vm_value
vm_builtin_getattr(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value name = vm_attribute_name(vm, args[1]);
	vm_value value;

	if (argc < 3)
		return vm_load_attr(vm, args[0], name);
	value = vm_find_attr(vm, args[0], name);
	return value == VM_UNDEF ? args[2] : value;
}

vm_value
vm_builtin_hasattr(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_bool(vm_find_attr(vm, args[0],
			       vm_attribute_name(vm, args[1])) != VM_UNDEF);
}

vm_value
vm_builtin_setattr(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	vm_store_attr(vm, args[0], vm_attribute_name(vm, args[1]), args[2]);
	return VM_NONE;
}

vm_value
vm_builtin_delattr(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	vm_delete_attr(vm, args[0], vm_attribute_name(vm, args[1]));
	return VM_NONE;
}

/* Whether type is, or derives from, what: a type or a tuple of them. */
static bool
matches(struct vm *vm, vm_value value, vm_value type, vm_value what)
{
	if (vm_is(what, VM_TID_TUPLE)) {
		vm_check_recursion(vm);
		for (size_t i = 0; i < vm_tuple(what)->len; i++) {
			if (matches(vm, value, type, vm_tuple(what)->items[i]))
				return true;
		}
		return false;
	}
	if (!vm_is_type_object(what))
		vm_raise_type_error(vm,
		    "issubclass() arg 2 must be a class or "
		    "a tuple of classes");
	return value != VM_UNDEF ? vm_is_instance_of(vm, value, what) :
				   vm_is_subtype(type, what);
}

vm_value
vm_builtin_isinstance(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_bool(matches(vm, args[0], VM_UNDEF, args[1]));
}

vm_value
vm_builtin_issubclass(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	if (!vm_is_type_object(args[0]))
		vm_raise_type_error(vm, "issubclass() arg 1 must be a class");
	return vm_new_bool(matches(vm, VM_UNDEF, args[0], args[1]));
}

vm_value
vm_builtin_callable(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_bool(vm_is_callable(vm, args[0]));
}

vm_value
vm_builtin_id(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	if (vm_is_object(args[0]))
		return vm_new_int(vm, (intptr_t)args[0]);
	/* Small values have no address: any number no object has. */
	return vm_new_int(vm, (intptr_t)(args[0] >> 1 | 1u));
}

vm_value
vm_builtin_hash(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value number = args[0];

	(void)argc;
#if VM_HAS_FLOAT
	/* Equal numbers, equal hashes. */
	if (vm_is_float(number) && vm_float_is_whole(number))
		number = vm_call_int(vm, number);
#endif
	if (vm_is_int(number))
		return number;
	return vm_new_int(vm, (intptr_t)vm_hash(vm, number));
}

vm_value
vm_builtin_vars(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_load_attr(vm, args[0], VM_NAME(__dict__));
}

static void
add_name(struct vm *vm, void *arg, vm_value name)
{
	vm_value list = *(const vm_value *)arg;

	for (size_t i = 0; i < vm_list(list)->len; i++) {
		vm_poll_round(vm, i);
		if (vm_list(list)->items[i] == name)
			return;
	}
	vm_list_append(vm, list, name);
}

/* The names that need no table. */
static void
add_special_names(struct vm *vm, vm_value *list, vm_value object)
{
	bool is_type = vm_is_type_object(object);

	add_name(vm, list, VM_NAME(__class__));
	if (is_type)
		add_name(vm, list, VM_NAME(__bases__));
	if (is_type || vm_is(object, VM_TID_MODULE)) {
		add_name(vm, list, VM_NAME(__dict__));
		add_name(vm, list, VM_NAME(__name__));
	}
}

/* A module's function __dir__, as in CPython. */
static vm_value
own_dir(struct vm *vm, vm_value object)
{
	vm_value dict = vm_is(object, VM_TID_MODULE) ?
	    ((const struct vm_module *)object)->dict :
	    VM_UNDEF;

	return dict == VM_UNDEF ? VM_UNDEF :
				  vm_dict_get(vm, dict, VM_NAME(__dir__));
}

vm_value
vm_builtin_dir(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value list, own;

	if (argc == 0) {
		list =
		    vm_list_from_iterable(vm, vm_builtin_locals(vm, 0, NULL));
	} else if ((own = own_dir(vm, args[0])) != VM_UNDEF) {
		list = vm_list_from_iterable(vm, vm_call_0(vm, own));
	} else {
		list = vm_list_new(vm, 0, NULL);
		add_special_names(vm, &list, args[0]);
		vm_visit_attrs(vm, args[0], add_name, &list);
	}
	vm_list_sort(vm, list, VM_NONE, false);
	return list;
}

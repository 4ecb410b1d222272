/* SPDX-License-Identifier: MIT */
/*
 * Attribute access: how each kind of object finds, stores and deletes a
 * name, and the (class, name) cache before the look-up in classes.
 */
#include "../object/dict.h"
#include "../object/exception.h"
#include "../object/function.h"
#include "../object/list.h"
#include "../object/module.h"
#include "../object/names.h"
#include "../object/slots.h"
#include "../object/str.h"
#include "attr.h"
#include "attr_cache.h"
#include "call.h"
#include "instance.h"
#include "intern.h"
#include "ops.h"
#include "raise.h"
#include "state.h"

void
vm_attr_cache_clear(struct vm *vm)
{
	memset(vm->attr_cache, 0,
	    (vm->attr_cache_mask + 1) * sizeof(vm->attr_cache[0]));
}

static void
remember(struct vm *vm, vm_value type, vm_value name, vm_value value,
    intptr_t slot)
{
	struct vm_attr_cache_entry *entry = vm_attr_cache_at(vm, type, name);

	entry->type = type;
	entry->name = name;
	entry->value = value;
	entry->slot = slot;
}

/* ---- binding ----------------------------------------------------------- */

void
vm_bind_class_value(struct vm *vm, vm_value value, vm_value self,
    vm_value class, vm_value out[2])
{
	vm_value args[2] = { self, class };
	vm_value bound;

	out[0] = value;
	out[1] = VM_UNDEF;
	if (!vm_is_object(value))
		return;
	switch ((unsigned)vm_object_tid(vm_object(value))) {
	case VM_TID_FUNCTION:
		out[1] = self;
		return;
	case VM_TID_STATICMETHOD:
		out[0] = ((struct vm_wrapper *)value)->function;
		return;
	case VM_TID_CLASSMETHOD:
		out[0] = ((struct vm_wrapper *)value)->function;
		out[1] = class;
		return;
	case VM_TID_PROPERTY:
		if (self == VM_UNDEF)
			return;
		bound = ((struct vm_property *)value)->getter;
		if (bound == VM_NONE || bound == VM_UNDEF)
			vm_raise_attribute_error(vm, "unreadable attribute");
		out[0] = vm_call_1(vm, bound, self);
		return;
	case VM_TID_INSTANCE:
		if (self == VM_UNDEF)
			args[0] = VM_NONE;
		vm_check_recursion(vm); /* __get__ may be one of these, too */
		bound = vm_call_special(vm, value, VM_NAME(__get__), 2, args);
		if (bound != VM_UNDEF)
			out[0] = bound;
		return;
	default:
		return;
	}
}

/* Binds a member of a built-in type's table. */
static void
bind_member(vm_value value, vm_value self, vm_value type, vm_value out[2])
{
	const struct vm_native *native = (const struct vm_native *)value;

	out[0] = value;
	out[1] = VM_UNDEF;
	if (!vm_is(value, VM_TID_NATIVE) ||
	    vm_native_has(native, VM_NATIVE_STATIC))
		return;
	out[1] = vm_native_has(native, VM_NATIVE_CLASS) ? type : self;
}

/* Binds what vm_class_find found for an instance of class. */
static void
bind_found(struct vm *vm, vm_value value, vm_value owner, vm_value self,
    vm_value class, vm_value out[2])
{
	bool is_object_member = owner == VM_PTR(&vm_type_object) ||
	    (vm_is(owner, VM_TID_TYPE) &&
		vm_type_member(&vm_type_object, VM_NAME(__init__)) == value);

	if (!vm_is(owner, VM_TID_TYPE))
		vm_bind_class_value(vm, value, self, class, out);
	else
		bind_member(value,
		    is_object_member ? self : vm_native_value(self), class,
		    out);
}

/* ---- look-up ----------------------------------------------------------- */

static bool
find_in_class(struct vm *vm, vm_value self, struct vm_class *class,
    vm_value name, vm_value out[2])
{
	vm_value owner;
	vm_value value = vm_class_find(VM_PTR(class), name, &owner);

	if (value == VM_UNDEF)
		return false;
	if (vm_is(value, VM_TID_FUNCTION) && vm_is(owner, VM_TID_CLASS) &&
	    vm_class_find_slot(class, name) < 0)
		remember(vm, VM_PTR(class), name, value, VM_ATTR_METHOD);
	else if (!vm_is_object(value) && vm_class_find_slot(class, name) < 0)
		remember(vm, VM_PTR(class), name, value, VM_ATTR_VALUE);
	bind_found(vm, value, owner, self, VM_PTR(class), out);
	return true;
}

/* A view of an instance's attributes: a fresh dict. */
static vm_value
instance_dict(struct vm *vm, struct vm_instance *instance)
{
	vm_value dict = vm_dict_new(vm, 0);
	struct vm_class *class = vm_instance_class(instance);

	for (size_t i = vm_instance_has_native(VM_PTR(instance)) ? 1 : 0;
	     i < class->slot_count; i++) {
		vm_value *slot = vm_instance_slot(vm, instance, i, false);

		if (slot != NULL && *slot != VM_UNDEF)
			vm_dict_set(vm, dict, class->slot_names[i], *slot);
	}
	return dict;
}

static bool
instance_special(struct vm *vm, struct vm_instance *instance, vm_value name,
    vm_value *out)
{
	if (name == VM_NAME(__class__))
		*out = VM_PTR(vm_instance_class(instance));
	else if (name == VM_NAME(__dict__))
		*out = instance_dict(vm, instance);
	else
		return false;
	return true;
}

static bool
instance_native_attr(struct vm *vm, vm_value object, vm_value name,
    vm_value out[2])
{
	vm_value native = vm_native_value(object);
	const struct vm_type *type;

	if (native == object)
		return false;
	type = vm_native_type(native);
	if (type->slots->getattr == NULL)
		return false;
	out[1] = VM_UNDEF;
	out[0] = type->slots->getattr(vm, native, name);
	return out[0] != VM_UNDEF;
}

/* What the cache knows, for instances that have a far slot. */
static bool
far_instance_find(struct vm *vm, vm_value object, vm_value name,
    vm_value out[2])
{
	struct vm_instance *instance = (struct vm_instance *)object;
	vm_value class = VM_PTR(vm_instance_class(instance));
	const struct vm_attr_cache_entry *entry =
	    vm_attr_cache_at(vm, class, name);
	const vm_value *value = &entry->value;

	if (entry->type != class || entry->name != name)
		return false;
	if (entry->slot >= 0)
		value =
		    vm_instance_slot(vm, instance, (size_t)entry->slot, false);
	if (value == NULL || *value == VM_UNDEF)
		return false;
	out[0] = *value;
	out[1] = entry->slot == VM_ATTR_METHOD ? object : VM_UNDEF;
	return true;
}

static bool
instance_find(struct vm *vm, vm_value object, vm_value name, vm_value out[2])
{
	struct vm_instance *instance = (struct vm_instance *)object;
	struct vm_class *class = vm_instance_class(instance);
	ptrdiff_t slot;
	vm_value *value;

	if (vm_flag_a(&instance->head) &&
	    far_instance_find(vm, object, name, out))
		return true;
	slot = vm_class_find_slot(class, name);
	out[1] = VM_UNDEF;
	if (slot >= 0) {
		value = vm_instance_slot(vm, instance, (size_t)slot, false);
		if (value != NULL && *value != VM_UNDEF) {
			remember(vm, VM_PTR(class), name, VM_UNDEF, slot);
			out[0] = *value;
			return true;
		}
	}
	if (find_in_class(vm, object, class, name, out))
		return true;
	if (instance_special(vm, instance, name, &out[0]) ||
	    instance_native_attr(vm, object, name, out))
		return true;
	out[1] = object;
	if (vm_special_find(vm, vm_native_type(object), name, &out[0]))
		return true;
	out[1] = VM_UNDEF;
	if (!(class->flags & VM_CLASS_HAS_GETATTR))
		return false;
	out[0] = vm_call_special(vm, object, VM_NAME(__getattr__), 1, &name);
	return out[0] != VM_UNDEF;
}

static bool
exception_find(struct vm *vm, vm_value object, vm_value name, vm_value out[2])
{
	vm_value type = ((struct vm_exception *)object)->type;
	vm_value owner;
	vm_value value;

	out[1] = VM_UNDEF;
	out[0] = vm_type_BaseException.slots->getattr(vm, object, name);
	if (out[0] != VM_UNDEF)
		return true;
	value = vm_class_find(type, name, &owner);
	if (value != VM_UNDEF) {
		bind_found(vm, value, owner, object, type, out);
		return true;
	}
	if (name == VM_NAME(__class__)) {
		out[0] = type;
		return true;
	}
	if (!vm_is(type, VM_TID_CLASS) ||
	    !(((struct vm_class *)type)->flags & VM_CLASS_HAS_GETATTR))
		return false;
	out[0] = vm_call_special(vm, object, VM_NAME(__getattr__), 1, &name);
	return out[0] != VM_UNDEF;
}

/* Classes keep no such name: their functions know where they were made. */
static vm_value
module_of_class(struct vm *vm, const struct vm_class *class)
{
	size_t pos = 0;
	struct vm_dict_entry *entry;

	while ((entry = vm_dict_next(class->dict, &pos)) != NULL) {
		vm_value name;

		if (!vm_is(entry->value, VM_TID_FUNCTION))
			continue;
		name = vm_dict_get(vm,
		    ((struct vm_function *)entry->value)->globals,
		    VM_NAME(__name__));
		if (name != VM_UNDEF)
			return name;
	}
	return VM_NAME(__main__);
}

static vm_value
type_special(struct vm *vm, vm_value type, vm_value name)
{
	bool is_class = vm_is(type, VM_TID_CLASS);
	struct vm_class *class = (struct vm_class *)type;

	if (name == VM_NAME(__name__) || name == VM_NAME(__qualname__))
		return vm_type_name(type);
	if (name == VM_NAME(__class__))
		return VM_PTR(&vm_type_type);
	if (name == VM_NAME(__dict__))
		return is_class ? vm_dict_copy(vm, class->dict) :
				  vm_dict_new(vm, 0);
	if (name == VM_NAME(__bases__) && is_class)
		return vm_is(class->bases, VM_TID_TUPLE) ?
		    class->bases :
		    vm_tuple_new(vm, 1, &class->bases);
	if (name == VM_NAME(__mro__) && is_class)
		return vm_class_mro(vm, type);
	if (name == VM_NAME(__module__))
		return is_class ? module_of_class(vm, class) :
				  VM_NAME(builtins);
	return VM_UNDEF;
}

/* The built-in type below a class. */
static const struct vm_type *
base_type(vm_value type)
{
	const struct vm_class *class = (const struct vm_class *)type;

	if (vm_is(type, VM_TID_TYPE))
		return (const struct vm_type *)type;
	return class->native_base != NULL ? class->native_base :
					    &vm_type_object;
}

/* Attributes of a class or built-in type itself. */
static bool
type_find(struct vm *vm, vm_value object, vm_value name, vm_value out[2])
{
	vm_value owner;
	vm_value value = vm_class_find(object, name, &owner);

	out[1] = VM_UNDEF;
	if (value == VM_UNDEF) {
		out[0] = type_special(vm, object, name);
		return out[0] != VM_UNDEF ||
		    vm_special_find(vm, base_type(object), name, &out[0]);
	}
	if (vm_is(owner, VM_TID_TYPE)) {
		const struct vm_native *native =
		    (const struct vm_native *)value;

		out[0] = value;
		if (vm_is(value, VM_TID_NATIVE) &&
		    vm_native_has(native, VM_NATIVE_CLASS))
			out[1] = object;
		return true;
	}
	vm_bind_class_value(vm, value, VM_UNDEF, object, out);
	return true;
}

static bool
super_find(struct vm *vm, vm_value object, vm_value name, vm_value out[2])
{
	struct vm_super *super = (struct vm_super *)object;
	bool self_is_class = vm_is_type_object(super->self);
	vm_value class =
	    self_is_class ? super->self : vm_type_of(vm, super->self);
	struct vm_mro_walk walk = { .type = class };
	vm_value owner = VM_UNDEF;
	vm_value value;

	if (!vm_is(class, VM_TID_CLASS))
		return false;
	do
		value = vm_mro_next(&walk);
	while (value != VM_UNDEF && value != super->type);
	value = vm_class_find_next(&walk, name, &owner);
	if (value == VM_UNDEF) {
		out[1] = self_is_class ? VM_UNDEF : super->self;
		return vm_special_find(vm,
		    self_is_class ? base_type(class) :
				    vm_native_type(super->self),
		    name, &out[0]);
	}
	bind_found(vm, value, owner,
	    self_is_class && !vm_is(value, VM_TID_NATIVE) ? VM_UNDEF :
							    super->self,
	    class, out);
	return true;
}

static bool
native_find(struct vm *vm, vm_value object, vm_value name, vm_value out[2])
{
	const struct vm_type *type = vm_native_type(object);
	vm_value value;

	out[1] = VM_UNDEF;
	if (type->slots->getattr != NULL) {
		out[0] = type->slots->getattr(vm, object, name);
		if (out[0] != VM_UNDEF)
			return true;
	}
	value = vm_type_member(type, name);
	if (value != VM_UNDEF) {
		bind_member(value, object, VM_PTR(type), out);
		if (out[1] == object && type->slots->getattr == NULL)
			remember(vm, VM_PTR(type), name, value, VM_ATTR_METHOD);
		return true;
	}
	if (name == VM_NAME(__class__)) {
		out[0] = VM_PTR(type);
		return true;
	}
	out[1] = object;
	return vm_special_find(vm, type, name, &out[0]);
}

bool
vm_find_method(struct vm *vm, vm_value object, vm_value name, vm_value out[2])
{
	if (!vm_is_object(object))
		return native_find(vm, object, name, out);
	switch ((unsigned)vm_object_tid(vm_object(object))) {
	case VM_TID_INSTANCE:
		return instance_find(vm, object, name, out);
	case VM_TID_EXCEPTION:
		return exception_find(vm, object, name, out);
	case VM_TID_CLASS:
	case VM_TID_TYPE:
		return type_find(vm, object, name, out);
	case VM_TID_SUPER:
		return super_find(vm, object, name, out);
	case VM_TID_MODULE:
		out[1] = VM_UNDEF;
		out[0] = vm_module_get(vm, object, name);
		return out[0] != VM_UNDEF;
	default:
		return native_find(vm, object, name, out);
	}
}

VM_NORETURN static void
raise_no_attribute(struct vm *vm, vm_value object, vm_value name)
{
	if (vm_is_type_object(object))
		vm_raise_attribute_error(vm,
		    "type object '%S' has no attribute '%S'",
		    vm_type_name(object), name);
	if (vm_is(object, VM_TID_MODULE))
		vm_raise_attribute_error(vm,
		    "module '%S' has no attribute '%S'",
		    ((struct vm_module *)object)->name, name);
	vm_raise_attribute_error(vm, "'%t' object has no attribute '%S'",
	    object, name);
}

void
vm_load_method(struct vm *vm, vm_value object, vm_value name, vm_value out[2])
{
	if (!vm_find_method(vm, object, name, out))
		raise_no_attribute(vm, object, name);
}

/* May looking up an attribute run Python code, which may raise? */
static bool
has_class_code(vm_value object)
{
	return vm_is(object, VM_TID_INSTANCE) &&
	    (vm_instance_class((struct vm_instance *)object)->flags &
		(VM_CLASS_HAS_GETATTR | VM_CLASS_HAS_DATA_DESCRIPTOR));
}

vm_value
vm_load_attr(struct vm *vm, vm_value object, vm_value name)
{
	vm_value out[2];

	vm_load_method(vm, object, name, out);
	if (out[1] == VM_UNDEF)
		return out[0];
	return vm_bound_method_new(vm, out[0], out[1]);
}

static vm_value
load_attr(struct vm *vm, void *arg)
{
	vm_value *pair = arg;

	return vm_load_attr(vm, pair[0], pair[1]);
}

vm_value
vm_find_attr(struct vm *vm, vm_value object, vm_value name)
{
	vm_value pair[2] = { object, name };
	vm_value out[2];
	vm_value exception;

	if (has_class_code(object)) {
		if (vm_try(vm, load_attr, pair, out, &exception))
			return out[0];
		if (vm_exception_is(exception, &vm_type_AttributeError))
			return VM_UNDEF;
		vm_raise(vm, exception);
	}
	if (!vm_find_method(vm, object, name, out))
		return VM_UNDEF;
	if (out[1] == VM_UNDEF)
		return out[0];
	return vm_bound_method_new(vm, out[0], out[1]);
}

/* ---- stores ------------------------------------------------------------ */

/* Stores through a property or other data descriptor of the class. */
static bool
store_descriptor(struct vm *vm, vm_value object, vm_value name, vm_value value)
{
	vm_value found = vm_class_lookup(vm, vm_type_of(vm, object), name);
	vm_value args[2] = { object, value };
	vm_value function;

	if (found == VM_UNDEF || !vm_is_object(found))
		return false;
	if (vm_is(found, VM_TID_PROPERTY)) {
		struct vm_property *property = (struct vm_property *)found;

		function =
		    value == VM_UNDEF ? property->deleter : property->setter;
		if (function == VM_NONE || function == VM_UNDEF)
			raise_no_attribute(vm, object, name);
		vm_call(vm, function, value == VM_UNDEF ? 1 : 2, 0, args);
		return true;
	}
	if (value == VM_UNDEF)
		return vm_call_special(vm, found, VM_NAME(__delete__), 1,
			   args) != VM_UNDEF;
	return vm_call_special(vm, found, VM_NAME(__set__), 2, args) !=
	    VM_UNDEF;
}

static void
instance_store(struct vm *vm, vm_value object, vm_value name, vm_value value)
{
	struct vm_instance *instance = (struct vm_instance *)object;
	struct vm_class *class = vm_instance_class(instance);
	ptrdiff_t slot;
	vm_value *place;

	if ((class->flags & VM_CLASS_HAS_DATA_DESCRIPTOR) &&
	    store_descriptor(vm, object, name, value))
		return;
	slot = vm_class_find_slot(class, name);
	if (value == VM_UNDEF) {
		place = slot < 0 ?
		    NULL :
		    vm_instance_slot(vm, instance, (size_t)slot, false);
		if (place == NULL || *place == VM_UNDEF)
			raise_no_attribute(vm, object, name);
		*place = VM_UNDEF;
		return;
	}
	if (slot < 0 && (class->flags & VM_CLASS_FIXED))
		raise_no_attribute(vm, object, name);
	if (slot < 0)
		slot = (ptrdiff_t)vm_class_add_slot(vm, class,
		    vm_intern_str(vm, name));
	place = vm_instance_slot(vm, instance, (size_t)slot, true);
	*place = value;
	remember(vm, VM_PTR(class), name, VM_UNDEF, slot);
}

static void
class_store(struct vm *vm, vm_value object, vm_value name, vm_value value)
{
	struct vm_class *class = (struct vm_class *)object;

	if (value == VM_UNDEF) {
		if (vm_dict_remove(vm, class->dict, name) == VM_UNDEF)
			raise_no_attribute(vm, object, name);
	} else {
		vm_dict_set(vm, class->dict, name, value);
	}
	vm_class_note_entry(vm, class, name, value);
}

static void
module_store(struct vm *vm, vm_value object, vm_value name, vm_value value)
{
	vm_value dict;
	const struct vm_module *module = (const struct vm_module *)object;

	if (module->setattr != NULL && module->setattr(vm, name, value))
		return;
	/* Built-in modules are constant but for the built-in names. */
	if (module->members != NULL && module->name != VM_NAME(builtins))
		vm_raise_attribute_error(vm,
		    "'module' object has no attribute '%S'", name);
	dict = vm_module_dict(vm, object);
	if (value != VM_UNDEF)
		vm_dict_set(vm, dict, name, value);
	else if (vm_dict_remove(vm, dict, name) == VM_UNDEF)
		raise_no_attribute(vm, object, name);
}

void
vm_store_attr_plain(struct vm *vm, vm_value object, vm_value name,
    vm_value value)
{
	const struct vm_type *type = vm_native_type(object);

	if (vm_is(object, VM_TID_INSTANCE)) {
		instance_store(vm, object, name, value);
		return;
	}
	if (vm_is(object, VM_TID_CLASS)) {
		class_store(vm, object, name, value);
		return;
	}
	if (vm_is(object, VM_TID_MODULE)) {
		module_store(vm, object, name, value);
		return;
	}
	if (vm_is(object, VM_TID_EXCEPTION) &&
	    store_descriptor(vm, object, name, value))
		return;
	if (type->slots->setattr == NULL ||
	    !type->slots->setattr(vm, object, name, value))
		raise_no_attribute(vm, object, name);
}

void
vm_store_attr(struct vm *vm, vm_value object, vm_value name, vm_value value)
{
	vm_value args[2] = { name, value };

	if (vm_is(object, VM_TID_INSTANCE) &&
	    (vm_instance_class((struct vm_instance *)object)->flags &
		VM_CLASS_HAS_SETATTR) &&
	    vm_call_special(vm, object,
		value == VM_UNDEF ? VM_NAME(__delattr__) : VM_NAME(__setattr__),
		value == VM_UNDEF ? 1 : 2, args) != VM_UNDEF)
		return;
	vm_store_attr_plain(vm, object, name, value);
}

void
vm_delete_attr(struct vm *vm, vm_value object, vm_value name)
{
	vm_store_attr(vm, object, name, VM_UNDEF);
}

vm_value
vm_attribute_name(struct vm *vm, vm_value v)
{
	v = vm_native_value(v);
	if (!vm_is_str(v))
		vm_raise_type_error(vm,
		    "can't convert '%t' object to str implicitly", v);
	return vm_intern_str(vm, v);
}

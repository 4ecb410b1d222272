/* SPDX-License-Identifier: MIT */
/* Type objects: type look-up, MRO, class creation, isinstance. */
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/dict_type.h"
#include "../object/exception.h"
#include "../object/function.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/record.h"
#include "../object/slots.h"
#include "../object/str.h"
#include "attr.h"
#include "call.h"
#include "heap.h"
#include "instance.h"
#include "ops.h"
#include "raise.h"
#include "state.h"
#include "writer.h"

static struct vm_class *
class_of(vm_value v)
{
	return (struct vm_class *)v;
}

static const struct vm_type *
special_type(vm_value v)
{
	if (vm_is_int(v))
		return &vm_type_int;
	switch (v) {
	case VM_NONE:
		return &vm_type_NoneType;
	case VM_TRUE:
	case VM_FALSE:
		return &vm_type_bool;
	case VM_ELLIPSIS:
		return &vm_type_ellipsis;
	case VM_NOT_IMPLEMENTED:
		return &vm_type_NotImplementedType;
	default:
#if VM_HAS_FLOAT
		return &vm_type_float;
#else
		return &vm_type_object;
#endif
	}
}

const struct vm_type *
vm_native_type(vm_value v)
{
	const struct vm_instance *instance;
	const struct vm_type *native;

	if (!vm_is_object(v))
		return special_type(v);
	switch ((unsigned)vm_object_tid(vm_object(v))) {
	case VM_TID_FUNCTION:
		return vm_function_type((const struct vm_function *)v);
	case VM_TID_RECORD:
		return ((const struct vm_record *)v)->type;
	case VM_TID_INSTANCE:
		instance = (const struct vm_instance *)v;
		if (vm_instance_has_native(v))
			return vm_native_type(instance->slots[0]);
		native = vm_instance_class(instance)->native_base;
		return native != NULL ? native : &vm_type_object;
	case VM_TID_DICT:
		return vm_object(v)->bits & VM_DICT_ORDERED ?
		    &vm_type_OrderedDict :
		    &vm_type_dict;
	default:
		return vm_type_of_tid[vm_object_tid(vm_object(v))];
	}
}

vm_value
vm_native_value(vm_value v)
{
	if (vm_is(v, VM_TID_INSTANCE) && vm_instance_has_native(v))
		return ((const struct vm_instance *)v)->slots[0];
	return v;
}

vm_value
vm_type_of(struct vm *vm, vm_value v)
{
	(void)vm;
	if (vm_is(v, VM_TID_INSTANCE))
		return VM_PTR(vm_instance_class((const struct vm_instance *)v));
	if (vm_is(v, VM_TID_EXCEPTION))
		return ((const struct vm_exception *)v)->type;
	if (vm_is(v, VM_TID_CLASS))
		return VM_PTR(&vm_type_type);
	return VM_PTR(vm_native_type(v));
}

bool
vm_is_type_object(vm_value v)
{
	return vm_is(v, VM_TID_TYPE) || vm_is(v, VM_TID_CLASS);
}

vm_value
vm_type_name(vm_value type)
{
	if (vm_is(type, VM_TID_CLASS))
		return class_of(type)->name;
	return ((const struct vm_type *)type)->name;
}

static bool
type_derives(const struct vm_type *type, const struct vm_type *of)
{
	if (of == &vm_type_object)
		return true;
	for (; type != NULL; type = type->base) {
		if (type == of)
			return true;
	}
	return false;
}

bool
vm_is_subtype(vm_value type, vm_value of)
{
	struct vm_mro_walk walk = { .type = type };

	while ((type = vm_mro_next(&walk)) != VM_UNDEF) {
		if (type == of)
			return true;
	}
	return false;
}

bool
vm_is_instance_of(struct vm *vm, vm_value v, vm_value type)
{
	return vm_is_subtype(vm_type_of(vm, v), type);
}

bool
vm_is_a(vm_value v, const struct vm_type *type)
{
	if (vm_is(v, VM_TID_EXCEPTION))
		return vm_is_subtype(((const struct vm_exception *)v)->type,
		    VM_PTR(type));
	if (vm_is(v, VM_TID_CLASS))
		return type_derives(&vm_type_type, type);
	return type_derives(vm_native_type(v), type);
}

/* ---- look-up ----------------------------------------------------------- */

const vm_value *
vm_class_bases(const struct vm_class *class, size_t *count)
{
	const struct vm_tuple *tuple = vm_tuple(class->bases);

	if (class->mro == VM_UNDEF) {
		*count = 1;
		return &class->bases;
	}
	*count = tuple->len;
	return tuple->items;
}

vm_value
vm_mro_next(struct vm_mro_walk *walk)
{
	vm_value type = walk->type;
	const struct vm_type *base;

	if (type != VM_UNDEF && vm_is(type, VM_TID_CLASS)) {
		if (class_of(type)->mro == VM_UNDEF) {
			walk->type = class_of(type)->bases;
			return type;
		}
		walk->type = VM_UNDEF;
		walk->tuple = vm_tuple(class_of(type)->mro);
	}
	if (walk->tuple != NULL)
		return walk->next < walk->tuple->len ?
		    walk->tuple->items[walk->next++] :
		    VM_UNDEF;
	if (type == VM_UNDEF || type == VM_PTR(&vm_type_object)) {
		walk->type = VM_UNDEF;
	} else {
		base = ((const struct vm_type *)type)->base;
		walk->type = VM_PTR(base != NULL ? base : &vm_type_object);
	}
	return type;
}

vm_value
vm_type_member(const struct vm_type *type, vm_value name)
{
	for (; type != NULL; type = type->base) {
		for (size_t i = 0; i < type->member_count; i++) {
			if (type->members[i].name == name)
				return type->members[i].value;
		}
		if (type->base == NULL && type != &vm_type_object)
			return vm_type_member(&vm_type_object, name);
	}
	return VM_UNDEF;
}

static vm_value
own_member(vm_value type, vm_value name)
{
	const struct vm_type *builtin = (const struct vm_type *)type;

	if (vm_is(type, VM_TID_CLASS)) {
		vm_value dict = class_of(type)->dict;
		ptrdiff_t i = vm_dict_find_name(dict, name);

		return i < 0 ? VM_UNDEF : vm_dict(dict)->entries[i].value;
	}
	for (size_t i = 0; i < builtin->member_count; i++) {
		if (builtin->members[i].name == name)
			return builtin->members[i].value;
	}
	return VM_UNDEF;
}

vm_value
vm_class_find_next(struct vm_mro_walk *walk, vm_value name, vm_value *owner)
{
	vm_value type;

	while ((type = vm_mro_next(walk)) != VM_UNDEF) {
		vm_value value = own_member(type, name);

		if (value != VM_UNDEF) {
			*owner = type;
			return value;
		}
	}
	return VM_UNDEF;
}

vm_value
vm_class_find(vm_value type, vm_value name, vm_value *owner)
{
	struct vm_mro_walk walk = { .type = type };

	if (vm_is(type, VM_TID_TYPE)) {
		*owner = type;
		return vm_type_member((const struct vm_type *)type, name);
	}
	return vm_class_find_next(&walk, name, owner);
}

vm_value
vm_class_lookup(struct vm *vm, vm_value type, vm_value name)
{
	vm_value owner;

	(void)vm;
	return vm_class_find(type, name, &owner);
}

vm_value
vm_special_method(struct vm *vm, vm_value v, vm_value name)
{
	vm_value type = VM_UNDEF;
	vm_value owner;
	vm_value method;

	if (vm_is(v, VM_TID_INSTANCE))
		type = VM_PTR(vm_instance_class((const struct vm_instance *)v));
	else if (vm_is(v, VM_TID_EXCEPTION))
		type = ((const struct vm_exception *)v)->type;
	if (type == VM_UNDEF || !vm_is(type, VM_TID_CLASS))
		return VM_UNDEF;
	(void)vm;
	method = vm_class_find(type, name, &owner);
	return method != VM_UNDEF && vm_is(owner, VM_TID_CLASS) ? method :
								  VM_UNDEF;
}

vm_value
vm_call_special(struct vm *vm, vm_value v, vm_value name, size_t argc,
    const vm_value *args)
{
	vm_value method = vm_special_method(vm, v, name);
	vm_value out[2];

	if (method == VM_UNDEF)
		return VM_UNDEF;
	vm_bind_class_value(vm, method, v, vm_type_of(vm, v), out);
	return vm_call_with_self(vm, out[0], out[1], argc, args);
}

/* ---- creation ---------------------------------------------------------- */

/* Is candidate in the tail of any of the lists? (C3 linearisation) */
static bool
in_a_tail(struct vm_list *lists, const uint32_t *heads, vm_value candidate)
{
	for (size_t i = 0; i < lists->len; i++) {
		struct vm_tuple *t = vm_tuple(lists->items[i]);

		for (size_t j = heads[i] + 1u; j < t->len; j++) {
			if (t->items[j] == candidate)
				return true;
		}
	}
	return false;
}

static vm_value
next_of_mro(struct vm_list *lists, uint32_t *heads)
{
	for (size_t i = 0; i < lists->len; i++) {
		struct vm_tuple *t = vm_tuple(lists->items[i]);

		if (heads[i] < t->len &&
		    !in_a_tail(lists, heads, t->items[heads[i]]))
			return t->items[heads[i]];
	}
	return VM_UNDEF;
}

vm_value
vm_class_mro(struct vm *vm, vm_value type)
{
	struct vm_mro_walk walk = { .type = type };
	vm_value list;

	if (vm_is(type, VM_TID_CLASS) && class_of(type)->mro != VM_UNDEF)
		return class_of(type)->mro;
	list = vm_list_new(vm, 0, NULL);
	while ((type = vm_mro_next(&walk)) != VM_UNDEF)
		vm_list_append(vm, list, type);
	return vm_tuple_from_iterable(vm, list);
}

static vm_value
compute_mro(struct vm *vm, vm_value class, struct vm_tuple *bases)
{
	vm_value result = vm_list_new(vm, 1, &class);
	vm_value lists = vm_list_new(vm, 0, NULL);
	uint32_t *heads;
	vm_value next;

	for (size_t i = 0; i < bases->len; i++)
		vm_list_append(vm, lists, vm_class_mro(vm, bases->items[i]));
	vm_list_append(vm, lists, VM_PTR(bases));
	heads = vm_heap_new_bytes(vm, vm_list(lists)->len * sizeof(*heads));
	while ((next = next_of_mro(vm_list(lists), heads)) != VM_UNDEF) {
		vm_list_append(vm, result, next);
		for (size_t i = 0; i < vm_list(lists)->len; i++) {
			struct vm_tuple *t = vm_tuple(vm_list(lists)->items[i]);

			if (heads[i] < t->len && t->items[heads[i]] == next)
				heads[i]++;
		}
	}
	for (size_t i = 0; i < vm_list(lists)->len; i++) {
		if (heads[i] < vm_tuple(vm_list(lists)->items[i])->len)
			vm_raise_type_error(vm,
			    "cannot create a consistent method resolution "
			    "order");
	}
	return vm_tuple_from_iterable(vm, result);
}

static bool
value_is_data_descriptor(struct vm *vm, vm_value v)
{
	return vm_is(v, VM_TID_PROPERTY) ||
	    vm_special_method(vm, v, VM_NAME(__set__)) != VM_UNDEF;
}

/* The flags a class gets from one entry of its dict. */
static unsigned
flags_of_entry(struct vm *vm, vm_value name, vm_value value)
{
	static const struct {
		vm_value name;
		uint16_t flag;
	} flags[] = {
		{ VM_NAME(__getattr__), VM_CLASS_HAS_GETATTR },
		{ VM_NAME(__setattr__), VM_CLASS_HAS_SETATTR },
		{ VM_NAME(__delattr__), VM_CLASS_HAS_SETATTR },
		{ VM_NAME(__del__), VM_CLASS_HAS_DEL },
		{ VM_NAME(__eq__), VM_CLASS_HAS_EQ },
		{ VM_NAME(__hash__), VM_CLASS_HAS_HASH },
		{ VM_NAME(__new__), VM_CLASS_HAS_NEW },
	};

	if (value_is_data_descriptor(vm, value))
		return VM_CLASS_HAS_DATA_DESCRIPTOR;
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (flags[i].name == name)
			return flags[i].flag;
	}
	return 0;
}

static unsigned
own_flags(struct vm *vm, vm_value dict)
{
	unsigned flags = 0;
	size_t pos = 0;
	struct vm_dict_entry *entry;

	while ((entry = vm_dict_next(dict, &pos)) != NULL)
		flags |= flags_of_entry(vm, entry->key, entry->value);
	if ((flags & VM_CLASS_HAS_EQ) && !(flags & VM_CLASS_HAS_HASH))
		flags |= VM_CLASS_UNHASHABLE;
	return flags;
}

void
vm_class_note_entry(struct vm *vm, struct vm_class *class, vm_value name,
    vm_value value)
{
	if (value != VM_UNDEF)
		class->flags |= (uint16_t)flags_of_entry(vm, name, value);
	vm_attr_cache_clear(vm);
}

static void
inherit_from(struct vm *vm, struct vm_class *class, vm_value base)
{
	const struct vm_type *native = NULL;

	if (vm_is(base, VM_TID_CLASS)) {
		unsigned inherited = class_of(base)->flags;

		if (class->flags & VM_CLASS_HAS_HASH)
			inherited &= ~VM_CLASS_UNHASHABLE;
		inherited &= ~VM_CLASS_FIXED;
		class->flags |= (uint16_t)inherited;
		native = class_of(base)->native_base;
	} else if (vm_is(base, VM_TID_TYPE)) {
		native = (const struct vm_type *)base;
		if (native->flags & VM_TYPE_FINAL)
			vm_raise_type_error(vm,
			    "type '%S' isn't an acceptable base type",
			    native->name);
		if (native->flags & VM_TYPE_EXCEPTION)
			class->flags |= VM_CLASS_EXCEPTION;
		if (native == &vm_type_object)
			native = NULL;
	} else {
		vm_raise_type_error(vm,
		    "type '%t' isn't an acceptable base type", base);
	}
	if (native == NULL)
		return;
	if (class->native_base != NULL &&
	    !type_derives(class->native_base, native)) {
		if (!type_derives(native, class->native_base))
			vm_raise_type_error(vm,
			    "multiple bases have instance lay-out conflict");
		class->native_base = native;
	} else if (class->native_base == NULL) {
		class->native_base = native;
	}
}

/* New instances have the slots of the bases from the start. */
static void
inherit_slots(struct vm *vm, struct vm_class *class)
{
	size_t count;
	const vm_value *bases = vm_class_bases(class, &count);

	if (class->native_base != NULL && !(class->flags & VM_CLASS_EXCEPTION))
		vm_class_add_slot(vm, class, VM_NAME(empty_));
	for (size_t i = 0; i < count; i++) {
		struct vm_class *base = class_of(bases[i]);

		if (!vm_is(bases[i], VM_TID_CLASS))
			continue;
		for (size_t j = 0; j < base->slot_count; j++) {
			if (vm_class_find_slot(class, base->slot_names[j]) < 0)
				vm_class_add_slot(vm, class,
				    base->slot_names[j]);
		}
	}
}

vm_value
vm_class_new(struct vm *vm, vm_value name, vm_value bases, vm_value dict)
{
	struct vm_class *class =
	    vm_heap_alloc(vm, VM_TID_CLASS, sizeof(*class));
	struct vm_tuple *base_tuple = vm_tuple(bases);

	class->name = name;
	class->dict = dict;
	class->flags = (uint16_t)own_flags(vm, dict);
	for (size_t i = 0; i < base_tuple->len; i++)
		inherit_from(vm, class, base_tuple->items[i]);
	vm_dict_trim(vm, dict);
	class->bases = bases;
	if (base_tuple->len > 1)
		class->mro = compute_mro(vm, VM_PTR(class), base_tuple);
	else
		class->bases = base_tuple->len == 0 ? VM_PTR(&vm_type_object) :
						      base_tuple->items[0];
	inherit_slots(vm, class);
	vm_class_guess_slots(class);
	return VM_PTR(class);
}

/* SPDX-License-Identifier: MIT */
/* Instances of Python classes and their slots; the type `object`. */
#include "../object/dict.h"
#include "../object/exception.h"
#include "../object/function.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/record.h"
#include "../object/slots.h"
#include "attr.h"
#include "call.h"
#include "heap.h"
#include "instance.h"
#include "ops.h"
#include "raise.h"
#include "state.h"
#include "writer.h"

ptrdiff_t
vm_class_find_slot(const struct vm_class *class, vm_value name)
{
	for (size_t i = 0; i < class->slot_count; i++) {
		if (class->slot_names[i] == name)
			return (ptrdiff_t)i;
	}
	return -1;
}

size_t
vm_class_add_slot(struct vm *vm, struct vm_class *class, vm_value name)
{
	if (class->slot_count == class->slot_capacity) {
		size_t capacity =
		    class->slot_capacity + 4u + class->slot_capacity / 2u;

		if (capacity > UINT16_MAX)
			vm_raise_error(vm, &vm_type_MemoryError,
			    "too many attributes");
		class->slot_names = vm_heap_resize_values(vm, class->slot_names,
		    class->slot_capacity, capacity);
		class->slot_capacity = (uint16_t)capacity;
	}
	class->slot_names[class->slot_count] = name;
	vm_attr_cache_clear(vm);
	return class->slot_count++;
}

vm_value
vm_instance_new(struct vm *vm, struct vm_class *class)
{
	size_t count = class->slot_count;
	struct vm_instance *instance;

	if (count < class->instance_slots)
		count = class->instance_slots;
	if (class->native_base != NULL && count < 1)
		count = 1;
	instance = vm_heap_alloc(vm, VM_TID_INSTANCE,
	    sizeof(*instance) + count * sizeof(vm_value));
	instance->owner = VM_PTR(class);
	return VM_PTR(instance);
}

void
vm_instance_set_native(vm_value v, vm_value native)
{
	struct vm_instance *instance = (struct vm_instance *)v;

	instance->slots[0] = native;
	instance->head.bits |= VM_BIT_FLAG_B;
}

/* A slot that is not in the object. */
static vm_value *
far_slot(struct vm *vm, struct vm_instance *instance, size_t index, bool grow)
{
	bool is_first = !vm_flag_a(&instance->head);
	vm_value *values = is_first ? NULL : (vm_value *)instance->owner;
	size_t count =
	    is_first ? 0 : vm_heap_contents_size(values) / sizeof(vm_value);

	index++;
	if (index < count)
		return &values[index];
	if (!grow)
		return NULL;
	values =
	    vm_heap_resize_values(vm, values, count, index + 3 + index / 2);
	if (is_first)
		values[0] = instance->owner;
	instance->owner = VM_PTR(values);
	instance->head.bits |= VM_BIT_FLAG_A;
	return &values[index];
}

vm_value *
vm_instance_slot(struct vm *vm, struct vm_instance *instance, size_t slot,
    bool grow)
{
	size_t count = vm_instance_slot_count(instance);

	if (slot < count)
		return &instance->slots[slot];
	return far_slot(vm, instance, slot - count, grow);
}

/* ---- creation ---------------------------------------------------------- */

/* Immutable bases take the constructor's arguments, others start empty. */
static bool
base_is_immutable(const struct vm_type *type)
{
	return type->flags & VM_TYPE_HASHABLE;
}

static void
make_native(struct vm *vm, vm_value object, size_t n_pos, size_t n_kw,
    vm_value *args, bool has_init)
{
	const struct vm_type *base =
	    vm_instance_class((struct vm_instance *)object)->native_base;
	vm_value native;

	if (base->slots->make == NULL)
		vm_raise_type_error(vm, "can't create '%S' instances",
		    base->name);
	if (has_init && !base_is_immutable(base))
		n_pos = n_kw = 0;
	native = base->slots->make(vm, base, n_pos, n_kw, args);
	vm_instance_set_native(object, native);
}

static vm_value
create_exception(struct vm *vm, struct vm_class *class, size_t n_pos,
    vm_value *args)
{
	vm_value e = vm_exception_new(vm, &vm_type_Exception, n_pos, args);

	((struct vm_exception *)e)->type = VM_PTR(class);
	return e;
}

/* Calls a Python __new__. */
static vm_value
call_new(struct vm *vm, struct vm_class *class, vm_value new_method,
    size_t n_pos, size_t n_kw, vm_value *args)
{
	size_t count = n_pos + 2 * n_kw;
	vm_value *all = vm_heap_new_values(vm, count + 1);

	if (vm_is(new_method, VM_TID_STATICMETHOD))
		new_method = ((struct vm_wrapper *)new_method)->function;
	all[0] = VM_PTR(class);
	memcpy(all + 1, args, count * sizeof(vm_value));
	return vm_call(vm, new_method, n_pos + 1, n_kw, all);
}

static vm_value
create_plain(struct vm *vm, struct vm_class *class, size_t n_pos, size_t n_kw,
    vm_value *args, bool has_init)
{
	vm_value object;

	if (class->flags & VM_CLASS_EXCEPTION)
		return create_exception(vm, class, n_pos, args);
	object = vm_instance_new(vm, class);
	if (class->native_base != NULL)
		make_native(vm, object, n_pos, n_kw, args, has_init);
	return object;
}

vm_value
vm_class_create(struct vm *vm, struct vm_class *class, size_t n_pos,
    size_t n_kw, vm_value *args, vm_value *init)
{
	vm_value owner;
	vm_value method =
	    vm_class_find(VM_PTR(class), VM_NAME(__init__), &owner);
	bool has_init = method != VM_UNDEF && vm_is(owner, VM_TID_CLASS);
	vm_value object;

	*init = has_init ? method : VM_UNDEF;
	if (class->flags & VM_CLASS_HAS_NEW) {
		vm_value new_method =
		    vm_class_find(VM_PTR(class), VM_NAME(__new__), &owner);

		object = call_new(vm, class, new_method, n_pos, n_kw, args);
		if (!vm_is_instance_of(vm, object, VM_PTR(class)))
			*init = VM_UNDEF;
		return object;
	}
	return create_plain(vm, class, n_pos, n_kw, args, has_init);
}

/* ---- the type object --------------------------------------------------- */

/* object.__init__, and that of built-in bases reached through super(). */
static vm_value
object_init(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	vm_value self = args[0];

	if (vm_is(self, VM_TID_INSTANCE)) {
		struct vm_class *class =
		    vm_instance_class((struct vm_instance *)self);

		if (class->native_base != NULL &&
		    !base_is_immutable(class->native_base))
			make_native(vm, self, n_pos - 1, n_kw, args + 1, false);
	}
	return VM_NONE;
}
VM_DEFINE_NATIVE_KW(object_init_native, object_init, 1, VM_ARGS_MANY);

static vm_value
object_new(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	struct vm_class *class = (struct vm_class *)args[0];
	const struct vm_type *type = (const struct vm_type *)args[0];
	vm_value owner;
	vm_value init;

	if (vm_is(args[0], VM_TID_TYPE)) {
		if (type->slots->make == NULL)
			vm_raise_type_error(vm, "can't create '%S' instances",
			    type->name);
		return type->slots->make(vm, type, n_pos - 1, n_kw, args + 1);
	}
	if (!vm_is(args[0], VM_TID_CLASS))
		vm_raise_type_error(vm, "__new__ arg must be a user-type");
	init = vm_class_find(args[0], VM_NAME(__init__), &owner);
	return create_plain(vm, class, n_pos - 1, n_kw, args + 1,
	    init != VM_UNDEF && vm_is(owner, VM_TID_CLASS));
}

static const struct vm_native object_new_native VM_ALIGNED = {
	.head =
	    VM_NATIVE_HEAD(1, VM_ARGS_MANY, VM_NATIVE_KW | VM_NATIVE_STATIC),
	.u.kw_fn = object_new,
};

static vm_value
object_setattr(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	vm_store_attr_plain(vm, args[0], vm_attribute_name(vm, args[1]),
	    args[2]);
	return VM_NONE;
}
VM_DEFINE_NATIVE(object_setattr_native, object_setattr, 3, 3);

static vm_value
object_delattr(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	vm_store_attr_plain(vm, args[0], vm_attribute_name(vm, args[1]),
	    VM_UNDEF);
	return VM_NONE;
}
VM_DEFINE_NATIVE(object_delattr_native, object_delattr, 2, 2);

static vm_value
object_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	(void)args;
	if (n_pos + n_kw > 0)
		vm_raise_type_error(vm,
		    "function takes %d positional arguments but %d were given",
		    0, (int)n_pos);
	return vm_record_new(vm, type, 0);
}

static const struct vm_member object_members[] = {
	{ VM_NAME(__init__), VM_NATIVE(object_init_native) },
	{ VM_NAME(__new__), VM_NATIVE(object_new_native) },
	{ VM_NAME(__setattr__), VM_NATIVE(object_setattr_native) },
	{ VM_NAME(__delattr__), VM_NATIVE(object_delattr_native) },
};

static const struct vm_slots object_slots = {
	.make = object_make,
};

VM_DEFINE_TYPE(object, object, NULL, VM_TYPE_HASHABLE, object_slots,
    object_members);

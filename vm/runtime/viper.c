/* SPDX-License-Identifier: MIT */
/*
 * Values of viper functions. A pointer is an object that refers to a buffer
 * and checks every access: unlike machine code it cannot leave it.
 */
#include "../object/class.h"
#include "../object/int.h"
#include "../object/names.h"
#include "../object/record.h"
#include "../object/slots.h"
#include "ops.h"
#include "raise.h"
#include "viper.h"

enum pointer_slot { POINTER_BUFFER, POINTER_WIDTH, POINTER_SLOTS };

extern const struct vm_type vm_type_viper_pointer;

/* ---- pointers ---------------------------------------------------------- */

static uint8_t *
pointer_place(struct vm *vm, vm_value self, vm_value key, bool writes,
    size_t *width)
{
	const vm_value *slots = vm_record(self)->slots;
	const struct vm_type *type = vm_native_type(slots[POINTER_BUFFER]);
	intptr_t index = vm_get_int(vm, key);
	struct vm_bytes_view view;

	*width = (size_t)vm_int_value(slots[POINTER_WIDTH]);
	if (!type->slots->bytes(vm, slots[POINTER_BUFFER], &view) ||
	    (writes && view.read_only) || index < 0 ||
	    (size_t)index >= view.len / *width)
		vm_raise_index_error(vm, "index out of range");
	return view.data + (size_t)index * *width;
}

static vm_value
pointer_getitem(struct vm *vm, vm_value self, vm_value key)
{
	size_t width;
	const uint8_t *p = pointer_place(vm, self, key, false, &width);
	uint32_t value = 0;

	for (size_t i = 0; i < width; i++)
		value |= (uint32_t)p[i] << (8 * i);
	return vm_int_from_uint64(vm, value);
}

static void
pointer_setitem(struct vm *vm, vm_value self, vm_value key, vm_value value)
{
	size_t width;
	uintptr_t bits;
	uint8_t *p;

	if (value == VM_UNDEF)
		vm_raise_type_error(vm,
		    "'%t' object doesn't support item "
		    "deletion",
		    self);
	bits = (uintptr_t)vm_get_uint64_truncated(vm, value);
	p = pointer_place(vm, self, key, true, &width);
	for (size_t i = 0; i < width; i++)
		p[i] = (uint8_t)(bits >> (8 * i));
}

static const struct vm_slots pointer_slots = {
	.getitem = pointer_getitem,
	.setitem = pointer_setitem,
};

VM_DEFINE_TYPE_PLAIN(viper_pointer, ptr, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    pointer_slots);

static vm_value
new_pointer(struct vm *vm, vm_value buffer, size_t width)
{
	struct vm_bytes_view view;
	vm_value self;

	if (vm_is_record(buffer, &vm_type_viper_pointer))
		buffer = vm_record(buffer)->slots[POINTER_BUFFER];
	buffer = vm_native_value(buffer);
	if (vm_native_type(buffer)->slots->bytes == NULL ||
	    !vm_native_type(buffer)->slots->bytes(vm, buffer, &view))
		vm_raise_type_error(vm, "object with buffer protocol required");
	self = vm_record_new(vm, &vm_type_viper_pointer, POINTER_SLOTS);
	vm_record(self)->slots[POINTER_BUFFER] = buffer;
	vm_record(self)->slots[POINTER_WIDTH] = VM_INT(width);
	return self;
}

/* ---- casts ------------------------------------------------------------- */

static uintptr_t
word_of(struct vm *vm, vm_value value)
{
	struct vm_bytes_view view;
	vm_value buffer;

	if (value == VM_TRUE || value == VM_FALSE)
		return value == VM_TRUE;
	if (vm_is_record(value, &vm_type_viper_pointer)) {
		buffer = vm_record(value)->slots[POINTER_BUFFER];
		if (vm_native_type(buffer)->slots->bytes(vm, buffer, &view))
			return (uintptr_t)view.data;
	}
	value = vm_native_value(value);
	if (!vm_is_integer(value))
		vm_raise_type_error(vm, "can't convert %t to int", value);
	return (uintptr_t)vm_get_uint64_truncated(vm, value);
}

vm_value
vm_viper_cast(struct vm *vm, vm_value value, unsigned type)
{
	switch (type) {
	case VM_VIPER_BOOL:
		return vm_new_bool(vm_truth(vm, value));
	case VM_VIPER_INT:
		return vm_is_int(value) ?
		    value :
		    vm_new_int(vm, (intptr_t)word_of(vm, value));
	case VM_VIPER_UINT:
		return vm_int_from_uint64(vm, word_of(vm, value));
	case VM_VIPER_PTR:
	case VM_VIPER_PTR8:
		return new_pointer(vm, value, 1);
	case VM_VIPER_PTR16:
		return new_pointer(vm, value, 2);
	case VM_VIPER_PTR32:
		return new_pointer(vm, value, 4);
	case VM_VIPER_WRAP:
		if (vm_is_int(value) || !vm_is(value, VM_TID_INT))
			return value;
		return vm_new_int(vm,
		    (intptr_t)vm_get_uint64_truncated(vm, value));
	default:
		return value;
	}
}

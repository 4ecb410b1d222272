/* SPDX-License-Identifier: MIT */
/*
 * The fast cases of truth and items, for interp.c only: they answer VM_UNDEF
 * or false where the general function must be called.
 */
#ifndef VM_INTERP_QUICK_H
#define VM_INTERP_QUICK_H

#include "../object/bytes.h"
#include "../object/list.h"
#include "heap.h"
#include "ops.h"

static inline bool
is_true(struct vm *vm, vm_value v)
{
	if (v == VM_TRUE)
		return true;
	if (v == VM_FALSE || v == VM_NONE)
		return false;
	if (vm_is_int(v))
		return v != VM_INT(0);
	return vm_truth(vm, v);
}

/* True if index, counted from the end if negative, is below len. */
static inline bool
fit_index(intptr_t *index, size_t len)
{
	if (VM_LIKELY((size_t)*index < len))
		return true;
	*index += (intptr_t)len;
	return *index < (intptr_t)len && *index >= 0;
}

/* An item of a list, tuple, bytearray or bytes by a small index, or VM_UNDEF.
 */
static inline vm_value
quick_item(vm_value object, intptr_t index)
{
	struct vm_list *list = (struct vm_list *)object;
	struct vm_tuple *tuple = (struct vm_tuple *)object;

	if (vm_is(object, VM_TID_LIST))
		return fit_index(&index, list->len) ? list->items[index] :
						      VM_UNDEF;
	if (vm_is(object, VM_TID_TUPLE))
		return fit_index(&index, tuple->len) ? tuple->items[index] :
						       VM_UNDEF;
	if (vm_is(object, VM_TID_BYTEARRAY)) {
		struct vm_bytearray *array = (struct vm_bytearray *)object;

		return (size_t)index < array->len ? VM_INT(array->data[index]) :
						    VM_UNDEF;
	}
	if (VM_QUICK_CASES && vm_is(object, VM_TID_BYTES))
		return (size_t)index < vm_bytes_len(object) ?
		    VM_INT(vm_bytes_data(object)[index]) :
		    VM_UNDEF;
	return VM_UNDEF;
}

/* The next item of a list or tuple, or VM_UNDEF at its end. */
static inline vm_value
quick_next(vm_value sequence, size_t index)
{
	struct vm_list *list = (struct vm_list *)sequence;
	struct vm_tuple *tuple = (struct vm_tuple *)sequence;

	if (vm_is(sequence, VM_TID_LIST))
		return index < list->len ? list->items[index] : VM_UNDEF;
	return index < tuple->len ? tuple->items[index] : VM_UNDEF;
}

/* To a list with room to spare. */
static inline bool
quick_append(vm_value v, vm_value item)
{
	struct vm_list *list = vm_list(v);

	if (!VM_QUICK_CASES || list->items == NULL ||
	    list->len >= vm_heap_contents_size(list->items) / sizeof(item))
		return false;
	list->items[list->len++] = item;
	return true;
}

static inline bool
quick_store(vm_value object, intptr_t index, vm_value value)
{
	struct vm_list *list = (struct vm_list *)object;

	if (vm_is(object, VM_TID_LIST)) {
		if (!fit_index(&index, list->len))
			return false;
		list->items[index] = value;
		return true;
	}
	if (vm_is(object, VM_TID_BYTEARRAY) && vm_is_int(value)) {
		struct vm_bytearray *array = (struct vm_bytearray *)object;

		if ((size_t)index >= array->len ||
		    (size_t)vm_int_value(value) > 255)
			return false;
		array->data[index] = (uint8_t)vm_int_value(value);
		return true;
	}
	return false;
}

#endif

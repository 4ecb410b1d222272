/* SPDX-License-Identifier: MIT */
/* Items, iteration and printing of any value. */
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/exception.h"
#include "../object/float_value.h"
#include "../object/iterator.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/range.h"
#include "../object/str.h"
#include "call.h"
#include "instance.h"
#include "ops.h"
#include "raise.h"
#include "state.h"
#include "writer.h"

static bool
has_class(vm_value v)
{
	return vm_is(v, VM_TID_INSTANCE) || vm_is(v, VM_TID_EXCEPTION);
}

static inline const struct vm_slots *
slots_of(vm_value v)
{
	return vm_quick_type(v)->slots;
}

static bool
is_small_number(vm_value v)
{
#if VM_HAS_FLOAT
	if (vm_is_float(v))
		return true;
#endif
	return vm_is_int(v);
}

/* ---- items ------------------------------------------------------------- */

bool
vm_contains(struct vm *vm, vm_value container, vm_value item)
{
	const struct vm_slots *slots = slots_of(container);
	vm_value iterator;
	vm_value candidate;

	if (has_class(container)) {
		vm_value result = vm_call_special(vm, container,
		    VM_NAME(__contains__), 1, &item);

		if (result != VM_UNDEF)
			return vm_truth(vm, result);
	}
	if (slots->contains != NULL)
		return slots->contains(vm, vm_native_value(container), item);
	if (vm_is_int(item) && is_small_number(container))
		vm_raise_type_error(vm, "unsupported types for : '%t', '%t'",
		    item, container);
	iterator = vm_iter(vm, container);
	while ((candidate = vm_next(vm, iterator)) != VM_STOP) {
		if (candidate == item || vm_equal(vm, candidate, item))
			return true;
	}
	return false;
}

static vm_value
class_getitem(struct vm *vm, vm_value object, vm_value key)
{
	vm_value method =
	    vm_class_lookup(vm, object, VM_NAME(__class_getitem__));
	vm_value bound[2];

	if (method == VM_UNDEF)
		return VM_UNDEF;
	vm_bind_class_value(vm, method, VM_UNDEF, object, bound);
	if (bound[1] == VM_UNDEF)
		bound[1] = object;
	return vm_call_with_self(vm, bound[0], bound[1], 1, &key);
}

/* A key that a subclass of dict lacks and has __missing__ for. */
static vm_value
missing_item(struct vm *vm, vm_value object, vm_value key)
{
	vm_value dict = vm_native_value(object);

	if (!vm_is(dict, VM_TID_DICT) || dict == object ||
	    vm_special_method(vm, object, VM_NAME(__missing__)) == VM_UNDEF ||
	    vm_dict_get(vm, dict, key) != VM_UNDEF)
		return VM_UNDEF;
	return vm_call_special(vm, object, VM_NAME(__missing__), 1, &key);
}

vm_value
vm_getitem(struct vm *vm, vm_value object, vm_value key)
{
	const struct vm_slots *slots = slots_of(object);
	vm_value result = VM_UNDEF;

	if (has_class(object))
		result =
		    vm_call_special(vm, object, VM_NAME(__getitem__), 1, &key);
	else if (vm_is(object, VM_TID_CLASS))
		result = class_getitem(vm, object, key);
	if (result == VM_UNDEF && has_class(object))
		result = missing_item(vm, object, key);
	if (result == VM_UNDEF && slots->getitem != NULL)
		result = slots->getitem(vm, vm_native_value(object), key);
	if (result == VM_UNDEF)
		vm_raise_type_error(vm, "'%t' object isn't subscriptable",
		    object);
	return result;
}

void
vm_setitem(struct vm *vm, vm_value object, vm_value key, vm_value value)
{
	const struct vm_slots *slots = slots_of(object);
	vm_value args[2] = { key, value };

	if (has_class(object) &&
	    vm_call_special(vm, object, VM_NAME(__setitem__), 2, args) !=
		VM_UNDEF)
		return;
	if (slots->setitem == NULL)
		vm_raise_type_error(vm,
		    "'%t' object doesn't support item assignment", object);
	slots->setitem(vm, vm_native_value(object), key, value);
}

void
vm_delitem(struct vm *vm, vm_value object, vm_value key)
{
	const struct vm_slots *slots = slots_of(object);

	if (has_class(object) &&
	    vm_call_special(vm, object, VM_NAME(__delitem__), 1, &key) !=
		VM_UNDEF)
		return;
	if (slots->setitem == NULL)
		vm_raise_type_error(vm,
		    "'%t' object doesn't support item deletion", object);
	slots->setitem(vm, vm_native_value(object), key, VM_UNDEF);
}

/*
 * Built-in types do not keep the slice they are asked for, so it need not
 * be in the heap.
 */
static bool
takes_local_slice(vm_value object)
{
	return !has_class(object) && !vm_is_type_object(object);
}

vm_value
vm_getslice(struct vm *vm, vm_value object, vm_value start, vm_value stop)
{
	struct vm_slice slice VM_ALIGNED = { .head = VM_ROM_HEAD(VM_TID_SLICE),
		.start = start,
		.stop = stop,
		.step = VM_NONE };

	if (takes_local_slice(object))
		return vm_getitem(vm, object, VM_PTR(&slice));
	return vm_getitem(vm, object, vm_slice_new(vm, start, stop, VM_NONE));
}

void
vm_setslice(struct vm *vm, vm_value object, const vm_value bounds[2],
    vm_value value)
{
	struct vm_slice slice VM_ALIGNED = { .head = VM_ROM_HEAD(VM_TID_SLICE),
		.start = bounds[0],
		.stop = bounds[1],
		.step = VM_NONE };

	if (takes_local_slice(object))
		vm_setitem(vm, object, VM_PTR(&slice), value);
	else
		vm_setitem(vm, object,
		    vm_slice_new(vm, bounds[0], bounds[1], VM_NONE), value);
}

size_t
vm_sequence_index(struct vm *vm, const char *what, size_t len, vm_value key)
{
	intptr_t i;

	if (!vm_is_int(key)) {
		if (!vm_is_bool(key) && !has_class(key) &&
		    !vm_is(key, VM_TID_INT))
			vm_raise_type_error(vm,
			    "%s indices must be integers, not %t", what, key);
		key = vm_index(vm, key);
	}
	if (!vm_is_int(key))
		vm_raise_index_error(vm, "%s index out of range", what);
	i = vm_int_value(key);
	i += i < 0 ? (intptr_t)len : 0;
	if (i < 0 || (size_t)i >= len)
		vm_raise_index_error(vm, "%s index out of range", what);
	return (size_t)i;
}

/* ---- iteration --------------------------------------------------------- */

/* What an __iter__ returns must have a __next__. */
static void
check_iterator(struct vm *vm, vm_value v)
{
	if (slots_of(v)->next == NULL &&
	    vm_special_method(vm, v, VM_NAME(__next__)) == VM_UNDEF)
		vm_raise_type_error(vm, "'%t' object isn't an iterator", v);
}

vm_value
vm_iter(struct vm *vm, vm_value v)
{
	const struct vm_slots *slots = slots_of(v);
	vm_value result;

	if (has_class(v)) {
		result = vm_call_special(vm, v, VM_NAME(__iter__), 0, NULL);
		if (result != VM_UNDEF) {
			check_iterator(vm, result);
			return result;
		}
	}
	if (slots->iter != NULL)
		return slots->iter(vm, vm_native_value(v));
	if (has_class(v) &&
	    vm_special_method(vm, v, VM_NAME(__getitem__)) != VM_UNDEF)
		return vm_getitem_iterator_new(vm, v);
	if (slots->next != NULL)
		return v;
	vm_raise_type_error(vm, "'%t' object isn't iterable", v);
}

static vm_value
call_next(struct vm *vm, void *arg)
{
	vm_value result =
	    vm_call_special(vm, *(vm_value *)arg, VM_NAME(__next__), 0, NULL);

	if (result == VM_UNDEF)
		vm_raise_type_error(vm, "'%t' object isn't an iterator",
		    *(vm_value *)arg);
	return result;
}

vm_value
vm_next(struct vm *vm, vm_value iterator)
{
	const struct vm_slots *slots = slots_of(iterator);
	vm_value result;
	vm_value exception;

	if (VM_LIKELY(vm->poll_count > 1))
		vm->poll_count--;
	else
		vm_poll_work(vm, 1);
	if (slots->next != NULL)
		return slots->next(vm,
		    has_class(iterator) ? vm_native_value(iterator) : iterator);
	if (vm_try(vm, call_next, &iterator, &result, &exception))
		return result;
	if (!vm_exception_is(exception, &vm_type_StopIteration))
		vm_raise(vm, exception);
	vm->stop_value = vm_exception_first_arg(exception);
	return VM_STOP;
}

/* ---- printing ---------------------------------------------------------- */

vm_value
vm_default_repr(struct vm *vm, vm_value v)
{
	struct vm_writer out;

	vm_writer_init(&out);
	if (vm_is(v, VM_TID_INSTANCE))
		vm_write_format(vm, &out, "<%t object at %x>", v,
		    (unsigned)(v & 0xffffffffu));
	else
		vm_write_format(vm, &out, "<%t>", v);
	return vm_writer_str(vm, &out);
}

/* The text a Python class gives for v, or VM_UNDEF. */
static vm_value
special_text(struct vm *vm, vm_value v, enum vm_print_kind kind)
{
	vm_value text = VM_UNDEF;

	if (kind == VM_PRINT_STR)
		text = vm_call_special(vm, v, VM_NAME(__str__), 0, NULL);
	if (text == VM_UNDEF &&
	    (kind == VM_PRINT_REPR || !vm_is(v, VM_TID_EXCEPTION)))
		text = vm_call_special(vm, v, VM_NAME(__repr__), 0, NULL);
	if (text != VM_UNDEF && !vm_is_a(text, &vm_type_str))
		vm_raise_type_error(vm, "__%s__ returned non-string",
		    kind == VM_PRINT_STR ? "str" : "repr");
	return text;
}

void
vm_print_to(struct vm *vm, struct vm_writer *out, vm_value v,
    enum vm_print_kind kind)
{
	const struct vm_slots *slots = slots_of(v);

	vm_check_recursion(vm);
	if (has_class(v)) {
		vm_value text = special_text(vm, v, kind);

		if (text != VM_UNDEF) {
			vm_write_str(vm, out, vm_native_value(text));
			return;
		}
	}
	if (slots->print != NULL)
		slots->print(vm, out, vm_native_value(v), kind);
	else
		vm_write_str(vm, out, vm_default_repr(vm, v));
}

void
vm_repr_to(struct vm *vm, struct vm_writer *out, vm_value v)
{
	vm_print_to(vm, out, v, VM_PRINT_REPR);
}

/* SPDX-License-Identifier: MIT */
/* Argument checks with the messages MicroPython users know. */
#include "arguments.h"

#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "class.h"
#include "int.h"
#include "names.h"
#include "str.h"

void
vm_check_arguments(struct vm *vm, size_t n_pos, size_t n_kw, size_t min,
    size_t max)
{
	if (n_kw > 0)
		vm_raise_type_error(vm,
		    "function doesn't take keyword arguments");
	if (n_pos != min && min == max)
		vm_raise_type_error(vm,
		    "function takes %d positional arguments but %d were given",
		    (int)min, (int)n_pos);
	if (n_pos < min)
		vm_raise_type_error(vm,
		    "function missing %d required positional arguments",
		    (int)(min - n_pos));
	if (n_pos > max)
		vm_raise_type_error(vm,
		    "function expected at most %d arguments, got %d", (int)max,
		    (int)n_pos);
}

size_t
vm_check_encoding(struct vm *vm, size_t n_pos, size_t n_kw, size_t min,
    const vm_value *args)
{
	for (size_t i = 0; i < n_kw; i++) {
		vm_value name = args[n_pos + 2 * i];

		if (name != VM_NAME(encoding) && name != VM_NAME(errors))
			vm_raise_type_error(vm,
			    "function doesn't take keyword arguments");
	}
	vm_check_arguments(vm, n_pos + n_kw, 0, min, 3);
	return n_pos + n_kw;
}

intptr_t
vm_argument_int(struct vm *vm, size_t argc, const vm_value *args, size_t index,
    intptr_t absent)
{
	vm_value v;

	if (index >= argc || args[index] == VM_NONE)
		return absent;
	v = args[index];
	if (vm_is_int(v))
		return vm_int_value(v);
	v = vm_index(vm, v);
	if (vm_is_int(v))
		return vm_int_value(v);
	/* Beyond any size; only the sign matters. */
	return vm_flag_a(vm_object(v)) ? VM_INT_MIN : VM_INT_MAX;
}

bool
vm_may_be_index(vm_value v)
{
	return vm_is_integer(v) || vm_is_bool(v) || vm_is(v, VM_TID_INSTANCE);
}

vm_value
vm_argument_str(struct vm *vm, vm_value v)
{
	vm_value native;

	if (vm_is_str(v))
		return v;
	native = vm_native_value(v);
	if (vm_is_str(native))
		return native;
	vm_raise_type_error(vm, "can't convert '%t' object to str implicitly",
	    v);
}

/* A position counted from the end when negative, within 0..len. */
static size_t
clamp(intptr_t position, size_t len)
{
	if (position < 0)
		position += (intptr_t)len;
	if (position < 0)
		return 0;
	return (size_t)position < len ? (size_t)position : len;
}

void
vm_argument_range(struct vm *vm, size_t argc, const vm_value *args,
    size_t index, size_t len, size_t bounds[2])
{
	bounds[0] = clamp(vm_argument_int(vm, argc, args, index, 0), len);
	bounds[1] =
	    clamp(vm_argument_int(vm, argc, args, index + 1, (intptr_t)len),
		len);
}

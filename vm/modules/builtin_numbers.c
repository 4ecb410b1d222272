/* SPDX-License-Identifier: MIT */
/* Built-in functions on numbers and characters. */
#include "../object/bigint.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/float.h"
#include "../object/int.h"
#include "../object/names.h"
#include "../object/str.h"
#include "../object/utf8.h"
#include "../runtime/call.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "builtins.h"

vm_value
vm_builtin_abs(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_unary_op(vm, VM_OP_ABS, args[0]);
}

vm_value
vm_builtin_divmod(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_binary_op(vm, VM_OP_DIVMOD, args[0], args[1]);
}

static bool
is_whole(vm_value v)
{
	return vm_is_integer(v) || vm_is_bool(v);
}

static vm_value
power_modulo(struct vm *vm, vm_value base, vm_value exponent, vm_value modulus)
{
	if (!is_whole(base) || !is_whole(exponent) || !is_whole(modulus))
		vm_raise_type_error(vm,
		    "pow() with 3 arguments requires integers");
	if (!vm_truth(vm, modulus))
		vm_raise_value_error(vm, "divide by zero");
	if (vm_int_is_negative(exponent))
		vm_raise_value_error(vm, "negative exponent with modulus");
	return vm_int_power_modulo(vm, base, exponent, modulus);
}

vm_value
vm_builtin_pow(struct vm *vm, size_t argc, vm_value *args)
{
	if (argc > 2 && args[2] != VM_NONE)
		return power_modulo(vm, args[0], args[1], args[2]);
	return vm_binary_op(vm, VM_OP_POW, args[0], args[1]);
}

vm_value
vm_builtin_round(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value own = vm_call_special(vm, args[0], VM_NAME(__round__),
	    argc - 1, args + 1);

	if (own != VM_UNDEF)
		return own;
	return vm_number_round(vm, args[0],
	    argc > 1 && args[1] != VM_NONE ? args[1] : VM_UNDEF);
}

static vm_value
in_base(struct vm *vm, vm_value v, const char *spec)
{
	return vm_format_value(vm, vm_index(vm, v), 0, vm_str_from(vm, spec));
}

vm_value
vm_builtin_bin(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return in_base(vm, args[0], "#b");
}

vm_value
vm_builtin_hex(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return in_base(vm, args[0], "#x");
}

vm_value
vm_builtin_oct(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return in_base(vm, args[0], "#o");
}

vm_value
vm_builtin_chr(struct vm *vm, size_t argc, vm_value *args)
{
	intptr_t code_point = vm_get_int(vm, args[0]);
	uint8_t text[VM_UTF8_MAX];

	(void)argc;
	if (code_point < 0 || code_point > VM_UTF8_CODEPOINT_MAX)
		vm_raise_value_error(vm, "chr() arg not in range(0x110000)");
	if (code_point < 128)
		return VM_CHAR_STR(code_point);
	return vm_str_new(vm, (const char *)text,
	    vm_utf8_encode(text, (uint32_t)code_point));
}

vm_value
vm_builtin_ord(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value v = vm_native_value(args[0]);
	struct vm_bytes_view view;
	size_t len;

	(void)argc;
	if (vm_is_str(v)) {
		len = vm_str_char_len(vm, v);
		if (len == 1)
			return VM_INT(
			    vm_utf8_decode((const uint8_t *)vm_str_data(v),
				NULL));
	} else if (vm_is(v, VM_TID_BYTES) || vm_is(v, VM_TID_BYTEARRAY)) {
		vm_get_bytes(vm, v, &view);
		len = view.len;
		if (len == 1)
			return VM_INT(view.data[0]);
	} else {
		vm_raise_type_error(vm,
		    "can't convert '%t' object to str implicitly", args[0]);
	}
	vm_raise_type_error(vm,
	    "ord() expected a character, but string of length %u found",
	    (unsigned)len);
}

vm_value
vm_builtin_format(struct vm *vm, size_t argc, vm_value *args)
{
	return vm_format_value(vm, args[0], 0, argc > 1 ? args[1] : VM_UNDEF);
}

vm_value
vm_builtin_repr(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_repr_of(vm, args[0]);
}

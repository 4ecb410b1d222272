/* SPDX-License-Identifier: MIT */
/* The type int: conversion, text and methods; arithmetic is in bigint.c. */
#include "int.h"

#include "../runtime/call.h"
#include "../runtime/heap.h"
#include "../runtime/intern.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../vm.h"
#include "../runtime/writer.h"
#include "arguments.h"
#include "bigint.h"
#include "bytes.h"
#include "class.h"
#include "float_parts.h"
#include "float_value.h"
#include "function.h"
#include "int_text.h"
#include "number_format.h"
#include "str.h"
#include "text.h"
#include "utf8.h"

/* Numbers so long ask for events while they are read and written. */
#define LONG_LIMBS 500
#define READ_PIECE 190 /* digits; a multiple of what fits a limb is best */
#define READ_LEAST 76

static bool
is_int_or_bool(vm_value v)
{
	return vm_is_int(v) || vm_is_bool(v) || vm_is(v, VM_TID_INT);
}

uint32_t
vm_int_hash(vm_value v)
{
	struct vm_int_view view;
	uint64_t hash = 0;

	if (vm_is_int(v)) {
		hash = (uint64_t)(int64_t)vm_int_value(v);
	} else {
		vm_int_view(&view, v);
		for (size_t i = 0; i < view.count; i++)
			hash = hash * 31 + view.limbs[i];
		hash ^= (uint64_t)view.negative;
	}
	return (uint32_t)(hash ^ hash >> 32);
}

intptr_t
vm_get_int(struct vm *vm, vm_value v)
{
	int64_t i;

	if (vm_is_int(v))
		return vm_int_value(v);
	i = vm_get_int64(vm, v);
	if (i < INTPTR_MIN || i > INTPTR_MAX)
		vm_raise_overflow(vm,
		    "overflow converting long int to machine word");
	return (intptr_t)i;
}

int64_t
vm_get_int64(struct vm *vm, vm_value v)
{
	uint64_t bits;
	bool negative;

	if (vm_is_int(v))
		return vm_int_value(v);
	v = vm_index(vm, v);
	bits = vm_get_uint64_truncated(vm, v);
	negative = vm_int_is_negative(v);
	if (vm_int_bit_length(v) > 64 || (bits >> 63 != 0) != negative)
		vm_raise_overflow(vm,
		    "overflow converting long int to machine word");
	return (int64_t)bits;
}

uint64_t
vm_get_uint64_truncated(struct vm *vm, vm_value v)
{
	struct vm_int_view view;
	uint64_t size = 0;

	if (vm_is_int(v))
		return (uint64_t)(int64_t)vm_int_value(v);
	vm_int_view(&view, vm_index(vm, v));
	for (size_t i = 0; i < view.count && i < 64 / VM_LIMB_BITS; i++)
		size |= (uint64_t)view.limbs[i] << VM_LIMB_BITS * i;
	return view.negative ? 0 - size : size;
}

void
vm_int_write(struct vm *vm, struct vm_writer *out, vm_value v, unsigned base,
    bool upper)
{
	struct vm_int_view view;
	vm_limb *limbs;
	char *digits;
	size_t bound;
	char *at;

	if (vm_is_int(v) && base == 10) {
		vm_write_int(vm, out, vm_int_value(v));
		return;
	}
	vm_int_view(&view, v);
	bound = vm_limbs_digits_bound(view.limbs, view.count, base);
	limbs = vm_heap_new_bytes(vm, (view.count + 1) * sizeof(*limbs));
	digits = vm_heap_new_bytes(vm, bound);
	memcpy(limbs, view.limbs, view.count * sizeof(*limbs));
	at = digits + bound;
	if (view.count == 0)
		*--at = '0';
	for (size_t left = view.count; left > 0;) {
		at = vm_limbs_peel_digits(at, limbs, &left, base, upper);
		vm_poll_work(vm, 1 + left);
	}
	if (view.negative)
		vm_write_char(vm, out, '-');
	vm_write(vm, out, at, (size_t)(digits + bound - at));
	vm_heap_free_buffer(vm, digits);
	vm_heap_free_buffer(vm, limbs);
}

static void
int_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_int_write(vm, out, self, 10, false);
}

static uint32_t
int_hash(struct vm *vm, vm_value self)
{
	(void)vm;
	return vm_int_hash(self);
}

static bool
int_truth(struct vm *vm, vm_value self)
{
	(void)vm;
	return self != VM_INT(0);
}

static vm_value
int_unary(struct vm *vm, unsigned op, vm_value self)
{
	if (vm_is_bool(self))
		self = VM_INT(self == VM_TRUE);
	switch (op) {
	case VM_OP_NEG:
		return vm_int_negate(vm, self);
	case VM_OP_POS:
		return self;
	case VM_OP_INVERT:
		if (vm_is_int(self))
			return VM_INT(~vm_int_value(self));
		return vm_int_binary(vm, VM_OP_SUB, VM_INT(-1), self);
	case VM_OP_ABS:
		if (vm_int_is_negative(self))
			return vm_int_negate(vm, self);
		return self;
	default:
		return VM_UNDEF;
	}
}

static vm_value
int_binary(struct vm *vm, unsigned op, vm_value self, vm_value other)
{
	if (!is_int_or_bool(other))
		return VM_UNDEF;
	if (vm_op_is_reflected(op))
		return vm_int_binary(vm, op - VM_OP_REFLECTED, other, self);
	return vm_int_binary(vm, op, self, other);
}

/* Text being read as an int. */
struct reader {
	const char *at;
	const char *end;
	unsigned base;
};

/* Skips "0x" and the like; settles base 0.  False: not a number. */
static bool
read_prefix(struct reader *r)
{
	unsigned prefix = 0;

	if (r->end - r->at >= 2 && r->at[0] == '0') {
		switch (r->at[1] | 0x20) {
		case 'x':
			prefix = 16;
			break;
		case 'o':
			prefix = 8;
			break;
		case 'b':
			prefix = 2;
			break;
		default:
			break;
		}
	}
	if (prefix != 0 && (r->base == 0 || r->base == prefix)) {
		r->base = prefix;
		r->at += 2;
		if (r->at < r->end && *r->at == '_')
			r->at++;
		return true;
	}
	if (r->base == 0) {
		r->base = 10;
		/* 012 would be octal for some and decimal for others. */
		for (const char *p = r->at; p < r->end && *r->at == '0'; p++) {
			if (*p != '0' && *p != '_')
				return false;
		}
	}
	return true;
}

/* Checks all digits; moves them together over underscores. */
static bool
check_digits(struct vm *vm, const struct reader *r, size_t *underscores)
{
	bool digit = false;

	*underscores = 0;
	for (const char *p = r->at; p < r->end; p++) {
		vm_poll_round(vm, (uintptr_t)p);
		if (*p == '_' && digit) {
			(*underscores)++;
			digit = false;
		} else if (vm_digit_value(*p) < r->base) {
			digit = true;
		} else {
			return false;
		}
	}
	return digit;
}

static vm_value
read_small(const struct reader *r, bool negative)
{
	intptr_t value = 0;

	for (const char *p = r->at; p < r->end; p++)
		value =
		    value * (intptr_t)r->base + (intptr_t)vm_digit_value(*p);
	return VM_INT(negative ? -value : value);
}

static vm_value
read_big(struct vm *vm, const struct reader *r, size_t underscores,
    bool negative)
{
	size_t digits = (size_t)(r->end - r->at);
	const char *text = r->at;
	struct vm_bigint *big;
	size_t count;

	if (underscores > 0) {
		char *packed = vm_heap_new_bytes(vm, digits);
		size_t n = 0;

		for (size_t i = 0; i < digits; i++) {
			vm_poll_round(vm, i);
			if (text[i] != '_')
				packed[n++] = text[i];
		}
		text = packed;
		digits = n;
	}
	big = vm_bigint_alloc(vm, vm_limbs_from_digits_bound(digits, r->base));
	count = 0;
	while (digits > 0) {
		size_t piece = count > LONG_LIMBS ? READ_LEAST : READ_PIECE;
		size_t some = digits < piece ? digits : piece;

		count = vm_limbs_push_digits(big->limbs, count, text, some,
		    r->base);
		text += some;
		digits -= some;
		vm_poll_work(vm, 1 + count);
	}
	return vm_bigint_finish(vm, big, count, negative);
}

vm_value
vm_int_parse(struct vm *vm, const char *text, size_t len, unsigned base)
{
	struct reader r = { text, text + len, base };
	bool negative = false;
	const char *shown;
	size_t underscores;

	vm_text_trim(&r.at, &r.end);
	shown = r.at;
	if (r.at < r.end && (*r.at == '+' || *r.at == '-'))
		negative = *r.at++ == '-';
	if (!read_prefix(&r) || !check_digits(vm, &r, &underscores)) {
		size_t n = (size_t)(r.end - shown);

		vm_raise_value_error(vm,
		    "invalid syntax for integer with base %u: %v", base,
		    vm_utf8_valid_prefix((const uint8_t *)shown, n) == n ?
			vm_str_new(vm, shown, n) :
			vm_bytes_new(vm, shown, n));
	}
	/* So few digits of any base stay below VM_INT_MAX. */
	if (underscores == 0 &&
	    r.end - r.at <=
		(r.base <= 10 ? (VM_WORD_64 ? 18 : 9) : (VM_WORD_64 ? 11 : 5)))
		return read_small(&r, negative);
	return read_big(vm, &r, underscores, negative);
}

static vm_value
parse_bytes(struct vm *vm, vm_value v, unsigned base)
{
	struct vm_bytes_view view;

	vm_get_bytes_or_str(vm, v, &view);
	return vm_int_parse(vm, (const char *)view.data, view.len, base);
}

static bool
is_text(vm_value v)
{
	return vm_is_str(v) || vm_native_type(v)->slots->bytes != NULL;
}

vm_value
vm_call_int(struct vm *vm, vm_value v)
{
	vm_value native = vm_native_value(v);
	vm_value result = vm_call_special(vm, v, VM_NAME(__int__), 0, NULL);

	if (result != VM_UNDEF && !vm_is_integer(result))
		vm_raise_type_error(vm, "can't convert %t to int", v);
	if (result != VM_UNDEF)
		return result;
	if (vm_is_integer(native))
		return native;
	if (vm_is_bool(native))
		return VM_INT(native == VM_TRUE);
	if (vm_is(native, VM_TID_RECORD) &&
	    vm_native_type(native)->slots->unary != NULL)
		result =
		    vm_native_type(native)->slots->unary(vm, VM_OP_INT, native);
	if (result != VM_UNDEF)
		return result;
	if (is_text(native))
		return parse_bytes(vm, native, 10);
#if VM_HAS_FLOAT
	if (vm_is_float(native))
		return vm_int_from_float(vm, vm_float_value(native));
#endif
	return vm_index(vm, v);
}

static vm_value
int_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	intptr_t base;

	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 0, 2);
	if (n_pos == 0)
		return VM_INT(0);
	if (n_pos == 1)
		return vm_call_int(vm, args[0]);
	if (!is_text(vm_native_value(args[0])))
		vm_argument_str(vm, args[0]);
	base = vm_get_int(vm, args[1]);
	if (base != 0 && (base < 2 || base > 36))
		vm_raise_value_error(vm, "int() arg 2 must be >= 2 and <= 36");
	return parse_bytes(vm, vm_native_value(args[0]), (unsigned)base);
}

static bool
is_big_endian(struct vm *vm, vm_value v)
{
	if (v == VM_UNDEF)
		return true;
	v = vm_argument_str(vm, v);
	if (vm_str_equal(vm, v, VM_NAME(big)))
		return true;
	if (!vm_str_equal(vm, v, VM_NAME(little)))
		vm_raise_value_error(vm,
		    "byteorder must be either 'little' or 'big'");
	return false;
}

static vm_value
int_from_bytes(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	const vm_value names[] = { VM_NAME(bytes), VM_NAME(byteorder),
		VM_NAME(signed) };
	vm_value in[3] = { VM_UNDEF, VM_UNDEF, VM_FALSE };
	struct vm_bytes_view view;

	vm_bind_keywords(vm, n_pos, n_kw, args, 3, 1, names, in);
	if (vm_is_integer(vm_native_value(in[0])) || vm_is_bool(in[0]))
		vm_raise_type_error(vm, "object with buffer protocol required");
	if (!vm_native_type(in[0])->slots->bytes)
		in[0] = vm_call(vm, VM_PTR(&vm_type_bytes), 1, 0, in);
	vm_get_bytes(vm, in[0], &view);
	return vm_int_from_bytes(vm, view.data, view.len,
	    is_big_endian(vm, in[1]), vm_truth(vm, in[2]));
}
VM_DEFINE_NATIVE_KW_FLAGS(int_from_bytes_native, int_from_bytes, 1, 3,
    VM_NATIVE_STATIC);

static vm_value
int_to_bytes(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	const vm_value names[] = { VM_NAME(self), VM_NAME(length),
		VM_NAME(byteorder), VM_NAME(signed) };
	vm_value in[4] = { VM_UNDEF, VM_INT(1), VM_UNDEF, VM_FALSE };
	vm_value self;
	vm_value result;
	intptr_t len;
	bool is_signed;

	if (n_pos > 3)
		vm_raise_type_error(vm, "extra positional arguments given");
	vm_bind_keywords(vm, n_pos, n_kw, args, 4, 1, names, in);
	self = vm_index(vm, in[0]);
	len = vm_get_int(vm, in[1]);
	is_signed = vm_truth(vm, in[3]);
	if (len < 0)
		vm_raise_value_error(vm, "length must be non-negative");
	if (!is_signed && vm_int_is_negative(self))
		vm_raise_overflow(vm, "can't convert negative int to unsigned");
	result = vm_bytes_alloc(vm, (size_t)len);
	if (!vm_int_to_bytes(vm, self,
		(uint8_t *)((struct vm_chars *)result + 1), (size_t)len,
		is_big_endian(vm, in[2]), is_signed))
		vm_raise_overflow(vm, "value would overflow a %d byte buffer",
		    (int)len);
	return result;
}
VM_DEFINE_NATIVE_KW(int_to_bytes_native, int_to_bytes, 1, 4);

static vm_value
int_bit_length(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_int(vm,
	    (intptr_t)vm_int_bit_length(vm_index(vm, args[0])));
}
VM_DEFINE_NATIVE(int_bit_length_native, int_bit_length, 1, 1);

static const struct vm_slots int_slots = {
	.print = int_print,
	.hash = int_hash,
	.truth = int_truth,
	.unary = int_unary,
	.binary = int_binary,
	.make = int_make,
};

static const struct vm_member int_members[] = {
	{ VM_NAME(bit_length), VM_NATIVE(int_bit_length_native) },
	{ VM_NAME(from_bytes), VM_NATIVE(int_from_bytes_native) },
	{ VM_NAME(to_bytes), VM_NATIVE(int_to_bytes_native) },
};

VM_DEFINE_TYPE(int, int, NULL, VM_TYPE_HASHABLE, int_slots, int_members);

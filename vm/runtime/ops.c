/* SPDX-License-Identifier: MIT */
/* Operators: dispatch to special methods and slots, reflected operators. */
#include "../object/class.h"
#include "../object/float_value.h"
#include "../object/int.h"
#include "../object/names.h"
#include "../object/str.h"
#include "call.h"
#include "instance.h"
#include "ops.h"
#include "raise.h"

/* Special methods of the arithmetic operators. */
static const struct {
	vm_value plain;
	vm_value reflected;
	vm_value in_place;
	const char *symbol;
} arithmetic[VM_OP_ARITH_COUNT] = {
#define OP(op, name, symbol)                                            \
	[VM_OP_##op] = { VM_NAME(__##name##__), VM_NAME(__r##name##__), \
		VM_NAME(__i##name##__), symbol }
	OP(ADD, add, "+"),
	OP(SUB, sub, "-"),
	OP(MUL, mul, "*"),
	OP(DIV, truediv, "/"),
	OP(FDIV, floordiv, "//"),
	OP(MOD, mod, "%"),
	OP(POW, pow, "**"),
	OP(AND, and, "&"),
	OP(OR, or, "|"),
	OP(XOR, xor, "^"),
	OP(SHL, lshift, "<<"),
	OP(SHR, rshift, ">>"),
	OP(MATMUL, matmul, "@"),
#undef OP
};

/* Comparisons, from VM_OP_EQ on. */
static const struct {
	vm_value method;
	uint8_t swapped;
	const char *symbol;
} comparisons[] = {
	{ VM_NAME(__eq__), VM_OP_EQ, "==" },
	{ VM_NAME(__ne__), VM_OP_NE, "!=" },
	{ VM_NAME(__lt__), VM_OP_GT, "<" },
	{ VM_NAME(__le__), VM_OP_GE, "<=" },
	{ VM_NAME(__gt__), VM_OP_LT, ">" },
	{ VM_NAME(__ge__), VM_OP_LE, ">=" },
};

static bool
is_comparison(unsigned op)
{
	return op >= VM_OP_EQ && op <= VM_OP_GE;
}

const char *
vm_op_symbol(unsigned op)
{
	if (is_comparison(op))
		return comparisons[op - VM_OP_EQ].symbol;
	if ((op & 15u) < VM_OP_ARITH_COUNT)
		return arithmetic[op & 15u].symbol;
	return "?";
}

bool
vm_op_of_name(vm_value name, unsigned *op)
{
	static const vm_value unary[] = { VM_NAME(__neg__), VM_NAME(__pos__),
		VM_NAME(__invert__), VM_NAME(__abs__) };

	for (unsigned i = 0; i < VM_OP_ARITH_COUNT; i++) {
		*op = arithmetic[i].plain == name   ? i :
		    arithmetic[i].reflected == name ? VM_OP_REFLECTED + i :
						      VM_OP_INPLACE + i;
		if (*op < VM_OP_INPLACE || *op >= VM_OP_REFLECTED ||
		    arithmetic[i].in_place == name)
			return true;
	}
	for (unsigned i = 0; i <= VM_OP_GE - VM_OP_EQ; i++) {
		*op = VM_OP_EQ + i;
		if (comparisons[i].method == name)
			return true;
	}
	for (unsigned i = 0; i < sizeof(unary) / sizeof(unary[0]); i++) {
		*op = VM_OP_NEG + i;
		if (unary[i] == name)
			return true;
	}
	return false;
}

static bool
has_class(vm_value v)
{
	return vm_is(v, VM_TID_INSTANCE) || vm_is(v, VM_TID_EXCEPTION);
}

/* The result of a special method, or VM_UNDEF if it does not want. */
static vm_value
try_special(struct vm *vm, vm_value v, vm_value name, vm_value other)
{
	vm_value result;

	if (!has_class(v))
		return VM_UNDEF;
	result = vm_call_special(vm, v, name, 1, &other);
	return result == VM_NOT_IMPLEMENTED ? VM_UNDEF : result;
}

static vm_value
try_slot(struct vm *vm, unsigned op, vm_value v, vm_value other)
{
	const struct vm_type *type = vm_quick_type(v);
	vm_value result;

	if (type->slots->binary == NULL)
		return VM_UNDEF;
	result = type->slots->binary(vm, op, vm_native_value(v),
	    vm_native_value(other));
	return result == VM_NOT_IMPLEMENTED ? VM_UNDEF : result;
}

static vm_value
special_name(unsigned op)
{
	if (op == VM_OP_DIVMOD)
		return VM_NAME(__divmod__);
	return arithmetic[op & 15u].plain;
}

static vm_value
try_left(struct vm *vm, unsigned op, vm_value a, vm_value b)
{
	vm_value result = VM_UNDEF;

	if (op >= VM_OP_INPLACE && op < VM_OP_REFLECTED) {
		result = try_special(vm, a,
		    arithmetic[op - VM_OP_INPLACE].in_place, b);
		if (result == VM_UNDEF)
			result = try_slot(vm, op, a, b);
		op -= VM_OP_INPLACE;
	}
	if (result == VM_UNDEF)
		result = try_special(vm, a, special_name(op), b);
	return result;
}

static vm_value
try_right(struct vm *vm, unsigned op, vm_value a, vm_value b)
{
	vm_value result;

	op = op == VM_OP_DIVMOD ? op : op & 15u;
	result = try_special(vm, b,
	    op == VM_OP_DIVMOD ? VM_NAME(__rdivmod__) :
				 arithmetic[op].reflected,
	    a);
	if (result == VM_UNDEF)
		result = try_slot(vm, VM_OP_REFLECTED + op, b, a);
	return result;
}

VM_NORETURN static void
raise_unsupported(struct vm *vm, vm_value name, vm_value a, vm_value b)
{
	/* A subclass of a built-in type goes by the name of that type. */
	vm_raise_type_error(vm, "unsupported types for %S: '%t', '%t'", name,
	    vm_native_value(a), vm_native_value(b));
}

/* A subclass's reflected method goes first. */
static bool
right_goes_first(struct vm *vm, unsigned op, vm_value a, vm_value b)
{
	vm_value left = vm_type_of(vm, a);
	vm_value right = vm_type_of(vm, b);

	return has_class(b) && left != right && op != VM_OP_DIVMOD &&
	    vm_is_subtype(right, left) &&
	    vm_special_method(vm, b, arithmetic[op & 15u].reflected) !=
	    VM_UNDEF;
}

/* An operator on values without special methods, or VM_UNDEF. */
static vm_value
native_binary(struct vm *vm, unsigned op, unsigned plain, vm_value a,
    vm_value b)
{
	const struct vm_slots *slots = vm_quick_type(a)->slots;
	vm_value result = VM_UNDEF;

	if (slots->binary != NULL) {
		result = slots->binary(vm, op, a, b);
		if (result == VM_UNDEF && op != plain)
			result = slots->binary(vm, plain, a, b);
	}
	if (result != VM_UNDEF)
		return result;
	slots = vm_quick_type(b)->slots;
	return slots->binary == NULL ?
	    VM_UNDEF :
	    slots->binary(vm, VM_OP_REFLECTED + plain, b, a);
}

vm_value
vm_binary_op(struct vm *vm, unsigned op, vm_value a, vm_value b)
{
	unsigned plain = op == VM_OP_DIVMOD ? op : op & 15u;
	vm_value result = VM_UNDEF;

	if (is_comparison(op))
		return vm_compare(vm, op, a, b);
	if (!has_class(a) && !has_class(b)) {
		result = native_binary(vm, op, plain, a, b);
		if (result == VM_UNDEF)
			raise_unsupported(vm, special_name(plain), a, b);
		return result;
	}
	if (right_goes_first(vm, op, a, b)) {
		result = try_right(vm, op, a, b);
	}
	if (result == VM_UNDEF)
		result = try_left(vm, op, a, b);
	if (result == VM_UNDEF)
		result = try_slot(vm, plain, a, b);
	if (result == VM_UNDEF)
		result = try_right(vm, op, a, b);
	if (result == VM_UNDEF)
		raise_unsupported(vm, special_name(plain), a, b);
	return result;
}

vm_value
vm_unary_op(struct vm *vm, unsigned op, vm_value a)
{
	static const struct {
		vm_value method;
	} names[] = {
		{ VM_NAME(__neg__) },
		{ VM_NAME(__pos__) },
		{ VM_NAME(__invert__) },
		{ VM_NAME(__abs__) },
	};
	const struct vm_type *type = vm_quick_type(a);
	vm_value result = VM_UNDEF;

	if (has_class(a))
		result = vm_call_special(vm, a, names[op - VM_OP_NEG].method, 0,
		    NULL);
	if (result == VM_UNDEF && type->slots->unary != NULL)
		result = type->slots->unary(vm, op, vm_native_value(a));
	if (result == VM_UNDEF)
		vm_raise_type_error(vm, "unsupported type for %S: '%t'",
		    names[op - VM_OP_NEG].method, vm_native_value(a));
	return result;
}

/* ---- comparison -------------------------------------------------------- */

/* One side's say about a comparison, or VM_UNDEF. */
static vm_value
compare_side(struct vm *vm, unsigned op, vm_value a, vm_value b)
{
	vm_value result =
	    try_special(vm, a, comparisons[op - VM_OP_EQ].method, b);

	if (result != VM_UNDEF)
		return result;
	if (op == VM_OP_NE) {
		result = try_special(vm, a, VM_NAME(__eq__), b);
		if (result != VM_UNDEF)
			return vm_new_bool(!vm_truth(vm, result));
	}
	result = try_slot(vm, op, a, b);
	if (result == VM_UNDEF && op == VM_OP_NE) {
		result = try_slot(vm, VM_OP_EQ, a, b);
		if (result != VM_UNDEF)
			result = vm_new_bool(!vm_truth(vm, result));
	}
	return result;
}

vm_value
vm_compare(struct vm *vm, unsigned op, vm_value a, vm_value b)
{
	unsigned swapped = comparisons[op - VM_OP_EQ].swapped;
	const struct vm_slots *slots = vm_quick_type(a)->slots;
	vm_value result = VM_UNDEF;

	vm_check_recursion(vm);
	if (!has_class(a) && !has_class(b) && slots->binary != NULL)
		result = slots->binary(vm, op, a, b);
	if (result != VM_UNDEF)
		return result;
	result = compare_side(vm, op, a, b);
	if (result == VM_UNDEF)
		result = compare_side(vm, swapped, b, a);
	if (result != VM_UNDEF)
		return result;
	if (op == VM_OP_EQ)
		return vm_new_bool(a == b);
	if (op == VM_OP_NE)
		return vm_new_bool(a != b);
	raise_unsupported(vm, comparisons[op - VM_OP_EQ].method, a, b);
}

bool
vm_compare_true(struct vm *vm, unsigned op, vm_value a, vm_value b)
{
	if (op <= VM_OP_NE && vm_is_str(a) && vm_is_str(b))
		return vm_str_equal(vm, a, b) == (op == VM_OP_EQ);
	return vm_truth(vm, vm_compare(vm, op, a, b));
}

bool
vm_equal(struct vm *vm, vm_value a, vm_value b)
{
	if (a == b &&
	    (vm_is_int(a) || (vm_is_object(a) && !has_class(a)) ||
		a < VM_SPECIAL_LIMIT))
		return true;
	if (vm_is_str(a) && vm_is_str(b))
		return vm_str_equal(vm, a, b);
	if (vm_both_int(a, b))
		return false;
	return vm_truth(vm, vm_compare(vm, VM_OP_EQ, a, b));
}

/* ---- truth, hash, length ----------------------------------------------- */

/* What __len__ answered, as a length. */
static size_t
checked_len(struct vm *vm, vm_value len)
{
	intptr_t value = vm_get_int(vm, len);

	if (value < 0)
		vm_raise_value_error(vm, "__len__() should return >= 0");
	return (size_t)value;
}

bool
vm_truth(struct vm *vm, vm_value v)
{
	const struct vm_slots *slots;
	vm_value result;

	if (v == VM_NONE || v == VM_FALSE || v == VM_INT(0))
		return false;
	if (vm_is_int(v) || v == VM_TRUE)
		return true;
	if (has_class(v)) {
		result = vm_call_special(vm, v, VM_NAME(__bool__), 0, NULL);
		if (result != VM_UNDEF)
			return result != VM_FALSE && vm_truth(vm, result);
	}
	slots = vm_quick_type(v)->slots;
	if (slots->truth != NULL && (slots->len == NULL || !has_class(v)))
		return slots->truth(vm, vm_native_value(v));
	if (has_class(v)) {
		result = vm_call_special(vm, v, VM_NAME(__len__), 0, NULL);
		if (result != VM_UNDEF)
			return checked_len(vm, result) > 0;
	}
	return slots->len == NULL || slots->len(vm, vm_native_value(v)) > 0;
}

uint32_t
vm_hash_identity(vm_value v)
{
	uint64_t x = (uint64_t)v * 0x9e3779b97f4a7c15u;

	return (uint32_t)(x >> 32);
}

static uint32_t
hash_instance(struct vm *vm, vm_value v)
{
	struct vm_class *class = (struct vm_class *)vm_type_of(vm, v);
	vm_value result;

	if (class->flags & VM_CLASS_UNHASHABLE)
		vm_raise_type_error(vm, "unsupported type for __hash__: '%t'",
		    v);
	if (class->flags & VM_CLASS_HAS_HASH) {
		result = vm_call_special(vm, v, VM_NAME(__hash__), 0, NULL);
		if (!vm_is_integer(result))
			vm_raise_type_error(vm, "__hash__ must return an int");
		return vm_int_hash(result);
	}
	if (vm_native_value(v) != v)
		return vm_hash(vm, vm_native_value(v));
	return vm_hash_identity(v);
}

uint32_t
vm_hash(struct vm *vm, vm_value v)
{
	const struct vm_type *type;

	if (vm_is_str(v))
		return vm_str_hash(vm, v);
	if (vm_is_int(v))
		return vm_small_int_hash(v);
	if (vm_is_bool(v))
		return vm_int_hash(VM_INT(v == VM_TRUE));
	if (has_class(v) && vm_is(vm_type_of(vm, v), VM_TID_CLASS))
		return hash_instance(vm, v);
	type = vm_quick_type(v);
	if (type->slots->hash != NULL)
		return type->slots->hash(vm, v);
	if (!(type->flags & VM_TYPE_HASHABLE))
		vm_raise_type_error(vm, "unsupported type for __hash__: '%t'",
		    v);
	return vm_hash_identity(v);
}

vm_value
vm_len_or_undef(struct vm *vm, vm_value v)
{
	const struct vm_slots *slots = vm_quick_type(v)->slots;
	vm_value result = VM_UNDEF;

	if (has_class(v))
		result = vm_call_special(vm, v, VM_NAME(__len__), 0, NULL);
	if (result == VM_UNDEF && slots->len != NULL)
		result = vm_new_int(vm,
		    (intptr_t)slots->len(vm, vm_native_value(v)));
	return result;
}

size_t
vm_len(struct vm *vm, vm_value v)
{
	vm_value len = vm_len_or_undef(vm, v);

	if (len == VM_UNDEF)
		vm_raise_type_error(vm, "object of type '%t' has no len()", v);
	return checked_len(vm, len);
}

vm_value
vm_index(struct vm *vm, vm_value v)
{
	vm_value result;

	if (vm_is_integer(v))
		return v;
	if (vm_is_bool(v))
		return VM_INT(v == VM_TRUE);
	if (vm_is_integer(vm_native_value(v)))
		return vm_native_value(v);
	if (has_class(v)) {
		result = vm_call_special(vm, v, VM_NAME(__index__), 0, NULL);
		if (result == VM_UNDEF)
			result =
			    vm_call_special(vm, v, VM_NAME(__int__), 0, NULL);
		if (result != VM_UNDEF && vm_is_integer(result))
			return result;
	}
	vm_raise_type_error(vm, "can't convert %t to int", v);
}

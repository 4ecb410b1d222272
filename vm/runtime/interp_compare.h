/* SPDX-License-Identifier: MIT */
/* Comparisons and the jumps fused with them, for interp.c only. */
#ifndef VM_INTERP_COMPARE_H
#define VM_INTERP_COMPARE_H

#include "interp_arith.h"

/* clang-format off */
#if VM_HAS_FLOAT
#define COMPARE(x, y, sign, op)                                                \
	(vm_is_inline_float(x) && vm_is_inline_float(y) ?                      \
		FLOAT(x) sign FLOAT(y) :                                       \
		(SAVE(), vm_compare_true(vm, op, x, y)))
#else
#define COMPARE(x, y, sign, op) (SAVE(), vm_compare_true(vm, op, x, y))
#endif

/* The comparison c of anything. */
static inline bool
compare_any(struct vm *vm, unsigned c, vm_value x, vm_value y)
{
#if VM_HAS_FLOAT
	if (vm_is_inline_float(x) && vm_is_inline_float(y)) {
		vm_float left = FLOAT(x);
		vm_float right = FLOAT(y);

		switch (c) {
		case VM_OP_LT:
			return left < right;
		case VM_OP_GT:
			return left > right;
		case VM_OP_LE:
			return left <= right;
		case VM_OP_GE:
			return left >= right;
		default:
			return (left == right) == (c == VM_OP_EQ);
		}
	}
#endif
	return vm_compare_true(vm, c, x, y);
}

#define COMPARE_VALUE(name, sign)                                              \
	OP_ABC(name) x = b[bb];                                                \
	y = b[c];                                                              \
	if (VM_LIKELY(vm_both_int(x, y))) {                                    \
		b[a] = vm_new_bool((intptr_t)x sign (intptr_t)y);              \
		NEXT;                                                          \
	}                                                                      \
	SLOW_RESULT(vm_compare(vm, VM_OP_##name, x, y));
#if VM_SHARED_ENDS
#define COMPARE_AND_JUMP(sign, op, wanted)                                     \
	if (VM_LIKELY(vm_both_int(x, y)))                                      \
		JUMP_IF(((intptr_t)x sign (intptr_t)y) == wanted);             \
	c = VM_OP_##op;                                                        \
	r = wanted;                                                            \
	goto compare_jump;
#define COMPARE_AND_JUMP_I(sign, op, wanted)                                   \
	y = VM_INT(r);                                                         \
	if (VM_LIKELY(vm_is_int(x)))                                           \
		JUMP_IF(((intptr_t)x sign (intptr_t)y) == wanted);             \
	c = VM_OP_##op;                                                        \
	r = wanted;                                                            \
	goto compare_jump;
#else
/* Jumps if the comparison is `wanted`. */
#define COMPARE_AND_JUMP(sign, op, wanted)                                     \
	if (VM_LIKELY(vm_both_int(x, y)))                                      \
		JUMP_IF(((intptr_t)x sign (intptr_t)y) == wanted);             \
	JUMP_IF((COMPARE(x, y, sign, VM_OP_##op)) == wanted);
#define COMPARE_AND_JUMP_I(sign, op, wanted)                                   \
	y = VM_INT(r);                                                         \
	if (VM_LIKELY(vm_is_int(x)))                                           \
		JUMP_IF(((intptr_t)x sign (intptr_t)y) == wanted);             \
	SAVE();                                                                \
	JUMP_IF(vm_compare_true(vm, VM_OP_##op, x, y) == wanted);
#endif
#define COMPARE_JUMP(name, sign, op)                                           \
	OP_ABJ(J##name) x = b[a];                                              \
	y = b[bb];                                                             \
	COMPARE_AND_JUMP(sign, op, true)                                       \
	OP_AIJ(J##name##I) x = b[a];                                           \
	COMPARE_AND_JUMP_I(sign, op, true)
#define COMPARE_JUMP_NOT(name, sign, op)                                       \
	OP_ABJ(JN##name) x = b[a];                                             \
	y = b[bb];                                                             \
	COMPARE_AND_JUMP(sign, op, false)                                      \
	OP_AIJ(JN##name##I) x = b[a];                                          \
	COMPARE_AND_JUMP_I(sign, op, false)
/* Jumps if the test of bits is `wanted`. */
#define BIT_JUMP(name, wanted)                                                 \
	OP_AIJ(name) x = b[a];                                                 \
	if (VM_LIKELY(vm_is_int(x)))                                           \
		JUMP_IF(((x & ((vm_value)r * INT_UNIT)) != 0) == wanted);      \
	SAVE();                                                                \
	x = vm_binary_op(vm, VM_OP_AND, x, VM_INT(r));                         \
	JUMP_IF(is_true(vm, x) == wanted);
/* clang-format on */

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Arithmetic and comparison of small integers and inline floats, for
 * interp.c only: the bodies take x and y, put the result in register a and
 * go on, or call the general operator.
 */
#ifndef VM_INTERP_ARITH_H
#define VM_INTERP_ARITH_H

#include "../object/float_value.h"
#include "interp_bits.h"
#include "interp_end.h"
#include "ops.h"

/* clang-format off */
#if VM_HAS_FLOAT
#define IF_FLOATS(statement)                                                   \
	else if (vm_is_inline_float(x) && vm_is_inline_float(y))               \
	{                                                                      \
		statement;                                                     \
	}
#define FLOAT(v) vm_inline_float_value(v)
#else
#define IF_FLOATS(statement)
#endif

#define FLOAT_ARITH(sign)                                                      \
	IF_FLOATS(b[a] = vm_new_float(vm, FLOAT(x) sign FLOAT(y)); NEXT)
/* Other operands than small integers; c is the operator where the code is
 * shared. */
#if VM_SHARED_ENDS
#define SLOW_ARITH(op)                                                         \
	c = (op);                                                              \
	goto slow_arith;
#define OTHER_ARITH(name, sign, op)                                            \
	c = (op);                                                              \
	goto other_##name;
#else
#define SLOW_ARITH(op) SLOW_RESULT(vm_binary_op(vm, (op), x, y));
#define OTHER_ARITH(name, sign, op)                                            \
	FLOAT_ARITH(sign)                                                      \
	SLOW_ARITH(op)
#endif
#define SHARED_ARITH(name, sign)                                               \
	other_##name:                                                          \
	if (0) {                                                               \
	}                                                                      \
	FLOAT_ARITH(sign)                                                      \
	goto slow_arith;

#define ADD_INT ((intptr_t)x, (intptr_t)(y - 1), &r)
#define SUB_INT ((intptr_t)x, (intptr_t)(y - 1), &r)

#define BODY_ADD(op)                                                           \
	if (VM_LIKELY(vm_both_int(x, y))) {                                    \
		if (VM_LIKELY(!__builtin_add_overflow ADD_INT)) {              \
			b[a] = (vm_value)r;                                    \
			NEXT;                                                  \
		}                                                              \
	}                                                                      \
	OTHER_ARITH(ADD, +, op)
#define BODY_SUB(op)                                                           \
	if (VM_LIKELY(vm_both_int(x, y))) {                                    \
		if (VM_LIKELY(!__builtin_sub_overflow SUB_INT)) {              \
			b[a] = (vm_value)r;                                    \
			NEXT;                                                  \
		}                                                              \
	}                                                                      \
	OTHER_ARITH(SUB, -, op)
#define BODY_MUL(op)                                                           \
	if (VM_LIKELY(vm_both_int(x, y))) {                                    \
		if (VM_LIKELY(!__builtin_mul_overflow(                         \
			(intptr_t)(x - 1), vm_int_value(y), &r))) {            \
			b[a] = (vm_value)r | 1u;                               \
			NEXT;                                                  \
		}                                                              \
	}                                                                      \
	OTHER_ARITH(MUL, *, op)

#if VM_SHARED_ENDS
#define ARITH_SHARED(name)                                                     \
	OP_ABC(I##name) x = b[bb];                                             \
	y = b[c];                                                              \
	c = VM_OP_INPLACE + VM_OP_##name;                                      \
	goto do_##name;                                                        \
	OP_ABC(name) x = b[bb];                                                \
	y = b[c];                                                              \
	c = VM_OP_##name;                                                      \
	do_##name:                                                             \
	BODY_##name(c)
#define JOIN(name, op)                                                         \
	c = (op);                                                              \
	goto do_##name;
#else
#define ARITH_SHARED ARITH
#define JOIN(name, op) BODY_##name(op)
#endif
#define ARITH(name)                                                            \
	OP_ABC(name) x = b[bb];                                                \
	y = b[c];                                                              \
	BODY_##name(VM_OP_##name)                                              \
	OP_ABC(I##name) x = b[bb];                                             \
	y = b[c];                                                              \
	BODY_##name(VM_OP_INPLACE + VM_OP_##name)
/* y is only made where it is needed: the sum of x and a small integer is
 * that of the words but for one tag. */
#define ADD_IMMEDIATE(name, function, op)                                      \
	OP_ABI(name) x = b[bb];                                                \
	r = i * (intptr_t)INT_UNIT;                                            \
	if (VM_LIKELY(vm_is_int(x) &&                                          \
		!__builtin_##function##_overflow((intptr_t)x, r, &r))) {       \
		b[a] = (vm_value)r;                                            \
		NEXT;                                                          \
	}                                                                      \
	y = VM_INT(i);                                                         \
	SLOW_ARITH(op)
#define MUL_IMMEDIATE(name, op)                                                \
	OP_ABI(name) x = b[bb];                                                \
	if (VM_LIKELY(vm_is_int(x) &&                                          \
		!__builtin_mul_overflow((intptr_t)(x - 1), i, &r))) {          \
		b[a] = (vm_value)r | 1u;                                       \
		NEXT;                                                          \
	}                                                                      \
	y = VM_INT(i);                                                         \
	SLOW_ARITH(op)
#define ARITH_I(name, base, op)                                                \
	OP_ABI(name) x = b[bb];                                                \
	y = VM_INT(i);                                                         \
	BODY_##base(op)
#define ARITH_I_SHARED(name, base, op)                                         \
	OP_ABI(name) x = b[bb];                                                \
	y = VM_INT(i);                                                         \
	JOIN(base, op)
#define ARITH_K(name, base)                                                    \
	OP_ABC(name) x = b[bb];                                                \
	y = k[c];                                                              \
	BODY_##base(VM_OP_##base)
/* clang-format on */

#endif

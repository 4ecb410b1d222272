/* SPDX-License-Identifier: MIT */
/* Division and bits of small integers; part of interp_arith.h. */
#ifndef VM_INTERP_BITS_H
#define VM_INTERP_BITS_H

#include "interp_int.h"

/* clang-format off */
#define BODY_DIV(op)                                                           \
	if (0) {                                                               \
	}                                                                      \
	IF_FLOATS(if (FLOAT(y) != 0) {                                         \
		b[a] = vm_new_float(vm, FLOAT(x) / FLOAT(y));                  \
		NEXT;                                                          \
	})                                                                     \
	SLOW_ARITH(op)
#define BODY_POW(op)	SLOW_ARITH(op)
#define BODY_MATMUL(op) SLOW_ARITH(op)
#define BODY_FDIV(op)                                                          \
	if (vm_both_int(x, y) && y != VM_INT(0)) {                             \
		b[a] = vm_new_int(vm, floor_div(x, y));                        \
		NEXT;                                                          \
	}                                                                      \
	SLOW_ARITH(op)
#define BODY_MOD(op)                                                           \
	if (vm_both_int(x, y) && y != VM_INT(0)) {                             \
		b[a] = VM_INT(floor_mod(x, y));                                \
		NEXT;                                                          \
	}                                                                      \
	SLOW_ARITH(op)
#define BODY_AND(op)                                                           \
	if (VM_LIKELY(vm_both_int(x, y))) {                                    \
		b[a] = x & y;                                                  \
		NEXT;                                                          \
	}                                                                      \
	SLOW_ARITH(op)
#define BODY_OR(op)                                                            \
	if (VM_LIKELY(vm_both_int(x, y))) {                                    \
		b[a] = x | y;                                                  \
		NEXT;                                                          \
	}                                                                      \
	SLOW_ARITH(op)
#define BODY_XOR(op)                                                           \
	if (VM_LIKELY(vm_both_int(x, y))) {                                    \
		b[a] = (x ^ y) | 1u;                                           \
		NEXT;                                                          \
	}                                                                      \
	SLOW_ARITH(op)
#define BODY_SHL(op)                                                           \
	if (VM_LIKELY(vm_both_int(x, y)) && shift_left(x, y, &r)) {            \
		b[a] = (vm_value)r;                                            \
		NEXT;                                                          \
	}                                                                      \
	SLOW_ARITH(op)
#define BODY_SHR(op)                                                           \
	if (VM_LIKELY(vm_both_int(x, y)) && (intptr_t)y >= 0) {                \
		r = vm_int_value(y);                                           \
		r = r > VM_WORD_BITS - 1 ? VM_WORD_BITS - 1 : r;               \
		b[a] = VM_INT(vm_int_value(x) >> r);                           \
		NEXT;                                                          \
	}                                                                      \
	SLOW_ARITH(op)
/* clang-format on */

#endif

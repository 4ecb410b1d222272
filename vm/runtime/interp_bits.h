/* SPDX-License-Identifier: MIT */
/* Bitwise operators of small integers; part of interp_arith.h. */
#ifndef VM_INTERP_BITS_H
#define VM_INTERP_BITS_H

#include "interp_int.h"

/* clang-format off */
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

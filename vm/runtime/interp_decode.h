/* SPDX-License-Identifier: MIT */
/*
 * Decoding of instructions, for interp.c only. Each instruction has a
 * narrow and a wide head that join the same body.
 */
#ifndef VM_INTERP_DECODE_H
#define VM_INTERP_DECODE_H

#include "code.h"
#include "decode.h"

/* clang-format off */
#define INT_UNIT ((vm_value)1 << VM_INT_SHIFT)

#if VM_SHARED_ENDS
#define NARROW(name) L_##name:
#define WIDEN(name)
#define NEXT	     goto *table[*pc]
#elif VM_DISPATCH == VM_DISPATCH_GOTO
#define NARROW(name) L_##name:
#define WIDEN(name)  W_##name: __attribute__((cold));
#define NEXT	     goto *table[*pc]
#else
#define NARROW(name) case VM_BC_##name:
#define WIDEN(name)  case 256 + VM_BC_##name:
#define NEXT	     goto dispatch
#endif

/* The compiler forgets what it knows of the value, so does not make it
 * again wherever it is used. */
#define KEEP_IN_REGISTER(variable) __asm__("" : "+r"(variable))

#define IMM8(i)	 ((int8_t)pc[i])
#define IMM16(i) ((int16_t)(uint16_t)(pc[i] | pc[(i) + 1] << 8))
#define IMM32(i)                                                               \
	((int32_t)((uint32_t)pc[i] | (uint32_t)pc[(i) + 1] << 8 |              \
	    (uint32_t)pc[(i) + 2] << 16 | (uint32_t)pc[(i) + 3] << 24))

/* Instruction heads: wide decoding, narrow decoding, then the body. */
#if VM_SHARED_ENDS
#define HEAD(name, wide, plain)                                                \
	NARROW(name)                                                           \
	plain B_##name:
#else
#define HEAD(name, wide, plain)                                                \
	WIDEN(name)                                                            \
	wide goto B_##name;                                                    \
	NARROW(name)                                                           \
	plain B_##name:
#endif
/* The wide decoding of all, by form; FOR and UNPACKEX know more of theirs. y
 * and the byte in the place of WIDE, which is 0, are what FAR adds. */
#define DECODE_WIDE()                                                          \
	do {                                                                   \
		a = (unsigned)(pc[2] | y << 8);                                \
		bb = (unsigned)(pc[3] | pc[0] << 8);                           \
		switch (vm_op_forms[pc[1]]) {                                  \
		case VM_FORM_A:                                                \
			a = (unsigned)(y | pc[0] << 8);                        \
			pc += 3;                                               \
			break;                                                 \
		case VM_FORM_AB:                                               \
			pc += 4;                                               \
			break;                                                 \
		case VM_FORM_ABC:                                              \
		case VM_FORM_ABK:                                              \
			i = pc[5];                                             \
			c = (unsigned)(pc[4] | i << 8);                        \
			pc += 6;                                               \
			break;                                                 \
		case VM_FORM_AK:                                               \
			c = (unsigned)(pc[3] | pc[4] << 8);                    \
			pc += 5;                                               \
			break;                                                 \
		case VM_FORM_AI:                                               \
		case VM_FORM_AJ:                                               \
			i = IMM16(3);                                          \
			pc += 5;                                               \
			break;                                                 \
		case VM_FORM_J:                                                \
			i = IMM32(2);                                          \
			pc += 6;                                               \
			break;                                                 \
		default:                                                       \
			r = (int8_t)bb;                                        \
			i = IMM16(4);                                          \
			c = VM_FRAME_FOR_WIDE;                                 \
			pc += 6;                                               \
		}                                                              \
	} while (0)
#define OP_0(name)                                                             \
	WIDEN(name)                                                            \
	NARROW(name)                                                           \
	pc += 1;                                                               \
	B_##name: __attribute__((unused));
#define OP_A(name)                                                             \
	WIDEN(name)                                                            \
	NARROW(name)                                                           \
	a = pc[1];                                                             \
	pc += 2;                                                               \
	B_##name: __attribute__((unused));
#define OP_AB(name)                                                            \
	HEAD(                                                                  \
	    name, a = pc[2]; bb = pc[3]; pc += 4;                              \
	    , a = pc[1] & 15u; bb = pc[1] >> 4; pc += 2;)
#define OP_ABC(name)                                                           \
	HEAD(                                                                  \
	    name, a = pc[2]; bb = pc[3];                                       \
	    c = (unsigned)(pc[4] | pc[5] << 8); pc += 6;                       \
	    , a = pc[1] & 15u; bb = pc[1] >> 4; c = pc[2]; pc += 3;)
#define OP_ABI(name)                                                           \
	HEAD(                                                                  \
	    name, a = pc[2]; bb = pc[3]; i = IMM16(4); pc += 6;                \
	    , a = pc[1] & 15u; bb = pc[1] >> 4; i = IMM8(2); pc += 3;)
#define OP_ABJ OP_ABI
/* The immediate operand B goes to r. */
#define OP_AIJ(name)                                                           \
	HEAD(                                                                  \
	    name, a = pc[2]; r = IMM8(3); i = IMM16(4); pc += 6;               \
	    , a = pc[1] & 15u; r = pc[1] >> 4; i = IMM8(2); pc += 3;)
#define OP_AI(name)                                                            \
	HEAD(                                                                  \
	    name, a = pc[2]; i = IMM16(3); pc += 5;                            \
	    , a = pc[1]; i = IMM8(2); pc += 3;)
#define OP_AJ OP_AI
#define OP_AK(name)                                                            \
	HEAD(                                                                  \
	    name, a = pc[2]; c = (unsigned)(pc[3] | pc[4] << 8); pc += 5;      \
	    , a = pc[1]; c = pc[2]; pc += 3;)
#define OP_J(name)                                                             \
	HEAD(                                                                  \
	    name, i = IMM32(2); pc += 6;                                       \
	    , i = IMM16(1); pc += 3;)
/* clang-format on */

#endif

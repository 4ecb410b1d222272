/* SPDX-License-Identifier: MIT */
/*
 * Decoding of instructions, for interp.c only. Each instruction has a
 * narrow and a wide head that join the same body.
 */
#ifndef VM_INTERP_DECODE_H
#define VM_INTERP_DECODE_H

#include "code.h"

/* clang-format off */
#define INT_UNIT ((vm_value)1 << VM_INT_SHIFT)

#if VM_COMPUTED_GOTO
#define NARROW(name) L_##name:
#define WIDEN(name)  W_##name:
#define NEXT	     goto *narrow[*pc]
#else
#define NARROW(name) case VM_BC_##name:
#define WIDEN(name)  case 256 + VM_BC_##name:
#define NEXT	     goto dispatch
#endif

#define IMM8(i)	 ((int8_t)pc[i])
#define IMM16(i) ((int16_t)(uint16_t)(pc[i] | pc[(i) + 1] << 8))

/* Instruction heads: wide decoding, narrow decoding, then the body. */
#define HEAD(name, wide, plain)                                                \
	WIDEN(name)                                                            \
	wide goto B_##name;                                                    \
	NARROW(name)                                                           \
	plain B_##name:
#define OP_0(name)                                                             \
	WIDEN(name)                                                            \
	NARROW(name)                                                           \
	pc += 1;
#define OP_A(name)                                                             \
	WIDEN(name)                                                            \
	NARROW(name)                                                           \
	a = pc[1];                                                             \
	pc += 2;
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
/* The immediate operand B goes to c, as a signed integer. */
#define OP_AIJ(name)                                                           \
	HEAD(                                                                  \
	    name, a = pc[2]; y = VM_INT(IMM8(3)); i = IMM16(4); pc += 6;       \
	    , a = pc[1] & 15u; y = VM_INT(pc[1] >> 4); i = IMM8(2); pc += 3;)
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
	    name, i = (int32_t)((uint32_t)pc[2] | (uint32_t)pc[3] << 8 |       \
		(uint32_t)pc[4] << 16 | (uint32_t)pc[5] << 24);                \
	    pc += 6;                                                           \
	    , i = IMM16(1); pc += 3;)

#define SAVE() (frame->pc = pc)
#define LOAD_FRAME()                                                           \
	do {                                                                   \
		frame = vm->frame;                                             \
		b = frame->base;                                               \
		pc = frame->pc;                                                \
		k = frame->function->code->unit->k;                            \
	} while (0)

#define POLL()                                                                 \
	do {                                                                   \
		if (VM_UNLIKELY(--vm->poll_count == 0)) {                      \
			SAVE();                                                \
			vm_poll_slow(vm);                                      \
		}                                                              \
	} while (0)

#define JUMP_IF(condition)                                                     \
	do {                                                                   \
		if (condition) {                                               \
			pc += i;                                               \
			if (i < 0)                                             \
				POLL();                                        \
		}                                                              \
		NEXT;                                                          \
	} while (0)
/* clang-format on */

#endif

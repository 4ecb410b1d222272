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

#if VM_DISPATCH == VM_DISPATCH_GOTO
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
		uint32_t polls = vm->poll_count - 1u;                          \
                                                                               \
		if (VM_UNLIKELY(polls == 0)) {                                 \
			SAVE();                                                \
			vm_poll_slow(vm);                                      \
		} else {                                                       \
			vm->poll_count = polls;                                \
		}                                                              \
	} while (0)

/* Back to the body of a loop. */
#define JUMP_BACK()                                                            \
	do {                                                                   \
		pc += i;                                                       \
		POLL();                                                        \
		NEXT;                                                          \
	} while (0)

/* Polls when the jump is backward: then the sum of addresses wraps. */
#define JUMP_HERE()                                                            \
	do {                                                                   \
		uintptr_t there;                                               \
		bool back = __builtin_add_overflow(                            \
		    (uintptr_t)pc, (uintptr_t)i, &there);                      \
                                                                               \
		pc = (const uint8_t *)there;                                   \
		if (back)                                                      \
			POLL();                                                \
		NEXT;                                                          \
	} while (0)

/* A copy for each instruction helps branch prediction. */
#if VM_SHARED_JUMP
#define JUMP() goto jump
#else
#define JUMP() JUMP_HERE()
#endif

#define JUMP_IF(condition)                                                     \
	do {                                                                   \
		if (condition)                                                 \
			JUMP();                                                \
		NEXT;                                                          \
	} while (0)
/* clang-format on */

#endif

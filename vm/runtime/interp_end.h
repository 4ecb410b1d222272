/* SPDX-License-Identifier: MIT */
/* How instructions end: jumps, polling and calls; for interp.c only. */
#ifndef VM_INTERP_END_H
#define VM_INTERP_END_H

#include "interp_decode.h"

/* clang-format off */
#define SAVE() (frame->pc = pc)
#define LOAD_FRAME()                                                           \
	do {                                                                   \
		frame = vm->frame;                                             \
		b = frame->base;                                               \
		pc = frame->pc;                                                \
		k = frame->function->code->unit->k;                            \
	} while (0)

/* Ends of what calls a function: go on with the next instruction, with that
 * of another frame, or with the function's result in register a. */
#if VM_SHARED_ENDS
#define SLOW_NEXT  goto slow_next
#define SLOW_FRAME goto slow_frame
#define PUT_RESULT goto slow_result
#else
#define SLOW_NEXT NEXT
#define SLOW_FRAME                                                             \
	do {                                                                   \
		LOAD_FRAME();                                                  \
		NEXT;                                                          \
	} while (0)
#define PUT_RESULT                                                             \
	do {                                                                   \
		b[a] = x;                                                      \
		NEXT;                                                          \
	} while (0)
#endif
#define SLOW_RESULT(...)                                                       \
	do {                                                                   \
		SAVE();                                                        \
		x = __VA_ARGS__;                                               \
		PUT_RESULT;                                                    \
	} while (0)

/* Lines of assembler count as code where the compiler looks for ends so
 * short that it may copy them back to where they are shared. */
#define KEEP_SHARED() __asm__ volatile("\n\n\n\n\n\n\n\n\n\n\n\n")

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
#if VM_SHARED_ENDS
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

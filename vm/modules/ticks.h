/* SPDX-License-Identifier: MIT */
/* The counters of the module time that wrap around, for other modules. */
#ifndef VM_TICKS_H
#define VM_TICKS_H

#include "../object/value.h"

#if VM_WORD_64
#define VM_TICKS_PERIOD ((uint64_t)1 << 62)
#else
#define VM_TICKS_PERIOD ((uint64_t)1 << 30)
#endif
#define VM_TICKS_MASK (VM_TICKS_PERIOD - 1)

uint64_t vm_ticks_ms(struct vm *vm); /* below the period */

/* end - start, from -period / 2 on. */
static inline int64_t
vm_ticks_diff(uint64_t end, uint64_t start)
{
	uint64_t half = VM_TICKS_PERIOD / 2;

	return (int64_t)((end - start + half) & VM_TICKS_MASK) - (int64_t)half;
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Arena on the VM heap for the syntax tree: allocations are freed together
 * by going back to a mark. The owner must be reachable from the C stack;
 * after an exception the chunks are garbage and the collector takes them.
 */
#ifndef VM_COMPILER_ARENA_H
#define VM_COMPILER_ARENA_H

#include <stddef.h>
#include <stdint.h>

#include "../object/value.h"

struct vm_arena {
	vm_value *chunks;   /* owned: a traced buffer */
	size_t chunk_count; /* allocated chunks */
	size_t chunk_limit; /* room in chunks */
	size_t current;     /* chunk being filled, plus one */
	size_t used;        /* bytes of the current chunk */
};

struct vm_arena_mark {
	size_t current;
	size_t used;
};

void vm_arena_init(struct vm_arena *arena);
void vm_arena_fini(struct vm *vm, struct vm_arena *arena);
/* Zeroed and pointer-aligned. */
void *vm_arena_alloc(struct vm *vm, struct vm_arena *arena, size_t size);
struct vm_arena_mark vm_arena_mark(const struct vm_arena *arena);
void vm_arena_release(struct vm_arena *arena, struct vm_arena_mark mark);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Arena of the syntax tree. Chunks are byte buffers of the VM heap; a
 * traced buffer of their addresses keeps them alive.
 */
#include <string.h>

#include "../runtime/heap.h"
#include "../runtime/state.h"
#include "arena.h"

/* Bytes of a chunk; where memory is short a smaller one finds a place between
 * what stays. */
#define CHUNK_SIZE       496
#define SMALL_CHUNK_SIZE 240
#define SMALL_BLOCK      (24 * 1024)

struct vm_arena_chunk {
	size_t size; /* of data */
	uint8_t data[];
};

void
vm_arena_init(struct vm_arena *arena)
{
	arena->chunks = NULL;
	arena->chunk_count = 0;
	arena->chunk_limit = 0;
	arena->current = 0;
	arena->used = 0;
}

static struct vm_arena_chunk *
chunk_at(const struct vm_arena *arena, size_t i)
{
	return (struct vm_arena_chunk *)(arena->chunks[i] +
	    sizeof(struct vm_buffer));
}

void
vm_arena_fini(struct vm *vm, struct vm_arena *arena)
{
	while (arena->chunk_count > 0)
		vm_heap_free_buffer(vm, chunk_at(arena, --arena->chunk_count));
	vm_heap_free_buffer(vm, arena->chunks);
	vm_arena_init(arena);
}

/* The traced buffer holds the address of the chunk's heap object. */
static void
add_chunk(struct vm *vm, struct vm_arena *arena, size_t size)
{
	size_t least =
	    vm->block_len < SMALL_BLOCK ? SMALL_CHUNK_SIZE : CHUNK_SIZE;
	struct vm_arena_chunk *chunk;
	vm_value *old = arena->chunks;
	size_t limit;

	if (arena->chunk_count == arena->chunk_limit) {
		limit = arena->chunk_limit == 0 ? 4 : arena->chunk_limit * 2;
		arena->chunks =
		    vm_heap_resize_values(vm, old, arena->chunk_limit, limit);
		arena->chunk_limit = limit;
		/* It must not be found, by a word that is left on the C
		 * stack, when the chunks it names have been freed. */
		if (arena->chunks != old)
			vm_heap_free_buffer(vm, old);
	}
	if (size < least)
		size = least;
	chunk = vm_heap_new_scratch(vm, sizeof(*chunk) + size);
	chunk->size = size;
	arena->chunks[arena->chunk_count++] =
	    (vm_value)chunk - sizeof(struct vm_buffer);
}

void *
vm_arena_alloc(struct vm *vm, struct vm_arena *arena, size_t size)
{
	struct vm_arena_chunk *chunk;
	void *block;

	size = (size + sizeof(void *) - 1) & ~(sizeof(void *) - 1);
	for (;;) {
		if (arena->current > 0) {
			chunk = chunk_at(arena, arena->current - 1);
			if (size <= chunk->size - arena->used)
				break;
		}
		if (arena->current == arena->chunk_count)
			add_chunk(vm, arena, size);
		arena->current++;
		arena->used = 0;
	}
	block = chunk->data + arena->used;
	arena->used += size;
	memset(block, 0, size);
	return block;
}

struct vm_arena_mark
vm_arena_mark(const struct vm_arena *arena)
{
	struct vm_arena_mark mark = { arena->current, arena->used };

	return mark;
}

void
vm_arena_release(struct vm_arena *arena, struct vm_arena_mark mark)
{
	arena->current = mark.current;
	arena->used = mark.used;
}

/* SPDX-License-Identifier: MIT */
/*
 * The heap: one block given at vm_init, objects that never move, mark and
 * lazy sweep. The C stack is scanned conservatively (interior pointers keep
 * their object alive), so locals need no rooting.
 */
#ifndef VM_HEAP_H
#define VM_HEAP_H

#include "../object/object.h"

struct vm_heap {
	uint8_t *start; /* borrowed: the embedder's block */
	uint8_t *end;
	uint8_t *cursor; /* bump allocation in [cursor, limit) */
	uint8_t *limit;
	uint8_t *sweep;       /* blocks before it are swept */
	uint8_t *top_free;    /* where the last large object came from, NULL */
	uint8_t *page_table;  /* first object starting in each page */
	size_t since_collect; /* bytes allocated, whole runs only */
	size_t threshold;     /* gc.threshold(); 0: off */
	uint32_t large_size;  /* requests from here on are taken at the top */
	size_t live;          /* bytes found by the last collection */
	uint32_t collections;
	uint32_t final_count; /* objects with VM_BIT_FINAL */
	uint16_t lock_depth;  /* heap_lock() */
	bool sweeping;        /* beyond sweep: unmarked means dead */
	bool disabled;        /* gc.disable() */
	bool collecting;
	bool trimming; /* lists and dicts give back what they do not fill */
	bool mark_overflow;
	uint16_t mark_count;
	uintptr_t c_stack_top;
	uint32_t fail_after;   /* tests: the n-th allocation fails; 0: never */
	uintptr_t *mark_stack; /* in front of the page table */
	uint32_t fail_burst;   /* tests: and this many after it */
	uint16_t mark_limit;
};

/* Buffers behind growable objects; fields point at the contents. */
struct vm_buffer {
	struct vm_object head; /* BYTES_BUFFER or VALUES_BUFFER */
	uint32_t reserved;
	uint8_t data[];
};

int vm_heap_init(struct vm *vm, void *block, size_t len);

/* Zero-filled object of size bytes in all; raises MemoryError. */
void *vm_heap_alloc(struct vm *vm, enum vm_tid tid, size_t size);
/* The same, or NULL when there is no memory. */
void *vm_heap_try_alloc(struct vm *vm, enum vm_tid tid, size_t size);

/* Contents of a new buffer. Values are zero-filled (VM_UNDEF), bytes too. */
void *vm_heap_new_bytes(struct vm *vm, size_t size);
vm_value *vm_heap_new_values(struct vm *vm, size_t count);
/* Moves contents to a buffer of new_size bytes (old may be NULL). */
void *vm_heap_resize_bytes(struct vm *vm, void *old, size_t old_size,
    size_t new_size);
vm_value *vm_heap_resize_values(struct vm *vm, vm_value *old, size_t old_count,
    size_t new_count);
/* Gives a buffer's memory back early; NULL is fine. */
void vm_heap_free_buffer(struct vm *vm, void *contents);
/* Bytes that will not live long, away from what does. */
void *vm_heap_new_scratch(struct vm *vm, size_t size);
void *vm_heap_resize_scratch(struct vm *vm, void *old, size_t old_size,
    size_t new_size);
/* Gives back the end of an object, of a buffer. */
void vm_heap_shrink(struct vm *vm, void *object, size_t size);
void vm_heap_shrink_buffer(struct vm *vm, void *contents, size_t size);
size_t vm_heap_object_size(const struct vm_object *o); /* bytes */

/* Bytes there is room for in a buffer. */
static inline size_t
vm_heap_contents_size(const void *contents)
{
	const size_t head = offsetof(struct vm_buffer, data);
	const struct vm_object *o =
	    (const void *)((const uint8_t *)contents - head);

	if (VM_QUICK_CASES &&
	    VM_LIKELY(o->bits >> VM_SIZE_SHIFT != VM_SIZE_HUGE))
		return (o->bits >> VM_SIZE_SHIFT) * VM_GRANULE - head;
	return vm_heap_object_size(o) - head;
}

void vm_heap_set_final(struct vm *vm, vm_value object); /* has finaliser */

void vm_heap_collect(struct vm *vm);
/* The same; and lists and dicts give back what they do not fill. */
void vm_heap_collect_all(struct vm *vm);
void vm_heap_lock(struct vm *vm);
void vm_heap_unlock(struct vm *vm);

struct vm_heap_info {
	size_t total;
	size_t used;
	size_t free;
	size_t max_free; /* longest free run */
};

/* may_raise: interrupts are served meanwhile. Not for the host's hooks. */
void vm_heap_get_info(struct vm *vm, struct vm_heap_info *info, bool may_raise);

/* For trace functions and roots. */
void vm_heap_mark_values(struct vm *vm, const vm_value *values, size_t count);
void vm_heap_mark(struct vm *vm, vm_value v);
void vm_heap_mark_object(struct vm *vm, const void *object); /* NULL is ok */
void vm_heap_mark_contents(struct vm *vm, const void *contents);
void vm_heap_mark_conservative(struct vm *vm, uintptr_t word);
/* Marks what an object of each layout refers to; NULL: nothing. */
typedef void (*vm_trace_fn)(struct vm *vm, struct vm_object *o);
extern const vm_trace_fn vm_trace_table[VM_TID_COUNT];

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Allocation and collection. The block is a sequence of objects and free
 * blocks, each with its size in its header. Allocation bumps through free
 * runs found by a sweep that happens lazily, a run at a time.
 */
#include "heap.h"
#include "heap_internal.h"
#include "raise.h"
#include "state.h"

/*
 * Requests of at least a share of the heap, within these limits, are taken
 * from the high end, where they do not break up the low one.
 */
#define LARGE_SHARE 64u
#define LARGE_LEAST 256u
#define LARGE_MOST  4096u
/* Memory walked or cleared between two looks for an interrupt. */
#define STEP_SIZE ((size_t)256 * 1024)
/* The mark stack takes at most this part of the block. */
#define MARK_STACK_SHARE 64u

/* ---- blocks ------------------------------------------------------------ */

/* A block of 2^19 granules or more starts with a prefix of two words. */
struct huge_prefix {
	uint32_t bits; /* FREE with VM_SIZE_HUGE; FLAG_A: an object follows */
	uint32_t granules;
};

static inline uint32_t
size_field(uint32_t bits)
{
	return bits >> VM_SIZE_SHIFT;
}

size_t
vm_heap_block_size(const uint8_t *p)
{
	const struct huge_prefix *prefix = (const struct huge_prefix *)p;
	uint32_t field = size_field(prefix->bits);

	if (VM_LIKELY(field != VM_SIZE_HUGE))
		return (size_t)field * VM_GRANULE;
	return (size_t)prefix->granules * VM_GRANULE;
}

size_t
vm_heap_object_size(const struct vm_object *o)
{
	uint32_t field = size_field(o->bits);

	if (VM_LIKELY(field != VM_SIZE_HUGE))
		return (size_t)field * VM_GRANULE;
	return (size_t)((const struct huge_prefix *)o - 1)->granules *
	    VM_GRANULE -
	    sizeof(struct huge_prefix);
}

static inline bool
block_is_huge_object(const uint8_t *p)
{
	uint32_t bits = ((const struct vm_object *)p)->bits;

	return size_field(bits) == VM_SIZE_HUGE &&
	    (bits & VM_TID_MASK) == VM_TID_FREE && (bits & VM_BIT_FLAG_A);
}

struct vm_object *
vm_heap_block_object(uint8_t *p)
{
	if (block_is_huge_object(p))
		return (struct vm_object *)(p + sizeof(struct huge_prefix));
	if ((((struct vm_object *)p)->bits & VM_TID_MASK) == VM_TID_FREE)
		return NULL;
	return (struct vm_object *)p;
}

/*
 * Keeps the page table true after a block was laid down over [p, p + size):
 * pages it covers have no object start, and the first start in the page
 * where it ends is its end.
 */
VM_NOINLINE static void
note_block(struct vm_heap *heap, const uint8_t *p, size_t size)
{
	size_t first = (size_t)(p - heap->start) / VM_PAGE_SIZE;
	size_t end = (size_t)(p - heap->start) + size;
	size_t last = end / VM_PAGE_SIZE;

	if (VM_LIKELY(first == last))
		return;
	memset(heap->page_table + first + 1, VM_PAGE_NONE, last - first - 1);
	heap->page_table[last] = heap->start + end < heap->end ?
	    (uint8_t)(end % VM_PAGE_SIZE / VM_GRANULE) :
	    VM_PAGE_NONE;
}

/* Makes use of freed objects show in stress builds. */
static void
poison(uint8_t *p, size_t size)
{
	if (VM_GC_STRESS)
		memset(p, 0xa4, size < LARGE_MOST ? size : LARGE_MOST);
}

static void
make_free(struct vm_heap *heap, uint8_t *p, size_t size)
{
	struct huge_prefix *prefix = (struct huge_prefix *)p;
	size_t granules = size / VM_GRANULE;

	if (size == 0)
		return;
	poison(p, size);
	if (granules >= VM_SIZE_HUGE) {
		prefix->bits = VM_SIZE_HUGE << VM_SIZE_SHIFT;
		prefix->granules = (uint32_t)granules;
	} else {
		prefix->bits = (uint32_t)granules << VM_SIZE_SHIFT;
	}
	note_block(heap, p, size);
}

/* An object without prefix; most are a few granules. */
static inline void *
make_small(struct vm_heap *heap, uint8_t *p, enum vm_tid tid, size_t size)
{
	uint64_t *word = (uint64_t *)p;
	uint64_t *end = (uint64_t *)(p + size);

	if (VM_UNLIKELY(size > 96)) {
		memset(p, 0, size);
	} else {
		while (word < end)
			*word++ = 0;
	}
	((struct vm_object *)p)->bits =
	    (uint32_t)(size / VM_GRANULE) << VM_SIZE_SHIFT | (uint32_t)tid;
	if (VM_UNLIKELY(
		((size_t)(p - heap->start) ^
		    (size_t)((uint8_t *)end - heap->start)) >= VM_PAGE_SIZE))
		note_block(heap, p, size);
	return p;
}

/* Of memory that is zero already. */
VM_COLD static void *
make_large(struct vm_heap *heap, uint8_t *p, enum vm_tid tid, size_t size)
{
	struct huge_prefix *prefix = (struct huge_prefix *)p;
	struct vm_object *o = (struct vm_object *)p;
	size_t granules = size / VM_GRANULE;

	if (granules < VM_SIZE_HUGE) {
		o->bits = (uint32_t)granules << VM_SIZE_SHIFT | (uint32_t)tid;
	} else {
		prefix->bits = VM_SIZE_HUGE << VM_SIZE_SHIFT | VM_BIT_FLAG_A;
		prefix->granules = (uint32_t)granules;
		o = (struct vm_object *)(prefix + 1);
		o->bits = VM_SIZE_HUGE << VM_SIZE_SHIFT | (uint32_t)tid;
	}
	note_block(heap, p, size);
	return o;
}

/* Clears a free block, which stays one if an interrupt is raised. */
VM_COLD static void
clear_block(struct vm *vm, uint8_t *p, size_t size)
{
	size_t done = sizeof(struct huge_prefix);

	make_free(&vm->heap, p, size);
	while (size - done > STEP_SIZE) {
		memset(p + done, 0, STEP_SIZE);
		done += STEP_SIZE;
		vm_poll_work(vm, STEP_SIZE / 64);
	}
	memset(p + done, 0, size - done);
	memset(p, 0, sizeof(struct huge_prefix));
}

/* ---- sweeping ---------------------------------------------------------- */

static inline bool
block_is_dead(const struct vm_heap *heap, const uint8_t *p)
{
	uint32_t bits = ((const struct vm_object *)p)->bits;

	if (heap->sweeping)
		return (bits & VM_BIT_MARK) == 0;
	return (bits & VM_TID_MASK) == VM_TID_FREE && !block_is_huge_object(p);
}

static void
retire_run(struct vm_heap *heap)
{
	if (heap->cursor < heap->limit)
		make_free(heap, heap->cursor,
		    (size_t)(heap->limit - heap->cursor));
	heap->cursor = heap->limit = NULL;
}

/* Past blocks in use, whose marks are cleared. */
static uint8_t *
pass_live(const struct vm_heap *heap, uint8_t *p, const uint8_t *end)
{
	while (p < end && !block_is_dead(heap, p)) {
		struct vm_object *o = (struct vm_object *)p;
		uint32_t bits = o->bits & ~VM_BIT_MARK;

		o->bits = bits;
		if (VM_UNLIKELY(block_is_huge_object(p)))
			vm_heap_block_object(p)->bits &= ~VM_BIT_MARK;
		p += vm_heap_block_size(p);
	}
	return p;
}

static uint8_t *
pass_dead(const struct vm_heap *heap, uint8_t *p, const uint8_t *end)
{
	while (p < end && block_is_dead(heap, p))
		p += vm_heap_block_size(p);
	return p;
}

/* Clears marks up to the next dead block; what most of a sweep is. */
static uint8_t *
pass_marked(uint8_t *p, const uint8_t *end)
{
	while (p < end) {
		struct vm_object *o = (struct vm_object *)p;
		uint32_t bits = o->bits;

		if (!(bits & VM_BIT_MARK) || size_field(bits) == VM_SIZE_HUGE)
			break;
		o->bits = bits & ~VM_BIT_MARK;
		p += (size_t)size_field(bits) * VM_GRANULE;
	}
	return p;
}

/* Leaves the end of a long run, so that it comes to the question whether to
 * collect garbage before. */
static uint8_t *
shorten_run(struct vm_heap *heap, uint8_t *first, size_t size)
{
	size_t all = (size_t)(heap->sweep - first);
	size_t part = VM_COLLECT_SPACING / 2;

	if (part > size && all >= 2 * part) {
		heap->sweep = first + part;
		make_free(heap, heap->sweep, all - part);
	}
	return heap->sweep;
}

/* Where to pause after p, at least size bytes on. */
static const uint8_t *
step_end(const struct vm_heap *heap, const uint8_t *p, size_t size)
{
	if (size < STEP_SIZE)
		size = STEP_SIZE;
	return size < (size_t)(heap->end - p) ? p + size : heap->end;
}

/* The next free run of at least size bytes becomes the current one. False:
 * there is none, or an interrupt comes first; with vm NULL it waits. */
static bool
next_run(struct vm *vm, struct vm_heap *heap, size_t size)
{
	uint8_t *p = heap->sweep;

	retire_run(heap);
	while (p < heap->end) {
		const uint8_t *end = step_end(heap, p, 0);
		uint8_t *first;

		if (heap->sweeping)
			p = pass_marked(p, end);
		first = p = pass_live(heap, p, end);
		p = pass_dead(heap, p,
		    step_end(heap, p, size == SIZE_MAX ? 0 : size));
		heap->sweep = p;
		if (heap->top_free >= first && heap->top_free < p)
			heap->top_free = NULL; /* becomes part of the run */
		if ((size_t)(p - first) >= size) {
			p = shorten_run(heap, first, size);
			heap->cursor = first;
			heap->limit = p;
			heap->since_collect += (size_t)(p - first);
			poison(first, (size_t)(p - first));
			return true;
		}
		make_free(heap, first, (size_t)(p - first));
		if (vm != NULL && vm_interrupt_is_due(vm))
			break;
	}
	return false;
}

VM_COLD void
vm_heap_finish_sweep(struct vm_heap *heap)
{
	(void)next_run(NULL, heap, SIZE_MAX);
	heap->sweeping = false;
}

VM_COLD bool
vm_heap_sweep(struct vm *vm)
{
	struct vm_heap *heap = &vm->heap;

	(void)next_run(vm, heap, SIZE_MAX);
	if (heap->sweep < heap->end)
		return false;
	heap->sweeping = false;
	return true;
}

/* Starts over at the low end, where only free blocks are free. */
VM_COLD static bool
rewind_runs(struct vm *vm)
{
	if (!vm_heap_sweep(vm))
		return false;
	vm->heap.sweep = vm->heap.start;
	return true;
}

/* ---- allocation -------------------------------------------------------- */

/* The last run of free blocks that is long enough; after rewind_runs. */
VM_COLD static uint8_t *
find_last_run(struct vm *vm, size_t size, size_t *len)
{
	struct vm_heap *heap = &vm->heap;
	uint8_t *found = NULL;
	uint8_t *p = heap->start;
	const uint8_t *pause = step_end(heap, p, 0);

	while (p < heap->end) {
		uint8_t *first = p;

		if (p >= pause) {
			if (vm_interrupt_is_due(vm))
				return NULL;
			pause = step_end(heap, p, 0);
		}
		if (!block_is_dead(heap, p)) {
			p += vm_heap_block_size(p);
			continue;
		}
		do {
			p += vm_heap_block_size(p);
		} while (p < heap->end && block_is_dead(heap, p));
		if ((size_t)(p - first) >= size) {
			found = first;
			*len = (size_t)(p - first);
		}
	}
	return found;
}

/* The highest free run of at least size bytes as one block, or NULL. */
VM_COLD static uint8_t *
find_top(struct vm *vm, size_t size)
{
	uint8_t *run;
	size_t len;

	if (!rewind_runs(vm))
		return NULL;
	run = find_last_run(vm, size, &len);
	if (run != NULL)
		make_free(&vm->heap, run, len);
	return run;
}

/* First fit from the top, so that long runs stay at the low end. */
VM_COLD static uint8_t *
take_from_top(struct vm *vm, size_t size)
{
	struct vm_heap *heap = &vm->heap;
	uint8_t *best;
	size_t rest;

	if ((size_t)(heap->limit - heap->cursor) >= size) {
		heap->limit -= size;
		return heap->limit;
	}
	best = heap->top_free;
	if (best == NULL || vm_heap_block_size(best) < size)
		best = find_top(vm, size);
	if (best == NULL)
		return NULL;
	rest = vm_heap_block_size(best) - size;
	make_free(heap, best, rest);
	heap->top_free = rest > 0 ? best : NULL;
	heap->since_collect += size;
	return best + rest;
}

static uint8_t *
take(struct vm *vm, size_t size)
{
	struct vm_heap *heap = &vm->heap;
	uint8_t *p;

	if (size >= heap->large_size)
		return take_from_top(vm, size);
	if (!next_run(vm, heap, size)) {
		/* Everything is swept; gaps may be left behind. */
		if (!heap->sweeping || !rewind_runs(vm) ||
		    !next_run(vm, heap, size))
			return NULL;
	}
	p = heap->cursor;
	heap->cursor += size;
	return p;
}

static bool
collection_is_due(const struct vm_heap *heap)
{
	size_t since = heap->since_collect;

	if (VM_GC_STRESS || (heap->threshold > 0 && since >= heap->threshold))
		return true;
	return VM_COLLECT_SPACING > 0 && since >= VM_COLLECT_SPACING &&
	    since >= heap->live;
}

static VM_NOINLINE void *
alloc_slow(struct vm *vm, enum vm_tid tid, size_t size)
{
	struct vm_heap *heap = &vm->heap;
	uint8_t *p;

	if (heap->lock_depth > 0 || size > (size_t)(heap->end - heap->start))
		return NULL;
	if (heap->fail_after > 0 && --heap->fail_after == 0) {
		heap->fail_after = heap->fail_burst > 0;
		heap->fail_burst -= heap->fail_after;
		return NULL;
	}
	if (size / VM_GRANULE >= VM_SIZE_HUGE)
		size += sizeof(struct huge_prefix);
	if (!heap->disabled && collection_is_due(heap))
		vm_heap_collect(vm);
	p = take(vm, size);
	if (p == NULL) {
		vm_heap_collect(vm);
		p = take(vm, size);
	}
	if (p == NULL)
		return NULL;
	if (size < STEP_SIZE)
		return make_small(heap, p, tid, size);
	clear_block(vm, p, size);
	return make_large(heap, p, tid, size);
}

static inline void *
try_alloc(struct vm *vm, enum vm_tid tid, size_t size)
{
	struct vm_heap *heap = &vm->heap;
	uint8_t *p = heap->cursor;

	if (VM_UNLIKELY(size > SIZE_MAX / 2))
		return NULL;
	size = (size + VM_GRANULE - 1) & ~(size_t)(VM_GRANULE - 1);
	if (VM_LIKELY((size_t)(heap->limit - p) >= size) &&
	    size < heap->large_size && heap->lock_depth == 0 && !VM_GC_STRESS &&
	    heap->fail_after == 0) {
		heap->cursor = p + size;
		return make_small(heap, p, tid, size);
	}
	return alloc_slow(vm, tid, size);
}

void *
vm_heap_try_alloc(struct vm *vm, enum vm_tid tid, size_t size)
{
	return try_alloc(vm, tid, size);
}

void *
vm_heap_alloc(struct vm *vm, enum vm_tid tid, size_t size)
{
	void *o = try_alloc(vm, tid, size);

	if (VM_UNLIKELY(o == NULL))
		vm_raise_no_memory(vm, size);
	return o;
}

/* ---- buffers ----------------------------------------------------------- */

static struct vm_buffer *
buffer_of(void *contents)
{
	return (struct vm_buffer *)((uint8_t *)contents -
	    offsetof(struct vm_buffer, data));
}

static size_t
buffer_size(size_t count, size_t item_size)
{
	if (count > (SIZE_MAX / 4) / item_size)
		return SIZE_MAX;
	return offsetof(struct vm_buffer, data) + count * item_size;
}

VM_COLD void *
vm_heap_new_bytes(struct vm *vm, size_t size)
{
	struct vm_buffer *buffer =
	    vm_heap_alloc(vm, VM_TID_BYTES_BUFFER, buffer_size(size, 1));

	return buffer->data;
}

VM_COLD vm_value *
vm_heap_new_values(struct vm *vm, size_t count)
{
	struct vm_buffer *buffer = vm_heap_alloc(vm, VM_TID_VALUES_BUFFER,
	    buffer_size(count, sizeof(vm_value)));

	return (vm_value *)(void *)buffer->data;
}

static size_t
whole_granules(size_t size)
{
	return (size + VM_GRANULE - 1) & ~(size_t)(VM_GRANULE - 1);
}

/* For sizes below VM_SIZE_HUGE granules. */
static void
set_size(struct vm_heap *heap, struct vm_object *o, size_t size)
{
	o->bits = (o->bits & ((1u << VM_SIZE_SHIFT) - 1u)) |
	    (uint32_t)(size / VM_GRANULE) << VM_SIZE_SHIFT;
	note_block(heap, (uint8_t *)o, size);
}

/* Takes size bytes right at p, which is a block or the cursor, if free. */
VM_COLD static bool
take_at(struct vm_heap *heap, uint8_t *p, size_t size)
{
	uint8_t *end = p;

	if (p == heap->cursor) {
		if ((size_t)(heap->limit - p) < size)
			return false;
		heap->cursor += size;
		return true;
	}
	while ((size_t)(end - p) < size) {
		if (end >= heap->end || end == heap->cursor)
			return false;
		if (end < heap->sweep || !heap->sweeping ?
			vm_heap_block_object(end) != NULL :
			!block_is_dead(heap, end))
			return false;
		end += vm_heap_block_size(end);
	}
	if (heap->sweep >= p && heap->sweep < end)
		heap->sweep = end;
	if (heap->top_free >= p && heap->top_free < end)
		heap->top_free = NULL;
	make_free(heap, p + size, (size_t)(end - p) - size);
	return true;
}

/* Grows the buffer where it is if what follows it is free. */
VM_COLD static bool
grow_in_place(struct vm *vm, struct vm_buffer *buffer, size_t new_size)
{
	struct vm_heap *heap = &vm->heap;
	size_t old_size = vm_heap_object_size(&buffer->head);
	uint8_t *old_end = (uint8_t *)buffer + old_size;

	new_size = whole_granules(new_size);
	if (new_size <= old_size)
		return true;
	if (VM_GC_STRESS || heap->lock_depth > 0 || heap->fail_after > 0 ||
	    new_size / VM_GRANULE >= VM_SIZE_HUGE ||
	    !take_at(heap, old_end, new_size - old_size))
		return false;
	clear_block(vm, old_end, new_size - old_size);
	set_size(heap, &buffer->head, new_size);
	return true;
}

/* Makes [p, p + size) free again, joined to the current run if it can be. */
VM_COLD static void
give_back(struct vm_heap *heap, uint8_t *p, size_t size)
{
	if (p + size == heap->cursor)
		heap->cursor = p;
	else if (p == heap->limit && heap->cursor < p && p < heap->sweep)
		heap->limit += size;
	else
		make_free(heap, p, size);
}

VM_COLD void
vm_heap_shrink(struct vm *vm, void *object, size_t size)
{
	struct vm_object *o = object;
	size_t old_size = vm_heap_object_size(o);

	size = whole_granules(size);
	if (size >= old_size || old_size / VM_GRANULE >= VM_SIZE_HUGE)
		return;
	set_size(&vm->heap, o, size);
	give_back(&vm->heap, (uint8_t *)o + size, old_size - size);
}

VM_COLD static void *
resize(struct vm *vm, enum vm_tid tid, void *old, size_t old_size,
    size_t new_size)
{
	size_t total = buffer_size(new_size, 1);
	struct vm_buffer *buffer;

	if (old != NULL && new_size >= old_size &&
	    grow_in_place(vm, buffer_of(old), total))
		return old;
	buffer = vm_heap_alloc(vm, tid, total);
	if (old != NULL)
		vm_copy(vm, buffer->data, old,
		    old_size < new_size ? old_size : new_size);
	return buffer->data;
}

VM_COLD void *
vm_heap_resize_bytes(struct vm *vm, void *old, size_t old_size, size_t new_size)
{
	return resize(vm, VM_TID_BYTES_BUFFER, old, old_size, new_size);
}

vm_value *
vm_heap_resize_values(struct vm *vm, vm_value *old, size_t old_count,
    size_t new_count)
{
	size_t limit = SIZE_MAX / 4 / sizeof(vm_value);

	if (new_count > limit)
		vm_raise_no_memory(vm, SIZE_MAX);
	return resize(vm, VM_TID_VALUES_BUFFER, old,
	    old_count * sizeof(vm_value), new_count * sizeof(vm_value));
}

VM_COLD void
vm_heap_free_buffer(struct vm *vm, void *contents)
{
	struct vm_heap *heap = &vm->heap;
	struct vm_buffer *buffer;
	size_t size;

	if (contents == NULL || VM_GC_STRESS)
		return;
	buffer = buffer_of(contents);
	size = vm_heap_object_size(&buffer->head);
	if (size / VM_GRANULE < VM_SIZE_HUGE)
		give_back(heap, (uint8_t *)buffer, size);
}

VM_COLD void
vm_heap_shrink_buffer(struct vm *vm, void *contents, size_t size)
{
	vm_heap_shrink(vm, buffer_of(contents), buffer_size(size, 1));
}

VM_COLD void *
vm_heap_new_scratch(struct vm *vm, size_t size)
{
	struct vm_heap *heap = &vm->heap;
	uint32_t large_size = heap->large_size;
	void *contents;

	/* Every size counts as large, so it comes from the high end. */
	heap->large_size = size < large_size ? 0 : large_size;
	contents =
	    vm_heap_try_alloc(vm, VM_TID_BYTES_BUFFER, buffer_size(size, 1));
	heap->large_size = large_size;
	if (contents == NULL)
		vm_raise_no_memory(vm, size);
	return ((struct vm_buffer *)contents)->data;
}

VM_COLD void *
vm_heap_resize_scratch(struct vm *vm, void *old, size_t old_size,
    size_t new_size)
{
	void *contents;

	if (old != NULL &&
	    grow_in_place(vm, buffer_of(old), buffer_size(new_size, 1)))
		return old;
	contents = vm_heap_new_scratch(vm, new_size);
	if (old != NULL)
		memcpy(contents, old, old_size);
	vm_heap_free_buffer(vm, old);
	return contents;
}

/* ---- set-up and information -------------------------------------------- */

int
vm_heap_init(struct vm *vm, void *block, size_t len)
{
	struct vm_heap *heap = &vm->heap;
	size_t pages = len / VM_PAGE_SIZE + 1;
	size_t marks = len / MARK_STACK_SHARE / sizeof(heap->mark_stack[0]);
	size_t table;

	marks = marks > VM_MARK_STACK_SIZE ? VM_MARK_STACK_SIZE : marks;
	table = marks * sizeof(heap->mark_stack[0]) + pages;
	table = (table + VM_GRANULE - 1) & ~(size_t)(VM_GRANULE - 1);
	if (len < table + 512)
		return -1;
	heap->mark_stack = block;
	heap->mark_limit = (uint16_t)marks;
	heap->page_table = (uint8_t *)(heap->mark_stack + marks);
	heap->start = (uint8_t *)block + table;
	heap->end = heap->start + ((len - table) & ~(size_t)(VM_GRANULE - 1));
	heap->page_table[0] = 0;
	make_free(heap, heap->start, (size_t)(heap->end - heap->start));
	heap->sweep = heap->start;
	len = (size_t)(heap->end - heap->start) / LARGE_SHARE;
	len = len < LARGE_LEAST ? LARGE_LEAST : len;
	heap->large_size = (uint32_t)(len > LARGE_MOST ? LARGE_MOST : len);
	return 0;
}

VM_COLD void
vm_heap_lock(struct vm *vm)
{
	vm->heap.lock_depth++;
}

VM_COLD void
vm_heap_unlock(struct vm *vm)
{
	if (vm->heap.lock_depth > 0)
		vm->heap.lock_depth--;
}

VM_COLD void
vm_heap_get_info(struct vm *vm, struct vm_heap_info *info, bool may_raise)
{
	struct vm_heap *heap = &vm->heap;
	uint8_t *cursor = heap->cursor;
	uint8_t *limit = heap->limit;
	size_t run = 0;

	memset(info, 0, sizeof(*info));
	info->total = (size_t)(heap->end - heap->start);
	for (uint8_t *p = heap->start; p < heap->end;) {
		bool dead = true;
		size_t size;

		if (may_raise)
			vm_poll_work(vm, 1);
		if (p == cursor && cursor < limit) {
			size = (size_t)(limit - cursor);
		} else {
			size = vm_heap_block_size(p);
			dead = p < heap->sweep || !heap->sweeping ?
			    vm_heap_block_object(p) == NULL :
			    block_is_dead(heap, p);
		}
		run = dead ? run + size : 0;
		info->free += dead ? size : 0;
		info->max_free = run > info->max_free ? run : info->max_free;
		p += size;
	}
	info->used = info->total - info->free;
}

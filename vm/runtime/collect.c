/* SPDX-License-Identifier: MIT */
/*
 * Marking: the roots, the explicit mark stack, and what follows a
 * collection (finalisers, weak tables, caches).
 */
#include "../object/slots.h"
#include "attr.h"
#include "heap_internal.h"
#include "code.h"
#include "intern.h"
#include "state.h"
#include "stack.h"
#include "thread.h"
#include "../object/class.h"
#include "../object/function.h"
#include "../object/tuple.h"

/* gcc and clang know it by this name, with sanitizers and without. */
#define NO_ASAN __attribute__((no_sanitize_address))

/*
 * The mark stack holds objects to trace and, as two words, the rest of long
 * rows of values: their end, then their place with RANGE_TAG. When it is full
 * the heap is searched for marked objects afterwards.
 */
#define RANGE_TAG  1u
#define RANGE_STEP 32u

/* Objects traced between two looks for an interrupt. */
#define STEP_OBJECTS 4096u

static inline void
push(struct vm_heap *heap, uintptr_t word)
{
	if (heap->mark_count < heap->mark_limit)
		heap->mark_stack[heap->mark_count++] = word;
	else
		heap->mark_overflow = true;
}

VM_COLD static void
push_range(struct vm_heap *heap, const vm_value *values, const vm_value *end)
{
	if (heap->mark_limit - heap->mark_count < 2) {
		heap->mark_overflow = true;
		return;
	}
	push(heap, (uintptr_t)end);
	push(heap, (uintptr_t)values | RANGE_TAG);
}

static VM_NOINLINE void
set_huge_mark(struct vm_heap *heap, struct vm_object *o)
{
	o->bits |= VM_BIT_MARK;
	(o - 2)->bits |= VM_BIT_MARK;
	heap->live += vm_heap_object_size(o);
}

static inline void
set_mark(struct vm_heap *heap, struct vm_object *o, uint32_t bits)
{
	uint32_t size = bits >> VM_SIZE_SHIFT;

	if (VM_UNLIKELY(size == VM_SIZE_HUGE)) {
		set_huge_mark(heap, o);
		return;
	}
	o->bits = bits | VM_BIT_MARK;
	heap->live += (size_t)size * VM_GRANULE;
}

/* Marks an object without looking at what it refers to. */
static void
mark_shallow(struct vm *vm, const void *object)
{
	struct vm_heap *heap = &vm->heap;
	uintptr_t address = (uintptr_t)object;
	struct vm_object *o = (struct vm_object *)address;

	if (address - (uintptr_t)heap->start <
		(uintptr_t)(heap->end - heap->start) &&
	    !(o->bits & VM_BIT_MARK))
		set_mark(heap, o, o->bits);
}

/* A short tuple of numbers and the like need not go through the stack. */
static inline bool
is_plain_tuple(const struct vm_object *o, uint32_t bits)
{
	const struct vm_tuple *tuple = (const struct vm_tuple *)o;

	if ((bits & VM_TID_MASK) != VM_TID_TUPLE || tuple->len > RANGE_STEP)
		return false;
	for (size_t i = 0; i < tuple->len; i++) {
		if (vm_is_object(tuple->items[i]))
			return false;
	}
	return true;
}

static inline void
mark(struct vm_heap *heap, uintptr_t address)
{
	struct vm_object *o = (struct vm_object *)address;
	uint32_t bits;

	if (address - (uintptr_t)heap->start >=
	    (uintptr_t)(heap->end - heap->start))
		return;
	bits = o->bits;
	if (bits & VM_BIT_MARK)
		return;
	set_mark(heap, o, bits);
	if (!is_plain_tuple(o, bits) &&
	    vm_trace_table[bits & VM_TID_MASK] != NULL)
		push(heap, address);
}

/* An object or a special constant; those are outside the heap. */
static inline bool
is_address(vm_value v)
{
	return (v & (VM_WORD_64 ? 7u : 3u)) == 0;
}

static inline void
mark_row(struct vm_heap *heap, const vm_value *values, const vm_value *end)
{
	for (; values < end; values++) {
		if (is_address(*values))
			mark(heap, *values);
	}
}

VM_NOINLINE void
vm_heap_mark_object(struct vm *vm, const void *object)
{
	mark(&vm->heap, (uintptr_t)object);
}

void
vm_heap_mark_values(struct vm *vm, const vm_value *values, size_t count)
{
	struct vm_heap *heap = &vm->heap;
	const vm_value *end = values + count;

	if (count > RANGE_STEP) {
		push_range(heap, values, end);
		return;
	}
	mark_row(heap, values, end);
}

void
vm_heap_mark(struct vm *vm, vm_value v)
{
	if (vm_is_object(v))
		vm_heap_mark_object(vm, (const void *)v);
}

VM_COLD void
vm_heap_mark_contents(struct vm *vm, const void *contents)
{
	if (contents != NULL)
		vm_heap_mark_object(vm,
		    (const uint8_t *)contents -
			offsetof(struct vm_buffer, data));
}

/* The object that contains this address, or NULL. */
VM_COLD static struct vm_object *
find_object(struct vm_heap *heap, uintptr_t address)
{
	size_t offset = address - (uintptr_t)heap->start;
	size_t page = offset / VM_PAGE_SIZE;
	uint8_t *p;

	for (;;) {
		uint8_t first = heap->page_table[page];

		if (first != VM_PAGE_NONE &&
		    page * VM_PAGE_SIZE + first * VM_GRANULE <= offset) {
			p = heap->start + page * VM_PAGE_SIZE +
			    first * VM_GRANULE;
			break;
		}
		if (page-- == 0)
			return NULL;
	}
	for (;;) {
		size_t size = vm_heap_block_size(p);

		if (p + size > (uint8_t *)address)
			return vm_heap_block_object(p);
		p += size;
	}
}

void
vm_heap_mark_conservative(struct vm *vm, uintptr_t word)
{
	struct vm_heap *heap = &vm->heap;
	struct vm_object *o;

	if (word - (uintptr_t)heap->start >=
	    (uintptr_t)(heap->end - heap->start))
		return;
	o = find_object(heap, word);
	if (o != NULL)
		vm_heap_mark_object(vm, o);
}

static inline bool
is_short_tuple(const struct vm_object *o)
{
	return vm_object_tid(o) == VM_TID_TUPLE &&
	    ((const struct vm_tuple *)o)->len <= RANGE_STEP;
}

/* Marks what short tuples refer to, each of which leads to the next: what is
 * linked takes no way over the stack. Returns how many they were. */
static unsigned
trace_tuples(struct vm *vm, const struct vm_tuple *tuple)
{
	struct vm_heap *heap = &vm->heap;
	const uintptr_t start = (uintptr_t)heap->start;
	const uintptr_t size = (uintptr_t)(heap->end - heap->start);
	size_t granules = 0;
	unsigned n = 0;

	while (tuple != NULL && n++ < STEP_OBJECTS) {
		const vm_value *v = tuple->items;
		const vm_value *end = v + tuple->len;

		for (tuple = NULL; v < end; v++) {
			struct vm_object *o = (struct vm_object *)*v;
			uint32_t bits;

			if (!is_address(*v) || *v - start >= size)
				continue;
			bits = o->bits;
			if (bits & VM_BIT_MARK)
				continue;
			if (tuple != NULL || !is_short_tuple(o)) {
				vm_heap_mark_object(vm, o);
				continue;
			}
			o->bits = bits | VM_BIT_MARK;
			granules += bits >> VM_SIZE_SHIFT;
			tuple = (const struct vm_tuple *)o;
		}
	}
	heap->live += granules * VM_GRANULE;
	if (tuple != NULL)
		push(heap, (uintptr_t)tuple);
	return n;
}

/* Traces an object and what it leads to at once. Returns how many. */
static unsigned
trace(struct vm *vm, struct vm_object *o)
{
	enum vm_tid tid = vm_object_tid(o);

	/* What there is most of, without the call. */
	if (is_short_tuple(o))
		return trace_tuples(vm, (const struct vm_tuple *)o);
	if (vm_trace_table[tid] != NULL)
		vm_trace_table[tid](vm, o);
	return 1;
}

static void
trace_some(struct vm *vm)
{
	struct vm_heap *heap = &vm->heap;

	for (unsigned n = 0; heap->mark_count > 0 && n < STEP_OBJECTS;) {
		uintptr_t word = heap->mark_stack[--heap->mark_count];
		const vm_value *values = (const vm_value *)(word - RANGE_TAG);
		const vm_value *end;
		size_t count;

		if (!(word & RANGE_TAG)) {
			n += trace(vm, (struct vm_object *)word);
			continue;
		}
		n++;
		word = heap->mark_stack[--heap->mark_count];
		end = (const vm_value *)word;
		count = (size_t)(end - values);
		if (count > RANGE_STEP) {
			count = RANGE_STEP;
			push_range(heap, values + count, end);
		}
		vm_heap_mark_values(vm, values, count);
	}
}

/* False, here and below: an interrupt is due, so marking is given up. */
static bool
empty_stack(struct vm *vm)
{
	for (;;) {
		trace_some(vm);
		if (vm->heap.mark_count == 0)
			return true;
		if (vm_interrupt_is_due(vm))
			return false;
	}
}

VM_COLD static bool
drain(struct vm *vm)
{
	struct vm_heap *heap = &vm->heap;
	unsigned n = 0;

	if (!empty_stack(vm))
		return false;
	while (heap->mark_overflow) {
		heap->mark_overflow = false;
		for (uint8_t *p = heap->start; p < heap->end;
		     p += vm_heap_block_size(p)) {
			struct vm_object *o = vm_heap_block_object(p);

			if (++n % STEP_OBJECTS == 0 && vm_interrupt_is_due(vm))
				return false;
			if (o == NULL || !(o->bits & VM_BIT_MARK))
				continue;
			trace(vm, o);
			if (!empty_stack(vm))
				return false;
		}
	}
	return true;
}

/* ---- roots ------------------------------------------------------------- */

VM_COLD static void
mark_range(struct vm *vm, const vm_value *first, const vm_value *end)
{
	for (; first < end; first++)
		vm_heap_mark(vm, *first);
}

/* A register nobody has written yet may hold what a frame record left there:
 * a pointer, but not to an object. */
VM_COLD static void
mark_registers(struct vm *vm, const struct vm_frame *frame)
{
	const vm_value *end =
	    frame->base + frame->function->code->register_count;

	for (const vm_value *v = frame->base; v < end; v++) {
		if (vm_is_object(*v))
			vm_heap_mark_conservative(vm, *v);
	}
}

VM_COLD static bool
mark_frames(struct vm *vm)
{
	unsigned n = 0;

	for (struct vm_frame *f = vm->frame; f != NULL; f = f->previous) {
		if (++n % STEP_OBJECTS == 0 && vm_interrupt_is_due(vm))
			return false;
		vm_heap_mark_object(vm, f->function);
		if (f->how & VM_FRAME_GENERATOR)
			vm_heap_mark_object(vm, vm_frame_generator(f));
		else
			mark_registers(vm, f);
	}
	return true;
}

/* Clears the part of a segment between its registers and its frames, of which
 * f is the innermost if there is any. Returns the first one outside. */
VM_COLD static struct vm_frame *
clear_unused(struct vm_stack_segment *segment, struct vm_frame *f)
{
	uint8_t *first = (uint8_t *)segment->registers;
	uint8_t *low = segment->end;
	uint8_t *top = first;

	if ((uint8_t *)f >= first && (uint8_t *)f < low)
		low = (uint8_t *)f;
	for (; (uint8_t *)f >= first && (uint8_t *)f < segment->end;
	     f = f->previous) {
		uint8_t *base = (uint8_t *)f->base;

		if (base < first || base >= segment->end)
			continue; /* a generator's */
		base = (uint8_t *)(f->base + f->function->code->register_count);
		top = base > top ? base : top;
	}
	/* Frames may lie in what a caller's window leaves unused. */
	if (top < low)
		memset(top, 0, (size_t)(low - top));
	return f;
}

/*
 * Segments stay, and what lies above the registers in use is cleared, so
 * that a register never names an object that has been freed.
 */
VM_COLD static void
mark_segments(struct vm *vm)
{
	struct vm_frame *f = vm->frame;

	for (struct vm_stack_segment *s = vm->segment; s != NULL;
	     s = s->previous) {
		mark_shallow(vm, vm_stack_buffer(s));
		f = clear_unused(s, f);
	}
	vm->spare_segment = NULL;
}

/* What belongs to the thread that runs. */
VM_COLD static bool
mark_thread(struct vm *vm)
{
	if (!mark_frames(vm))
		return false;
	mark_segments(vm);
	vm_heap_mark(vm, vm->stop_value);
	for (struct vm_landing *l = vm->landing; l != NULL; l = l->previous)
		vm_heap_mark(vm, l->exception);
	return true;
}

VM_COLD static void
mark_state(struct vm *vm)
{
	for (size_t i = 0; i < VM_ROOT_COUNT; i++) {
		if (i != VM_ROOT_intern_table)
			vm_heap_mark(vm, vm->roots[i]);
	}
	vm_heap_mark(vm, vm->last_exception);
	vm_heap_mark(vm, vm->last_value);
	vm_heap_mark_contents(vm, vm->threads);
	for (size_t i = 0; i < VM_SCHEDULE_MAX; i++)
		mark_range(vm, vm->scheduled[i], vm->scheduled[i] + 2);
}

VM_COLD NO_ASAN static void
mark_c_stack(struct vm *vm, uintptr_t low)
{
	low &= ~(uintptr_t)(sizeof(uintptr_t) - 1);
	for (; low < vm->heap.c_stack_top; low += sizeof(uintptr_t))
		vm_heap_mark_conservative(vm, *(const uintptr_t *)low);
}

static inline uintptr_t
lower(uintptr_t a, uintptr_t b)
{
	return a < b ? a : b;
}

/* Spills the registers the caller saves, then scans the C stack. */
VM_COLD static VM_NOINLINE void
mark_machine(struct vm *vm)
{
	jmp_buf registers;

	memset(&registers, 0, sizeof(registers));
#ifdef __GNUC__
	__builtin_unwind_init();
#endif
	(void)setjmp(registers);
	mark_c_stack(vm,
	    lower((uintptr_t)&registers,
		(uintptr_t)__builtin_frame_address(0)));
}

/* ---- collection -------------------------------------------------------- */

VM_COLD void
vm_heap_set_final(struct vm *vm, vm_value object)
{
	vm_object(object)->bits |= VM_BIT_FINAL;
	vm->heap.final_count++;
}

VM_COLD static void
run_finalisers(struct vm *vm)
{
	struct vm_heap *heap = &vm->heap;

	if (heap->final_count == 0)
		return;
	for (uint8_t *p = heap->start; p < heap->end;
	     p += vm_heap_block_size(p)) {
		struct vm_object *o = vm_heap_block_object(p);
		const struct vm_type *type;

		if (o == NULL || (o->bits & VM_BIT_MARK) ||
		    !(o->bits & VM_BIT_FINAL))
			continue;
		o->bits &= ~VM_BIT_FINAL;
		heap->final_count--;
		type = vm_native_type(VM_PTR(o));
		if (type->slots->final != NULL)
			type->slots->final(vm, VM_PTR(o));
	}
}

VM_COLD static bool
mark_all(struct vm *vm)
{
	mark_state(vm);
	if (!mark_thread(vm))
		return false;
	mark_machine(vm);
	if (VM_HAS_THREADS && vm->threads != NULL &&
	    !vm_thread_mark_others(vm, mark_thread, mark_c_stack))
		return false;
	return drain(vm);
}

VM_COLD void
vm_heap_collect(struct vm *vm)
{
	struct vm_heap *heap = &vm->heap;

	if (heap->collecting)
		return;
	heap->collecting = true;
	if (!vm_heap_sweep(vm)) {
		heap->collecting = false;
		return;
	}
	heap->live = 0;
	if (!mark_all(vm)) {
		/* Nothing is freed; sweeping clears the marks. */
		heap->mark_count = 0;
		heap->mark_overflow = false;
		heap->sweep = heap->start;
		heap->collecting = false;
		return;
	}
	run_finalisers(vm);
	vm_intern_sweep(vm);
	/* Caches may name dead objects. */
	vm_attr_cache_clear(vm);
	vm->str_cursor.str = VM_UNDEF;
#if VM_QUICK_CASES
	memset(vm->handler_cache, 0,
	    vm->handler_cache_size * sizeof(vm->handler_cache[0]));
#endif
	heap->sweeping = true;
	heap->sweep = heap->start;
	heap->top_free = NULL; /* not swept: no object may be put there */
	heap->since_collect = 0;
	heap->collections++;
	heap->collecting = false;
}

VM_COLD void
vm_heap_collect_all(struct vm *vm)
{
	vm->heap.trimming = true;
	vm_heap_collect(vm);
	vm->heap.trimming = false;
}

VM_COLD void
vm_heap_finalise_all(struct vm *vm)
{
	vm_heap_finish_sweep(&vm->heap);
	run_finalisers(vm);
}

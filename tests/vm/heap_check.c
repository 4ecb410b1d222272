/* SPDX-License-Identifier: MIT */
/* The invariants of the heap that the allocator and the collector rely on. */
#include "heap_check.h"

#include "runtime/heap_internal.h"
#include "runtime/state.h"

/* The first block of each page is where the table says. */
static const char *
check_page(const struct vm_heap *heap, const uint8_t *p, size_t *next_page)
{
	size_t offset = (size_t)(p - heap->start);
	size_t page = offset / VM_PAGE_SIZE;

	if (page < *next_page)
		return NULL;
	while (*next_page < page) {
		if (heap->page_table[(*next_page)++] != VM_PAGE_NONE)
			return "a page without a start has an entry";
	}
	*next_page = page + 1;
	if (heap->page_table[page] * VM_GRANULE != offset % VM_PAGE_SIZE)
		return "a page's entry is not its first block";
	return NULL;
}

const char *
heap_check(struct vm *vm)
{
	struct vm_heap *heap = &vm->heap;
	uint8_t *p = heap->start;
	size_t next_page = 0;
	const char *wrong;

	if (heap->collecting)
		return "still collecting";
	/* The table may lag while a run is open, as before a collection. */
	vm_heap_finish_sweep(heap);
	while (p < heap->end) {
		struct vm_object *o = vm_heap_block_object(p);
		size_t size = vm_heap_block_size(p);

		if (size == 0 || size % VM_GRANULE != 0 ||
		    size > (size_t)(heap->end - p))
			return "a block has a wrong size";
		if (o != NULL && vm_object_tid(o) >= VM_TID_COUNT)
			return "an object of unknown type";
		if (o != NULL && (o->bits & VM_BIT_MARK))
			return "a mark is left";
		wrong = check_page(heap, p, &next_page);
		if (wrong != NULL)
			return wrong;
		p += size;
	}
	return p == heap->end ? NULL : "the blocks reach too far";
}

/* SPDX-License-Identifier: MIT */
/* What micropython.mem_info() tells about the heap. */
#include <string.h>

#include "../vm.h"
#include "heap_internal.h"
#include "heap_layout.h"
#include "state.h"
#include "writer.h"

/* A unit is four words, as a block of MicroPython's heap. */
#define UNIT       (4 * sizeof(void *))
#define LINE_UNITS 64u

/* Calls visit for each block; nothing is marked or waits to be swept. */
static void
walk(struct vm *vm, void *arg,
    void (*visit)(struct vm *vm, void *arg, const uint8_t *p, size_t size,
	bool is_free))
{
	struct vm_heap *heap = &vm->heap;
	size_t size;

	vm_heap_finish_sweep(heap);
	for (uint8_t *p = heap->start; p < heap->end; p += size) {
		size = vm_heap_block_size(p);
		vm_poll_work(vm, 1);
		visit(vm, arg, p, size, vm_heap_block_object(p) == NULL);
	}
}

static void
count(struct vm *vm, void *arg, const uint8_t *p, size_t size, bool is_free)
{
	struct vm_heap_layout *layout = arg;

	(void)vm;
	(void)p;
	if (is_free)
		return;
	layout->one_unit += size <= UNIT;
	layout->two_units += size > UNIT && size <= 2 * UNIT;
	if (size / UNIT > layout->largest)
		layout->largest = size / UNIT;
}

void
vm_heap_get_layout(struct vm *vm, struct vm_heap_layout *layout)
{
	memset(layout, 0, sizeof(*layout));
	walk(vm, layout, count);
}

/* The line of the picture being filled. */
struct picture {
	struct vm_writer *out;
	size_t unit; /* of the next character */
	size_t free_lines;
	char line[LINE_UNITS];
};

static void
print_line(struct vm *vm, struct picture *picture, size_t length)
{
	size_t first = (picture->unit - 1) / LINE_UNITS * LINE_UNITS * UNIT;
	char address[2 * sizeof(unsigned) + 1];

	for (size_t i = 0; i < 8; i++)
		address[i] = "0123456789abcdef"[first >> (28 - 4 * i) & 15u];
	vm_write(vm, picture->out, address, 8);
	vm_write_text(vm, picture->out, ": ");
	vm_write(vm, picture->out, picture->line, length);
	vm_write_char(vm, picture->out, '\n');
}

static void
end_line(struct vm *vm, struct picture *picture, size_t length)
{
	bool is_free = true;

	for (size_t i = 0; i < length; i++)
		is_free = is_free && picture->line[i] == '.';
	if (is_free && length == LINE_UNITS) {
		picture->free_lines++;
		return;
	}
	if (picture->free_lines > 0)
		vm_write_format(vm, picture->out,
		    "       (%u lines all free)\n",
		    (unsigned)picture->free_lines);
	picture->free_lines = 0;
	print_line(vm, picture, length);
}

/* A unit shows the object that begins in it, else one that goes on there. */
static void
draw(struct vm *vm, void *arg, const uint8_t *p, size_t size, bool is_free)
{
	struct picture *picture = arg;
	size_t start = (size_t)(p - vm->heap.start);
	size_t end = (start + size) / UNIT;

	if (!is_free && start / UNIT < picture->unit)
		picture->line[start / UNIT % LINE_UNITS] = 'h';
	while (picture->unit < end) {
		char c = start / UNIT == picture->unit ? 'h' : '=';

		picture->line[picture->unit % LINE_UNITS] = is_free ? '.' : c;
		picture->unit++;
		if (picture->unit % LINE_UNITS == 0)
			end_line(vm, picture, LINE_UNITS);
	}
}

void
vm_heap_print_layout(struct vm *vm, struct vm_writer *out)
{
	struct picture picture = { .out = out };

	vm_write_format(vm, out, "GC memory layout; from %x:\n",
	    (unsigned)(uintptr_t)vm->heap.start);
	memset(picture.line, '.', sizeof(picture.line));
	walk(vm, &picture, draw);
	if (picture.unit % LINE_UNITS != 0)
		end_line(vm, &picture, picture.unit % LINE_UNITS);
	if (picture.free_lines > 0)
		vm_write_format(vm, out, "       (%u lines all free)\n",
		    (unsigned)picture.free_lines);
}

/* SPDX-License-Identifier: MIT */
/*
 * list.sort: a stable merge sort. Works on a copy of the items, because
 * comparisons may run code that changes the list.
 */
#include "list.h"

#include "../runtime/call.h"
#include "../runtime/heap.h"
#include "../vm.h"
#include "../runtime/ops.h"
#include "str.h"

#define INSERTION_MAX 8 /* runs up to this length are sorted by insertion */
/* Values of a sort that needs no memory: entries and scratch. */
#define LOCAL_VALUES (VM_WORD_64 ? 96 : 24)

/* entries: width values each, the first being the sort key. */
struct sorter {
	struct vm *vm;
	vm_value *entries;
	vm_value *scratch;
	size_t width;
	bool reverse;
};

static bool
key_less(struct vm *vm, vm_value a, vm_value b)
{
	if (vm_both_int(a, b))
		return vm_int_value(a) < vm_int_value(b);
	if (vm_is_str(a) && vm_is_str(b))
		return vm_str_compare(a, b) < 0;
	return vm_compare_true(vm, VM_OP_LT, a, b);
}

/* Whether b, which comes later, must go before a. */
static bool
goes_before(struct sorter *s, const vm_value *b, const vm_value *a)
{
	vm_poll_work(s->vm, 1);
	return s->reverse ? key_less(s->vm, *a, *b) : key_less(s->vm, *b, *a);
}

static void
move(struct sorter *s, vm_value *to, const vm_value *from, size_t count)
{
	memmove(to, from, count * s->width * sizeof(*to));
}

static void
sort_by_insertion(struct sorter *s, vm_value *entries, size_t n)
{
	vm_value item[2];

	for (size_t i = 1; i < n; i++) {
		size_t at = i;

		while (at > 0 &&
		    goes_before(s, entries + i * s->width,
			entries + (at - 1) * s->width))
			at--;
		if (at == i)
			continue;
		move(s, item, entries + i * s->width, 1);
		move(s, entries + (at + 1) * s->width, entries + at * s->width,
		    i - at);
		move(s, entries + at * s->width, item, 1);
	}
}

/* Merges entries[0..left) and entries[left..n). */
static void
merge(struct sorter *s, vm_value *entries, size_t left, size_t n)
{
	size_t w = s->width;
	vm_value *a = s->scratch;
	vm_value *a_end = a + left * w;
	vm_value *b = entries + left * w;
	vm_value *b_end = entries + n * w;
	vm_value *out = entries;

	if (!goes_before(s, b, b - w))
		return; /* in order already */
	vm_copy(s->vm, a, entries, left * w * sizeof(*a));
	while (a < a_end && b < b_end) {
		if (goes_before(s, b, a)) {
			move(s, out, b, 1);
			b += w;
		} else {
			move(s, out, a, 1);
			a += w;
		}
		out += w;
	}
	move(s, out, a, (size_t)(a_end - a) / w);
}

static void
sort_entries(struct sorter *s, vm_value *entries, size_t n)
{
	size_t left = n / 2;

	if (n <= INSERTION_MAX) {
		sort_by_insertion(s, entries, n);
		return;
	}
	sort_entries(s, entries, left);
	sort_entries(s, entries + left * s->width, n - left);
	merge(s, entries, left, n);
}

void
vm_list_sort(struct vm *vm, vm_value v, vm_value key, bool reverse)
{
	struct vm_list *list = vm_list(v);
	struct sorter s = { .vm = vm, .reverse = reverse };
	size_t n = list->len;
	vm_value local[LOCAL_VALUES];
	bool is_local;

	if (n < 2 && key == VM_NONE)
		return;
	s.width = key == VM_NONE ? 1 : 2;
	is_local = (n + n / 2 + 1) * s.width + 1 <= LOCAL_VALUES;
	if (is_local) {
		memset(local, 0, sizeof(local));
		s.entries = local;
		s.scratch = local + n * s.width + 1;
	} else {
		s.entries = vm_heap_new_values(vm, n * s.width + 1);
		s.scratch = vm_heap_new_values(vm, (n / 2 + 1) * s.width);
	}
	for (size_t i = 0; i < n && i < list->len; i++) {
		s.entries[(i + 1) * s.width - 1] = list->items[i];
		vm_poll_round(vm, i);
	}
	for (size_t i = 0; i < n && s.width == 2; i++)
		s.entries[2 * i] = vm_call_1(vm, key, s.entries[2 * i + 1]);
	sort_entries(&s, s.entries, n);
	for (size_t i = 0; i < n && i < list->len; i++)
		VM_SETREF(vm, list, items[i], s.entries[(i + 1) * s.width - 1]);
	if (is_local)
		return;
	vm_heap_free_buffer(vm, s.scratch);
	vm_heap_free_buffer(vm, s.entries);
}

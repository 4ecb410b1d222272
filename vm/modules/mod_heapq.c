/* SPDX-License-Identifier: MIT */
/* The module heapq: a list as a binary heap, the least item first. */
#include "../object/function.h"
#include "../object/list.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../vm.h"
#include "modules.h"

static struct vm_list *
heap_argument(struct vm *vm, vm_value v)
{
	if (!vm_is(v, VM_TID_LIST))
		vm_raise_type_error(vm, "heap must be a list");
	return vm_list(v);
}

/* Comparing runs Python code, which may have shortened the list. */
static bool
is_less(struct vm *vm, const struct vm_list *heap, vm_value a, vm_value b)
{
	uint32_t len = heap->len;
	bool less;

	vm_poll_work(vm, 1);
	less = vm_compare_true(vm, VM_OP_LT, a, b);
	if (heap->len != len)
		vm_raise_value_error(vm, "list modified during heap operation");
	return less;
}

/* Moves the item at pos up until its parent is not greater. */
static void
move_up(struct vm *vm, struct vm_list *heap, size_t top, size_t pos)
{
	vm_value item = heap->items[pos];

	while (pos > top) {
		size_t parent = (pos - 1) / 2;

		if (!is_less(vm, heap, item, heap->items[parent]))
			break;
		VM_SETREF(vm, heap, items[pos], heap->items[parent]);
		VM_SETREF(vm, heap, items[parent], item);
		pos = parent;
	}
}

/* Lets the lesser children rise to pos, and puts its item where it fits. */
static void
settle(struct vm *vm, struct vm_list *heap, size_t pos)
{
	size_t top = pos;
	size_t child;

	while ((child = pos * 2 + 1) < heap->len) {
		vm_value item = heap->items[pos];

		if (child + 1 < heap->len &&
		    !is_less(vm, heap, heap->items[child],
			heap->items[child + 1]))
			child++;
		VM_SETREF(vm, heap, items[pos], heap->items[child]);
		VM_SETREF(vm, heap, items[child], item);
		pos = child;
	}
	move_up(vm, heap, top, pos);
}

static vm_value
heappush(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_list *heap = heap_argument(vm, args[0]);

	(void)argc;
	vm_list_append(vm, args[0], args[1]);
	move_up(vm, heap, 0, heap->len - 1);
	return VM_NONE;
}

static vm_value
heappop(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_list *heap = heap_argument(vm, args[0]);
	vm_value least;

	(void)argc;
	if (heap->len == 0)
		vm_raise_index_error(vm, "empty heap");
	least = heap->items[0];
	heap->len--;
	VM_SETREF(vm, heap, items[0], heap->items[heap->len]);
	heap->items[heap->len] = VM_UNDEF;
	if (heap->len > 0)
		settle(vm, heap, 0);
	return least;
}

static vm_value
heapify(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_list *heap = heap_argument(vm, args[0]);

	(void)argc;
	for (size_t i = heap->len / 2; i > 0; i--)
		settle(vm, heap, i - 1);
	return VM_NONE;
}

VM_DEFINE_NATIVE(heapify_native, heapify, 1, 1);
VM_DEFINE_NATIVE(heappop_native, heappop, 1, 1);
VM_DEFINE_NATIVE(heappush_native, heappush, 2, 2);

static const struct vm_member heapq_members[] = {
	{ VM_NAME(__name__), VM_NAME(heapq) },
	{ VM_NAME(heapify), VM_NATIVE(heapify_native) },
	{ VM_NAME(heappop), VM_NATIVE(heappop_native) },
	{ VM_NAME(heappush), VM_NATIVE(heappush_native) },
};

VM_DEFINE_MODULE(heapq, heapq_members);

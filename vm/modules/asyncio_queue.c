/* SPDX-License-Identifier: MIT */
/* The pairing heap of asyncio's tasks. */
#include "asyncio_queue.h"

#include "ticks.h"

static bool
is_earlier(vm_value a, vm_value b)
{
	return vm_ticks_diff((uint64_t)vm_int_value(vm_task(a)->key),
		   (uint64_t)vm_int_value(vm_task(b)->key)) < 0;
}

/*
 * Joins two heaps to one. Whatever is in `first` was pushed earlier; it
 * stays ahead among the children, so that equal keys keep their order.
 */
static vm_value
meld(struct vm *vm, vm_value first, vm_value second)
{
	bool swap;
	struct vm_task *root, *other;
	vm_value last;

	if (first == VM_UNDEF || second == VM_UNDEF)
		return first == VM_UNDEF ? second : first;
	swap = is_earlier(second, first);
	root = vm_task(swap ? second : first);
	other = vm_task(swap ? first : second);
	last = root->child;
	VM_SETREF(vm, other, parent, VM_PTR(root));
	if (last == VM_UNDEF) {
		VM_SETREF(vm, other, next, VM_PTR(other));
	} else {
		VM_SETREF(vm, other, next, vm_task(last)->next);
		VM_SETREF(vm, vm_task(last), next, VM_PTR(other));
	}
	if (last == VM_UNDEF || !swap)
		VM_SETREF(vm, root, child, VM_PTR(other));
	return VM_PTR(root);
}

/* Cuts the next heap off a list that ends with VM_UNDEF. */
static vm_value
take(vm_value *list)
{
	vm_value heap = *list;

	if (heap == VM_UNDEF)
		return VM_UNDEF;
	*list = vm_task(heap)->next;
	vm_task(heap)->next = VM_UNDEF;
	vm_task(heap)->parent = VM_UNDEF;
	return heap;
}

/* One heap of a node's children: melded in pairs, then from the end. */
static vm_value
meld_children(struct vm *vm, struct vm_task *node)
{
	vm_value last = node->child;
	vm_value list, pairs = VM_UNDEF, heap = VM_UNDEF;

	if (last == VM_UNDEF)
		return VM_UNDEF;
	node->child = VM_UNDEF;
	list = vm_task(last)->next;
	vm_task(last)->next = VM_UNDEF;
	while (list != VM_UNDEF) {
		vm_value first = take(&list);
		vm_value pair = meld(vm, first, take(&list));

		VM_SETREF(vm, vm_task(pair), next, pairs);
		pairs = pair;
	}
	while (pairs != VM_UNDEF)
		heap = meld(vm, take(&pairs), heap);
	return heap;
}

static void
set_root(vm_value *root, vm_value task)
{
	*root = task;
	if (task != VM_UNDEF)
		vm_task(task)->parent = VM_NONE;
}

void
vm_task_push(struct vm *vm, vm_value *root, vm_value task, vm_value key)
{
	struct vm_task *t = vm_task(task);

	VM_SETREF(vm, t, key, key);
	t->child = t->next = t->parent = VM_UNDEF;
	set_root(root, meld(vm, *root, task));
}

vm_value
vm_task_pop(struct vm *vm, vm_value *root)
{
	vm_value task = *root;

	set_root(root, meld_children(vm, vm_task(task)));
	vm_task(task)->parent = VM_UNDEF;
	return task;
}

static vm_value
previous_sibling(vm_value task)
{
	vm_value v = task;

	while (vm_task(v)->next != task)
		v = vm_task(v)->next;
	return v;
}

/* Its children take its place among its siblings. */
void
vm_task_remove(struct vm *vm, vm_value *root, vm_value task)
{
	struct vm_task *t = vm_task(task);
	struct vm_task *parent;
	vm_value rest, previous;

	if (task == *root) {
		vm_task_pop(vm, root);
		return;
	}
	parent = vm_task(t->parent);
	previous = previous_sibling(task);
	rest = meld_children(vm, t);
	if (rest == VM_UNDEF && previous == task) {
		parent->child = VM_UNDEF;
	} else {
		if (rest == VM_UNDEF) {
			VM_SETREF(vm, vm_task(previous), next, t->next);
			rest = previous;
		} else {
			VM_SETREF(vm, vm_task(rest), parent, VM_PTR(parent));
			VM_SETREF(vm, vm_task(rest), next,
			    previous == task ? rest : t->next);
			if (previous != task)
				VM_SETREF(vm, vm_task(previous), next, rest);
		}
		if (parent->child == task)
			VM_SETREF(vm, parent, child, rest);
	}
	t->next = t->parent = VM_UNDEF;
}

bool
vm_task_is_in(vm_value root, vm_value task)
{
	while (vm_is_object(vm_task(task)->parent))
		task = vm_task(task)->parent;
	return task == root;
}

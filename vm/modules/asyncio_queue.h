/* SPDX-License-Identifier: MIT */
/*
 * Tasks of asyncio and the queue that orders them by time: a pairing heap
 * whose links lie in the tasks, so that queueing allocates nothing. Of
 * tasks with equal keys the first one pushed leaves first.
 */
#ifndef VM_ASYNCIO_QUEUE_H
#define VM_ASYNCIO_QUEUE_H

#include "../object/object.h"

/* The layout of a tuple, and traced as one. */
struct vm_task {
	struct vm_object head;
	uint32_t value_count; /* of the values that follow */
	vm_value coro;
	vm_value data;   /* what it waits in; result; exception to throw */
	vm_value state;  /* VM_TRUE: not done; TaskQueue: of those that wait for
			    it; VM_NONE: done, but nobody looked; VM_FALSE */
	vm_value key;    /* int: ticks at which it is due */
	vm_value child;  /* last child, whose next is the first */
	vm_value next;   /* sibling, in a ring; of a root: unset */
	vm_value parent; /* VM_NONE: a root; VM_UNDEF: in no queue */
};

#define VM_TASK_VALUES 7

static inline struct vm_task *
vm_task(vm_value v)
{
	return (struct vm_task *)v;
}

/* root: VM_UNDEF for an empty queue. */
void vm_task_push(struct vm *vm, vm_value *root, vm_value task, vm_value key);
vm_value vm_task_pop(struct vm *vm, vm_value *root);
/* The task must be in this queue. */
void vm_task_remove(struct vm *vm, vm_value *root, vm_value task);
bool vm_task_is_in(vm_value root, vm_value task);

#endif

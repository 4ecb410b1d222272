/* SPDX-License-Identifier: MIT */
/*
 * Threads of a VM. What the VM holds for the thread that runs lies in struct
 * vm; for the others it is kept in their records until they run again. A VM
 * without threads has no records, and pays one test at every poll.
 */
#ifndef VM_THREAD_H
#define VM_THREAD_H

#include "stack.h"

struct vm_thread {
	struct vm_thread *next;
	struct vm_frame *frame;
	struct vm_stack_segment *segment;
	struct vm_landing *landing;
	vm_value stop_value;
	size_t stack_used;
	uintptr_t c_stack_limit;
	uintptr_t c_stack_top;
	uintptr_t c_stack_low; /* while it does not run */
};

struct vm_threads {
	void *lock; /* the host's */
	struct vm_thread *list;
	struct vm_thread *current;
	struct vm_thread main;
	uint64_t switched_us; /* when the current one got the lock */
};

/* Runs function(*args, **kwargs) in a new thread; an identity. Raises. */
uintptr_t vm_thread_start(struct vm *vm, vm_value function, vm_value args,
    vm_value kwargs, size_t stack_size);
uintptr_t vm_thread_identity(struct vm *vm);
bool vm_thread_is_main(struct vm *vm);
/* Lets another thread run if it is time for that. */
void vm_thread_switch(struct vm *vm);
/* Waits until vm_thread_notify or for us at most; others run. */
void vm_thread_wait(struct vm *vm, uint64_t us);
void vm_thread_notify(struct vm *vm);

/*
 * Calls fn, which may wait: other threads run meanwhile. It uses nothing of
 * the VM but its host and memory that arg keeps alive, and raises nothing.
 */
int64_t vm_blocking(struct vm *vm, int64_t (*fn)(struct vm *vm, void *arg),
    void *arg);

/* For the collector: calls mark with the state of every other thread in vm,
 * then with the C stack of that. False: mark gave up. */
bool vm_thread_mark_others(struct vm *vm, bool (*mark)(struct vm *vm),
    void (*mark_c_stack)(struct vm *vm, uintptr_t low));

#endif

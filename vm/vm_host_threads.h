/* SPDX-License-Identifier: MIT */
/*
 * Threads a host may give the VM. Only the one that holds the VM's lock
 * touches the VM; the lock goes round in the order of asking for it.
 */
#ifndef VM_HOST_THREADS_H
#define VM_HOST_THREADS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vm;

struct vm_host_threads {
	/* A lock the caller holds; NULL: no memory. Never given back, for a
	 * thread may wait for it when the VM is gone. */
	void *(*lock_new)(void *ctx);
	void (*acquire)(void *ctx, void *lock);
	void (*release)(void *ctx, void *lock);
	bool (*is_wanted)(void *ctx, void *lock); /* somebody waits for it */
	/* Releases the lock until notify is called or the time is over. */
	void (*wait)(void *ctx, void *lock, uint64_t us);
	void (*notify)(void *ctx, void *lock); /* wakes all that wait so */
	/* Calls run(vm, arg) in a new thread that holds the lock, and
	 * releases it afterwards. 0 or a negated errno. */
	int (*start)(void *ctx, void *lock, size_t stack_size,
	    void (*run)(struct vm *vm, void *arg), struct vm *vm, void *arg);
};

#endif

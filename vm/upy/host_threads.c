/* SPDX-License-Identifier: MIT */
/* Threads for the VM, over POSIX threads. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "host.h"

/* Tickets make the lock go round; each ticket waits for its number. */
struct lock {
	pthread_mutex_t mutex;
	pthread_cond_t turn;
	pthread_cond_t notified;
	unsigned next;    /* ticket */
	unsigned serving; /* the ticket that holds the lock */
	unsigned notices;
	struct lock *older;
};

/* A thread may wait for its lock when the VM is gone: none is ever freed. */
static struct lock *locks;

static void
take(struct lock *lock)
{
	unsigned ticket = lock->next++;

	while (lock->serving != ticket)
		pthread_cond_wait(&lock->turn, &lock->mutex);
}

static void
give(struct lock *lock)
{
	lock->serving++;
	pthread_cond_broadcast(&lock->turn);
}

static void *
lock_new(void *ctx)
{
	struct lock *lock = calloc(1, sizeof(*lock));
	pthread_condattr_t attributes;

	(void)ctx;
	if (lock == NULL)
		return NULL;
	pthread_mutex_init(&lock->mutex, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&lock->turn, NULL);
	pthread_cond_init(&lock->notified, &attributes);
	pthread_condattr_destroy(&attributes);
	take(lock);
	lock->older = locks;
	locks = lock;
	return lock;
}

static void
lock_acquire(void *ctx, void *arg)
{
	struct lock *lock = arg;

	(void)ctx;
	pthread_mutex_lock(&lock->mutex);
	take(lock);
	pthread_mutex_unlock(&lock->mutex);
}

static void
lock_release(void *ctx, void *arg)
{
	struct lock *lock = arg;

	(void)ctx;
	pthread_mutex_lock(&lock->mutex);
	give(lock);
	pthread_mutex_unlock(&lock->mutex);
}

static bool
lock_is_wanted(void *ctx, void *arg)
{
	struct lock *lock = arg;
	bool wanted;

	(void)ctx;
	pthread_mutex_lock(&lock->mutex);
	wanted = lock->next - lock->serving > 1;
	pthread_mutex_unlock(&lock->mutex);
	return wanted;
}

static void
lock_wait(void *ctx, void *arg, uint64_t us)
{
	struct lock *lock = arg;
	struct timespec until;
	unsigned notices;

	(void)ctx;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += (time_t)(us / 1000000);
	until.tv_nsec += (long)(us % 1000000) * 1000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	pthread_mutex_lock(&lock->mutex);
	notices = lock->notices;
	give(lock);
	while (notices == lock->notices &&
	    pthread_cond_timedwait(&lock->notified, &lock->mutex, &until) !=
		ETIMEDOUT)
		;
	take(lock);
	pthread_mutex_unlock(&lock->mutex);
}

static void
lock_notify(void *ctx, void *arg)
{
	struct lock *lock = arg;

	(void)ctx;
	pthread_mutex_lock(&lock->mutex);
	lock->notices++;
	pthread_cond_broadcast(&lock->notified);
	pthread_mutex_unlock(&lock->mutex);
}

struct start {
	void *lock;
	void (*run)(struct vm *vm, void *arg);
	struct vm *vm;
	void *arg;
};

static void *
run_thread(void *arg)
{
	struct start start = *(struct start *)arg;

	free(arg);
	lock_acquire(NULL, start.lock);
	start.run(start.vm, start.arg);
	lock_release(NULL, start.lock);
	return NULL;
}

/* Signals are left to the main thread. */
static int
create(struct start *start, size_t stack_size)
{
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t all, before;
	int error;

	if (stack_size < (size_t)PTHREAD_STACK_MIN)
		stack_size = (size_t)PTHREAD_STACK_MIN;
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, stack_size);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&thread, &attributes, run_thread, start);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return -error;
}

static int
thread_start(void *ctx, void *lock, size_t stack_size,
    void (*run)(struct vm *vm, void *arg), struct vm *vm, void *arg)
{
	struct start *start = malloc(sizeof(*start));
	int error;

	(void)ctx;
	if (start == NULL)
		return -ENOMEM;
	*start = (struct start){ lock, run, vm, arg };
	error = create(start, stack_size);
	if (error != 0)
		free(start);
	return error;
}

const struct vm_host_threads host_threads = {
	.lock_new = lock_new,
	.acquire = lock_acquire,
	.release = lock_release,
	.is_wanted = lock_is_wanted,
	.wait = lock_wait,
	.notify = lock_notify,
	.start = thread_start,
};

/* SPDX-License-Identifier: MIT */
/* Threads: one runs at a time, with its stacks in struct vm. */
#include "thread.h"

#include "../object/dict.h"
#include "../object/exception.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/slots.h"
#include "../object/tuple.h"
#include "call.h"
#include "heap.h"
#include "ops.h"
#include "raise.h"
#include "writer.h"

#define NOT_THERE      38 /* ENOSYS */
#define NO_MEMORY      12 /* ENOMEM */
#define SLICE_US       2000
#define C_STACK_MARGIN 16384u
#define C_STACK_LEAST  (64u * 1024u)
#define C_STACK_USUAL  (1024u * 1024u)

/* ---- changing threads -------------------------------------------------- */

static void
save(struct vm *vm, struct vm_thread *thread)
{
	thread->frame = vm->frame;
	thread->segment = vm->segment;
	thread->landing = vm->landing;
	thread->stop_value = vm->stop_value;
	thread->stack_used = vm->stack_used;
	thread->c_stack_limit = vm->c_stack_limit;
	thread->c_stack_top = vm->heap.c_stack_top;
	vm->spare_segment = NULL;
}

static void
load(struct vm *vm, const struct vm_thread *thread)
{
	vm->frame = thread->frame;
	vm->segment = thread->segment;
	vm->spare_segment = NULL;
	vm->landing = thread->landing;
	vm->stop_value = thread->stop_value;
	vm->stack_used = thread->stack_used;
	vm->c_stack_limit = thread->c_stack_limit;
	vm->heap.c_stack_top = thread->c_stack_top;
}

/* Calls fn between leaving the VM and coming back. The registers are on the
 * stack by then, for a collection by another thread. */
static VM_NOINLINE int64_t
outside(struct vm *vm, int64_t (*fn)(struct vm *vm, void *arg), void *arg)
{
	struct vm_threads *threads = vm->threads;
	struct vm_thread *self = threads->current;
	jmp_buf registers;
	int64_t result;

	memset(&registers, 0, sizeof(registers));
#ifdef __GNUC__
	__builtin_unwind_init();
#endif
	(void)setjmp(registers);
	self->c_stack_low = (uintptr_t)&registers;
	if ((uintptr_t)__builtin_frame_address(0) < self->c_stack_low)
		self->c_stack_low = (uintptr_t)__builtin_frame_address(0);
	save(vm, self);
	result = fn(vm, arg);
	load(vm, self);
	threads->current = self;
	if (vm->host->ticks_us != NULL)
		threads->switched_us = vm->host->ticks_us(vm->host->ctx);
	return result;
}

struct blocking_call {
	const struct vm_host_threads *hooks;
	void *ctx;
	void *lock;
	int64_t (*fn)(struct vm *vm, void *arg);
	void *arg;
};

/* The VM may be gone when fn returns: then the lock is never free again. */
static int64_t
call_unlocked(struct vm *vm, void *arg)
{
	const struct blocking_call *call = arg;
	int64_t result;

	call->hooks->release(call->ctx, call->lock);
	result = call->fn(vm, call->arg);
	call->hooks->acquire(call->ctx, call->lock);
	return result;
}

int64_t
vm_blocking(struct vm *vm, int64_t (*fn)(struct vm *vm, void *arg), void *arg)
{
	struct blocking_call call = { .fn = fn, .arg = arg };

	if (!VM_HAS_THREADS || VM_LIKELY(vm->threads == NULL))
		return fn(vm, arg);
	call.hooks = vm->host->threads;
	call.ctx = vm->host->ctx;
	call.lock = vm->threads->lock;
	return outside(vm, call_unlocked, &call);
}

static int64_t
do_nothing(struct vm *vm, void *arg)
{
	(void)vm;
	(void)arg;
	return 0;
}

void
vm_thread_switch(struct vm *vm)
{
	const struct vm_host *host = vm->host;

	if (!host->threads->is_wanted(host->ctx, vm->threads->lock))
		return;
	if (host->ticks_us != NULL &&
	    host->ticks_us(host->ctx) - vm->threads->switched_us < SLICE_US)
		return;
	vm_blocking(vm, do_nothing, NULL);
}

static int64_t
wait_notified(struct vm *vm, void *arg)
{
	const uint64_t *us = arg;

	vm->host->threads->wait(vm->host->ctx, vm->threads->lock, *us);
	return 0;
}

void
vm_thread_wait(struct vm *vm, uint64_t us)
{
	if (vm->threads != NULL)
		outside(vm, wait_notified, &us);
	else if (vm->host->sleep_us != NULL)
		vm->host->sleep_us(vm->host->ctx, us);
}

void
vm_thread_notify(struct vm *vm)
{
	if (vm->threads != NULL)
		vm->host->threads->notify(vm->host->ctx, vm->threads->lock);
}

bool
vm_thread_is_main(struct vm *vm)
{
	return vm->threads == NULL ||
	    vm->threads->current == &vm->threads->main;
}

uintptr_t
vm_thread_identity(struct vm *vm)
{
	return vm_thread_is_main(vm) ? (uintptr_t)vm : vm->heap.c_stack_top;
}

/* ---- starting ---------------------------------------------------------- */

/* What a new thread finds: a tuple in the list of those not begun. */
enum start_slot {
	START_FUNCTION,
	START_ARGS,
	START_KEYWORDS,
	START_SEGMENT, /* the buffer that becomes its first segment */
	START_C_STACK, /* bytes */
	START_SLOTS
};

static vm_value
call_function(struct vm *vm, void *arg)
{
	const struct vm_tuple *start = vm_tuple(*(vm_value *)arg);
	const struct vm_list *list = vm_list(start->items[START_ARGS]);
	vm_value keywords = start->items[START_KEYWORDS];
	size_t n_kw = vm_dict_len(keywords);
	vm_value *args = vm_heap_new_values(vm, list->len + 2 * n_kw + 1);
	struct vm_dict_entry *entry;
	size_t at = list->len;
	size_t position = 0;

	for (size_t i = 0; i < list->len; i++)
		args[i] = list->items[i];
	while ((entry = vm_dict_next(keywords, &position)) != NULL) {
		args[at++] = entry->key;
		args[at++] = entry->value;
	}
	return vm_call(vm, start->items[START_FUNCTION], list->len, n_kw, args);
}

static void
write_error(struct vm *vm, void *arg, const char *data, size_t len)
{
	(void)arg;
	if (vm->host->write != NULL)
		vm->host->write(vm->host->ctx, VM_STDERR, data, len);
}

struct report {
	vm_value function;
	vm_value exception;
};

static vm_value
print_report(struct vm *vm, void *arg)
{
	const struct report *report = arg;
	struct vm_writer out;

	vm_writer_init_sink(&out, write_error, NULL);
	vm_write_text(vm, &out, "Unhandled exception in thread started by ");
	vm_print_to(vm, &out, report->function, VM_PRINT_REPR);
	vm_write_char(vm, &out, '\n');
	vm_exception_print(vm, &out, report->exception);
	return VM_NONE;
}

static void
forget_start(struct vm *vm, vm_value start)
{
	struct vm_list *list = vm_list(VM_ROOT(vm, thread_starts));

	for (size_t i = 0; i < list->len; i++) {
		if (list->items[i] != start)
			continue;
		list->items[i] = list->items[--list->len];
		list->items[list->len] = VM_UNDEF;
		return;
	}
}

static void
run_function(struct vm *vm, vm_value start)
{
	struct report report = { vm_tuple(start)->items[START_FUNCTION],
		VM_UNDEF };
	vm_value ignored;
	vm_value exception;

	if (vm_try(vm, call_function, &start, &ignored, &report.exception) ||
	    vm_exception_is(report.exception, &vm_type_SystemExit))
		return;
	while (vm->frame != NULL)
		vm_frame_pop(vm);
	(void)vm_try(vm, print_report, &report, &ignored, &exception);
}

static void
unlink_thread(struct vm_threads *threads, const struct vm_thread *thread)
{
	struct vm_thread **link = &threads->list;

	while (*link != thread)
		link = &(*link)->next;
	*link = thread->next;
}

/* A new thread, with the lock; what the one before had in vm is saved. */
static void
run_thread(struct vm *vm, void *arg)
{
	struct vm_threads *threads = vm->threads;
	vm_value start = (vm_value)arg;
	const struct vm_tuple *items = vm_tuple(start);
	struct vm_buffer *segment =
	    (struct vm_buffer *)items->items[START_SEGMENT];
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	struct vm_thread self = { .next = threads->list,
		.c_stack_top = here + 64,
		.c_stack_limit = here + C_STACK_MARGIN -
		    (uintptr_t)vm_int_value(items->items[START_C_STACK]) };

	threads->list = &self;
	threads->current = &self;
	load(vm, &self);
	vm_stack_init(vm, segment->data, vm_heap_contents_size(segment->data));
	forget_start(vm, start);
	run_function(vm, start);
	unlink_thread(threads, &self);
}

static void
make_threads(struct vm *vm)
{
	const struct vm_host *host = vm->host;
	struct vm_threads *threads;

	if (host->threads == NULL)
		vm_raise_os_error(vm, NOT_THERE);
	VM_ROOT(vm, thread_starts) = vm_list_new(vm, 0, NULL);
	threads = vm_heap_new_bytes(vm, sizeof(*threads));
	threads->lock = host->threads->lock_new(host->ctx);
	if (threads->lock == NULL)
		vm_raise_os_error(vm, NO_MEMORY);
	threads->list = threads->current = &threads->main;
	vm->threads = threads;
}

uintptr_t
vm_thread_start(struct vm *vm, vm_value function, vm_value args,
    vm_value kwargs, size_t stack_size)
{
	vm_value slots[START_SLOTS] = { function, args, kwargs };
	size_t segment = vm_stack_segment_size(vm->block_len);
	void *contents;
	vm_value start;
	int error;

	if (vm->threads == NULL)
		make_threads(vm);
	if (stack_size == 0)
		stack_size = C_STACK_USUAL;
	else if (stack_size < C_STACK_LEAST)
		stack_size = C_STACK_LEAST;
	contents = vm_heap_new_bytes(vm, segment);
	slots[START_SEGMENT] =
	    (vm_value)((uint8_t *)contents - offsetof(struct vm_buffer, data));
	slots[START_C_STACK] = VM_INT(stack_size);
	start = vm_tuple_new(vm, START_SLOTS, slots);
	vm_list_append(vm, VM_ROOT(vm, thread_starts), start);
	error = vm->host->threads->start(vm->host->ctx, vm->threads->lock,
	    stack_size, run_thread, vm, (void *)start);
	if (error != 0) {
		forget_start(vm, start);
		vm_raise_os_error(vm, -error);
	}
	return (uintptr_t)contents;
}

/* ---- for the collector ------------------------------------------------- */

bool
vm_thread_mark_others(struct vm *vm, bool (*mark)(struct vm *vm),
    void (*mark_c_stack)(struct vm *vm, uintptr_t low))
{
	struct vm_threads *threads = vm->threads;
	struct vm_thread *current = threads->current;
	bool done = true;

	save(vm, current);
	for (struct vm_thread *t = threads->list; t != NULL && done;
	     t = t->next) {
		if (t == current)
			continue;
		load(vm, t);
		done = mark(vm);
		mark_c_stack(vm, t->c_stack_low);
	}
	load(vm, current);
	return done;
}

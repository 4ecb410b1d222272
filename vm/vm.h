/* SPDX-License-Identifier: MIT */
/*
 * The embedding interface. A VM lives entirely in the block given to
 * vm_init; any number of them may exist in a process, each used by one
 * thread at a time. Only vm_interrupt may be called from another thread or
 * from a signal handler.
 */
#ifndef VM_H
#define VM_H

#include "object/value.h"
#include "vm_host.h"

struct vm_frozen;

#define VM_POLL_ROUNDS 256u

enum vm_result {
	VM_OK = 0,
	VM_RAISED = -1,      /* an exception; vm_error_text tells */
	VM_INTERRUPTED = -2, /* KeyboardInterrupt reached the top */
	VM_NO_MEMORY = -3,   /* MemoryError, or the block is too small */
	VM_EXIT = -4,        /* SystemExit; vm_exit_code tells */
};

enum vm_exec_mode {
	VM_EXEC_FILE,   /* a module's source, runs in __main__ */
	VM_EXEC_SINGLE, /* REPL: prints values of expression statements */
	VM_EXEC_EVAL,   /* one expression; vm_last_value */
};

struct vm_config {
	size_t c_stack_size;    /* bytes; 0: VM_C_STACK_SIZE */
	size_t stack_limit;     /* VM stack bytes; 0: a share of the block */
	uint32_t poll_interval; /* polls between host polls; 0: default */
	uint64_t budget;        /* as of vm_set_budget */
	uint8_t optimise;       /* -O level */
	const struct vm_frozen *frozen; /* modules in the program, or NULL */
	bool block_is_zero;             /* it need not be cleared by vm_init */
	/* What sys.argv and sys.path are when they are first asked for, by
	 * vm_set_argv, vm_set_path, vm_add_path; NULL: empty, and [""]. */
	enum vm_result (*fill_argv)(struct vm *vm, void *ctx);
	enum vm_result (*fill_path)(struct vm *vm, void *ctx);
	void *fill_ctx;
};

/* block: aligned to 8, owned by the caller, not touched by him until
 * vm_fini. host and cfg (may be NULL) are borrowed until vm_fini. */
enum vm_result vm_init(struct vm **vm, void *block, size_t len,
    const struct vm_host *host, const struct vm_config *cfg);
/* Runs finalisers (closes files); the block is the caller's again. */
void vm_fini(struct vm *vm);
/* Back to the state after vm_init. */
void vm_soft_reset(struct vm *vm);

enum vm_result vm_exec_source(struct vm *vm, const char *source, size_t len,
    const char *file_name, enum vm_exec_mode mode);
/* Runs a file through the host's file hooks, as __main__. */
enum vm_result vm_exec_file(struct vm *vm, const char *path);
/* import name as __main__ (upy -m). */
enum vm_result vm_exec_module(struct vm *vm, const char *name);
/* Calls a function; the arguments and result must be kept reachable. */
enum vm_result vm_call_function(struct vm *vm, vm_value function, size_t argc,
    const vm_value *args, vm_value *result);
vm_value vm_last_value(struct vm *vm);
/* Calls what the program gave to sys.atexit, once. */
enum vm_result vm_run_atexit(struct vm *vm);

/* The last VM_RAISED...: traceback and message as printed, at most len
 * bytes with a NUL; returns the full length. Then the type's name. */
size_t vm_error_text(struct vm *vm, char *buf, size_t len);
size_t vm_error_line(struct vm *vm, char *buf, size_t len);
vm_value vm_last_exception(struct vm *vm); /* VM_UNDEF: none */
void vm_print_last_error(struct vm *vm);   /* to VM_STDERR */
int vm_exit_code(struct vm *vm);
/* Prints on stderr what sys.exit("text") was given, if anything. */
void vm_print_exit_message(struct vm *vm);

/* Raises KeyboardInterrupt soon. Safe in a signal handler. */
void vm_interrupt(struct vm *vm);
/* What micropython.kbd_intr() chose to interrupt with, 3 at first; -1: none. */
int vm_interrupt_char(const struct vm *vm);
/* Calls function(arg) between two instructions; false: the queue is full. */
bool vm_schedule(struct vm *vm, vm_value function, vm_value arg);
/* Serves interrupt, scheduled calls and the host's poll; for natives that
 * wait. May raise; only from natives. */
void vm_poll(struct vm *vm);
/* For long loops of natives: counts work (about one instruction each) and
 * raises a pending interrupt now and then; runs no scheduled call. */
void vm_poll_work(struct vm *vm, size_t work);
/* The same for the i-th of many short rounds. */
static inline void
vm_poll_round(struct vm *vm, size_t i)
{
	if (VM_UNLIKELY(i % VM_POLL_ROUNDS == VM_POLL_ROUNDS - 1))
		vm_poll_work(vm, VM_POLL_ROUNDS);
}

/* Whether that would raise an interrupt now; asks the host. */
bool vm_interrupt_is_due(struct vm *vm);
/* memcpy that raises a pending interrupt between two parts. */
#define VM_COPY_STEP ((size_t)128 * 1024)
void vm_copy_long(struct vm *vm, void *to, const void *from, size_t size);
static inline void
vm_copy(struct vm *vm, void *to, const void *from, size_t size)
{
	if (VM_UNLIKELY(size > VM_COPY_STEP))
		vm_copy_long(vm, to, from, size);
	else if (size > 0)
		memcpy(to, from, size);
}
/* Instructions (in polls) left; 0: no limit. Then RuntimeError is raised; a
 * program that catches it and goes on is ended by another one, which it
 * cannot catch, and must be given a new budget to be used again. */
void vm_set_budget(struct vm *vm, uint64_t polls);

vm_value vm_main_globals(struct vm *vm); /* dict of __main__ */
/* sys.argv and sys.path (list of str). */
enum vm_result vm_set_argv(struct vm *vm, int argc, const char *const *argv);
enum vm_result vm_set_path(struct vm *vm, size_t count,
    const char *const *path);
enum vm_result vm_add_path(struct vm *vm, const char *entry);
/* Keeps a value alive until released; -1: no memory. */
int vm_handle_new(struct vm *vm, vm_value v);
vm_value vm_handle_get(struct vm *vm, int handle);
void vm_handle_free(struct vm *vm, int handle);
void *vm_host_ctx(struct vm *vm);
void vm_memory_used(struct vm *vm, size_t *used, size_t *total);

#endif

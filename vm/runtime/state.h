/* SPDX-License-Identifier: MIT */
/*
 * The state of one VM. It stands at the start of the embedder's block.
 * Fields that modules keep are values in `roots` (state.def), so that the
 * collector finds them.
 */
#ifndef VM_STATE_H
#define VM_STATE_H

#include "../vm_host.h"
#include "../vm.h"
#include "heap.h"
#include "raise.h"

struct vm_function;
struct vm_generator;
struct vm_threads;

/* What happens to a frame's result. */
enum vm_frame_kind {
	VM_FRAME_CALL,       /* goes to register `target` of the caller */
	VM_FRAME_ENTRY,      /* C called: the interpreter returns it */
	VM_FRAME_INIT,       /* __init__: dropped, must be None */
	VM_FRAME_FOR,        /* __next__ or a generator resumed by FOR */
	VM_FRAME_FOR_WIDE,   /* the same behind a WIDE prefix */
	VM_FRAME_YIELD_FROM, /* a generator resumed by YFROM */
};

/* Frame records grow down from the end of a stack segment. */
struct vm_frame {
	struct vm_frame *previous;
	struct vm_function *function;
	vm_value *base;    /* its registers */
	const uint8_t *pc; /* next instruction, at the last raising op */
	uint16_t target;   /* generators: the segment's registers in use */
	uint16_t how;      /* enum vm_frame_kind and VM_FRAME_... flags */
};

#define VM_INTERRUPT_CHAR  3 /* Ctrl-C */

#define VM_FRAME_KIND      0xffu
#define VM_FRAME_GENERATOR 0x100u /* base lies in a struct vm_generator */
#define VM_FRAME_FIRST     0x200u /* first in its segment */

/* A piece of the VM stack: registers up, frame records down. */
struct vm_stack_segment {
	struct vm_stack_segment *previous;
	uint8_t *end;
	vm_value registers[];
};

struct vm_attr_cache_entry {
	vm_value type; /* class or builtin type */
	vm_value name;
	vm_value value;
	intptr_t slot; /* instance slot, or enum vm_attr_kind */
};

enum vm_attr_kind {
	VM_ATTR_METHOD = -1, /* a function to bind */
	VM_ATTR_VALUE = -2,  /* a plain class attribute */
};

/* What the exception table of some code says about a place in it. */
struct vm_handlers {
	const uint8_t *at;
	int32_t offset;  /* of the handler; -1: none */
	uint16_t target; /* its register */
	int16_t handled; /* that of a running except clause; -1: none */
};

enum vm_root {
#define X(name) VM_ROOT_##name,
#include "roots.def"
#undef X
	VM_ROOT_COUNT
};

/* Where the last character asked for is in a long str that is not ASCII. */
struct vm_str_cursor {
	vm_value str;      /* VM_UNDEF after each collection */
	uint32_t position; /* in characters */
	uint32_t offset;   /* in bytes */
	uint32_t count;    /* characters in all */
};

#define VM_SCHEDULE_MAX 8
/* At most, powers of two; fewer in a small block. */
#define VM_NAME_CACHE_SIZE    64u
#define VM_HANDLER_CACHE_SIZE 16u

struct vm {
	volatile uint32_t pending; /* interrupt requested; hot words first */
	uint32_t name_epoch;       /* see dict.h */
	struct vm_frame *frame;    /* innermost */
	struct vm_stack_segment *segment;
	struct vm_stack_segment *spare_segment; /* kept for the next call */
	struct vm_landing *landing;
	vm_value stop_value; /* result of the generator that ended */
	uintptr_t attr_cache_mask;
	struct vm_heap heap;
	const struct vm_host *host;
	const struct vm_config *config;
	const struct vm_frozen *frozen; /* borrowed from config, or NULL */
	uintptr_t c_stack_limit;
	int os_errno;        /* of the last OSError the host's answer was */
	uint32_t poll_count; /* back-edges and calls until the next poll */
	size_t stack_used;   /* bytes of all segments */
	size_t stack_limit;
	uint64_t budget;
	vm_value last_exception;
	vm_value last_value;
	vm_value roots[VM_ROOT_COUNT];
	vm_value scheduled[VM_SCHEDULE_MAX][2];
	uint8_t scheduled_head;
	uint8_t scheduled_count;
	uint8_t optimise; /* -O level, micropython.opt_level() */
	bool in_scheduled;
	uint8_t budget_over;   /* how often; from the 2nd on uncatchable */
	int8_t interrupt_char; /* micropython.kbd_intr(), -1: off; each
				* program starts with VM_INTERRUPT_CHAR */
#if VM_HAS_DUPTERM
	uint8_t terminal_streams; /* see terminal.c */
	bool in_terminal;         /* a stream is being called */
	bool in_terminal_read;    /* for whom reads the terminal */
	bool terminal_after_return;
	bool terminal_host_ended;
	bool terminal_interrupt;  /* a stream asked for it */
	uint32_t terminal_polled; /* ms */
#endif
	int exit_code;
	struct vm_str_cursor str_cursor;
	size_t block_len;
	struct vm_threads *threads; /* NULL: none but the host's own */
#if VM_QUICK_CASES
	/* Behind attr_cache. */
	vm_value *name_cache; /* see intern.c */
	struct vm_handlers *handler_cache;
	uint32_t name_cache_size;
	uint32_t handler_cache_size;
#endif
	struct vm_attr_cache_entry attr_cache[]; /* attr_cache_mask + 1 */
};

#define VM_ROOT(vm, name) ((vm)->roots[VM_ROOT_##name])

#endif

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

/* Why a frame was entered: what happens to its result. */
enum vm_frame_kind {
	VM_FRAME_CALL,      /* result to register `target` of the caller */
	VM_FRAME_ENTRY,     /* C called: the interpreter returns */
	VM_FRAME_INIT,      /* __init__: result must be None, keep target */
	VM_FRAME_GENERATOR, /* resumed by FOR / next / send of bytecode */
	VM_FRAME_DISCARD,   /* __setitem__ and so on */
};

/* Frame records grow down from the end of a stack segment. */
struct vm_frame {
	struct vm_function *function;
	vm_value *base;                 /* its registers */
	const uint8_t *pc;              /* of the instruction being executed */
	struct vm_generator *generator; /* registers live there, or NULL */
	uint16_t target;
	uint8_t kind; /* enum vm_frame_kind */
	uint8_t op;   /* for the kind's continuation */
};

struct vm_stack_segment {
	struct vm_stack_segment *previous;
	struct vm_stack_segment *next; /* the spare one */
	vm_value *limit;               /* end of the register area */
	vm_value registers[];
};

struct vm_attr_cache_entry {
	vm_value class;
	vm_value name;
	vm_value value; /* method, or slot as a small int */
};

enum vm_root {
#define X(name) VM_ROOT_##name,
#include "roots.def"
#undef X
	VM_ROOT_COUNT
};

#define VM_SCHEDULE_MAX 8
#define VM_REPR_MAX     16

struct vm {
	/* The interpreter's hot words. */
	volatile uint32_t pending; /* VM_PENDING_...: leave the fast path */
	uint32_t name_epoch;       /* see dict.h */
	struct vm_frame *frame;    /* innermost */
	vm_value *stack_top;       /* first register C may use for a call */
	struct vm_stack_segment *segment;
	struct vm_landing *landing;
	vm_value stop_value; /* result of the generator that ended */
	struct vm_heap heap;
	const struct vm_host *host;
	const struct vm_config *config;
	uintptr_t c_stack_limit;
	uint32_t call_depth;
	uint32_t poll_count;
	uint64_t budget;
	vm_value last_exception;
	vm_value last_value;
	vm_value roots[VM_ROOT_COUNT];
	vm_value scheduled[VM_SCHEDULE_MAX][2];
	uint8_t scheduled_head;
	uint8_t scheduled_count;
	uint8_t optimise; /* -O level, micropython.opt_level() */
	uint8_t repr_count;
	int8_t interrupt_char; /* micropython.kbd_intr(), -1: off */
	int exit_code;
	vm_value repr_open[VM_REPR_MAX];
	struct vm_attr_cache_entry attr_cache[VM_ATTR_CACHE_SIZE];
};

#define VM_PENDING_INTERRUPT 1u
#define VM_PENDING_SCHEDULED 2u
#define VM_PENDING_POLL      4u

#define VM_ROOT(vm, name)    ((vm)->roots[VM_ROOT_##name])

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Code generator: one struct per function being generated. Locals have the
 * first registers, temporaries are a stack above them. An expression is
 * evaluated into a given register, or wherever its value already is.
 */
#ifndef VM_COMPILER_CODEGEN_H
#define VM_COMPILER_CODEGEN_H

#include "compiler.h"
#include "emit.h"
#include "scope.h"

/* What a jump out of a block does; the values are completion kinds. */
enum vm_exit {
	VM_EXIT_RETURN = 2,
	VM_EXIT_BREAK = 3,
	VM_EXIT_CONTINUE = 4,
};

enum vm_block_kind {
	VM_BLOCK_LOOP,
	VM_BLOCK_FINALLY, /* exits run its code first */
	VM_BLOCK_HANDLER, /* exits unbind the exception's name */
};

/* A statement around the current one; lives on the C stack. */
struct vm_block {
	struct vm_block *outer;
	uint8_t kind;      /* enum vm_block_kind */
	uint8_t exits;     /* FINALLY: bit mask of enum vm_exit seen */
	uint8_t record;    /* FINALLY: registers of kind and value */
	uint8_t exception; /* HANDLER: register of the exception */
	uintptr_t name;    /* HANDLER: to unbind, or VM_NO_INDEX */
	vm_label_id label; /* LOOP: break; FINALLY: its code */
	vm_label_id next;  /* LOOP: continue */
};

struct vm_codegen {
	struct vm_compiler *compiler;
	struct vm_codegen *outer;
	struct vm_scope *scope; /* innermost, comprehensions included */
	struct vm_scope *frame;
	struct vm_emitter emit;
	struct vm_block *blocks;
	const struct vm_block *cleanup; /* the finally clause around */
	unsigned param_count;           /* registers bound at entry */
	unsigned local_count;           /* registers of named locals */
	unsigned top;                   /* first free register */
	unsigned max;                   /* registers used so far */
	unsigned guarded;   /* try and with around, in this function */
	uint64_t deletable; /* locals that may be unbound again */
	uint8_t clear[VM_REGISTERS_MAX / 8 + 1]; /* to unbind at entry */
	uint8_t viper;    /* viper function: 1 + type of the result */
	bool namespace;   /* names live in the dict of register 0 */
	unsigned cell;    /* class body: register of __class__ */
	unsigned spilled; /* register of the cells of further locals */
};

/* Named locals beyond these registers are cells in a list. */
#define VM_LOCALS_MAX   150
#define VM_SLOT_SPILLED 255 /* of their symbols */

/* Where a name lives. */
enum vm_place_kind {
	VM_PLACE_REGISTER,
	VM_PLACE_CELL,
	VM_PLACE_FREE,
	VM_PLACE_GLOBAL,
	VM_PLACE_NAMESPACE,
	VM_PLACE_SPILLED, /* in a cell of the list of gen->spilled */
};

struct vm_place {
	enum vm_place_kind kind;
	unsigned slot;
};

/* codegen.c: functions, registers, constants. */
void vm_codegen_outer_function(struct vm_compiler *compiler,
    struct vm_node *node);
struct vm_code *vm_codegen_function(struct vm_codegen *outer,
    struct vm_node *node);
struct vm_code *vm_codegen_class_body(struct vm_codegen *outer,
    struct vm_node *node);
struct vm_code *vm_codegen_comprehension_body(struct vm_codegen *outer,
    struct vm_node *node);
void vm_codegen_begin_module(struct vm_codegen *gen,
    struct vm_compiler *compiler, struct vm_scope *scope);
struct vm_code *vm_codegen_end_module(struct vm_codegen *gen);
unsigned vm_codegen_temp(struct vm_codegen *gen);
/* dest if it is a temporary, else a new one; then the move to dest. */
unsigned vm_codegen_work(struct vm_codegen *gen, unsigned dest);
void vm_codegen_move(struct vm_codegen *gen, unsigned dest, unsigned source);
/* Start of a window of registers for a call; the top is there after it. */
unsigned vm_codegen_window(struct vm_codegen *gen, unsigned dest);
int32_t vm_codegen_k(struct vm_codegen *gen, uintptr_t pool_index);
int32_t vm_codegen_k_value(struct vm_codegen *gen, vm_value value);
void vm_codegen_load(struct vm_codegen *gen, unsigned dest, vm_value value);
void vm_codegen_line(struct vm_codegen *gen, const struct vm_node *node);
VM_NORETURN void vm_codegen_fail(struct vm_codegen *gen,
    const struct vm_node *node, const char *text);

/* codegen_name.c: names and targets. */
struct vm_place vm_codegen_place(struct vm_codegen *gen, uintptr_t name);
/* Where the cell is that an inner function captures. */
struct vm_place vm_codegen_cell_place(struct vm_codegen *gen, uintptr_t name);
void vm_codegen_load_name(struct vm_codegen *gen, uintptr_t name,
    unsigned dest);
void vm_codegen_store_name(struct vm_codegen *gen, uintptr_t name,
    unsigned source);
void vm_codegen_delete_name(struct vm_codegen *gen, uintptr_t name);
void vm_codegen_unbind(struct vm_codegen *gen, uintptr_t name);
/* Register that holds the local, checked to be bound, or -1. */
int vm_codegen_local(struct vm_codegen *gen, const struct vm_node *node);
/* Register a target's value may be computed into directly, or -1. */
int vm_codegen_target_register(struct vm_codegen *gen,
    const struct vm_node *target);
void vm_codegen_bound(struct vm_codegen *gen, unsigned reg);
void vm_codegen_assign(struct vm_codegen *gen, struct vm_node *target,
    unsigned source);
void vm_codegen_delete(struct vm_codegen *gen, struct vm_node *target);
void vm_codegen_enter_symbols(struct vm_codegen *gen, struct vm_scope *scope);
/* The cell of a spilled name into a register. */
void vm_codegen_spilled_cell(struct vm_codegen *gen, unsigned dest,
    unsigned slot);

/* codegen_expression.c */
void vm_codegen_into(struct vm_codegen *gen, struct vm_node *node,
    unsigned dest);
unsigned vm_codegen_value(struct vm_codegen *gen, struct vm_node *node);
/* The same, but a value that must be computed goes to reg. */
unsigned vm_codegen_value_in(struct vm_codegen *gen, struct vm_node *node,
    unsigned reg);
/* Value in the next temporary, whatever it is. */
unsigned vm_codegen_push(struct vm_codegen *gen, struct vm_node *node);
enum vm_opcode vm_codegen_binary_op(unsigned operator_);
/* dest = left operator right. */
void vm_codegen_operate(struct vm_codegen *gen, unsigned operator_,
    unsigned dest, unsigned left, struct vm_node *right);
void vm_codegen_await(struct vm_codegen *gen, unsigned reg);
void vm_codegen_yield(struct vm_codegen *gen, unsigned reg);
bool vm_codegen_small_int(struct vm_codegen *gen, struct vm_node *node,
    int32_t low, int32_t high, int32_t *value);

/* codegen_condition.c */
void vm_codegen_jump_if(struct vm_codegen *gen, struct vm_node *node,
    bool sense, vm_label_id label);
void vm_codegen_compare(struct vm_codegen *gen, struct vm_node *node,
    unsigned dest);

/* fold.c: values known at compile time. */
bool vm_codegen_fold(struct vm_codegen *gen, struct vm_node *node,
    vm_value *value);
/* A name that stands for a const() value here. */
bool vm_codegen_is_const_name(struct vm_codegen *gen,
    const struct vm_node *node);

#endif

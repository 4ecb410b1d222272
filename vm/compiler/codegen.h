/* SPDX-License-Identifier: MIT */
/*
 * Code generator: one struct per function being generated. Locals have the
 * first registers, temporaries are a stack above them. An expression is
 * evaluated into a given register, or wherever its value already is.
 */
#ifndef VM_COMPILER_CODEGEN_H
#define VM_COMPILER_CODEGEN_H

#include "codegen_block.h"
#include "compiler.h"
#include "emit.h"
#include "scope.h"

struct vm_codegen {
	struct vm_emitter emit; /* first: most is passed its address */
	struct vm_compiler *compiler;
	struct vm_codegen *outer;
	struct vm_scope *scope; /* innermost, comprehensions included */
	struct vm_scope *frame;
	struct vm_block *blocks;
	const struct vm_block *cleanup; /* the finally clause around */
	unsigned param_count;           /* registers bound at entry */
	unsigned local_count;           /* registers of named locals */
	unsigned top;                   /* first free register */
	unsigned max;                   /* registers used so far */
	unsigned guarded;   /* try and with around, in this function */
	uint64_t deletable; /* locals that may be unbound again */
	uint8_t clear[VM_NEAR_REGISTERS / 8 + 1]; /* to unbind at entry */
	uint8_t viper;  /* viper function: 1 + type of the result */
	bool namespace; /* names live in the dict of register 0 */
	bool uses_k;
	unsigned cell; /* class body: register of __class__ */
};

/* Where a name lives. */
enum vm_place_kind {
	VM_PLACE_REGISTER,
	VM_PLACE_CELL,
	VM_PLACE_FREE,
	VM_PLACE_GLOBAL,
	VM_PLACE_NAMESPACE,
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

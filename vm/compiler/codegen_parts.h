/* SPDX-License-Identifier: MIT */
/* The parts of the code generator by kind of node; see codegen.h. */
#ifndef VM_COMPILER_CODEGEN_PARTS_H
#define VM_COMPILER_CODEGEN_PARTS_H

#include "codegen.h"

/* codegen_display.c: displays, f-strings, comprehensions */
void vm_codegen_tuple(struct vm_codegen *gen, struct vm_node *node,
    unsigned dest);
void vm_codegen_list(struct vm_codegen *gen, struct vm_node *node,
    unsigned dest);
void vm_codegen_set(struct vm_codegen *gen, struct vm_node *node,
    unsigned dest);
void vm_codegen_dict(struct vm_codegen *gen, struct vm_node *node,
    unsigned dest);
void vm_codegen_fstring(struct vm_codegen *gen, struct vm_node *node,
    unsigned dest);
void vm_codegen_format(struct vm_codegen *gen, struct vm_node *node,
    unsigned dest);
void vm_codegen_comprehension(struct vm_codegen *gen, struct vm_node *node,
    unsigned dest);
void vm_codegen_comprehension_loops(struct vm_codegen *gen,
    struct vm_node *node, unsigned result);

/* codegen_call.c: calls and definitions */
void vm_codegen_call(struct vm_codegen *gen, struct vm_node *node,
    unsigned dest);
void vm_codegen_closure(struct vm_codegen *gen, const struct vm_scope *scope,
    vm_value code, unsigned dest);
void vm_codegen_define(struct vm_codegen *gen, struct vm_node *node,
    unsigned dest);
void vm_codegen_class(struct vm_codegen *gen, struct vm_node *node,
    unsigned dest);

/* codegen_viper.c: in viper functions, else they do nothing */
void vm_codegen_viper_begin(struct vm_codegen *gen, const struct vm_node *node);
/* Raises ViperTypeError for types that do not go together. */
void vm_codegen_viper_check(struct vm_codegen *gen,
    const struct vm_node *function);
/* Whether a call is one of a type's name, which converts. */
bool vm_codegen_viper_is_cast(struct vm_codegen *gen,
    const struct vm_node *node, unsigned *type);
void vm_codegen_viper_result(struct vm_codegen *gen, unsigned value);
void vm_codegen_viper_wrap(struct vm_codegen *gen, unsigned operator_,
    unsigned reg);
/* A call that is a cast: done, true. */
bool vm_codegen_viper_call(struct vm_codegen *gen, struct vm_node *node,
    unsigned dest);

/* codegen_statement.c, codegen_loop.c, codegen_try.c */
void vm_codegen_statement(struct vm_codegen *gen, struct vm_node *node);
void vm_codegen_while(struct vm_codegen *gen, struct vm_node *node);
void vm_codegen_for(struct vm_codegen *gen, struct vm_node *node);
/* Starts an iteration; its three registers are the last temporaries. */
unsigned vm_codegen_iterate(struct vm_codegen *gen, struct vm_node *iterable);
/* Async iteration: next item of the iterator to item, or out at the end. */
void vm_codegen_async_next(struct vm_codegen *gen, unsigned iterator,
    unsigned item, vm_label_id end);
void vm_codegen_async_iter(struct vm_codegen *gen, struct vm_node *iterable,
    unsigned dest);
void vm_codegen_try(struct vm_codegen *gen, struct vm_node *node);
void vm_codegen_with(struct vm_codegen *gen, struct vm_node *node);
void vm_codegen_exit(struct vm_codegen *gen, struct vm_block *from,
    enum vm_exit kind, unsigned value);
void vm_codegen_raise(struct vm_codegen *gen, struct vm_node *node);

/* Pushes both bounds of a slice without step; the first's register. */
unsigned vm_codegen_slice_bounds(struct vm_codegen *gen, struct vm_node *slice);

#endif

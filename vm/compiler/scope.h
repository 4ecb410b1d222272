/* SPDX-License-Identifier: MIT */
/*
 * Scopes: which names of a function, class or comprehension are local, in
 * cells, free or global. Built for one statement or outermost function at a
 * time, in the compiler's arena.
 */
#ifndef VM_COMPILER_SCOPE_H
#define VM_COMPILER_SCOPE_H

#include <stdbool.h>

#include "compiler.h"

enum vm_scope_kind {
	VM_SCOPE_MODULE,
	VM_SCOPE_CLASS,
	VM_SCOPE_FUNCTION,
	VM_SCOPE_COMPREHENSION, /* runs in the frame of the scope around it */
};

#define VM_SYMBOL_BOUND    1u
#define VM_SYMBOL_USED     2u
#define VM_SYMBOL_GLOBAL   4u
#define VM_SYMBOL_NONLOCAL 8u
#define VM_SYMBOL_CELL     16u /* bound here, used by an inner function */
#define VM_SYMBOL_FREE     32u /* comes in the closure; slot: its number */
#define VM_SYMBOL_DELETED  64u /* may become unbound again */
#define VM_SYMBOL_PARAM    128u

struct vm_symbol {
	struct vm_symbol *next;
	uint16_t name;
	uint8_t flags;
	uint8_t slot; /* see vm_symbol_slot */
};

struct vm_far_symbol;

struct vm_scope {
	struct vm_scope *parent;
	struct vm_scope *first_child;
	struct vm_scope *next_sibling;
	struct vm_symbol *first;
	struct vm_symbol **last;
	struct vm_node *node;
	struct vm_far_symbol *far; /* slots that are no byte */
	uint32_t symbol_count;
	uint16_t free_count;
	uint8_t kind;
	bool is_generator; /* yields, or awaits outside of async def */
	bool is_async;
	bool has_walrus; /* reading a local early needs a copy */
	bool class_cell; /* class whose methods use __class__ */
};

struct vm_scope *vm_scope_new(struct vm_compiler *compiler,
    struct vm_scope *parent, enum vm_scope_kind kind, struct vm_node *node);

/* Builds and resolves the scopes of everything in node. */
void vm_scope_analyse(struct vm_compiler *compiler, struct vm_scope *scope,
    struct vm_node *node);
/* The same for a function node; its scope becomes a child of outer. */
struct vm_scope *vm_scope_function(struct vm_compiler *compiler,
    struct vm_scope *outer, struct vm_node *node);

/* The symbol of this scope only, or NULL. */
struct vm_symbol *vm_scope_find(struct vm_compiler *compiler,
    const struct vm_scope *scope, uintptr_t name);
/* Its register, or its number in the closure. */
unsigned vm_symbol_slot(const struct vm_scope *scope,
    const struct vm_symbol *symbol);
void vm_symbol_place(struct vm_compiler *compiler, struct vm_scope *scope,
    struct vm_symbol *symbol, unsigned slot);
/* The scope whose frame this one runs in. */
struct vm_scope *vm_scope_frame(struct vm_scope *scope);

#endif

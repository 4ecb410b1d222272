/* SPDX-License-Identifier: MIT */
/*
 * State of one compilation, shared by the parser, the scope pass and the
 * code generator. It lives on the C stack of vm_compile, which keeps its
 * heap blocks alive; nothing of it survives the compilation.
 */
#ifndef VM_COMPILER_COMPILER_H
#define VM_COMPILER_COMPILER_H

#include "../object/value.h"
#include "arena.h"
#include "ast.h"
#include "scratch.h"
#include "compile.h"
#include "lexer.h"

struct vm_type;
struct vm_unit;

/* Names and constants of the source; nodes refer to them by index. */
struct vm_pool {
	vm_value *values; /* owned: a traced buffer */
	size_t count;
	size_t limit;
	uint16_t *k_map; /* owned: index in the unit's constants, plus one */
	uint16_t *table; /* owned: hash of value words to index + 1 */
	size_t table_size;
};

/* Where in the program the parser is; saved around definitions. */
struct vm_parser_context {
	uintptr_t block;         /* name of the function or class */
	uint32_t function_depth; /* functions around the statement */
	uint32_t loop_depth;     /* loops around it, in the same block */
	bool in_function;        /* the block is a function */
	bool in_async;           /* the block is an async function */
	bool in_class;           /* the block is a class body */
	bool viper;              /* the next function is @micropython.viper */
};

struct vm_compiler {
	struct vm *vm;
	struct vm_lexer *lexer; /* borrowed: f-strings nest their own */
	vm_value filename;
	enum vm_compile_mode mode;
	struct vm_arena arena;
	struct vm_pool pool;
	struct vm_scratch kids;      /* union vm_kid: nodes being built */
	struct vm_node *pushed_atom; /* atom already parsed, or NULL */
	struct vm_parser_context context;
	struct vm_unit *unit;     /* owns the constants of all code */
	struct vm_scratch consts; /* struct vm_const_entry: const() names */
	bool names;               /* top-level names in a separate dict */
};

/* Errors: noreturn. The first kind has no block name in its traceback. */
VM_NORETURN void vm_compiler_syntax_error(struct vm_compiler *compiler,
    uint32_t line, const char *text);
VM_NORETURN void vm_compiler_block_error(struct vm_compiler *compiler,
    uint32_t line, const char *text);

VM_NORETURN void vm_compiler_raise(struct vm_compiler *compiler,
    const struct vm_type *type, uint32_t line, vm_value block,
    const char *text);

/* Raises when the C stack is nearly used up. */
void vm_compiler_check_depth(struct vm_compiler *compiler);

/* The pool: index of a value, of a name. */
uintptr_t vm_pool_add(struct vm_compiler *compiler, vm_value value);
uintptr_t vm_pool_name(struct vm_compiler *compiler, const char *text,
    size_t len);
static inline vm_value
vm_pool_get(const struct vm_compiler *compiler, uintptr_t index)
{
	return compiler->pool.values[index];
}

/*
 * Building nodes: kids are pushed, then reduced to a node which takes all
 * kids pushed since the mark.
 */
size_t vm_node_mark(const struct vm_compiler *compiler);
void vm_node_push(struct vm_compiler *compiler, struct vm_node *node);
void vm_node_push_index(struct vm_compiler *compiler, uintptr_t index);
size_t vm_node_pushed(const struct vm_compiler *compiler, size_t mark);
struct vm_node *vm_node_reduce(struct vm_compiler *compiler,
    enum vm_node_kind kind, uint32_t line, size_t mark);
/* The same with empty kids in front of the pushed ones. */
struct vm_node *vm_node_reduce_after(struct vm_compiler *compiler,
    enum vm_node_kind kind, uint32_t line, size_t mark, uint32_t lead);
/* A node of up to three kids at once. */
struct vm_node *vm_node_new(struct vm_compiler *compiler,
    enum vm_node_kind kind, uint32_t line);
struct vm_node *vm_node_new1(struct vm_compiler *compiler,
    enum vm_node_kind kind, uint32_t line, struct vm_node *a);
struct vm_node *vm_node_new2(struct vm_compiler *compiler,
    enum vm_node_kind kind, uint32_t line, struct vm_node *a,
    struct vm_node *b);
struct vm_node *vm_node_new_index(struct vm_compiler *compiler,
    enum vm_node_kind kind, uint32_t line, uintptr_t index);

#endif

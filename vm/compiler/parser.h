/* SPDX-License-Identifier: MIT */
/*
 * Parser: recursive descent over the lexer's tokens, one token ahead.
 */
#ifndef VM_COMPILER_PARSER_H
#define VM_COMPILER_PARSER_H

#include "compiler.h"

/* Token handling. */
VM_NORETURN void vm_parser_fail(struct vm_compiler *compiler);
static inline bool
vm_parser_at(const struct vm_compiler *compiler, enum vm_token token)
{
	return compiler->lexer->token == token;
}
bool vm_parser_accept(struct vm_compiler *compiler, enum vm_token token);
void vm_parser_expect(struct vm_compiler *compiler, enum vm_token token);
void vm_parser_expect_end(struct vm_compiler *compiler);
uintptr_t vm_parser_name(struct vm_compiler *compiler);

/* Statements (parser.c, parser_compound.c). */
struct vm_node *vm_parser_statement(struct vm_compiler *compiler);
struct vm_node *vm_parser_block(struct vm_compiler *compiler);
struct vm_node *vm_parser_compound(struct vm_compiler *compiler);
bool vm_parser_at_compound(const struct vm_compiler *compiler);

/* Definitions (parser_function.c). */
struct vm_node *vm_parser_decorated(struct vm_compiler *compiler);
struct vm_node *vm_parser_async(struct vm_compiler *compiler);
struct vm_node *vm_parser_function(struct vm_compiler *compiler, size_t mark,
    bool is_async);
struct vm_node *vm_parser_class(struct vm_compiler *compiler, size_t mark);
struct vm_node *vm_parser_lambda(struct vm_compiler *compiler);
struct vm_node *vm_parser_for(struct vm_compiler *compiler, bool is_async);
struct vm_node *vm_parser_with(struct vm_compiler *compiler, bool is_async);

/* Expressions (parser_expression.c). */
struct vm_node *vm_parser_test(struct vm_compiler *compiler);
struct vm_node *vm_parser_named(struct vm_compiler *compiler);
struct vm_node *vm_parser_or(struct vm_compiler *compiler);
struct vm_node *vm_parser_binary(struct vm_compiler *compiler, int level);
/* The lowest level of vm_parser_binary: all operators but comparisons. */
#define VM_PARSER_OPERATORS 2
/* At an operator that assigns. */
bool vm_parser_at_augmented(const struct vm_compiler *compiler,
    unsigned *operator_);
/* Expression list: a tuple if there is a comma; stars allowed. */
struct vm_node *vm_parser_list(struct vm_compiler *compiler);
struct vm_node *vm_parser_yield(struct vm_compiler *compiler);
/* List or yield: the right side of an assignment. */
struct vm_node *vm_parser_value(struct vm_compiler *compiler);
bool vm_parser_at_expression(const struct vm_compiler *compiler);

/* Atoms (parser_atom.c, parser_string.c). */
struct vm_node *vm_parser_atom(struct vm_compiler *compiler);
void vm_parser_arguments(struct vm_compiler *compiler);
struct vm_node *vm_parser_number(struct vm_compiler *compiler);
struct vm_node *vm_parser_string(struct vm_compiler *compiler);
/* Comprehension clauses follow; element and value are parsed. */
struct vm_node *vm_parser_comprehension(struct vm_compiler *compiler,
    enum vm_comprehension kind, struct vm_node *element, struct vm_node *value);
bool vm_parser_at_clause(const struct vm_compiler *compiler);

/* Names declared with const() (fold.c). */
bool vm_parser_is_const(const struct vm_compiler *compiler,
    const struct vm_node *node);
/* An assignment: name = const(value) gives the name its value. */
struct vm_node *vm_parser_const(struct vm_compiler *compiler,
    struct vm_node *node);

/* Types of viper functions (codegen_viper.c): number of a type's name. */
uintptr_t vm_viper_kind(struct vm_compiler *compiler, uintptr_t name,
    uint32_t line);
bool vm_viper_is_decorator(struct vm_compiler *compiler,
    const struct vm_node *node);

/* Targets (parser_target.c): check that a node may be assigned to. */
struct vm_node *vm_parser_targets(struct vm_compiler *compiler);
void vm_parser_check_target(struct vm_compiler *compiler,
    const struct vm_node *node);
void vm_parser_check_delete(struct vm_compiler *compiler,
    const struct vm_node *node);

#endif

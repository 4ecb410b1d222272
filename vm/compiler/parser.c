/* SPDX-License-Identifier: MIT */
/*
 * Parser: tokens, blocks and simple statements.
 */
#include "../object/exception.h"
#include "parser.h"

void
vm_parser_fail(struct vm_compiler *compiler)
{
	const struct vm_lexer *lexer = compiler->lexer;

	if (lexer->token == VM_TOKEN_INDENT)
		vm_compiler_raise(compiler, &vm_type_IndentationError,
		    lexer->line, VM_UNDEF, "unexpected indent");
	vm_compiler_syntax_error(compiler, lexer->line, "invalid syntax");
}

bool
vm_parser_accept(struct vm_compiler *compiler, enum vm_token token)
{
	if (compiler->lexer->token != token)
		return false;
	vm_lexer_next(compiler->lexer);
	return true;
}

void
vm_parser_expect(struct vm_compiler *compiler, enum vm_token token)
{
	if (!vm_parser_accept(compiler, token))
		vm_parser_fail(compiler);
}

/* After the last statement or expression. */
void
vm_parser_expect_end(struct vm_compiler *compiler)
{
	while (vm_parser_accept(compiler, VM_TOKEN_NEWLINE))
		;
	if (!vm_parser_at(compiler, VM_TOKEN_END))
		vm_parser_fail(compiler);
}

uintptr_t
vm_parser_name(struct vm_compiler *compiler)
{
	struct vm_lexer *lexer = compiler->lexer;
	uintptr_t name;

	if (lexer->token != VM_TOKEN_NAME)
		vm_parser_fail(compiler);
	name = vm_pool_name(compiler, (const char *)lexer->text.data,
	    lexer->text.len);
	vm_lexer_next(lexer);
	return name;
}

static struct vm_node *
parse_delete(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);
	struct vm_node *target;

	vm_lexer_next(compiler->lexer);
	target = vm_parser_list(compiler);
	vm_parser_check_delete(compiler, target);
	vm_node_push(compiler, target);
	return vm_node_reduce(compiler, VM_NODE_DELETE, line, mark);
}

static struct vm_node *
parse_pass(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;

	vm_lexer_next(compiler->lexer);
	return vm_node_new(compiler, VM_NODE_PASS, line);
}

static struct vm_node *
parse_loop_exit(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	bool is_break = vm_parser_at(compiler, VM_TOKEN_KW_BREAK);

	if (compiler->context.loop_depth == 0)
		vm_compiler_block_error(compiler, line,
		    "'break'/'continue' outside loop");
	vm_lexer_next(compiler->lexer);
	return vm_node_new(compiler,
	    is_break ? VM_NODE_BREAK : VM_NODE_CONTINUE, line);
}

static struct vm_node *
parse_return(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	struct vm_node *value = NULL;

	vm_lexer_next(compiler->lexer);
	if (!compiler->context.in_function)
		vm_compiler_block_error(compiler, line,
		    "'return' outside function");
	if (vm_parser_at_expression(compiler))
		value = vm_parser_list(compiler);
	else if (vm_parser_at(compiler, VM_TOKEN_KW_YIELD))
		value = vm_parser_yield(compiler);
	return vm_node_new1(compiler, VM_NODE_RETURN, line, value);
}

static struct vm_node *
parse_raise(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	struct vm_node *exception = NULL;
	struct vm_node *cause = NULL;

	vm_lexer_next(compiler->lexer);
	if (vm_parser_at_expression(compiler)) {
		exception = vm_parser_test(compiler);
		if (vm_parser_accept(compiler, VM_TOKEN_KW_FROM))
			cause = vm_parser_test(compiler);
	}
	return vm_node_new2(compiler, VM_NODE_RAISE, line, exception, cause);
}

static struct vm_node *
parse_declaration(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);
	enum vm_node_kind kind = VM_NODE_GLOBAL;

	if (vm_parser_at(compiler, VM_TOKEN_KW_NONLOCAL)) {
		kind = VM_NODE_NONLOCAL;
		if (compiler->context.function_depth == 0)
			vm_compiler_block_error(compiler, line,
			    "can't declare nonlocal in outer code");
	}
	do {
		vm_lexer_next(compiler->lexer);
		vm_node_push_index(compiler, vm_parser_name(compiler));
	} while (vm_parser_at(compiler, VM_TOKEN_COMMA));
	return vm_node_reduce(compiler, kind, line, mark);
}

static struct vm_node *
parse_assert(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	struct vm_node *test;
	struct vm_node *message = NULL;

	vm_lexer_next(compiler->lexer);
	test = vm_parser_test(compiler);
	if (vm_parser_accept(compiler, VM_TOKEN_COMMA))
		message = vm_parser_test(compiler);
	return vm_node_new2(compiler, VM_NODE_ASSERT, line, test, message);
}

/* a.b.c as one name; leading dots are the caller's. */
static uintptr_t
parse_dotted(struct vm_compiler *compiler)
{
	struct vm_lexer *lexer = compiler->lexer;
	struct vm_scratch name;
	uintptr_t index;

	vm_scratch_init(&name);
	for (;;) {
		if (lexer->token != VM_TOKEN_NAME)
			vm_parser_fail(compiler);
		vm_scratch_append(compiler->vm, &name, lexer->text.data,
		    lexer->text.len);
		vm_lexer_next(lexer);
		if (!vm_parser_accept(compiler, VM_TOKEN_DOT))
			break;
		vm_scratch_push(compiler->vm, &name, '.');
	}
	index = vm_pool_name(compiler, (const char *)name.data, name.len);
	vm_scratch_fini(compiler->vm, &name);
	return index;
}

static uintptr_t
parse_alias(struct vm_compiler *compiler)
{
	if (!vm_parser_accept(compiler, VM_TOKEN_KW_AS))
		return VM_NO_INDEX;
	return vm_parser_name(compiler);
}

static struct vm_node *
parse_import(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);

	do {
		vm_lexer_next(compiler->lexer);
		vm_node_push_index(compiler, parse_dotted(compiler));
		vm_node_push_index(compiler, parse_alias(compiler));
	} while (vm_parser_at(compiler, VM_TOKEN_COMMA));
	return vm_node_reduce(compiler, VM_NODE_IMPORT, line, mark);
}

static uintptr_t
parse_import_level(struct vm_compiler *compiler)
{
	uintptr_t level = 0;

	for (;;) {
		if (vm_parser_accept(compiler, VM_TOKEN_DOT))
			level++;
		else if (vm_parser_accept(compiler, VM_TOKEN_ELLIPSIS))
			level += 3;
		else
			return level;
	}
}

static void
parse_import_names(struct vm_compiler *compiler)
{
	bool grouped = vm_parser_accept(compiler, VM_TOKEN_LPAREN);

	for (;;) {
		vm_node_push_index(compiler, vm_parser_name(compiler));
		vm_node_push_index(compiler, parse_alias(compiler));
		if (!vm_parser_accept(compiler, VM_TOKEN_COMMA))
			break;
		if (grouped && vm_parser_at(compiler, VM_TOKEN_RPAREN))
			break;
	}
	if (grouped)
		vm_parser_expect(compiler, VM_TOKEN_RPAREN);
}

static struct vm_node *
parse_import_from(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);
	uintptr_t level;

	vm_lexer_next(compiler->lexer);
	level = parse_import_level(compiler);
	vm_node_push_index(compiler, level);
	if (level > 0 && vm_parser_at(compiler, VM_TOKEN_KW_IMPORT))
		vm_node_push_index(compiler, vm_pool_name(compiler, "", 0));
	else
		vm_node_push_index(compiler, parse_dotted(compiler));
	vm_parser_expect(compiler, VM_TOKEN_KW_IMPORT);
	if (!vm_parser_accept(compiler, VM_TOKEN_MUL))
		parse_import_names(compiler);
	else if (compiler->context.in_function || compiler->context.in_class)
		vm_compiler_block_error(compiler, line,
		    "import * not at module level");
	return vm_node_reduce(compiler, VM_NODE_IMPORT_FROM, line, mark);
}

/* target: annotation [= value]; the annotation itself has no effect. */
static struct vm_node *
parse_annotated(struct vm_compiler *compiler, struct vm_node *target)
{
	uint32_t line = compiler->lexer->line;
	struct vm_arena_mark mark;

	vm_parser_check_target(compiler, target);
	if (target->kind == VM_NODE_TUPLE || target->kind == VM_NODE_LIST)
		vm_parser_fail(compiler);
	vm_lexer_next(compiler->lexer);
	mark = vm_arena_mark(&compiler->arena);
	vm_parser_test(compiler);
	vm_arena_release(&compiler->arena, mark);
	if (!vm_parser_accept(compiler, VM_TOKEN_ASSIGN))
		return vm_node_new1(compiler, VM_NODE_ANNOTATED, line, target);
	return vm_node_new2(compiler, VM_NODE_ASSIGN, line, target,
	    vm_parser_value(compiler));
}

static struct vm_node *
parse_augmented(struct vm_compiler *compiler, struct vm_node *target,
    unsigned operator_)
{
	uint32_t line = compiler->lexer->line;
	struct vm_node *node;

	if (target->kind == VM_NODE_TUPLE || target->kind == VM_NODE_LIST ||
	    target->kind == VM_NODE_STAR)
		vm_compiler_block_error(compiler, line,
		    "can't assign to expression");
	vm_parser_check_target(compiler, target);
	vm_lexer_next(compiler->lexer);
	node = vm_node_new2(compiler, VM_NODE_AUGMENTED, line, target,
	    vm_parser_value(compiler));
	node->flags = operator_ & 31u;
	return node;
}

static struct vm_node *
parse_expression_statement(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);
	struct vm_node *left = vm_parser_value(compiler);
	unsigned operator_;

	if (vm_parser_at(compiler, VM_TOKEN_COLON))
		return parse_annotated(compiler, left);
	if (vm_parser_at_augmented(compiler, &operator_))
		return parse_augmented(compiler, left, operator_);
	if (!vm_parser_at(compiler, VM_TOKEN_ASSIGN))
		return vm_node_new1(compiler, VM_NODE_EXPRESSION, line, left);
	vm_node_push(compiler, left);
	while (vm_parser_at(compiler, VM_TOKEN_ASSIGN)) {
		if (left->kind == VM_NODE_STAR)
			vm_compiler_block_error(compiler, line,
			    "can't assign to expression");
		vm_parser_check_target(compiler, left);
		vm_lexer_next(compiler->lexer);
		left = vm_parser_value(compiler);
		vm_node_push(compiler, left);
	}
	return vm_parser_const(compiler,
	    vm_node_reduce(compiler, VM_NODE_ASSIGN, line, mark));
}

static struct vm_node *
parse_simple(struct vm_compiler *compiler)
{
	switch ((int)compiler->lexer->token) {
	case VM_TOKEN_KW_PASS:
		return parse_pass(compiler);
	case VM_TOKEN_KW_BREAK:
	case VM_TOKEN_KW_CONTINUE:
		return parse_loop_exit(compiler);
	case VM_TOKEN_KW_DEL:
		return parse_delete(compiler);
	case VM_TOKEN_KW_RETURN:
		return parse_return(compiler);
	case VM_TOKEN_KW_RAISE:
		return parse_raise(compiler);
	case VM_TOKEN_KW_GLOBAL:
	case VM_TOKEN_KW_NONLOCAL:
		return parse_declaration(compiler);
	case VM_TOKEN_KW_ASSERT:
		return parse_assert(compiler);
	case VM_TOKEN_KW_IMPORT:
		return parse_import(compiler);
	case VM_TOKEN_KW_FROM:
		return parse_import_from(compiler);
	default:
		return parse_expression_statement(compiler);
	}
}

/* A line of simple statements; a BLOCK if there are several. */
static struct vm_node *
parse_simple_line(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);
	struct vm_node *first = parse_simple(compiler);

	if (vm_parser_accept(compiler, VM_TOKEN_NEWLINE))
		return first;
	vm_node_push(compiler, first);
	while (!vm_parser_accept(compiler, VM_TOKEN_NEWLINE)) {
		vm_parser_expect(compiler, VM_TOKEN_SEMICOLON);
		if (vm_parser_accept(compiler, VM_TOKEN_NEWLINE))
			break;
		vm_node_push(compiler, parse_simple(compiler));
	}
	return vm_node_reduce(compiler, VM_NODE_BLOCK, line, mark);
}

struct vm_node *
vm_parser_statement(struct vm_compiler *compiler)
{
	if (vm_parser_at_compound(compiler))
		return vm_parser_compound(compiler);
	return parse_simple_line(compiler);
}

struct vm_node *
vm_parser_block(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);

	vm_parser_expect(compiler, VM_TOKEN_COLON);
	if (!vm_parser_accept(compiler, VM_TOKEN_NEWLINE))
		return parse_simple_line(compiler);
	if (!vm_parser_accept(compiler, VM_TOKEN_INDENT))
		vm_compiler_syntax_error(compiler, compiler->lexer->line,
		    "invalid syntax");
	while (!vm_parser_accept(compiler, VM_TOKEN_DEDENT))
		vm_node_push(compiler, vm_parser_statement(compiler));
	return vm_node_reduce(compiler, VM_NODE_BLOCK, line, mark);
}

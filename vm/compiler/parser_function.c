/* SPDX-License-Identifier: MIT */
/*
 * Parser: functions, lambdas, classes and what precedes them. A function
 * outside of any other is compiled as soon as its body is parsed, and the
 * body's nodes are given back.
 */
#include <string.h>

#include "codegen_parts.h"
#include "parser.h"
#include "../runtime/intern.h"

static void
check_repeated(struct vm_compiler *compiler, size_t mark, uintptr_t name)
{
	size_t i;
	union vm_kid kid;

	for (i = mark; i < compiler->kids.len; i += sizeof(kid)) {
		memcpy(&kid, compiler->kids.data + i, sizeof(kid));
		if (kid.node->kid[0].index == name)
			vm_compiler_block_error(compiler, compiler->lexer->line,
			    "argument name reused");
	}
}

static void
skip_annotation(struct vm_compiler *compiler)
{
	struct vm_arena_mark mark = vm_arena_mark(&compiler->arena);

	vm_parser_test(compiler);
	vm_arena_release(&compiler->arena, mark);
}

/* The type an annotation of a viper function names. */
static uintptr_t
viper_annotation(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;

	if (!vm_parser_at(compiler, VM_TOKEN_NAME))
		vm_compiler_syntax_error(compiler, line,
		    "annotation must be an identifier");
	return vm_viper_kind(compiler, vm_parser_name(compiler), line);
}

/* Progress through a parameter list. */
struct param_state {
	size_t mark;
	enum vm_param_kind kind; /* of a plain name now */
	bool defaulted;          /* a default has been seen */
	bool annotated;          /* annotations are allowed: not a lambda */
};

static void
parse_param(struct vm_compiler *compiler, const struct param_state *state,
    enum vm_param_kind kind)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);
	uintptr_t name = vm_parser_name(compiler);
	struct vm_node *value = NULL;
	struct vm_node *node;
	bool viper =
	    VM_HAS_VIPER && state->annotated && compiler->context.viper;
	uintptr_t type = 0;

	check_repeated(compiler, state->mark, name);
	if (state->annotated && vm_parser_accept(compiler, VM_TOKEN_COLON)) {
		if (viper)
			type = viper_annotation(compiler);
		else
			skip_annotation(compiler);
	}
	if (kind != VM_PARAM_VARARGS && kind != VM_PARAM_KWARGS &&
	    vm_parser_accept(compiler, VM_TOKEN_ASSIGN))
		value = vm_parser_test(compiler);
	vm_node_push_index(compiler, name);
	vm_node_push(compiler, value);
	if (viper)
		vm_node_push_index(compiler, type);
	node = vm_node_reduce(compiler, VM_NODE_PARAM, line, mark);
	node->flags = kind & 31u;
	vm_node_push(compiler, node);
}

static void
check_default(struct vm_compiler *compiler, struct param_state *state)
{
	union vm_kid kid;

	memcpy(&kid, compiler->kids.data + compiler->kids.len - sizeof(kid),
	    sizeof(kid));
	if (kid.node->kid[1].node != NULL)
		state->defaulted = true;
	else if (state->defaulted && state->kind == VM_PARAM_NORMAL)
		vm_compiler_block_error(compiler, kid.node->line,
		    "non-default argument follows default argument");
}

/* A slash: the parameters so far are positional only. */
static void
close_positional(struct vm_compiler *compiler, const struct param_state *state)
{
	size_t i;
	union vm_kid kid;

	if (state->kind != VM_PARAM_NORMAL || compiler->kids.len == state->mark)
		vm_parser_fail(compiler);
	for (i = state->mark; i < compiler->kids.len; i += sizeof(kid)) {
		memcpy(&kid, compiler->kids.data + i, sizeof(kid));
		if (kid.node->flags == VM_PARAM_POSITIONAL)
			vm_parser_fail(compiler);
		kid.node->flags = VM_PARAM_POSITIONAL;
	}
}

static void
parse_star_param(struct vm_compiler *compiler, struct param_state *state)
{
	if (state->kind != VM_PARAM_NORMAL)
		vm_parser_fail(compiler);
	state->kind = VM_PARAM_KEYWORD;
	if (vm_parser_at(compiler, VM_TOKEN_NAME))
		parse_param(compiler, state, VM_PARAM_VARARGS);
}

/* Parameters up to, not including, the closing token. */
static struct vm_node *
parse_params(struct vm_compiler *compiler, enum vm_token close, bool annotated)
{
	uint32_t line = compiler->lexer->line;
	struct param_state state = { vm_node_mark(compiler), VM_PARAM_NORMAL,
		false, annotated };

	while (!vm_parser_at(compiler, close)) {
		if (vm_parser_accept(compiler, VM_TOKEN_POW)) {
			parse_param(compiler, &state, VM_PARAM_KWARGS);
			vm_parser_accept(compiler, VM_TOKEN_COMMA);
			if (!vm_parser_at(compiler, close))
				vm_parser_fail(compiler);
			break;
		}
		if (vm_parser_accept(compiler, VM_TOKEN_MUL)) {
			parse_star_param(compiler, &state);
		} else if (vm_parser_accept(compiler, VM_TOKEN_DIV)) {
			close_positional(compiler, &state);
		} else {
			parse_param(compiler, &state, state.kind);
			check_default(compiler, &state);
		}
		if (!vm_parser_accept(compiler, VM_TOKEN_COMMA) &&
		    !vm_parser_at(compiler, close))
			vm_parser_fail(compiler);
	}
	return vm_node_reduce(compiler, VM_NODE_PARAMS, line, state.mark);
}

static void
enter_function(struct vm_compiler *compiler, uintptr_t name, bool is_async)
{
	compiler->context.block = name;
	compiler->context.function_depth++;
	compiler->context.loop_depth = 0;
	compiler->context.in_function = true;
	compiler->context.in_async = is_async;
	compiler->context.in_class = false;
}

static void
parse_result_type(struct vm_compiler *compiler, struct vm_node *params)
{
	if (VM_HAS_VIPER && compiler->context.viper)
		params->flags = viper_annotation(compiler) & 31u;
	else
		skip_annotation(compiler);
}

struct vm_node *
vm_parser_function(struct vm_compiler *compiler, size_t mark, bool is_async)
{
	uint32_t line = compiler->lexer->line;
	struct vm_parser_context saved = compiler->context;
	struct vm_node *node;
	struct vm_node *params;
	struct vm_arena_mark body_mark;
	uintptr_t name;

	saved.viper = false;
	vm_parser_expect(compiler, VM_TOKEN_KW_DEF);
	name = vm_parser_name(compiler);
	compiler->context.block = name;
	vm_parser_expect(compiler, VM_TOKEN_LPAREN);
	params = parse_params(compiler, VM_TOKEN_RPAREN, true);
	vm_parser_expect(compiler, VM_TOKEN_RPAREN);
	if (vm_parser_accept(compiler, VM_TOKEN_ARROW))
		parse_result_type(compiler, params);
	node = vm_node_reduce_after(compiler, VM_NODE_FUNCTION, line, mark,
	    VM_FUNCTION_DECORATORS);
	node->flags = is_async ? VM_FUNCTION_ASYNC : 0;
	if (compiler->context.viper)
		node->flags |= VM_FUNCTION_VIPER;
	compiler->context.viper = false;
	node->kid[VM_FUNCTION_NAME].index = name;
	node->kid[VM_FUNCTION_PARAMS].node = params;
	body_mark = vm_arena_mark(&compiler->arena);
	enter_function(compiler, name, is_async);
	node->kid[VM_FUNCTION_BODY].node = vm_parser_block(compiler);
	compiler->context = saved;
	if (saved.function_depth == 0) {
		vm_codegen_outer_function(compiler, node);
		vm_arena_release(&compiler->arena, body_mark);
	}
	return node;
}

struct vm_node *
vm_parser_lambda(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	struct vm_parser_context saved = compiler->context;
	size_t mark = vm_node_mark(compiler);
	uintptr_t name = vm_pool_add(compiler, VM_NAME(lambda_));
	struct vm_node *node;
	struct vm_node *params;

	vm_lexer_next(compiler->lexer);
	params = parse_params(compiler, VM_TOKEN_COLON, false);
	vm_parser_expect(compiler, VM_TOKEN_COLON);
	node = vm_node_reduce_after(compiler, VM_NODE_FUNCTION, line, mark,
	    VM_FUNCTION_DECORATORS);
	node->flags = VM_FUNCTION_LAMBDA;
	node->kid[VM_FUNCTION_NAME].index = name;
	node->kid[VM_FUNCTION_PARAMS].node = params;
	enter_function(compiler, name, false);
	node->kid[VM_FUNCTION_BODY].node = vm_parser_test(compiler);
	compiler->context = saved;
	return node;
}

/* The decorators were pushed since mark. */
struct vm_node *
vm_parser_class(struct vm_compiler *compiler, size_t mark)
{
	uint32_t line = compiler->lexer->line;
	struct vm_parser_context saved = compiler->context;
	struct vm_node *node;
	struct vm_node *args;
	size_t args_mark;
	uintptr_t name;

	vm_parser_expect(compiler, VM_TOKEN_KW_CLASS);
	name = vm_parser_name(compiler);
	args_mark = vm_node_mark(compiler);
	if (vm_parser_accept(compiler, VM_TOKEN_LPAREN))
		vm_parser_arguments(compiler);
	args = vm_node_reduce(compiler, VM_NODE_ARGS, line, args_mark);
	compiler->context.block = name;
	compiler->context.loop_depth = 0;
	compiler->context.in_function = false;
	compiler->context.in_async = false;
	compiler->context.in_class = true;
	node = vm_node_reduce_after(compiler, VM_NODE_CLASS, line, mark,
	    VM_FUNCTION_DECORATORS);
	node->kid[VM_FUNCTION_NAME].index = name;
	node->kid[VM_FUNCTION_PARAMS].node = args;
	node->kid[VM_FUNCTION_BODY].node = vm_parser_block(compiler);
	compiler->context = saved;
	return node;
}

struct vm_node *
vm_parser_async(struct vm_compiler *compiler)
{
	size_t mark = vm_node_mark(compiler);
	uint32_t line = compiler->lexer->line;

	vm_lexer_next(compiler->lexer);
	if (vm_parser_at(compiler, VM_TOKEN_KW_DEF))
		return vm_parser_function(compiler, mark, true);
	if (!vm_parser_at(compiler, VM_TOKEN_KW_FOR) &&
	    !vm_parser_at(compiler, VM_TOKEN_KW_WITH))
		vm_parser_fail(compiler);
	if (!compiler->context.in_async)
		vm_compiler_block_error(compiler, line,
		    "async for/with outside async function");
	if (vm_parser_at(compiler, VM_TOKEN_KW_FOR))
		return vm_parser_for(compiler, true);
	return vm_parser_with(compiler, true);
}

struct vm_node *
vm_parser_decorated(struct vm_compiler *compiler)
{
	size_t mark = vm_node_mark(compiler);

	bool viper = false;
	struct vm_node *decorator;

	while (vm_parser_accept(compiler, VM_TOKEN_AT)) {
		decorator = vm_parser_named(compiler);
		viper = viper ||
		    (VM_HAS_VIPER &&
			vm_viper_is_decorator(compiler, decorator));
		vm_node_push(compiler, decorator);
		vm_parser_expect(compiler, VM_TOKEN_NEWLINE);
	}
	if (vm_parser_at(compiler, VM_TOKEN_KW_CLASS))
		return vm_parser_class(compiler, mark);
	compiler->context.viper = viper;
	if (vm_parser_accept(compiler, VM_TOKEN_KW_ASYNC))
		return vm_parser_function(compiler, mark, true);
	return vm_parser_function(compiler, mark, false);
}

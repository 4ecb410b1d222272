/* SPDX-License-Identifier: MIT */
/*
 * Parser: compound statements other than definitions.
 */
#include <string.h>

#include "parser.h"

static const uint8_t starts_compound[] = { VM_TOKEN_COUNT, VM_TOKEN_KW_IF,
	VM_TOKEN_KW_WHILE, VM_TOKEN_KW_FOR, VM_TOKEN_KW_TRY, VM_TOKEN_KW_WITH,
	VM_TOKEN_KW_DEF, VM_TOKEN_KW_CLASS, VM_TOKEN_KW_ASYNC, VM_TOKEN_AT };

bool
vm_parser_at_compound(const struct vm_compiler *compiler)
{
	return memchr(starts_compound, (int)compiler->lexer->token,
		   sizeof(starts_compound)) != NULL;
}

static struct vm_node *
parse_if(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);

	do {
		vm_lexer_next(compiler->lexer);
		vm_node_push(compiler, vm_parser_named(compiler));
		vm_node_push(compiler, vm_parser_block(compiler));
	} while (vm_parser_at(compiler, VM_TOKEN_KW_ELIF));
	if (vm_parser_accept(compiler, VM_TOKEN_KW_ELSE))
		vm_node_push(compiler, vm_parser_block(compiler));
	return vm_node_reduce(compiler, VM_NODE_IF, line, mark);
}

static struct vm_node *
parse_loop_body(struct vm_compiler *compiler)
{
	struct vm_node *body;

	compiler->context.loop_depth++;
	body = vm_parser_block(compiler);
	compiler->context.loop_depth--;
	return body;
}

static void
push_else(struct vm_compiler *compiler)
{
	struct vm_node *body = NULL;

	if (vm_parser_accept(compiler, VM_TOKEN_KW_ELSE))
		body = vm_parser_block(compiler);
	vm_node_push(compiler, body);
}

static struct vm_node *
parse_while(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);

	vm_lexer_next(compiler->lexer);
	vm_node_push(compiler, vm_parser_named(compiler));
	vm_node_push(compiler, parse_loop_body(compiler));
	push_else(compiler);
	return vm_node_reduce(compiler, VM_NODE_WHILE, line, mark);
}

struct vm_node *
vm_parser_for(struct vm_compiler *compiler, bool is_async)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);
	struct vm_node *node;

	vm_lexer_next(compiler->lexer);
	vm_node_push(compiler, vm_parser_targets(compiler));
	vm_parser_expect(compiler, VM_TOKEN_KW_IN);
	vm_node_push(compiler, vm_parser_list(compiler));
	vm_node_push(compiler, parse_loop_body(compiler));
	push_else(compiler);
	node = vm_node_reduce(compiler, VM_NODE_FOR, line, mark);
	node->flags = is_async ? VM_ASYNC : 0;
	return node;
}

static struct vm_node *
parse_handler(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);
	struct vm_node *type = NULL;
	uintptr_t name = VM_NO_INDEX;

	vm_lexer_next(compiler->lexer);
	if (!vm_parser_at(compiler, VM_TOKEN_COLON)) {
		type = vm_parser_test(compiler);
		if (vm_parser_accept(compiler, VM_TOKEN_KW_AS))
			name = vm_parser_name(compiler);
	}
	vm_node_push(compiler, type);
	vm_node_push_index(compiler, name);
	vm_node_push(compiler, vm_parser_block(compiler));
	return vm_node_reduce(compiler, VM_NODE_HANDLER, line, mark);
}

/* Pushes the handlers of a try; true if there was one at least. */
static bool
push_handlers(struct vm_compiler *compiler)
{
	bool any = false;
	bool caught_all = false;
	struct vm_node *handler;

	while (vm_parser_at(compiler, VM_TOKEN_KW_EXCEPT)) {
		if (caught_all)
			vm_compiler_block_error(compiler, compiler->lexer->line,
			    "default 'except' must be last");
		handler = parse_handler(compiler);
		caught_all = handler->kid[0].node == NULL;
		vm_node_push(compiler, handler);
		any = true;
	}
	return any;
}

static struct vm_node *
parse_try(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	struct vm_node *body;
	struct vm_node *otherwise = NULL;
	struct vm_node *finally = NULL;
	struct vm_node *node;
	bool handled;
	size_t mark;

	vm_lexer_next(compiler->lexer);
	body = vm_parser_block(compiler);
	mark = vm_node_mark(compiler);
	handled = push_handlers(compiler);
	if (handled && vm_parser_accept(compiler, VM_TOKEN_KW_ELSE))
		otherwise = vm_parser_block(compiler);
	if (vm_parser_accept(compiler, VM_TOKEN_KW_FINALLY))
		finally = vm_parser_block(compiler);
	else if (!handled)
		vm_parser_fail(compiler);
	node = vm_node_reduce_after(compiler, VM_NODE_TRY, line, mark, 3);
	node->kid[0].node = body;
	node->kid[1].node = otherwise;
	node->kid[2].node = finally;
	return node;
}

/* Pushes context and target of one item. */
static void
parse_with_item(struct vm_compiler *compiler)
{
	struct vm_node *target = NULL;

	vm_node_push(compiler, vm_parser_test(compiler));
	if (vm_parser_accept(compiler, VM_TOKEN_KW_AS)) {
		target = vm_parser_binary(compiler, 1);
		vm_parser_check_target(compiler, target);
	}
	vm_node_push(compiler, target);
}

/* What stood between parentheses was an expression, not items. */
static struct vm_node *
items_as_atom(struct vm_compiler *compiler, size_t mark, uint32_t line,
    bool comma)
{
	size_t count = vm_node_pushed(compiler, mark);
	union vm_kid kid[2];
	struct vm_node *node;
	uint32_t i;

	if (count == 2 && !comma) {
		memcpy(kid, compiler->kids.data + mark, sizeof(kid));
		if (kid[1].node != NULL)
			vm_parser_fail(compiler);
		compiler->kids.len = mark;
		return kid[0].node;
	}
	node = vm_node_reduce(compiler, VM_NODE_TUPLE, line, mark);
	for (i = 0; i < count / 2; i++) {
		if (node->kid[2 * i + 1].node != NULL)
			vm_parser_fail(compiler);
		node->kid[i] = node->kid[2 * i];
	}
	node->count = (uint32_t)(count / 2);
	return node;
}

/* True: items were pushed. False: an atom is pushed back instead. */
static bool
parse_with_group(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);
	bool comma = false;

	vm_lexer_next(compiler->lexer);
	if (vm_parser_at(compiler, VM_TOKEN_KW_YIELD)) {
		compiler->pushed_atom = vm_parser_yield(compiler);
		vm_parser_expect(compiler, VM_TOKEN_RPAREN);
		return false;
	}
	while (!vm_parser_accept(compiler, VM_TOKEN_RPAREN)) {
		parse_with_item(compiler);
		if (vm_parser_at_clause(compiler) ||
		    vm_parser_at(compiler, VM_TOKEN_WALRUS))
			vm_parser_fail(compiler);
		if (vm_parser_accept(compiler, VM_TOKEN_RPAREN))
			break;
		vm_parser_expect(compiler, VM_TOKEN_COMMA);
		comma = true;
	}
	if (vm_parser_at(compiler, VM_TOKEN_COLON) &&
	    vm_node_pushed(compiler, mark) != 0)
		return true;
	compiler->pushed_atom = items_as_atom(compiler, mark, line, comma);
	return false;
}

/* Items nest: with a, b: ... is with a: with b: ... */
static struct vm_node *
nest_items(struct vm_compiler *compiler, size_t mark, uint32_t line,
    bool is_async)
{
	struct vm_node *body = vm_parser_block(compiler);
	size_t count = vm_node_pushed(compiler, mark);
	union vm_kid kid[2];

	for (; count > 0; count -= 2) {
		memcpy(kid,
		    compiler->kids.data + mark + (count - 2) * sizeof(kid[0]),
		    sizeof(kid));
		compiler->kids.len = mark + (count - 2) * sizeof(kid[0]);
		vm_node_push(compiler, kid[0].node);
		vm_node_push(compiler, kid[1].node);
		vm_node_push(compiler, body);
		body = vm_node_reduce(compiler, VM_NODE_WITH, line,
		    mark + (count - 2) * sizeof(kid[0]));
		body->flags = is_async ? VM_ASYNC : 0;
	}
	return body;
}

struct vm_node *
vm_parser_with(struct vm_compiler *compiler, bool is_async)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);

	vm_lexer_next(compiler->lexer);
	if (vm_parser_at(compiler, VM_TOKEN_LPAREN) &&
	    parse_with_group(compiler))
		return nest_items(compiler, mark, line, is_async);
	do
		parse_with_item(compiler);
	while (vm_parser_accept(compiler, VM_TOKEN_COMMA));
	return nest_items(compiler, mark, line, is_async);
}

struct vm_node *
vm_parser_compound(struct vm_compiler *compiler)
{
	vm_compiler_check_depth(compiler);
	switch ((int)compiler->lexer->token) {
	case VM_TOKEN_KW_IF:
		return parse_if(compiler);
	case VM_TOKEN_KW_WHILE:
		return parse_while(compiler);
	case VM_TOKEN_KW_FOR:
		return vm_parser_for(compiler, false);
	case VM_TOKEN_KW_TRY:
		return parse_try(compiler);
	case VM_TOKEN_KW_WITH:
		return vm_parser_with(compiler, false);
	case VM_TOKEN_KW_DEF:
		return vm_parser_function(compiler, vm_node_mark(compiler),
		    false);
	case VM_TOKEN_KW_CLASS:
		return vm_parser_class(compiler, vm_node_mark(compiler));
	case VM_TOKEN_KW_ASYNC:
		return vm_parser_async(compiler);
	default:
		return vm_parser_decorated(compiler);
	}
}

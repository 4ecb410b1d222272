/* SPDX-License-Identifier: MIT */
/*
 * Parser: atoms, displays, comprehensions, and the calls, subscripts and
 * attributes that follow an atom.
 */
#include "../object/int.h"
#include "../runtime/state.h"
#include "parser.h"

static struct vm_node *
constant(struct vm_compiler *compiler, uint32_t line, vm_value value)
{
	return vm_node_new_index(compiler, VM_NODE_CONST, line,
	    vm_pool_add(compiler, value));
}

static struct vm_node *
parse_star_or_named(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;

	if (!vm_parser_accept(compiler, VM_TOKEN_MUL))
		return vm_parser_named(compiler);
	return vm_node_new1(compiler, VM_NODE_STAR, line,
	    vm_parser_binary(compiler, VM_PARSER_OPERATORS));
}

bool
vm_parser_at_clause(const struct vm_compiler *compiler)
{
	return vm_parser_at(compiler, VM_TOKEN_KW_FOR) ||
	    vm_parser_at(compiler, VM_TOKEN_KW_ASYNC);
}

static struct vm_node *
parse_clause(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	struct vm_node *target;
	struct vm_node *clause;
	bool is_async;

	if (vm_parser_accept(compiler, VM_TOKEN_KW_IF))
		return vm_node_new1(compiler, VM_NODE_COMP_IF, line,
		    vm_parser_or(compiler));
	is_async = vm_parser_accept(compiler, VM_TOKEN_KW_ASYNC);
	if (is_async && !compiler->context.in_async)
		vm_compiler_block_error(compiler, line,
		    "async for/with outside async function");
	vm_parser_expect(compiler, VM_TOKEN_KW_FOR);
	target = vm_parser_targets(compiler);
	vm_parser_expect(compiler, VM_TOKEN_KW_IN);
	clause = vm_node_new2(compiler, VM_NODE_COMP_FOR, line, target,
	    vm_parser_or(compiler));
	clause->flags = is_async ? VM_ASYNC : 0;
	return clause;
}

struct vm_node *
vm_parser_comprehension(struct vm_compiler *compiler,
    enum vm_comprehension kind, struct vm_node *element, struct vm_node *value)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);
	struct vm_node *node;

	if (element->kind == VM_NODE_STAR)
		vm_compiler_block_error(compiler, line,
		    "*x must be assignment target");
	while (vm_parser_at_clause(compiler) ||
	    vm_parser_at(compiler, VM_TOKEN_KW_IF))
		vm_node_push(compiler, parse_clause(compiler));
	node = vm_node_reduce_after(compiler, VM_NODE_COMPREHENSION, line, mark,
	    VM_COMPREHENSION_CLAUSES);
	node->flags = kind & 31u;
	node->kid[VM_COMPREHENSION_ELEMENT].node = element;
	node->kid[VM_COMPREHENSION_VALUE].node = value;
	return node;
}

/* The rest of a display: items up to the closing bracket. */
static struct vm_node *
parse_items(struct vm_compiler *compiler, enum vm_node_kind kind, uint32_t line,
    struct vm_node *first, enum vm_token close)
{
	size_t mark = vm_node_mark(compiler);

	vm_node_push(compiler, first);
	while (!vm_parser_accept(compiler, close)) {
		vm_parser_expect(compiler, VM_TOKEN_COMMA);
		if (vm_parser_accept(compiler, close))
			break;
		vm_node_push(compiler, parse_star_or_named(compiler));
	}
	return vm_node_reduce(compiler, kind, line, mark);
}

static struct vm_node *
parse_parenthesis(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	struct vm_node *first;

	vm_parser_expect(compiler, VM_TOKEN_LPAREN);
	if (vm_parser_accept(compiler, VM_TOKEN_RPAREN))
		return vm_node_new(compiler, VM_NODE_TUPLE, line);
	if (vm_parser_at(compiler, VM_TOKEN_KW_YIELD)) {
		first = vm_parser_yield(compiler);
		vm_parser_expect(compiler, VM_TOKEN_RPAREN);
		return first;
	}
	first = parse_star_or_named(compiler);
	if (vm_parser_at_clause(compiler)) {
		first = vm_parser_comprehension(compiler,
		    VM_COMPREHENSION_GENERATOR, first, NULL);
		vm_parser_expect(compiler, VM_TOKEN_RPAREN);
		return first;
	}
	if (vm_parser_accept(compiler, VM_TOKEN_RPAREN))
		return first;
	return parse_items(compiler, VM_NODE_TUPLE, line, first,
	    VM_TOKEN_RPAREN);
}

static struct vm_node *
parse_list_display(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	struct vm_node *first;

	vm_parser_expect(compiler, VM_TOKEN_LBRACKET);
	if (vm_parser_accept(compiler, VM_TOKEN_RBRACKET))
		return vm_node_new(compiler, VM_NODE_LIST, line);
	first = parse_star_or_named(compiler);
	if (vm_parser_at_clause(compiler)) {
		first = vm_parser_comprehension(compiler, VM_COMPREHENSION_LIST,
		    first, NULL);
		vm_parser_expect(compiler, VM_TOKEN_RBRACKET);
		return first;
	}
	return parse_items(compiler, VM_NODE_LIST, line, first,
	    VM_TOKEN_RBRACKET);
}

/* Pushes one entry of a dict display: key and value, or NULL and mapping. */
static void
parse_entry(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;

	if (vm_parser_accept(compiler, VM_TOKEN_POW)) {
		vm_node_push(compiler, NULL);
		vm_node_push(compiler,
		    vm_parser_binary(compiler, VM_PARSER_OPERATORS));
		return;
	}
	vm_node_push(compiler, vm_parser_test(compiler));
	if (!vm_parser_accept(compiler, VM_TOKEN_COLON)) {
		if (vm_parser_at(compiler, VM_TOKEN_COMMA) ||
		    vm_parser_at(compiler, VM_TOKEN_RBRACE))
			vm_compiler_block_error(compiler, line,
			    "expecting key:value for dict");
		vm_parser_fail(compiler);
	}
	vm_node_push(compiler, vm_parser_test(compiler));
}

/* A dict display whose first entry has been pushed since mark. */
static struct vm_node *
parse_dict(struct vm_compiler *compiler, uint32_t line, size_t mark)
{
	while (!vm_parser_accept(compiler, VM_TOKEN_RBRACE)) {
		vm_parser_expect(compiler, VM_TOKEN_COMMA);
		if (vm_parser_accept(compiler, VM_TOKEN_RBRACE))
			break;
		parse_entry(compiler);
	}
	return vm_node_reduce(compiler, VM_NODE_DICT, line, mark);
}

static struct vm_node *
parse_set(struct vm_compiler *compiler, uint32_t line, struct vm_node *first)
{
	size_t mark = vm_node_mark(compiler);

	vm_node_push(compiler, first);
	while (!vm_parser_accept(compiler, VM_TOKEN_RBRACE)) {
		vm_parser_expect(compiler, VM_TOKEN_COMMA);
		if (vm_parser_accept(compiler, VM_TOKEN_RBRACE))
			break;
		vm_node_push(compiler, parse_star_or_named(compiler));
		if (vm_parser_at(compiler, VM_TOKEN_COLON))
			vm_compiler_block_error(compiler, line,
			    "expecting just a value for set");
	}
	return vm_node_reduce(compiler, VM_NODE_SET, line, mark);
}

static struct vm_node *
parse_brace(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);
	struct vm_node *first;
	struct vm_node *value;

	vm_parser_expect(compiler, VM_TOKEN_LBRACE);
	if (vm_parser_accept(compiler, VM_TOKEN_RBRACE))
		return vm_node_new(compiler, VM_NODE_DICT, line);
	if (vm_parser_at(compiler, VM_TOKEN_POW)) {
		parse_entry(compiler);
		return parse_dict(compiler, line, mark);
	}
	first = parse_star_or_named(compiler);
	if (vm_parser_accept(compiler, VM_TOKEN_COLON)) {
		value = vm_parser_test(compiler);
		if (!vm_parser_at_clause(compiler)) {
			vm_node_push(compiler, first);
			vm_node_push(compiler, value);
			return parse_dict(compiler, line, mark);
		}
		first = vm_parser_comprehension(compiler, VM_COMPREHENSION_DICT,
		    first, value);
	} else if (vm_parser_at_clause(compiler)) {
		first = vm_parser_comprehension(compiler, VM_COMPREHENSION_SET,
		    first, NULL);
	} else {
		return parse_set(compiler, line, first);
	}
	vm_parser_expect(compiler, VM_TOKEN_RBRACE);
	return first;
}

static struct vm_node *
parse_name(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;

	return vm_node_new_index(compiler, VM_NODE_NAME, line,
	    vm_parser_name(compiler));
}

static struct vm_node *
parse_special(struct vm_compiler *compiler, vm_value value)
{
	uint32_t line = compiler->lexer->line;

	vm_lexer_next(compiler->lexer);
	return constant(compiler, line, value);
}

static struct vm_node *
parse_primary(struct vm_compiler *compiler)
{
	struct vm_node *pushed = compiler->pushed_atom;

	if (pushed != NULL) {
		compiler->pushed_atom = NULL;
		return pushed;
	}
	vm_compiler_check_depth(compiler);
	switch ((int)compiler->lexer->token) {
	case VM_TOKEN_NAME:
		return parse_name(compiler);
	case VM_TOKEN_INTEGER:
	case VM_TOKEN_FLOAT:
	case VM_TOKEN_IMAGINARY:
		return vm_parser_number(compiler);
	case VM_TOKEN_STRING:
	case VM_TOKEN_BYTES:
	case VM_TOKEN_FSTRING:
		return vm_parser_string(compiler);
	case VM_TOKEN_KW_NONE:
		return parse_special(compiler, VM_NONE);
	case VM_TOKEN_KW_TRUE:
		return parse_special(compiler, VM_TRUE);
	case VM_TOKEN_KW_FALSE:
		return parse_special(compiler, VM_FALSE);
	case VM_TOKEN_ELLIPSIS:
		return parse_special(compiler, VM_ELLIPSIS);
	case VM_TOKEN_LPAREN:
		return parse_parenthesis(compiler);
	case VM_TOKEN_LBRACKET:
		return parse_list_display(compiler);
	case VM_TOKEN_LBRACE:
		return parse_brace(compiler);
	default:
		vm_parser_fail(compiler);
	}
}

/* An index or a slice inside of brackets. */
static struct vm_node *
parse_slice(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);
	struct vm_node *part = NULL;
	int i;

	if (!vm_parser_at(compiler, VM_TOKEN_COLON)) {
		part = parse_star_or_named(compiler);
		if (!vm_parser_at(compiler, VM_TOKEN_COLON))
			return part;
	}
	vm_node_push(compiler, part);
	for (i = 0; i < 2; i++) {
		part = NULL;
		if (vm_parser_accept(compiler, VM_TOKEN_COLON) &&
		    vm_parser_at_expression(compiler))
			part = vm_parser_test(compiler);
		vm_node_push(compiler, part);
	}
	return vm_node_reduce(compiler, VM_NODE_SLICE, line, mark);
}

static struct vm_node *
parse_index(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);
	struct vm_node *first = parse_slice(compiler);

	if (vm_parser_accept(compiler, VM_TOKEN_RBRACKET)) {
		if (first->kind != VM_NODE_STAR)
			return first;
		vm_node_push(compiler, first);
		return vm_node_reduce(compiler, VM_NODE_TUPLE, line, mark);
	}
	vm_node_push(compiler, first);
	while (!vm_parser_accept(compiler, VM_TOKEN_RBRACKET)) {
		vm_parser_expect(compiler, VM_TOKEN_COMMA);
		if (vm_parser_accept(compiler, VM_TOKEN_RBRACKET))
			break;
		vm_node_push(compiler, parse_slice(compiler));
	}
	return vm_node_reduce(compiler, VM_NODE_TUPLE, line, mark);
}

/* What has been seen among the arguments of a call. */
struct argument_state {
	bool keyword;
	bool double_star;
};

static struct vm_node *
parse_keyword(struct vm_compiler *compiler, const struct vm_node *name,
    struct argument_state *state)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);

	if (name->kind != VM_NODE_NAME)
		vm_compiler_block_error(compiler, line,
		    "LHS of keyword arg must be an id");
	state->keyword = true;
	vm_node_push_index(compiler, name->kid[0].index);
	vm_node_push(compiler, vm_parser_test(compiler));
	return vm_node_reduce(compiler, VM_NODE_KEYWORD, line, mark);
}

static struct vm_node *
parse_argument(struct vm_compiler *compiler, struct argument_state *state)
{
	uint32_t line = compiler->lexer->line;
	struct vm_node *value;

	if (vm_parser_accept(compiler, VM_TOKEN_MUL)) {
		if (state->double_star)
			vm_compiler_block_error(compiler, line,
			    "* arg after **");
		return vm_node_new1(compiler, VM_NODE_STAR, line,
		    vm_parser_test(compiler));
	}
	if (vm_parser_accept(compiler, VM_TOKEN_POW)) {
		state->double_star = true;
		return vm_node_new1(compiler, VM_NODE_DOUBLE_STAR, line,
		    vm_parser_test(compiler));
	}
	value = vm_parser_named(compiler);
	if (vm_parser_accept(compiler, VM_TOKEN_ASSIGN))
		return parse_keyword(compiler, value, state);
	if (vm_parser_at_clause(compiler))
		value = vm_parser_comprehension(compiler,
		    VM_COMPREHENSION_GENERATOR, value, NULL);
	if (state->keyword || state->double_star)
		vm_compiler_block_error(compiler, line,
		    "positional arg after keyword arg");
	return value;
}

void
vm_parser_arguments(struct vm_compiler *compiler)
{
	struct argument_state state = { false, false };

	while (!vm_parser_accept(compiler, VM_TOKEN_RPAREN)) {
		vm_node_push(compiler, parse_argument(compiler, &state));
		if (vm_parser_accept(compiler, VM_TOKEN_RPAREN))
			break;
		vm_parser_expect(compiler, VM_TOKEN_COMMA);
	}
}

struct vm_node *
vm_parser_atom(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);
	struct vm_node *node = parse_primary(compiler);

	for (;;) {
		if (vm_parser_at(compiler, VM_TOKEN_LPAREN)) {
			line = compiler->lexer->line;
			vm_lexer_next(compiler->lexer);
			vm_node_push(compiler, node);
			vm_parser_arguments(compiler);
			node =
			    vm_node_reduce(compiler, VM_NODE_CALL, line, mark);
		} else if (vm_parser_accept(compiler, VM_TOKEN_LBRACKET)) {
			node = vm_node_new2(compiler, VM_NODE_SUBSCRIPT, line,
			    node, parse_index(compiler));
		} else if (vm_parser_accept(compiler, VM_TOKEN_DOT)) {
			line = compiler->lexer->line;
			vm_node_push(compiler, node);
			vm_node_push_index(compiler, vm_parser_name(compiler));
			node = vm_node_reduce(compiler, VM_NODE_ATTRIBUTE, line,
			    mark);
		} else {
			return node;
		}
	}
}

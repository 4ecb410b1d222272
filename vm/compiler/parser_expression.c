/* SPDX-License-Identifier: MIT */
/*
 * Parser: expressions from conditional down to operators. Operators of one
 * precedence become one node, so that long sums do not nest.
 */
#include "parser.h"

enum level {
	LEVEL_NONE,
	LEVEL_OR,
	LEVEL_XOR,
	LEVEL_AND,
	LEVEL_SHIFT,
	LEVEL_SUM,
	LEVEL_TERM,
	LEVEL_UNARY,
};

struct infix {
	uint8_t level;
	uint8_t operator_;
};

static const struct infix infixes[VM_TOKEN_COUNT] = {
	[VM_TOKEN_PIPE] = { LEVEL_OR, VM_OPERATOR_OR },
	[VM_TOKEN_CARET] = { LEVEL_XOR, VM_OPERATOR_XOR },
	[VM_TOKEN_AMPERSAND] = { LEVEL_AND, VM_OPERATOR_AND },
	[VM_TOKEN_SHL] = { LEVEL_SHIFT, VM_OPERATOR_SHL },
	[VM_TOKEN_SHR] = { LEVEL_SHIFT, VM_OPERATOR_SHR },
	[VM_TOKEN_ADD] = { LEVEL_SUM, VM_OPERATOR_ADD },
	[VM_TOKEN_SUB] = { LEVEL_SUM, VM_OPERATOR_SUB },
	[VM_TOKEN_MUL] = { LEVEL_TERM, VM_OPERATOR_MUL },
	[VM_TOKEN_DIV] = { LEVEL_TERM, VM_OPERATOR_DIV },
	[VM_TOKEN_FLOORDIV] = { LEVEL_TERM, VM_OPERATOR_FLOORDIV },
	[VM_TOKEN_MOD] = { LEVEL_TERM, VM_OPERATOR_MOD },
	[VM_TOKEN_AT] = { LEVEL_TERM, VM_OPERATOR_MATMUL },
};

static const bool starts_expression[VM_TOKEN_COUNT] = {
	[VM_TOKEN_NAME] = true,
	[VM_TOKEN_INTEGER] = true,
	[VM_TOKEN_FLOAT] = true,
	[VM_TOKEN_IMAGINARY] = true,
	[VM_TOKEN_STRING] = true,
	[VM_TOKEN_BYTES] = true,
	[VM_TOKEN_FSTRING] = true,
	[VM_TOKEN_KW_NONE] = true,
	[VM_TOKEN_KW_TRUE] = true,
	[VM_TOKEN_KW_FALSE] = true,
	[VM_TOKEN_KW_NOT] = true,
	[VM_TOKEN_KW_LAMBDA] = true,
	[VM_TOKEN_KW_AWAIT] = true,
	[VM_TOKEN_ELLIPSIS] = true,
	[VM_TOKEN_LPAREN] = true,
	[VM_TOKEN_LBRACKET] = true,
	[VM_TOKEN_LBRACE] = true,
	[VM_TOKEN_ADD] = true,
	[VM_TOKEN_SUB] = true,
	[VM_TOKEN_TILDE] = true,
	[VM_TOKEN_MUL] = true,
};

bool
vm_parser_at_expression(const struct vm_compiler *compiler)
{
	return starts_expression[compiler->lexer->token];
}

/* At a prefix operator; an atom that is already parsed takes none. */
static bool
at_prefix(const struct vm_compiler *compiler, enum vm_token token)
{
	return compiler->pushed_atom == NULL && vm_parser_at(compiler, token);
}

static struct vm_node *
parse_await(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;

	vm_lexer_next(compiler->lexer);
	if (!compiler->context.in_function)
		vm_compiler_block_error(compiler, line,
		    "'await' outside function");
	return vm_node_new1(compiler, VM_NODE_AWAIT, line,
	    vm_parser_atom(compiler));
}

static struct vm_node *parse_unary(struct vm_compiler *compiler);

static struct vm_node *
parse_power(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);
	struct vm_node *base;

	if (at_prefix(compiler, VM_TOKEN_KW_AWAIT))
		base = parse_await(compiler);
	else
		base = vm_parser_atom(compiler);
	if (!vm_parser_accept(compiler, VM_TOKEN_POW))
		return base;
	vm_node_push(compiler, base);
	vm_node_push_index(compiler, VM_OPERATOR_POW);
	vm_node_push(compiler, parse_unary(compiler));
	return vm_node_reduce(compiler, VM_NODE_BINARY, line, mark);
}

static struct vm_node *
parse_unary(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	enum vm_operator operator_;
	struct vm_node *node;

	if (at_prefix(compiler, VM_TOKEN_SUB))
		operator_ = VM_OPERATOR_NEG;
	else if (at_prefix(compiler, VM_TOKEN_ADD))
		operator_ = VM_OPERATOR_POS;
	else if (at_prefix(compiler, VM_TOKEN_TILDE))
		operator_ = VM_OPERATOR_INVERT;
	else
		return parse_power(compiler);
	vm_compiler_check_depth(compiler);
	vm_lexer_next(compiler->lexer);
	node =
	    vm_node_new1(compiler, VM_NODE_UNARY, line, parse_unary(compiler));
	node->flags = operator_ & 31u;
	return node;
}

static int
infix_level(const struct vm_compiler *compiler)
{
	return infixes[compiler->lexer->token].level;
}

struct vm_node *
vm_parser_binary(struct vm_compiler *compiler, int level)
{
	uint32_t line = compiler->lexer->line;
	struct vm_node *left = parse_unary(compiler);
	size_t mark;
	int found;

	for (;;) {
		found = infix_level(compiler);
		if (found == LEVEL_NONE || found < level)
			return left;
		mark = vm_node_mark(compiler);
		vm_node_push(compiler, left);
		while (infix_level(compiler) == found) {
			vm_node_push_index(compiler,
			    infixes[compiler->lexer->token].operator_);
			vm_lexer_next(compiler->lexer);
			vm_node_push(compiler,
			    vm_parser_binary(compiler, found + 1));
		}
		left = vm_node_reduce(compiler, VM_NODE_BINARY, line, mark);
	}
}

/* Takes a comparison operator, of one or two words. */
static bool
accept_comparison(struct vm_compiler *compiler, enum vm_operator *operator_)
{
	static const uint8_t comparisons[VM_TOKEN_COUNT] = {
		[VM_TOKEN_LT] = VM_OPERATOR_LT,
		[VM_TOKEN_LE] = VM_OPERATOR_LE,
		[VM_TOKEN_EQ] = VM_OPERATOR_EQ,
		[VM_TOKEN_NE] = VM_OPERATOR_NE,
		[VM_TOKEN_GT] = VM_OPERATOR_GT,
		[VM_TOKEN_GE] = VM_OPERATOR_GE,
		[VM_TOKEN_KW_IN] = VM_OPERATOR_IN,
		[VM_TOKEN_KW_IS] = VM_OPERATOR_IS,
		[VM_TOKEN_KW_NOT] = VM_OPERATOR_NOT_IN,
	};
	enum vm_token token = compiler->lexer->token;

	if (comparisons[token] == 0)
		return false;
	*operator_ = (enum vm_operator)comparisons[token];
	vm_lexer_next(compiler->lexer);
	if (token == VM_TOKEN_KW_NOT)
		vm_parser_expect(compiler, VM_TOKEN_KW_IN);
	else if (token == VM_TOKEN_KW_IS &&
	    vm_parser_accept(compiler, VM_TOKEN_KW_NOT))
		*operator_ = VM_OPERATOR_IS_NOT;
	return true;
}

static struct vm_node *
parse_comparison(struct vm_compiler *compiler)
{
	struct vm_node *left = vm_parser_binary(compiler, LEVEL_OR);
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);
	enum vm_operator operator_;

	if (!accept_comparison(compiler, &operator_))
		return left;
	vm_node_push(compiler, left);
	do {
		vm_node_push_index(compiler, operator_);
		vm_node_push(compiler, vm_parser_binary(compiler, LEVEL_OR));
	} while (accept_comparison(compiler, &operator_));
	return vm_node_reduce(compiler, VM_NODE_COMPARE, line, mark);
}

static struct vm_node *
parse_not(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;

	if (!at_prefix(compiler, VM_TOKEN_KW_NOT))
		return parse_comparison(compiler);
	vm_compiler_check_depth(compiler);
	vm_lexer_next(compiler->lexer);
	return vm_node_new1(compiler, VM_NODE_NOT, line, parse_not(compiler));
}

static struct vm_node *
parse_and(struct vm_compiler *compiler)
{
	struct vm_node *left = parse_not(compiler);
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);

	if (!vm_parser_at(compiler, VM_TOKEN_KW_AND))
		return left;
	vm_node_push(compiler, left);
	while (vm_parser_accept(compiler, VM_TOKEN_KW_AND))
		vm_node_push(compiler, parse_not(compiler));
	return vm_node_reduce(compiler, VM_NODE_AND, line, mark);
}

struct vm_node *
vm_parser_or(struct vm_compiler *compiler)
{
	struct vm_node *left = parse_and(compiler);
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);

	if (!vm_parser_at(compiler, VM_TOKEN_KW_OR))
		return left;
	vm_node_push(compiler, left);
	while (vm_parser_accept(compiler, VM_TOKEN_KW_OR))
		vm_node_push(compiler, parse_and(compiler));
	return vm_node_reduce(compiler, VM_NODE_OR, line, mark);
}

struct vm_node *
vm_parser_test(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);
	struct vm_node *value;

	vm_compiler_check_depth(compiler);
	if (at_prefix(compiler, VM_TOKEN_KW_LAMBDA))
		return vm_parser_lambda(compiler);
	value = vm_parser_or(compiler);
	if (!vm_parser_accept(compiler, VM_TOKEN_KW_IF))
		return value;
	vm_node_push(compiler, vm_parser_or(compiler));
	vm_node_push(compiler, value);
	vm_parser_expect(compiler, VM_TOKEN_KW_ELSE);
	vm_node_push(compiler, vm_parser_test(compiler));
	return vm_node_reduce(compiler, VM_NODE_CONDITIONAL, line, mark);
}

struct vm_node *
vm_parser_named(struct vm_compiler *compiler)
{
	struct vm_node *left = vm_parser_test(compiler);
	uint32_t line = compiler->lexer->line;

	if (!vm_parser_at(compiler, VM_TOKEN_WALRUS))
		return left;
	if (left->kind != VM_NODE_NAME)
		vm_parser_fail(compiler);
	vm_lexer_next(compiler->lexer);
	return vm_node_new2(compiler, VM_NODE_WALRUS, line, left,
	    vm_parser_test(compiler));
}

static struct vm_node *
parse_item(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;

	if (compiler->pushed_atom != NULL ||
	    !vm_parser_accept(compiler, VM_TOKEN_MUL))
		return vm_parser_test(compiler);
	return vm_node_new1(compiler, VM_NODE_STAR, line,
	    vm_parser_binary(compiler, LEVEL_OR));
}

struct vm_node *
vm_parser_list(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);
	struct vm_node *first = parse_item(compiler);

	if (!vm_parser_at(compiler, VM_TOKEN_COMMA))
		return first;
	vm_node_push(compiler, first);
	while (vm_parser_accept(compiler, VM_TOKEN_COMMA) &&
	    vm_parser_at_expression(compiler))
		vm_node_push(compiler, parse_item(compiler));
	return vm_node_reduce(compiler, VM_NODE_TUPLE, line, mark);
}

struct vm_node *
vm_parser_yield(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	struct vm_node *value = NULL;

	vm_parser_expect(compiler, VM_TOKEN_KW_YIELD);
	if (!compiler->context.in_function)
		vm_compiler_block_error(compiler, line,
		    "'yield' outside function");
	if (vm_parser_accept(compiler, VM_TOKEN_KW_FROM))
		return vm_node_new1(compiler, VM_NODE_YIELD_FROM, line,
		    vm_parser_test(compiler));
	if (vm_parser_at_expression(compiler))
		value = vm_parser_list(compiler);
	return vm_node_new1(compiler, VM_NODE_YIELD, line, value);
}

struct vm_node *
vm_parser_value(struct vm_compiler *compiler)
{
	if (vm_parser_at(compiler, VM_TOKEN_KW_YIELD))
		return vm_parser_yield(compiler);
	return vm_parser_list(compiler);
}

/* SPDX-License-Identifier: MIT */
/*
 * Parser: expressions from conditional down to operators. Operators of one
 * precedence become one node, so that long sums do not nest.
 */
#include <string.h>

#include "parser.h"

/* Precedence of the operators between two operands; LEVEL_OR and above are
 * for vm_parser_binary. */
enum level {
	LEVEL_AUGMENTED, /* op=, or nothing of the kind */
	LEVEL_COMPARISON,
	LEVEL_OR = VM_PARSER_OPERATORS,
	LEVEL_XOR,
	LEVEL_AND,
	LEVEL_SHIFT,
	LEVEL_SUM,
	LEVEL_TERM,
};

/* A level, and one more than the operator. */
#define INFIX(level, operator_) \
	(LEVEL_##level << 5 | (VM_OPERATOR_##operator_ + 1))

static const uint8_t infixes[] = {
	[VM_TOKEN_PIPE] = INFIX(OR, OR),
	[VM_TOKEN_CARET] = INFIX(XOR, XOR),
	[VM_TOKEN_AMPERSAND] = INFIX(AND, AND),
	[VM_TOKEN_SHL] = INFIX(SHIFT, SHL),
	[VM_TOKEN_SHR] = INFIX(SHIFT, SHR),
	[VM_TOKEN_ADD] = INFIX(SUM, ADD),
	[VM_TOKEN_SUB] = INFIX(SUM, SUB),
	[VM_TOKEN_MUL] = INFIX(TERM, MUL),
	[VM_TOKEN_DIV] = INFIX(TERM, DIV),
	[VM_TOKEN_FLOORDIV] = INFIX(TERM, FLOORDIV),
	[VM_TOKEN_MOD] = INFIX(TERM, MOD),
	[VM_TOKEN_AT] = INFIX(TERM, MATMUL),
	[VM_TOKEN_LT] = INFIX(COMPARISON, LT),
	[VM_TOKEN_LE] = INFIX(COMPARISON, LE),
	[VM_TOKEN_EQ] = INFIX(COMPARISON, EQ),
	[VM_TOKEN_NE] = INFIX(COMPARISON, NE),
	[VM_TOKEN_GT] = INFIX(COMPARISON, GT),
	[VM_TOKEN_GE] = INFIX(COMPARISON, GE),
	[VM_TOKEN_KW_IN] = INFIX(COMPARISON, IN),
	[VM_TOKEN_KW_IS] = INFIX(COMPARISON, IS),
	[VM_TOKEN_KW_NOT] = INFIX(COMPARISON, NOT_IN),
	[VM_TOKEN_ADD_ASSIGN] = INFIX(AUGMENTED, ADD),
	[VM_TOKEN_SUB_ASSIGN] = INFIX(AUGMENTED, SUB),
	[VM_TOKEN_MUL_ASSIGN] = INFIX(AUGMENTED, MUL),
	[VM_TOKEN_DIV_ASSIGN] = INFIX(AUGMENTED, DIV),
	[VM_TOKEN_FLOORDIV_ASSIGN] = INFIX(AUGMENTED, FLOORDIV),
	[VM_TOKEN_MOD_ASSIGN] = INFIX(AUGMENTED, MOD),
	[VM_TOKEN_POW_ASSIGN] = INFIX(AUGMENTED, POW),
	[VM_TOKEN_MATMUL_ASSIGN] = INFIX(AUGMENTED, MATMUL),
	[VM_TOKEN_AND_ASSIGN] = INFIX(AUGMENTED, AND),
	[VM_TOKEN_OR_ASSIGN] = INFIX(AUGMENTED, OR),
	[VM_TOKEN_XOR_ASSIGN] = INFIX(AUGMENTED, XOR),
	[VM_TOKEN_SHL_ASSIGN] = INFIX(AUGMENTED, SHL),
	[VM_TOKEN_SHR_ASSIGN] = INFIX(AUGMENTED, SHR),
	[VM_TOKEN_RBRACE] = 0, /* the last token */
};

/* The operator of the token, less one where it is of that level. */
static unsigned
infix_at(const struct vm_compiler *compiler, enum level level)
{
	unsigned infix = infixes[compiler->lexer->token];

	return infix >> 5 == level ? infix & 31u : 0;
}

bool
vm_parser_at_augmented(const struct vm_compiler *compiler, unsigned *operator_)
{
	*operator_ = infix_at(compiler, LEVEL_AUGMENTED) - 1u;
	return infix_at(compiler, LEVEL_AUGMENTED) != 0;
}

static const uint8_t starts_expression[] = { VM_TOKEN_COUNT, VM_TOKEN_NAME,
	VM_TOKEN_INTEGER, VM_TOKEN_FLOAT, VM_TOKEN_IMAGINARY, VM_TOKEN_STRING,
	VM_TOKEN_BYTES, VM_TOKEN_FSTRING, VM_TOKEN_KW_NONE, VM_TOKEN_KW_TRUE,
	VM_TOKEN_KW_FALSE, VM_TOKEN_KW_NOT, VM_TOKEN_KW_LAMBDA,
	VM_TOKEN_KW_AWAIT, VM_TOKEN_ELLIPSIS, VM_TOKEN_LPAREN,
	VM_TOKEN_LBRACKET, VM_TOKEN_LBRACE, VM_TOKEN_ADD, VM_TOKEN_SUB,
	VM_TOKEN_TILDE, VM_TOKEN_MUL };

bool
vm_parser_at_expression(const struct vm_compiler *compiler)
{
	return memchr(starts_expression, (int)compiler->lexer->token,
		   sizeof(starts_expression)) != NULL;
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
	return infixes[compiler->lexer->token] >> 5;
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
		if (found < level)
			return left;
		mark = vm_node_mark(compiler);
		vm_node_push(compiler, left);
		while (infix_level(compiler) == found) {
			vm_node_push_index(compiler,
			    infix_at(compiler, (enum level)found) - 1u);
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
	enum vm_token token = compiler->lexer->token;
	unsigned found = infix_at(compiler, LEVEL_COMPARISON);

	if (found == 0)
		return false;
	*operator_ = (enum vm_operator)(found - 1);
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

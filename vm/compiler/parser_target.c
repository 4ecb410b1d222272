/* SPDX-License-Identifier: MIT */
/*
 * Parser: what may stand on the left of an assignment.
 */
#include "parser.h"

static void
check_sequence(struct vm_compiler *compiler, const struct vm_node *node)
{
	const struct vm_node *item;
	bool starred = false;
	uint32_t i;

	vm_compiler_check_depth(compiler);
	for (i = 0; i < node->count; i++) {
		item = node->kid[i].node;
		if (item->kind == VM_NODE_STAR) {
			if (starred)
				vm_compiler_block_error(compiler, node->line,
				    "multiple *x in assignment");
			starred = true;
			item = item->kid[0].node;
		}
		vm_parser_check_target(compiler, item);
	}
}

void
vm_parser_check_target(struct vm_compiler *compiler, const struct vm_node *node)
{
	if (vm_parser_is_const(compiler, node))
		vm_compiler_block_error(compiler, node->line,
		    "can't assign to expression");
	switch ((int)node->kind) {
	case VM_NODE_NAME:
	case VM_NODE_ATTRIBUTE:
	case VM_NODE_SUBSCRIPT:
		return;
	case VM_NODE_TUPLE:
	case VM_NODE_LIST:
		check_sequence(compiler, node);
		return;
	default:
		vm_compiler_block_error(compiler, node->line,
		    "can't assign to expression");
	}
}

void
vm_parser_check_delete(struct vm_compiler *compiler, const struct vm_node *node)
{
	uint32_t i;

	switch ((int)node->kind) {
	case VM_NODE_NAME:
	case VM_NODE_ATTRIBUTE:
	case VM_NODE_SUBSCRIPT:
		return;
	case VM_NODE_TUPLE:
	case VM_NODE_LIST:
		vm_compiler_check_depth(compiler);
		for (i = 0; i < node->count; i++)
			vm_parser_check_delete(compiler, node->kid[i].node);
		return;
	default:
		vm_compiler_block_error(compiler, node->line,
		    "can't delete expression");
	}
}

static struct vm_node *
parse_target(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;

	if (!vm_parser_accept(compiler, VM_TOKEN_MUL))
		return vm_parser_binary(compiler, VM_PARSER_OPERATORS);
	return vm_node_new1(compiler, VM_NODE_STAR, line,
	    vm_parser_binary(compiler, VM_PARSER_OPERATORS));
}

/* Targets of `for`: operators up to, but not including, `in`. */
struct vm_node *
vm_parser_targets(struct vm_compiler *compiler)
{
	uint32_t line = compiler->lexer->line;
	size_t mark = vm_node_mark(compiler);
	struct vm_node *target = parse_target(compiler);

	if (vm_parser_at(compiler, VM_TOKEN_COMMA)) {
		vm_node_push(compiler, target);
		while (vm_parser_accept(compiler, VM_TOKEN_COMMA) &&
		    vm_parser_at_expression(compiler))
			vm_node_push(compiler, parse_target(compiler));
		target = vm_node_reduce(compiler, VM_NODE_TUPLE, line, mark);
	}
	vm_parser_check_target(compiler, target);
	return target;
}

/* SPDX-License-Identifier: MIT */
/*
 * Shapes of the nodes: which kids are nodes, for passes that walk them all.
 */
#include "ast_walk.h"

/* n: node or NULL, i: index. The last group repeats to the end. */
struct shape {
	char lead[5];
	char repeat[4];
};

static const struct shape shapes[] = {
	[VM_NODE_NAME] = { "i", "i" },
	[VM_NODE_CONST] = { "i", "i" },
	[VM_NODE_TUPLE] = { "", "n" },
	[VM_NODE_LIST] = { "", "n" },
	[VM_NODE_SET] = { "", "n" },
	[VM_NODE_DICT] = { "", "n" },
	[VM_NODE_STAR] = { "", "n" },
	[VM_NODE_DOUBLE_STAR] = { "", "n" },
	[VM_NODE_KEYWORD] = { "i", "n" },
	[VM_NODE_UNARY] = { "", "n" },
	[VM_NODE_BINARY] = { "n", "in" },
	[VM_NODE_COMPARE] = { "n", "in" },
	[VM_NODE_NOT] = { "", "n" },
	[VM_NODE_AND] = { "", "n" },
	[VM_NODE_OR] = { "", "n" },
	[VM_NODE_CONDITIONAL] = { "", "n" },
	[VM_NODE_WALRUS] = { "", "n" },
	[VM_NODE_ATTRIBUTE] = { "n", "i" },
	[VM_NODE_SUBSCRIPT] = { "", "n" },
	[VM_NODE_SLICE] = { "", "n" },
	[VM_NODE_CALL] = { "", "n" },
	[VM_NODE_COMPREHENSION] = { "nni", "n" },
	[VM_NODE_COMP_FOR] = { "", "n" },
	[VM_NODE_COMP_IF] = { "", "n" },
	[VM_NODE_YIELD] = { "", "n" },
	[VM_NODE_YIELD_FROM] = { "", "n" },
	[VM_NODE_AWAIT] = { "", "n" },
	[VM_NODE_FSTRING] = { "", "n" },
	[VM_NODE_FORMAT] = { "nn", "i" },
	[VM_NODE_FUNCTION] = { "inni", "n" },
	[VM_NODE_CLASS] = { "inni", "n" },
	[VM_NODE_PARAMS] = { "", "n" },
	[VM_NODE_PARAM] = { "in", "i" },
	[VM_NODE_ARGS] = { "", "n" },
	[VM_NODE_BLOCK] = { "", "n" },
	[VM_NODE_EXPRESSION] = { "", "n" },
	[VM_NODE_ASSIGN] = { "", "n" },
	[VM_NODE_AUGMENTED] = { "", "n" },
	[VM_NODE_ANNOTATED] = { "", "n" },
	[VM_NODE_DELETE] = { "", "n" },
	[VM_NODE_PASS] = { "", "n" },
	[VM_NODE_BREAK] = { "", "n" },
	[VM_NODE_CONTINUE] = { "", "n" },
	[VM_NODE_RETURN] = { "", "n" },
	[VM_NODE_RAISE] = { "", "n" },
	[VM_NODE_GLOBAL] = { "", "i" },
	[VM_NODE_NONLOCAL] = { "", "i" },
	[VM_NODE_ASSERT] = { "", "n" },
	[VM_NODE_IMPORT] = { "", "i" },
	[VM_NODE_IMPORT_FROM] = { "", "i" },
	[VM_NODE_IF] = { "", "n" },
	[VM_NODE_WHILE] = { "", "n" },
	[VM_NODE_FOR] = { "", "n" },
	[VM_NODE_TRY] = { "", "n" },
	[VM_NODE_HANDLER] = { "ni", "n" },
	[VM_NODE_WITH] = { "", "n" },
};

void
vm_ast_walk(const struct vm_node *node,
    void (*visit)(void *ctx, struct vm_node *kid), void *ctx)
{
	const struct shape *shape = &shapes[node->kind];
	const char *p = shape->lead;
	uint32_t i;

	for (i = 0; i < node->count; i++) {
		if (*p == '\0')
			p = shape->repeat;
		if (*p == 'n' && node->kid[i].node != NULL)
			visit(ctx, node->kid[i].node);
		p++;
	}
}

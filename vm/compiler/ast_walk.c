/* SPDX-License-Identifier: MIT */
/*
 * Shapes of the nodes: which kids are nodes, for passes that walk them all.
 */
#include "ast_walk.h"

/* Kids 0 to 3, then the even and the odd ones of the rest: a bit is set where
 * they are nodes or NULL. */
#define KIDS(k0, k1, k2, k3, even, odd) \
	(k0 | k1 << 1 | k2 << 2 | k3 << 3 | even << 4 | odd << 5)
#define ALL  KIDS(1, 1, 1, 1, 1, 1)
#define NONE KIDS(0, 0, 0, 0, 0, 0)

static const uint8_t shapes[] = {
	[VM_NODE_NAME] = NONE,
	[VM_NODE_CONST] = NONE,
	[VM_NODE_TUPLE] = ALL,
	[VM_NODE_LIST] = ALL,
	[VM_NODE_SET] = ALL,
	[VM_NODE_DICT] = ALL,
	[VM_NODE_STAR] = ALL,
	[VM_NODE_DOUBLE_STAR] = ALL,
	[VM_NODE_KEYWORD] = KIDS(0, 1, 0, 0, 0, 0),
	[VM_NODE_UNARY] = ALL,
	[VM_NODE_BINARY] = KIDS(1, 0, 1, 0, 1, 0),
	[VM_NODE_COMPARE] = KIDS(1, 0, 1, 0, 1, 0),
	[VM_NODE_NOT] = ALL,
	[VM_NODE_AND] = ALL,
	[VM_NODE_OR] = ALL,
	[VM_NODE_CONDITIONAL] = ALL,
	[VM_NODE_WALRUS] = ALL,
	[VM_NODE_ATTRIBUTE] = KIDS(1, 0, 0, 0, 0, 0),
	[VM_NODE_SUBSCRIPT] = ALL,
	[VM_NODE_SLICE] = ALL,
	[VM_NODE_CALL] = ALL,
	[VM_NODE_COMPREHENSION] = KIDS(1, 1, 0, 1, 1, 1),
	[VM_NODE_COMP_FOR] = ALL,
	[VM_NODE_COMP_IF] = ALL,
	[VM_NODE_YIELD] = ALL,
	[VM_NODE_YIELD_FROM] = ALL,
	[VM_NODE_AWAIT] = ALL,
	[VM_NODE_FSTRING] = ALL,
	[VM_NODE_FORMAT] = KIDS(1, 1, 0, 0, 0, 0),
	[VM_NODE_FUNCTION] = KIDS(0, 1, 1, 0, 1, 1),
	[VM_NODE_CLASS] = KIDS(0, 1, 1, 0, 1, 1),
	[VM_NODE_PARAMS] = ALL,
	[VM_NODE_PARAM] = KIDS(0, 1, 0, 0, 0, 0),
	[VM_NODE_ARGS] = ALL,
	[VM_NODE_BLOCK] = ALL,
	[VM_NODE_EXPRESSION] = ALL,
	[VM_NODE_ASSIGN] = ALL,
	[VM_NODE_AUGMENTED] = ALL,
	[VM_NODE_ANNOTATED] = ALL,
	[VM_NODE_DELETE] = ALL,
	[VM_NODE_PASS] = ALL,
	[VM_NODE_BREAK] = ALL,
	[VM_NODE_CONTINUE] = ALL,
	[VM_NODE_RETURN] = ALL,
	[VM_NODE_RAISE] = ALL,
	[VM_NODE_GLOBAL] = NONE,
	[VM_NODE_NONLOCAL] = NONE,
	[VM_NODE_ASSERT] = ALL,
	[VM_NODE_IMPORT] = NONE,
	[VM_NODE_IMPORT_FROM] = NONE,
	[VM_NODE_IF] = ALL,
	[VM_NODE_WHILE] = ALL,
	[VM_NODE_FOR] = ALL,
	[VM_NODE_TRY] = ALL,
	[VM_NODE_HANDLER] = KIDS(1, 0, 1, 0, 0, 0),
	[VM_NODE_WITH] = ALL,
};

void
vm_ast_walk(const struct vm_node *node,
    void (*visit)(void *ctx, struct vm_node *kid), void *ctx)
{
	unsigned shape = shapes[node->kind];
	uint32_t i;

	for (i = 0; i < node->count; i++) {
		if ((shape & 1u << (i < 4 ? i : 4 + i % 2)) != 0 &&
		    node->kid[i].node != NULL)
			visit(ctx, node->kid[i].node);
	}
}

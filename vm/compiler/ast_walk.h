/* SPDX-License-Identifier: MIT */
/* Walking the kids of any node. */
#ifndef VM_COMPILER_AST_WALK_H
#define VM_COMPILER_AST_WALK_H

#include "ast.h"

/* Calls visit for each kid that is a node, in source order of the kids. */
void vm_ast_walk(const struct vm_node *node,
    void (*visit)(void *ctx, struct vm_node *kid), void *ctx);

#endif

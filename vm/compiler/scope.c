/* SPDX-License-Identifier: MIT */
/*
 * Scope pass. First all bindings and uses are collected into a tree of
 * scopes, then each name is resolved from the outside in.
 */
#include "../runtime/intern.h"
#include "../vm.h"
#include "ast_walk.h"
#include "scope.h"

/* What the walk over the nodes carries. */
struct collector {
	struct vm_compiler *compiler;
	struct vm_scope *scope;
};

static void collect(void *ctx, struct vm_node *node);

struct vm_symbol *
vm_scope_find(struct vm_compiler *compiler, const struct vm_scope *scope,
    uintptr_t name)
{
	struct vm_symbol *symbol;

	vm_poll_work(compiler->vm, scope->symbol_count / 4u);
	for (symbol = scope->first; symbol != NULL; symbol = symbol->next) {
		if (symbol->name == name)
			return symbol;
	}
	return NULL;
}

/* Few functions have any: a byte in each symbol is enough for the rest. */
struct vm_far_symbol {
	struct vm_far_symbol *next;
	const struct vm_symbol *symbol;
	unsigned slot;
};

#define SLOT_FAR 255u

unsigned
vm_symbol_slot(const struct vm_scope *scope, const struct vm_symbol *symbol)
{
	const struct vm_far_symbol *far = scope->far;

	if (symbol->slot != SLOT_FAR)
		return symbol->slot;
	while (far->symbol != symbol)
		far = far->next;
	return far->slot;
}

void
vm_symbol_place(struct vm_compiler *compiler, struct vm_scope *scope,
    struct vm_symbol *symbol, unsigned slot)
{
	struct vm_far_symbol *far;

	symbol->slot = (uint8_t)(slot < SLOT_FAR ? slot : SLOT_FAR);
	if (slot < SLOT_FAR)
		return;
	far = vm_arena_alloc(compiler->vm, &compiler->arena, sizeof(*far));
	far->next = scope->far;
	far->symbol = symbol;
	far->slot = slot;
	scope->far = far;
}

struct vm_scope *
vm_scope_frame(struct vm_scope *scope)
{
	while (scope->kind == VM_SCOPE_COMPREHENSION)
		scope = scope->parent;
	return scope;
}

struct vm_scope *
vm_scope_new(struct vm_compiler *compiler, struct vm_scope *parent,
    enum vm_scope_kind kind, struct vm_node *node)
{
	struct vm_scope *scope =
	    vm_arena_alloc(compiler->vm, &compiler->arena, sizeof(*scope));

	scope->parent = parent;
	scope->kind = (uint8_t)kind;
	scope->node = node;
	scope->last = &scope->first;
	if (parent != NULL) {
		scope->next_sibling = parent->first_child;
		parent->first_child = scope;
	}
	return scope;
}

static struct vm_symbol *
touch(struct vm_compiler *compiler, struct vm_scope *scope, uintptr_t name,
    unsigned flags)
{
	struct vm_symbol *symbol = vm_scope_find(compiler, scope, name);

	if (symbol == NULL) {
		symbol = vm_arena_alloc(compiler->vm, &compiler->arena,
		    sizeof(*symbol));
		symbol->name = (uint16_t)name;
		*scope->last = symbol;
		scope->last = &symbol->next;
		scope->symbol_count++;
	}
	symbol->flags = (uint8_t)(symbol->flags | flags);
	return symbol;
}

static void
bind(struct collector *collector, uintptr_t name, unsigned flags)
{
	touch(collector->compiler, collector->scope, name,
	    VM_SYMBOL_BOUND | flags);
}

static void
collect_target(struct collector *collector, struct vm_node *node,
    unsigned flags)
{
	uint32_t i;

	switch ((int)node->kind) {
	case VM_NODE_NAME:
		bind(collector, node->kid[0].index, flags);
		break;
	case VM_NODE_TUPLE:
	case VM_NODE_LIST:
	case VM_NODE_STAR:
		for (i = 0; i < node->count; i++)
			collect_target(collector, node->kid[i].node, flags);
		break;
	default:
		vm_ast_walk(node, collect, collector);
		break;
	}
}

static const char *
redefined(enum vm_node_kind kind)
{
	return kind == VM_NODE_GLOBAL ? "identifier redefined as global" :
					"identifier redefined as nonlocal";
}

static VM_NORETURN void
fail_in_scope(struct vm_compiler *compiler, const struct vm_scope *scope,
    uint32_t line, const char *text)
{
	while (scope->kind == VM_SCOPE_COMPREHENSION)
		scope = scope->parent;
	if (scope->node != NULL && scope->node->kind != VM_NODE_COMPREHENSION)
		compiler->context.block =
		    scope->node->kid[VM_FUNCTION_NAME].index;
	vm_compiler_block_error(compiler, line, text);
}

static void
collect_declaration(struct collector *collector, struct vm_node *node)
{
	struct vm_compiler *compiler = collector->compiler;
	struct vm_scope *scope = collector->scope;
	struct vm_symbol *symbol;
	unsigned flag = node->kind == VM_NODE_GLOBAL ? VM_SYMBOL_GLOBAL :
						       VM_SYMBOL_NONLOCAL;
	uint32_t i;

	if (scope->kind == VM_SCOPE_MODULE)
		return;
	for (i = 0; i < node->count; i++) {
		symbol = vm_scope_find(compiler, scope, node->kid[i].index);
		if (symbol != NULL && (symbol->flags & flag) == 0)
			fail_in_scope(compiler, scope, node->line,
			    redefined(node->kind));
		touch(compiler, scope, node->kid[i].index, flag);
	}
}

static void
collect_imports(struct collector *collector, struct vm_node *node)
{
	struct vm_compiler *compiler = collector->compiler;
	uint32_t first = node->kind == VM_NODE_IMPORT ? 0 : 2;
	uintptr_t name;
	const char *dot;
	uint32_t i;

	for (i = first; i + 1 < node->count; i += 2) {
		name = node->kid[i + 1].index;
		if (name == VM_NO_INDEX)
			name = node->kid[i].index;
		dot = strchr(vm_str_data(vm_pool_get(compiler, name)), '.');
		if (dot != NULL && node->kind == VM_NODE_IMPORT)
			name = vm_pool_name(compiler,
			    vm_str_data(vm_pool_get(compiler, name)),
			    (size_t)(dot -
				vm_str_data(vm_pool_get(compiler, name))));
		bind(collector, name, 0);
	}
}

static void
collect_params(struct collector *collector, struct vm_node *params)
{
	uint32_t i;

	for (i = 0; i < params->count; i++)
		bind(collector, params->kid[i].node->kid[0].index,
		    VM_SYMBOL_PARAM);
}

/* Defaults and decorators belong to the scope around the function. */
static void
collect_function(struct collector *collector, struct vm_node *node)
{
	struct collector inner = *collector;
	struct vm_node *params = node->kid[VM_FUNCTION_PARAMS].node;
	uint32_t i;

	vm_compiler_check_depth(collector->compiler);
	if ((node->flags & VM_FUNCTION_LAMBDA) == 0)
		bind(collector, node->kid[VM_FUNCTION_NAME].index, 0);
	for (i = 0; i < params->count; i++)
		vm_ast_walk(params->kid[i].node, collect, collector);
	for (i = VM_FUNCTION_DECORATORS; i < node->count; i++)
		collect(collector, node->kid[i].node);
	if ((node->flags & VM_FUNCTION_CLASS) != 0)
		collector->scope->class_cell = true;
	if ((node->flags & VM_FUNCTION_COMPILED) != 0)
		return;
	inner.scope = vm_scope_new(collector->compiler, collector->scope,
	    VM_SCOPE_FUNCTION, node);
	inner.scope->is_async = (node->flags & VM_FUNCTION_ASYNC) != 0;
	node->kid[VM_FUNCTION_SCOPE].index = (uintptr_t)inner.scope;
	collect_params(&inner, params);
	collect(&inner, node->kid[VM_FUNCTION_BODY].node);
}

static void
collect_class(struct collector *collector, struct vm_node *node)
{
	struct collector inner = *collector;
	uint32_t i;

	vm_compiler_check_depth(collector->compiler);
	bind(collector, node->kid[VM_FUNCTION_NAME].index, 0);
	collect(collector, node->kid[VM_FUNCTION_PARAMS].node);
	for (i = VM_FUNCTION_DECORATORS; i < node->count; i++)
		collect(collector, node->kid[i].node);
	inner.scope = vm_scope_new(collector->compiler, collector->scope,
	    VM_SCOPE_CLASS, node);
	node->kid[VM_FUNCTION_SCOPE].index = (uintptr_t)inner.scope;
	collect(&inner, node->kid[VM_FUNCTION_BODY].node);
}

static bool
has_async_clause(const struct vm_node *node)
{
	uint32_t i;

	for (i = VM_COMPREHENSION_CLAUSES; i < node->count; i++) {
		if (node->kid[i].node->flags == VM_ASYNC)
			return true;
	}
	return false;
}

/*
 * A generator expression is a function; so is a comprehension in a class
 * body, whose names it must not see. Others share the frame around them.
 */
static enum vm_scope_kind
comprehension_kind(const struct collector *collector,
    const struct vm_node *node)
{
	if (node->flags == VM_COMPREHENSION_GENERATOR ||
	    collector->scope->kind == VM_SCOPE_CLASS)
		return VM_SCOPE_FUNCTION;
	return VM_SCOPE_COMPREHENSION;
}

static void
collect_comprehension(struct collector *collector, struct vm_node *node)
{
	struct collector inner = *collector;
	struct vm_node *clause = node->kid[VM_COMPREHENSION_CLAUSES].node;
	uint32_t i;

	vm_compiler_check_depth(collector->compiler);
	collect(collector, clause->kid[1].node);
	inner.scope = vm_scope_new(collector->compiler, collector->scope,
	    comprehension_kind(collector, node), node);
	inner.scope->is_generator = node->flags == VM_COMPREHENSION_GENERATOR;
	inner.scope->is_async = has_async_clause(node);
	node->kid[VM_COMPREHENSION_SCOPE].index = (uintptr_t)inner.scope;
	collect_target(&inner, clause->kid[0].node, 0);
	for (i = VM_COMPREHENSION_CLAUSES + 1; i < node->count; i++) {
		clause = node->kid[i].node;
		if (clause->kind == VM_NODE_COMP_FOR) {
			collect_target(&inner, clause->kid[0].node, 0);
			collect(&inner, clause->kid[1].node);
		} else {
			collect(&inner, clause->kid[0].node);
		}
	}
	collect(&inner, node->kid[VM_COMPREHENSION_ELEMENT].node);
	if (node->kid[VM_COMPREHENSION_VALUE].node != NULL)
		collect(&inner, node->kid[VM_COMPREHENSION_VALUE].node);
}

/* A walrus in a comprehension binds in the scope around it. */
static void
collect_walrus(struct collector *collector, struct vm_node *node)
{
	struct vm_scope *scope = collector->scope;
	uintptr_t name = node->kid[0].node->kid[0].index;

	vm_scope_frame(scope)->has_walrus = true;
	while (
	    scope->node != NULL && scope->node->kind == VM_NODE_COMPREHENSION) {
		touch(collector->compiler, scope, name, VM_SYMBOL_USED);
		scope = scope->parent;
	}
	touch(collector->compiler, scope, name, VM_SYMBOL_BOUND);
	collect(collector, node->kid[1].node);
}

static void
collect_name(struct collector *collector, struct vm_node *node)
{
	struct vm_compiler *compiler = collector->compiler;
	uintptr_t name = node->kid[0].index;
	vm_value text = vm_pool_get(compiler, name);

	if (text == VM_NAME(super))
		touch(compiler, collector->scope,
		    vm_pool_add(compiler, VM_NAME(__class__)), VM_SYMBOL_USED);
	touch(compiler, collector->scope, name, VM_SYMBOL_USED);
}

static void
collect_statement(struct collector *collector, struct vm_node *node)
{
	switch ((int)node->kind) {
	case VM_NODE_ASSIGN:
	case VM_NODE_ANNOTATED: {
		uint32_t i;
		uint32_t targets = node->kind == VM_NODE_ASSIGN ?
		    node->count - 1 :
		    node->count;

		for (i = 0; i < targets; i++)
			collect_target(collector, node->kid[i].node, 0);
		if (targets < node->count)
			collect(collector, node->kid[targets].node);
		break;
	}
	case VM_NODE_AUGMENTED:
		collect_target(collector, node->kid[0].node, 0);
		collect(collector, node->kid[1].node);
		break;
	case VM_NODE_DELETE:
		collect_target(collector, node->kid[0].node, VM_SYMBOL_DELETED);
		break;
	case VM_NODE_FOR:
		collect_target(collector, node->kid[0].node, 0);
		vm_ast_walk(node, collect, collector);
		break;
	case VM_NODE_WITH:
		if (node->kid[1].node != NULL)
			collect_target(collector, node->kid[1].node, 0);
		vm_ast_walk(node, collect, collector);
		break;
	case VM_NODE_HANDLER:
		if (node->kid[1].index != VM_NO_INDEX)
			bind(collector, node->kid[1].index, VM_SYMBOL_DELETED);
		vm_ast_walk(node, collect, collector);
		break;
	default:
		vm_ast_walk(node, collect, collector);
		break;
	}
}

static void
collect(void *ctx, struct vm_node *node)
{
	struct collector *collector = ctx;
	struct vm_scope *frame = vm_scope_frame(collector->scope);

	vm_compiler_check_depth(collector->compiler);
	switch ((int)node->kind) {
	case VM_NODE_NAME:
		collect_name(collector, node);
		break;
	case VM_NODE_FUNCTION:
		collect_function(collector, node);
		break;
	case VM_NODE_CLASS:
		collect_class(collector, node);
		break;
	case VM_NODE_COMPREHENSION:
		collect_comprehension(collector, node);
		break;
	case VM_NODE_WALRUS:
		collect_walrus(collector, node);
		break;
	case VM_NODE_GLOBAL:
	case VM_NODE_NONLOCAL:
		collect_declaration(collector, node);
		break;
	case VM_NODE_IMPORT:
	case VM_NODE_IMPORT_FROM:
		collect_imports(collector, node);
		break;
	case VM_NODE_YIELD:
	case VM_NODE_YIELD_FROM:
		if (collector->scope->node != NULL &&
		    collector->scope->node->kind == VM_NODE_COMPREHENSION)
			fail_in_scope(collector->compiler, collector->scope,
			    node->line, "'yield' outside function");
		frame->is_generator = true;
		vm_ast_walk(node, collect, collector);
		break;
	case VM_NODE_AWAIT:
		if (!frame->is_async)
			frame->is_generator = true;
		vm_ast_walk(node, collect, collector);
		break;
	default:
		collect_statement(collector, node);
		break;
	}
}

/* The scope around this one that binds name for its inner functions. */
static struct vm_scope *
find_binder(struct vm_compiler *compiler, struct vm_scope *scope,
    uintptr_t name)
{
	struct vm_symbol *symbol;
	bool is_class_cell = vm_pool_get(compiler, name) == VM_NAME(__class__);

	for (scope = scope->parent; scope != NULL; scope = scope->parent) {
		if (scope->kind == VM_SCOPE_MODULE)
			return NULL;
		if (scope->kind == VM_SCOPE_CLASS) {
			if (!is_class_cell)
				continue;
			scope->class_cell = true;
			return scope;
		}
		symbol = vm_scope_find(compiler, scope, name);
		if (symbol == NULL)
			continue;
		if ((symbol->flags & VM_SYMBOL_GLOBAL) != 0)
			return NULL;
		if ((symbol->flags & VM_SYMBOL_BOUND) != 0 &&
		    (symbol->flags & VM_SYMBOL_NONLOCAL) == 0)
			return scope;
	}
	return NULL;
}

static void
make_free(struct vm_compiler *compiler, struct vm_scope *scope, uintptr_t name)
{
	struct vm_symbol *symbol = touch(compiler, scope, name, 0);

	if ((symbol->flags & VM_SYMBOL_FREE) != 0)
		return;
	symbol->flags |= VM_SYMBOL_FREE;
	vm_symbol_place(compiler, scope, symbol, scope->free_count++);
}

/* Every frame between the use and the binder passes the cell on. */
static void
capture(struct vm_compiler *compiler, struct vm_scope *scope,
    struct vm_scope *binder, uintptr_t name)
{
	bool crossed = false;

	for (; scope != binder; scope = scope->parent) {
		if (scope->kind == VM_SCOPE_COMPREHENSION)
			continue;
		make_free(compiler, scope, name);
		crossed = true;
	}
	if (crossed)
		touch(compiler, binder, name, VM_SYMBOL_CELL);
}

static void
resolve_symbol(struct vm_compiler *compiler, struct vm_scope *scope,
    struct vm_symbol *symbol)
{
	struct vm_scope *binder;
	bool nonlocal = (symbol->flags & VM_SYMBOL_NONLOCAL) != 0;

	if ((symbol->flags & VM_SYMBOL_GLOBAL) != 0)
		return;
	if ((symbol->flags & (VM_SYMBOL_BOUND | VM_SYMBOL_FREE)) != 0 &&
	    !nonlocal)
		return;
	binder = find_binder(compiler, scope, symbol->name);
	if (binder != NULL)
		capture(compiler, scope, binder, symbol->name);
	else if (nonlocal)
		fail_in_scope(compiler, scope, scope->node->line,
		    "no binding for nonlocal found");
}

static void
resolve(struct vm_compiler *compiler, struct vm_scope *scope)
{
	struct vm_symbol *symbol;
	struct vm_scope *child;

	vm_compiler_check_depth(compiler);
	if (scope->kind != VM_SCOPE_MODULE) {
		for (symbol = scope->first; symbol != NULL;
		     symbol = symbol->next)
			resolve_symbol(compiler, scope, symbol);
	}
	for (child = scope->first_child; child != NULL;
	     child = child->next_sibling)
		resolve(compiler, child);
}

void
vm_scope_analyse(struct vm_compiler *compiler, struct vm_scope *scope,
    struct vm_node *node)
{
	struct collector collector = { compiler, scope };

	collect(&collector, node);
	resolve(compiler, scope);
}

struct vm_scope *
vm_scope_function(struct vm_compiler *compiler, struct vm_scope *outer,
    struct vm_node *node)
{
	struct collector collector = { compiler, outer };

	collect_function(&collector, node);
	resolve(compiler, outer);
	return (struct vm_scope *)node->kid[VM_FUNCTION_SCOPE].index;
}

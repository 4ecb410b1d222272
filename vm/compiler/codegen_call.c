/* SPDX-License-Identifier: MIT */
/*
 * Code generator: calls, and the making of functions and classes.
 */
#include <string.h>

#include "../runtime/intern.h"
#include "codegen_parts.h"

/* More positional arguments than this travel in a list. */
#define ARGUMENTS_MAX 40

/* What kinds of arguments a call has. */
struct argument_kinds {
	uint32_t positional;
	uint32_t keywords;
	bool unpacked;
};

static struct argument_kinds
classify(const struct vm_node *node, uint32_t first)
{
	struct argument_kinds kinds = { 0, 0, false };
	uint32_t i;

	for (i = first; i < node->count; i++) {
		switch ((int)node->kid[i].node->kind) {
		case VM_NODE_KEYWORD:
			kinds.keywords++;
			break;
		case VM_NODE_STAR:
		case VM_NODE_DOUBLE_STAR:
			kinds.unpacked = true;
			break;
		default:
			kinds.positional++;
			break;
		}
	}
	if (kinds.positional > ARGUMENTS_MAX || kinds.keywords > ARGUMENTS_MAX)
		kinds.unpacked = true;
	return kinds;
}

static void
push_keyword(struct vm_codegen *gen, struct vm_node *argument)
{
	unsigned name = vm_codegen_temp(gen);

	vm_emit(&gen->emit, VM_BC_LOADK, name, 0,
	    vm_codegen_k(gen, argument->kid[0].index));
	vm_codegen_push(gen, argument->kid[1].node);
}

static void
push_arguments(struct vm_codegen *gen, struct vm_node *node, uint32_t first)
{
	struct vm_node *argument;
	uint32_t i;

	for (i = first; i < node->count; i++) {
		argument = node->kid[i].node;
		if (argument->kind == VM_NODE_KEYWORD)
			push_keyword(gen, argument);
		else
			vm_codegen_push(gen, argument);
	}
}

/* Positionals of a call with unpacking, as a list. */
static void
push_argument_list(struct vm_codegen *gen, struct vm_node *node, uint32_t first)
{
	unsigned list = vm_codegen_temp(gen);
	unsigned saved = gen->top;
	struct vm_node *argument;
	unsigned value;
	uint32_t i;

	vm_emit_ab(&gen->emit, VM_BC_MKLIST, list, list);
	for (i = first; i < node->count; i++) {
		argument = node->kid[i].node;
		if (argument->kind == VM_NODE_KEYWORD ||
		    argument->kind == VM_NODE_DOUBLE_STAR)
			continue;
		if (argument->kind == VM_NODE_STAR) {
			value = vm_codegen_value(gen, argument->kid[0].node);
			vm_emit_ab(&gen->emit, VM_BC_LISTEXT, list, value);
		} else {
			value = vm_codegen_value(gen, argument);
			vm_emit_ab(&gen->emit, VM_BC_APPEND, list, value);
		}
		gen->top = saved;
	}
}

static void
add_keyword(struct vm_codegen *gen, struct vm_node *argument, unsigned dict)
{
	unsigned pair;
	unsigned one;

	if (argument->kind == VM_NODE_DOUBLE_STAR) {
		one = vm_codegen_value(gen, argument->kid[0].node);
	} else {
		/* A dict of one, for the check of repeated names. */
		one = vm_codegen_temp(gen);
		pair = gen->top;
		push_keyword(gen, argument);
		vm_emit(&gen->emit, VM_BC_MKDICT, one, pair, 1);
	}
	vm_emit_ab(&gen->emit, VM_BC_DICTKW, dict, one);
}

/* Keywords of a call with unpacking, as a dict or None. */
static void
push_keyword_dict(struct vm_codegen *gen, struct vm_node *node, uint32_t first)
{
	unsigned dict = vm_codegen_temp(gen);
	unsigned saved = gen->top;
	struct vm_node *argument;
	bool made = false;
	uint32_t i;

	for (i = first; i < node->count; i++) {
		argument = node->kid[i].node;
		if (argument->kind != VM_NODE_KEYWORD &&
		    argument->kind != VM_NODE_DOUBLE_STAR)
			continue;
		if (!made)
			vm_emit_ab(&gen->emit, VM_BC_MKDICT, dict, dict);
		made = true;
		add_keyword(gen, argument, dict);
		gen->top = saved;
	}
	if (!made)
		vm_emit_a(&gen->emit, VM_BC_LOADNONE, dict);
}

/* The first parameter of the function around, for super(). */
static void
push_self(struct vm_codegen *gen, struct vm_node *node)
{
	const struct vm_node *function = gen->frame->node;
	const struct vm_node *params;

	if (function->kind != VM_NODE_FUNCTION)
		vm_codegen_fail(gen, node, "super() can't find self");
	params = function->kid[VM_FUNCTION_PARAMS].node;
	if (params->count == 0 || params->kid[0].node->flags > VM_PARAM_NORMAL)
		vm_codegen_fail(gen, node, "super() can't find self");
	vm_codegen_load_name(gen, params->kid[0].node->kid[0].index,
	    vm_codegen_temp(gen));
}

/* super() inside a function: class and self are found by the compiler. */
static bool
is_bare_super(struct vm_codegen *gen, const struct vm_node *node)
{
	const struct vm_node *callee = node->kid[0].node;

	return node->kind == VM_NODE_CALL && node->count == 1 &&
	    callee->kind == VM_NODE_NAME &&
	    gen->frame->kind == VM_SCOPE_FUNCTION &&
	    vm_pool_get(gen->compiler, callee->kid[0].index) ==
	    VM_NAME(super) &&
	    vm_codegen_place(gen, callee->kid[0].index).kind == VM_PLACE_GLOBAL;
}

static void
push_super(struct vm_codegen *gen, struct vm_node *node)
{
	uintptr_t name = vm_pool_add(gen->compiler, VM_NAME(__class__));

	/* Outside a class it is not defined, when that is called. */
	vm_codegen_load_name(gen, name, vm_codegen_temp(gen));
	push_self(gen, node);
}

static void
call_super(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	unsigned window = vm_codegen_window(gen, dest);

	gen->top = window + 1;
	vm_emit(&gen->emit, VM_BC_LOADBUILD, window, 0,
	    vm_codegen_k_value(gen, VM_NAME(super)));
	push_super(gen, node);
	vm_emit_ab(&gen->emit, VM_BC_CALL, window, 2);
	vm_codegen_move(gen, dest, window);
	gen->top = saved;
}

/* object.name(...): no bound method is made. */
static void
push_method(struct vm_codegen *gen, struct vm_node *callee, unsigned window)
{
	struct vm_node *object = callee->kid[0].node;
	int32_t name = vm_codegen_k(gen, callee->kid[1].index);
	unsigned value;

	if (is_bare_super(gen, object)) {
		gen->top = window;
		push_super(gen, object);
		vm_emit(&gen->emit, VM_BC_LDSUPER, window, 0, name);
	} else {
		value = vm_codegen_value_in(gen, object, window);
		vm_codegen_line(gen, callee);
		vm_emit(&gen->emit, VM_BC_LDM, window, value, name);
	}
	gen->top = window;
	vm_codegen_temp(gen);
	vm_codegen_temp(gen);
}

static void
call_unpacked(struct vm_codegen *gen, struct vm_node *node, unsigned window)
{
	vm_codegen_into(gen, node->kid[0].node, window);
	gen->top = window + 1;
	push_argument_list(gen, node, 1);
	push_keyword_dict(gen, node, 1);
	vm_emit_a(&gen->emit, VM_BC_CALLX, window);
}

static void
call_plain(struct vm_codegen *gen, struct vm_node *node, unsigned window,
    struct argument_kinds kinds)
{
	struct vm_node *callee = node->kid[0].node;
	bool method = callee->kind == VM_NODE_ATTRIBUTE;
	uint32_t line = gen->emit.line;

	if (method) {
		push_method(gen, callee, window);
		gen->emit.line = line;
	} else {
		vm_codegen_into(gen, callee, window);
		gen->top = window + 1;
	}
	push_arguments(gen, node, 1);
	if (kinds.keywords > 0)
		vm_emit(&gen->emit, method ? VM_BC_CALLMKW : VM_BC_CALLKW,
		    window, kinds.positional, (int32_t)kinds.keywords);
	else
		vm_emit_ab(&gen->emit, method ? VM_BC_CALLM : VM_BC_CALL,
		    window, kinds.positional);
}

void
vm_codegen_call(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	struct argument_kinds kinds = classify(node, 1);
	unsigned window;

	if (VM_HAS_VIPER && vm_codegen_viper_call(gen, node, dest))
		return;
	if (is_bare_super(gen, node)) {
		call_super(gen, node, dest);
		return;
	}
	window = vm_codegen_window(gen, dest);
	if (kinds.unpacked)
		call_unpacked(gen, node, window);
	else
		call_plain(gen, node, window, kinds);
	vm_codegen_move(gen, dest, window);
	gen->top = saved;
}

/* A tuple that is made of pushed values, through a list if they are many. */
struct gathering {
	unsigned tuple;
	unsigned first; /* register of the first value */
	bool listed;
};

static void
begin_gathering(struct vm_codegen *gen, struct gathering *g)
{
	g->tuple = vm_codegen_temp(gen);
	g->first = gen->top;
	g->listed = false;
}

static void
move_to_list(struct vm_codegen *gen, struct gathering *g)
{
	unsigned list = g->listed ? g->first : g->tuple;

	vm_emit(&gen->emit, VM_BC_MKLIST, list, g->first,
	    (int32_t)(gen->top - g->first));
	if (g->listed)
		vm_emit_ab(&gen->emit, VM_BC_LISTEXT, g->tuple, list);
	g->listed = true;
	gen->top = g->first;
}

/* A value has been pushed. */
static void
gather(struct vm_codegen *gen, struct gathering *g)
{
	if (gen->top - g->first == ARGUMENTS_MAX)
		move_to_list(gen, g);
}

/* Leaves the tuple, or None for nothing. */
static void
end_gathering(struct vm_codegen *gen, struct gathering *g)
{
	if (g->listed) {
		if (gen->top > g->first)
			move_to_list(gen, g);
		vm_emit_ab(&gen->emit, VM_BC_LISTTUPLE, g->tuple, g->tuple);
	} else if (gen->top == g->first) {
		vm_emit_a(&gen->emit, VM_BC_LOADNONE, g->tuple);
	} else {
		vm_emit(&gen->emit, VM_BC_MKTUPLE, g->tuple, g->first,
		    (int32_t)(gen->top - g->first));
	}
	gen->top = g->first;
}

/* Pushes the cell of each name the inner scope closes over. */
static void
push_cells(struct vm_codegen *gen, const struct vm_scope *scope)
{
	const struct vm_symbol *symbol;
	struct vm_place place;
	unsigned slot;
	unsigned temp;

	for (slot = 0; slot < scope->free_count; slot++) {
		for (symbol = scope->first; symbol != NULL;
		     symbol = symbol->next) {
			if ((symbol->flags & VM_SYMBOL_FREE) != 0 &&
			    vm_symbol_slot(scope, symbol) == slot)
				break;
		}
		temp = vm_codegen_temp(gen);
		place = vm_codegen_cell_place(gen, symbol->name);
		if (place.kind == VM_PLACE_FREE)
			vm_emit_ab(&gen->emit, VM_BC_GETFREE, temp, place.slot);
		else if (place.kind == VM_PLACE_CELL)
			vm_codegen_move(gen, temp, place.slot);
		else
			vm_codegen_move(gen, temp, gen->cell);
	}
}

static void
push_closure_tuple(struct vm_codegen *gen, const struct vm_scope *scope,
    bool class_cell)
{
	struct gathering g;

	begin_gathering(gen, &g);
	if (class_cell)
		vm_codegen_move(gen, vm_codegen_temp(gen), gen->cell);
	else if (scope != NULL)
		push_cells(gen, scope);
	end_gathering(gen, &g);
}

/* A function without defaults: scope says what it closes over. */
void
vm_codegen_closure(struct vm_codegen *gen, const struct vm_scope *scope,
    vm_value code, unsigned dest)
{
	unsigned saved = gen->top;
	unsigned window;

	if (scope->free_count == 0) {
		vm_emit(&gen->emit, VM_BC_MKFUN, dest, 0,
		    vm_codegen_k_value(gen, code));
		return;
	}
	window = vm_codegen_temp(gen);
	vm_emit_a(&gen->emit, VM_BC_LOADNONE, window);
	vm_emit_a(&gen->emit, VM_BC_LOADNONE, vm_codegen_temp(gen));
	push_closure_tuple(gen, scope, false);
	vm_emit(&gen->emit, VM_BC_MKCLOS, window, 0,
	    vm_codegen_k_value(gen, code));
	vm_codegen_move(gen, dest, window);
	gen->top = saved;
}

/* Defaults of positional parameters: a tuple or None. */
static uint32_t
push_defaults(struct vm_codegen *gen, const struct vm_node *params)
{
	struct gathering g;
	uint32_t count = 0;
	const struct vm_node *param;
	uint32_t i;

	begin_gathering(gen, &g);
	for (i = 0; i < params->count; i++) {
		param = params->kid[i].node;
		if (param->flags > VM_PARAM_NORMAL ||
		    param->kid[1].node == NULL)
			continue;
		vm_codegen_push(gen, param->kid[1].node);
		gather(gen, &g);
		count++;
	}
	end_gathering(gen, &g);
	return count;
}

static uint32_t
push_keyword_defaults(struct vm_codegen *gen, const struct vm_node *params)
{
	unsigned dict = vm_codegen_temp(gen);
	unsigned first = gen->top;
	uint32_t count = 0;
	const struct vm_node *param;
	uint32_t i;

	for (i = 0; i < params->count; i++) {
		param = params->kid[i].node;
		if (param->flags != VM_PARAM_KEYWORD ||
		    param->kid[1].node == NULL)
			continue;
		vm_emit(&gen->emit, VM_BC_LOADK, vm_codegen_temp(gen), 0,
		    vm_codegen_k(gen, param->kid[0].index));
		vm_codegen_push(gen, param->kid[1].node);
		count++;
	}
	if (count == 0)
		vm_emit_a(&gen->emit, VM_BC_LOADNONE, dict);
	else
		vm_emit(&gen->emit, VM_BC_MKDICT, dict, first, (int32_t)count);
	gen->top = first;
	return count;
}

static vm_value
function_code(struct vm_codegen *gen, struct vm_node *node,
    const struct vm_scope **scope)
{
	if ((node->flags & VM_FUNCTION_COMPILED) != 0) {
		*scope = NULL;
		return vm_pool_get(gen->compiler,
		    node->kid[VM_FUNCTION_SCOPE].index);
	}
	*scope = (const struct vm_scope *)node->kid[VM_FUNCTION_SCOPE].index;
	return VM_PTR(vm_codegen_function(gen, node));
}

static bool
has_defaults(const struct vm_node *params)
{
	uint32_t i;

	for (i = 0; i < params->count; i++) {
		if (params->kid[i].node->kid[1].node != NULL)
			return true;
	}
	return false;
}

static void
make_function(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	const struct vm_node *params = node->kid[VM_FUNCTION_PARAMS].node;
	bool class_cell = (node->flags & VM_FUNCTION_CLASS) != 0;
	const struct vm_scope *scope;
	vm_value code = function_code(gen, node, &scope);
	unsigned window;

	if (!class_cell && !has_defaults(params) &&
	    (scope == NULL || scope->free_count == 0)) {
		vm_emit(&gen->emit, VM_BC_MKFUN, dest, 0,
		    vm_codegen_k_value(gen, code));
		return;
	}
	window = gen->top;
	push_defaults(gen, params);
	push_keyword_defaults(gen, params);
	push_closure_tuple(gen, scope, class_cell);
	vm_emit(&gen->emit, VM_BC_MKCLOS, window, 0,
	    vm_codegen_k_value(gen, code));
	vm_codegen_move(gen, dest, window);
	gen->top = saved;
}

/* @micropython.native and its kin choose an emitter; we have one. */
static bool
is_emitter_decorator(struct vm_codegen *gen, const struct vm_node *node)
{
	vm_value attribute;

	if (node->kind != VM_NODE_ATTRIBUTE ||
	    node->kid[0].node->kind != VM_NODE_NAME ||
	    vm_pool_get(gen->compiler, node->kid[0].node->kid[0].index) !=
		VM_NAME(micropython))
		return false;
	attribute = vm_pool_get(gen->compiler, node->kid[1].index);
	if (attribute != VM_NAME(native) && attribute != VM_NAME(viper) &&
	    strcmp(vm_str_data(attribute), "bytecode") != 0)
		vm_codegen_fail(gen, node, "invalid micropython decorator");
	return true;
}

static unsigned
push_decorators(struct vm_codegen *gen, struct vm_node *node)
{
	unsigned count = 0;
	uint32_t i;

	for (i = VM_FUNCTION_DECORATORS; i < node->count; i++) {
		if (is_emitter_decorator(gen, node->kid[i].node))
			continue;
		vm_codegen_push(gen, node->kid[i].node);
		count++;
	}
	return count;
}

/* Calls the decorators, the last one first, on what is above them. */
static void
call_decorators(struct vm_codegen *gen, struct vm_node *node, unsigned count,
    unsigned first)
{
	uint32_t i = node->count;

	while (count > 0) {
		struct vm_node *decorator = node->kid[--i].node;

		if (is_emitter_decorator(gen, decorator))
			continue;
		vm_codegen_line(gen, decorator);
		vm_emit_ab(&gen->emit, VM_BC_CALL, first + --count, 1);
	}
}

void
vm_codegen_define(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	unsigned count = push_decorators(gen, node);

	if (count == 0) {
		make_function(gen, node, dest);
	} else {
		make_function(gen, node, vm_codegen_temp(gen));
		call_decorators(gen, node, count, saved);
		vm_codegen_move(gen, dest, saved);
	}
	gen->top = saved;
}

/* Window: name, namespace, result of the body, bases. */
static void
make_class(struct vm_codegen *gen, struct vm_node *node, unsigned window)
{
	const struct vm_scope *scope =
	    (const struct vm_scope *)node->kid[VM_FUNCTION_SCOPE].index;
	struct vm_node *args = node->kid[VM_FUNCTION_PARAMS].node;
	struct argument_kinds kinds = classify(args, 0);
	bool listed = kinds.unpacked || kinds.keywords > 0;
	struct vm_code *code = vm_codegen_class_body(gen, node);
	unsigned body;

	gen->top = window;
	vm_emit(&gen->emit, VM_BC_LOADK, vm_codegen_temp(gen), 0,
	    vm_codegen_k(gen, node->kid[VM_FUNCTION_NAME].index));
	vm_codegen_temp(gen);
	vm_emit_ab(&gen->emit, VM_BC_MKDICT, window + 1, window + 1);
	vm_emit_a(&gen->emit, VM_BC_LOADNONE, vm_codegen_temp(gen));
	if (listed) {
		push_argument_list(gen, args, 0);
		push_keyword_dict(gen, args, 0);
	} else {
		push_arguments(gen, args, 0);
	}
	body = vm_codegen_temp(gen);
	vm_codegen_closure(gen, scope, VM_PTR(code), body);
	vm_codegen_move(gen, vm_codegen_temp(gen), window + 1);
	vm_emit_ab(&gen->emit, VM_BC_CALL, body, 1);
	vm_codegen_move(gen, window + 2, body);
	if (listed)
		vm_emit_a(&gen->emit, VM_BC_MKCLASSX, window);
	else
		vm_emit_ab(&gen->emit, VM_BC_MKCLASS, window, kinds.positional);
}

void
vm_codegen_class(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	unsigned count = push_decorators(gen, node);
	unsigned window = vm_codegen_temp(gen);

	make_class(gen, node, window);
	call_decorators(gen, node, count, saved);
	vm_codegen_move(gen, dest, saved);
	gen->top = saved;
}

/* SPDX-License-Identifier: MIT */
/*
 * Code generator: functions, class bodies and the module; registers and
 * constants.
 */
#include <string.h>

#include "../object/exception.h"
#include "../object/function.h"
#include "../object/list.h"
#include "../runtime/heap.h"
#include "../runtime/intern.h"
#include "codegen_parts.h"

void
vm_codegen_fail(struct vm_codegen *gen, const struct vm_node *node,
    const char *text)
{
	const struct vm_node *owner = gen->frame->node;
	vm_value block = VM_NAME(module_);

	if (owner != NULL && owner->kind == VM_NODE_COMPREHENSION)
		block = VM_NAME(genexpr_);
	else if (owner != NULL)
		block = vm_pool_get(gen->compiler,
		    owner->kid[VM_FUNCTION_NAME].index);
	vm_compiler_raise(gen->compiler, &vm_type_SyntaxError, node->line,
	    block, text);
}

void
vm_codegen_line(struct vm_codegen *gen, const struct vm_node *node)
{
	gen->emit.line = node->line;
}

static void
raise_top(struct vm_codegen *gen, unsigned top)
{
	/* One register more is what calls through LDM may need. */
	if (top + 1 >= VM_REGISTERS_MAX)
		vm_compiler_syntax_error(gen->compiler, gen->emit.line,
		    "too many local variables");
	gen->top = top;
	if (top > gen->max)
		gen->max = top;
}

unsigned
vm_codegen_temp(struct vm_codegen *gen)
{
	raise_top(gen, gen->top + 1);
	return gen->top - 1;
}

unsigned
vm_codegen_work(struct vm_codegen *gen, unsigned dest)
{
	return dest >= gen->local_count ? dest : vm_codegen_temp(gen);
}

void
vm_codegen_move(struct vm_codegen *gen, unsigned dest, unsigned source)
{
	if (dest != source)
		vm_emit_ab(&gen->emit, VM_BC_MOVE, dest, source);
}

unsigned
vm_codegen_window(struct vm_codegen *gen, unsigned dest)
{
	if (dest >= gen->local_count && dest + 1 == gen->top)
		return dest;
	return vm_codegen_temp(gen);
}

int32_t
vm_codegen_k(struct vm_codegen *gen, uintptr_t pool_index)
{
	struct vm_unit *unit = gen->compiler->unit;
	uint16_t *map = gen->compiler->pool.k_map;

	gen->uses_k = true;
	if (map[pool_index] == 0)
		map[pool_index] = (uint16_t)++unit->k_count;
	return map[pool_index] - 1;
}

/* Until here the pool kept the constants. */
static void
finish_constants(struct vm_compiler *compiler)
{
	struct vm_unit *unit = compiler->unit;
	const uint16_t *map = compiler->pool.k_map;
	size_t i;

	unit->k = vm_heap_new_values(compiler->vm, unit->k_count);
	for (i = 0; i < compiler->pool.count; i++) {
		if (map[i] != 0)
			unit->k[map[i] - 1] = vm_pool_get(compiler, i);
	}
}

int32_t
vm_codegen_k_value(struct vm_codegen *gen, vm_value value)
{
	return vm_codegen_k(gen, vm_pool_add(gen->compiler, value));
}

void
vm_codegen_load(struct vm_codegen *gen, unsigned dest, vm_value value)
{
	struct vm_emitter *emit = &gen->emit;

	if (value == VM_NONE) {
		vm_emit_a(emit, VM_BC_LOADNONE, dest);
	} else if (value == VM_TRUE) {
		vm_emit_a(emit, VM_BC_LOADTRUE, dest);
	} else if (value == VM_FALSE) {
		vm_emit_a(emit, VM_BC_LOADFALSE, dest);
	} else if (vm_is_int(value) && vm_int_value(value) >= INT16_MIN &&
	    vm_int_value(value) <= INT16_MAX) {
		vm_emit(emit, VM_BC_LOADI, dest, 0,
		    (int32_t)vm_int_value(value));
	} else {
		vm_emit(emit, VM_BC_LOADK, dest, 0,
		    vm_codegen_k_value(gen, value));
	}
}

static void
begin(struct vm_codegen *gen, struct vm_compiler *compiler,
    struct vm_codegen *outer, struct vm_scope *scope)
{
	memset(gen, 0, sizeof(*gen));
	gen->compiler = compiler;
	gen->outer = outer;
	gen->scope = scope;
	gen->frame = scope;
	vm_emit_init(&gen->emit, compiler->vm,
	    scope->node == NULL ? 1 : scope->node->line);
}

/* Unbinds at entry the locals that some read found perhaps unbound. */
static void
emit_prologue(struct vm_codegen *gen)
{
	uint32_t before;
	unsigned i;

	gen->emit.reachable = true;
	gen->emit.line = gen->emit.first_line;
	before = vm_emit_position(&gen->emit);
	for (i = gen->param_count; i < gen->local_count; i++) {
		if (i >= VM_NEAR_REGISTERS ||
		    (gen->clear[i / 8] & 1u << i % 8) != 0)
			vm_emit_a(&gen->emit, VM_BC_LOADUNDEF, i);
	}
	vm_emit_move_to_front(&gen->emit,
	    vm_emit_position(&gen->emit) - before);
}

/* A function that uses no constants does not keep those of a text to exec. */
static const struct vm_unit empty_unit VM_ALIGNED = {
	.head = VM_ROM_HEAD(VM_TID_UNIT),
	.file_name = VM_NAME(string_),
};

static struct vm_unit *
unit_of(const struct vm_codegen *gen, unsigned flags)
{
	struct vm_unit *unit = gen->compiler->unit;

	return gen->uses_k || (flags & VM_CODE_MODULE) ||
		unit->file_name != empty_unit.file_name ?
	    unit :
	    (struct vm_unit *)(uintptr_t)&empty_unit;
}

static struct vm_code *
finish(struct vm_codegen *gen, uintptr_t name, unsigned flags,
    size_t parameters)
{
	struct vm_code *code;
	vm_value name_value = vm_pool_get(gen->compiler, name);

	emit_prologue(gen);
	code = vm_emit_assemble(&gen->emit, parameters);
	code->unit = unit_of(gen, flags);
	code->name = name_value;
	code->flags = (uint8_t)flags;
	code->register_count = (uint16_t)(gen->max + 1);
	vm_emit_fini(&gen->emit);
	return code;
}

static unsigned
generator_flags(const struct vm_scope *scope)
{
	unsigned flags = 0;

	if (scope->is_generator)
		flags |= VM_CODE_GENERATOR;
	if (scope->is_async)
		flags |= VM_CODE_COROUTINE;
	return flags;
}

/* Registers of the parameters of the given kinds, in order. */
static unsigned
place_params(struct vm_codegen *gen, const struct vm_node *params,
    unsigned kinds)
{
	const struct vm_node *param;
	struct vm_symbol *symbol;
	unsigned slot;
	unsigned count = 0;
	uint32_t i;

	for (i = 0; i < params->count; i++) {
		param = params->kid[i].node;
		if ((kinds & 1u << param->flags) == 0)
			continue;
		symbol = vm_scope_find(gen->compiler, gen->scope,
		    param->kid[0].index);
		slot = vm_codegen_temp(gen);
		vm_symbol_place(gen->compiler, gen->scope, symbol, slot);
		vm_codegen_bound(gen, slot);
		count++;
	}
	return count;
}

#define POSITIONAL_KINDS (1u << VM_PARAM_POSITIONAL | 1u << VM_PARAM_NORMAL)

static void
name_parameters(struct vm_codegen *gen, const struct vm_node *params,
    vm_value *name)
{
	uint32_t pass;
	uint32_t i;
	const struct vm_node *param;
	static const unsigned kinds[] = { POSITIONAL_KINDS,
		1u << VM_PARAM_KEYWORD };

	for (pass = 0; pass < 2; pass++) {
		for (i = 0; i < params->count; i++) {
			param = params->kid[i].node;
			if ((kinds[pass] & 1u << param->flags) != 0)
				*name++ = vm_pool_get(gen->compiler,
				    param->kid[0].index);
		}
	}
}

/* Gives locals their registers and makes cells of the captured ones. */
void
vm_codegen_enter_symbols(struct vm_codegen *gen, struct vm_scope *scope)
{
	struct vm_symbol *symbol;
	unsigned slot;

	for (symbol = scope->first; symbol != NULL; symbol = symbol->next) {
		if ((symbol->flags & VM_SYMBOL_BOUND) == 0 ||
		    (symbol->flags &
			(VM_SYMBOL_GLOBAL | VM_SYMBOL_NONLOCAL |
			    VM_SYMBOL_FREE)) != 0)
			continue;
		if ((symbol->flags & VM_SYMBOL_PARAM) == 0)
			vm_symbol_place(gen->compiler, scope, symbol,
			    vm_codegen_temp(gen));
		slot = vm_symbol_slot(scope, symbol);
		if ((symbol->flags & VM_SYMBOL_DELETED) != 0 && slot < 64)
			gen->deletable |= (uint64_t)1 << slot;
		if ((symbol->flags & VM_SYMBOL_CELL) == 0)
			continue;
		if ((symbol->flags & VM_SYMBOL_PARAM) == 0)
			vm_emit_a(&gen->emit, VM_BC_LOADUNDEF, slot);
		vm_emit_a(&gen->emit, VM_BC_MKCELL, slot);
	}
}

static unsigned
code_flags(const struct vm_scope *scope, const struct vm_node *params,
    unsigned keyword_only)
{
	unsigned flags = generator_flags(scope);
	uint32_t i;

	for (i = 0; i < params->count; i++) {
		if (params->kid[i].node->flags == VM_PARAM_VARARGS)
			flags |= VM_CODE_VARARGS;
		else if (params->kid[i].node->flags == VM_PARAM_KWARGS)
			flags |= VM_CODE_VARKEYWORDS;
	}
	if (flags == 0 && keyword_only == 0)
		flags = VM_CODE_SIMPLE;
	return flags;
}

static void
function_body(struct vm_codegen *gen, struct vm_node *node)
{
	struct vm_node *body = node->kid[VM_FUNCTION_BODY].node;
	unsigned value;

	if ((node->flags & VM_FUNCTION_LAMBDA) != 0) {
		value = vm_codegen_value(gen, body);
		vm_emit_a(&gen->emit, VM_BC_RET, value);
	} else {
		vm_codegen_statement(gen, body);
		vm_emit_a(&gen->emit, VM_BC_RETNONE, 0);
	}
}

static struct vm_code *
generate_function(struct vm_compiler *compiler, struct vm_codegen *outer,
    struct vm_node *node)
{
	struct vm_codegen gen;
	struct vm_node *params = node->kid[VM_FUNCTION_PARAMS].node;
	struct vm_code *code;
	unsigned position_only;
	unsigned positional;
	unsigned keyword_only;

	begin(&gen, compiler, outer,
	    (struct vm_scope *)node->kid[VM_FUNCTION_SCOPE].index);
	position_only = place_params(&gen, params, 1u << VM_PARAM_POSITIONAL);
	if (position_only > UINT8_MAX)
		vm_codegen_fail(&gen, node, "too many arguments");
	positional =
	    position_only + place_params(&gen, params, 1u << VM_PARAM_NORMAL);
	keyword_only = place_params(&gen, params, 1u << VM_PARAM_KEYWORD);
	place_params(&gen, params, 1u << VM_PARAM_VARARGS);
	place_params(&gen, params, 1u << VM_PARAM_KWARGS);
	gen.param_count = gen.top;
	if (VM_HAS_VIPER)
		vm_codegen_viper_begin(&gen, node);
	vm_codegen_enter_symbols(&gen, gen.scope);
	if (VM_HAS_VIPER)
		vm_codegen_viper_check(&gen, node);
	gen.local_count = gen.top;
	function_body(&gen, node);
	code = finish(&gen, node->kid[VM_FUNCTION_NAME].index,
	    code_flags(gen.scope, params, keyword_only),
	    positional + keyword_only);
	code->positional_count = (uint16_t)positional;
	code->position_only_count = (uint8_t)position_only;
	name_parameters(&gen, params, (vm_value *)(code + 1));
	return code;
}

struct vm_code *
vm_codegen_function(struct vm_codegen *outer, struct vm_node *node)
{
	vm_compiler_check_depth(outer->compiler);
	return generate_function(outer->compiler, outer, node);
}

/* Compiles a function that no other function contains. */
void
vm_codegen_outer_function(struct vm_compiler *compiler, struct vm_node *node)
{
	struct vm_scope *outer =
	    vm_scope_new(compiler, NULL, VM_SCOPE_MODULE, NULL);
	struct vm_scope *scope;
	struct vm_code *code;

	if (compiler->context.in_class)
		outer = vm_scope_new(compiler, outer, VM_SCOPE_CLASS, NULL);
	scope = vm_scope_function(compiler, outer, node);
	code = generate_function(compiler, NULL, node);
	node->flags |= VM_FUNCTION_COMPILED;
	if (scope->free_count > 0)
		node->flags |= VM_FUNCTION_CLASS;
	node->kid[VM_FUNCTION_BODY].node = NULL;
	node->kid[VM_FUNCTION_SCOPE].index =
	    vm_pool_add(compiler, VM_PTR(code));
}

/* Class bodies and comprehensions are called with one value. */
static struct vm_code *
finish_inner(struct vm_codegen *gen, uintptr_t name, unsigned flags)
{
	struct vm_code *code = finish(gen, name, flags, 1);

	code->positional_count = 1;
	code->position_only_count = 1;
	*(vm_value *)(code + 1) = VM_NAME(empty_);
	return code;
}

struct vm_code *
vm_codegen_class_body(struct vm_codegen *outer, struct vm_node *node)
{
	struct vm_codegen gen;

	vm_compiler_check_depth(outer->compiler);
	begin(&gen, outer->compiler, outer,
	    (struct vm_scope *)node->kid[VM_FUNCTION_SCOPE].index);
	gen.namespace = true;
	vm_codegen_temp(&gen);
	gen.cell = vm_codegen_temp(&gen);
	gen.local_count = gen.top;
	if (gen.scope->class_cell) {
		vm_emit_a(&gen.emit, VM_BC_LOADUNDEF, gen.cell);
		vm_emit_a(&gen.emit, VM_BC_MKCELL, gen.cell);
	}
	vm_codegen_statement(&gen, node->kid[VM_FUNCTION_BODY].node);
	if (gen.scope->class_cell)
		vm_emit_a(&gen.emit, VM_BC_RET, gen.cell);
	else
		vm_emit_a(&gen.emit, VM_BC_RETNONE, 0);
	return finish_inner(&gen, node->kid[VM_FUNCTION_NAME].index,
	    VM_CODE_CLASS_BODY);
}

static vm_value
comprehension_name(const struct vm_node *node)
{
	switch (node->flags) {
	case VM_COMPREHENSION_LIST:
		return VM_NAME(listcomp_);
	case VM_COMPREHENSION_SET:
		return VM_NAME(setcomp_);
	case VM_COMPREHENSION_DICT:
		return VM_NAME(dictcomp_);
	default:
		return VM_NAME(genexpr_);
	}
}

/* Register 0 is the iterator of the first clause. */
struct vm_code *
vm_codegen_comprehension_body(struct vm_codegen *outer, struct vm_node *node)
{
	struct vm_codegen gen;
	struct vm_code *code;
	struct vm_compiler *compiler = outer->compiler;
	unsigned result = 0;

	vm_compiler_check_depth(compiler);
	begin(&gen, compiler, outer,
	    (struct vm_scope *)node->kid[VM_COMPREHENSION_SCOPE].index);
	vm_codegen_bound(&gen, vm_codegen_temp(&gen));
	vm_codegen_enter_symbols(&gen, gen.scope);
	gen.local_count = gen.top;
	if (node->flags != VM_COMPREHENSION_GENERATOR)
		result = vm_codegen_temp(&gen);
	vm_codegen_comprehension_loops(&gen, node, result);
	if (node->flags != VM_COMPREHENSION_GENERATOR)
		vm_emit_a(&gen.emit, VM_BC_RET, result);
	else
		vm_emit_a(&gen.emit, VM_BC_RETNONE, 0);
	code =
	    finish_inner(&gen, vm_pool_add(compiler, comprehension_name(node)),
		generator_flags(gen.scope));
	if (code->flags == 0)
		code->flags = VM_CODE_SIMPLE;
	return code;
}

void
vm_codegen_begin_module(struct vm_codegen *gen, struct vm_compiler *compiler,
    struct vm_scope *scope)
{
	begin(gen, compiler, NULL, scope);
	gen->namespace = compiler->names;
	if (gen->namespace)
		vm_codegen_temp(gen);
	gen->local_count = gen->top;
}

struct vm_code *
vm_codegen_end_module(struct vm_codegen *gen)
{
	struct vm_code *code;
	unsigned flags = VM_CODE_MODULE;

	vm_emit_a(&gen->emit, VM_BC_RETNONE, 0);
	if (gen->namespace)
		flags |= VM_CODE_NAMES;
	code =
	    finish(gen, vm_pool_add(gen->compiler, VM_NAME(module_)), flags, 0);
	finish_constants(gen->compiler);
	return code;
}

/* SPDX-License-Identifier: MIT */
/*
 * Code generator: simple statements and `if`.
 */
#include <string.h>

#include "../object/list.h"
#include "../runtime/intern.h"
#include "../runtime/state.h"
#include "codegen_parts.h"

static void
block(struct vm_codegen *gen, struct vm_node *node)
{
	uint32_t i;

	for (i = 0; i < node->count; i++)
		vm_codegen_statement(gen, node->kid[i].node);
}

static void
expression(struct vm_codegen *gen, struct vm_node *node)
{
	struct vm_node *value = node->kid[0].node;
	unsigned reg;

	if (gen->compiler->mode == VM_COMPILE_SINGLE &&
	    gen->frame->kind == VM_SCOPE_MODULE) {
		reg = vm_codegen_value(gen, value);
		vm_emit_a(&gen->emit, VM_BC_PRINTEXPR, reg);
	} else if (value->kind != VM_NODE_CONST) {
		vm_codegen_value(gen, value);
	}
}

/* Displays of the same length on both sides: no tuple is made. */
static bool
is_parallel(const struct vm_node *target, const struct vm_node *value)
{
	uint32_t i;

	if (target->kind != VM_NODE_TUPLE || value->kind != VM_NODE_TUPLE ||
	    target->count != value->count || target->count > 8)
		return false;
	for (i = 0; i < target->count; i++) {
		if (target->kid[i].node->kind == VM_NODE_STAR ||
		    value->kid[i].node->kind == VM_NODE_STAR)
			return false;
	}
	return true;
}

static void
assign_parallel(struct vm_codegen *gen, struct vm_node *target,
    struct vm_node *value)
{
	unsigned first = gen->top;
	uint32_t i;

	for (i = 0; i < value->count; i++)
		vm_codegen_push(gen, value->kid[i].node);
	for (i = 0; i < target->count; i++)
		vm_codegen_assign(gen, target->kid[i].node, first + i);
}

static void
assign(struct vm_codegen *gen, struct vm_node *node)
{
	struct vm_node *value = node->kid[node->count - 1].node;
	struct vm_node *target = node->kid[0].node;
	int direct = -1;
	unsigned reg;
	uint32_t i;

	if (node->count == 2) {
		if (is_parallel(target, value)) {
			assign_parallel(gen, target, value);
			return;
		}
		direct = vm_codegen_target_register(gen, target);
	}
	if (direct != -1) {
		vm_codegen_into(gen, value, (unsigned)direct);
		vm_codegen_bound(gen, (unsigned)direct);
		return;
	}
	reg = vm_codegen_value(gen, value);
	for (i = 0; i + 1 < node->count; i++)
		vm_codegen_assign(gen, node->kid[i].node, reg);
}

/* reg op= right, with the immediate forms where they exist. */
static void
operate_in_place(struct vm_codegen *gen, unsigned operator_, unsigned reg,
    struct vm_node *right)
{
	unsigned op = (unsigned)vm_codegen_binary_op(operator_) +
	    (VM_BC_IADD - VM_BC_ADD);
	int32_t immediate;
	unsigned value;

	if ((operator_ == VM_OPERATOR_ADD || operator_ == VM_OPERATOR_SUB) &&
	    vm_codegen_small_int(gen, right, INT16_MIN, INT16_MAX,
		&immediate)) {
		vm_emit(&gen->emit,
		    operator_ == VM_OPERATOR_ADD ? VM_BC_IADDI : VM_BC_ISUBI,
		    reg, reg, immediate);
		if (VM_HAS_VIPER)
			vm_codegen_viper_wrap(gen, operator_, reg);
		return;
	}
	value = vm_codegen_value(gen, right);
	vm_emit(&gen->emit, (enum vm_opcode)op, reg, reg, (int32_t)value);
	if (VM_HAS_VIPER)
		vm_codegen_viper_wrap(gen, operator_, reg);
}

static void
augmented_attribute(struct vm_codegen *gen, struct vm_node *node)
{
	struct vm_node *target = node->kid[0].node;
	unsigned object = vm_codegen_value(gen, target->kid[0].node);
	unsigned reg = vm_codegen_temp(gen);
	int32_t name = vm_codegen_k(gen, target->kid[1].index);

	vm_emit(&gen->emit, VM_BC_GETA, reg, object, name);
	operate_in_place(gen, node->flags, reg, node->kid[1].node);
	vm_emit(&gen->emit, VM_BC_SETA, reg, object, name);
}

static void
augmented_subscript(struct vm_codegen *gen, struct vm_node *node)
{
	struct vm_node *target = node->kid[0].node;
	unsigned object = vm_codegen_value(gen, target->kid[0].node);
	unsigned index = vm_codegen_value(gen, target->kid[1].node);
	unsigned reg = vm_codegen_temp(gen);

	vm_emit(&gen->emit, VM_BC_GETI, reg, object, (int32_t)index);
	operate_in_place(gen, node->flags, reg, node->kid[1].node);
	vm_emit(&gen->emit, VM_BC_SETI, reg, object, (int32_t)index);
}

static void
augmented(struct vm_codegen *gen, struct vm_node *node)
{
	struct vm_node *target = node->kid[0].node;
	int local;
	unsigned reg;

	if (target->kind == VM_NODE_ATTRIBUTE) {
		augmented_attribute(gen, node);
	} else if (target->kind == VM_NODE_SUBSCRIPT) {
		augmented_subscript(gen, node);
	} else {
		local = vm_codegen_local(gen, target);
		if (local != -1) {
			operate_in_place(gen, node->flags, (unsigned)local,
			    node->kid[1].node);
			return;
		}
		reg = vm_codegen_push(gen, target);
		operate_in_place(gen, node->flags, reg, node->kid[1].node);
		vm_codegen_store_name(gen, target->kid[0].index, reg);
	}
}

/* An annotation without value still evaluates parts of its target. */
static void
annotated(struct vm_codegen *gen, struct vm_node *node)
{
	if (node->kid[0].node->kind != VM_NODE_NAME)
		vm_codegen_value(gen, node->kid[0].node->kid[0].node);
}

static void delete (struct vm_codegen *gen, struct vm_node *node)
{
	vm_codegen_delete(gen, node->kid[0].node);
}

static void
pass(struct vm_codegen *gen, struct vm_node *node)
{
	(void)gen;
	(void)node;
}

static void
loop_exit(struct vm_codegen *gen, struct vm_node *node)
{
	vm_codegen_exit(gen, gen->blocks,
	    node->kind == VM_NODE_BREAK ? VM_EXIT_BREAK : VM_EXIT_CONTINUE, 0);
}

static void
return_value(struct vm_codegen *gen, struct vm_node *node)
{
	unsigned reg;

	if (node->kid[0].node == NULL) {
		if (gen->blocks == NULL) {
			vm_emit_a(&gen->emit, VM_BC_RETNONE, 0);
			return;
		}
		reg = vm_codegen_temp(gen);
		vm_emit_a(&gen->emit, VM_BC_LOADNONE, reg);
	} else {
		reg = vm_codegen_value(gen, node->kid[0].node);
	}
	vm_codegen_exit(gen, gen->blocks, VM_EXIT_RETURN, reg);
}

static void
assert_true(struct vm_codegen *gen, struct vm_node *node)
{
	vm_label_id end;
	unsigned reg;

	if (gen->compiler->vm->optimise > 0)
		return;
	end = vm_emit_new_label(&gen->emit);
	vm_codegen_jump_if(gen, node->kid[0].node, true, end);
	reg = vm_codegen_temp(gen);
	if (node->kid[1].node == NULL)
		vm_emit_a(&gen->emit, VM_BC_LOADUNDEF, reg);
	else
		vm_codegen_into(gen, node->kid[1].node, reg);
	vm_emit_a(&gen->emit, VM_BC_ASSERTFAIL, reg);
	vm_emit_label(&gen->emit, end);
}

/* Module, from-list and level; the module goes to the first register. */
static unsigned
emit_import(struct vm_codegen *gen, uintptr_t module, vm_value from_list,
    uintptr_t level)
{
	unsigned window = vm_codegen_temp(gen);
	unsigned from = vm_codegen_temp(gen);

	vm_codegen_load(gen, from, from_list);
	vm_codegen_load(gen, vm_codegen_temp(gen), VM_INT((intptr_t)level));
	vm_emit(&gen->emit, VM_BC_IMPORT, window, from,
	    vm_codegen_k(gen, module));
	gen->top = from;
	return window;
}

/* import a.b.c as d: follows the attributes from a on. */
static void
import_as(struct vm_codegen *gen, uintptr_t dotted, unsigned reg)
{
	vm_value text = vm_pool_get(gen->compiler, dotted);
	size_t len = vm_str_len(text);
	size_t start;
	size_t end = 0;

	for (;;) {
		start = end;
		while (end < len && vm_str_data(text)[end] != '.')
			end++;
		if (start > 0)
			vm_emit(&gen->emit, VM_BC_GETA, reg, reg,
			    vm_codegen_k(gen,
				vm_pool_name(gen->compiler,
				    vm_str_data(text) + start, end - start)));
		if (end == len)
			return;
		end++;
	}
}

static uintptr_t
first_part(struct vm_codegen *gen, uintptr_t dotted)
{
	vm_value text = vm_pool_get(gen->compiler, dotted);
	const char *dot = strchr(vm_str_data(text), '.');

	if (dot == NULL)
		return dotted;
	return vm_pool_name(gen->compiler, vm_str_data(text),
	    (size_t)(dot - vm_str_data(text)));
}

static void
import(struct vm_codegen *gen, struct vm_node *node)
{
	unsigned saved = gen->top;
	unsigned reg;
	uintptr_t alias;
	uint32_t i;

	for (i = 0; i < node->count; i += 2) {
		alias = node->kid[i + 1].index;
		reg = emit_import(gen, node->kid[i].index, VM_NONE, 0);
		if (alias == VM_NO_INDEX)
			alias = first_part(gen, node->kid[i].index);
		else
			import_as(gen, node->kid[i].index, reg);
		vm_codegen_store_name(gen, alias, reg);
		gen->top = saved;
	}
}

static vm_value
from_list(struct vm_codegen *gen, const struct vm_node *node)
{
	size_t count = (node->count - 2) / 2;
	vm_value tuple;
	size_t i;

	if (count == 0) {
		tuple = vm_tuple_new(gen->compiler->vm, 1, NULL);
		vm_tuple(tuple)->items[0] =
		    vm_intern(gen->compiler->vm, "*", 1);
		return tuple;
	}
	tuple = vm_tuple_new(gen->compiler->vm, count, NULL);
	for (i = 0; i < count; i++)
		vm_tuple(tuple)->items[i] =
		    vm_pool_get(gen->compiler, node->kid[2 + 2 * i].index);
	return tuple;
}

static void
import_from(struct vm_codegen *gen, struct vm_node *node)
{
	unsigned module = emit_import(gen, node->kid[1].index,
	    from_list(gen, node), node->kid[0].index);
	unsigned reg;
	uintptr_t name;
	uint32_t i;

	if (node->count == 2) {
		vm_emit_a(&gen->emit, VM_BC_IMPSTAR, module);
		return;
	}
	reg = vm_codegen_temp(gen);
	for (i = 2; i < node->count; i += 2) {
		vm_emit(&gen->emit, VM_BC_IMPFROM, reg, module,
		    vm_codegen_k(gen, node->kid[i].index));
		name = node->kid[i + 1].index;
		if (name == VM_NO_INDEX)
			name = node->kid[i].index;
		vm_codegen_store_name(gen, name, reg);
	}
}

static void
if_else(struct vm_codegen *gen, struct vm_node *node)
{
	vm_label_id end = vm_emit_new_label(&gen->emit);
	vm_label_id next;
	uint32_t i;

	for (i = 0; i + 1 < node->count; i += 2) {
		next = vm_emit_new_label(&gen->emit);
		vm_codegen_jump_if(gen, node->kid[i].node, false, next);
		vm_codegen_statement(gen, node->kid[i + 1].node);
		if (i + 2 < node->count)
			vm_emit_go(&gen->emit, end);
		vm_emit_label(&gen->emit, next);
	}
	if (i < node->count)
		vm_codegen_statement(gen, node->kid[i].node);
	vm_emit_label(&gen->emit, end);
}

static void
define(struct vm_codegen *gen, struct vm_node *node)
{
	unsigned reg = vm_codegen_temp(gen);

	vm_codegen_into(gen, node, reg);
	vm_codegen_store_name(gen, node->kid[VM_FUNCTION_NAME].index, reg);
}

#define FIRST VM_NODE_FUNCTION

static void (*const handlers[])(struct vm_codegen *gen,
    struct vm_node *node) = {
	[VM_NODE_FUNCTION - FIRST] = define,
	[VM_NODE_CLASS - FIRST] = define,
	[VM_NODE_BLOCK - FIRST] = block,
	[VM_NODE_EXPRESSION - FIRST] = expression,
	[VM_NODE_ASSIGN - FIRST] = assign,
	[VM_NODE_AUGMENTED - FIRST] = augmented,
	[VM_NODE_ANNOTATED - FIRST] = annotated,
	[VM_NODE_DELETE - FIRST] = delete,
	[VM_NODE_PASS - FIRST] = pass,
	[VM_NODE_BREAK - FIRST] = loop_exit,
	[VM_NODE_CONTINUE - FIRST] = loop_exit,
	[VM_NODE_RETURN - FIRST] = return_value,
	[VM_NODE_RAISE - FIRST] = vm_codegen_raise,
	[VM_NODE_GLOBAL - FIRST] = pass,
	[VM_NODE_NONLOCAL - FIRST] = pass,
	[VM_NODE_ASSERT - FIRST] = assert_true,
	[VM_NODE_IMPORT - FIRST] = import,
	[VM_NODE_IMPORT_FROM - FIRST] = import_from,
	[VM_NODE_IF - FIRST] = if_else,
	[VM_NODE_WHILE - FIRST] = vm_codegen_while,
	[VM_NODE_FOR - FIRST] = vm_codegen_for,
	[VM_NODE_TRY - FIRST] = vm_codegen_try,
	[VM_NODE_WITH - FIRST] = vm_codegen_with,
};

void
vm_codegen_statement(struct vm_codegen *gen, struct vm_node *node)
{
	unsigned saved = gen->top;

	if (!gen->emit.reachable)
		return;
	vm_compiler_check_depth(gen->compiler);
	vm_codegen_line(gen, node);
	handlers[node->kind - FIRST](gen, node);
	gen->top = saved;
}

/* SPDX-License-Identifier: MIT */
/*
 * Values known at compile time: literals, arithmetic on them, tuples of
 * them, and names declared with const().
 */
#include "../object/float_value.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../runtime/intern.h"
#include "../runtime/ops.h"
#include "../runtime/state.h"
#include "codegen_parts.h"
#include "parser.h"

/* Largest shift and exponent worked out at compile time. */
#define SHIFT_MAX 256

struct vm_const_entry {
	uint16_t name;
	uint16_t value; /* both index the pool */
};

static const uint8_t vm_ops[] = {
	[VM_OPERATOR_ADD] = VM_OP_ADD,
	[VM_OPERATOR_SUB] = VM_OP_SUB,
	[VM_OPERATOR_MUL] = VM_OP_MUL,
	[VM_OPERATOR_DIV] = VM_OP_DIV,
	[VM_OPERATOR_FLOORDIV] = VM_OP_FDIV,
	[VM_OPERATOR_MOD] = VM_OP_MOD,
	[VM_OPERATOR_POW] = VM_OP_POW,
	[VM_OPERATOR_MATMUL] = VM_OP_MATMUL,
	[VM_OPERATOR_AND] = VM_OP_AND,
	[VM_OPERATOR_OR] = VM_OP_OR,
	[VM_OPERATOR_XOR] = VM_OP_XOR,
	[VM_OPERATOR_SHL] = VM_OP_SHL,
	[VM_OPERATOR_SHR] = VM_OP_SHR,
	[VM_OPERATOR_NEG] = VM_OP_NEG,
	[VM_OPERATOR_POS] = VM_OP_POS,
	[VM_OPERATOR_INVERT] = VM_OP_INVERT,
};

static const struct vm_const_entry *
find_const(const struct vm_compiler *compiler, uintptr_t name)
{
	const struct vm_const_entry *entry =
	    (const void *)compiler->consts.data;
	size_t count = compiler->consts.len / sizeof(*entry);
	size_t i;

	for (i = 0; i < count; i++) {
		if (entry[i].name == name)
			return &entry[i];
	}
	return NULL;
}

static bool
is_global(struct vm_codegen *gen, uintptr_t name)
{
	enum vm_place_kind kind;

	if (gen->scope == NULL)
		return true;
	kind = vm_codegen_place(gen, name).kind;
	return kind == VM_PLACE_GLOBAL || kind == VM_PLACE_NAMESPACE;
}

bool
vm_codegen_is_const_name(struct vm_codegen *gen, const struct vm_node *node)
{
	return node->kind == VM_NODE_NAME && gen->compiler->consts.len > 0 &&
	    find_const(gen->compiler, node->kid[0].index) != NULL &&
	    is_global(gen, node->kid[0].index);
}

static bool
fold_name(struct vm_codegen *gen, const struct vm_node *node, vm_value *value)
{
	uintptr_t name = node->kid[0].index;

	if (vm_pool_get(gen->compiler, name) == VM_NAME(__debug__)) {
		*value = vm_new_bool(gen->compiler->vm->optimise == 0);
		return true;
	}
	if (!vm_codegen_is_const_name(gen, node))
		return false;
	*value =
	    vm_pool_get(gen->compiler, find_const(gen->compiler, name)->value);
	return true;
}

static bool
is_number(vm_value value)
{
#if VM_HAS_FLOAT
	if (vm_is_float(value))
		return true;
#endif
	return vm_is_integer(value);
}

/* Only what cannot raise and stays small. */
static bool
is_safe(unsigned operator_, vm_value left, vm_value right)
{
	if (!is_number(left) || !is_number(right))
		return false;
	switch (operator_) {
	case VM_OPERATOR_DIV:
		return VM_HAS_FLOAT && vm_both_int(left, right) &&
		    right != VM_INT(0);
	case VM_OPERATOR_FLOORDIV:
	case VM_OPERATOR_MOD:
		return vm_both_int(left, right) && right != VM_INT(0);
	case VM_OPERATOR_POW:
	case VM_OPERATOR_SHL:
	case VM_OPERATOR_SHR:
		return vm_both_int(left, right) && vm_int_value(right) >= 0 &&
		    vm_int_value(right) <= SHIFT_MAX;
	case VM_OPERATOR_AND:
	case VM_OPERATOR_OR:
	case VM_OPERATOR_XOR:
		return vm_is_integer(left) && vm_is_integer(right);
	case VM_OPERATOR_MATMUL:
		return false;
	default:
		return true;
	}
}

static bool
fold_binary(struct vm_codegen *gen, const struct vm_node *node, vm_value *value)
{
	vm_value left;
	vm_value right;
	unsigned operator_;
	uint32_t i;

	if (!vm_codegen_fold(gen, node->kid[0].node, &left))
		return false;
	for (i = 1; i < node->count; i += 2) {
		operator_ = (unsigned)node->kid[i].index;
		if (!vm_codegen_fold(gen, node->kid[i + 1].node, &right) ||
		    !is_safe(operator_, left, right))
			return false;
		left = vm_binary_op(gen->compiler->vm, vm_ops[operator_], left,
		    right);
	}
	*value = left;
	return true;
}

static bool
fold_unary(struct vm_codegen *gen, const struct vm_node *node, vm_value *value)
{
	vm_value operand;

	if (!vm_codegen_fold(gen, node->kid[0].node, &operand) ||
	    !is_number(operand) ||
	    (node->flags == VM_OPERATOR_INVERT && !vm_is_integer(operand)))
		return false;
	*value = vm_unary_op(gen->compiler->vm, vm_ops[node->flags], operand);
	return true;
}

/* Most tuples are not constant: look before allocating. */
static bool
may_fold(struct vm_codegen *gen, struct vm_node *node)
{
	vm_value value;

	return node->kind == VM_NODE_TUPLE ||
	    vm_codegen_fold(gen, node, &value);
}

static bool
fold_tuple(struct vm_codegen *gen, const struct vm_node *node, vm_value *value)
{
	vm_value item;
	vm_value tuple;
	uint32_t i;

	if (node->count == 0) {
		*value = VM_PTR(&vm_empty_tuple);
		return true;
	}
	if (!may_fold(gen, node->kid[0].node) ||
	    !may_fold(gen, node->kid[node->count - 1].node))
		return false;
	tuple = vm_tuple_new(gen->compiler->vm, node->count, NULL);
	for (i = 0; i < node->count; i++) {
		if (!vm_codegen_fold(gen, node->kid[i].node, &item))
			return false;
		vm_tuple(tuple)->items[i] = item;
	}
	*value = tuple;
	return true;
}

bool
vm_codegen_fold(struct vm_codegen *gen, struct vm_node *node, vm_value *value)
{
	vm_compiler_check_depth(gen->compiler);
	switch ((int)node->kind) {
	case VM_NODE_CONST:
		*value = vm_pool_get(gen->compiler, node->kid[0].index);
		return true;
	case VM_NODE_NAME:
		return fold_name(gen, node, value);
	case VM_NODE_UNARY:
		return fold_unary(gen, node, value);
	case VM_NODE_BINARY:
		return fold_binary(gen, node, value);
	case VM_NODE_TUPLE:
		return fold_tuple(gen, node, value);
	default:
		return false;
	}
}

/* The argument of a call const(x), or NULL. */
static struct vm_node *
const_argument(const struct vm_compiler *compiler, const struct vm_node *node)
{
	const struct vm_node *callee;

	if (node->kind != VM_NODE_CALL || node->count != 2)
		return NULL;
	callee = node->kid[0].node;
	if (callee->kind != VM_NODE_NAME ||
	    vm_pool_get(compiler, callee->kid[0].index) != VM_NAME(const) ||
	    node->kid[1].node->kind == VM_NODE_STAR ||
	    node->kid[1].node->kind == VM_NODE_KEYWORD ||
	    node->kid[1].node->kind == VM_NODE_DOUBLE_STAR)
		return NULL;
	return node->kid[1].node;
}

/* `X = const(2)` once X stands for a value: it is no name any more. */
bool
vm_parser_is_const(const struct vm_compiler *compiler,
    const struct vm_node *node)
{
	return node->kind == VM_NODE_NAME && compiler->consts.len > 0 &&
	    !compiler->context.in_function &&
	    find_const(compiler, node->kid[0].index) != NULL;
}

static struct vm_node *
declare(struct vm_compiler *compiler, struct vm_node *node, vm_value constant)
{
	uintptr_t name = node->kid[0].node->kid[0].index;
	struct vm_const_entry entry = { (uint16_t)name,
		(uint16_t)vm_pool_add(compiler, constant) };

	vm_scratch_append(compiler->vm, &compiler->consts, &entry,
	    sizeof(entry));
	if (vm_str_data(vm_pool_get(compiler, name))[0] != '_')
		return node;
	return vm_node_new(compiler, VM_NODE_PASS, node->line);
}

struct vm_node *
vm_parser_const(struct vm_compiler *compiler, struct vm_node *node)
{
	struct vm_codegen gen = { .compiler = compiler };
	struct vm_node *argument = const_argument(compiler, node->kid[1].node);
	vm_value constant;

	if (argument == NULL || node->count != 2 ||
	    node->kid[0].node->kind != VM_NODE_NAME)
		return node;
	if (!vm_codegen_fold(&gen, argument, &constant))
		vm_compiler_syntax_error(compiler, node->line,
		    "not a constant");
	node->kid[1].node = argument;
	if (compiler->context.in_function)
		return node;
	return declare(compiler, node, constant);
}

/* SPDX-License-Identifier: MIT */
/*
 * Code generator: expressions other than displays and calls.
 */
#include "../runtime/intern.h"
#include "codegen_parts.h"

static const uint8_t binary_ops[] = {
	[VM_OPERATOR_ADD] = VM_BC_ADD,
	[VM_OPERATOR_SUB] = VM_BC_SUB,
	[VM_OPERATOR_MUL] = VM_BC_MUL,
	[VM_OPERATOR_DIV] = VM_BC_DIV,
	[VM_OPERATOR_FLOORDIV] = VM_BC_FDIV,
	[VM_OPERATOR_MOD] = VM_BC_MOD,
	[VM_OPERATOR_POW] = VM_BC_POW,
	[VM_OPERATOR_MATMUL] = VM_BC_MATMUL,
	[VM_OPERATOR_AND] = VM_BC_AND,
	[VM_OPERATOR_OR] = VM_BC_OR,
	[VM_OPERATOR_XOR] = VM_BC_XOR,
	[VM_OPERATOR_SHL] = VM_BC_SHL,
	[VM_OPERATOR_SHR] = VM_BC_SHR,
};

/* Twins with an immediate and with a constant operand; 0: none. */
static const uint8_t immediate_ops[VM_OPERATOR_SHR + 1] = {
	[VM_OPERATOR_ADD] = VM_BC_ADDI,
	[VM_OPERATOR_SUB] = VM_BC_SUBI,
	[VM_OPERATOR_MUL] = VM_BC_MULI,
	[VM_OPERATOR_FLOORDIV] = VM_BC_FDIVI,
	[VM_OPERATOR_MOD] = VM_BC_MODI,
	[VM_OPERATOR_AND] = VM_BC_ANDI,
	[VM_OPERATOR_SHL] = VM_BC_SHLI,
	[VM_OPERATOR_SHR] = VM_BC_SHRI,
};

static const uint8_t constant_ops[VM_OPERATOR_SHR + 1] = {
	[VM_OPERATOR_ADD] = VM_BC_ADDK,
	[VM_OPERATOR_SUB] = VM_BC_SUBK,
	[VM_OPERATOR_MUL] = VM_BC_MULK,
	[VM_OPERATOR_DIV] = VM_BC_DIVK,
	[VM_OPERATOR_AND] = VM_BC_ANDK,
};

enum vm_opcode
vm_codegen_binary_op(unsigned operator_)
{
	return (enum vm_opcode)binary_ops[operator_];
}

bool
vm_codegen_small_int(struct vm_codegen *gen, struct vm_node *node, int32_t low,
    int32_t high, int32_t *value)
{
	vm_value constant;

	if (!vm_codegen_fold(gen, node, &constant) || !vm_is_int(constant) ||
	    vm_int_value(constant) < low || vm_int_value(constant) > high)
		return false;
	*value = (int32_t)vm_int_value(constant);
	return true;
}

/*
 * Register of a local that is read in place. Where a walrus may rebind it
 * before the value is used, a copy is needed instead.
 */
static int
readable_local(struct vm_codegen *gen, struct vm_node *node)
{
	if (vm_scope_frame(gen->scope)->has_walrus ||
	    vm_codegen_is_const_name(gen, node))
		return -1;
	return vm_codegen_local(gen, node);
}

unsigned
vm_codegen_value_in(struct vm_codegen *gen, struct vm_node *node, unsigned reg)
{
	int local = readable_local(gen, node);

	if (local != -1)
		return (unsigned)local;
	vm_codegen_into(gen, node, reg);
	return reg;
}

unsigned
vm_codegen_value(struct vm_codegen *gen, struct vm_node *node)
{
	int local = readable_local(gen, node);

	if (local != -1)
		return (unsigned)local;
	return vm_codegen_push(gen, node);
}

unsigned
vm_codegen_push(struct vm_codegen *gen, struct vm_node *node)
{
	unsigned temp = vm_codegen_temp(gen);

	vm_codegen_into(gen, node, temp);
	return temp;
}

/* True if the right operand was a constant and is dealt with. */
static bool
operate_constant(struct vm_codegen *gen, unsigned operator_, unsigned dest,
    unsigned left, struct vm_node *right)
{
	vm_value constant;
	int32_t immediate;

	if (!vm_codegen_fold(gen, right, &constant))
		return false;
	if (immediate_ops[operator_] != 0 &&
	    vm_codegen_small_int(gen, right, INT16_MIN, INT16_MAX,
		&immediate)) {
		vm_emit(&gen->emit, (enum vm_opcode)immediate_ops[operator_],
		    dest, left, immediate);
		return true;
	}
	if (constant_ops[operator_] == 0)
		return false;
	vm_emit(&gen->emit, (enum vm_opcode)constant_ops[operator_], dest, left,
	    vm_codegen_k_value(gen, constant));
	return true;
}

void
vm_codegen_operate(struct vm_codegen *gen, unsigned operator_, unsigned dest,
    unsigned left, struct vm_node *right)
{
	unsigned saved = gen->top;
	unsigned value;

	if (!operate_constant(gen, operator_, dest, left, right)) {
		value = vm_codegen_value(gen, right);
		vm_emit(&gen->emit, vm_codegen_binary_op(operator_), dest, left,
		    (int32_t)value);
	}
	if (VM_HAS_VIPER)
		vm_codegen_viper_wrap(gen, operator_, dest);
	gen->top = saved;
}

static void
binary(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	unsigned work = dest;
	unsigned left;
	uint32_t i;

	if (node->count > 3)
		work = vm_codegen_work(gen, dest);
	left = vm_codegen_value(gen, node->kid[0].node);
	for (i = 1; i < node->count; i += 2) {
		vm_codegen_operate(gen, (unsigned)node->kid[i].index,
		    i + 2 < node->count ? work : dest, left,
		    node->kid[i + 1].node);
		left = work;
	}
	gen->top = saved;
}

/* A local's register, or where a single operand is computed for dest. */
static unsigned
operand(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	int local = readable_local(gen, node);

	if (local != -1)
		return (unsigned)local;
	dest = vm_codegen_work(gen, dest);
	vm_codegen_into(gen, node, dest);
	return dest;
}

static void
unary(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	unsigned value = operand(gen, node->kid[0].node, dest);
	enum vm_opcode op = VM_BC_NEG;

	if (node->flags == VM_OPERATOR_POS)
		op = VM_BC_POS;
	else if (node->flags == VM_OPERATOR_INVERT)
		op = VM_BC_INVERT;
	vm_emit_ab(&gen->emit, op, dest, value);
	if (VM_HAS_VIPER)
		vm_codegen_viper_wrap(gen, node->flags, dest);
	gen->top = saved;
}

static void not(struct vm_codegen * gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	unsigned value = operand(gen, node->kid[0].node, dest);

	vm_emit_ab(&gen->emit, VM_BC_NOT, dest, value);
	gen->top = saved;
}

/* The value of `and` and `or` is the operand that decided. */
static void
and_or(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	unsigned work = vm_codegen_work(gen, dest);
	vm_label_id end = vm_emit_new_label(&gen->emit);
	uint32_t i;

	for (i = 0; i < node->count; i++) {
		vm_codegen_into(gen, node->kid[i].node, work);
		if (i + 1 < node->count)
			vm_emit_jump(&gen->emit,
			    node->kind == VM_NODE_AND ? VM_BC_JF : VM_BC_JT,
			    work, 0, end);
	}
	vm_emit_label(&gen->emit, end);
	vm_codegen_move(gen, dest, work);
	gen->top = saved;
}

static void
conditional(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	vm_label_id otherwise = vm_emit_new_label(&gen->emit);
	vm_label_id end = vm_emit_new_label(&gen->emit);

	vm_codegen_jump_if(gen, node->kid[0].node, false, otherwise);
	vm_codegen_into(gen, node->kid[1].node, dest);
	vm_emit_go(&gen->emit, end);
	vm_emit_label(&gen->emit, otherwise);
	vm_codegen_into(gen, node->kid[2].node, dest);
	vm_emit_label(&gen->emit, end);
}

static void
walrus(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	struct vm_node *target = node->kid[0].node;
	unsigned saved = gen->top;
	unsigned value = vm_codegen_work(gen, dest);

	vm_codegen_into(gen, node->kid[1].node, value);
	vm_codegen_store_name(gen, target->kid[0].index, value);
	vm_codegen_move(gen, dest, value);
	gen->top = saved;
}

static void
attribute(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	unsigned object = operand(gen, node->kid[0].node, dest);

	vm_emit(&gen->emit, VM_BC_GETA, dest, object,
	    vm_codegen_k(gen, node->kid[1].index));
	gen->top = saved;
}

static void
slice_part(struct vm_codegen *gen, struct vm_node *part)
{
	unsigned temp = vm_codegen_temp(gen);

	if (part == NULL)
		vm_emit_a(&gen->emit, VM_BC_LOADNONE, temp);
	else
		vm_codegen_into(gen, part, temp);
}

unsigned
vm_codegen_slice_bounds(struct vm_codegen *gen, struct vm_node *slice)
{
	unsigned first = gen->top;

	slice_part(gen, slice->kid[0].node);
	slice_part(gen, slice->kid[1].node);
	return first;
}

static void
slice(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	uint32_t i;

	for (i = 0; i < 3; i++)
		slice_part(gen, node->kid[i].node);
	vm_emit_ab(&gen->emit, VM_BC_MKSLICE, dest, saved);
	gen->top = saved;
}

static void
subscript(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	unsigned object = vm_codegen_value(gen, node->kid[0].node);
	struct vm_node *key = node->kid[1].node;
	int32_t index;

	if (key->kind == VM_NODE_SLICE && key->kid[2].node == NULL) {
		index = (int32_t)vm_codegen_slice_bounds(gen, key);
		vm_emit(&gen->emit, VM_BC_GETSLICE, dest, object, index);
	} else if (vm_codegen_small_int(gen, key, INT8_MIN, INT8_MAX, &index)) {
		vm_emit(&gen->emit, VM_BC_GETII, dest, object, index);
	} else {
		index = (int32_t)vm_codegen_value(gen, key);
		vm_emit(&gen->emit, VM_BC_GETI, dest, object, index);
	}
	gen->top = saved;
}

/* In an asynchronous generator a cell tells it from what await yields. */
void
vm_codegen_yield(struct vm_codegen *gen, unsigned reg)
{
	if (gen->frame->is_async)
		vm_emit_a(&gen->emit, VM_BC_MKCELL, reg);
	vm_emit_a(&gen->emit, VM_BC_YIELD, reg);
}

static void
yield(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	unsigned temp = vm_codegen_temp(gen);

	if (node->kid[0].node == NULL)
		vm_emit_a(&gen->emit, VM_BC_LOADNONE, temp);
	else
		vm_codegen_into(gen, node->kid[0].node, temp);
	vm_codegen_yield(gen, temp);
	vm_codegen_move(gen, dest, temp);
	gen->top = saved;
}

/* Runs the iterator in reg to its end; its result replaces it. */
static void
yield_all(struct vm_codegen *gen, unsigned reg)
{
	unsigned saved = gen->top;
	unsigned sent = vm_codegen_temp(gen);

	if (sent != reg + 1) {
		/* The pair must be adjacent: use a pair of its own. */
		sent = vm_codegen_temp(gen);
		vm_codegen_move(gen, sent - 1, reg);
		vm_emit_a(&gen->emit, VM_BC_LOADNONE, sent);
		vm_emit_a(&gen->emit, VM_BC_YFROM, sent - 1);
		vm_codegen_move(gen, reg, sent - 1);
	} else {
		vm_emit_a(&gen->emit, VM_BC_LOADNONE, sent);
		vm_emit_a(&gen->emit, VM_BC_YFROM, reg);
	}
	gen->top = saved;
}

static void
yield_from(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	unsigned temp = vm_codegen_push(gen, node->kid[0].node);

	vm_emit_ab(&gen->emit, VM_BC_GETITER, temp, temp);
	yield_all(gen, temp);
	vm_codegen_move(gen, dest, temp);
	gen->top = saved;
}

void
vm_codegen_await(struct vm_codegen *gen, unsigned reg)
{
	vm_emit_ab(&gen->emit, VM_BC_AWAIT, reg, reg);
	yield_all(gen, reg);
}

static void
await(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	unsigned temp = vm_codegen_push(gen, node->kid[0].node);

	vm_codegen_await(gen, temp);
	vm_codegen_move(gen, dest, temp);
	gen->top = saved;
}

static void
name(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	vm_codegen_load_name(gen, node->kid[0].index, dest);
}

static void
star(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	(void)dest;
	vm_codegen_fail(gen, node, "*x must be assignment target");
}

static void (*const handlers[])(struct vm_codegen *gen, struct vm_node *node,
    unsigned dest) = {
	[VM_NODE_NAME] = name,
	[VM_NODE_TUPLE] = vm_codegen_tuple,
	[VM_NODE_LIST] = vm_codegen_list,
	[VM_NODE_SET] = vm_codegen_set,
	[VM_NODE_DICT] = vm_codegen_dict,
	[VM_NODE_STAR] = star,
	[VM_NODE_UNARY] = unary,
	[VM_NODE_BINARY] = binary,
	[VM_NODE_COMPARE] = vm_codegen_compare,
	[VM_NODE_NOT] = not,
	[VM_NODE_AND] = and_or,
	[VM_NODE_OR] = and_or,
	[VM_NODE_CONDITIONAL] = conditional,
	[VM_NODE_WALRUS] = walrus,
	[VM_NODE_ATTRIBUTE] = attribute,
	[VM_NODE_SUBSCRIPT] = subscript,
	[VM_NODE_SLICE] = slice,
	[VM_NODE_CALL] = vm_codegen_call,
	[VM_NODE_COMPREHENSION] = vm_codegen_comprehension,
	[VM_NODE_YIELD] = yield,
	[VM_NODE_YIELD_FROM] = yield_from,
	[VM_NODE_AWAIT] = await,
	[VM_NODE_FSTRING] = vm_codegen_fstring,
	[VM_NODE_FORMAT] = vm_codegen_format,
	[VM_NODE_FUNCTION] = vm_codegen_define,
	[VM_NODE_CLASS] = vm_codegen_class,
};

void
vm_codegen_into(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	uint32_t line = gen->emit.line;
	vm_value constant;

	vm_compiler_check_depth(gen->compiler);
	if (vm_codegen_fold(gen, node, &constant)) {
		vm_codegen_load(gen, dest, constant);
		return;
	}
	vm_codegen_line(gen, node);
	handlers[node->kind](gen, node, dest);
	gen->emit.line = line;
}

/* SPDX-License-Identifier: MIT */
/*
 * Code generator: comparisons and conditional jumps.
 */
#include "../runtime/intern.h"
#include "codegen_parts.h"

struct comparison {
	uint8_t value;  /* dest = a op b */
	uint8_t jump;   /* jump if a op b */
	uint8_t negate; /* jump if not a op b */
	uint8_t jump_immediate;
	uint8_t negate_immediate;
};

#define ORDER(name, op)                                                    \
	[VM_OPERATOR_##name - VM_OPERATOR_LT] = { VM_BC_##op, VM_BC_J##op, \
		VM_BC_JN##op, VM_BC_J##op##I, VM_BC_JN##op##I }

/* From LT on. */
static const struct comparison comparisons[] = {
	ORDER(LT, LT),
	ORDER(LE, LE),
	ORDER(GT, GT),
	ORDER(GE, GE),
	[VM_OPERATOR_EQ - VM_OPERATOR_LT] = { VM_BC_EQ, VM_BC_JEQ, VM_BC_JNE,
	    VM_BC_JEQI, VM_BC_JNEI },
	[VM_OPERATOR_NE - VM_OPERATOR_LT] = { VM_BC_NE, VM_BC_JNE, VM_BC_JEQ,
	    VM_BC_JNEI, VM_BC_JEQI },
	[VM_OPERATOR_IN -
	    VM_OPERATOR_LT] = { VM_BC_IN, VM_BC_JIN, VM_BC_JNOTIN, 0, 0 },
	[VM_OPERATOR_NOT_IN -
	    VM_OPERATOR_LT] = { VM_BC_NOTIN, VM_BC_JNOTIN, VM_BC_JIN, 0, 0 },
	[VM_OPERATOR_IS -
	    VM_OPERATOR_LT] = { VM_BC_IS, VM_BC_JIS, VM_BC_JISNOT, 0, 0 },
	[VM_OPERATOR_IS_NOT -
	    VM_OPERATOR_LT] = { VM_BC_ISNOT, VM_BC_JISNOT, VM_BC_JIS, 0, 0 },
};

void
vm_codegen_compare(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	unsigned work = node->count > 3 ? vm_codegen_work(gen, dest) : dest;
	vm_label_id end = vm_emit_new_label(&gen->emit);
	unsigned left = vm_codegen_value(gen, node->kid[0].node);
	unsigned right;
	uint32_t i;

	for (i = 1; i < node->count; i += 2) {
		right = vm_codegen_value(gen, node->kid[i + 1].node);
		vm_emit(&gen->emit,
		    (enum vm_opcode)
			comparisons[node->kid[i].index - VM_OPERATOR_LT]
			    .value,
		    work, left, (int32_t)right);
		if (i + 2 < node->count)
			vm_emit_jump(&gen->emit, VM_BC_JF, work, 0, end);
		left = right;
	}
	vm_emit_label(&gen->emit, end);
	vm_codegen_move(gen, dest, work);
	gen->top = saved;
}

static bool
is_none(struct vm_codegen *gen, struct vm_node *node)
{
	vm_value constant;

	return vm_codegen_fold(gen, node, &constant) && constant == VM_NONE;
}

/* One comparison and its jump; returns the register of the right side. */
static unsigned
compare_and_jump(struct vm_codegen *gen, const union vm_kid *kid, unsigned left,
    bool sense, vm_label_id label)
{
	const struct comparison *entry =
	    &comparisons[kid[0].index - VM_OPERATOR_LT];
	bool is_identity = kid[0].index == VM_OPERATOR_IS ||
	    kid[0].index == VM_OPERATOR_IS_NOT;
	unsigned right;

	if (is_identity && is_none(gen, kid[1].node)) {
		if (kid[0].index == VM_OPERATOR_IS_NOT)
			sense = !sense;
		vm_emit_jump(&gen->emit, sense ? VM_BC_JNONE : VM_BC_JNOTNONE,
		    left, 0, label);
		return left;
	}
	right = vm_codegen_value(gen, kid[1].node);
	vm_emit_jump(&gen->emit,
	    (enum vm_opcode)(sense ? entry->jump : entry->negate), left, right,
	    label);
	return right;
}

static void
jump_if_chain(struct vm_codegen *gen, struct vm_node *node, bool sense,
    vm_label_id label)
{
	unsigned left = vm_codegen_value(gen, node->kid[0].node);
	vm_label_id out = vm_emit_new_label(&gen->emit);
	unsigned right;
	uint32_t i;

	for (i = 1; i + 2 < node->count; i += 2) {
		/* The next link needs the value even where None is. */
		right = vm_codegen_value(gen, node->kid[i + 1].node);
		vm_emit_jump(&gen->emit,
		    (enum vm_opcode)
			comparisons[node->kid[i].index - VM_OPERATOR_LT]
			    .negate,
		    left, right, sense ? out : label);
		left = right;
	}
	compare_and_jump(gen, &node->kid[i], left, sense, label);
	vm_emit_label(&gen->emit, out);
}

static void
jump_if_compare(struct vm_codegen *gen, struct vm_node *node, bool sense,
    vm_label_id label)
{
	unsigned saved = gen->top;
	const struct comparison *entry =
	    &comparisons[node->kid[1].index - VM_OPERATOR_LT];
	unsigned left;
	int32_t immediate;

	if (node->count > 3) {
		jump_if_chain(gen, node, sense, label);
	} else if (entry->jump_immediate != 0 &&
	    vm_codegen_small_int(gen, node->kid[2].node, INT8_MIN, INT8_MAX,
		&immediate)) {
		left = vm_codegen_value(gen, node->kid[0].node);
		vm_emit_jump(&gen->emit,
		    (enum vm_opcode)(sense ? entry->jump_immediate :
					     entry->negate_immediate),
		    left, (uint8_t)immediate, label);
	} else {
		left = vm_codegen_value(gen, node->kid[0].node);
		compare_and_jump(gen, &node->kid[1], left, sense, label);
	}
	gen->top = saved;
}

/* All operands but the last may decide early, to one side or the other. */
static void
jump_if_and_or(struct vm_codegen *gen, struct vm_node *node, bool sense,
    vm_label_id label)
{
	bool early = node->kind == VM_NODE_OR;
	vm_label_id out = vm_emit_new_label(&gen->emit);
	uint32_t i;

	for (i = 0; i + 1 < node->count; i++)
		vm_codegen_jump_if(gen, node->kid[i].node, early,
		    early == sense ? label : out);
	vm_codegen_jump_if(gen, node->kid[i].node, sense, label);
	vm_emit_label(&gen->emit, out);
}

static bool
constant_truth(vm_value value, bool *truth)
{
	if (value == VM_NONE || value == VM_FALSE || value == VM_INT(0))
		*truth = false;
	else if (value == VM_TRUE || vm_is_int(value))
		*truth = true;
	else
		return false;
	return true;
}

/* `if flags & 4`: a jump on bits of an integer. */
static bool
jump_if_bits(struct vm_codegen *gen, struct vm_node *node, bool sense,
    vm_label_id label)
{
	int32_t bits;

	if (node->kind != VM_NODE_BINARY || node->count != 3 ||
	    node->kid[1].index != VM_OPERATOR_AND ||
	    !vm_codegen_small_int(gen, node->kid[2].node, 0, INT8_MAX, &bits))
		return false;
	vm_emit_jump(&gen->emit, sense ? VM_BC_JBIT : VM_BC_JNBIT,
	    vm_codegen_value(gen, node->kid[0].node), (uint8_t)bits, label);
	return true;
}

void
vm_codegen_jump_if(struct vm_codegen *gen, struct vm_node *node, bool sense,
    vm_label_id label)
{
	unsigned saved = gen->top;
	uint32_t line = gen->emit.line;
	vm_value constant;
	bool truth;

	vm_compiler_check_depth(gen->compiler);
	if (vm_codegen_fold(gen, node, &constant) &&
	    constant_truth(constant, &truth)) {
		if (truth == sense)
			vm_emit_go(&gen->emit, label);
		return;
	}
	vm_codegen_line(gen, node);
	switch ((int)node->kind) {
	case VM_NODE_NOT:
		vm_codegen_jump_if(gen, node->kid[0].node, !sense, label);
		break;
	case VM_NODE_AND:
	case VM_NODE_OR:
		jump_if_and_or(gen, node, sense, label);
		break;
	case VM_NODE_COMPARE:
		jump_if_compare(gen, node, sense, label);
		break;
	default:
		if (jump_if_bits(gen, node, sense, label))
			break;
		vm_emit_jump(&gen->emit, sense ? VM_BC_JT : VM_BC_JF,
		    vm_codegen_value(gen, node), 0, label);
		break;
	}
	gen->emit.line = line;
	gen->top = saved;
}

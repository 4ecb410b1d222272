/* SPDX-License-Identifier: MIT */
/*
 * Code generator: what @micropython.viper adds. The code is bytecode, but
 * annotated parameters, results and casts have viper's machine types, and
 * arithmetic wraps at the size of a word.
 */
#include "../object/exception.h"
#include "../runtime/intern.h"
#include "../runtime/viper.h"
#include "../runtime/writer.h"
#include "codegen_parts.h"
#include "parser.h"

static const struct {
	vm_value name;
	enum vm_viper_type type;
} types[] = {
	{ VM_NAME(object), VM_VIPER_OBJECT },
	{ VM_NAME(bool), VM_VIPER_BOOL },
	{ VM_NAME(int), VM_VIPER_INT },
	{ VM_NAME(uint), VM_VIPER_UINT },
	{ VM_NAME(ptr), VM_VIPER_PTR },
	{ VM_NAME(ptr8), VM_VIPER_PTR8 },
	{ VM_NAME(ptr16), VM_VIPER_PTR16 },
	{ VM_NAME(ptr32), VM_VIPER_PTR32 },
};

static bool
find_type(vm_value name, unsigned *type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (types[i].name == name) {
			*type = types[i].type;
			return true;
		}
	}
	return false;
}

uintptr_t
vm_viper_kind(struct vm_compiler *compiler, uintptr_t name, uint32_t line)
{
	vm_value text = vm_pool_get(compiler, name);
	struct vm_writer message;
	unsigned type;

	if (find_type(text, &type))
		return type;
	vm_writer_init(&message);
	vm_write_format(compiler->vm, &message, "unknown type %q", text);
	vm_compiler_raise(compiler, &vm_type_ViperTypeError, line, VM_UNDEF,
	    vm_str_data(vm_writer_str(compiler->vm, &message)));
}

bool
vm_viper_is_decorator(struct vm_compiler *compiler, const struct vm_node *node)
{
	return node->kind == VM_NODE_ATTRIBUTE &&
	    node->kid[0].node->kind == VM_NODE_NAME &&
	    vm_pool_get(compiler, node->kid[0].node->kid[0].index) ==
	    VM_NAME(micropython) &&
	    vm_pool_get(compiler, node->kid[1].index) == VM_NAME(viper);
}

static void
cast(struct vm_codegen *gen, unsigned reg, unsigned type)
{
	if (type != VM_VIPER_OBJECT)
		vm_emit_ab(&gen->emit, VM_BC_CAST, reg, type);
}

void
vm_codegen_viper_begin(struct vm_codegen *gen, const struct vm_node *node)
{
	const struct vm_node *params = node->kid[VM_FUNCTION_PARAMS].node;
	const struct vm_node *param;

	if ((node->flags & VM_FUNCTION_VIPER) == 0)
		return;
	gen->viper = (uint8_t)(1 + params->flags);
	for (uint32_t i = 0; i < params->count; i++) {
		param = params->kid[i].node;
		cast(gen,
		    vm_symbol_slot(gen->scope,
			vm_scope_find(gen->compiler, gen->scope,
			    param->kid[0].index)),
		    (unsigned)param->kid[2].index);
	}
}

void
vm_codegen_viper_result(struct vm_codegen *gen, unsigned value)
{
	if (gen->viper != 0)
		cast(gen, value, gen->viper - 1u);
}

void
vm_codegen_viper_wrap(struct vm_codegen *gen, unsigned operator_, unsigned reg)
{
	if (gen->viper != 0 &&
	    (operator_ == VM_OPERATOR_ADD || operator_ == VM_OPERATOR_SUB ||
		operator_ == VM_OPERATOR_MUL || operator_ == VM_OPERATOR_SHL ||
		operator_ == VM_OPERATOR_NEG))
		cast(gen, reg, VM_VIPER_WRAP);
}

bool
vm_codegen_viper_is_cast(struct vm_codegen *gen, const struct vm_node *node,
    unsigned *type)
{
	const struct vm_node *callee = node->kid[0].node;

	return gen->viper != 0 && node->count == 2 &&
	    callee->kind == VM_NODE_NAME &&
	    node->kid[1].node->kind != VM_NODE_STAR &&
	    node->kid[1].node->kind != VM_NODE_DOUBLE_STAR &&
	    node->kid[1].node->kind != VM_NODE_KEYWORD &&
	    find_type(vm_pool_get(gen->compiler, callee->kid[0].index), type) &&
	    vm_codegen_place(gen, callee->kid[0].index).kind == VM_PLACE_GLOBAL;
}

bool
vm_codegen_viper_call(struct vm_codegen *gen, struct vm_node *node,
    unsigned dest)
{
	unsigned saved = gen->top;
	unsigned type;
	unsigned reg;

	if (!vm_codegen_viper_is_cast(gen, node, &type))
		return false;
	reg = vm_codegen_work(gen, dest);
	vm_codegen_into(gen, node->kid[1].node, reg);
	cast(gen, reg, type);
	vm_codegen_move(gen, dest, reg);
	gen->top = saved;
	return true;
}

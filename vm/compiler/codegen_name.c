/* SPDX-License-Identifier: MIT */
/*
 * Code generator: loading, storing and deleting names, and assignment to
 * targets of every kind.
 */
#include "../runtime/intern.h"
#include "codegen_parts.h"

static bool
is_local(const struct vm_symbol *symbol)
{
	return (symbol->flags & VM_SYMBOL_BOUND) != 0 &&
	    (symbol->flags & (VM_SYMBOL_GLOBAL | VM_SYMBOL_NONLOCAL)) == 0;
}

/* Class bodies and modules: what is not closed over lives in a dict. */
static struct vm_place
place_in_dict(const struct vm_codegen *gen, const struct vm_symbol *symbol)
{
	struct vm_place place = { VM_PLACE_GLOBAL, 0 };

	if (gen->namespace &&
	    (symbol == NULL || (symbol->flags & VM_SYMBOL_GLOBAL) == 0))
		place.kind = VM_PLACE_NAMESPACE;
	return place;
}

static bool
is_class_cell(const struct vm_codegen *gen, uintptr_t name)
{
	return gen->frame->class_cell &&
	    vm_pool_get(gen->compiler, name) == VM_NAME(__class__);
}

/* A class body only passes the cell of a name it binds itself to methods. */
static bool
is_passed_on(const struct vm_scope *scope, const struct vm_symbol *symbol)
{
	return scope->kind == VM_SCOPE_CLASS && is_local(symbol);
}

static struct vm_place
find_place(struct vm_codegen *gen, uintptr_t name, bool cell)
{
	struct vm_scope *scope = gen->scope;
	struct vm_symbol *symbol;
	struct vm_place place = { VM_PLACE_REGISTER, 0 };

	for (;; scope = scope->parent) {
		symbol = vm_scope_find(gen->compiler, scope, name);
		if (symbol != NULL && (symbol->flags & VM_SYMBOL_FREE) != 0 &&
		    (cell || !is_passed_on(scope, symbol))) {
			place.kind = VM_PLACE_FREE;
			place.slot = vm_symbol_slot(scope, symbol);
			return place;
		}
		if (scope->kind == VM_SCOPE_MODULE ||
		    scope->kind == VM_SCOPE_CLASS)
			return place_in_dict(gen, symbol);
		if (symbol != NULL && is_local(symbol))
			break;
		if (scope->kind != VM_SCOPE_COMPREHENSION) {
			place.kind = VM_PLACE_GLOBAL;
			return place;
		}
	}
	if ((symbol->flags & VM_SYMBOL_CELL) != 0)
		place.kind = VM_PLACE_CELL;
	place.slot = vm_symbol_slot(scope, symbol);
	return place;
}

struct vm_place
vm_codegen_place(struct vm_codegen *gen, uintptr_t name)
{
	return find_place(gen, name, false);
}

struct vm_place
vm_codegen_cell_place(struct vm_codegen *gen, uintptr_t name)
{
	return find_place(gen, name, true);
}

void
vm_codegen_bound(struct vm_codegen *gen, unsigned reg)
{
	if (reg < 64)
		gen->emit.assigned |= (uint64_t)1 << reg;
}

static bool
is_deleted(struct vm_codegen *gen, uintptr_t name)
{
	const struct vm_symbol *symbol =
	    vm_scope_find(gen->compiler, gen->frame, name);

	return symbol == NULL || (symbol->flags & VM_SYMBOL_DELETED) != 0;
}

static void
clear_at_entry(struct vm_codegen *gen, unsigned reg)
{
	if (reg < VM_NEAR_REGISTERS)
		gen->clear[reg / 8] =
		    (uint8_t)(gen->clear[reg / 8] | 1u << reg % 8);
}

static void
check_bound(struct vm_codegen *gen, unsigned reg, uintptr_t name)
{
	if (reg < 64 && (gen->emit.assigned & (uint64_t)1 << reg) != 0)
		return;
	if (reg >= 64 && reg < gen->param_count && !is_deleted(gen, name))
		return;
	vm_emit(&gen->emit, VM_BC_CHKLOCAL, reg, 0, vm_codegen_k(gen, name));
	clear_at_entry(gen, reg);
	vm_codegen_bound(gen, reg);
}

int
vm_codegen_local(struct vm_codegen *gen, const struct vm_node *node)
{
	struct vm_place place;
	uint32_t line = gen->emit.line;

	if (node->kind != VM_NODE_NAME)
		return -1;
	place = vm_codegen_place(gen, node->kid[0].index);
	if (place.kind != VM_PLACE_REGISTER)
		return -1;
	vm_codegen_line(gen, node);
	check_bound(gen, place.slot, node->kid[0].index);
	gen->emit.line = line;
	return (int)place.slot;
}

void
vm_codegen_load_name(struct vm_codegen *gen, uintptr_t name, unsigned dest)
{
	struct vm_place place = vm_codegen_place(gen, name);
	int32_t k;

	if (place.kind == VM_PLACE_REGISTER) {
		check_bound(gen, place.slot, name);
		vm_codegen_move(gen, dest, place.slot);
		return;
	}
	k = vm_codegen_k(gen, name);
	switch (place.kind) {
	case VM_PLACE_REGISTER:
		break;
	case VM_PLACE_CELL:
		vm_emit(&gen->emit, VM_BC_LOADCELL, dest, place.slot, k);
		break;
	case VM_PLACE_FREE:
		vm_emit(&gen->emit, VM_BC_LOADFREE, dest, place.slot, k);
		break;
	case VM_PLACE_GLOBAL:
		vm_emit(&gen->emit, VM_BC_GETG, dest, 0, k);
		break;
	case VM_PLACE_NAMESPACE:
		if (is_class_cell(gen, name))
			vm_emit(&gen->emit, VM_BC_LOADCELL, dest, gen->cell, k);
		else
			vm_emit(&gen->emit, VM_BC_GETN, dest, 0, k);
		break;
	}
}

void
vm_codegen_store_name(struct vm_codegen *gen, uintptr_t name, unsigned source)
{
	struct vm_place place = vm_codegen_place(gen, name);

	switch (place.kind) {
	case VM_PLACE_REGISTER:
		vm_codegen_move(gen, place.slot, source);
		vm_codegen_bound(gen, place.slot);
		break;
	case VM_PLACE_CELL:
		vm_emit_ab(&gen->emit, VM_BC_STORECELL, place.slot, source);
		break;
	case VM_PLACE_FREE:
		vm_emit_ab(&gen->emit, VM_BC_STOREFREE, place.slot, source);
		break;
	case VM_PLACE_GLOBAL:
		vm_emit(&gen->emit, VM_BC_SETG, source, 0,
		    vm_codegen_k(gen, name));
		break;
	case VM_PLACE_NAMESPACE:
		vm_emit(&gen->emit, VM_BC_SETN, source, 0,
		    vm_codegen_k(gen, name));
		break;
	}
}

static void
delete_captured(struct vm_codegen *gen, struct vm_place place, uintptr_t name)
{
	unsigned saved = gen->top;
	unsigned temp = vm_codegen_temp(gen);
	bool is_cell = place.kind == VM_PLACE_CELL;

	vm_emit(&gen->emit, is_cell ? VM_BC_LOADCELL : VM_BC_LOADFREE, temp,
	    place.slot, vm_codegen_k(gen, name));
	vm_emit_a(&gen->emit, VM_BC_LOADUNDEF, temp);
	vm_emit_ab(&gen->emit, is_cell ? VM_BC_STORECELL : VM_BC_STOREFREE,
	    place.slot, temp);
	gen->top = saved;
}

void
vm_codegen_delete_name(struct vm_codegen *gen, uintptr_t name)
{
	struct vm_place place = vm_codegen_place(gen, name);

	switch (place.kind) {
	case VM_PLACE_REGISTER:
		clear_at_entry(gen, place.slot);
		vm_emit(&gen->emit, VM_BC_DELLOCAL, place.slot, 0,
		    vm_codegen_k(gen, name));
		if (place.slot < 64)
			gen->emit.assigned &= ~((uint64_t)1 << place.slot);
		break;
	case VM_PLACE_CELL:
	case VM_PLACE_FREE:
		delete_captured(gen, place, name);
		break;
	case VM_PLACE_GLOBAL:
		vm_emit(&gen->emit, VM_BC_DELG, 0, 0, vm_codegen_k(gen, name));
		break;
	case VM_PLACE_NAMESPACE:
		vm_emit(&gen->emit, VM_BC_DELN, 0, 0, vm_codegen_k(gen, name));
		break;
	}
}

/* After an except clause: its name is gone, whether still bound or not. */
void
vm_codegen_unbind(struct vm_codegen *gen, uintptr_t name)
{
	struct vm_place place = vm_codegen_place(gen, name);
	unsigned saved = gen->top;
	unsigned temp;

	if (place.kind == VM_PLACE_REGISTER) {
		vm_emit_a(&gen->emit, VM_BC_LOADUNDEF, place.slot);
		if (place.slot < 64)
			gen->emit.assigned &= ~((uint64_t)1 << place.slot);
		return;
	}
	temp = vm_codegen_temp(gen);
	vm_emit_a(&gen->emit, VM_BC_LOADNONE, temp);
	vm_codegen_store_name(gen, name, temp);
	vm_codegen_delete_name(gen, name);
	gen->top = saved;
}

int
vm_codegen_target_register(struct vm_codegen *gen, const struct vm_node *target)
{
	struct vm_place place;

	if (target->kind != VM_NODE_NAME)
		return -1;
	place = vm_codegen_place(gen, target->kid[0].index);
	return place.kind == VM_PLACE_REGISTER ? (int)place.slot : -1;
}

/* Position of the starred target, or count. */
static uint32_t
find_star(const struct vm_node *targets)
{
	uint32_t i;

	for (i = 0; i < targets->count; i++) {
		if (targets->kid[i].node->kind == VM_NODE_STAR)
			break;
	}
	return i;
}

/* First of consecutive registers the targets are, without the source. */
static int
consecutive_registers(struct vm_codegen *gen, const struct vm_node *targets,
    unsigned source)
{
	int first = -1;
	int reg;
	uint32_t i;

	for (i = 0; i < targets->count; i++) {
		reg = vm_codegen_target_register(gen, targets->kid[i].node);
		if (i == 0)
			first = reg;
		if (reg == -1 || reg != first + (int)i || reg == (int)source)
			return -1;
	}
	return first;
}

static void
unpack(struct vm_codegen *gen, struct vm_node *targets, unsigned source)
{
	unsigned saved = gen->top;
	uint32_t star = find_star(targets);
	int direct = consecutive_registers(gen, targets, source);
	unsigned first = direct == -1 ? gen->top : (unsigned)direct;
	struct vm_node *target;
	uint32_t i;

	vm_codegen_line(gen, targets);
	if (star < targets->count &&
	    (star > UINT8_MAX || targets->count - star - 1 > UINT8_MAX))
		vm_codegen_fail(gen, targets, "too many targets");
	for (i = 0; direct == -1 && i < targets->count; i++)
		vm_codegen_temp(gen);
	if (star == targets->count)
		vm_emit(&gen->emit, VM_BC_UNPACK, first, source,
		    (int32_t)targets->count);
	else
		vm_emit(&gen->emit, VM_BC_UNPACKEX, first, source,
		    (int32_t)(star | (targets->count - star - 1) << 8));
	for (i = 0; i < targets->count; i++) {
		target = targets->kid[i].node;
		if (target->kind == VM_NODE_STAR)
			target = target->kid[0].node;
		vm_codegen_assign(gen, target, first + i);
	}
	gen->top = saved;
}

static void
assign_subscript(struct vm_codegen *gen, struct vm_node *target,
    unsigned source)
{
	unsigned object = vm_codegen_value(gen, target->kid[0].node);
	struct vm_node *key = target->kid[1].node;
	int32_t index;

	if (vm_codegen_small_int(gen, key, INT8_MIN, INT8_MAX, &index)) {
		vm_emit(&gen->emit, VM_BC_SETII, source, object, index);
		return;
	}
	if (key->kind == VM_NODE_SLICE && key->kid[2].node == NULL) {
		index = (int32_t)vm_codegen_slice_bounds(gen, key);
		vm_emit(&gen->emit, VM_BC_SETSLICE, source, object, index);
		return;
	}
	index = (int32_t)vm_codegen_value(gen, key);
	vm_emit(&gen->emit, VM_BC_SETI, source, object, index);
}

void
vm_codegen_assign(struct vm_codegen *gen, struct vm_node *target,
    unsigned source)
{
	unsigned saved = gen->top;
	unsigned object;

	vm_compiler_check_depth(gen->compiler);
	switch ((int)target->kind) {
	case VM_NODE_NAME:
		vm_codegen_store_name(gen, target->kid[0].index, source);
		break;
	case VM_NODE_ATTRIBUTE:
		object = vm_codegen_value(gen, target->kid[0].node);
		vm_emit(&gen->emit, VM_BC_SETA, source, object,
		    vm_codegen_k(gen, target->kid[1].index));
		break;
	case VM_NODE_SUBSCRIPT:
		assign_subscript(gen, target, source);
		break;
	default:
		unpack(gen, target, source);
		break;
	}
	gen->top = saved;
}

void
vm_codegen_delete(struct vm_codegen *gen, struct vm_node *target)
{
	unsigned saved = gen->top;
	unsigned object;
	unsigned index;
	uint32_t i;

	vm_codegen_line(gen, target);
	switch ((int)target->kind) {
	case VM_NODE_NAME:
		vm_codegen_delete_name(gen, target->kid[0].index);
		break;
	case VM_NODE_ATTRIBUTE:
		object = vm_codegen_value(gen, target->kid[0].node);
		vm_emit(&gen->emit, VM_BC_DELA, 0, object,
		    vm_codegen_k(gen, target->kid[1].index));
		break;
	case VM_NODE_SUBSCRIPT:
		object = vm_codegen_value(gen, target->kid[0].node);
		index = vm_codegen_value(gen, target->kid[1].node);
		vm_emit(&gen->emit, VM_BC_DELI, 0, object, (int32_t)index);
		break;
	default:
		for (i = 0; i < target->count; i++)
			vm_codegen_delete(gen, target->kid[i].node);
		break;
	}
	gen->top = saved;
}

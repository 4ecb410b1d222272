/* SPDX-License-Identifier: MIT */
/*
 * Code generator: loops, and leaving the blocks around a statement.
 */
#include "../runtime/intern.h"
#include "codegen_parts.h"

/* A jump out of blocks: runs what each block owes on the way. */
void
vm_codegen_exit(struct vm_codegen *gen, struct vm_block *from,
    enum vm_exit kind, unsigned value)
{
	struct vm_block *block;
	vm_label_id target;

	for (block = from; block != NULL; block = block->outer) {
		if (block->kind == VM_BLOCK_HANDLER) {
			if (block->name != VM_NO_INDEX &&
			    kind != VM_EXIT_RETURN)
				vm_codegen_unbind(gen, block->name);
		} else if (block->kind == VM_BLOCK_FINALLY) {
			if (kind == VM_EXIT_RETURN)
				vm_codegen_move(gen, block->record + 1u, value);
			vm_emit(&gen->emit, VM_BC_LOADI, block->record, 0,
			    (int32_t)kind);
			block->exits = (uint8_t)(block->exits | 1u << kind);
			vm_emit_go(&gen->emit, block->label);
			return;
		} else if (kind != VM_EXIT_RETURN) {
			target =
			    kind == VM_EXIT_BREAK ? block->label : block->next;
			vm_emit_go(&gen->emit, target);
			return;
		}
	}
	if (VM_HAS_VIPER)
		vm_codegen_viper_result(gen, value);
	vm_emit_a(&gen->emit, VM_BC_RET, value);
}

static void
enter_loop(struct vm_codegen *gen, struct vm_block *block)
{
	block->outer = gen->blocks;
	block->kind = VM_BLOCK_LOOP;
	block->label = vm_emit_new_label(&gen->emit);
	block->next = vm_emit_new_label(&gen->emit);
	gen->blocks = block;
	/* What an earlier round unbound is unbound in the next. */
	gen->emit.assigned &= ~gen->deletable;
}

static void
leave_loop(struct vm_codegen *gen, const struct vm_block *block,
    struct vm_node *else_)
{
	gen->blocks = block->outer;
	if (else_ != NULL)
		vm_codegen_statement(gen, else_);
	vm_emit_label(&gen->emit, block->label);
}

static bool
is_always_true(struct vm_codegen *gen, struct vm_node *test)
{
	vm_value value;

	if (!vm_codegen_fold(gen, test, &value))
		return false;
	return value == VM_TRUE || (vm_is_int(value) && value != VM_INT(0));
}

void
vm_codegen_while(struct vm_codegen *gen, struct vm_node *node)
{
	struct vm_block block;
	vm_label_id body = vm_emit_new_label(&gen->emit);
	bool forever = is_always_true(gen, node->kid[0].node);
	uint64_t assigned;

	enter_loop(gen, &block);
	if (!forever)
		vm_emit_go(&gen->emit, block.next);
	assigned = gen->emit.assigned;
	vm_emit_handler_label(&gen->emit, body, assigned);
	vm_codegen_statement(gen, node->kid[1].node);
	vm_emit_label(&gen->emit, block.next);
	vm_codegen_line(gen, node);
	vm_codegen_jump_if(gen, node->kid[0].node, true, body);
	leave_loop(gen, &block, node->kid[2].node);
}

/* range(...) with up to three plain arguments: loops need no object. */
static bool
is_range_call(const struct vm_compiler *compiler, const struct vm_node *node)
{
	const struct vm_node *callee;

	if (node->kind != VM_NODE_CALL || node->count < 2 || node->count > 4)
		return false;
	callee = node->kid[0].node;
	if (callee->kind != VM_NODE_NAME ||
	    vm_pool_get(compiler, callee->kid[0].index) != VM_NAME(range))
		return false;
	for (uint32_t i = 1; i < node->count; i++) {
		unsigned kind = node->kid[i].node->kind;

		if (kind == VM_NODE_KEYWORD || kind == VM_NODE_STAR ||
		    kind == VM_NODE_DOUBLE_STAR)
			return false;
	}
	return true;
}

/* The call of range as the first step of a loop. */
static unsigned
iterate_range(struct vm_codegen *gen, struct vm_node *call)
{
	unsigned state = gen->top;

	for (uint32_t i = 0; i < call->count; i++)
		vm_codegen_push(gen, call->kid[i].node);
	vm_emit_ab(&gen->emit, VM_BC_ITERCALL, state, call->count - 1);
	while (gen->top < state + 3)
		vm_codegen_temp(gen);
	gen->top = state + 3;
	return state;
}

unsigned
vm_codegen_iterate(struct vm_codegen *gen, struct vm_node *iterable)
{
	unsigned state;

	if (is_range_call(gen->compiler, iterable))
		return iterate_range(gen, iterable);
	state = vm_codegen_temp(gen);
	vm_codegen_temp(gen);
	vm_codegen_temp(gen);
	vm_emit_ab(&gen->emit, VM_BC_ITER, state,
	    vm_codegen_value_in(gen, iterable, state + 2));
	return state;
}

/* Register that receives the items: the target's own where possible. */
static unsigned
item_register(struct vm_codegen *gen, struct vm_node *target)
{
	int direct = vm_codegen_target_register(gen, target);

	return direct == -1 ? vm_codegen_temp(gen) : (unsigned)direct;
}

static void
bind_item(struct vm_codegen *gen, struct vm_node *target, unsigned item)
{
	unsigned saved = gen->top;

	if (vm_codegen_target_register(gen, target) == -1)
		vm_codegen_assign(gen, target, item);
	else
		vm_codegen_bound(gen, item);
	gen->top = saved;
}

void
vm_codegen_async_iter(struct vm_codegen *gen, struct vm_node *iterable,
    unsigned dest)
{
	unsigned saved = gen->top;
	unsigned window = vm_codegen_temp(gen);
	unsigned value = vm_codegen_value_in(gen, iterable, window);

	vm_emit(&gen->emit, VM_BC_LDM, window, value,
	    vm_codegen_k_value(gen, VM_NAME(__aiter__)));
	vm_codegen_temp(gen);
	vm_emit_a(&gen->emit, VM_BC_CALLM, window);
	vm_codegen_move(gen, dest, window);
	gen->top = saved;
}

void
vm_codegen_async_next(struct vm_codegen *gen, unsigned iterator, unsigned item,
    vm_label_id end)
{
	unsigned saved = gen->top;
	unsigned window = vm_codegen_temp(gen);
	unsigned type = vm_codegen_temp(gen);
	vm_label_id handler = vm_emit_new_label(&gen->emit);
	vm_label_id other = vm_emit_new_label(&gen->emit);
	vm_label_id got = vm_emit_new_label(&gen->emit);
	uint64_t assigned = gen->emit.assigned;
	uint32_t start = vm_emit_position(&gen->emit);

	vm_emit(&gen->emit, VM_BC_LDM, window, iterator,
	    vm_codegen_k_value(gen, VM_NAME(__anext__)));
	vm_emit_a(&gen->emit, VM_BC_CALLM, window);
	gen->top = window + 1;
	vm_codegen_await(gen, window);
	vm_emit_exception_range(&gen->emit, start, vm_emit_position(&gen->emit),
	    handler, window);
	vm_codegen_move(gen, item, window);
	vm_emit_go(&gen->emit, got);
	vm_emit_handler_label(&gen->emit, handler, assigned);
	vm_emit(&gen->emit, VM_BC_LOADBUILD, type, 0,
	    vm_codegen_k_value(gen, VM_NAME(StopAsyncIteration)));
	vm_emit_jump(&gen->emit, VM_BC_NOMATCH, window, type, other);
	vm_emit_go(&gen->emit, end);
	vm_emit_label(&gen->emit, other);
	vm_emit_a(&gen->emit, VM_BC_RERAISE, window);
	vm_emit_label(&gen->emit, got);
	gen->top = saved;
}

static void
async_for(struct vm_codegen *gen, struct vm_node *node)
{
	struct vm_block block;
	struct vm_node *target = node->kid[0].node;
	unsigned iterator = vm_codegen_temp(gen);
	vm_label_id end = vm_emit_new_label(&gen->emit);
	uint64_t assigned;
	unsigned item;

	vm_codegen_async_iter(gen, node->kid[1].node, iterator);
	enter_loop(gen, &block);
	assigned = gen->emit.assigned;
	vm_emit_handler_label(&gen->emit, block.next, assigned);
	item = item_register(gen, target);
	vm_codegen_async_next(gen, iterator, item, end);
	bind_item(gen, target, item);
	vm_codegen_statement(gen, node->kid[2].node);
	vm_emit_go(&gen->emit, block.next);
	vm_emit_label(&gen->emit, end);
	leave_loop(gen, &block, node->kid[3].node);
}

void
vm_codegen_for(struct vm_codegen *gen, struct vm_node *node)
{
	struct vm_block block;
	struct vm_node *target = node->kid[0].node;
	vm_label_id body = vm_emit_new_label(&gen->emit);
	uint64_t assigned;
	unsigned state;
	unsigned item;

	if (node->flags == VM_ASYNC) {
		async_for(gen, node);
		return;
	}
	state = vm_codegen_iterate(gen, node->kid[1].node);
	enter_loop(gen, &block);
	item = item_register(gen, target);
	vm_emit_go(&gen->emit, block.next);
	assigned = gen->emit.assigned;
	vm_emit_handler_label(&gen->emit, body, assigned);
	bind_item(gen, target, item);
	vm_codegen_statement(gen, node->kid[2].node);
	vm_emit_label(&gen->emit, block.next);
	gen->emit.assigned = assigned;
	vm_codegen_line(gen, node);
	vm_emit_jump(&gen->emit, VM_BC_FOR, state, item, body);
	leave_loop(gen, &block, node->kid[3].node);
}

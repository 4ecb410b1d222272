/* SPDX-License-Identifier: MIT */
/*
 * Code generator: raise, try and with. The code of a finally clause exists
 * once: a record of two registers says how it was reached and where to go
 * on after it.
 */
#include "../runtime/intern.h"
#include "codegen_parts.h"

#define KIND_NORMAL    0
#define KIND_EXCEPTION 1

/* A try or with whose protected code is being generated. */
struct guard {
	struct vm_block block;
	vm_label_id handler;
	uint32_t start;    /* first protected instruction */
	uint64_t assigned; /* bound at the start */
};

static unsigned
new_record(struct vm_codegen *gen)
{
	unsigned record = vm_codegen_temp(gen);

	vm_codegen_temp(gen);
	return record;
}

static void
enter_guard(struct vm_codegen *gen, struct guard *guard)
{
	guard->block.outer = gen->blocks;
	guard->block.kind = VM_BLOCK_FINALLY;
	guard->block.exits = 0;
	guard->block.record = (uint16_t)new_record(gen);
	guard->block.label = vm_emit_new_label(&gen->emit);
	guard->handler = vm_emit_new_label(&gen->emit);
	guard->start = vm_emit_position(&gen->emit);
	guard->assigned = gen->emit.assigned & ~gen->deletable;
	gen->blocks = &guard->block;
	gen->guarded++;
}

/* The protected code ends here. */
static void
leave_guard(struct vm_codegen *gen, struct guard *guard)
{
	vm_emit_exception_range(&gen->emit, guard->start,
	    vm_emit_position(&gen->emit), guard->handler,
	    guard->block.record + 1u);
	gen->blocks = guard->block.outer;
	gen->guarded--;
}

/* After the clause's code: exits that wait for it go on. */
static void
continue_exits(struct vm_codegen *gen, const struct vm_block *block)
{
	static const enum vm_exit kinds[] = { VM_EXIT_BREAK, VM_EXIT_CONTINUE,
		VM_EXIT_RETURN };
	vm_label_id next;
	unsigned rest = block->exits;
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if ((rest & 1u << kinds[i]) == 0)
			continue;
		rest &= ~(1u << kinds[i]);
		next = vm_emit_new_label(&gen->emit);
		if (rest != 0)
			vm_emit_jump(&gen->emit, VM_BC_JNEI, block->record,
			    kinds[i], next);
		vm_codegen_exit(gen, block->outer, kinds[i],
		    block->record + 1u);
		vm_emit_label(&gen->emit, next);
	}
}

/* Jump that tells ENDFIN's normal end from the other kinds. */
static void
end_finally(struct vm_codegen *gen, const struct guard *guard,
    vm_label_id after)
{
	vm_emit_jump(&gen->emit, VM_BC_ENDFIN, guard->block.record, 0, after);
	if (guard->block.exits == 0)
		gen->emit.reachable = false;
	else
		continue_exits(gen, &guard->block);
}

static void try_except(struct vm_codegen *gen, struct vm_node *node);

static void
try_finally(struct vm_codegen *gen, struct vm_node *node)
{
	struct guard guard;
	const struct vm_block *cleanup = gen->cleanup;
	vm_label_id after = vm_emit_new_label(&gen->emit);
	bool ends;

	enter_guard(gen, &guard);
	try_except(gen, node);
	leave_guard(gen, &guard);
	ends = gen->emit.reachable;
	vm_emit(&gen->emit, VM_BC_LOADI, guard.block.record, 0, KIND_NORMAL);
	vm_emit_go(&gen->emit, guard.block.label);
	vm_emit_handler_label(&gen->emit, guard.handler, guard.assigned);
	vm_emit(&gen->emit, VM_BC_LOADI, guard.block.record, 0, KIND_EXCEPTION);
	vm_emit_label(&gen->emit, guard.block.label);
	gen->emit.assigned = guard.assigned;
	guard.block.cleanup = cleanup;
	gen->cleanup = &guard.block;
	vm_codegen_statement(gen, node->kid[2].node);
	gen->cleanup = cleanup;
	end_finally(gen, &guard, after);
	vm_emit_label(&gen->emit, after);
	/* What the body bound is not counted: whoever verifies the code
	 * cannot know which kind of end leads here. */
	if (!ends)
		gen->emit.reachable = false;
}

/* Could anything see the clause's name once an exception has left it? */
static bool
name_outlives(const struct vm_codegen *gen, const struct vm_block *block)
{
	return block->name != VM_NO_INDEX &&
	    (gen->guarded > 0 || gen->frame->kind != VM_SCOPE_FUNCTION);
}

/* The body of an except clause, which unbinds its name however it ends. */
static void
handler_body(struct vm_codegen *gen, struct vm_node *body,
    struct vm_block *block, vm_label_id after)
{
	uint64_t assigned = gen->emit.assigned & ~gen->deletable;
	uint32_t start = vm_emit_position(&gen->emit);
	vm_label_id cleanup = vm_emit_new_label(&gen->emit);
	unsigned raised = block->exception;
	bool unbinds = name_outlives(gen, block);
	uint32_t end;

	if (unbinds)
		raised = vm_codegen_temp(gen);
	gen->blocks = block;
	vm_codegen_statement(gen, body);
	gen->blocks = block->outer;
	end = vm_emit_position(&gen->emit);
	vm_emit_handled_range(&gen->emit, start, end, block->exception);
	if (unbinds)
		vm_emit_exception_range(&gen->emit, start, end, cleanup,
		    raised);
	if (block->name != VM_NO_INDEX && gen->emit.reachable)
		vm_codegen_unbind(gen, block->name);
	vm_emit_go(&gen->emit, after);
	if (!unbinds || start == end)
		return;
	vm_emit_handler_label(&gen->emit, cleanup, assigned);
	vm_codegen_unbind(gen, block->name);
	vm_emit_a(&gen->emit, VM_BC_RERAISE, raised);
}

/* One except clause; the exception is in a register. */
static void
handler(struct vm_codegen *gen, struct vm_node *node, unsigned exception,
    vm_label_id after)
{
	struct vm_block block = { .outer = gen->blocks,
		.kind = VM_BLOCK_HANDLER,
		.exception = (uint16_t)exception,
		.name = node->kid[1].index };
	vm_label_id next = vm_emit_new_label(&gen->emit);
	unsigned saved = gen->top;
	unsigned type;

	vm_codegen_line(gen, node);
	if (node->kid[0].node != NULL) {
		type = vm_codegen_value(gen, node->kid[0].node);
		vm_emit_jump(&gen->emit, VM_BC_NOMATCH, exception, type, next);
		gen->top = saved;
	}
	if (block.name != VM_NO_INDEX)
		vm_codegen_store_name(gen, block.name, exception);
	handler_body(gen, node->kid[2].node, &block, after);
	gen->top = saved;
	vm_emit_label(&gen->emit, next);
}

static void
try_except(struct vm_codegen *gen, struct vm_node *node)
{
	unsigned saved = gen->top;
	unsigned exception = vm_codegen_temp(gen);
	vm_label_id catch = vm_emit_new_label(&gen->emit);
	vm_label_id after = vm_emit_new_label(&gen->emit);
	uint64_t assigned = gen->emit.assigned & ~gen->deletable;
	uint32_t start = vm_emit_position(&gen->emit);
	uint32_t i;

	gen->guarded += node->count > 3;
	vm_codegen_statement(gen, node->kid[0].node);
	gen->guarded -= node->count > 3;
	if (node->count > 3)
		vm_emit_exception_range(&gen->emit, start,
		    vm_emit_position(&gen->emit), catch, exception);
	if (node->kid[1].node != NULL)
		vm_codegen_statement(gen, node->kid[1].node);
	if (node->count > 3) {
		vm_emit_go(&gen->emit, after);
		vm_emit_handler_label(&gen->emit, catch, assigned);
		for (i = 3; i < node->count; i++)
			handler(gen, node->kid[i].node, exception, after);
		if (gen->emit.reachable)
			vm_emit_a(&gen->emit, VM_BC_RERAISE, exception);
	}
	vm_emit_label(&gen->emit, after);
	gen->top = saved;
}

void
vm_codegen_try(struct vm_codegen *gen, struct vm_node *node)
{
	if (node->kid[2].node != NULL)
		try_finally(gen, node);
	else
		try_except(gen, node);
}

/* A raise without operand: what the except clause around caught; in a finally
 * clause it depends on how that was reached. */
static void
raise_again(struct vm_codegen *gen)
{
	const struct vm_block *block = gen->blocks;
	const struct vm_block *cleanup = gen->cleanup;
	vm_label_id next;

	for (;; cleanup = cleanup->cleanup) {
		const struct vm_block *end = cleanup ? cleanup->outer : NULL;

		while (block != end && block->kind != VM_BLOCK_HANDLER)
			block = block->outer;
		if (block != end) {
			vm_emit_a(&gen->emit, VM_BC_RERAISE, block->exception);
			return;
		}
		if (cleanup == NULL)
			break;
		next = vm_emit_new_label(&gen->emit);
		vm_emit_jump(&gen->emit, VM_BC_JNEI, cleanup->record,
		    KIND_EXCEPTION, next);
		vm_emit_a(&gen->emit, VM_BC_RERAISE, cleanup->record + 1u);
		vm_emit_label(&gen->emit, next);
	}
	vm_emit_a(&gen->emit, VM_BC_NORERAISE, 0);
}

void
vm_codegen_raise(struct vm_codegen *gen, struct vm_node *node)
{
	unsigned exception;
	unsigned cause;

	if (node->kid[0].node == NULL) {
		raise_again(gen);
		return;
	}
	exception = vm_codegen_value(gen, node->kid[0].node);
	if (node->kid[1].node == NULL) {
		vm_emit_a(&gen->emit, VM_BC_RAISE, exception);
	} else {
		cause = vm_codegen_value(gen, node->kid[1].node);
		vm_emit_ab(&gen->emit, VM_BC_RAISEFROM, exception, cause);
	}
}

/* Calls the context's exit method; the result is in a new temporary. */
static unsigned
call_exit(struct vm_codegen *gen, unsigned method, int exception, bool is_async)
{
	unsigned window = vm_codegen_temp(gen);
	unsigned i;

	vm_codegen_move(gen, window, method);
	vm_codegen_move(gen, vm_codegen_temp(gen), method + 1);
	for (i = 0; i < 3; i++) {
		unsigned argument = vm_codegen_temp(gen);

		if (exception == -1 || i == 2)
			vm_emit_a(&gen->emit, VM_BC_LOADNONE, argument);
		else if (i == 0)
			vm_emit_ab(&gen->emit, VM_BC_TYPEOF, argument,
			    (unsigned)exception);
		else
			vm_codegen_move(gen, argument, (unsigned)exception);
	}
	vm_emit_ab(&gen->emit, VM_BC_CALLM, window, 3);
	gen->top = window + 1;
	if (is_async)
		vm_codegen_await(gen, window);
	return window;
}

/* Loads the exit method, then enters; the value entered is returned. */
static unsigned
enter_context(struct vm_codegen *gen, struct vm_node *node,
    unsigned *exit_method)
{
	bool is_async = node->flags == VM_ASYNC;
	unsigned method = new_record(gen);
	unsigned window = vm_codegen_temp(gen);
	unsigned context = vm_codegen_value_in(gen, node->kid[0].node, window);

	vm_emit(&gen->emit, VM_BC_LDM, method, context,
	    vm_codegen_k_value(gen,
		is_async ? VM_NAME(__aexit__) : VM_NAME(__exit__)));
	vm_emit(&gen->emit, VM_BC_LDM, window, context,
	    vm_codegen_k_value(gen,
		is_async ? VM_NAME(__aenter__) : VM_NAME(__enter__)));
	gen->top = window + 1;
	vm_codegen_temp(gen);
	vm_emit_a(&gen->emit, VM_BC_CALLM, window);
	gen->top = window + 1;
	if (is_async)
		vm_codegen_await(gen, window);
	*exit_method = method;
	return window;
}

void
vm_codegen_with(struct vm_codegen *gen, struct vm_node *node)
{
	struct guard guard;
	bool is_async = node->flags == VM_ASYNC;
	vm_label_id after = vm_emit_new_label(&gen->emit);
	unsigned method;
	unsigned value = enter_context(gen, node, &method);
	unsigned saved;
	unsigned result;
	uint32_t start;

	/* The record takes the place of the value once that is bound. */
	enter_guard(gen, &guard);
	saved = gen->top;
	if (node->kid[1].node != NULL)
		vm_codegen_assign(gen, node->kid[1].node, value);
	vm_codegen_statement(gen, node->kid[2].node);
	leave_guard(gen, &guard);
	vm_codegen_line(gen, node);
	if (guard.block.exits != 0)
		vm_emit(&gen->emit, VM_BC_LOADI, guard.block.record, 0,
		    KIND_NORMAL);
	vm_emit_label(&gen->emit, guard.block.label);
	call_exit(gen, method, -1, is_async);
	gen->top = saved;
	if (guard.block.exits != 0)
		end_finally(gen, &guard, after);
	else
		vm_emit_go(&gen->emit, after);
	vm_emit_handler_label(&gen->emit, guard.handler, guard.assigned);
	start = vm_emit_position(&gen->emit);
	result = call_exit(gen, method, (int)guard.block.record + 1, is_async);
	vm_emit_handled_range(&gen->emit, start, vm_emit_position(&gen->emit),
	    guard.block.record + 1u);
	vm_emit_jump(&gen->emit, VM_BC_JT, result, 0, after);
	vm_emit_a(&gen->emit, VM_BC_RERAISE, guard.block.record + 1u);
	vm_emit_label(&gen->emit, after);
}

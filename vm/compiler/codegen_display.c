/* SPDX-License-Identifier: MIT */
/*
 * Code generator: tuples, lists, sets, dicts, f-strings, comprehensions.
 */
#include "../object/list.h"
#include "../runtime/intern.h"
#include "codegen_parts.h"

#define CHUNK 24

/* Displays are built in pieces of this size to spare registers. */
static uint32_t
piece(const struct vm_codegen *gen)
{
	uint32_t top = gen->top;
	uint32_t room = top < VM_NEAR_REGISTERS ? VM_NEAR_REGISTERS - top : 0;

	return room > 2 * CHUNK ? CHUNK : room / 2;
}

static bool
has_star(const struct vm_node *node)
{
	uint32_t i;

	for (i = 0; i < node->count; i++) {
		if (node->kid[i].node->kind == VM_NODE_STAR)
			return true;
	}
	return false;
}

/* Items into new registers, up to a limit or a star. */
static uint32_t
push_items(struct vm_codegen *gen, struct vm_node *node, uint32_t limit)
{
	uint32_t i;

	for (i = 0; i < node->count && i < limit; i++) {
		if (node->kid[i].node->kind == VM_NODE_STAR)
			break;
		vm_codegen_push(gen, node->kid[i].node);
	}
	return i;
}

/* Adds items from `from` on to the list or set in work. */
static void
extend(struct vm_codegen *gen, struct vm_node *node, unsigned work,
    uint32_t from)
{
	bool is_set = node->kind == VM_NODE_SET;
	unsigned saved = gen->top;
	struct vm_node *item;
	enum vm_opcode op;
	unsigned value;

	for (; from < node->count; from++) {
		item = node->kid[from].node;
		op = is_set ? VM_BC_SETADD : VM_BC_APPEND;
		if (item->kind == VM_NODE_STAR) {
			item = item->kid[0].node;
			op = is_set ? VM_BC_SETEXT : VM_BC_LISTEXT;
		}
		value = vm_codegen_value(gen, item);
		vm_emit_ab(&gen->emit, op, work, value);
		gen->top = saved;
	}
}

static void
list_or_set(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	unsigned work = dest;
	uint32_t limit = piece(gen);
	uint32_t end;

	if (node->count > limit || has_star(node))
		work = vm_codegen_work(gen, dest);
	end = gen->top;
	end = push_items(gen, node, limit);
	vm_emit(&gen->emit,
	    node->kind == VM_NODE_SET ? VM_BC_MKSET : VM_BC_MKLIST, work,
	    gen->top - end, (int32_t)end);
	gen->top -= end;
	extend(gen, node, work, end);
	vm_codegen_move(gen, dest, work);
	gen->top = saved;
}

void
vm_codegen_list(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	list_or_set(gen, node, dest);
}

void
vm_codegen_set(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	list_or_set(gen, node, dest);
}

void
vm_codegen_tuple(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	unsigned work;
	uint32_t limit = piece(gen);

	if (node->count > limit || has_star(node)) {
		work = vm_codegen_temp(gen);
		list_or_set(gen, node, work);
		vm_emit_ab(&gen->emit, VM_BC_LISTTUPLE, dest, work);
	} else {
		push_items(gen, node, limit);
		vm_emit(&gen->emit, VM_BC_MKTUPLE, dest, saved,
		    (int32_t)node->count);
	}
	gen->top = saved;
}

static void
dict_entry(struct vm_codegen *gen, const union vm_kid *entry, unsigned work)
{
	unsigned saved = gen->top;
	unsigned key;
	unsigned value;

	if (entry[0].node == NULL) {
		value = vm_codegen_value(gen, entry[1].node);
		vm_emit_ab(&gen->emit, VM_BC_DICTEXT, work, value);
	} else {
		key = vm_codegen_value(gen, entry[0].node);
		value = vm_codegen_value(gen, entry[1].node);
		vm_emit(&gen->emit, VM_BC_DICTADD, work, key, (int32_t)value);
	}
	gen->top = saved;
}

void
vm_codegen_dict(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	unsigned work = vm_codegen_work(gen, dest);
	unsigned first = gen->top;
	uint32_t i;

	for (i = 0; i < node->count && i < CHUNK; i += 2) {
		if (node->kid[i].node == NULL)
			break;
		vm_codegen_push(gen, node->kid[i].node);
		vm_codegen_push(gen, node->kid[i + 1].node);
	}
	vm_emit(&gen->emit, VM_BC_MKDICT, work, first, (int32_t)(i / 2));
	gen->top = first;
	for (; i < node->count; i += 2)
		dict_entry(gen, &node->kid[i], work);
	vm_codegen_move(gen, dest, work);
	gen->top = saved;
}

void
vm_codegen_format(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	unsigned value = vm_codegen_push(gen, node->kid[0].node);
	int32_t flags = 0;

	switch (node->kid[2].index) {
	case 's':
		flags = 1;
		break;
	case 'r':
		flags = 2;
		break;
	case 'a':
		flags = 3;
		break;
	default:
		break;
	}
	if (node->kid[1].node != NULL) {
		flags |= 4;
		vm_codegen_push(gen, node->kid[1].node);
	}
	vm_emit(&gen->emit, VM_BC_FORMAT, dest, value, flags);
	gen->top = saved;
}

void
vm_codegen_fstring(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	unsigned first = gen->top;
	uint32_t i;

	for (i = 0; i < node->count; i++) {
		if (gen->top - first == CHUNK) {
			vm_emit(&gen->emit, VM_BC_MKSTR, first, first, CHUNK);
			gen->top = first + 1;
		}
		vm_codegen_push(gen, node->kid[i].node);
	}
	if (gen->top - first == 1)
		vm_codegen_move(gen, dest, first);
	else
		vm_emit(&gen->emit, VM_BC_MKSTR, dest, first,
		    (int32_t)(gen->top - first));
	gen->top = saved;
}

/* What a comprehension does with each element. */
static void
comprehension_element(struct vm_codegen *gen, struct vm_node *node,
    unsigned result)
{
	struct vm_node *element = node->kid[VM_COMPREHENSION_ELEMENT].node;
	unsigned saved = gen->top;
	unsigned value;
	unsigned extra;

	switch (node->flags) {
	case VM_COMPREHENSION_LIST:
		value = vm_codegen_value(gen, element);
		vm_emit_ab(&gen->emit, VM_BC_APPEND, result, value);
		break;
	case VM_COMPREHENSION_SET:
		value = vm_codegen_value(gen, element);
		vm_emit_ab(&gen->emit, VM_BC_SETADD, result, value);
		break;
	case VM_COMPREHENSION_DICT:
		value = vm_codegen_value(gen, element);
		extra = vm_codegen_value(gen,
		    node->kid[VM_COMPREHENSION_VALUE].node);
		vm_emit(&gen->emit, VM_BC_DICTADD, result, value,
		    (int32_t)extra);
		break;
	default:
		value = vm_codegen_push(gen, element);
		vm_codegen_yield(gen, value);
		break;
	}
	gen->top = saved;
}

/* One comprehension being generated. */
struct loops {
	struct vm_node *node;
	unsigned result;
	unsigned first;   /* state of the first clause, prepared */
	vm_label_id skip; /* where a false condition goes */
};

static void clauses(struct vm_codegen *gen, struct loops *loops,
    uint32_t position);

static unsigned
item_register(struct vm_codegen *gen, struct vm_node *target)
{
	int direct = vm_codegen_target_register(gen, target);

	return direct == -1 ? vm_codegen_temp(gen) : (unsigned)direct;
}

static void
bind_item(struct vm_codegen *gen, struct vm_node *target, unsigned item)
{
	int direct = vm_codegen_target_register(gen, target);

	if (direct == -1)
		vm_codegen_assign(gen, target, item);
	else
		vm_codegen_bound(gen, item);
}

static void
async_clause(struct vm_codegen *gen, struct loops *loops, uint32_t position)
{
	struct vm_node *clause = loops->node->kid[position].node;
	struct vm_node *target = clause->kid[0].node;
	vm_label_id next = vm_emit_new_label(&gen->emit);
	vm_label_id end = vm_emit_new_label(&gen->emit);
	unsigned iterator = loops->first;
	unsigned item;
	uint64_t assigned;

	if (position != VM_COMPREHENSION_CLAUSES) {
		iterator = vm_codegen_temp(gen);
		vm_codegen_async_iter(gen, clause->kid[1].node, iterator);
	}
	assigned = gen->emit.assigned;
	vm_emit_label(&gen->emit, next);
	item = item_register(gen, target);
	vm_codegen_async_next(gen, iterator, item, end);
	bind_item(gen, target, item);
	loops->skip = next;
	clauses(gen, loops, position + 1);
	vm_emit_go(&gen->emit, next);
	vm_emit_label(&gen->emit, end);
	gen->emit.assigned = assigned;
}

static void
for_clause(struct vm_codegen *gen, struct loops *loops, uint32_t position)
{
	struct vm_node *clause = loops->node->kid[position].node;
	struct vm_node *target = clause->kid[0].node;
	vm_label_id body = vm_emit_new_label(&gen->emit);
	vm_label_id next = vm_emit_new_label(&gen->emit);
	unsigned state = loops->first;
	uint64_t assigned;
	unsigned item;

	if (position != VM_COMPREHENSION_CLAUSES)
		state = vm_codegen_iterate(gen, clause->kid[1].node);
	item = item_register(gen, target);
	vm_emit_go(&gen->emit, next);
	assigned = gen->emit.assigned;
	vm_emit_handler_label(&gen->emit, body, assigned);
	bind_item(gen, target, item);
	loops->skip = next;
	clauses(gen, loops, position + 1);
	vm_emit_label(&gen->emit, next);
	gen->emit.assigned = assigned;
	vm_emit_jump(&gen->emit, VM_BC_FOR, state, item, body);
}

/* The clauses from position on, then the element. */
static void
clauses(struct vm_codegen *gen, struct loops *loops, uint32_t position)
{
	unsigned saved = gen->top;
	struct vm_node *clause;

	vm_compiler_check_depth(gen->compiler);
	if (position == loops->node->count) {
		comprehension_element(gen, loops->node, loops->result);
		return;
	}
	clause = loops->node->kid[position].node;
	if (clause->kind == VM_NODE_COMP_IF) {
		vm_codegen_jump_if(gen, clause->kid[0].node, false,
		    loops->skip);
		clauses(gen, loops, position + 1);
	} else if (clause->flags == VM_ASYNC) {
		async_clause(gen, loops, position);
	} else {
		for_clause(gen, loops, position);
	}
	gen->top = saved;
}

static void
make_result(struct vm_codegen *gen, struct vm_node *node, unsigned result)
{
	static const uint8_t makers[] = {
		[VM_COMPREHENSION_LIST] = VM_BC_MKLIST,
		[VM_COMPREHENSION_SET] = VM_BC_MKSET,
		[VM_COMPREHENSION_DICT] = VM_BC_MKDICT,
	};

	vm_emit_ab(&gen->emit, (enum vm_opcode)makers[node->flags], result,
	    result);
}

/* In a function of its own: register 0 is the first clause's iterator. */
void
vm_codegen_comprehension_loops(struct vm_codegen *gen, struct vm_node *node,
    unsigned result)
{
	struct loops loops = { .node = node, .result = result };
	struct vm_node *clause = node->kid[VM_COMPREHENSION_CLAUSES].node;

	if (node->flags != VM_COMPREHENSION_GENERATOR)
		make_result(gen, node, result);
	loops.first = vm_codegen_temp(gen);
	if (clause->flags == VM_ASYNC) {
		vm_codegen_move(gen, loops.first, 0);
	} else {
		vm_codegen_temp(gen);
		vm_codegen_temp(gen);
		vm_emit_a(&gen->emit, VM_BC_ITER, loops.first);
	}
	clauses(gen, &loops, VM_COMPREHENSION_CLAUSES);
}

/* A function of its own, called with the first clause's iterator. */
static void
call_comprehension(struct vm_codegen *gen, struct vm_node *node, unsigned dest)
{
	unsigned saved = gen->top;
	struct vm_scope *scope =
	    (struct vm_scope *)node->kid[VM_COMPREHENSION_SCOPE].index;
	struct vm_node *clause = node->kid[VM_COMPREHENSION_CLAUSES].node;
	struct vm_code *code = vm_codegen_comprehension_body(gen, node);
	unsigned window = vm_codegen_window(gen, dest);
	unsigned iterator;

	vm_codegen_closure(gen, scope, VM_PTR(code), window);
	gen->top = window + 1;
	iterator = vm_codegen_temp(gen);
	if (clause->flags == VM_ASYNC) {
		vm_codegen_async_iter(gen, clause->kid[1].node, iterator);
	} else {
		vm_codegen_into(gen, clause->kid[1].node, iterator);
		vm_emit_ab(&gen->emit, VM_BC_GETITER, iterator, iterator);
	}
	vm_emit_ab(&gen->emit, VM_BC_CALL, window, 1);
	if (scope->is_async && !scope->is_generator)
		vm_codegen_await(gen, window);
	vm_codegen_move(gen, dest, window);
	gen->top = saved;
}

/* Names bound by later clauses could hold what was in their registers. */
static void
unbind_symbols(struct vm_codegen *gen, const struct vm_scope *scope)
{
	const struct vm_symbol *symbol;
	unsigned slot;

	for (symbol = scope->first; symbol != NULL; symbol = symbol->next) {
		if ((symbol->flags & VM_SYMBOL_BOUND) == 0)
			continue;
		slot = vm_symbol_slot(scope, symbol);
		if (slot < 64)
			gen->emit.assigned &= ~((uint64_t)1 << slot);
		if (symbol != scope->first &&
		    (symbol->flags & VM_SYMBOL_CELL) == 0)
			vm_emit_a(&gen->emit, VM_BC_LOADUNDEF, slot);
	}
}

static enum vm_line_mark
comprehension_mark(const struct vm_node *node)
{
	if (node->flags == VM_COMPREHENSION_LIST)
		return VM_LINE_MARK_LIST;
	return node->flags == VM_COMPREHENSION_SET ? VM_LINE_MARK_SET :
						     VM_LINE_MARK_DICT;
}

void
vm_codegen_comprehension(struct vm_codegen *gen, struct vm_node *node,
    unsigned dest)
{
	unsigned saved = gen->top;
	struct vm_scope *outer = gen->scope;
	struct vm_scope *scope =
	    (struct vm_scope *)node->kid[VM_COMPREHENSION_SCOPE].index;
	struct loops loops = { .node = node };
	struct vm_node *clause = node->kid[VM_COMPREHENSION_CLAUSES].node;
	bool marked;

	if (scope->kind == VM_SCOPE_FUNCTION) {
		call_comprehension(gen, node, dest);
		return;
	}
	loops.result = vm_codegen_work(gen, dest);
	/* The first iterable is evaluated outside of the new scope. */
	if (clause->flags == VM_ASYNC) {
		loops.first = vm_codegen_temp(gen);
		vm_codegen_async_iter(gen, clause->kid[1].node, loops.first);
	} else {
		loops.first = vm_codegen_iterate(gen, clause->kid[1].node);
	}
	marked = gen->emit.reachable;
	if (marked)
		vm_emit_mark(&gen->emit, comprehension_mark(node));
	make_result(gen, node, loops.result);
	gen->scope = scope;
	vm_codegen_enter_symbols(gen, scope);
	unbind_symbols(gen, scope);
	clauses(gen, &loops, VM_COMPREHENSION_CLAUSES);
	gen->scope = outer;
	if (marked)
		vm_emit_mark(&gen->emit, VM_LINE_MARK_END);
	vm_codegen_move(gen, dest, loops.result);
	gen->top = saved;
}

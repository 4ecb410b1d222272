/* SPDX-License-Identifier: MIT */
/*
 * Services for the parts of the compiler: errors, the pool of names and
 * constants, and the building of nodes.
 */
#include <string.h>

#include "../runtime/call.h"
#include "../runtime/code.h"
#include "../runtime/intern.h"
#include "../runtime/state.h"
#include "compiler.h"

#define FIRST_TABLE_SIZE 32

/* An exception's place is a code object; an error has no real one yet. */
static struct vm_code *
error_place(struct vm_compiler *compiler, uint32_t line, vm_value block)
{
	struct vm_code *code = vm_code_new(compiler->vm, 0, VM_CODE_HEAD_MAX);

	code->unit = vm_unit_new(compiler->vm, compiler->filename);
	(void)vm_code_put_head((uint8_t *)(code + 1), line, 0, 0);
	code->name = block;
	return code;
}

void
vm_compiler_raise(struct vm_compiler *compiler, const struct vm_type *type,
    uint32_t line, vm_value block, const char *text)
{
	struct vm *vm = compiler->vm;
	vm_value message = vm_str_from(vm, text);
	vm_value exception = vm_exception_new(vm, type, 1, &message);

	vm_exception_add_trace(vm, exception,
	    error_place(compiler, line, block), 0);
	vm_raise(vm, exception);
}

void
vm_compiler_syntax_error(struct vm_compiler *compiler, uint32_t line,
    const char *text)
{
	vm_compiler_raise(compiler, &vm_type_SyntaxError, line, VM_UNDEF, text);
}

void
vm_compiler_block_error(struct vm_compiler *compiler, uint32_t line,
    const char *text)
{
	vm_compiler_raise(compiler, &vm_type_SyntaxError, line,
	    vm_pool_get(compiler, compiler->context.block), text);
}

void
vm_compiler_check_depth(struct vm_compiler *compiler)
{
	vm_check_recursion(compiler->vm);
}

static size_t
slot_of(const struct vm_pool *pool, vm_value value)
{
	return (size_t)((value ^ value >> 7 ^ value >> 17) * 0x9e3779b1u) &
	    (pool->table_size - 1);
}

static void
insert(struct vm_pool *pool, size_t index)
{
	size_t slot = slot_of(pool, pool->values[index]);

	while (pool->table[slot] != 0)
		slot = (slot + 1) & (pool->table_size - 1);
	pool->table[slot] = (uint16_t)(index + 1);
}

static void
grow_table(struct vm *vm, struct vm_pool *pool)
{
	size_t size =
	    pool->table_size == 0 ? FIRST_TABLE_SIZE : pool->table_size * 2;
	uint16_t *table = vm_heap_new_scratch(vm, size * sizeof(*table));
	size_t i;

	vm_heap_free_buffer(vm, pool->table);
	pool->table = table;
	pool->table_size = size;
	for (i = 0; i < pool->count; i++)
		insert(pool, i);
}

/* Small integers, names and constants are found again by identity. */
uintptr_t
vm_pool_add(struct vm_compiler *compiler, vm_value value)
{
	struct vm_pool *pool = &compiler->pool;
	struct vm *vm = compiler->vm;
	size_t limit;
	size_t slot;

	if (pool->table_size != 0) {
		for (slot = slot_of(pool, value); pool->table[slot] != 0;
		     slot = (slot + 1) & (pool->table_size - 1)) {
			if (pool->values[pool->table[slot] - 1] == value)
				return pool->table[slot] - 1u;
		}
	}
	if (pool->count >= VM_NO_INDEX - 1u)
		vm_compiler_syntax_error(compiler, compiler->lexer->line,
		    "too many names and constants");
	if (pool->count == pool->limit) {
		limit = pool->limit == 0 ? 16 : pool->limit + pool->limit / 2;
		pool->values =
		    vm_heap_resize_values(vm, pool->values, pool->limit, limit);
		pool->k_map = vm_heap_resize_scratch(vm, pool->k_map,
		    pool->limit * sizeof(*pool->k_map),
		    limit * sizeof(*pool->k_map));
		memset(pool->k_map + pool->limit, 0,
		    (limit - pool->limit) * sizeof(*pool->k_map));
		pool->limit = limit;
	}
	pool->values[pool->count++] = value;
	if (pool->count * 4 > pool->table_size * 3)
		grow_table(vm, pool);
	else
		insert(pool, pool->count - 1);
	return pool->count - 1;
}

uintptr_t
vm_pool_name(struct vm_compiler *compiler, const char *text, size_t len)
{
	return vm_pool_add(compiler, vm_intern(compiler->vm, text, len));
}

size_t
vm_node_mark(const struct vm_compiler *compiler)
{
	return compiler->kids.len;
}

static void
push_kid(struct vm_compiler *compiler, union vm_kid kid)
{
	vm_scratch_append(compiler->vm, &compiler->kids, &kid, sizeof(kid));
}

void
vm_node_push(struct vm_compiler *compiler, struct vm_node *node)
{
	push_kid(compiler, (union vm_kid){ .node = node });
}

void
vm_node_push_index(struct vm_compiler *compiler, uintptr_t index)
{
	push_kid(compiler, (union vm_kid){ .index = index });
}

size_t
vm_node_pushed(const struct vm_compiler *compiler, size_t mark)
{
	return (compiler->kids.len - mark) / sizeof(union vm_kid);
}

static struct vm_node *
alloc_node(struct vm_compiler *compiler, enum vm_node_kind kind, uint32_t line,
    size_t count)
{
	struct vm_node *node = vm_arena_alloc(compiler->vm, &compiler->arena,
	    sizeof(*node) + count * sizeof(union vm_kid));

	node->kind = kind & 127u;
	node->line = line & 0xfffffu;
	node->count = (uint32_t)count;
	return node;
}

struct vm_node *
vm_node_reduce_after(struct vm_compiler *compiler, enum vm_node_kind kind,
    uint32_t line, size_t mark, uint32_t lead)
{
	size_t pushed = vm_node_pushed(compiler, mark);
	struct vm_node *node = alloc_node(compiler, kind, line, lead + pushed);

	if (pushed > 0)
		memcpy(node->kid + lead, compiler->kids.data + mark,
		    pushed * sizeof(union vm_kid));
	compiler->kids.len = mark;
	return node;
}

struct vm_node *
vm_node_reduce(struct vm_compiler *compiler, enum vm_node_kind kind,
    uint32_t line, size_t mark)
{
	return vm_node_reduce_after(compiler, kind, line, mark, 0);
}

struct vm_node *
vm_node_new(struct vm_compiler *compiler, enum vm_node_kind kind, uint32_t line)
{
	return alloc_node(compiler, kind, line, 0);
}

struct vm_node *
vm_node_new1(struct vm_compiler *compiler, enum vm_node_kind kind,
    uint32_t line, struct vm_node *a)
{
	struct vm_node *node = alloc_node(compiler, kind, line, 1);

	node->kid[0].node = a;
	return node;
}

struct vm_node *
vm_node_new2(struct vm_compiler *compiler, enum vm_node_kind kind,
    uint32_t line, struct vm_node *a, struct vm_node *b)
{
	struct vm_node *node = alloc_node(compiler, kind, line, 2);

	node->kid[0].node = a;
	node->kid[1].node = b;
	return node;
}

struct vm_node *
vm_node_new_index(struct vm_compiler *compiler, enum vm_node_kind kind,
    uint32_t line, uintptr_t index)
{
	struct vm_node *node = alloc_node(compiler, kind, line, 1);

	node->kid[0].index = index;
	return node;
}

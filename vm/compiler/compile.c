/* SPDX-License-Identifier: MIT */
/*
 * Entry of the compiler: one statement of the source at a time is parsed,
 * resolved, generated and forgotten.
 */
#include <string.h>

#include "../object/str.h"
#include "../runtime/code.h"
#include "../runtime/intern.h"
#include "../runtime/state.h"
#include "codegen_parts.h"
#include "compile.h"
#include "parser.h"

static void
on_lexer_error(void *ctx, enum vm_lexer_error kind, uint32_t line,
    const char *text)
{
	static const struct vm_type *const types[] = {
		[VM_LEXER_SYNTAX] = &vm_type_SyntaxError,
		[VM_LEXER_INDENTATION] = &vm_type_IndentationError,
		[VM_LEXER_UNICODE_NAME] = &vm_type_NotImplementedError,
	};

	vm_compiler_raise(ctx, types[kind], line, VM_UNDEF, text);
}

static void
compile_node(struct vm_compiler *compiler, struct vm_codegen *gen,
    struct vm_node *node)
{
	struct vm_scope *scope =
	    vm_scope_new(compiler, NULL, VM_SCOPE_MODULE, NULL);

	vm_scope_analyse(compiler, scope, node);
	gen->scope = scope;
	gen->frame = scope;
	if (compiler->mode == VM_COMPILE_EVAL)
		vm_emit_a(&gen->emit, VM_BC_RET, vm_codegen_value(gen, node));
	else
		vm_codegen_statement(gen, node);
}

static void
compile_statements(struct vm_compiler *compiler, struct vm_codegen *gen)
{
	struct vm_arena_mark mark = vm_arena_mark(&compiler->arena);

	while (!vm_parser_at(compiler, VM_TOKEN_END)) {
		if (vm_parser_accept(compiler, VM_TOKEN_NEWLINE))
			continue;
		compile_node(compiler, gen, vm_parser_statement(compiler));
		vm_arena_release(&compiler->arena, mark);
	}
}

/* A statement of the prompt, and nothing behind it. */
static void
compile_single(struct vm_compiler *compiler, struct vm_codegen *gen)
{
	while (vm_parser_accept(compiler, VM_TOKEN_NEWLINE))
		continue;
	if (!vm_parser_at(compiler, VM_TOKEN_END))
		compile_node(compiler, gen, vm_parser_statement(compiler));
	while (vm_parser_accept(compiler, VM_TOKEN_NEWLINE))
		continue;
	vm_parser_expect_end(compiler);
}

static void
compile_expression(struct vm_compiler *compiler, struct vm_codegen *gen)
{
	struct vm_node *node = vm_parser_list(compiler);

	vm_parser_expect_end(compiler);
	compile_node(compiler, gen, node);
}

static void
fini(struct vm_compiler *compiler)
{
	struct vm *vm = compiler->vm;

	vm_lexer_fini(compiler->lexer);
	vm_arena_fini(vm, &compiler->arena);
	vm_scratch_fini(vm, &compiler->kids);
	vm_scratch_fini(vm, &compiler->consts);
	vm_heap_free_buffer(vm, compiler->pool.values);
	vm_heap_free_buffer(vm, compiler->pool.k_map);
	vm_heap_free_buffer(vm, compiler->pool.table);
}

struct vm_code *
vm_compile_stream(struct vm *vm, struct vm_source *source, vm_value file_name,
    unsigned mode)
{
	struct vm_lexer lexer = { .vm = vm, .fail = on_lexer_error };
	struct vm_compiler compiler = { .vm = vm, .lexer = &lexer };
	struct vm_scope scope = { .kind = VM_SCOPE_MODULE };
	struct vm_codegen gen;
	struct vm_code *code;

	compiler.filename = file_name;
	compiler.mode = (enum vm_compile_mode)(mode & 15u);
	compiler.names = (mode & VM_COMPILE_NAMES) != 0;
	compiler.unit = vm_unit_new(vm, file_name);
	compiler.context.block = vm_pool_add(&compiler, VM_NAME(module_));
	lexer.fail_ctx = &compiler;
	vm_lexer_init(&lexer, source, 1, compiler.mode == VM_COMPILE_EVAL);
	vm_codegen_begin_module(&gen, &compiler, &scope);
	if (compiler.mode == VM_COMPILE_EVAL)
		compile_expression(&compiler, &gen);
	else if (compiler.mode == VM_COMPILE_SINGLE)
		compile_single(&compiler, &gen);
	else
		compile_statements(&compiler, &gen);
	code = vm_codegen_end_module(&gen);
	fini(&compiler);
	return code;
}

struct vm_code *
vm_compile(struct vm *vm, const char *text, size_t len, vm_value file_name,
    unsigned mode)
{
	struct vm_source source = {
		.next = (const uint8_t *)text,
		.end = (const uint8_t *)text + len,
	};

	return vm_compile_stream(vm, &source, file_name, mode);
}

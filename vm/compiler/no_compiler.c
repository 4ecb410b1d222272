/* SPDX-License-Identifier: MIT */
/*
 * Takes the place of the compiler and the prompt in builds without them:
 * frozen modules and images are all that runs.
 */
#include "../repl/repl.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "compile.h"
#include "lexer.h"

#define REFUSAL "script compilation not supported"

struct vm_code *
vm_compile(struct vm *vm, const char *text, size_t len, vm_value file_name,
    unsigned mode)
{
	(void)text;
	(void)len;
	(void)file_name;
	(void)mode;
	vm_raise_runtime_error(vm, REFUSAL);
}

struct vm_code *
vm_compile_stream(struct vm *vm, struct vm_source *source, vm_value file_name,
    unsigned mode)
{
	(void)source;
	(void)file_name;
	(void)mode;
	vm_raise_runtime_error(vm, REFUSAL);
}

void
vm_repl_init(struct vm_repl *repl, const struct vm_repl_config *config)
{
	(void)repl;
	(void)config;
}

enum vm_repl_result
vm_repl_run(struct vm *vm, struct vm_repl *repl)
{
	static const char text[] = "no prompt: " REFUSAL "\n";
	const struct vm_host *host = vm->host;

	(void)repl;
	if (host->write != NULL)
		host->write(host->ctx, VM_STDERR, text, sizeof(text) - 1);
	return VM_REPL_EXIT;
}

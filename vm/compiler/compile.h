/* SPDX-License-Identifier: MIT */
/*
 * Entry to the compiler: source text in, code object out. Errors are raised
 * as SyntaxError or IndentationError naming file and line.
 */
#ifndef VM_COMPILER_COMPILE_H
#define VM_COMPILER_COMPILE_H

#include "../object/value.h"

struct vm_code;
struct vm_source;

enum vm_compile_mode {
	VM_COMPILE_FILE,   /* statements */
	VM_COMPILE_SINGLE, /* statements; values of expressions are printed */
	VM_COMPILE_EVAL,   /* one expression; the code returns its value */
};

/* Or-ed to the mode: top-level names live in a separate locals dict. */
#define VM_COMPILE_NAMES 16u

/* The source is borrowed for the call. */
struct vm_code *vm_compile(struct vm *vm, const char *source, size_t len,
    vm_value file_name, unsigned mode);
/* The same from a source that arrives in pieces, see lexer.h. */
struct vm_code *vm_compile_stream(struct vm *vm, struct vm_source *source,
    vm_value file_name, unsigned mode);

#endif

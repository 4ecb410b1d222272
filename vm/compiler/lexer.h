/* SPDX-License-Identifier: MIT */
/*
 * Lexer: turns source bytes into tokens, one at a time. The source may be
 * one buffer or arrive in pieces through a refill hook. Errors are raised
 * through the callback given by the owner and never return.
 */
#ifndef VM_COMPILER_LEXER_H
#define VM_COMPILER_LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scratch.h"
#include "token.h"

/* Where source bytes come from. */
struct vm_source {
	const uint8_t *next; /* borrowed: until the refill hook is called */
	const uint8_t *end;
	bool (*refill)(struct vm_source *source); /* false at the end */
	void *ctx;
};

enum vm_lexer_error {
	VM_LEXER_SYNTAX,
	VM_LEXER_INDENTATION,
	VM_LEXER_UNICODE_NAME, /* \N{...} needs a table we do not carry */
};

struct vm_lexer {
	struct vm *vm;
	struct vm_source *source; /* borrowed */
	void (*fail)(void *ctx, enum vm_lexer_error kind, uint32_t line,
	    const char *text);
	void *fail_ctx;
	int ahead[3];              /* next bytes; -1 after the end */
	uint32_t read_line;        /* line of ahead[0] */
	uint32_t column;           /* column of ahead[0], tabs expanded */
	uint32_t nesting;          /* open brackets */
	struct vm_scratch indents; /* stack of uint32_t columns */
	int pending_indent;        /* INDENTs (+) or DEDENTs (-) to emit */
	bool line_start;
	bool in_line; /* what was read last ended no line */

	/* The current token. */
	enum vm_token token;
	uint32_t line;
	bool raw;               /* f-string without escapes */
	struct vm_scratch text; /* name, digits or string contents */
};

/*
 * Starts on a source and reads the first token. With expression set, line
 * structure is ignored as inside brackets.
 */
void vm_lexer_init(struct vm_lexer *lexer, struct vm_source *source,
    uint32_t first_line, bool expression);
void vm_lexer_fini(struct vm_lexer *lexer);
void vm_lexer_next(struct vm_lexer *lexer);

/* Decodes escapes of text into out; used for literal parts of f-strings. */
void vm_lexer_unescape(struct vm_lexer *lexer, const uint8_t *text, size_t len,
    struct vm_scratch *out);

/* For the string half of the lexer only. */
void vm_lexer_advance(struct vm_lexer *lexer);
/* Moves the next byte to the token's text. */
void vm_lexer_take(struct vm_lexer *lexer);
void vm_lexer_fail(struct vm_lexer *lexer, enum vm_lexer_error kind,
    const char *text);
void vm_lexer_fail_syntax(struct vm_lexer *lexer);

/* Reads a string literal if one starts here, prefix included. */
bool vm_lexer_string(struct vm_lexer *lexer);

#endif

/* SPDX-License-Identifier: MIT */
/* The lexer: tokens of lines, numbers, strings; sources in pieces. */
#include <setjmp.h>
#include <stdlib.h>

#include "check.h"
#include "compiler/lexer.h"
#include "object/function.h"
#include "vm.h"

#define BLOCK_SIZE (256u * 1024u)

static uint64_t block[BLOCK_SIZE / sizeof(uint64_t)];

/* What to read, and what was found: tokens as letters, texts, the error. */
static struct {
	const char *source;
	bool expression;
	bool in_pieces;
	char tokens[256];
	char texts[200];
	char error[128];
	uint32_t error_line;
	jmp_buf failed;
} run;

static const char *const names[] = {
#define TOKEN(name)          #name,
#define KEYWORD(name, text)  text,
#define OPERATOR(name, text) text,
#include "compiler/tokens.def"
#undef TOKEN
#undef KEYWORD
#undef OPERATOR
};

static void
on_error(void *ctx, enum vm_lexer_error kind, uint32_t line, const char *text)
{
	(void)ctx;
	(void)kind;
	snprintf(run.error, sizeof(run.error), "%s", text);
	run.error_line = line;
	longjmp(run.failed, 1);
}

static bool
one_byte(struct vm_source *source)
{
	const char **rest = source->ctx;

	if (**rest == '\0')
		return false;
	source->next = (const uint8_t *)(*rest)++;
	source->end = source->next + 1;
	return true;
}

static void
append(char *buf, size_t size, const char *text, const char *end)
{
	size_t used = strlen(buf);

	snprintf(buf + used, size - used, "%s%s", text, end);
}

static void
collect(struct vm_lexer *lexer)
{
	static const bool has_text[VM_TOKEN_COUNT] = {
		[VM_TOKEN_NAME] = true,
		[VM_TOKEN_INTEGER] = true,
		[VM_TOKEN_FLOAT] = true,
		[VM_TOKEN_IMAGINARY] = true,
		[VM_TOKEN_STRING] = true,
		[VM_TOKEN_BYTES] = true,
		[VM_TOKEN_FSTRING] = true,
	};

	for (; lexer->token != VM_TOKEN_END; vm_lexer_next(lexer)) {
		append(run.tokens, sizeof(run.tokens), names[lexer->token],
		    " ");
		if (has_text[lexer->token])
			append(run.texts, sizeof(run.texts),
			    vm_scratch_text(lexer->vm, &lexer->text), "|");
	}
}

static vm_value
read_tokens(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_lexer lexer = { .vm = vm, .fail = on_error };
	const char *rest = run.source;
	struct vm_source source = { 0 };

	(void)argc;
	(void)args;
	if (run.in_pieces) {
		source.refill = one_byte;
		source.ctx = &rest;
	} else {
		source.next = (const uint8_t *)run.source;
		source.end = source.next + strlen(run.source);
	}
	if (setjmp(run.failed) != 0)
		return VM_NONE;
	vm_lexer_init(&lexer, &source, 1, run.expression);
	collect(&lexer);
	return VM_NONE;
}
VM_DEFINE_NATIVE(read_tokens_native, read_tokens, 0, 0);

static void
lex(const char *source)
{
	static const struct vm_host host = { .platform = "test" };
	struct vm *vm;
	vm_value result;

	run.source = source;
	run.tokens[0] = '\0';
	run.texts[0] = '\0';
	run.error[0] = '\0';
	run.error_line = 0;
	if (vm_init(&vm, block, sizeof(block), &host, NULL) != VM_OK)
		abort();
	CHECK_INT(vm_call_function(vm, VM_NATIVE(read_tokens_native), 0, NULL,
		      &result),
	    VM_OK);
	vm_fini(vm);
}

TEST(lines_and_indentation)
{
	lex("if x:\n    y\n    if z:\n\tw\nv");
	CHECK_STR(run.tokens,
	    "if NAME : NEWLINE INDENT NAME NEWLINE if NAME : NEWLINE "
	    "INDENT NAME NEWLINE DEDENT DEDENT NAME NEWLINE ");
	lex("\n\n  # only a comment\n\nx\n\n");
	CHECK_STR(run.tokens, "NAME NEWLINE ");
	lex("(1,\n  2)\n");
	CHECK_STR(run.tokens, "( INTEGER , INTEGER ) NEWLINE ");
	lex("a \\\n  b\r\nc\rd");
	CHECK_STR(run.tokens, "NAME NAME NEWLINE NAME NEWLINE NAME NEWLINE ");
	lex("");
	CHECK_STR(run.tokens, "");
}

TEST(indentation_errors)
{
	lex("if 1:\n    x\n  y\n");
	CHECK_STR(run.error, "unindent doesn't match any outer indent level");
	lex("  x");
	CHECK_STR(run.tokens, "INDENT NAME NEWLINE DEDENT ");
}

TEST(numbers)
{
	lex("1 0x1F 1_000 1.5 .5 5. 1e5 1E-5 2j 1.5j 1..real 0b1_0 1else");
	CHECK_STR(run.tokens,
	    "INTEGER INTEGER INTEGER FLOAT FLOAT FLOAT FLOAT FLOAT "
	    "IMAGINARY IMAGINARY FLOAT . NAME INTEGER INTEGER else "
	    "NEWLINE ");
	CHECK_STR(run.texts,
	    "1|0x1F|1000|1.5|.5|5.|1e5|1E-5|2|1.5|1.|real|0b10|1|");
	lex("1_");
	CHECK_STR(run.texts, "1|");
}

TEST(strings)
{
	lex("'a' \"b\" '''c\n'd''' r'\\n' u'e' '\\x41\\102\\n'");
	CHECK_STR(run.texts, "a|b|c\n'd|\\n|e|AB\n|");
	lex("b'\\x41' rb'\\x' Br'q' '\\u00e9\\U0001F600'");
	CHECK_STR(run.tokens, "BYTES BYTES BYTES STRING NEWLINE ");
	CHECK_STR(run.texts, "A|\\x|q|\xc3\xa9\xf0\x9f\x98\x80|");
	lex("'a\\\nb' '\\q' ''");
	CHECK_STR(run.texts, "ab|\\q||");
	lex("'abc\n'");
	CHECK_STR(run.error, "invalid syntax");
	lex("'''abc");
	CHECK_STR(run.error, "invalid syntax");
	lex("'\\xg0'");
	CHECK_STR(run.error, "invalid syntax");
	lex("'\\N{DASH}'");
	CHECK_STR(run.error, "unicode name escapes");
}

TEST(formatted_strings)
{
	lex("f'a{b}c' f\"{d['e']:{'f'}}\" f'{d['g']}' f'{{' rf'\\{x}'");
	CHECK_STR(run.tokens,
	    "FSTRING FSTRING FSTRING FSTRING FSTRING NEWLINE ");
	CHECK_STR(run.texts, "a{b}c|{d['e']:{'f'}}|{d['g']}|{{|\\{x}|");
	lex("f'{a'");
	CHECK_STR(run.error, "invalid syntax");
}

TEST(operators)
{
	lex("**= ** //= // >>= << <= -> := ... . != == @= @ ~ ^= |");
	CHECK_STR(run.tokens,
	    "**= ** //= // >>= << <= -> := ... . != == @= @ ~ ^= | "
	    "NEWLINE ");
	lex("a $ b");
	CHECK_STR(run.error, "invalid syntax");
	CHECK_INT(run.error_line, 1);
}

TEST(words)
{
	lex("if iff not_ None none async \xc3\xa9t\xc3\xa9 _x1 lambda");
	CHECK_STR(run.tokens,
	    "if NAME NAME None NAME async NAME NAME lambda NEWLINE ");
}

TEST(expressions_ignore_lines)
{
	run.expression = true;
	lex(" a\n + b\n");
	CHECK_STR(run.tokens, "NAME + NAME ");
	run.expression = false;
}

TEST(sources_in_pieces)
{
	run.in_pieces = true;
	lines_and_indentation();
	numbers();
	strings();
	formatted_strings();
	operators();
	run.in_pieces = false;
}

int
main(void)
{
	RUN(lines_and_indentation);
	RUN(indentation_errors);
	RUN(numbers);
	RUN(strings);
	RUN(formatted_strings);
	RUN(operators);
	RUN(words);
	RUN(expressions_ignore_lines);
	RUN(sources_in_pieces);
	return check_done();
}

/* SPDX-License-Identifier: MIT */
/*
 * Lexer: lines and indentation, names and keywords, numbers, operators.
 */
#include <string.h>

#include "../vm.h"
#include "lexer.h"

#define TAB_SIZE 8

/* The keywords' texts one after the other, and where each starts. */
struct keyword_texts {
#define TOKEN(name)
#define KEYWORD(name, text) char text_##name[sizeof(text)];
#define OPERATOR(name, text)
#include "tokens.def"
#undef KEYWORD
};

static const struct keyword_texts keyword_texts = {
#define KEYWORD(name, text) text,
#include "tokens.def"
#undef KEYWORD
};

static const uint8_t keywords[] = {
#define KEYWORD(name, text) offsetof(struct keyword_texts, text_##name),
#include "tokens.def"
#undef KEYWORD
#undef OPERATOR
};

#define OPERATOR_LEN 3 /* shorter ones end with NUL */

static const char operators[][OPERATOR_LEN] = {
#define KEYWORD(name, text)
#define OPERATOR(name, text) text,
#include "tokens.def"
#undef TOKEN
#undef KEYWORD
#undef OPERATOR
};

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool
is_name_start(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	    c >= 0x80;
}

static bool
is_name_part(int c)
{
	return is_name_start(c) || is_digit(c);
}

static int
read_byte(struct vm_lexer *lexer)
{
	struct vm_source *source = lexer->source;

	if (source->next == source->end) {
		if (source->refill == NULL || !source->refill(source))
			return -1;
	}
	return *source->next++;
}

/* Reads one character; every kind of line end arrives as one \n, and every
 * line has one. */
static int
read_char(struct vm_lexer *lexer)
{
	int c = read_byte(lexer);

	if (c == -1 && lexer->in_line)
		c = '\n';
	lexer->in_line = c != -1 && c != '\n' && c != '\r';
	if (c != '\r')
		return c;
	if (lexer->source->next != lexer->source->end ||
	    (lexer->source->refill != NULL &&
		lexer->source->refill(lexer->source))) {
		if (*lexer->source->next == '\n')
			lexer->source->next++;
	}
	return '\n';
}

void
vm_lexer_advance(struct vm_lexer *lexer)
{
	if (lexer->ahead[0] == '\n') {
		lexer->read_line++;
		lexer->column = 0;
		vm_poll_work(lexer->vm, 1);
	} else if (lexer->ahead[0] == '\t') {
		lexer->column = (lexer->column / TAB_SIZE + 1) * TAB_SIZE;
	} else {
		vm_poll_round(lexer->vm, lexer->column++);
	}
	lexer->ahead[0] = lexer->ahead[1];
	lexer->ahead[1] = lexer->ahead[2];
	if (lexer->ahead[1] != -1)
		lexer->ahead[2] = read_char(lexer);
}

void
vm_lexer_fail(struct vm_lexer *lexer, enum vm_lexer_error kind,
    const char *text)
{
	lexer->fail(lexer->fail_ctx, kind, lexer->line, text);
}

void
vm_lexer_fail_syntax(struct vm_lexer *lexer)
{
	vm_lexer_fail(lexer, VM_LEXER_SYNTAX, "invalid syntax");
}

static uint32_t
indent_top(const struct vm_lexer *lexer)
{
	uint32_t top;

	memcpy(&top, lexer->indents.data + lexer->indents.len - sizeof(top),
	    sizeof(top));
	return top;
}

static void
indent_push(struct vm_lexer *lexer, uint32_t column)
{
	vm_scratch_append(lexer->vm, &lexer->indents, &column, sizeof(column));
}

/* Compares the new line's column with the stack of open blocks. */
static void
measure_indent(struct vm_lexer *lexer)
{
	uint32_t column = lexer->column;

	if (column > indent_top(lexer)) {
		indent_push(lexer, column);
		lexer->pending_indent = 1;
		return;
	}
	while (column < indent_top(lexer)) {
		lexer->indents.len -= sizeof(uint32_t);
		lexer->pending_indent--;
	}
	if (column != indent_top(lexer)) {
		vm_lexer_fail(lexer, VM_LEXER_INDENTATION,
		    "unindent doesn't match any outer indent level");
	}
}

static void
skip_comment(struct vm_lexer *lexer)
{
	while (lexer->ahead[0] != '\n' && lexer->ahead[0] != -1)
		vm_lexer_advance(lexer);
}

static bool
is_blank(int c)
{
	return c == ' ' || c == '\t' || c == '\f' || c == '\v';
}

/*
 * Skips blanks, comments and joined lines. Returns true if a logical line
 * ended on the way.
 */
static bool
skip_space(struct vm_lexer *lexer)
{
	bool had_newline = false;
	int c;

	for (;;) {
		c = lexer->ahead[0];
		if (c == '\n') {
			had_newline = had_newline || lexer->nesting == 0;
			vm_lexer_advance(lexer);
		} else if (is_blank(c)) {
			vm_lexer_advance(lexer);
		} else if (c == '#') {
			skip_comment(lexer);
		} else if (c == '\\' && lexer->ahead[1] == '\n') {
			vm_lexer_advance(lexer);
			vm_lexer_advance(lexer);
		} else {
			return had_newline;
		}
	}
}

/* Emits what the start of a line owes: NEWLINE, INDENT or DEDENT. */
static bool
line_token(struct vm_lexer *lexer, bool had_newline)
{
	if (lexer->pending_indent != 0) {
		lexer->token = lexer->pending_indent > 0 ? VM_TOKEN_INDENT :
							   VM_TOKEN_DEDENT;
		lexer->pending_indent += lexer->pending_indent > 0 ? -1 : 1;
		lexer->line = lexer->read_line;
		return true;
	}
	if (lexer->line_start) {
		lexer->line_start = false;
		if (lexer->ahead[0] == -1)
			lexer->column = 0;
		measure_indent(lexer);
		if (lexer->pending_indent != 0)
			return line_token(lexer, false);
		return false;
	}
	if (!had_newline)
		return false;
	lexer->line_start = true;
	lexer->token = VM_TOKEN_NEWLINE;
	return true;
}

void
vm_lexer_take(struct vm_lexer *lexer)
{
	vm_scratch_push(lexer->vm, &lexer->text, (uint8_t)lexer->ahead[0]);
	vm_lexer_advance(lexer);
}

static void
read_name(struct vm_lexer *lexer)
{
	const char *text;
	size_t low = 0;
	size_t high = sizeof(keywords);
	size_t middle;
	int order;

	while (is_name_part(lexer->ahead[0]))
		vm_lexer_take(lexer);
	lexer->token = VM_TOKEN_NAME;
	text = vm_scratch_text(lexer->vm, &lexer->text);
	while (low < high) {
		middle = (low + high) / 2;
		order = strcmp(text,
		    (const char *)&keyword_texts + keywords[middle]);
		if (order == 0) {
			lexer->token = VM_TOKEN_FIRST_KEYWORD + middle;
			return;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
}

static bool
is_radix_prefix(const struct vm_lexer *lexer)
{
	int mark = lexer->ahead[1] | 0x20;

	return lexer->ahead[0] == '0' &&
	    (mark == 'x' || mark == 'o' || mark == 'b');
}

static bool
is_exponent(const struct vm_lexer *lexer)
{
	if (lexer->ahead[0] != 'e' && lexer->ahead[0] != 'E')
		return false;
	if (lexer->ahead[1] == '+' || lexer->ahead[1] == '-')
		return is_digit(lexer->ahead[2]);
	return is_digit(lexer->ahead[1]);
}

/* Takes digits, dropping underscores among them. */
static void
take_digits(struct vm_lexer *lexer, bool letters)
{
	for (;;) {
		if (lexer->ahead[0] == '_') {
			vm_lexer_advance(lexer);
		} else if (is_digit(lexer->ahead[0]) ||
		    (letters && is_name_part(lexer->ahead[0]))) {
			vm_lexer_take(lexer);
		} else {
			return;
		}
	}
}

/* A letter or digit that no keyword begins with, as in `1if x`. */
static bool
continues_number(const struct vm_lexer *lexer)
{
	static const char first[] = "if in is or an el fo no";
	char start[] = { (char)lexer->ahead[0], (char)lexer->ahead[1], '\0' };

	if (lexer->ahead[0] == '.')
		return is_digit(lexer->ahead[1]) ||
		    !is_name_part(lexer->ahead[1]);
	return is_name_part(lexer->ahead[0]) && strstr(first, start) == NULL;
}

/* What cannot follow a number belongs to it, and is wrong there. */
static void
read_rest_of_number(struct vm_lexer *lexer)
{
	if (!continues_number(lexer))
		return;
	if (lexer->token != VM_TOKEN_INTEGER || (lexer->ahead[0] | 0x20) == 'e')
		vm_lexer_fail(lexer, VM_LEXER_SYNTAX,
		    "invalid syntax for number");
	take_digits(lexer, true);
}

/* Takes the spelling of a number; its value is worked out by the parser. */
static void
read_number(struct vm_lexer *lexer)
{
	lexer->token = VM_TOKEN_INTEGER;
	if (is_radix_prefix(lexer)) {
		take_digits(lexer, true);
		return;
	}
	take_digits(lexer, false);
	if (lexer->ahead[0] == '.') {
		lexer->token = VM_TOKEN_FLOAT;
		vm_lexer_take(lexer);
		take_digits(lexer, false);
	}
	if (is_exponent(lexer)) {
		lexer->token = VM_TOKEN_FLOAT;
		vm_lexer_take(lexer);
		vm_lexer_take(lexer);
		take_digits(lexer, false);
	}
	if (lexer->ahead[0] == 'j' || lexer->ahead[0] == 'J') {
		lexer->token = VM_TOKEN_IMAGINARY;
		vm_lexer_advance(lexer);
	}
	read_rest_of_number(lexer);
}

static void
read_operator(struct vm_lexer *lexer)
{
	const size_t count = sizeof(operators) / sizeof(operators[0]);
	size_t op;
	size_t len = 0;

	for (op = 0; op < count; op++) {
		for (len = 0; len < OPERATOR_LEN && operators[op][len] != '\0';
		     len++) {
			if (lexer->ahead[len] != operators[op][len])
				break;
		}
		if (len == OPERATOR_LEN || operators[op][len] == '\0')
			break;
	}
	if (op == count)
		vm_lexer_fail_syntax(lexer);
	lexer->token = VM_TOKEN_FIRST_OPERATOR + op;
	while (len-- > 0)
		vm_lexer_advance(lexer);
}

static void
track_nesting(struct vm_lexer *lexer)
{
	switch ((int)lexer->token) {
	case VM_TOKEN_LPAREN:
	case VM_TOKEN_LBRACKET:
	case VM_TOKEN_LBRACE:
		lexer->nesting++;
		break;
	case VM_TOKEN_RPAREN:
	case VM_TOKEN_RBRACKET:
	case VM_TOKEN_RBRACE:
		if (lexer->nesting > 0)
			lexer->nesting--;
		break;
	default:
		break;
	}
}

void
vm_lexer_next(struct vm_lexer *lexer)
{
	bool had_newline = false;

	if (lexer->pending_indent == 0)
		had_newline = skip_space(lexer);
	if (line_token(lexer, had_newline))
		return;
	lexer->line = lexer->read_line;
	lexer->text.len = 0;
	if (lexer->ahead[0] == -1) {
		lexer->token = VM_TOKEN_END;
	} else if (vm_lexer_string(lexer)) {
		return;
	} else if (is_name_start(lexer->ahead[0])) {
		read_name(lexer);
	} else if (is_digit(lexer->ahead[0]) ||
	    (lexer->ahead[0] == '.' && is_digit(lexer->ahead[1]))) {
		read_number(lexer);
	} else {
		read_operator(lexer);
		track_nesting(lexer);
	}
}

static void
skip_byte_order_mark(struct vm_lexer *lexer)
{
	if (lexer->ahead[0] == 0xef && lexer->ahead[1] == 0xbb &&
	    lexer->ahead[2] == 0xbf) {
		vm_lexer_advance(lexer);
		vm_lexer_advance(lexer);
		vm_lexer_advance(lexer);
		lexer->column = 0;
	}
}

void
vm_lexer_init(struct vm_lexer *lexer, struct vm_source *source,
    uint32_t first_line, bool expression)
{
	size_t i;

	lexer->source = source;
	lexer->in_line = false;
	for (i = 0; i < 3; i++)
		lexer->ahead[i] = -1;
	for (i = 0; i < 3; i++) {
		lexer->ahead[i] = read_char(lexer);
		if (lexer->ahead[i] == -1)
			break;
	}
	lexer->read_line = first_line;
	lexer->line = first_line;
	lexer->column = 0;
	lexer->nesting = expression ? 1 : 0;
	lexer->pending_indent = 0;
	lexer->line_start = !expression;
	lexer->token = VM_TOKEN_NEWLINE;
	lexer->raw = false;
	vm_scratch_init(&lexer->text);
	vm_scratch_init(&lexer->indents);
	skip_byte_order_mark(lexer);
	indent_push(lexer, 0);
	vm_lexer_next(lexer);
}

void
vm_lexer_fini(struct vm_lexer *lexer)
{
	vm_scratch_fini(lexer->vm, &lexer->text);
	vm_scratch_fini(lexer->vm, &lexer->indents);
}

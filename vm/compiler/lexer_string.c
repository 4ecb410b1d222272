/* SPDX-License-Identifier: MIT */
/*
 * Lexer: string literals of every kind and their escapes.
 */
#include <string.h>

#include "lexer.h"

/* How the literal being read was spelled. */
struct literal {
	int quote;
	bool triple;
	bool raw;
	bool bytes;
	bool formatted;
};

/* Takes characters of an escape: from the source or from a text. */
struct reader {
	struct vm_lexer *lexer; /* NULL when reading from text */
	const uint8_t *next;
	const uint8_t *end;
};

static const char letters[] = "abfnrtv\\'\"";
static const uint8_t letter_values[] = "\a\b\f\n\r\t\v\\'\"";

static int
peek(const struct reader *reader)
{
	if (reader->lexer != NULL)
		return reader->lexer->ahead[0];
	return reader->next < reader->end ? *reader->next : -1;
}

static int
take(struct reader *reader)
{
	int c = peek(reader);

	if (reader->lexer != NULL)
		vm_lexer_advance(reader->lexer);
	else if (c != -1)
		reader->next++;
	return c;
}

static int
digit_value(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

static void
push_utf8(struct vm *vm, struct vm_scratch *out, uint32_t c)
{
	if (c < 0x80) {
		vm_scratch_push(vm, out, (uint8_t)c);
		return;
	}
	if (c < 0x800) {
		vm_scratch_push(vm, out, (uint8_t)(0xc0 | c >> 6));
	} else {
		if (c < 0x10000) {
			vm_scratch_push(vm, out, (uint8_t)(0xe0 | c >> 12));
		} else {
			vm_scratch_push(vm, out, (uint8_t)(0xf0 | c >> 18));
			vm_scratch_push(vm, out,
			    (uint8_t)(0x80 | (c >> 12 & 0x3f)));
		}
		vm_scratch_push(vm, out, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
	}
	vm_scratch_push(vm, out, (uint8_t)(0x80 | (c & 0x3f)));
}

static uint32_t
read_octal(struct reader *reader, int first)
{
	uint32_t value = (uint32_t)(first - '0');
	int i;

	for (i = 0; i < 2 && digit_value(peek(reader)) < 8; i++)
		value = value * 8 + (uint32_t)digit_value(take(reader));
	return value;
}

static uint32_t
read_hex(struct vm_lexer *lexer, struct reader *reader, int count)
{
	uint32_t value = 0;
	int digit;

	while (count-- > 0) {
		digit = digit_value(peek(reader));
		if (digit == 16)
			vm_lexer_fail_syntax(lexer);
		value = value * 16 + (uint32_t)digit;
		take(reader);
	}
	if (value > 0x10ffff)
		vm_lexer_fail_syntax(lexer);
	return value;
}

static int
hex_digits(int c, bool bytes)
{
	if (c == 'x')
		return 2;
	if (bytes)
		return 0;
	return c == 'u' ? 4 : c == 'U' ? 8 : 0;
}

/* Decodes one escape; the backslash is already taken. */
static void
read_escape(struct vm_lexer *lexer, struct reader *reader, bool bytes,
    struct vm_scratch *out)
{
	int c = take(reader);
	const char *letter;
	uint32_t value;

	if (c == '\n')
		return;
	if (c == -1)
		vm_lexer_fail_syntax(lexer);
	letter = c == 0 ? NULL : strchr(letters, c);
	if (letter != NULL) {
		vm_scratch_push(lexer->vm, out,
		    letter_values[letter - letters]);
		return;
	}
	if (c >= '0' && c <= '7') {
		value = read_octal(reader, c);
	} else if (hex_digits(c, bytes) != 0) {
		value = read_hex(lexer, reader, hex_digits(c, bytes));
	} else {
		if (c == 'N' && !bytes)
			vm_lexer_fail(lexer, VM_LEXER_UNICODE_NAME,
			    "unicode name escapes");
		vm_scratch_push(lexer->vm, out, '\\');
		vm_scratch_push(lexer->vm, out, (uint8_t)c);
		return;
	}
	if (bytes && value > 0xff)
		vm_lexer_fail(lexer, VM_LEXER_SYNTAX, "invalid syntax");
	else if (bytes)
		vm_scratch_push(lexer->vm, out, (uint8_t)value);
	else
		push_utf8(lexer->vm, out, value);
}

void
vm_lexer_unescape(struct vm_lexer *lexer, const uint8_t *text, size_t len,
    struct vm_scratch *out)
{
	struct reader reader = { NULL, text, text + len };
	int c;

	while ((c = take(&reader)) != -1) {
		if (c == '\\')
			read_escape(lexer, &reader, false, out);
		else
			vm_scratch_push(lexer->vm, out, (uint8_t)c);
	}
}

static bool
at_quotes(const struct vm_lexer *lexer, int quote, bool triple)
{
	if (lexer->ahead[0] != quote)
		return false;
	return !triple ||
	    (lexer->ahead[1] == quote && lexer->ahead[2] == quote);
}

/* A string may not end with the source, nor with the line unless triple. */
static void
check_open(struct vm_lexer *lexer, const struct literal *literal)
{
	if (lexer->ahead[0] == -1 ||
	    (lexer->ahead[0] == '\n' && !literal->triple))
		vm_lexer_fail_syntax(lexer);
}

static void
read_plain(struct vm_lexer *lexer, const struct literal *literal)
{
	struct reader reader = { lexer, NULL, NULL };

	while (!at_quotes(lexer, literal->quote, literal->triple)) {
		check_open(lexer, literal);
		if (lexer->ahead[0] != '\\') {
			vm_lexer_take(lexer);
		} else if (literal->raw) {
			vm_lexer_take(lexer);
			if (lexer->ahead[0] != -1)
				vm_lexer_take(lexer);
		} else {
			vm_lexer_advance(lexer);
			read_escape(lexer, &reader, literal->bytes,
			    &lexer->text);
		}
	}
}

/* Takes a string nested in an f-string's expression, quotes included. */
static void
take_nested_string(struct vm_lexer *lexer, const struct literal *outer)
{
	struct literal inner = *outer;
	int i;

	inner.quote = lexer->ahead[0];
	inner.triple = at_quotes(lexer, inner.quote, true);
	for (i = 0; i < (inner.triple ? 3 : 1); i++)
		vm_lexer_take(lexer);
	while (!at_quotes(lexer, inner.quote, inner.triple)) {
		check_open(lexer, &inner);
		if (lexer->ahead[0] == '\\')
			vm_lexer_take(lexer);
		vm_lexer_take(lexer);
	}
	for (i = 0; i < (inner.triple ? 3 : 1); i++)
		vm_lexer_take(lexer);
}

static void take_replacement(struct vm_lexer *lexer,
    const struct literal *literal, int depth);

/* Takes a format specification up to its closing brace. */
static void
take_format_spec(struct vm_lexer *lexer, const struct literal *literal,
    int depth)
{
	while (lexer->ahead[0] != '}') {
		check_open(lexer, literal);
		if (lexer->ahead[0] == '{')
			take_replacement(lexer, literal, depth + 1);
		else if (at_quotes(lexer, literal->quote, literal->triple))
			vm_lexer_fail_syntax(lexer);
		else
			vm_lexer_take(lexer);
	}
}

static int
bracket_change(int c)
{
	if (c == '(' || c == '[' || c == '{')
		return 1;
	if (c == ')' || c == ']' || c == '}')
		return -1;
	return 0;
}

/* Takes one {...} of an f-string verbatim, nested strings included. */
static void
take_replacement(struct vm_lexer *lexer, const struct literal *literal,
    int depth)
{
	int open = 0;
	int c;

	if (depth > 4)
		vm_lexer_fail_syntax(lexer);
	do {
		check_open(lexer, literal);
		c = lexer->ahead[0];
		if (c == '\'' || c == '"') {
			take_nested_string(lexer, literal);
			continue;
		}
		if (c == ':' && open == 1) {
			vm_lexer_take(lexer);
			take_format_spec(lexer, literal, depth);
			continue;
		}
		open += bracket_change(c);
		vm_lexer_take(lexer);
	} while (open > 0);
}

/* Takes an f-string's body verbatim; the parser splits it. */
static void
read_formatted(struct vm_lexer *lexer, const struct literal *literal)
{
	while (!at_quotes(lexer, literal->quote, literal->triple)) {
		check_open(lexer, literal);
		if (lexer->ahead[0] == '\\' && !literal->raw &&
		    lexer->ahead[1] != -1) {
			vm_lexer_take(lexer);
			vm_lexer_take(lexer);
		} else if (lexer->ahead[0] != '{') {
			vm_lexer_take(lexer);
		} else if (lexer->ahead[1] == '{') {
			vm_lexer_take(lexer);
			vm_lexer_take(lexer);
		} else {
			take_replacement(lexer, literal, 0);
		}
	}
}

static bool
prefix_letter(struct literal *literal, int c)
{
	switch (c | 0x20) {
	case 'r':
		literal->raw = true;
		return true;
	case 'b':
		literal->bytes = true;
		return true;
	case 'f':
		literal->formatted = true;
		return true;
	case 'u':
		return true;
	default:
		return false;
	}
}

/* Two letters: r and one of b and f. */
static bool
pairs_up(const struct literal *literal)
{
	return literal->raw && literal->bytes != literal->formatted;
}

/* Recognises up to two prefix letters before a quote. */
static int
prefix_length(const struct vm_lexer *lexer, struct literal *literal)
{
	int i;

	for (i = 0; i < 3; i++) {
		if (lexer->ahead[i] == '\'' || lexer->ahead[i] == '"')
			return i < 2 || pairs_up(literal) ? i : -1;
		if (lexer->ahead[i] == -1 ||
		    !prefix_letter(literal, lexer->ahead[i]))
			break;
	}
	return -1;
}

bool
vm_lexer_string(struct vm_lexer *lexer)
{
	struct literal literal = { 0 };
	int prefix = prefix_length(lexer, &literal);
	int i;

	if (prefix == -1)
		return false;
	while (prefix-- > 0)
		vm_lexer_advance(lexer);
	literal.quote = lexer->ahead[0];
	literal.triple = at_quotes(lexer, literal.quote, true);
	for (i = 0; i < (literal.triple ? 3 : 1); i++)
		vm_lexer_advance(lexer);
	lexer->raw = literal.raw;
	if (literal.formatted) {
		lexer->token = VM_TOKEN_FSTRING;
		read_formatted(lexer, &literal);
	} else {
		lexer->token = literal.bytes ? VM_TOKEN_BYTES : VM_TOKEN_STRING;
		read_plain(lexer, &literal);
	}
	for (i = 0; i < (literal.triple ? 3 : 1); i++)
		vm_lexer_advance(lexer);
	return true;
}

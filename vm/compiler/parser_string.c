/* SPDX-License-Identifier: MIT */
/*
 * Parser: number and string literals, and the parts of f-strings.
 */
#include <string.h>

#include "../object/exception.h"
#include "../object/int.h"
#include "../runtime/state.h"
#include "../object/bytes.h"
#include "../object/str.h"
#include "../runtime/intern.h"
#include "../runtime/writer.h"
#include "parser.h"

/* Constant strings up to this length are interned when name-like. */
#define INTERN_MAX 10

#define MALFORMED  "malformed f-string"

static bool
is_digit_of(char c, unsigned base)
{
	unsigned value = 99;

	if (c >= '0' && c <= '9')
		value = (unsigned)(c - '0');
	else if (c >= 'a' && c <= 'z')
		value = (unsigned)(c - 'a') + 10;
	else if (c >= 'A' && c <= 'Z')
		value = (unsigned)(c - 'A') + 10;
	return value < base;
}

static unsigned
prefix_base(const char *text)
{
	if (text[0] != '0')
		return 10;
	switch (text[1] | 0x20) {
	case 'x':
		return 16;
	case 'o':
		return 8;
	case 'b':
		return 2;
	default:
		return 10;
	}
}

static VM_NORETURN void
fail_integer(struct vm_compiler *compiler, const char *digits, unsigned base)
{
	struct vm *vm = compiler->vm;
	struct vm_writer text;
	vm_value message;

	vm_writer_init(&text);
	vm_write_format(vm, &text,
	    "invalid syntax for integer with base %u: '%s'", base, digits);
	message = vm_writer_str(vm, &text);
	vm_compiler_syntax_error(compiler, compiler->lexer->line,
	    vm_str_data(message));
}

static vm_value
parse_integer(struct vm_compiler *compiler, const char *text, size_t len)
{
	unsigned base = prefix_base(text);
	const char *digits = base == 10 ? text : text + 2;
	const char *p;

	if (*digits == '\0')
		fail_integer(compiler, digits, base);
	for (p = digits; *p != '\0'; p++) {
		if (!is_digit_of(*p, base))
			fail_integer(compiler, digits, base);
	}
	if (base == 10 && text[0] == '0' && strspn(text, "0") != len)
		fail_integer(compiler, text, 0);
	return vm_int_parse(compiler->vm, digits, len - (size_t)(digits - text),
	    base);
}

struct vm_node *
vm_parser_number(struct vm_compiler *compiler)
{
	struct vm_lexer *lexer = compiler->lexer;
	struct vm *vm = compiler->vm;
	uint32_t line = lexer->line;
	const char *text = vm_scratch_text(vm, &lexer->text);
	vm_value value;

	if (lexer->token == VM_TOKEN_INTEGER) {
		value = parse_integer(compiler, text, lexer->text.len);
	} else {
#if VM_HAS_FLOAT
		value = vm_float_parse(vm, text, lexer->text.len);
		if (lexer->token == VM_TOKEN_IMAGINARY)
			value = vm_complex_new(vm, 0, vm_get_float(vm, value));
#else
		vm_compiler_syntax_error(compiler, line,
		    "decimal numbers not supported");
#endif
	}
	vm_lexer_next(lexer);
	return vm_node_new_index(compiler, VM_NODE_CONST, line,
	    vm_pool_add(compiler, value));
}

/* A string being put together from adjacent literals. */
struct builder {
	struct vm_compiler *compiler;
	struct vm_scratch text; /* literal part so far */
	size_t mark;            /* parts pushed since */
	uint32_t line;
	bool formatted;
};

static bool
is_name_like(const uint8_t *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (!is_digit_of((char)text[i], 36) && text[i] != '_')
			return false;
	}
	return len <= INTERN_MAX;
}

static vm_value
text_value(struct builder *builder)
{
	struct vm *vm = builder->compiler->vm;
	const uint8_t *text = builder->text.data;
	size_t len = builder->text.len;

	if (len == 0)
		return vm_intern(vm, "", 0);
	if (is_name_like(text, len))
		return vm_intern(vm, (const char *)text, len);
	return vm_str_new(vm, (const char *)text, len);
}

static struct vm_node *
text_node(struct builder *builder)
{
	return vm_node_new_index(builder->compiler, VM_NODE_CONST,
	    builder->line, vm_pool_add(builder->compiler, text_value(builder)));
}

static void
flush_text(struct builder *builder)
{
	if (builder->text.len == 0)
		return;
	vm_node_push(builder->compiler, text_node(builder));
	builder->text.len = 0;
}

/* A stretch of an f-string's body. */
struct body {
	const uint8_t *next;
	const uint8_t *end;
	bool raw;
	bool spec; /* a format specification: ends at a brace */
};

static void parse_body(struct builder *builder, struct body *body);

static VM_NORETURN void
fail_formatted(struct builder *builder, const char *text)
{
	vm_compiler_syntax_error(builder->compiler, builder->line, text);
}

/* MicroPython finds it when it formats. */
static VM_NORETURN void
fail_brace(struct builder *builder)
{
	vm_compiler_raise(builder->compiler, &vm_type_ValueError, builder->line,
	    VM_UNDEF, "single '}' encountered in format string");
}

static void
append_literal(struct builder *builder, const struct body *body,
    const uint8_t *text, size_t len)
{
	struct vm_compiler *compiler = builder->compiler;

	if (body->raw)
		vm_scratch_append(compiler->vm, &builder->text, text, len);
	else
		vm_lexer_unescape(compiler->lexer, text, len, &builder->text);
}

/* Skips a string literal nested in an expression. */
static const uint8_t *
skip_string(const uint8_t *p, const uint8_t *end)
{
	uint8_t quote = *p;
	size_t quotes = 1;

	if (end - p >= 3 && p[1] == quote && p[2] == quote)
		quotes = 3;
	for (p += quotes; p < end; p++) {
		if (*p == '\\')
			p++;
		else if (*p == quote &&
		    (quotes == 1 ||
			(end - p >= 3 && p[1] == quote && p[2] == quote)))
			return p + quotes;
	}
	return end;
}

static bool
is_debug_equal(const uint8_t *start, const uint8_t *p, const uint8_t *end)
{
	if (*p != '=' || p + 1 == end || p[1] == '=')
		return false;
	if (p > start && strchr("=!<>", p[-1]) != NULL)
		return false;
	for (p++; p < end && *p == ' '; p++)
		;
	return p < end && strchr("!:}", *p) != NULL;
}

/* Where the expression at the start of a replacement field ends. */
static const uint8_t *
find_expression_end(const uint8_t *start, const uint8_t *end)
{
	const uint8_t *p = start;
	int open = 0;

	while (p < end) {
		if (*p == '\'' || *p == '"') {
			p = skip_string(p, end);
			continue;
		}
		if (open == 0 &&
		    (*p == '}' || *p == ':' || is_debug_equal(start, p, end) ||
			(*p == '!' && (p + 1 == end || p[1] != '='))))
			return p;
		if (strchr("([{", *p) != NULL && *p != '\0')
			open++;
		else if (strchr(")]}", *p) != NULL && *p != '\0')
			open--;
		p++;
	}
	return end;
}

static struct vm_node *
parse_field_expression(struct builder *builder, const uint8_t *text,
    const uint8_t *end)
{
	struct vm_compiler *compiler = builder->compiler;
	struct vm_source source = { text, end, NULL, NULL };
	struct vm_lexer *outer = compiler->lexer;
	struct vm_lexer inner = *outer;
	struct vm_node *node;

	vm_compiler_check_depth(compiler);
	vm_lexer_init(&inner, &source, builder->line, true);
	compiler->lexer = &inner;
	if (inner.token == VM_TOKEN_END)
		fail_formatted(builder, MALFORMED);
	node = vm_parser_value(compiler);
	if (vm_parser_at(compiler, VM_TOKEN_WALRUS))
		vm_parser_fail(compiler);
	vm_parser_expect_end(compiler);
	compiler->lexer = outer;
	vm_lexer_fini(&inner);
	return node;
}

static uintptr_t
parse_conversion(struct builder *builder, struct body *body)
{
	uint8_t c;

	if (body->next == body->end || *body->next != '!')
		return 0;
	body->next++;
	c = body->next == body->end ? 0 : *body->next;
	if (c != 's' && c != 'r' && c != 'a')
		fail_formatted(builder, "invalid syntax");
	body->next++;
	return c;
}

/* The specification after a colon: a constant or an f-string of its own. */
static struct vm_node *
parse_spec(struct builder *outer, struct body *body)
{
	struct builder builder = *outer;
	struct body spec = *body;
	struct vm_node *node;

	if (body->next == body->end || *body->next != ':')
		return NULL;
	vm_compiler_check_depth(builder.compiler);
	spec.next++;
	spec.spec = true;
	vm_scratch_init(&builder.text);
	builder.mark = vm_node_mark(builder.compiler);
	parse_body(&builder, &spec);
	body->next = spec.next;
	if (vm_node_pushed(builder.compiler, builder.mark) == 0) {
		node = text_node(&builder);
	} else {
		flush_text(&builder);
		node = vm_node_reduce(builder.compiler, VM_NODE_FSTRING,
		    builder.line, builder.mark);
	}
	vm_scratch_fini(builder.compiler->vm, &builder.text);
	return node;
}

static void
parse_field(struct builder *builder, struct body *body)
{
	struct vm_compiler *compiler = builder->compiler;
	const uint8_t *start = body->next;
	const uint8_t *end = find_expression_end(start, body->end);
	struct vm_node *value;
	struct vm_node *spec;
	uintptr_t conversion;
	bool debug = end < body->end && *end == '=';
	size_t mark;

	body->next = end;
	if (debug) {
		for (body->next++; *body->next == ' ';)
			body->next++;
		vm_scratch_append(compiler->vm, &builder->text, start,
		    (size_t)(body->next - start));
	}
	flush_text(builder);
	value = parse_field_expression(builder, start, end);
	conversion = parse_conversion(builder, body);
	spec = parse_spec(builder, body);
	if (body->next == body->end || *body->next != '}')
		fail_formatted(builder, "invalid syntax");
	body->next++;
	if (debug && conversion == 0 && spec == NULL)
		conversion = 'r';
	mark = vm_node_mark(compiler);
	vm_node_push(compiler, value);
	vm_node_push(compiler, spec);
	vm_node_push_index(compiler, conversion);
	vm_node_push(compiler,
	    vm_node_reduce(compiler, VM_NODE_FORMAT, builder->line, mark));
}

static void
parse_body(struct builder *builder, struct body *body)
{
	const uint8_t *start;
	uint8_t c;

	while (body->next < body->end) {
		start = body->next;
		while (body->next < body->end && *body->next != '{' &&
		    *body->next != '}') {
			if (*body->next == '\\' && !body->raw &&
			    body->next + 1 < body->end)
				body->next++;
			body->next++;
		}
		append_literal(builder, body, start,
		    (size_t)(body->next - start));
		if (body->next == body->end)
			return;
		c = *body->next;
		if (!body->spec && body->next + 1 < body->end &&
		    body->next[1] == c) {
			append_literal(builder, body, body->next, 1);
			body->next += 2;
		} else if (c == '{') {
			body->next++;
			parse_field(builder, body);
		} else if (body->spec) {
			return;
		} else {
			fail_brace(builder);
		}
	}
}

/* The body is copied: the expressions in it need the lexer's buffer. */
static void
parse_formatted(struct builder *builder)
{
	struct vm_compiler *compiler = builder->compiler;
	struct vm_lexer *lexer = compiler->lexer;
	struct vm_scratch copy;
	struct body body;

	vm_scratch_init(&copy);
	vm_scratch_append(compiler->vm, &copy, lexer->text.data,
	    lexer->text.len);
	if (copy.len > 0) {
		body.next = copy.data;
		body.end = copy.data + copy.len;
		body.raw = lexer->raw;
		body.spec = false;
		parse_body(builder, &body);
	}
	vm_scratch_fini(compiler->vm, &copy);
}

static struct vm_node *
parse_bytes(struct vm_compiler *compiler)
{
	struct vm_lexer *lexer = compiler->lexer;
	uint32_t line = lexer->line;
	struct vm_scratch text;
	vm_value value;

	vm_scratch_init(&text);
	while (lexer->token == VM_TOKEN_BYTES) {
		vm_scratch_append(compiler->vm, &text, lexer->text.data,
		    lexer->text.len);
		vm_lexer_next(lexer);
	}
	if (lexer->token == VM_TOKEN_STRING || lexer->token == VM_TOKEN_FSTRING)
		vm_parser_fail(compiler);
	value = vm_bytes_new(compiler->vm,
	    text.len == 0 ? "" : (const char *)text.data, text.len);
	vm_scratch_fini(compiler->vm, &text);
	return vm_node_new_index(compiler, VM_NODE_CONST, line,
	    vm_pool_add(compiler, value));
}

struct vm_node *
vm_parser_string(struct vm_compiler *compiler)
{
	struct vm_lexer *lexer = compiler->lexer;
	struct builder builder = { .compiler = compiler,
		.mark = vm_node_mark(compiler),
		.line = lexer->line };
	struct vm_node *node;

	if (lexer->token == VM_TOKEN_BYTES)
		return parse_bytes(compiler);
	vm_scratch_init(&builder.text);
	for (;;) {
		if (lexer->token == VM_TOKEN_STRING) {
			vm_scratch_append(compiler->vm, &builder.text,
			    lexer->text.data, lexer->text.len);
		} else if (lexer->token == VM_TOKEN_FSTRING) {
			builder.formatted = true;
			parse_formatted(&builder);
		} else {
			break;
		}
		vm_lexer_next(lexer);
	}
	if (lexer->token == VM_TOKEN_BYTES)
		vm_parser_fail(compiler);
	if (vm_node_pushed(compiler, builder.mark) == 0) {
		node = text_node(&builder);
	} else {
		flush_text(&builder);
		node = vm_node_reduce(compiler, VM_NODE_FSTRING, builder.line,
		    builder.mark);
	}
	vm_scratch_fini(compiler->vm, &builder.text);
	return node;
}

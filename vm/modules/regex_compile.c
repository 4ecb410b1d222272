/* SPDX-License-Identifier: MIT */
/* From the text of a regular expression to its program. */
#include "regex.h"

#include "../object/utf8.h"
#include "../runtime/call.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"

#define JUMP_LEN 3 /* op and a 16-bit distance from its end */

struct compiler {
	struct vm *vm;
	struct vm_writer out;
	const uint8_t *at;
	const uint8_t *end;
	unsigned groups;
	unsigned loops;
	bool is_text; /* the pattern is UTF-8, not bytes */
};

/* What a term turned out to be. */
struct term {
	size_t start;  /* in the program */
	bool nullable; /* may match nothing */
	bool single;   /* one instruction that takes one character */
};

static bool parse_alternatives(struct compiler *c);

VM_NORETURN static void
too_complex(struct compiler *c)
{
	vm_raise_value_error(c->vm, "regex too complex");
}

static void
emit(struct compiler *c, unsigned byte)
{
	*vm_writer_reserve(c->vm, &c->out, 1) = (char)(uint8_t)byte;
	c->out.len++;
}

static void
emit_2(struct compiler *c, unsigned op, unsigned operand)
{
	emit(c, op);
	emit(c, operand);
}

/* Makes room for an instruction in front of what is at start. */
static void
insert(struct compiler *c, size_t start, size_t len)
{
	vm_writer_reserve(c->vm, &c->out, len);
	memmove(c->out.data + start + len, c->out.data + start,
	    c->out.len - start);
	c->out.len += len;
}

static void
put_jump(struct compiler *c, size_t at, unsigned op, size_t target)
{
	ptrdiff_t distance = (ptrdiff_t)target - (ptrdiff_t)(at + JUMP_LEN);

	if (distance > INT16_MAX || distance < INT16_MIN)
		too_complex(c);
	c->out.data[at] = (char)op;
	c->out.data[at + 1] = (char)(uint8_t)distance;
	c->out.data[at + 2] = (char)(uint8_t)((uint16_t)distance >> 8);
}

static void
emit_jump(struct compiler *c, unsigned op, size_t target)
{
	size_t at = c->out.len;

	insert(c, at, JUMP_LEN);
	put_jump(c, at, op, target);
}

static bool
next_is(const struct compiler *c, uint8_t what)
{
	return c->at < c->end && *c->at == what;
}

/* ---- sets ------------------------------------------------------------- */

const uint8_t vm_regex_classes[3][16] = {
	{ [6] = 0xff, 0x03 },
	{ [1] = 0x3e, [4] = 0x01 },
	{ [6] = 0xff, 0x03, 0xfe, 0xff, 0xff, 0x87, 0xfe, 0xff, 0xff, 0x07 },
};

static bool
is_class_letter(uint8_t letter)
{
	return letter != '\0' && memchr("dDsSwW", letter, 6) != NULL;
}

static void
set_add(struct compiler *c, size_t set, uint32_t ch)
{
	char *bits = c->out.data + set + 2;

	bits[ch / 8] = (char)(bits[ch / 8] | (1 << (ch % 8)));
}

static void
set_add_class(struct compiler *c, size_t set, uint8_t letter)
{
	const uint8_t *class = vm_regex_class(letter);
	char *bits = c->out.data + set + 2;
	unsigned flip = (letter & 0x20) == 0 ? 0xff : 0;

	for (size_t i = 0; i < 16; i++)
		bits[i] = (char)((unsigned)bits[i] | (class[i] ^ flip));
	if (flip != 0)
		c->out.data[set + 1] |= REGEX_SET_WIDE;
}

static void
set_add_range(struct compiler *c, size_t set, uint32_t low, uint32_t high)
{
	uint8_t count;

	for (uint32_t ch = low; ch <= high && ch < 128; ch++)
		set_add(c, set, ch);
	if (high < 128 || low > high)
		return;
	if (low < 128)
		low = 128;
	count = (uint8_t)c->out.data[set + REGEX_SET_HEAD - 1];
	if (count == UINT8_MAX)
		too_complex(c);
	c->out.data[set + REGEX_SET_HEAD - 1] = (char)(count + 1);
	for (unsigned shift = 0; shift < 24; shift += 8)
		emit(c, low >> shift);
	for (unsigned shift = 0; shift < 24; shift += 8)
		emit(c, high >> shift);
}

/* One character of the pattern. */
static uint32_t
take(struct compiler *c)
{
	size_t len = 1;
	uint32_t ch;

	if (c->at == c->end)
		too_complex(c);
	ch = *c->at;
	if (c->is_text && ch >= 128)
		ch = vm_utf8_decode(c->at, &len);
	c->at += len;
	return ch;
}

/* [...], behind the bracket. */
static void
parse_set(struct compiler *c)
{
	size_t set = c->out.len;

	memset(vm_writer_reserve(c->vm, &c->out, REGEX_SET_HEAD), 0,
	    REGEX_SET_HEAD);
	c->out.len += REGEX_SET_HEAD;
	c->out.data[set] = REGEX_SET;
	if (next_is(c, '^')) {
		c->at++;
		c->out.data[set + 1] |= REGEX_SET_NEGATED;
	}
	while (!next_is(c, ']')) {
		uint32_t low = take(c);
		uint32_t high;

		if (low == '\\') {
			low = take(c);
			if (low < 128 && is_class_letter((uint8_t)low)) {
				set_add_class(c, set, (uint8_t)low);
				continue;
			}
		}
		high = low;
		if (next_is(c, '-') && c->end - c->at > 1 && c->at[1] != ']') {
			c->at++;
			high = take(c);
		}
		set_add_range(c, set, low, high);
	}
	c->at++;
}

/* ---- terms ------------------------------------------------------------ */

/* (...), behind the parenthesis. */
static bool
parse_group(struct compiler *c)
{
	unsigned number = 0;
	bool nullable;

	if (next_is(c, '?')) {
		if (c->end - c->at < 2 || c->at[1] != ':')
			too_complex(c);
		c->at += 2;
	} else {
		number = c->groups++;
		if (number * 2 + 1 > REGEX_SLOTS_MAX)
			too_complex(c);
		emit_2(c, REGEX_SAVE, number * 2);
	}
	nullable = parse_alternatives(c);
	if (!next_is(c, ')'))
		too_complex(c);
	c->at++;
	if (number > 0)
		emit_2(c, REGEX_SAVE, number * 2 + 1);
	return nullable;
}

static void
parse_literal(struct compiler *c, struct term *term)
{
	size_t len = 1;

	if (c->is_text)
		len = vm_utf8_char_len(*c->at);
	term->single = len == 1;
	while (len-- > 0)
		emit_2(c, REGEX_CHAR, *c->at++);
}

static void
parse_escape(struct compiler *c, struct term *term)
{
	if (c->at == c->end)
		too_complex(c);
	if (is_class_letter(*c->at))
		emit_2(c, REGEX_CLASS, *c->at++);
	else
		parse_literal(c, term);
}

/* False: what was parsed cannot be repeated (^ and $). */
static bool
parse_atom(struct compiler *c, struct term *term)
{
	term->single = true;
	switch (*c->at++) {
	case '^':
		emit(c, REGEX_START);
		return false;
	case '$':
		emit(c, REGEX_END);
		return false;
	case '.':
		emit(c, REGEX_ANY);
		break;
	case '[':
		parse_set(c);
		break;
	case '(':
		term->single = false;
		term->nullable = parse_group(c);
		break;
	case '\\':
		parse_escape(c, term);
		break;
	case '*':
	case '+':
	case '?':
		too_complex(c);
	default:
		c->at--;
		parse_literal(c, term);
		break;
	}
	return true;
}

/* Where the loop body may match nothing, each round must advance. */
static bool
guard_loop(struct compiler *c, const struct term *term, unsigned *slot)
{
	if (!term->nullable)
		return false;
	*slot = c->loops++;
	insert(c, term->start, 2);
	c->out.data[term->start] = REGEX_LOOP_ENTER;
	c->out.data[term->start + 1] = (char)(uint8_t)*slot;
	return true;
}

static void
wrap_star(struct compiler *c, const struct term *term, bool lazy)
{
	unsigned slot = 0;
	bool guarded = guard_loop(c, term, &slot);

	insert(c, term->start, JUMP_LEN);
	if (guarded)
		emit_2(c, REGEX_LOOP_REPEAT, slot);
	emit_jump(c, REGEX_JUMP, term->start);
	put_jump(c, term->start, lazy ? REGEX_SPLIT_JUMP : REGEX_SPLIT,
	    c->out.len);
}

static void
wrap_plus(struct compiler *c, const struct term *term, bool lazy)
{
	unsigned slot = 0;

	if (!guard_loop(c, term, &slot)) {
		emit_jump(c, lazy ? REGEX_SPLIT : REGEX_SPLIT_JUMP,
		    term->start);
		return;
	}
	/* split to the way out; it only jumps over the way back */
	emit_jump(c, lazy ? REGEX_SPLIT_JUMP : REGEX_SPLIT,
	    c->out.len + JUMP_LEN + 2 + JUMP_LEN);
	emit_2(c, REGEX_LOOP_REPEAT, slot);
	emit_jump(c, REGEX_JUMP, term->start);
}

static void
wrap_single(struct compiler *c, const struct term *term, unsigned flags)
{
	insert(c, term->start, 2);
	c->out.data[term->start] = REGEX_REPEAT;
	c->out.data[term->start + 1] = (char)flags;
}

/* A term with its quantifier; returns whether it may match nothing. */
static bool
parse_term(struct compiler *c)
{
	struct term term = { .start = c->out.len };
	uint8_t quantifier;
	bool lazy;

	if (!parse_atom(c, &term))
		return true;
	if (c->at == c->end || *c->at == '\0' ||
	    memchr("*+?", *c->at, 3) == NULL)
		return term.nullable;
	quantifier = *c->at++;
	lazy = next_is(c, '?');
	if (lazy)
		c->at++;
	if (quantifier == '?') {
		insert(c, term.start, JUMP_LEN);
		put_jump(c, term.start, lazy ? REGEX_SPLIT_JUMP : REGEX_SPLIT,
		    c->out.len);
	} else if (term.single) {
		wrap_single(c, &term,
		    (quantifier == '+' ? REGEX_ONE_OR_MORE : 0) |
			(lazy ? REGEX_LAZY : 0));
	} else if (quantifier == '*') {
		wrap_star(c, &term, lazy);
	} else {
		wrap_plus(c, &term, lazy);
	}
	return term.nullable || quantifier != '+';
}

static bool
parse_alternatives(struct compiler *c)
{
	size_t start = c->out.len;
	bool nullable = true;
	size_t jump;

	vm_check_recursion(c->vm);
	while (c->at < c->end && *c->at != '|' && *c->at != ')') {
		if (!parse_term(c))
			nullable = false;
	}
	if (!next_is(c, '|'))
		return nullable;
	c->at++;
	insert(c, start, JUMP_LEN);
	jump = c->out.len;
	insert(c, jump, JUMP_LEN);
	put_jump(c, start, REGEX_SPLIT, c->out.len);
	if (parse_alternatives(c))
		nullable = true;
	put_jump(c, jump, REGEX_JUMP, c->out.len);
	return nullable;
}

/* Loop slots come behind the groups', whose number is known now. */
static void
number_loops(struct compiler *c)
{
	unsigned first = c->groups * 2;
	size_t i = 0;

	if (first + c->loops > REGEX_SLOTS_MAX)
		too_complex(c);
	while (i < c->out.len) {
		uint8_t *op = (uint8_t *)c->out.data + i;

		switch (*op) {
		case REGEX_LOOP_ENTER:
		case REGEX_LOOP_REPEAT:
			op[1] = (uint8_t)(op[1] + first);
			i += 2;
			break;
		case REGEX_SET:
			i += REGEX_SET_HEAD + 6u * op[REGEX_SET_HEAD - 1];
			break;
		case REGEX_SPLIT:
		case REGEX_SPLIT_JUMP:
		case REGEX_JUMP:
			i += JUMP_LEN;
			break;
		case REGEX_ANY:
		case REGEX_START:
		case REGEX_END:
		case REGEX_MATCH:
			i++;
			break;
		default:
			i += 2;
			break;
		}
	}
}

void
vm_regex_compile(struct vm *vm, const uint8_t *pattern, size_t len,
    bool is_text, struct vm_regex *regex)
{
	struct compiler c = {
		.vm = vm,
		.at = pattern,
		.end = pattern + len,
		.groups = 1,
		.is_text = is_text,
	};

	vm_writer_init(&c.out);
	parse_alternatives(&c);
	if (c.at < c.end)
		vm_raise_value_error(vm, "error in regex");
	emit(&c, REGEX_MATCH);
	number_loops(&c);
	regex->code = vm_writer_bytes(vm, &c.out);
	regex->groups = (uint16_t)c.groups;
	regex->slot_count = (uint16_t)(c.groups * 2 + c.loops);
}

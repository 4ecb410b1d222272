/* SPDX-License-Identifier: MIT */
/*
 * The matcher: runs a regex program, with an explicit stack of what else
 * may be tried. Long searches remember where they failed, so that no state
 * is tried twice and time stays proportional to program times text.
 */
#include "regex.h"

#include "../object/bytes.h"
#include "../object/text.h"
#include "../object/utf8.h"
#include "../runtime/heap.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"

#define STEPS_PER_POLL  1024
#define SEARCH_WORK     16 /* of one that finds something at once */
#define STEPS_TO_MEMORY 4096
#define MEMORY_MAX      (VM_WORD_64 ? 4u << 20 : 8u << 10) /* bytes */

enum undo_kind { UNDO_SPLIT, UNDO_SLOT, UNDO_GREEDY, UNDO_LAZY };

struct undo {
	uint32_t kind_where; /* kind, and program position or slot */
	uint32_t a;          /* text position or old value of the slot */
	uint32_t b;          /* GREEDY: least text position */
};

struct matcher {
	struct vm *vm;
	const uint8_t *code;
	size_t code_len;
	const uint8_t *pc;
	const uint8_t *text;
	const uint8_t *pos;
	const uint8_t *end;
	bool wide;
	uint32_t *slots;    /* contents of a bytes buffer */
	struct undo *stack; /* contents of a bytes buffer */
	size_t depth;
	size_t capacity;
	uint32_t steps_left;
	uint32_t steps;
	uint8_t *failed; /* a bit for each split and position, or NULL */
};

static void
push(struct matcher *m, enum undo_kind kind, size_t where, size_t a, size_t b)
{
	if (m->depth == m->capacity) {
		size_t capacity = m->capacity == 0 ? 16 : m->capacity * 2;

		m->stack = vm_heap_resize_bytes(m->vm, m->stack,
		    m->depth * sizeof(*m->stack), capacity * sizeof(*m->stack));
		m->capacity = capacity;
	}
	m->stack[m->depth++] = (struct undo){
		.kind_where = (uint32_t)kind | (uint32_t)where << 2,
		.a = (uint32_t)a,
		.b = (uint32_t)b,
	};
}

static size_t
offset(const struct matcher *m)
{
	return (size_t)(m->pos - m->text);
}

static size_t
place(const struct matcher *m, const uint8_t *pc)
{
	return (size_t)(pc - m->code);
}

/* ---- single characters ------------------------------------------------ */

static bool
set_has(const uint8_t *set, uint32_t ch)
{
	const uint8_t *range = set + REGEX_SET_HEAD;
	bool found = (set[1] & REGEX_SET_WIDE) != 0;

	if (ch < 128) {
		found = (set[2 + ch / 8] >> (ch % 8) & 1) != 0;
	} else {
		for (unsigned n = set[REGEX_SET_HEAD - 1]; n > 0; n--) {
			uint32_t low = range[0] | (uint32_t)range[1] << 8 |
			    (uint32_t)range[2] << 16;
			uint32_t high = range[3] | (uint32_t)range[4] << 8 |
			    (uint32_t)range[5] << 16;

			found = found || (ch >= low && ch <= high);
			range += 6;
		}
	}
	return found != ((set[1] & REGEX_SET_NEGATED) != 0);
}

/* Matches the item at pc with the character at the position, and takes it. */
static bool
match_item(struct matcher *m, const uint8_t *pc)
{
	size_t len = 1;
	uint32_t ch;
	bool found;

	if (m->pos == m->end)
		return false;
	ch = *m->pos;
	if (*pc == REGEX_CHAR) {
		if (ch != pc[1])
			return false;
		m->pos++;
		return true;
	}
	if (m->wide && ch >= 128)
		ch = vm_utf8_decode(m->pos, &len);
	if (*pc == REGEX_ANY)
		found = true;
	else if (*pc == REGEX_CLASS)
		found = vm_regex_class_has(pc[1], ch);
	else
		found = set_has(pc, ch);
	if (found)
		m->pos += len;
	return found;
}

static size_t
item_len(const uint8_t *pc)
{
	if (*pc == REGEX_ANY)
		return 1;
	if (*pc == REGEX_SET)
		return REGEX_SET_HEAD + 6u * pc[REGEX_SET_HEAD - 1];
	return 2;
}

/* ---- repetition and choice -------------------------------------------- */

/* As many characters as match the item. */
static void
take_all(struct matcher *m, const uint8_t *item)
{
	const uint8_t *pos = m->pos;

	if (*item == REGEX_ANY)
		m->pos = m->end;
	if (*item == REGEX_SET && !m->wide) {
		while (pos < m->end && set_has(item, *pos))
			vm_poll_round(m->vm, (size_t)(++pos - m->text));
		m->pos = pos;
	}
	while (match_item(m, item))
		vm_poll_round(m->vm, offset(m));
}

/* x* and x+ of a single item: one stack entry for all their ways. */
static bool
repeat(struct matcher *m)
{
	unsigned flags = m->pc[1];
	const uint8_t *item = m->pc + 2;
	const uint8_t *next = item + item_len(item);
	size_t least;

	if ((flags & REGEX_ONE_OR_MORE) != 0 && !match_item(m, item))
		return false;
	least = offset(m);
	if ((flags & REGEX_LAZY) != 0) {
		push(m, UNDO_LAZY, place(m, m->pc), least, 0);
	} else {
		take_all(m, item);
		if (offset(m) > least)
			push(m, UNDO_GREEDY, place(m, next), offset(m), least);
	}
	m->pc = next;
	return true;
}

/* A greedy repetition gives one character back. */
static void
give_back(struct matcher *m, const struct undo *u)
{
	m->pos = m->text + u->a - 1;
	while (m->wide && vm_utf8_is_continuation(*m->pos))
		m->pos--;
	m->pc = m->code + (u->kind_where >> 2);
	if (offset(m) > u->b)
		push(m, UNDO_GREEDY, u->kind_where >> 2, offset(m), u->b);
}

/* A lazy repetition takes one character more. */
static bool
take_more(struct matcher *m, const struct undo *u)
{
	const uint8_t *item = m->code + (u->kind_where >> 2) + 2;

	m->pos = m->text + u->a;
	if (!match_item(m, item))
		return false;
	push(m, UNDO_LAZY, u->kind_where >> 2, offset(m), 0);
	m->pc = item + item_len(item);
	return true;
}

/* Goes back to the latest choice; false: none is left. */
static bool
backtrack(struct matcher *m)
{
	while (m->depth > 0) {
		struct undo u = m->stack[--m->depth];

		switch (u.kind_where & 3u) {
		case UNDO_SPLIT:
			m->pc = m->code + (u.kind_where >> 2);
			m->pos = m->text + u.a;
			return true;
		case UNDO_SLOT:
			m->slots[u.kind_where >> 2] = u.a;
			break;
		case UNDO_GREEDY:
			give_back(m, &u);
			return true;
		default:
			if (take_more(m, &u))
				return true;
			break;
		}
	}
	return false;
}

static const uint8_t *
jump_target(const uint8_t *pc)
{
	int distance = (int16_t)(uint16_t)(pc[1] | pc[2] << 8);

	return pc + 3 + distance;
}

/* False: this choice at this position has failed before. */
static bool
split(struct matcher *m)
{
	const uint8_t *target = jump_target(m->pc);
	const uint8_t *next = m->pc + 3;

	if (m->failed != NULL) {
		size_t bit = offset(m) * m->code_len + place(m, m->pc);

		if ((m->failed[bit / 8] >> (bit % 8) & 1) != 0)
			return false;
		m->failed[bit / 8] |= (uint8_t)(1u << (bit % 8));
	}
	if (*m->pc == REGEX_SPLIT) {
		push(m, UNDO_SPLIT, place(m, target), offset(m), 0);
		m->pc = next;
	} else {
		push(m, UNDO_SPLIT, place(m, next), offset(m), 0);
		m->pc = target;
	}
	return true;
}

static void
save(struct matcher *m)
{
	uint32_t *slot = &m->slots[m->pc[1]];

	push(m, UNDO_SLOT, m->pc[1], *slot, 0);
	*slot = (uint32_t)offset(m);
	m->pc += 2;
}

/* ---- the loop --------------------------------------------------------- */

/* Now and then: lets interrupts in, and starts to remember failures. */
static void
take_breath(struct matcher *m)
{
	size_t bits = ((size_t)(m->end - m->text) + 1) * m->code_len;

	vm_poll(m->vm);
	m->steps_left = STEPS_PER_POLL;
	m->steps += STEPS_PER_POLL;
	if (m->steps == STEPS_TO_MEMORY && bits / 8 < MEMORY_MAX) {
		struct vm_buffer *buffer = vm_heap_try_alloc(m->vm,
		    VM_TID_BYTES_BUFFER, sizeof(*buffer) + bits / 8 + 1);

		if (buffer != NULL)
			m->failed = buffer->data;
	}
}

/* Runs one instruction; false: it does not match here. */
static bool
step(struct matcher *m)
{
	switch (*m->pc) {
	case REGEX_CHAR:
	case REGEX_ANY:
	case REGEX_CLASS:
	case REGEX_SET:
		if (!match_item(m, m->pc))
			return false;
		m->pc += item_len(m->pc);
		return true;
	case REGEX_REPEAT:
		return repeat(m);
	case REGEX_SPLIT:
	case REGEX_SPLIT_JUMP:
		return split(m);
	case REGEX_JUMP:
		m->pc = jump_target(m->pc);
		return true;
	case REGEX_START:
		return m->pos == m->text && m->pc++ != NULL;
	case REGEX_END:
		return m->pos == m->end && m->pc++ != NULL;
	case REGEX_LOOP_REPEAT: /* an endless loop, not a match */
		if (m->slots[m->pc[1]] == (uint32_t)offset(m))
			vm_raise_recursion(m->vm);
		m->pc += 2;
		return true;
	default: /* SAVE, LOOP_ENTER */
		save(m);
		return true;
	}
}

static bool
run(struct matcher *m, size_t start)
{
	m->pc = m->code;
	m->pos = m->text + start;
	while (*m->pc != REGEX_MATCH) {
		if (--m->steps_left == 0)
			take_breath(m);
		if (!step(m) && !backtrack(m))
			return false;
	}
	m->depth = 0;
	return true;
}

/* The item every match begins with, or NULL. */
static const uint8_t *
first_item(const struct matcher *m)
{
	const uint8_t *pc = m->code;

	while (*pc == REGEX_SAVE)
		pc += 2;
	if (*pc == REGEX_REPEAT && (pc[1] & REGEX_ONE_OR_MORE) != 0)
		return pc + 2;
	return *pc == REGEX_CHAR || *pc == REGEX_CLASS || *pc == REGEX_SET ?
	    pc :
	    NULL;
}

static size_t
char_len(const struct matcher *m, const uint8_t *at)
{
	return m->wide ? vm_utf8_char_len(*at) : 1;
}

/* The next position from which a match could start, or NULL. */
static const uint8_t *
next_start(struct matcher *m, const uint8_t *item, const uint8_t *from)
{
	if (item == NULL || from == m->end)
		return from;
	if (*item == REGEX_CHAR) {
		size_t found = vm_text_search(m->vm, from,
		    (size_t)(m->end - from), item + 1, 1);

		return found == VM_TEXT_NOT_FOUND ? NULL : from + found;
	}
	for (; from < m->end; from += char_len(m, from)) {
		if (--m->steps_left == 0)
			take_breath(m);
		m->pos = from;
		if (match_item(m, item))
			return from;
	}
	return NULL;
}

uint32_t *
vm_regex_search(struct vm *vm, const struct vm_regex *regex,
    const struct vm_regex_subject *subject, size_t start, bool anchored)
{
	struct matcher m = {
		.vm = vm,
		.code = vm_bytes_data(regex->code),
		.code_len = vm_bytes_len(regex->code),
		.text = subject->data,
		.end = subject->data + subject->len,
		.wide = subject->wide,
		.steps_left = STEPS_PER_POLL,
	};
	const uint8_t *from = subject->data + start;
	const uint8_t *item = anchored ? NULL : first_item(&m);

	vm_poll_work(vm, SEARCH_WORK);
	m.slots = vm_heap_new_bytes(vm, regex->slot_count * sizeof(*m.slots));
	memset(m.slots, 0xff, regex->slot_count * sizeof(*m.slots));
	do {
		from = next_start(&m, item, from);
		if (from == NULL)
			return NULL;
		if (run(&m, (size_t)(from - m.text))) {
			m.slots[0] = (uint32_t)(from - m.text);
			m.slots[1] = (uint32_t)offset(&m);
			return m.slots;
		}
		from += from < m.end ? char_len(&m, from) : 1;
	} while (!anchored && from <= m.end);
	return NULL;
}

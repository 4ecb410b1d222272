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

#define FIRST_CHOICES 16

struct matcher {
	struct vm *vm;
	const uint8_t *code;
	size_t code_len;
	const uint8_t *pc;
	const uint8_t *text;
	const uint8_t *pos;
	const uint8_t *end;
	bool wide;
	uint32_t *slots;
	struct undo *stack; /* first, or the contents of a bytes buffer */
	size_t depth;
	size_t capacity;
	uint32_t steps_left;
	uint32_t steps;
	uint8_t *failed; /* a bit for each split and position, or NULL */
	struct undo first[FIRST_CHOICES];
};

static VM_NOINLINE void
grow_stack(struct matcher *m)
{
	bool is_first = m->stack == m->first;
	size_t capacity = m->capacity * 2;
	struct undo *stack =
	    vm_heap_resize_bytes(m->vm, is_first ? NULL : m->stack,
		is_first ? 0 : m->depth * sizeof(*stack),
		capacity * sizeof(*stack));

	if (is_first)
		memcpy(stack, m->first, sizeof(m->first));
	m->stack = stack;
	m->capacity = capacity;
}

static void
push(struct matcher *m, enum undo_kind kind, size_t where, size_t a, size_t b)
{
	if (m->depth == m->capacity)
		grow_stack(m);
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

/* Whether the item matches a character; of wide texts, CHAR one byte of it. */
static bool
item_has(const uint8_t *item, uint32_t ch)
{
	switch (*item) {
	case REGEX_CHAR:
		return ch == item[1];
	case REGEX_ANY:
		return true;
	case REGEX_CLASS:
		return vm_regex_class_has(item[1], ch);
	default:
		return set_has(item, ch);
	}
}

/* Matches the item with the character at the position, and takes it. */
static bool
match_item(struct matcher *m, const uint8_t *item)
{
	size_t len = 1;
	uint32_t ch;

	if (m->pos == m->end)
		return false;
	ch = *m->pos;
	if (m->wide && ch >= 128 && *item != REGEX_CHAR)
		ch = vm_utf8_decode(m->pos, &len);
	if (!item_has(item, ch))
		return false;
	m->pos += len;
	return true;
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
	uint8_t most = m->wide ? 0x7f : 0xff; /* that is a character alone */

	if (*item == REGEX_ANY) {
		m->pos = m->end;
		return;
	}
	do {
		while (pos < m->end && *pos <= most && item_has(item, *pos))
			vm_poll_round(m->vm, (size_t)(++pos - m->text));
		m->pos = pos;
		if (pos == m->end || *pos <= most || !match_item(m, item))
			break;
		pos = m->pos;
		vm_poll_round(m->vm, (size_t)(pos - m->text));
	} while (true);
}

/*
 * Whether a greedy repetition may match otherwise, too: with less than all
 * characters it may not if nothing, the end, or a character that it would
 * have taken itself comes next.
 */
static bool
may_give_back(const uint8_t *item, const uint8_t *next)
{
	while (*next == REGEX_SAVE)
		next += 2;
	if (*next == REGEX_CHAR)
		return next[1] >= 128 || item_has(item, next[1]);
	return *next != REGEX_END && *next != REGEX_MATCH;
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
		if (offset(m) > least && may_give_back(item, next))
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

	if (m->depth > 0) /* else nothing is tried again */
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
	/* Without memory, again after twice the steps, and so on. */
	if (m->failed == NULL && m->steps >= STEPS_TO_MEMORY &&
	    (m->steps & (m->steps - 1)) == 0 && bits / 8 < MEMORY_MAX) {
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
run(struct matcher *m, const uint8_t *from)
{
	m->pc = m->code;
	m->pos = from;
	while (*m->pc != REGEX_MATCH) {
		if (--m->steps_left == 0)
			take_breath(m);
		if (!step(m) && !backtrack(m))
			return false;
	}
	m->depth = 0;
	return true;
}

/* ---- where a match may begin ------------------------------------------ */

#define START_STEPS 32u /* instructions looked at */
#define START_LEAST 24  /* bytes of text, for which that pays */

/* The bytes that a match may begin with. */
struct start {
	const uint8_t *byte; /* the only one, or NULL */
	const uint8_t *run;  /* item of a greedy repetition it begins with */
	bool known;          /* bits are right */
	unsigned steps;
	uint8_t bits[32];
};

static void
add_item(struct start *s, const uint8_t *item, bool wide)
{
	bool is_class = *item == REGEX_CLASS;
	const uint8_t *bits = is_class ? vm_regex_class(item[1]) : item + 2;
	bool flip = is_class ? (item[1] & 0x20) == 0 :
			       (item[1] & REGEX_SET_NEGATED) != 0;

	for (size_t i = 0; i < 16; i++)
		s->bits[i] |= (uint8_t)(bits[i] ^ (flip ? 0xff : 0));
	/* Beyond ASCII, what could be: of UTF-8, all bytes that begin one. */
	if (!is_class || flip)
		memset(s->bits + (wide ? 24 : 16), 0xff, wide ? 8 : 16);
}

/* Adds what may come first at pc; false: that may be anything or nothing. */
static bool
add_starts(struct start *s, const uint8_t *pc, bool wide)
{
	while (s->steps-- > 0) {
		switch (*pc) {
		case REGEX_SAVE:
			pc += 2;
			break;
		case REGEX_CHAR:
			s->bits[pc[1] / 8] |= (uint8_t)(1u << (pc[1] % 8));
			return true;
		case REGEX_CLASS:
		case REGEX_SET:
			add_item(s, pc, wide);
			return true;
		case REGEX_REPEAT:
			if (pc[2] == REGEX_ANY)
				return false;
			if (!add_starts(s, pc + 2, wide))
				return false;
			if ((pc[1] & REGEX_ONE_OR_MORE) != 0)
				return true;
			pc += 2 + item_len(pc + 2);
			break;
		case REGEX_SPLIT:
		case REGEX_SPLIT_JUMP:
			if (!add_starts(s, jump_target(pc), wide))
				return false;
			pc += 3;
			break;
		case REGEX_JUMP:
			pc = jump_target(pc);
			break;
		default:
			return false;
		}
	}
	return false;
}

static void
find_start(struct start *s, const struct matcher *m, const uint8_t *from)
{
	const uint8_t *pc = m->code;

	s->byte = s->run = NULL;
	s->known = false;
	while (*pc == REGEX_SAVE)
		pc += 2;
	if (*pc == REGEX_CHAR)
		s->byte = pc + 1;
	if (*pc == REGEX_REPEAT && (pc[1] & REGEX_LAZY) == 0)
		s->run = pc + 2;
	if (s->byte != NULL || m->end - from < START_LEAST)
		return;
	memset(s->bits, 0, sizeof(s->bits));
	s->steps = START_STEPS;
	s->known = add_starts(s, pc, m->wide);
}

static size_t
char_len(const struct matcher *m, const uint8_t *at)
{
	return m->wide ? vm_utf8_char_len(*at) : 1;
}

/* The next position from which a match could start, or NULL. */
static const uint8_t *
next_start(struct matcher *m, const struct start *s, const uint8_t *from)
{
	if (from == m->end)
		return from;
	if (s->byte != NULL) {
		size_t found = vm_text_search(m->vm, from,
		    (size_t)(m->end - from), s->byte, 1);

		return found == VM_TEXT_NOT_FOUND ? NULL : from + found;
	}
	if (!s->known)
		return from;
	for (; from < m->end; from++) {
		if ((s->bits[*from / 8] >> (*from % 8) & 1) != 0)
			return from;
		vm_poll_round(m->vm, (size_t)(from - m->text));
	}
	return NULL;
}

/*
 * Where to go on after a failure. A greedy repetition at the beginning took
 * all it could: from any place inside of that, no more can be tried.
 */
static const uint8_t *
after(struct matcher *m, const struct start *s, const uint8_t *from)
{
	m->pos = from;
	if (s->run != NULL)
		take_all(m, s->run);
	if (m->pos > from)
		return m->pos;
	return from + (from < m->end ? char_len(m, from) : 1);
}

static void
forget(struct matcher *m, size_t slot_count)
{
	memset(m->slots, 0xff, slot_count * sizeof(*m->slots));
}

bool
vm_regex_search(struct vm *vm, const struct vm_regex *regex,
    const struct vm_regex_subject *subject, size_t start, bool anchored,
    struct vm_regex_slots *slots)
{
	struct matcher m;
	const uint8_t *from = subject->data + start;
	struct start first;

	/* Not by an initialiser, which would clear the stack. */
	memset(&m, 0, offsetof(struct matcher, first));
	m.vm = vm;
	m.code = vm_bytes_data(regex->code);
	m.code_len = vm_bytes_len(regex->code);
	m.text = subject->data;
	m.end = subject->data + subject->len;
	m.wide = subject->wide;
	m.steps_left = STEPS_PER_POLL;
	m.stack = m.first;
	m.capacity = FIRST_CHOICES;
	vm_poll_work(vm, SEARCH_WORK);
	slots->at = slots->few;
	if (regex->slot_count > VM_REGEX_FEW)
		slots->at = vm_heap_new_bytes(vm,
		    regex->slot_count * sizeof(*slots->at));
	m.slots = slots->at;
	if (!anchored)
		find_start(&first, &m, from);
	while (from <= m.end) {
		from = anchored ? from : next_start(&m, &first, from);
		if (from == NULL)
			return false;
		forget(&m, regex->slot_count);
		if (run(&m, from)) {
			m.slots[0] = (uint32_t)(from - m.text);
			m.slots[1] = (uint32_t)offset(&m);
			return true;
		}
		if (anchored)
			return false;
		from = after(&m, &first, from);
	}
	return false;
}

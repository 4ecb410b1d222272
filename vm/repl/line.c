/* SPDX-License-Identifier: MIT */
/*
 * Line editor.
 */
#include <string.h>

#include "complete.h"
#include "history.h"
#include "line.h"

#define INDENT_SIZE    4
#define INDENT_BY_HAND SIZE_MAX
#define ESCAPE         27
#define DELETE         127

enum escape_state {
	ESCAPE_NONE,
	ESCAPE_SEEN,
	ESCAPE_BRACKET, /* after ESC [ */
	ESCAPE_O,       /* after ESC O */
};

struct line {
	struct session *session;
	struct vm_scratch *text; /* the session's source */
	size_t start;            /* where this line begins in it */
	size_t cursor;           /* position in text */
	size_t *indent;
	size_t given; /* spaces it began with, until a key is pressed */
	const char *prompt;
	enum escape_state escape;
	unsigned number;   /* first parameter of an escape sequence */
	unsigned modifier; /* second one */
	size_t history;    /* entries back; 0: the line being typed */
};

static bool
is_word(uint8_t c)
{
	return c == '_' || (c >= '0' && c <= '9') || c >= 0x80 ||
	    ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\n';
}

/* Screen columns of UTF-8 text. */
static size_t
columns(const uint8_t *text, size_t len)
{
	size_t count = 0;

	while (len-- > 0) {
		if ((*text++ & 0xc0) != 0x80)
			count++;
	}
	return count;
}

static void
move_back(struct line *line, size_t count)
{
	char text[24];
	char *p = text + sizeof(text);

	if (count == 0)
		return;
	if (count <= 4) {
		vm_session_write(line->session, "\b\b\b\b", count);
		return;
	}
	*--p = 'D';
	for (; count > 0; count /= 10)
		*--p = (char)('0' + count % 10);
	*--p = '[';
	*--p = ESCAPE;
	vm_session_write(line->session, p, (size_t)(text + sizeof(text) - p));
}

static void
write_text(struct line *line, size_t from, size_t to)
{
	vm_session_write(line->session, (const char *)line->text->data + from,
	    to - from);
}

static void
move_to(struct line *line, size_t position)
{
	const uint8_t *text = line->text->data;

	if (position > line->cursor)
		write_text(line, line->cursor, position);
	else
		move_back(line,
		    columns(text + position, line->cursor - position));
	line->cursor = position;
}

static size_t
left_of(const struct line *line, size_t position)
{
	if (position == line->start)
		return position;
	do
		position--;
	while (position > line->start &&
	    (line->text->data[position] & 0xc0) == 0x80);
	return position;
}

static size_t
right_of(const struct line *line, size_t position)
{
	if (position == line->text->len)
		return position;
	do
		position++;
	while (position < line->text->len &&
	    (line->text->data[position] & 0xc0) == 0x80);
	return position;
}

static size_t
word_left(const struct line *line)
{
	const uint8_t *text = line->text->data;
	size_t position = line->cursor;

	while (position > line->start && !is_word(text[position - 1]))
		position--;
	while (position > line->start && is_word(text[position - 1]))
		position--;
	return position;
}

static size_t
word_right(const struct line *line)
{
	const uint8_t *text = line->text->data;
	size_t position = line->cursor;

	while (position < line->text->len && !is_word(text[position]))
		position++;
	while (position < line->text->len && is_word(text[position]))
		position++;
	return position;
}

/* Removes [from, to), one end of which is the cursor, and redraws. */
static void
erase(struct line *line, size_t from, size_t to)
{
	uint8_t *text = line->text->data;

	if (from == to)
		return;
	if (line->cursor == to)
		move_back(line, columns(text + from, to - from));
	memmove(text + from, text + to, line->text->len - to);
	line->text->len -= to - from;
	line->cursor = from;
	vm_session_print(line->session, "\x1b[K");
	write_text(line, from, line->text->len);
	move_back(line, columns(text + from, line->text->len - from));
}

static void
insert(struct line *line, const char *bytes, size_t len)
{
	struct vm_scratch *text = line->text;
	size_t rest = text->len - line->cursor;

	vm_scratch_reserve(line->session->vm, text, len);
	memmove(text->data + line->cursor + len, text->data + line->cursor,
	    rest);
	memcpy(text->data + line->cursor, bytes, len);
	text->len += len;
	write_text(line, line->cursor, text->len);
	line->cursor += len;
	move_back(line, columns(text->data + line->cursor, rest));
}

/* Replaces the whole line, keeping the cursor at its end. */
static void
replace(struct line *line, const char *bytes, size_t len)
{
	size_t before;

	move_to(line, line->start);
	before = line->text->len - line->start;
	line->text->len = line->start;
	vm_scratch_append(line->session->vm, line->text, bytes, len);
	if (len < before)
		vm_session_print(line->session, "\x1b[K");
	write_text(line, line->start, line->text->len);
	line->cursor = line->text->len;
}

static bool
is_blank_before_cursor(const struct line *line)
{
	size_t i;

	for (i = line->start; i < line->cursor; i++) {
		if (line->text->data[i] != ' ')
			return false;
	}
	return true;
}

/* Backspace; a whole step of indentation where there is nothing else. */
static void
backspace(struct line *line)
{
	size_t count = line->cursor - line->start;

	if (count == 0)
		return;
	if (is_blank_before_cursor(line) && count >= INDENT_SIZE) {
		erase(line, line->cursor - INDENT_SIZE, line->cursor);
	} else {
		erase(line, left_of(line, line->cursor), line->cursor);
	}
}

/* Typing a space first: the text is indented already, as pasted text is. */
static void
type(struct line *line, int c)
{
	char byte = (char)c;

	if (c == ' ' && line->given > 0) {
		move_back(line, line->given - 1);
		line->text->len = line->start + 1;
		line->cursor = line->text->len;
		*line->indent = INDENT_BY_HAND;
		return;
	}
	insert(line, &byte, 1);
}

static void
recall(struct line *line, bool older)
{
	const char *entry = "";
	size_t wanted = line->history;

	if (older)
		wanted++;
	else if (wanted == 0)
		return;
	else
		wanted--;
	if (wanted > 0)
		entry = vm_history_get(line->session->repl, wanted);
	if (entry == NULL)
		return;
	line->history = wanted;
	replace(line, entry, strlen(entry));
}

/* A tab key behind a blank: spaces, or taking over those that are there. */
static void
tab_of_indent(struct line *line)
{
	if (line->given > 0)
		*line->indent = INDENT_BY_HAND;
	else
		insert(line, "    ", INDENT_SIZE);
}

static void
complete(struct line *line)
{
	struct vm_scratch *text = line->text;
	struct vm_scratch found;

	if (line->cursor > 0 && is_blank(text->data[line->cursor - 1])) {
		tab_of_indent(line);
		return;
	}
	vm_scratch_init(&found);
	if (vm_complete(line->session, text->data + line->start,
		line->cursor - line->start, &found)) {
		vm_session_print(line->session, line->prompt);
		write_text(line, line->start, text->len);
		move_back(line,
		    columns(text->data + line->cursor,
			text->len - line->cursor));
	}
	if (found.len > 0)
		insert(line, (const char *)found.data, found.len);
	vm_scratch_fini(line->session->vm, &found);
}

/* Control characters that edit; ESC is not among them. */
static void
control(struct line *line, int c)
{
	switch (c) {
	case CTRL_A:
		move_to(line, line->start);
		break;
	case CTRL_B:
		move_to(line, left_of(line, line->cursor));
		break;
	case CTRL_D:
		erase(line, line->cursor, right_of(line, line->cursor));
		break;
	case CTRL_E:
		move_to(line, line->text->len);
		break;
	case 'F' & 31:
		move_to(line, right_of(line, line->cursor));
		break;
	case 'H' & 31:
	case DELETE:
		backspace(line);
		break;
	case '\t':
		complete(line);
		break;
	case 'K' & 31:
		erase(line, line->cursor, line->text->len);
		break;
	case 'N' & 31:
		recall(line, false);
		break;
	case 'P' & 31:
		recall(line, true);
		break;
	case 'U' & 31:
		erase(line, line->start, line->cursor);
		break;
	case 'W' & 31:
		erase(line, word_left(line), line->cursor);
		break;
	default:
		break;
	}
}

/* The byte after ESC: Alt keys, or the start of a longer sequence. */
static void
escape_byte(struct line *line, int c)
{
	line->escape = ESCAPE_NONE;
	switch (c) {
	case '[':
		line->escape = ESCAPE_BRACKET;
		line->number = 0;
		line->modifier = 0;
		break;
	case 'O':
		line->escape = ESCAPE_O;
		break;
	case 'b':
		move_to(line, word_left(line));
		break;
	case 'f':
		move_to(line, word_right(line));
		break;
	case 'd':
		erase(line, line->cursor, word_right(line));
		break;
	case DELETE:
	case '\b':
		erase(line, word_left(line), line->cursor);
		break;
	default:
		break;
	}
}

static void
tilde_key(struct line *line)
{
	if (line->number == 1 || line->number == 7)
		move_to(line, line->start);
	else if (line->number == 4 || line->number == 8)
		move_to(line, line->text->len);
	else if (line->number == 3)
		erase(line, line->cursor, right_of(line, line->cursor));
}

/* Sequences with numbers; ESC [ 1 ; 5 C is also sent as ESC [ 5 C. */
static void
numbered_key(struct line *line, int c)
{
	bool control =
	    line->modifier == 0 ? line->number == 5 : line->modifier == 5;

	if (c == '~')
		tilde_key(line);
	else if (c == 'C' && control)
		move_to(line, word_right(line));
	else if (c == 'D' && control)
		move_to(line, word_left(line));
}

static void
final_byte(struct line *line, int c)
{
	line->escape = ESCAPE_NONE;
	if (line->number != 0) {
		numbered_key(line, c);
		return;
	}
	switch (c) {
	case 'A':
		recall(line, true);
		break;
	case 'B':
		recall(line, false);
		break;
	case 'C':
		move_to(line, right_of(line, line->cursor));
		break;
	case 'D':
		move_to(line, left_of(line, line->cursor));
		break;
	case 'H':
		move_to(line, line->start);
		break;
	case 'F':
		move_to(line, line->text->len);
		break;
	default:
		break;
	}
}

static void
sequence_byte(struct line *line, int c)
{
	if (c >= '0' && c <= '9') {
		if (line->modifier != 0)
			line->modifier = (unsigned)(c - '0');
		else
			line->number =
			    (line->number * 10 + (unsigned)(c - '0')) % 1000;
	} else if (c == ';') {
		line->modifier = 1;
	} else {
		final_byte(line, c);
	}
}

/* True if the byte ends the line; *ret is what vm_line_read returns. */
static bool
take(struct line *line, int c, int *ret)
{
	bool empty = line->text->len == line->start;

	*ret = c;
	if (c == END_OF_INPUT || (c == CTRL_C && line->escape == ESCAPE_NONE))
		return true;
	if (line->escape == ESCAPE_SEEN) {
		escape_byte(line, c);
	} else if (line->escape != ESCAPE_NONE) {
		sequence_byte(line, c);
	} else if (c == ESCAPE) {
		line->escape = ESCAPE_SEEN;
	} else if (empty && c >= CTRL_A && c <= CTRL_E) {
		return true;
	} else if (c == '\r' || c == '\n') {
		*ret = 0;
		return true;
	} else if (c < ' ' || c == DELETE) {
		control(line, c);
	} else {
		type(line, c);
	}
	line->given = 0;
	return false;
}

int
vm_line_read(struct session *session, const char *prompt, size_t *indent)
{
	struct line line = {
		.session = session,
		.text = &session->source,
		.start = session->source.len,
		.cursor = session->source.len,
		.indent = indent,
		.given = *indent,
		.prompt = prompt,
	};
	size_t i;
	int ret;

	vm_session_edit(session, true);
	vm_session_print(session, prompt);
	for (i = 0; i < *indent; i++)
		insert(&line, " ", 1);
	while (!take(&line, vm_session_read(session), &ret))
		;
	if (ret != 0)
		return ret;
	vm_session_print(session, "\r\n");
	vm_history_add(session->repl,
	    (const char *)session->source.data + line.start,
	    session->source.len - line.start);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* str.format: replacement fields with names, indices and nested fields. */
#include "../runtime/attr.h"
#include "../runtime/call.h"
#include "../runtime/heap.h"
#include "../runtime/intern.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "arguments.h"
#include "class.h"
#include "int.h"
#include "str.h"
#include "str_format.h"
#include "utf8.h"

/* Fields may nest once, in the specification of a field. */
#define NESTING_MAX 2

struct template
{
	struct vm *vm;
	const char *at;
	const char *end;
	size_t n_pos;
	size_t n_kw;
	const vm_value *args;
	intptr_t next_index; /* of {}; -1 once a number was given */
	int depth;
};

static void render(struct template *t, struct vm_writer *out);

static vm_value
numbered_argument(struct template *t, const char *text, size_t len)
{
	intptr_t index = 0;

	if (len == 0) {
		if (t->next_index < 0)
			vm_raise_value_error(t->vm,
			    "can't switch from manual field specification "
			    "to automatic field numbering");
		index = t->next_index++;
	} else {
		if (t->next_index > 0)
			vm_raise_value_error(t->vm,
			    "can't switch from automatic field numbering "
			    "to manual field specification");
		t->next_index = -1;
		for (size_t i = 0; i < len && index < 100000; i++)
			index = index * 10 + (text[i] - '0');
	}
	if ((size_t)index >= t->n_pos)
		vm_raise_index_error(t->vm, "tuple index out of range");
	return t->args[index];
}

static vm_value
named_argument(struct template *t, const char *text, size_t len)
{
	for (size_t i = 0; i < t->n_kw; i++) {
		const vm_value *pair = t->args + t->n_pos + 2 * i;

		if (vm_str_len(pair[0]) == len &&
		    memcmp(vm_str_data(pair[0]), text, len) == 0)
			return pair[1];
	}
	vm_raise_key_error(t->vm, vm_str_new(t->vm, text, len));
}

static bool
is_number(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
	}
	return true;
}

static vm_value
first_argument(struct template *t, const char *text, size_t len)
{
	return is_number(text, len) ? numbered_argument(t, text, len) :
				      named_argument(t, text, len);
}

/* Follows .name and [index] behind the first part of a field's name. */
static vm_value
follow(struct template *t, vm_value v, const char *at, const char *end)
{
	while (at < end) {
		char kind = *at++;
		const char *start = at;
		size_t len;

		while (at < end &&
		    (kind == '[' ? *at != ']' : *at != '.' && *at != '['))
			at++;
		len = (size_t)(at - start);
		if (len == 0 || (kind == '[' && at == end))
			vm_raise_value_error(t->vm,
			    "empty attribute in format string");
		if (kind == '.') {
			v = vm_load_attr(t->vm, v,
			    vm_intern(t->vm, start, len));
			continue;
		}
		at++;
		v = vm_getitem(t->vm, v,
		    is_number(start, len) ?
			vm_int_parse(t->vm, start, len, 10) :
			vm_str_new(t->vm, start, len));
	}
	return v;
}

static vm_value
field_value(struct template *t)
{
	const char *start = t->at;
	const char *first_end;
	vm_value v;

	while (t->at < t->end && *t->at != ':' && *t->at != '!' &&
	    *t->at != '}' && *t->at != '.' && *t->at != '[')
		t->at++;
	first_end = t->at;
	v = first_argument(t, start, (size_t)(first_end - start));
	while (
	    t->at < t->end && *t->at != ':' && *t->at != '!' && *t->at != '}') {
		if (*t->at == '[') {
			while (t->at < t->end && *t->at != ']')
				t->at++;
			if (t->at == t->end)
				break;
		}
		t->at++;
	}
	return follow(t, v, first_end, t->at);
}

static int
field_conversion(struct template *t)
{
	int conversion;

	if (t->at == t->end || *t->at != '!')
		return 0;
	t->at++;
	if (t->at == t->end)
		vm_raise_value_error(t->vm,
		    "end of format while looking for conversion specifier");
	conversion = *t->at++;
	if (conversion != 'r' && conversion != 's' && conversion != 'a')
		vm_raise_value_error(t->vm, "unknown conversion specifier %c",
		    conversion);
	return conversion;
}

/* The specification after ':', its own fields replaced. */
static vm_value
field_spec(struct template *t)
{
	const char *start;
	int open = 0;

	if (t->at == t->end || *t->at != ':')
		return VM_UNDEF;
	start = ++t->at;
	for (; t->at < t->end; t->at++) {
		if (*t->at == '{')
			open++;
		else if (*t->at == '}' && open-- == 0)
			break;
	}
	if (memchr(start, '{', (size_t)(t->at - start)) != NULL) {
		struct template nested = *t;
		struct vm_writer out;

		if (++nested.depth == NESTING_MAX)
			vm_raise_value_error(t->vm,
			    "max string recursion exceeded");
		nested.at = start;
		nested.end = t->at;
		vm_writer_init(&out);
		render(&nested, &out);
		t->next_index = nested.next_index;
		return vm_writer_str(t->vm, &out);
	}
	return vm_str_new(t->vm, start, (size_t)(t->at - start));
}

static void
render_field(struct template *t, struct vm_writer *out)
{
	vm_value v;
	vm_value spec;
	int conversion;

	if (t->at == t->end ||
	    memchr(t->at, '}', (size_t)(t->end - t->at)) == NULL) {
		if (t->at < t->end && *t->at == '!' && t->at + 1 == t->end) {
			t->at++;
			vm_raise_value_error(t->vm,
			    "end of format while "
			    "looking for conversion specifier");
		}
		vm_raise_value_error(t->vm, "unmatched '{' in format");
	}
	v = field_value(t);
	conversion = field_conversion(t);
	spec = field_spec(t);
	if (t->at == t->end || *t->at != '}')
		vm_raise_value_error(t->vm,
		    t->at == t->end ? "unmatched '{' in format" :
				      "expected ':' after format specifier");
	t->at++;
	vm_write_str(t->vm, out, vm_format_value(t->vm, v, conversion, spec));
}

static void
render(struct template *t, struct vm_writer *out)
{
	while (t->at < t->end) {
		const char *start = t->at;
		char brace;

		while (t->at < t->end && *t->at != '{' && *t->at != '}')
			t->at++;
		vm_write(t->vm, out, start, (size_t)(t->at - start));
		if (t->at == t->end)
			break;
		brace = *t->at++;
		if (t->at < t->end && *t->at == brace) {
			vm_write_char(t->vm, out, (uint8_t)brace);
			t->at++;
		} else if (brace == '}') {
			vm_raise_value_error(t->vm,
			    "single '}' encountered in format string");
		} else {
			render_field(t, out);
		}
	}
}

vm_value
vm_str_format(struct vm *vm, const char *format, size_t len, size_t n_pos,
    size_t n_kw, const vm_value *args)
{
	struct template t = {
		.vm = vm,
		.at = format,
		.end = format + len,
		.n_pos = n_pos,
		.n_kw = n_kw,
		.args = args,
	};
	struct vm_writer out;

	vm_writer_init(&out);
	render(&t, &out);
	return vm_writer_str(vm, &out);
}

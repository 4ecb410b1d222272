/* SPDX-License-Identifier: MIT */
/* The module re: compiled expressions and matches. */
#include "../object/arguments.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/record.h"
#include "../object/str.h"
#include "../object/text.h"
#include "../runtime/call.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "modules.h"
#include "regex.h"

extern const struct vm_type vm_type_re;
extern const struct vm_type vm_type_match;

enum re_slot { RE_CODE, RE_GROUPS, RE_SLOT_COUNT, RE_SLOTS };

/* The subject, then begin and end (VM_INT, -1: no part) of each group. */
enum match_slot { MATCH_SUBJECT, MATCH_FIRST };

/* A str or bytes argument. */
static vm_value
get_text(struct vm *vm, vm_value v, struct vm_text *text)
{
	v = vm_native_value(v);
	if (!vm_is_str(v) && !vm_is(v, VM_TID_BYTES))
		vm_raise_type_error(vm,
		    "can't convert '%t' object to str implicitly", v);
	vm_text_view(v, text);
	return v;
}

static vm_value
compile_pattern(struct vm *vm, vm_value pattern)
{
	struct vm_text text;
	struct vm_regex regex;
	vm_value self;

	get_text(vm, pattern, &text);
	vm_regex_compile(vm, text.data, text.len, text.kind == VM_TID_STR,
	    &regex);
	self = vm_record_new(vm, &vm_type_re, RE_SLOTS);
	vm_record(self)->slots[RE_CODE] = regex.code;
	vm_record(self)->slots[RE_GROUPS] = VM_INT(regex.groups);
	vm_record(self)->slots[RE_SLOT_COUNT] = VM_INT(regex.slot_count);
	return self;
}

/* A compiled expression from one, or from its text. */
static void
get_regex(struct vm *vm, vm_value v, struct vm_regex *regex)
{
	const struct vm_record *self;

	if (!vm_is_record(v, &vm_type_re))
		v = compile_pattern(vm, v);
	self = vm_record(v);
	regex->code = self->slots[RE_CODE];
	regex->groups = (uint16_t)vm_int_value(self->slots[RE_GROUPS]);
	regex->slot_count = (uint16_t)vm_int_value(self->slots[RE_SLOT_COUNT]);
}

static void
check_self(struct vm *vm, vm_value v)
{
	if (!vm_is_record(v, &vm_type_re))
		vm_raise_type_error(vm, "argument should be a 're' not a '%t'",
		    v);
}

VM_NORETURN static void
no_such_group(struct vm *vm, intptr_t group)
{
	vm_value number = vm_new_int(vm, group);

	vm_raise(vm, vm_exception_new(vm, &vm_type_IndexError, 1, &number));
}

/* ---- match objects ---------------------------------------------------- */

static vm_value
match_new(struct vm *vm, vm_value subject, const struct vm_regex *regex,
    const uint32_t *slots)
{
	vm_value self =
	    vm_record_new(vm, &vm_type_match, MATCH_FIRST + 2u * regex->groups);
	struct vm_record *match = vm_record(self);

	match->slots[MATCH_SUBJECT] = subject;
	for (size_t i = 0; i < 2u * regex->groups; i++)
		match->slots[MATCH_FIRST + i] =
		    VM_INT(slots[i] == VM_REGEX_UNSET ? (intptr_t)-1 :
							(intptr_t)slots[i]);
	return self;
}

static size_t
group_count(const struct vm_record *match)
{
	return (match->slot_count - MATCH_FIRST) / 2;
}

static struct vm_record *
match_self(struct vm *vm, vm_value v)
{
	if (!vm_is_record(v, &vm_type_match))
		vm_raise_type_error(vm,
		    "argument should be a 'match' not a '%t'", v);
	return vm_record(v);
}

/* Byte bounds of a group; false: it took no part. */
static bool
group_bounds(const struct vm_record *match, size_t group, size_t bounds[2])
{
	intptr_t begin = vm_int_value(match->slots[MATCH_FIRST + group * 2]);
	intptr_t end = vm_int_value(match->slots[MATCH_FIRST + group * 2 + 1]);

	bounds[0] = (size_t)begin;
	bounds[1] = (size_t)end;
	return begin >= 0 && end >= 0;
}

static vm_value
group_value(struct vm *vm, const struct vm_record *match, size_t group)
{
	vm_value subject = match->slots[MATCH_SUBJECT];
	struct vm_text text;
	size_t bounds[2];

	if (!group_bounds(match, group, bounds))
		return VM_NONE;
	vm_text_view(subject, &text);
	return vm_text_part(vm, &text, subject, text.data + bounds[0],
	    bounds[1] - bounds[0]);
}

static size_t
group_argument(struct vm *vm, const struct vm_record *match, size_t argc,
    const vm_value *args)
{
	intptr_t group = argc > 1 ? vm_get_int(vm, args[1]) : 0;

	if (group < 0 || (size_t)group >= group_count(match))
		no_such_group(vm, group);
	return (size_t)group;
}

static vm_value
match_group(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_record *match = match_self(vm, args[0]);

	return group_value(vm, match, group_argument(vm, match, argc, args));
}

static vm_value
match_groups(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_record *match = match_self(vm, args[0]);
	size_t n = group_count(match) - 1;
	vm_value groups = vm_tuple_new(vm, n, NULL);

	(void)argc;
	for (size_t i = 0; i < n; i++)
		VM_SETREF(vm, vm_tuple(groups), items[i],
		    group_value(vm, match, i + 1));
	return groups;
}

/* Begin and end of a group as positions, both -1 when it took no part. */
static void
group_span(struct vm *vm, size_t argc, const vm_value *args, vm_value span[2])
{
	struct vm_record *match = match_self(vm, args[0]);
	size_t group = group_argument(vm, match, argc, args);
	struct vm_text text;
	size_t bounds[2];

	span[0] = span[1] = VM_INT(-1);
	if (!group_bounds(match, group, bounds))
		return;
	vm_text_view(match->slots[MATCH_SUBJECT], &text);
	span[0] = VM_INT(vm_text_position(vm, &text, bounds[0]));
	span[1] = VM_INT(vm_text_position(vm, &text, bounds[1]));
}

static vm_value
match_start(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value span[2];

	group_span(vm, argc, args, span);
	return span[0];
}

static vm_value
match_end(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value span[2];

	group_span(vm, argc, args, span);
	return span[1];
}

static vm_value
match_span(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value span[2];

	group_span(vm, argc, args, span);
	return vm_tuple_new(vm, 2, span);
}

static void
match_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_format(vm, out, "<match num=%d>",
	    (int)group_count(vm_record(self)));
}

/* ---- searching -------------------------------------------------------- */

/* Positions are clamped, negative ones to the start. */
static size_t
position_argument(struct vm *vm, const struct vm_text *text, vm_value v)
{
	intptr_t position = vm_get_int(vm, v);
	size_t length = vm_text_length(vm, text);

	if (position <= 0)
		return 0;
	if ((size_t)position >= length)
		return text->len;
	return vm_text_offset(vm, text, (size_t)position);
}

/* args: regex or pattern, subject, and for methods pos and endpos. */
static vm_value
find(struct vm *vm, size_t argc, vm_value *args, bool anchored)
{
	bool is_method = vm_is_record(args[0], &vm_type_re);
	struct vm_regex_subject subject;
	struct vm_regex regex;
	struct vm_text text;
	vm_value value;
	struct vm_regex_slots slots;
	size_t start = 0;

	get_regex(vm, args[0], &regex);
	value = get_text(vm, args[1], &text);
	subject.data = text.data;
	subject.len = text.len;
	subject.wide = text.wide;
	if (is_method && argc > 2)
		start = position_argument(vm, &text, args[2]);
	if (is_method && argc > 3)
		subject.len = position_argument(vm, &text, args[3]);
	if (start > subject.len)
		return VM_NONE;
	if (!vm_regex_search(vm, &regex, &subject, start, anchored, &slots))
		return VM_NONE;
	return match_new(vm, value, &regex, slots.at);
}

static vm_value
match(struct vm *vm, size_t argc, vm_value *args)
{
	return find(vm, argc, args, true);
}

static vm_value
search(struct vm *vm, size_t argc, vm_value *args)
{
	return find(vm, argc, args, false);
}

static vm_value
compile(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return compile_pattern(vm, args[0]);
}

/* ---- sub -------------------------------------------------------------- */

struct substitution {
	struct vm_writer out;
	struct vm_text subject;
	vm_value subject_value;
	vm_value replacement; /* str, bytes or callable */
	struct vm_regex regex;
	struct vm_regex_slots slots;
};

static void
write_group(struct vm *vm, struct substitution *s, size_t group)
{
	const uint32_t *bounds = s->slots.at + group * 2;

	if (group >= s->regex.groups)
		no_such_group(vm, (intptr_t)group);
	if (bounds[0] != VM_REGEX_UNSET && bounds[1] != VM_REGEX_UNSET)
		vm_write(vm, &s->out, (const char *)s->subject.data + bounds[0],
		    bounds[1] - bounds[0]);
}

/* Reads digits; false: there is none. */
static bool
read_number(const uint8_t **at, const uint8_t *end, size_t *number)
{
	const uint8_t *first = *at;

	*number = 0;
	while (*at < end && **at >= '0' && **at <= '9') {
		if (*number < REGEX_SLOTS_MAX)
			*number = *number * 10 + (size_t)(**at - '0');
		(*at)++;
	}
	return *at > first;
}

/* Behind a backslash: \1, \g<1>, or a character that stands for itself. */
static const uint8_t *
write_escape(struct vm *vm, struct substitution *s, const uint8_t *at,
    const uint8_t *end)
{
	bool named = end - at >= 2 && at[0] == 'g' && at[1] == '<';
	size_t group;

	if (named)
		at += 2;
	if (read_number(&at, end, &group)) {
		write_group(vm, s, group);
		if (named && at < end && *at == '>')
			at++;
	} else if (at < end) {
		vm_write(vm, &s->out, (const char *)at++, 1);
	}
	return at;
}

static void
write_replacement(struct vm *vm, struct substitution *s)
{
	vm_value replacement = s->replacement;
	const uint8_t *at, *end, *stop;
	struct vm_text text;

	if (vm_is_callable(vm, replacement)) {
		replacement = vm_call_1(vm, replacement,
		    match_new(vm, s->subject_value, &s->regex, s->slots.at));
		get_text(vm, replacement, &text);
		vm_write(vm, &s->out, (const char *)text.data, text.len);
		return;
	}
	get_text(vm, replacement, &text);
	end = text.data + text.len;
	for (at = text.data; at < end;) {
		stop = memchr(at, '\\', (size_t)(end - at));
		if (stop == NULL)
			stop = end;
		vm_write(vm, &s->out, (const char *)at, (size_t)(stop - at));
		at = stop == end ? end : write_escape(vm, s, stop + 1, end);
	}
}

/* args: regex or pattern, replacement, subject[, count[, flags]] */
static vm_value
sub(struct vm *vm, size_t argc, vm_value *args)
{
	struct substitution s = { .replacement = args[1] };
	struct vm_regex_subject subject;
	intptr_t count = argc > 3 ? vm_get_int(vm, args[3]) : 0;
	const uint32_t *bounds;
	size_t done = 0;

	get_regex(vm, args[0], &s.regex);
	s.subject_value = get_text(vm, args[2], &s.subject);
	subject.data = s.subject.data;
	subject.len = s.subject.len;
	subject.wide = s.subject.wide;
	vm_writer_init(&s.out);
	while (vm_regex_search(vm, &s.regex, &subject, done, false, &s.slots)) {
		bounds = s.slots.at;
		if (bounds[0] == bounds[1]) /* nothing: it ends here */
			break;
		vm_write(vm, &s.out, (const char *)s.subject.data + done,
		    bounds[0] - done);
		done = bounds[1];
		write_replacement(vm, &s);
		if (count > 0 && --count == 0)
			break;
	}
	if (done == 0 && s.out.len == 0)
		return s.subject_value;
	vm_write(vm, &s.out, (const char *)s.subject.data + done,
	    s.subject.len - done);
	return vm_text_new(vm, &s.subject, s.out.data, s.out.len);
}

/* ---- split ------------------------------------------------------------ */

/* args: regex, subject[, maximum of splits] */
static vm_value
split(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value parts = vm_list_new(vm, 0, NULL);
	struct vm_regex_subject subject;
	struct vm_regex regex;
	struct vm_text text;
	vm_value value;
	intptr_t count = argc > 2 ? vm_get_int(vm, args[2]) : 0;
	struct vm_regex_slots slots;
	size_t done = 0;

	check_self(vm, args[0]);
	get_regex(vm, args[0], &regex);
	value = get_text(vm, args[1], &text);
	subject.data = text.data;
	subject.len = text.len;
	subject.wide = text.wide;
	while (vm_regex_search(vm, &regex, &subject, done, false, &slots)) {
		if (slots.at[0] == slots.at[1])
			break;
		if (regex.groups > 1)
			vm_raise_error(vm, &vm_type_NotImplementedError,
			    "splitting with sub-captures");
		vm_list_append(vm, parts,
		    vm_text_part(vm, &text, value, text.data + done,
			slots.at[0] - done));
		done = slots.at[1];
		if (count > 0 && --count == 0)
			break;
	}
	vm_list_append(vm, parts,
	    vm_text_part(vm, &text, value, text.data + done, text.len - done));
	return parts;
}

/* ---- types and module ------------------------------------------------- */

static void
re_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_text(vm, out, "<re ");
	vm_write_hex(vm, out, self);
	vm_write_char(vm, out, '>');
}

static const struct vm_slots match_slots = { .print = match_print };
static const struct vm_slots re_slots = { .print = re_print };

VM_DEFINE_NATIVE(match_end_native, match_end, 1, 2);
VM_DEFINE_NATIVE(match_group_native, match_group, 2, 2);
VM_DEFINE_NATIVE(match_groups_native, match_groups, 1, 1);
VM_DEFINE_NATIVE(match_span_native, match_span, 1, 2);
VM_DEFINE_NATIVE(match_start_native, match_start, 1, 2);
VM_DEFINE_NATIVE(re_match_native, match, 2, 4);
VM_DEFINE_NATIVE(re_search_native, search, 2, 4);
VM_DEFINE_NATIVE(re_split_native, split, 2, 3);
VM_DEFINE_NATIVE(sub_native, sub, 3, 5);
VM_DEFINE_NATIVE(compile_native, compile, 1, 2);
VM_DEFINE_NATIVE(match_native, match, 2, 4);
VM_DEFINE_NATIVE(search_native, search, 2, 4);

static const struct vm_member match_members[] = {
	{ VM_NAME(end), VM_NATIVE(match_end_native) },
	{ VM_NAME(group), VM_NATIVE(match_group_native) },
	{ VM_NAME(groups), VM_NATIVE(match_groups_native) },
	{ VM_NAME(span), VM_NATIVE(match_span_native) },
	{ VM_NAME(start), VM_NATIVE(match_start_native) },
};

static const struct vm_member re_members[] = {
	{ VM_NAME(match), VM_NATIVE(re_match_native) },
	{ VM_NAME(search), VM_NATIVE(re_search_native) },
	{ VM_NAME(split), VM_NATIVE(re_split_native) },
	{ VM_NAME(sub), VM_NATIVE(sub_native) },
};

VM_DEFINE_TYPE(match, match, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL,
    match_slots, match_members);
VM_DEFINE_TYPE(re, re, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL, re_slots,
    re_members);

static const struct vm_member module_members[] = {
	{ VM_NAME(__name__), VM_NAME(re) },
	{ VM_NAME(compile), VM_NATIVE(compile_native) },
	{ VM_NAME(match), VM_NATIVE(match_native) },
	{ VM_NAME(search), VM_NATIVE(search_native) },
	{ VM_NAME(sub), VM_NATIVE(sub_native) },
};

VM_DEFINE_MODULE(re, module_members);

/* SPDX-License-Identifier: MIT */
/* The module json: writing; reading is in json_reader.c. */
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/function.h"
#include "../object/list.h"
#include "../object/long_text.h"
#include "../object/sequence.h"
#include "../object/str.h"
#include "../object/text.h"
#include "../object/utf8.h"
#include "../runtime/attr.h"
#include "../runtime/call.h"
#include "../runtime/intern.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "../vm.h"
#include "json_reader.h"
#include "modules.h"

struct json_writer {
	struct vm *vm;
	struct vm_writer *out;
	vm_value item_separator;
	vm_value key_separator;
};

static void write_value(struct json_writer *w, vm_value v);

static bool
is_escaped(uint8_t c)
{
	return c < ' ' || c == '"' || c == '\\';
}

static void
write_escaped(struct json_writer *w, uint8_t c)
{
	const char *digits = "0123456789abcdef";

	switch (c) {
	case '\n':
		vm_write_text(w->vm, w->out, "\\n");
		break;
	case '\r':
		vm_write_text(w->vm, w->out, "\\r");
		break;
	case '\t':
		vm_write_text(w->vm, w->out, "\\t");
		break;
	default:
		if (c < ' ')
			vm_write_format(w->vm, w->out, "\\u00%c%c",
			    digits[c >> 4], digits[c & 15]);
		else
			vm_write_format(w->vm, w->out, "\\%c", c);
		break;
	}
}

static void
write_string(struct json_writer *w, const struct vm_text *text)
{
	size_t start = 0;

	vm_write(w->vm, w->out, "\"", 1);
	for (size_t i = 0; i < text->len; i++) {
		vm_poll_round(w->vm, i);
		if (!is_escaped(text->data[i]))
			continue;
		vm_write(w->vm, w->out, (const char *)text->data + start,
		    i - start);
		write_escaped(w, text->data[i]);
		start = i + 1;
	}
	vm_write(w->vm, w->out, (const char *)text->data + start,
	    text->len - start);
	vm_write(w->vm, w->out, "\"", 1);
}

/* Keys are strings; others are written as JSON between quotes. */
static void
write_key(struct json_writer *w, vm_value key)
{
	if (vm_is_str(vm_native_value(key))) {
		write_value(w, key);
		return;
	}
	vm_write_char(w->vm, w->out, '"');
	write_value(w, key);
	vm_write_char(w->vm, w->out, '"');
}

static void
write_dict(struct json_writer *w, vm_value dict)
{
	struct vm_dict_entry *entry;
	const char *separator = NULL;
	size_t pos = 0;

	vm_write_char(w->vm, w->out, '{');
	while ((entry = vm_dict_next(dict, &pos)) != NULL) {
		vm_value key = entry->key;
		vm_value value = entry->value;

		if (separator != NULL)
			vm_write_str(w->vm, w->out, w->item_separator);
		separator = ",";
		write_key(w, key);
		vm_write_str(w->vm, w->out, w->key_separator);
		write_value(w, value);
	}
	vm_write_char(w->vm, w->out, '}');
}

static void
write_sequence(struct json_writer *w, vm_value sequence)
{
	vm_value *items;
	size_t count;

	vm_write_char(w->vm, w->out, '[');
	for (size_t i = 0;
	     vm_sequence_items(sequence, &count, &items) && i < count; i++) {
		if (i > 0)
			vm_write_str(w->vm, w->out, w->item_separator);
		write_value(w, items[i]);
	}
	vm_write_char(w->vm, w->out, ']');
}

static void
write_value(struct json_writer *w, vm_value v)
{
	vm_value native = vm_native_value(v);
	struct vm_text text;
	vm_value *items;
	size_t count;

	vm_check_recursion(w->vm);
	if (v == VM_NONE)
		vm_write_text(w->vm, w->out, "null");
	else if (vm_is_bool(v))
		vm_write_text(w->vm, w->out, v == VM_TRUE ? "true" : "false");
	else if (vm_text_view(native, &text))
		write_string(w, &text);
	else if (vm_is(native, VM_TID_DICT))
		write_dict(w, native);
	else if (vm_sequence_items(native, &count, &items))
		write_sequence(w, native);
	else
		vm_print_to(w->vm, w->out, v, VM_PRINT_STR);
}

/* separators: None or a pair of strings. */
static void
set_separators(struct json_writer *w, vm_value separators)
{
	vm_value *items;
	size_t count;

	w->item_separator = VM_NAME(json_comma);
	w->key_separator = VM_NAME(json_colon);
	if (separators == VM_NONE)
		return;
	vm_get_sequence(w->vm, separators, &count, &items);
	if (count != 2)
		vm_raise_value_error(w->vm,
		    "requested length 2 but object has length %d", (int)count);
	w->item_separator = vm_str_of(w->vm, items[0]);
	w->key_separator = vm_str_of(w->vm, items[1]);
}

static vm_value
to_json(struct vm *vm, vm_value v, vm_value separators)
{
	struct vm_writer out;
	struct json_writer w = { .vm = vm, .out = &out };

	vm_writer_init(&out);
	set_separators(&w, separators);
	write_value(&w, v);
	return vm_writer_str(vm, &out);
}

static vm_value
json_dumps(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	const vm_value names[] = { VM_NAME(obj), VM_NAME(separators) };
	vm_value in[2] = { VM_UNDEF, VM_NONE };

	vm_bind_keywords(vm, n_pos, n_kw, args, 2, 1, names, in);
	return to_json(vm, in[0], in[1]);
}
VM_DEFINE_NATIVE_KW(json_dumps_native, json_dumps, 1, 1);

/* A method of a stream, or OSError when it is none. */
static vm_value
call_stream(struct vm *vm, vm_value stream, vm_value name, size_t argc,
    const vm_value *args)
{
	vm_value method[2];

	if (!vm_find_method(vm, stream, name, method))
		vm_raise_error(vm, &vm_type_OSError,
		    "stream operation not supported");
	return vm_call_method(vm, stream, name, argc, args);
}

static vm_value
json_dump(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	const vm_value names[] = { VM_NAME(obj), VM_NAME(stream),
		VM_NAME(separators) };
	vm_value in[3] = { VM_UNDEF, VM_UNDEF, VM_NONE };
	vm_value text;

	vm_bind_keywords(vm, n_pos, n_kw, args, 3, 2, names, in);
	text = to_json(vm, in[0], in[2]);
	call_stream(vm, in[1], VM_NAME(write), 1, &text);
	return VM_NONE;
}
VM_DEFINE_NATIVE_KW(json_dump_native, json_dump, 2, 2);

static vm_value
json_loads(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_bytes_view view;

	(void)argc;
	vm_get_bytes_or_str(vm, args[0], &view);
	/* Strings are text already; they may hold lone surrogates. */
	if (!vm_is_str(vm_native_value(args[0])) &&
	    vm_long_valid_prefix(vm, view.data, view.len) != view.len)
		vm_raise_value_error(vm, "syntax error in JSON");
	return vm_json_read(vm, (const char *)view.data, view.len);
}
VM_DEFINE_NATIVE(json_loads_native, json_loads, 1, 1);

static vm_value
json_load(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value text = call_stream(vm, args[0], VM_NAME(read), 0, NULL);

	return json_loads(vm, argc, &text);
}
VM_DEFINE_NATIVE(json_load_native, json_load, 1, 1);

static const struct vm_member json_members[] = {
	{ VM_NAME(dump), VM_NATIVE(json_dump_native) },
	{ VM_NAME(dumps), VM_NATIVE(json_dumps_native) },
	{ VM_NAME(load), VM_NATIVE(json_load_native) },
	{ VM_NAME(loads), VM_NATIVE(json_loads_native) },
};

VM_DEFINE_MODULE(json, json_members);

/* SPDX-License-Identifier: MIT */
/* The % operator of str and bytes. */
#include "../runtime/heap.h"
#include "../runtime/intern.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "arguments.h"
#include "bytes.h"
#include "class.h"
#include "dict.h"
#include "float_value.h"
#include "int.h"
#include "int_text.h"
#include "list.h"
#include "number_format.h"
#include "str.h"
#include "str_format.h"
#include "text.h"
#include "utf8.h"

struct percent {
	struct vm *vm;
	const char *start;
	const char *at;
	const char *end;
	vm_value args;      /* what stands right of the operator */
	vm_value key_value; /* of %(key), or VM_UNDEF */
	size_t next;        /* position in a tuple of arguments */
	bool is_tuple;
	bool is_bytes;
};

static vm_value
next_argument(struct percent *p)
{
	vm_value v = p->args;

	if (p->key_value != VM_UNDEF)
		return p->key_value;
	if (p->is_tuple ? p->next >= vm_tuple(p->args)->len : p->next > 0)
		vm_raise_type_error(p->vm,
		    "format string needs more arguments");
	if (p->is_tuple)
		v = vm_tuple(p->args)->items[p->next];
	p->next++;
	return v;
}

VM_NORETURN static void
refuse_incomplete(struct percent *p)
{
	vm_raise_value_error(p->vm, "incomplete format");
}

/* %(key): the argument is an item of the dict. */
static void
parse_key(struct percent *p)
{
	const char *start;
	vm_value key;

	p->key_value = VM_UNDEF;
	if (p->at == p->end || *p->at != '(')
		return;
	start = ++p->at;
	while (p->at < p->end && *p->at != ')')
		p->at++;
	if (p->at == p->end)
		vm_raise_value_error(p->vm, "incomplete format key");
	if (!vm_is(vm_native_value(p->args), VM_TID_DICT))
		vm_raise_type_error(p->vm, "format needs a dict");
	key = p->is_bytes ?
	    vm_bytes_new(p->vm, start, (size_t)(p->at - start)) :
	    vm_str_new(p->vm, start, (size_t)(p->at - start));
	p->at++;
	p->key_value = vm_getitem(p->vm, p->args, key);
}

static void
parse_flags(struct percent *p, struct vm_format_spec *spec)
{
	for (; p->at < p->end; p->at++) {
		switch (*p->at) {
		case '-':
			spec->align = '<';
			break;
		case '+':
			spec->sign = '+';
			break;
		case ' ':
			if (spec->sign == 0)
				spec->sign = ' ';
			break;
		case '#':
			spec->alternate = true;
			break;
		case '0':
			spec->zero = true;
			break;
		default:
			return;
		}
	}
}

/* A number or '*' for one from the arguments. */
static int
parse_size(struct percent *p)
{
	int value = 0;

	if (p->at < p->end && *p->at == '*') {
		intptr_t given = vm_get_int(p->vm, next_argument(p));

		p->at++;
		return given > 1000000 ? 1000000 :
		    given < -1000000   ? -1000000 :
					 (int)given;
	}
	for (; p->at < p->end && *p->at >= '0' && *p->at <= '9'; p->at++) {
		if (value < 1000000)
			value = value * 10 + (*p->at - '0');
	}
	return value;
}

static void
parse_sizes(struct percent *p, struct vm_format_spec *spec)
{
	spec->width = parse_size(p);
	if (spec->width < 0) {
		spec->width = -spec->width;
		spec->align = '<';
	}
	if (p->at < p->end && *p->at == '.') {
		p->at++;
		spec->precision = parse_size(p);
		if (spec->precision < 0)
			spec->precision = 0;
	}
}

static void
write_char(struct percent *p, struct vm_writer *out,
    struct vm_format_spec *spec)
{
	vm_value v = next_argument(p);
	uint8_t text[VM_UTF8_MAX];
	intptr_t code_point;
	size_t len = 1;

	spec->zero = false;
	if (vm_is_str(v) && !p->is_bytes) {
		if (vm_str_char_len(p->vm, v) != 1)
			vm_raise_type_error(p->vm, "%%c needs int or char");
		vm_format_pad(p->vm, out, spec, '>', vm_str_data(v),
		    vm_str_len(v), 0);
		return;
	}
	if (!vm_is_integer(v) && !vm_is_bool(v))
		vm_raise_type_error(p->vm, "integer needed");
	code_point = vm_get_int(p->vm, v);
	if (code_point < 0 ||
	    code_point > (p->is_bytes ? 255 : VM_UTF8_CODEPOINT_MAX))
		vm_raise_overflow(p->vm, "%%c arg not in range(0x110000)");
	text[0] = (uint8_t)code_point;
	if (!p->is_bytes)
		len = vm_utf8_encode(text, (uint32_t)code_point);
	vm_format_pad(p->vm, out, spec, '>', (const char *)text, len, 0);
}

static void
write_text(struct percent *p, struct vm_writer *out,
    struct vm_format_spec *spec)
{
	vm_value v = next_argument(p);
	struct vm_text text;

	if (spec->type == 's' && p->is_bytes && vm_text_view(v, &text) &&
	    text.kind != VM_TID_STR) {
		vm_format_pad(p->vm, out, spec, '>', (const char *)text.data,
		    text.len, 0);
		return;
	}
	v = spec->type == 's' ? vm_str_of(p->vm, v) : vm_repr_of(p->vm, v);
	vm_text_view(v, &text);
	if (spec->precision >= 0)
		text.len =
		    vm_text_offset(p->vm, &text, (size_t)spec->precision);
	vm_format_pad(p->vm, out, spec, '>', (const char *)text.data, text.len,
	    0);
}

static void
write_int(struct percent *p, struct vm_writer *out, struct vm_format_spec *spec)
{
	vm_value v = next_argument(p);
	vm_value native = vm_native_value(v);

#if VM_HAS_FLOAT
	if (vm_is_float(native) && strchr("diu", spec->type) != NULL)
		native = vm_call_int(p->vm, native);
#endif
	if (!vm_is_integer(native) && !vm_is_bool(native) &&
	    strchr("diu", spec->type) != NULL)
		native = vm_call_special(p->vm, v, VM_NAME(__int__), 0, NULL);
	if (!vm_is_integer(native) && !vm_is_bool(native))
		native = vm_index(p->vm, v);
	if (spec->zero && spec->align == 0) {
		spec->fill = '0';
		spec->align = '=';
	}
	vm_format_int(p->vm, out, native, spec);
}

#if VM_HAS_FLOAT
static void
write_float(struct percent *p, struct vm_writer *out,
    struct vm_format_spec *spec)
{
	vm_float value = vm_get_float(p->vm, next_argument(p));

	if (spec->zero && spec->align == 0) {
		spec->fill = '0';
		spec->align = '=';
	}
	vm_format_float(p->vm, out, value, spec);
}
#endif

static void
write_field(struct percent *p, struct vm_writer *out,
    struct vm_format_spec *spec)
{
	switch (spec->type) {
	case 'c':
		write_char(p, out, spec);
		break;
	case 's':
	case 'r':
	case 'a':
		write_text(p, out, spec);
		break;
	case 'd':
	case 'i':
	case 'u':
	case 'x':
	case 'X':
	case 'o':
		write_int(p, out, spec);
		break;
#if VM_HAS_FLOAT
	case 'e':
	case 'E':
	case 'f':
	case 'F':
	case 'g':
	case 'G':
		write_float(p, out, spec);
		break;
#endif
	default:
		vm_raise_value_error(p->vm,
		    "unsupported format character '%c' (0x%x) at index %d",
		    spec->type, (unsigned)(uint8_t)spec->type,
		    (int)(p->at - 1 - p->start));
	}
}

static void
render(struct percent *p, struct vm_writer *out)
{
	struct vm_format_spec spec;

	while (p->at < p->end) {
		const char *start = p->at;

		while (p->at < p->end && *p->at != '%')
			p->at++;
		vm_write(p->vm, out, start, (size_t)(p->at - start));
		if (p->at == p->end)
			return;
		p->at++;
		if (p->at < p->end && *p->at == '%') {
			vm_write_char(p->vm, out, '%');
			p->at++;
			continue;
		}
		vm_format_spec_init(&spec);
		parse_key(p);
		parse_flags(p, &spec);
		parse_sizes(p, &spec);
		if (p->at == p->end)
			refuse_incomplete(p);
		spec.type = *p->at++;
		write_field(p, out, &spec);
	}
}

/* A dict may stay unused; every other argument must be. */
static void
check_all_used(const struct percent *p)
{
	size_t count = 1;

	if (p->is_tuple)
		count = vm_tuple(p->args)->len;
	else if (vm_is(vm_native_value(p->args), VM_TID_DICT))
		count = p->next;
	if (p->next < count)
		vm_raise_type_error(p->vm,
		    "format string didn't convert all arguments");
}

vm_value
vm_str_percent(struct vm *vm, vm_value format, vm_value args)
{
	struct vm_text text;
	struct vm_writer out;
	struct percent p = { .vm = vm, .args = args };

	vm_text_self(vm, format, &text);
	p.start = p.at = (const char *)text.data;
	p.end = p.at + text.len;
	p.is_tuple = vm_is(args, VM_TID_TUPLE) || vm_is(args, VM_TID_ATTRTUPLE);
	p.is_bytes = text.kind != VM_TID_STR;
	vm_writer_init(&out);
	render(&p, &out);
	check_all_used(&p);
	return p.is_bytes ? vm_writer_bytes(vm, &out) : vm_writer_str(vm, &out);
}

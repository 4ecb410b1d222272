/* SPDX-License-Identifier: MIT */
/*
 * Format specifications: parsing one, and writing a builtin value by it.
 */
#include "str_format.h"

#include "../runtime/call.h"
#include "../runtime/heap.h"
#include "../runtime/intern.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "arguments.h"
#include "class.h"
#include "complex.h"
#include "float_value.h"
#include "int.h"
#include "int_text.h"
#include "long_text.h"
#include "number_format.h"
#include "str.h"
#include "utf8.h"

/* Widths and precisions beyond this are refused, not allocated. */
#define WIDTH_MAX 1000000

void
vm_format_spec_init(struct vm_format_spec *spec)
{
	memset(spec, 0, sizeof(*spec));
	spec->fill = ' ';
	spec->width = -1;
	spec->precision = -1;
}

static bool
is_align(char c)
{
	return c == '<' || c == '>' || c == '^' || c == '=';
}

/* Text of a specification still to be read. */
struct cursor {
	const char *at;
	const char *end;
};

static bool
accept(struct cursor *c, char wanted)
{
	if (c->at == c->end || *c->at != wanted)
		return false;
	c->at++;
	return true;
}

/* Reads [[fill]align]; returns whether a fill was given. */
static bool
parse_align(struct cursor *c, struct vm_format_spec *spec)
{
	size_t len;

	if (c->at == c->end)
		return false;
	len = vm_utf8_char_len((uint8_t)*c->at);
	if ((size_t)(c->end - c->at) > len && is_align(c->at[len])) {
		spec->fill = vm_utf8_decode((const uint8_t *)c->at, NULL);
		spec->align = c->at[len];
		c->at += len + 1;
		return true;
	}
	if (is_align(*c->at))
		spec->align = *c->at++;
	return false;
}

static int
parse_number(struct vm *vm, struct cursor *c, int absent)
{
	int value = 0;
	const char *start = c->at;

	while (c->at < c->end && *c->at >= '0' && *c->at <= '9') {
		value = value * 10 + (*c->at++ - '0');
		if (value > WIDTH_MAX)
			vm_raise_value_error(vm, "invalid format specifier");
	}
	return c->at > start ? value : absent;
}

void
vm_format_spec_parse(struct vm *vm, struct vm_format_spec *spec,
    const char *text, size_t len)
{
	struct cursor c = { text, text + len };
	bool filled;

	vm_format_spec_init(spec);
	filled = parse_align(&c, spec);
	if (c.at < c.end && (*c.at == '+' || *c.at == '-' || *c.at == ' '))
		spec->sign = *c.at++;
	spec->alternate = accept(&c, '#');
	if (!filled && accept(&c, '0')) {
		spec->fill = '0';
		spec->zero = spec->align == 0;
		if (spec->zero)
			spec->align = '=';
	}
	spec->width = parse_number(vm, &c, -1);
	if (accept(&c, ','))
		spec->group = ',';
	else if (accept(&c, '_'))
		spec->group = '_';
	if (accept(&c, '.')) {
		spec->precision = parse_number(vm, &c, -1);
		if (spec->precision < 0)
			vm_raise_value_error(vm, "invalid format specifier");
	}
	if (c.at < c.end && strchr("bcdeEfFgGnosxX%", *c.at) != NULL)
		spec->type = *c.at++;
	if (c.at != c.end)
		vm_raise_value_error(vm, "invalid format specifier");
}

void
vm_format_pad(struct vm *vm, struct vm_writer *out,
    const struct vm_format_spec *spec, char default_align, const char *text,
    size_t len, size_t sign_len)
{
	size_t count = vm_long_count(vm, (const uint8_t *)text, len);
	size_t width = spec->width < 0 ? 0 : (size_t)spec->width;
	size_t total = width > count ? width - count : 0;
	char align = spec->align != 0 ? spec->align : default_align;
	size_t before = total;

	if (align == '<')
		before = 0;
	else if (align == '^')
		before = total / 2;
	if (align != '=')
		sign_len = 0;
	vm_write(vm, out, text, sign_len);
	vm_write_repeated(vm, out, spec->fill, before);
	vm_write(vm, out, text + sign_len, len - sign_len);
	vm_write_repeated(vm, out, spec->fill, total - before);
}

/* A number's text: sign and prefix, digits to group, and the rest. */
struct number_text {
	const char *text;
	size_t sign_len;
	size_t digits_len;
	size_t len;
};

static bool
is_zero_padded(const struct vm_format_spec *spec)
{
	return spec->align == '=' && spec->fill == '0';
}

/*
 * Writes digits in groups. Zero padding belongs to the number, so it is
 * grouped as well, and never starts with a separator.
 */
static void
write_grouped(struct vm *vm, struct vm_writer *out,
    const struct vm_format_spec *spec, const struct number_text *n,
    size_t every)
{
	const char *digits = n->text + n->sign_len;
	size_t rest = n->len - n->sign_len - n->digits_len;
	size_t total = n->digits_len;
	size_t width = 0;

	if (is_zero_padded(spec) && spec->width > 0) {
		width = (size_t)spec->width;
		width -=
		    width > n->sign_len + rest ? n->sign_len + rest : width;
		while (total + (total - 1) / every < width)
			total++;
	}
	for (size_t left = total; left > 0; left--) {
		if (left < total && left % every == 0)
			vm_write_char(vm, out, (uint8_t)spec->group);
		vm_write_char(vm, out,
		    left > n->digits_len ?
			'0' :
			(uint8_t)digits[n->digits_len - left]);
	}
}

static void
write_number(struct vm *vm, struct vm_writer *out,
    const struct vm_format_spec *spec, const struct number_text *n,
    size_t every)
{
	struct vm_writer grouped;

	if (spec->group == 0) {
		vm_format_pad(vm, out, spec, '>', n->text, n->len, n->sign_len);
		return;
	}
	vm_writer_init(&grouped);
	vm_write(vm, &grouped, n->text, n->sign_len);
	write_grouped(vm, &grouped, spec, n, every);
	vm_write(vm, &grouped, n->text + n->sign_len + n->digits_len,
	    n->len - n->sign_len - n->digits_len);
	vm_format_pad(vm, out, spec, '>', grouped.data, grouped.len,
	    n->sign_len);
	vm_writer_free(vm, &grouped);
}

static unsigned
base_of(char type)
{
	switch (type) {
	case 'b':
		return 2;
	case 'o':
		return 8;
	case 'x':
	case 'X':
		return 16;
	default:
		return 10;
	}
}

/* Inserts zeros before the digits up to the precision (of % only). */
static void
write_digits(struct vm *vm, struct vm_writer *out, const char *digits,
    size_t len, int precision)
{
	if (precision > 0 && (size_t)precision > len)
		vm_write_repeated(vm, out, '0', (size_t)precision - len);
	vm_write(vm, out, digits, len);
}

void
vm_format_int(struct vm *vm, struct vm_writer *out, vm_value v,
    const struct vm_format_spec *spec)
{
	unsigned base = base_of(spec->type);
	struct vm_writer digits;
	struct vm_writer text;
	struct number_text n;
	bool negative;

	vm_writer_init(&digits);
	vm_writer_init(&text);
	vm_int_write(vm, &digits, v, base, spec->type == 'X');
	negative = digits.data[0] == '-';
	if (negative)
		vm_write_char(vm, &text, '-');
	else if (spec->sign == '+' || spec->sign == ' ')
		vm_write_char(vm, &text, (uint8_t)spec->sign);
	if (spec->alternate && base != 10) {
		vm_write_char(vm, &text, '0');
		vm_write_char(vm, &text, (uint8_t)spec->type);
	}
	n.sign_len = text.len;
	write_digits(vm, &text, digits.data + negative, digits.len - negative,
	    spec->precision);
	n.digits_len = text.len - n.sign_len;
	n.len = text.len;
	n.text = text.data;
	write_number(vm, out, spec, &n, base == 10 ? 3 : 4);
	vm_writer_free(vm, &text);
	vm_writer_free(vm, &digits);
}

#if VM_HAS_FLOAT
void
vm_format_float(struct vm *vm, struct vm_writer *out, vm_float value,
    const struct vm_format_spec *spec)
{
	struct vm_float_style style = {
		.type = spec->type,
		.sign = spec->sign,
		.alternate = spec->alternate,
		.precision = spec->precision,
	};
	struct vm_writer text;
	struct number_text n = { .sign_len = 0 };

	if (style.type == 'n')
		style.type = 'g';
	if (style.type == 0)
		style.type =
		    spec->precision < 0 ? VM_FLOAT_REPR : VM_FLOAT_PLAIN;
	vm_writer_init(&text);
	vm_writer_reserve(vm, &text, vm_float_text_bound(&style));
	n.len = vm_float_text(text.data, &style, (vm_float)value);
	n.text = text.data;
	n.sign_len = strchr("+- ", text.data[0]) != NULL;
	while (n.sign_len + n.digits_len < n.len &&
	    vm_digit_value(n.text[n.sign_len + n.digits_len]) < 10)
		n.digits_len++;
	write_number(vm, out, spec, &n, 3);
	vm_writer_free(vm, &text);
}
#endif

VM_NORETURN static void
refuse(struct vm *vm, const struct vm_format_spec *spec, vm_value v)
{
	vm_raise_value_error(vm,
	    "unknown format code '%c' for object of type '%t'", spec->type, v);
}

static void
format_str(struct vm *vm, struct vm_writer *out, vm_value v,
    const struct vm_format_spec *spec)
{
	const char *text;
	size_t len;

	if (spec->type != 0 && spec->type != 's')
		refuse(vm, spec, v);
	if (spec->align == '=' && !spec->zero)
		vm_raise_value_error(vm,
		    "'=' alignment not allowed in string format specifier");
	v = vm_argument_str(vm, v);
	if (spec->sign != 0)
		vm_raise_value_error(vm,
		    "sign not allowed in string format specifier");
	text = vm_str_data(v);
	len = vm_str_len(v);
	if (spec->precision >= 0)
		len = vm_long_offset(vm, (const uint8_t *)text, len,
		    (size_t)spec->precision);
	if (spec->align == '=') {
		struct vm_format_spec left = *spec;

		left.align = '<';
		vm_format_pad(vm, out, &left, '<', text, len, 0);
		return;
	}
	vm_format_pad(vm, out, spec, '<', text, len, 0);
}

static void
format_char(struct vm *vm, struct vm_writer *out, vm_value v,
    const struct vm_format_spec *spec)
{
	uint8_t text[VM_UTF8_MAX];
	intptr_t code_point;

	if (spec->sign != 0)
		vm_raise_value_error(vm,
		    "sign not allowed with integer format specifier 'c'");
	code_point = vm_get_int(vm, v);
	if (code_point < 0 || code_point > VM_UTF8_CODEPOINT_MAX)
		vm_raise_overflow(vm, "%%c arg not in range(0x110000)");
	vm_format_pad(vm, out, spec, '>', (const char *)text,
	    vm_utf8_encode(text, (uint32_t)code_point), 0);
}

static void
format_integer(struct vm *vm, struct vm_writer *out, vm_value v,
    const struct vm_format_spec *spec)
{
	struct vm_format_spec plain = *spec;

	switch (spec->type) {
	case 0:
	case 'b':
	case 'd':
	case 'n':
	case 'o':
	case 'x':
	case 'X':
		plain.precision = -1;
		vm_format_int(vm, out, v, &plain);
		break;
	case 'c':
		format_char(vm, out, v, spec);
		break;
	case 's':
		refuse(vm, spec, v);
	default:
#if VM_HAS_FLOAT
		vm_format_float(vm, out, vm_get_float(vm, v), spec);
		break;
#else
		refuse(vm, spec, v);
#endif
	}
}

#if VM_HAS_FLOAT
/* One part of a complex number, as repr shows it when nothing is asked. */
static void
write_part(struct vm *vm, struct vm_writer *out, vm_float part,
    const struct vm_format_spec *spec)
{
	size_t start = out->len;

	vm_format_float(vm, out, part, spec);
	if (spec->type == 0 && out->len - start > 2 &&
	    memcmp(out->data + out->len - 2, ".0", 2) == 0)
		out->len -= 2;
}

static void
format_complex(struct vm *vm, struct vm_writer *out, vm_value v,
    const struct vm_format_spec *spec)
{
	struct vm_format_spec part = *spec;
	bool plain = spec->type == 0;
	struct vm_writer text;
	vm_float real;
	vm_float imag;

	if (!plain && strchr("eEfFgGn", spec->type) == NULL)
		refuse(vm, spec, v);
	if (spec->align == '=')
		vm_raise_value_error(vm,
		    "'=' alignment not allowed in string format specifier");
	vm_complex_parts(v, &real, &imag);
	part.width = -1;
	if (plain && spec->precision >= 0)
		part.type = 'g';
	vm_writer_init(&text);
	if (plain && real != 0)
		vm_write_char(vm, &text, '(');
	if (!plain || real != 0) {
		write_part(vm, &text, real, &part);
		part.sign = '+';
	}
	write_part(vm, &text, imag, &part);
	vm_write_text(vm, &text, plain && real != 0 ? "j)" : "j");
	vm_format_pad(vm, out, spec, '>', text.data, text.len, 0);
	vm_writer_free(vm, &text);
}
#endif

static bool
is_plain(const struct vm_format_spec *spec)
{
	return spec->width < 0 && spec->precision < 0 && spec->type == 0 &&
	    spec->align == 0 && spec->sign == 0 && spec->group == 0 &&
	    !spec->alternate;
}

void
vm_format_write(struct vm *vm, struct vm_writer *out, vm_value v,
    const struct vm_format_spec *spec)
{
	vm_value native = vm_native_value(v);

	if (is_plain(spec)) {
		vm_print_to(vm, out, v, VM_PRINT_STR);
		return;
	}
	if (vm_is_integer(native) || vm_is_bool(native)) {
		format_integer(vm, out, native, spec);
		return;
	}
#if VM_HAS_FLOAT
	if (vm_is_float(native)) {
		if (spec->type != 0 && strchr("eEfFgGn%", spec->type) == NULL)
			refuse(vm, spec, v);
		vm_format_float(vm, out, vm_float_value(native), spec);
		return;
	}
	if (vm_is(native, VM_TID_COMPLEX)) {
		format_complex(vm, out, native, spec);
		return;
	}
#endif
	format_str(vm, out, v, spec);
}

vm_value
vm_format_value(struct vm *vm, vm_value v, int conversion,
    vm_value spec_or_undef)
{
	struct vm_format_spec spec;
	struct vm_writer out;
	vm_value result;

	if (conversion == 'r' || conversion == 'a')
		v = vm_repr_of(vm, v);
	else if (conversion == 's')
		v = vm_str_of(vm, v);
	spec_or_undef = spec_or_undef == VM_UNDEF ?
	    VM_NAME(empty_) :
	    vm_argument_str(vm, spec_or_undef);
	result = vm_call_special(vm, v, VM_NAME(__format__), 1, &spec_or_undef);
	if (result != VM_UNDEF)
		return result;
	if (vm_str_len(spec_or_undef) == 0)
		return vm_str_of(vm, v);
	vm_format_spec_parse(vm, &spec, vm_str_data(spec_or_undef),
	    vm_str_len(spec_or_undef));
	vm_writer_init(&out);
	vm_format_write(vm, &out, v, &spec);
	return vm_writer_str(vm, &out);
}

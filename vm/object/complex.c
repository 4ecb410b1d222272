/* SPDX-License-Identifier: MIT */
/* The type complex. */
#include "complex.h"

#if VM_HAS_FLOAT

#include <math.h>

#include "../runtime/heap.h"
#include "../runtime/intern.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "arguments.h"
#include "class.h"
#include "decimal.h"
#include "float.h"
#include "int.h"
#include "number_format.h"
#include "str.h"
#include "text.h"

/* Whole exponents up to here are done by multiplication. */
#define WHOLE_EXPONENT_MAX 100

struct pair {
	vm_float real;
	vm_float imag;
};

vm_value
vm_complex_new(struct vm *vm, vm_float real, vm_float imag)
{
	struct vm_complex *c = vm_heap_alloc(vm, VM_TID_COMPLEX, sizeof(*c));

	c->real = real;
	c->imag = imag;
	return VM_PTR(c);
}

bool
vm_complex_parts(vm_value v, vm_float *real, vm_float *imag)
{
	const struct vm_complex *c = (const struct vm_complex *)v;

	*imag = 0;
	if (vm_float_read(v, real))
		return true;
	if (!vm_is(v, VM_TID_COMPLEX))
		return false;
	*real = c->real;
	*imag = c->imag;
	return true;
}

/* repr of a part: as a float, but whole numbers without ".0". */
static void
write_part(struct vm *vm, struct vm_writer *out, vm_float f, char sign)
{
	char text[VM_FLOAT_REPR_MAX];
	struct vm_float_style style = { .type = VM_FLOAT_REPR,
		.sign = sign,
		.precision = -1 };
	size_t len = vm_float_text(text, &style, f);

	if (len > 2 && memcmp(text + len - 2, ".0", 2) == 0)
		len -= 2;
	vm_write(vm, out, text, len);
}

static void
complex_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	const struct vm_complex *c = (const struct vm_complex *)self;

	(void)kind;
	if (c->real == 0) {
		write_part(vm, out, c->imag, '-');
		vm_write_char(vm, out, 'j');
		return;
	}
	vm_write_char(vm, out, '(');
	write_part(vm, out, c->real, '-');
	write_part(vm, out, c->imag, '+');
	vm_write_text(vm, out, "j)");
}

static uint32_t
complex_hash(struct vm *vm, vm_value self)
{
	const struct vm_complex *c = (const struct vm_complex *)self;

	(void)vm;
	return vm_float_hash(c->real) + 1000003u * vm_float_hash(c->imag);
}

static bool
complex_truth(struct vm *vm, vm_value self)
{
	const struct vm_complex *c = (const struct vm_complex *)self;

	(void)vm;
	return c->real != 0 || c->imag != 0;
}

static vm_value
complex_unary(struct vm *vm, unsigned op, vm_value self)
{
	const struct vm_complex *c = (const struct vm_complex *)self;

	switch (op) {
	case VM_OP_NEG:
		return vm_complex_new(vm, -c->real, -c->imag);
	case VM_OP_POS:
		return self;
	case VM_OP_ABS:
		return vm_new_float(vm, VM_MATH(hypot)(c->real, c->imag));
	default:
		return VM_UNDEF;
	}
}

static struct pair
multiply(struct pair a, struct pair b)
{
	return (struct pair){ a.real * b.real - a.imag * b.imag,
		a.real * b.imag + a.imag * b.real };
}

/* Smith's method, scaled so that nothing overflows on the way. */
static struct pair
divide(struct vm *vm, struct pair a, struct pair b)
{
	vm_float ratio;
	vm_float scale;

	if (b.real == 0 && b.imag == 0)
		vm_raise_error(vm, &vm_type_ZeroDivisionError,
		    "complex divide by zero");
	if (VM_MATH(fabs)(b.real) >= VM_MATH(fabs)(b.imag)) {
		ratio = b.imag / b.real;
		scale = b.real + b.imag * ratio;
		return (struct pair){ (a.real + a.imag * ratio) / scale,
			(a.imag - a.real * ratio) / scale };
	}
	ratio = b.real / b.imag;
	scale = b.real * ratio + b.imag;
	return (struct pair){ (a.real * ratio + a.imag) / scale,
		(a.imag * ratio - a.real) / scale };
}

static struct pair
power_whole(struct vm *vm, struct pair a, int exponent)
{
	struct pair result = { 1, 0 };
	unsigned n = (unsigned)(exponent < 0 ? -exponent : exponent);

	for (; n != 0; n >>= 1) {
		if ((n & 1) != 0)
			result = multiply(result, a);
		a = multiply(a, a);
	}
	if (exponent < 0)
		return divide(vm, (struct pair){ 1, 0 }, result);
	return result;
}

static struct pair
power(struct vm *vm, struct pair a, struct pair b)
{
	vm_float size;
	vm_float angle;
	vm_float factor;

	if (b.real == 0 && b.imag == 0)
		return (struct pair){ 1, 0 };
	if (a.real == 0 && a.imag == 0) {
		if (b.imag != 0 || b.real < 0)
			vm_raise_error(vm, &vm_type_ZeroDivisionError,
			    "0.0 to a complex power");
		return (struct pair){ 0, 0 };
	}
	if (b.imag == 0 && b.real == VM_MATH(floor)(b.real) &&
	    VM_MATH(fabs)(b.real) <= WHOLE_EXPONENT_MAX)
		return power_whole(vm, a, (int)b.real);
	size = VM_MATH(hypot)(a.real, a.imag);
	angle = VM_MATH(atan2)(a.imag, a.real);
	factor = VM_MATH(pow)(size, b.real);
	if (b.imag != 0)
		factor /= VM_MATH(exp)(angle * b.imag);
	angle = angle * b.real + b.imag * VM_MATH(log)(size);
	return (struct pair){ factor * VM_MATH(cos)(angle),
		factor * VM_MATH(sin)(angle) };
}

vm_value
vm_complex_power(struct vm *vm, vm_value base, vm_value exponent)
{
	struct pair a;
	struct pair b;
	struct pair result;

	vm_complex_parts(base, &a.real, &a.imag);
	vm_complex_parts(exponent, &b.real, &b.imag);
	result = power(vm, a, b);
	return vm_complex_new(vm, result.real, result.imag);
}

static vm_value
arithmetic(struct vm *vm, unsigned op, struct pair a, struct pair b)
{
	struct pair result;

	switch (op) {
	case VM_OP_ADD:
		result.real = a.real + b.real;
		result.imag = a.imag + b.imag;
		break;
	case VM_OP_SUB:
		result.real = a.real - b.real;
		result.imag = a.imag - b.imag;
		break;
	case VM_OP_MUL:
		result = multiply(a, b);
		break;
	case VM_OP_DIV:
		result = divide(vm, a, b);
		break;
	case VM_OP_POW:
		result = power(vm, a, b);
		break;
	case VM_OP_FDIV:
		vm_raise_type_error(vm,
		    "can't truncate-divide a complex number");
	default:
		return VM_UNDEF;
	}
	return vm_complex_new(vm, result.real, result.imag);
}

static inline bool
get_pair(vm_value v, struct pair *pair)
{
	const struct vm_complex *c = (const struct vm_complex *)v;

	if (!vm_is(v, VM_TID_COMPLEX))
		return vm_complex_parts(v, &pair->real, &pair->imag);
	pair->real = c->real;
	pair->imag = c->imag;
	return true;
}

static vm_value
complex_binary(struct vm *vm, unsigned op, vm_value self, vm_value other)
{
	struct pair a;
	struct pair b;
	bool equal;

	if (!get_pair(other, &b))
		return VM_UNDEF;
	get_pair(self, &a);
	if (op == VM_OP_EQ || op == VM_OP_NE) {
		equal = a.real == b.real && a.imag == b.imag;
		return vm_new_bool(equal == (op == VM_OP_EQ));
	}
	if (vm_op_is_reflected(op))
		return arithmetic(vm, op - VM_OP_REFLECTED, b, a);
	return arithmetic(vm, op, a, b);
}

/* Reads a signed number at *at; false: there is none. */
static bool
read_part(struct vm *vm, const char **at, const char *end, vm_float *value)
{
	bool negative = false;
	size_t used;

	if (*at < end && (**at == '+' || **at == '-'))
		negative = *(*at)++ == '-';
	used = vm_decimal_parse(vm, *at, (size_t)(end - *at), value);
	*at += used;
	if (used == 0 && *at < end && (**at | 0x20) == 'j') {
		*value = 1; /* a lone j */
		used = 1;
	}
	if (negative)
		*value = -*value;
	return used > 0;
}

static vm_value
complex_parse(struct vm *vm, vm_value str)
{
	const char *at = vm_str_data(str);
	const char *end = at + vm_str_len(str);
	vm_float real = 0;
	vm_float imag = 0;
	bool valid;

	vm_text_trim(&at, &end);
	if (end - at > 2 && *at == '(' && end[-1] == ')') {
		at++;
		end--;
	}
	valid = read_part(vm, &at, end, &real);
	if (valid && at + 1 == end && (*at | 0x20) == 'j') {
		imag = real;
		real = 0;
		at++;
	} else if (valid && at < end && (*at == '+' || *at == '-')) {
		valid = read_part(vm, &at, end, &imag) && at + 1 == end &&
		    (*at++ | 0x20) == 'j';
	}
	if (!valid || at != end)
		vm_raise_value_error(vm, "invalid syntax for number");
	return vm_complex_new(vm, real, imag);
}

static struct pair
to_pair(struct vm *vm, vm_value v, bool alone)
{
	struct pair pair = { 0, 0 };
	vm_value special =
	    vm_call_special(vm, v, VM_NAME(__complex__), 0, NULL);

	if (special != VM_UNDEF)
		v = special;
	if (!vm_complex_parts(vm_native_value(v), &pair.real, &pair.imag)) {
		if (alone && !vm_is(v, VM_TID_INSTANCE))
			vm_raise_type_error(vm, "can't convert %t to complex",
			    v);
		pair.real = vm_get_float(vm, v);
	}
	return pair;
}

static vm_value
complex_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	struct pair real = { 0, 0 };
	struct pair imag = { 0, 0 };

	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 0, 2);
	if (n_pos == 1 && vm_is_str(args[0]))
		return complex_parse(vm, args[0]);
	if (n_pos == 1 && vm_is(args[0], VM_TID_COMPLEX))
		return args[0];
	if (n_pos > 0)
		real = to_pair(vm, args[0], n_pos == 1);
	if (n_pos > 1)
		imag = to_pair(vm, args[1], false);
	return vm_complex_new(vm, real.real - imag.imag, real.imag + imag.real);
}

static vm_value
complex_getattr(struct vm *vm, vm_value self, vm_value name)
{
	const struct vm_complex *c = (const struct vm_complex *)self;

	if (name == VM_NAME(real))
		return vm_new_float(vm, c->real);
	if (name == VM_NAME(imag))
		return vm_new_float(vm, c->imag);
	return VM_UNDEF;
}

static const struct vm_slots complex_slots = {
	.print = complex_print,
	.hash = complex_hash,
	.truth = complex_truth,
	.unary = complex_unary,
	.binary = complex_binary,
	.make = complex_make,
	.getattr = complex_getattr,
};

VM_DEFINE_TYPE_PLAIN(complex, complex, NULL, VM_TYPE_HASHABLE, complex_slots);

#endif /* VM_HAS_FLOAT */

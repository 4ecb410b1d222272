/* SPDX-License-Identifier: MIT */
/* The module struct: values packed as bytes by a format string. */
#include "../object/arguments.h"
#include "../object/bigint.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/float_parts.h"
#include "../object/float_value.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/long_text.h"
#include "../object/str.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../vm.h"
#include "modules.h"

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define NATIVE_BIG true
#else
#define NATIVE_BIG false
#endif

/* A format being walked. */
struct format {
	const char *at;
	const char *end;
	bool big_endian;
	bool native; /* sizes and alignment of the C compiler */
};

/* One item of a format: a code and how often it stands there. */
struct item {
	char code;
	size_t count;
	size_t size; /* of one */
	size_t align;
};

static void
format_init(struct vm *vm, struct format *f, vm_value v)
{
	size_t len;

	v = vm_native_value(v);
	if (vm_is(v, VM_TID_BYTES)) {
		f->at = (const char *)vm_bytes_data(v);
		len = vm_bytes_len(v);
	} else {
		v = vm_argument_str(vm, v);
		f->at = vm_str_data(v);
		len = vm_str_len(v);
	}
	f->end = f->at + len;
	f->big_endian = NATIVE_BIG;
	f->native = true;
	if (len == 0)
		return;
	switch (*f->at) {
	case '<':
		f->big_endian = false;
		break;
	case '>':
	case '!':
		f->big_endian = true;
		break;
	case '=':
		break;
	case '@':
		f->at++;
		return;
	default:
		return;
	}
	f->native = false;
	f->at++;
}

/* Sizes by code: standard ones, and those of the C compiler. */
#define CODE_FIRST '?'

static const struct {
	uint8_t standard_size; /* 0: no such code */
	uint8_t native_size;
	uint8_t native_align;
} codes[] = {
	['x' - CODE_FIRST] = { 1, 1, 1 },
	['s' - CODE_FIRST] = { 1, 1, 1 },
	['c' - CODE_FIRST] = { 1, 1, 1 },
	['?' - CODE_FIRST] = { 1, 1, 1 },
	['b' - CODE_FIRST] = { 1, 1, 1 },
	['B' - CODE_FIRST] = { 1, 1, 1 },
	['h' - CODE_FIRST] = { 2, sizeof(short), _Alignof(short) },
	['H' - CODE_FIRST] = { 2, sizeof(short), _Alignof(short) },
	['i' - CODE_FIRST] = { 4, sizeof(int), _Alignof(int) },
	['I' - CODE_FIRST] = { 4, sizeof(int), _Alignof(int) },
	['l' - CODE_FIRST] = { 4, sizeof(long), _Alignof(long) },
	['L' - CODE_FIRST] = { 4, sizeof(long), _Alignof(long) },
	['q' - CODE_FIRST] = { 8, sizeof(long long), _Alignof(long long) },
	['Q' - CODE_FIRST] = { 8, sizeof(long long), _Alignof(long long) },
	['P' -
	    CODE_FIRST] = { sizeof(void *), sizeof(void *), _Alignof(void *) },
	['n' -
	    CODE_FIRST] = { sizeof(void *), sizeof(void *), _Alignof(void *) },
	['N' -
	    CODE_FIRST] = { sizeof(void *), sizeof(void *), _Alignof(void *) },
#if VM_HAS_FLOAT
	['e' - CODE_FIRST] = { 2, 2, 2 },
	['f' - CODE_FIRST] = { 4, sizeof(float), _Alignof(float) },
	['d' - CODE_FIRST] = { 8, sizeof(double), _Alignof(double) },
#endif
};

static VM_NOINLINE void
read_count(struct vm *vm, struct format *f, struct item *item)
{
	item->count = 0;
	for (; f->at < f->end && *f->at >= '0' && *f->at <= '9'; f->at++) {
		item->count = item->count * 10 + (size_t)(*f->at - '0');
		if (item->count > INT32_MAX / 8)
			vm_raise_no_memory(vm, item->count);
	}
}

static bool
format_next(struct vm *vm, struct format *f, struct item *item)
{
	unsigned row;

	while (f->at < f->end && (*f->at == ' ' || *f->at == '\n'))
		f->at++;
	if (f->at == f->end)
		return false;
	vm_poll_round(vm, (size_t)(f->end - f->at));
	item->count = 1;
	if (*f->at >= '0' && *f->at <= '9')
		read_count(vm, f, item);
	item->code = f->at < f->end ? *f->at++ : '\0';
	row = (unsigned)item->code - CODE_FIRST;
	if (row >= sizeof(codes) / sizeof(codes[0]) ||
	    codes[row].standard_size == 0)
		vm_raise_value_error(vm, "bad typecode");
	item->size =
	    f->native ? codes[row].native_size : codes[row].standard_size;
	item->align = f->native ? codes[row].native_align : 1;
	return true;
}

static size_t
aligned(size_t offset, const struct item *item)
{
	if (item->count == 0)
		return offset;
	return (offset + item->align - 1) & ~(item->align - 1);
}

/* Values an item takes: a string is one, padding none. */
static size_t
value_count(const struct item *item)
{
	if (item->code == 'x')
		return 0;
	return item->code == 's' ? 1 : item->count;
}

struct layout {
	size_t size;
	size_t values;
};

static struct layout
measure(struct vm *vm, vm_value format)
{
	struct layout layout = { 0, 0 };
	struct format f;
	struct item item;

	format_init(vm, &f, format);
	while (format_next(vm, &f, &item)) {
		layout.size = aligned(layout.size, &item);
		layout.size += item.size * item.count;
		layout.values += value_count(&item);
	}
	return layout;
}

/* The other way round than the machine has them. */
static uint64_t
swapped(uint64_t bits, size_t size)
{
	return __builtin_bswap64(bits) >> (64 - 8 * size);
}

static void
put_bits(uint8_t *at, uint64_t bits, size_t size, bool big_endian)
{
	if (big_endian)
		bits = swapped(bits, size);
	for (; size > 0; size--, bits >>= 8)
		*at++ = (uint8_t)bits;
}

static uint64_t
get_bits(const uint8_t *at, size_t size, bool big_endian)
{
	uint64_t bits = 0;

	for (size_t i = size; i > 0; i--)
		bits = bits << 8 | at[i - 1];
	return big_endian ? swapped(bits, size) : bits;
}

#if VM_HAS_FLOAT
/* The bits of a double as those of a half-precision float, rounded to even. */
static uint16_t
half_from_wide(uint64_t bits)
{
	uint16_t sign;
	int exponent;
	uint64_t mantissa;
	unsigned shift = 42;
	uint64_t result;
	uint64_t lost;

	sign = (uint16_t)(bits >> 48 & 0x8000);
	exponent = (int)(bits >> 52 & 0x7ff) - 1023 + 15;
	mantissa = bits & 0xfffffffffffff;
	if (exponent == 0x7ff - 1023 + 15 && mantissa != 0)
		return (uint16_t)(sign | 0x7e00);
	if (exponent >= 31)
		return (uint16_t)(sign | 0x7c00);
	if (exponent < -10)
		return sign;
	if (exponent <= 0) {
		mantissa |= (uint64_t)1 << 52;
		shift += (unsigned)(1 - exponent);
		exponent = 0;
	}
	result = ((uint64_t)exponent << 10) + (mantissa >> shift);
	lost = mantissa & (((uint64_t)1 << shift) - 1);
	if (lost > (uint64_t)1 << (shift - 1) ||
	    (lost == (uint64_t)1 << (shift - 1) && (result & 1) != 0))
		result++;
	return (uint16_t)(sign | result);
}

static vm_float
half_to_float(uint32_t half)
{
	int exponent = half >> 10 & 31;
	uint32_t mantissa = half & 0x3ff;
	vm_float value;

	if (exponent == 31) {
		value = mantissa != 0 ? (vm_float)__builtin_nan("") :
					(vm_float)__builtin_inf();
	} else {
		if (exponent != 0)
			mantissa |= 0x400;
		value = vm_float_join(mantissa,
		    (exponent == 0 ? 1 : exponent) - 25, false);
	}
	return (half & 0x8000) != 0 ? -value : value;
}

static void
put_float(struct vm *vm, uint8_t *at, const struct item *item, bool big,
    vm_value v)
{
	vm_float value = vm_get_float(vm, v);
	uint64_t bits = vm_float_to_wide(value);

	if (item->code == 'f') {
		float f = (float)value;
		uint32_t bits32;

		memcpy(&bits32, &f, sizeof(f));
		bits = bits32;
	} else if (item->code == 'e') {
		bits = half_from_wide(bits);
	}
	put_bits(at, bits, item->size, big);
}

static vm_value
get_float(struct vm *vm, const uint8_t *at, const struct item *item, bool big)
{
	uint64_t bits = get_bits(at, item->size, big);
	uint32_t bits32 = (uint32_t)bits;
	float f;

	if (item->code == 'd')
		return vm_new_float(vm, vm_float_from_wide(bits));
	if (item->code == 'e')
		return vm_new_float(vm, half_to_float((uint32_t)bits));
	memcpy(&f, &bits32, sizeof(f));
	return vm_new_float(vm, (vm_float)f);
}

static bool
is_float_code(char code)
{
	return code == 'e' || code == 'f' || code == 'd';
}
#endif

static void
put_value(struct vm *vm, uint8_t *at, const struct item *item, bool big,
    vm_value v)
{
	struct vm_bytes_view view;

#if VM_HAS_FLOAT
	if (is_float_code(item->code)) {
		put_float(vm, at, item, big, v);
		return;
	}
#endif
	if (item->code == 's' || item->code == 'c') {
		size_t room = item->code == 's' ? item->count : 1;

		vm_get_bytes_or_str(vm, v, &view);
		vm_long_fill(vm, at, 0, room);
		vm_copy(vm, at, view.data, view.len < room ? view.len : room);
	} else if (item->code == '?') {
		*at = vm_truth(vm, v);
	} else {
		put_bits(at, vm_get_uint64_truncated(vm, v), item->size, big);
	}
}

static vm_value
get_value(struct vm *vm, const uint8_t *at, const struct item *item, bool big)
{
	bool is_signed = item->code >= 'a' && item->code <= 'z';
	uint64_t bits;

#if VM_HAS_FLOAT
	if (is_float_code(item->code))
		return get_float(vm, at, item, big);
#endif
	if (item->code == 's' || item->code == 'c')
		return vm_bytes_new(vm, at,
		    item->code == 's' ? item->count : 1);
	if (item->code == '?')
		return vm_new_bool(*at != 0);
	bits = get_bits(at, item->size, big);
	if (!is_signed)
		return vm_int_from_uint64(vm, bits);
	if (item->size < 8 && (bits >> (8 * item->size - 1) & 1) != 0)
		bits |= UINT64_MAX << 8 * item->size;
	return vm_int_from_int64(vm, (int64_t)bits);
}

/* Missing values are packed as zero, as MicroPython does. */
static void
pack(struct vm *vm, vm_value format, uint8_t *data, size_t argc,
    const vm_value *args)
{
	struct format f;
	struct item item;
	size_t offset = 0;

	format_init(vm, &f, format);
	while (format_next(vm, &f, &item)) {
		size_t n = value_count(&item);
		size_t stride = item.code == 's' ? item.count : item.size;

		offset = aligned(offset, &item);
		for (size_t i = 0; i < n && argc > 0; i++) {
			put_value(vm, data + offset + i * stride, &item,
			    f.big_endian, *args++);
			vm_poll_round(vm, i);
			argc--;
		}
		offset += item.count * item.size;
	}
}

static vm_value
struct_calcsize(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return VM_INT(measure(vm, args[0]).size);
}
VM_DEFINE_NATIVE(struct_calcsize_native, struct_calcsize, 1, 1);

static vm_value
struct_pack(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value bytes = vm_bytes_alloc(vm, measure(vm, args[0]).size);

	pack(vm, args[0], (uint8_t *)((struct vm_chars *)bytes + 1), argc - 1,
	    args + 1);
	return bytes;
}
VM_DEFINE_NATIVE(struct_pack_native, struct_pack, 1, VM_ARGS_MANY);

/* The size bytes at an offset (from the end when negative) of a buffer. */
static uint8_t *
place(struct vm *vm, const struct vm_bytes_view *view, vm_value offset,
    size_t size)
{
	intptr_t at = vm_get_int(vm, offset);

	if (at < 0)
		at += (intptr_t)view->len;
	if (at < 0 || (size_t)at > view->len || size > view->len - (size_t)at)
		vm_raise_value_error(vm, "buffer too small");
	return view->data + at;
}

static vm_value
struct_pack_into(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_bytes_view view;
	size_t size = measure(vm, args[0]).size;
	uint8_t *data;

	vm_get_bytes_writable(vm, args[1], &view);
	data = place(vm, &view, args[2], size);
	vm_long_fill(vm, data, 0, size);
	pack(vm, args[0], data, argc - 3, args + 3);
	return VM_NONE;
}
VM_DEFINE_NATIVE(struct_pack_into_native, struct_pack_into, 3, VM_ARGS_MANY);

static vm_value
unpack(struct vm *vm, vm_value format, const uint8_t *data, size_t values)
{
	vm_value tuple = vm_tuple_new(vm, values, NULL);
	size_t offset = 0;
	size_t next = 0;
	struct format f;
	struct item item;

	format_init(vm, &f, format);
	while (format_next(vm, &f, &item)) {
		size_t n = value_count(&item);
		size_t stride = item.code == 's' ? item.count : item.size;

		offset = aligned(offset, &item);
		for (size_t i = 0; i < n; i++) {
			vm_value v = get_value(vm, data + offset + i * stride,
			    &item, f.big_endian);

			vm_poll_round(vm, i);
			VM_SETREF(vm, vm_tuple(tuple), items[next++], v);
		}
		offset += item.count * item.size;
	}
	return tuple;
}

static vm_value
struct_unpack_from(struct vm *vm, size_t argc, vm_value *args)
{
	struct layout layout = measure(vm, args[0]);
	struct vm_bytes_view view;
	const uint8_t *data;

	vm_get_bytes_or_str(vm, args[1], &view);
	data = place(vm, &view, argc > 2 ? args[2] : VM_INT(0), layout.size);
	return unpack(vm, args[0], data, layout.values);
}
VM_DEFINE_NATIVE(struct_unpack_native, struct_unpack_from, 2, 2);
VM_DEFINE_NATIVE(struct_unpack_from_native, struct_unpack_from, 2, 3);

static const struct vm_member struct_members[] = {
	{ VM_NAME(calcsize), VM_NATIVE(struct_calcsize_native) },
	{ VM_NAME(pack), VM_NATIVE(struct_pack_native) },
	{ VM_NAME(pack_into), VM_NATIVE(struct_pack_into_native) },
	{ VM_NAME(unpack), VM_NATIVE(struct_unpack_native) },
	{ VM_NAME(unpack_from), VM_NATIVE(struct_unpack_from_native) },
};

VM_DEFINE_MODULE(struct, struct_members);

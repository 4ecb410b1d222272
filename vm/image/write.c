/* SPDX-License-Identifier: MIT */
/*
 * Compiled code as an image file. The order of everything follows from the
 * source alone, so the same source gives the same bytes.
 */
#include "../object/bigint.h"
#include "../object/bytes.h"
#include "../object/complex.h"
#include "../object/digest.h"
#include "../object/float_value.h"
#include "../object/list.h"
#include "../object/str.h"
#include "../runtime/code.h"
#include "../runtime/raise.h"
#include "image.h"
#include "write.h"

struct image {
	struct vm *vm;
	struct vm_writer out; /* everything behind the strings */
	const struct vm_unit *unit;
	const struct vm_code *module;
	vm_value strs; /* list */
	uint8_t flags;
};

static void
put_byte(struct vm *vm, struct vm_writer *out, unsigned byte)
{
	*vm_writer_reserve(vm, out, 1) = (char)byte;
	out->len++;
}

static void
put_varint(struct vm *vm, struct vm_writer *out, uint64_t value)
{
	while (value >= 0x80) {
		put_byte(vm, out, (unsigned)(value & 0x7f) | 0x80u);
		value >>= 7;
	}
	put_byte(vm, out, (unsigned)value);
}

/* ---- constants --------------------------------------------------------- */

static void
put_str_number(struct image *w, vm_value str)
{
	const struct vm_list *strs = vm_list(w->strs);
	size_t i = 0;

	while (i < strs->len && strs->items[i] != str)
		i++;
	if (i == strs->len)
		vm_list_append(w->vm, w->strs, str);
	put_varint(w->vm, &w->out, i);
}

/* The magnitude, least byte first, without zeros at its end. */
static void
put_bigint(struct image *w, vm_value v)
{
	struct vm_int_view view;
	size_t len;

	vm_int_view(&view, v);
	len = view.count * sizeof(vm_limb);
#define LIMB_BYTE(b)                                     \
	((unsigned)(view.limbs[(b) / sizeof(vm_limb)] >> \
	     ((b) % sizeof(vm_limb) * 8)) &              \
	    0xffu)
	while (LIMB_BYTE(len - 1) == 0)
		len--;
	put_byte(w->vm, &w->out, VM_IMAGE_BIGINT);
	put_varint(w->vm, &w->out, len << 1 | view.negative);
	for (size_t b = 0; b < len; b++)
		put_byte(w->vm, &w->out, LIMB_BYTE(b));
#undef LIMB_BYTE
}

static void
put_int(struct image *w, vm_value v)
{
	int64_t i;

	if (vm_int_bit_length(v) / 8 + 1 > 8) {
		put_bigint(w, v);
		return;
	}
	i = vm_get_int64(w->vm, v);
	put_byte(w->vm, &w->out, VM_IMAGE_INT);
	put_varint(w->vm, &w->out, (uint64_t)i << 1 ^ (uint64_t)(i >> 63));
}

#if VM_HAS_FLOAT

static void
put_double(struct image *w, double d)
{
	uint64_t bits;

	memcpy(&bits, &d, sizeof(bits));
	for (unsigned i = 0; i < 8; i++)
		put_byte(w->vm, &w->out, (int)(bits >> (8 * i) & 0xff));
	w->flags |= VM_IMAGE_FLOATS;
}

/* False: it is no such number. */
static bool
put_real_or_complex(struct image *w, vm_value v)
{
	const struct vm_complex *c = (const struct vm_complex *)v;

	if (vm_is_float(v)) {
		put_byte(w->vm, &w->out, VM_IMAGE_FLOAT);
		put_double(w, (double)vm_float_value(v));
		return true;
	}
	if (!vm_is(v, VM_TID_COMPLEX))
		return false;
	put_byte(w->vm, &w->out, VM_IMAGE_COMPLEX);
	put_double(w, (double)c->real);
	put_double(w, (double)c->imag);
	return true;
}

#else

static bool
put_real_or_complex(struct image *w, vm_value v)
{
	(void)w;
	(void)v;
	return false;
}

#endif

/* Code objects are numbered as they come among the constants. */
static void
put_code_number(struct image *w, vm_value v)
{
	size_t number = 0;

	for (const vm_value *k = w->unit->k; *k != v; k++)
		number += vm_is(*k, VM_TID_CODE);
	put_byte(w->vm, &w->out, VM_IMAGE_CODE);
	put_varint(w->vm, &w->out, number);
}

static void put_constant(struct image *w, vm_value v);

static void
put_object(struct image *w, vm_value v)
{
	if (vm_is_str(v)) {
		put_byte(w->vm, &w->out, VM_IMAGE_STR);
		put_str_number(w, v);
	} else if (vm_is(v, VM_TID_BYTES)) {
		put_byte(w->vm, &w->out, VM_IMAGE_BYTES);
		put_varint(w->vm, &w->out, vm_bytes_len(v));
		vm_write(w->vm, &w->out, (const char *)vm_bytes_data(v),
		    vm_bytes_len(v));
	} else if (vm_is(v, VM_TID_TUPLE)) {
		put_byte(w->vm, &w->out, VM_IMAGE_TUPLE);
		put_varint(w->vm, &w->out, vm_tuple(v)->len);
		for (size_t i = 0; i < vm_tuple(v)->len; i++)
			put_constant(w, vm_tuple(v)->items[i]);
	} else if (vm_is(v, VM_TID_CODE)) {
		put_code_number(w, v);
	} else {
		vm_raise_value_error(w->vm, "constant has no image");
	}
}

static void
put_constant(struct image *w, vm_value v)
{
	static const struct {
		vm_value value;
		uint8_t tag;
	} specials[] = {
		{ VM_NONE, VM_IMAGE_NONE },
		{ VM_FALSE, VM_IMAGE_FALSE },
		{ VM_TRUE, VM_IMAGE_TRUE },
		{ VM_ELLIPSIS, VM_IMAGE_ELLIPSIS },
	};

	for (size_t i = 0; i < sizeof(specials) / sizeof(specials[0]); i++) {
		if (specials[i].value == v) {
			put_byte(w->vm, &w->out, specials[i].tag);
			return;
		}
	}
	if (vm_is_integer(v))
		put_int(w, v);
	else if (!put_real_or_complex(w, v))
		put_object(w, v);
}

/* ---- code -------------------------------------------------------------- */

static void
put_code(struct image *w, const struct vm_code *code)
{
	const vm_value *names = vm_code_parameters(code);
	struct vm_code_tables tables;

	vm_code_tables(code, &tables);
	put_varint(w->vm, &w->out, code->flags);
	put_varint(w->vm, &w->out, code->register_count);
	put_varint(w->vm, &w->out, code->positional_count);
	put_varint(w->vm, &w->out, code->position_only_count);
	put_varint(w->vm, &w->out,
	    (uint32_t)code->parameter_count - code->positional_count);
	for (size_t i = 0; i < code->parameter_count; i++)
		put_str_number(w, names[i]);
	put_str_number(w, code->name);
	put_varint(w->vm, &w->out, tables.first_line);
	put_varint(w->vm, &w->out, code->code_len);
	put_varint(w->vm, &w->out, (size_t)(tables.lines - tables.exceptions));
	put_varint(w->vm, &w->out, (size_t)(tables.end - tables.lines));
	vm_write(w->vm, &w->out, (const char *)vm_code_bytes(code),
	    code->code_len);
	vm_write(w->vm, &w->out, (const char *)tables.exceptions,
	    (size_t)(tables.end - tables.exceptions));
}

static void
put_strs(const struct image *w, struct vm_writer *out)
{
	const struct vm_list *strs = vm_list(w->strs);

	put_varint(w->vm, out, strs->len);
	for (size_t i = 0; i < strs->len; i++) {
		vm_value str = strs->items[i];
		bool is_name = vm_object(str)->bits & VM_STR_INTERNED;

		put_varint(w->vm, out, vm_str_len(str) << 1 | is_name);
		vm_write_str(w->vm, out, str);
	}
}

static void
put_body(struct image *w)
{
	size_t codes = 1;

	for (size_t i = 0; i < w->unit->k_count; i++)
		codes += vm_is(w->unit->k[i], VM_TID_CODE);
	put_str_number(w, w->unit->file_name);
	put_varint(w->vm, &w->out, codes);
	put_varint(w->vm, &w->out, w->unit->k_count);
	for (size_t i = 0; i < w->unit->k_count; i++)
		put_constant(w, w->unit->k[i]);
	for (size_t i = 0; i < w->unit->k_count; i++)
		if (vm_is(w->unit->k[i], VM_TID_CODE))
			put_code(w, (const struct vm_code *)w->unit->k[i]);
	put_code(w, w->module);
}

/* ---- the whole --------------------------------------------------------- */

static void
fill_header(uint8_t *data, size_t len, uint8_t flags)
{
	uint16_t instructions = vm_image_instruction_set();
	uint32_t crc;

	memcpy(data, VM_IMAGE_MAGIC, 4);
	data[4] = VM_IMAGE_VERSION;
	data[5] = flags;
	data[6] = (uint8_t)(instructions & 0xff);
	data[7] = (uint8_t)(instructions >> 8);
	crc = vm_crc32(0, data, 8);
	crc = vm_crc32(crc, data + VM_IMAGE_HEADER, len - VM_IMAGE_HEADER);
	for (unsigned i = 0; i < 4; i++)
		data[8 + i] = (uint8_t)(crc >> (8 * i));
}

void
vm_image_write(struct vm *vm, const struct vm_code *module,
    struct vm_writer *out)
{
	struct image w = { .vm = vm, .unit = module->unit, .module = module };
	size_t start = out->len;

	w.strs = vm_list_new(vm, 0, NULL);
	vm_writer_init(&w.out);
	put_body(&w);
	vm_writer_reserve(vm, out, VM_IMAGE_HEADER);
	out->len += VM_IMAGE_HEADER;
	put_strs(&w, out);
	vm_write(vm, out, w.out.data, w.out.len);
	vm_writer_free(vm, &w.out);
	fill_header((uint8_t *)out->data + start, out->len - start, w.flags);
}

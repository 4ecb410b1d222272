/* SPDX-License-Identifier: MIT */
/*
 * Compiled code as an image file. The order of everything follows from the
 * source alone, so the same source gives the same bytes.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../image/image.h"
#include "../object/bigint.h"
#include "../object/bytes.h"
#include "../object/complex.h"
#include "../object/digest.h"
#include "../object/float_value.h"
#include "../object/list.h"
#include "../object/str.h"
#include "../runtime/code.h"
#include "image_write.h"

struct writer {
	FILE *out; /* everything behind the strings */
	const struct vm_unit *unit;
	const struct vm_code **codes; /* owned; the module's is the last */
	size_t code_count;
	vm_value *strs; /* owned */
	size_t str_count;
	uint8_t flags;
};

static void *
check_memory(void *p)
{
	if (p == NULL) {
		fputs("upy-cross: out of memory\n", stderr);
		exit(1);
	}
	return p;
}

static void
put_varint(FILE *out, uint64_t value)
{
	while (value >= 0x80) {
		fputc((int)(value & 0x7f) | 0x80, out);
		value >>= 7;
	}
	fputc((int)value, out);
}

/* ---- constants --------------------------------------------------------- */

static void
put_str_number(struct writer *w, vm_value str)
{
	for (size_t i = 0; i < w->str_count; i++) {
		if (w->strs[i] == str) {
			put_varint(w->out, i);
			return;
		}
	}
	w->strs = check_memory(
	    realloc(w->strs, (w->str_count + 1) * sizeof(*w->strs)));
	w->strs[w->str_count] = str;
	put_varint(w->out, w->str_count++);
}

static void
put_int(struct writer *w, vm_value v)
{
	size_t len = vm_int_bit_length(v) / 8 + 1;
	struct vm_int_view view;
	uint8_t *data;
	int64_t i;

	if (len <= 8) {
		i = vm_get_int64(NULL, v);
		fputc(VM_IMAGE_INT, w->out);
		put_varint(w->out, (uint64_t)i << 1 ^ (uint64_t)(i >> 63));
		return;
	}
	vm_int_view(&view, v);
	len = view.count * sizeof(vm_limb);
	data = check_memory(malloc(len));
	for (size_t b = 0; b < len; b++)
		data[b] = (uint8_t)(view.limbs[b / sizeof(vm_limb)] >>
		    (b % sizeof(vm_limb) * 8));
	while (data[len - 1] == 0)
		len--;
	fputc(VM_IMAGE_BIGINT, w->out);
	put_varint(w->out, len << 1 | view.negative);
	fwrite(data, 1, len, w->out);
	free(data);
}

static void
put_double(struct writer *w, double d)
{
	uint64_t bits;

	memcpy(&bits, &d, sizeof(bits));
	for (unsigned i = 0; i < 8; i++)
		fputc((int)(bits >> (8 * i) & 0xff), w->out);
	w->flags |= VM_IMAGE_FLOATS;
}

static void
put_code_number(struct writer *w, vm_value v)
{
	size_t i = 0;

	while (w->codes[i] != (const struct vm_code *)v)
		i++;
	fputc(VM_IMAGE_CODE, w->out);
	put_varint(w->out, i);
}

static void put_constant(struct writer *w, vm_value v);

static void
put_object(struct writer *w, vm_value v)
{
	const struct vm_complex *c = (const struct vm_complex *)v;

	if (vm_is_str(v)) {
		fputc(VM_IMAGE_STR, w->out);
		put_str_number(w, v);
	} else if (vm_is(v, VM_TID_BYTES)) {
		fputc(VM_IMAGE_BYTES, w->out);
		put_varint(w->out, vm_bytes_len(v));
		fwrite(vm_bytes_data(v), 1, vm_bytes_len(v), w->out);
	} else if (vm_is(v, VM_TID_TUPLE)) {
		fputc(VM_IMAGE_TUPLE, w->out);
		put_varint(w->out, vm_tuple(v)->len);
		for (size_t i = 0; i < vm_tuple(v)->len; i++)
			put_constant(w, vm_tuple(v)->items[i]);
	} else if (vm_is(v, VM_TID_COMPLEX)) {
		fputc(VM_IMAGE_COMPLEX, w->out);
		put_double(w, (double)c->real);
		put_double(w, (double)c->imag);
	} else if (vm_is(v, VM_TID_CODE)) {
		put_code_number(w, v);
	} else {
		fputs("upy-cross: a constant that has no image\n", stderr);
		exit(1);
	}
}

static void
put_constant(struct writer *w, vm_value v)
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
			fputc(specials[i].tag, w->out);
			return;
		}
	}
	if (vm_is_integer(v)) {
		put_int(w, v);
	} else if (vm_is_float(v)) {
		fputc(VM_IMAGE_FLOAT, w->out);
		put_double(w, (double)vm_float_value(v));
	} else {
		put_object(w, v);
	}
}

/* ---- code -------------------------------------------------------------- */

static void
collect_codes(struct writer *w, const struct vm_code *module)
{
	const struct vm_unit *unit = module->unit;

	w->codes =
	    check_memory(malloc((unit->k_count + 1) * sizeof(*w->codes)));
	for (size_t i = 0; i < unit->k_count; i++) {
		if (vm_is(unit->k[i], VM_TID_CODE))
			w->codes[w->code_count++] =
			    (const struct vm_code *)unit->k[i];
	}
	w->codes[w->code_count++] = module;
}

static void
put_code(struct writer *w, const struct vm_code *code)
{
	size_t names =
	    (size_t)code->positional_count + code->keyword_only_count;

	put_varint(w->out, code->flags);
	put_varint(w->out, code->register_count);
	fputc(code->self_attribute_count, w->out);
	fputc(code->positional_count, w->out);
	fputc(code->position_only_count, w->out);
	fputc(code->keyword_only_count, w->out);
	for (size_t i = 0; i < names; i++)
		put_str_number(w, vm_tuple(code->parameter_names)->items[i]);
	put_str_number(w, code->name);
	put_varint(w->out, code->first_line);
	put_varint(w->out, code->code_len);
	put_varint(w->out, code->exception_len);
	put_varint(w->out, code->line_len);
	fwrite(code->bytes, 1,
	    code->code_len + code->exception_len + code->line_len, w->out);
}

static void
put_strs(const struct writer *w, FILE *out)
{
	put_varint(out, w->str_count);
	for (size_t i = 0; i < w->str_count; i++) {
		vm_value str = w->strs[i];
		bool is_name = vm_object(str)->bits & VM_STR_INTERNED;

		put_varint(out, vm_str_len(str) << 1 | is_name);
		fwrite(vm_str_data(str), 1, vm_str_len(str), out);
	}
}

static void
put_body(struct writer *w)
{
	put_str_number(w, w->unit->file_name);
	put_varint(w->out, w->code_count);
	put_varint(w->out, w->unit->k_count);
	for (size_t i = 0; i < w->unit->k_count; i++)
		put_constant(w, w->unit->k[i]);
	for (size_t i = 0; i < w->code_count; i++)
		put_code(w, w->codes[i]);
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
image_write(struct vm *vm, struct vm_code *code, void *arg)
{
	static const uint8_t header[VM_IMAGE_HEADER];
	struct image_bytes *image = arg;
	struct writer w = { .unit = code->unit };
	char *body = NULL;
	size_t body_len = 0;
	char *whole = NULL;
	FILE *out;

	(void)vm;
	w.out = check_memory(open_memstream(&body, &body_len));
	collect_codes(&w, code);
	put_body(&w);
	fclose(w.out);
	out = check_memory(open_memstream(&whole, &image->len));
	fwrite(header, 1, sizeof(header), out);
	put_strs(&w, out);
	fwrite(body, 1, body_len, out);
	fclose(out);
	image->data = (uint8_t *)whole;
	fill_header(image->data, image->len, w.flags);
	free(body);
	free(w.codes);
	free(w.strs);
}

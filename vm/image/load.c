/* SPDX-License-Identifier: MIT */
/*
 * Reads an image: strings, constants, code objects, in this order. Bytes
 * come in pieces, so the file is never in memory as a whole; its checksum is
 * compared at the end, before anything is run.
 */
#include "../object/bigint.h"
#include "../object/bytes.h"
#include "../object/digest.h"
#include "../object/float_parts.h"
#include "../object/float_value.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/utf8.h"
#include "../runtime/code.h"
#include "../runtime/heap.h"
#include "../runtime/intern.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "image.h"
#include "image_reader.h"
#include "verify.h"

#define SHORT_TEXT 32 /* bytes; read without an object of its own */

struct loader {
	struct vm_image_reader in;
	vm_value *strs; /* owned: VALUES_BUFFER */
	uint32_t str_count;
	struct vm_unit *unit;
	vm_value *codes; /* owned: VALUES_BUFFER */
	uint32_t code_count;
	uint8_t flags;
};

/* ---- pieces ------------------------------------------------------------ */

void
vm_image_refuse(struct vm *vm)
{
	vm_raise_value_error(vm, "incompatible .mpy file");
}

static uint8_t
read_byte(struct vm_image_reader *in)
{
	uint8_t byte;

	if (in->next == in->end && (in->refill == NULL || !in->refill(in)))
		vm_image_refuse(in->vm);
	byte = *in->next++;
	in->crc = vm_crc32(in->crc, &byte, 1);
	return byte;
}

static void
read_bytes(struct vm_image_reader *in, void *to, size_t len)
{
	uint8_t *out = to;

	while (len > 0) {
		size_t piece = (size_t)(in->end - in->next);

		if (piece == 0) {
			if (in->refill == NULL || !in->refill(in))
				vm_image_refuse(in->vm);
			continue;
		}
		piece = piece < len ? piece : len;
		memcpy(out, in->next, piece);
		in->crc = vm_crc32(in->crc, out, piece);
		in->next += piece;
		out += piece;
		len -= piece;
	}
}

static uint64_t
read_varint64(struct vm_image_reader *in)
{
	uint64_t value = 0;
	unsigned shift = 0;
	uint8_t byte;

	do {
		if (shift > 63)
			vm_image_refuse(in->vm);
		byte = read_byte(in);
		value |= (uint64_t)(byte & 0x7fu) << shift;
		shift += 7;
	} while (byte & 0x80u);
	return value;
}

static uint32_t
read_varint(struct vm_image_reader *in, uint32_t max)
{
	uint64_t value = read_varint64(in);

	if (value > max)
		vm_image_refuse(in->vm);
	return (uint32_t)value;
}

/* ---- strings ----------------------------------------------------------- */

static vm_value
read_short_name(struct vm_image_reader *in, size_t len)
{
	char text[SHORT_TEXT];

	read_bytes(in, text, len);
	if (vm_utf8_valid_prefix((const uint8_t *)text, len) != len)
		vm_image_refuse(in->vm);
	return vm_intern(in->vm, text, len);
}

/* Length times two, plus one if it is a name; then UTF-8. */
static vm_value
read_str(struct vm_image_reader *in)
{
	uint32_t header = read_varint(in, UINT32_MAX / 2);
	bool is_name = header & 1u;
	size_t len = header >> 1;
	vm_value str;
	uintptr_t data;

	if (is_name && len <= SHORT_TEXT)
		return read_short_name(in, len);
	str = vm_str_alloc(in->vm, len);
	data = (uintptr_t)vm_str_data(str);
	read_bytes(in, (void *)data, len);
	if (vm_utf8_valid_prefix((const uint8_t *)data, len) != len)
		vm_image_refuse(in->vm);
	str = vm_str_finish(in->vm, str);
	return is_name ? vm_intern_str(in->vm, str) : str;
}

static void
read_strs(struct loader *l)
{
	l->str_count = read_varint(&l->in, VM_IMAGE_COUNT_MAX);
	l->strs = vm_heap_new_values(l->in.vm, l->str_count);
	for (uint32_t i = 0; i < l->str_count; i++)
		l->strs[i] = read_str(&l->in);
}

static vm_value
read_str_number(struct loader *l)
{
	uint32_t number = read_varint(&l->in, VM_IMAGE_COUNT_MAX);

	if (number >= l->str_count)
		vm_image_refuse(l->in.vm);
	return l->strs[number];
}

static vm_value
read_name(struct loader *l)
{
	vm_value name = read_str_number(l);

	if (!(vm_object(name)->bits & VM_STR_INTERNED))
		vm_image_refuse(l->in.vm);
	return name;
}

/* ---- constants --------------------------------------------------------- */

static vm_value
read_int(struct loader *l)
{
	uint64_t value = read_varint64(&l->in);

	return vm_int_from_int64(l->in.vm,
	    (int64_t)(value >> 1) ^ -(int64_t)(value & 1u));
}

static vm_value
read_bigint(struct loader *l)
{
	struct vm *vm = l->in.vm;
	uint32_t header = read_varint(&l->in, UINT32_MAX / 2);
	uint8_t *data = vm_heap_new_bytes(vm, header >> 1);
	vm_value v;

	read_bytes(&l->in, data, header >> 1);
	v = vm_int_from_bytes(vm, data, header >> 1, false, false);
	vm_heap_free_buffer(vm, data);
	return header & 1u ? vm_int_negate(vm, v) : v;
}

#if VM_HAS_FLOAT
static vm_float
read_wide_float(struct loader *l)
{
	uint8_t bytes[8];
	uint64_t bits = 0;

	read_bytes(&l->in, bytes, sizeof(bytes));
	for (size_t i = 8; i-- > 0;)
		bits = bits << 8 | bytes[i];
	return vm_float_from_wide(bits);
}

static vm_value
read_float(struct loader *l)
{
	return vm_new_float(l->in.vm, read_wide_float(l));
}

static vm_value
read_complex(struct loader *l)
{
	vm_float real = read_wide_float(l);
	vm_float imag = read_wide_float(l);

	return vm_complex_new(l->in.vm, real, imag);
}
#else
static vm_value
read_float(struct loader *l)
{
	vm_image_refuse(l->in.vm);
}

#define read_complex read_float
#endif

static vm_value
read_data(struct loader *l)
{
	uint32_t len = read_varint(&l->in, UINT32_MAX / 2);
	vm_value bytes = vm_bytes_alloc(l->in.vm, len);
	uintptr_t data = (uintptr_t)vm_bytes_data(bytes);

	read_bytes(&l->in, (void *)data, len);
	return bytes;
}

/* The codes come later. Until then their constants are a chain: of each the
 * place of the one before, from 1, the last one's is in codes. */
static vm_value
read_code_number(struct loader *l, uint32_t place, unsigned depth)
{
	uint32_t number = read_varint(&l->in, VM_IMAGE_COUNT_MAX);
	vm_value before;

	if (number >= l->code_count || depth > 0)
		vm_image_refuse(l->in.vm);
	before = l->codes[number];
	l->codes[number] = VM_INT((intptr_t)place + 1);
	return before;
}

static vm_value read_constant(struct loader *l, uint32_t place, unsigned depth);

static vm_value
read_tuple(struct loader *l, uint32_t place, unsigned depth)
{
	uint32_t len = read_varint(&l->in, VM_IMAGE_COUNT_MAX);
	vm_value tuple;

	if (depth == VM_IMAGE_TUPLE_DEPTH)
		vm_image_refuse(l->in.vm);
	if (len == 0)
		return VM_PTR(&vm_empty_tuple);
	tuple = vm_tuple_new(l->in.vm, len, NULL);
	for (uint32_t i = 0; i < len; i++)
		vm_tuple(tuple)->items[i] = read_constant(l, place, depth + 1);
	return tuple;
}

static vm_value
read_constant(struct loader *l, uint32_t place, unsigned depth)
{
	switch (read_byte(&l->in)) {
	case VM_IMAGE_NONE:
		return VM_NONE;
	case VM_IMAGE_FALSE:
		return VM_FALSE;
	case VM_IMAGE_TRUE:
		return VM_TRUE;
	case VM_IMAGE_ELLIPSIS:
		return VM_ELLIPSIS;
	case VM_IMAGE_INT:
		return read_int(l);
	case VM_IMAGE_BIGINT:
		return read_bigint(l);
	case VM_IMAGE_FLOAT:
		return read_float(l);
	case VM_IMAGE_COMPLEX:
		return read_complex(l);
	case VM_IMAGE_STR:
		return read_str_number(l);
	case VM_IMAGE_BYTES:
		return read_data(l);
	case VM_IMAGE_TUPLE:
		return read_tuple(l, place, depth);
	case VM_IMAGE_CODE:
		return read_code_number(l, place, depth);
	default:
		vm_image_refuse(l->in.vm);
	}
}

static void
read_constants(struct loader *l)
{
	uint32_t count = read_varint(&l->in, VM_IMAGE_COUNT_MAX);

	l->unit->k = vm_heap_new_values(l->in.vm, count);
	l->unit->k_count = (uint16_t)count;
	for (uint32_t i = 0; i < count; i++)
		l->unit->k[i] = read_constant(l, i, 0);
}

/* ---- code -------------------------------------------------------------- */

static void
new_codes(struct loader *l)
{
	struct vm *vm = l->in.vm;

	l->code_count = read_varint(&l->in, VM_IMAGE_COUNT_MAX);
	if (l->code_count == 0)
		vm_image_refuse(vm);
	l->codes = vm_heap_new_values(vm, l->code_count);
	for (uint32_t i = 0; i < l->code_count; i++)
		l->codes[i] = VM_INT(0);
}

/* What comes before the code and decides how large the object is. */
struct code_start {
	uint32_t flags;
	uint32_t register_count;
	uint32_t positional_count; /* including position-only */
	uint32_t position_only_count;
	uint32_t parameter_count; /* these and keyword-only ones */
	vm_value *parameters;     /* owned: scratch */
	vm_value name;
	uint32_t first_line;
	uint32_t len[3]; /* code, exceptions, lines */
};

static void
read_start(struct loader *l, struct code_start *s)
{
	struct vm_image_reader *in = &l->in;

	s->flags = read_varint(in, UINT8_MAX);
	s->register_count = read_varint(in, VM_REGISTERS_MAX);
	s->positional_count = read_varint(in, VM_REGISTERS_MAX);
	s->position_only_count = read_varint(in, UINT8_MAX);
	s->parameter_count =
	    s->positional_count + read_varint(in, VM_REGISTERS_MAX);
	s->parameters =
	    vm_heap_new_scratch(in->vm, s->parameter_count * sizeof(vm_value));
	for (size_t i = 0; i < s->parameter_count; i++)
		s->parameters[i] = read_name(l);
	s->name = read_name(l);
	s->first_line = read_varint(in, INT32_MAX);
	for (size_t i = 0; i < 3; i++)
		s->len[i] = read_varint(in, INT32_MAX / 4);
}

static struct vm_code *
read_code(struct loader *l)
{
	struct vm_image_reader *in = &l->in;
	uint8_t head[VM_CODE_HEAD_MAX];
	struct code_start s;
	struct vm_code *code;
	size_t names;
	size_t head_len;
	uint8_t *bytes;

	read_start(l, &s);
	names = s.parameter_count * sizeof(vm_value);
	head_len = vm_code_put_head(head, s.first_line, s.len[1], s.len[2]);
	code = vm_code_new(in->vm, s.parameter_count,
	    (size_t)s.len[0] + head_len + s.len[1] + s.len[2]);
	code->unit = l->unit;
	code->flags = (uint8_t)s.flags;
	code->register_count = (uint16_t)s.register_count;
	code->positional_count = (uint16_t)s.positional_count;
	code->position_only_count = (uint8_t)s.position_only_count;
	code->name = s.name;
	code->code_len = s.len[0];
	bytes = (uint8_t *)(code + 1);
	memcpy(bytes, s.parameters, names);
	vm_heap_free_buffer(in->vm, s.parameters);
	bytes += names;
	read_bytes(in, bytes, s.len[0]);
	memcpy(bytes + s.len[0], head, head_len);
	read_bytes(in, bytes + s.len[0] + head_len,
	    (size_t)s.len[1] + s.len[2]);
	return code;
}

/* Number i, wherever it is a constant, see read_code_number. */
static void
place_code(struct loader *l, uint32_t i, struct vm_code *code)
{
	vm_value at = l->codes[i];

	l->codes[i] = VM_PTR(code);
	while (at != VM_INT(0)) {
		vm_value *k = &l->unit->k[vm_int_value(at) - 1];

		at = *k;
		*k = VM_PTR(code);
	}
}

/* ---- the whole --------------------------------------------------------- */

static uint32_t
read_header(struct loader *l)
{
	uint8_t header[VM_IMAGE_HEADER];
	uint16_t instructions = vm_image_instruction_set();

	read_bytes(&l->in, header, sizeof(header));
	l->flags = header[5];
	if (memcmp(header, VM_IMAGE_MAGIC, 4) != 0 ||
	    header[4] != VM_IMAGE_VERSION ||
	    (l->flags & ~VM_IMAGE_FLAGS) != 0 ||
	    (!VM_HAS_FLOAT && (l->flags & VM_IMAGE_FLOATS)) ||
	    header[6] != (instructions & 0xffu) ||
	    header[7] != instructions >> 8)
		vm_image_refuse(l->in.vm);
	l->in.crc = vm_crc32(0, header, 8);
	return (uint32_t)header[8] | (uint32_t)header[9] << 8 |
	    (uint32_t)header[10] << 16 | (uint32_t)header[11] << 24;
}

struct vm_code *
vm_image_read(struct vm_image_reader *reader)
{
	struct loader l = { .in = *reader };
	struct vm *vm = l.in.vm;
	uint32_t crc = read_header(&l);

	read_strs(&l);
	l.unit = vm_unit_new(vm, read_str_number(&l));
	new_codes(&l);
	read_constants(&l);
	for (uint32_t i = 0; i < l.code_count; i++)
		place_code(&l, i, read_code(&l));
	if (l.in.crc != crc || l.in.next != l.in.end ||
	    (l.in.refill != NULL && l.in.refill(&l.in)))
		vm_image_refuse(vm);
	vm_heap_free_buffer(vm, l.strs);
	vm_verify(vm, l.unit, l.codes, l.code_count);
	return (struct vm_code *)l.codes[l.code_count - 1];
}

struct vm_code *
vm_image_load(struct vm *vm, const uint8_t *data, size_t len)
{
	struct vm_image_reader reader = { .vm = vm,
		.next = data,
		.end = data + len };

	return vm_image_read(&reader);
}

/* SPDX-License-Identifier: MIT */
/* Sizes and contents of the fields of uctypes. */
#include "uctypes_field.h"

#include "../object/class.h"
#include "../object/dict.h"
#include "../object/float.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../runtime/call.h"
#include "../runtime/raise.h"

#define AGGREGATE_SHIFT  29
#define AGGREGATE_OFFSET 0x1fffffffu
#define SCALAR_OFFSET    0x07ffffffu
#define BITS_OFFSET      0x0001ffffu
#define FIRST_BITS_TYPE  24u
#define FLOAT32_TYPE     30u
#define FLOAT64_TYPE     31u

void
vm_field_syntax_error(struct vm *vm)
{
	vm_raise_type_error(vm, "syntax error in uctypes descriptor");
}

static unsigned
type_of(uint32_t field)
{
	return field >> VM_FIELD_TYPE_SHIFT;
}

static bool
is_bits(uint32_t field)
{
	return type_of(field) >= FIRST_BITS_TYPE &&
	    type_of(field) < FLOAT32_TYPE;
}

static uint32_t
offset_of(uint32_t field)
{
	return field & (is_bits(field) ? BITS_OFFSET : SCALAR_OFFSET);
}

static size_t
scalar_size(struct vm *vm, uint32_t field)
{
	static const uint8_t sizes[32] = { 1, 1, 2, 2, 4, 4, 8,
		8, [FIRST_BITS_TYPE] = 1, 1, 2, 2, 4, 4, 4, 8 };
	size_t size = sizes[type_of(field)];

	if (size == 0)
		vm_field_syntax_error(vm);
	return size;
}

/* ---- aggregates ------------------------------------------------------- */

static uint32_t
get_code(struct vm *vm, vm_value v)
{
	if (!vm_is_int(v))
		vm_field_syntax_error(vm);
	return (uint32_t)vm_int_value(v);
}

void
vm_field_aggregate(struct vm *vm, vm_value description,
    struct vm_aggregate *part)
{
	const struct vm_tuple *tuple = vm_tuple(description);
	uint32_t code;

	if (!vm_is(description, VM_TID_TUPLE) || tuple->len < 2 ||
	    tuple->len > 3)
		vm_field_syntax_error(vm);
	code = get_code(vm, tuple->items[0]);
	*part = (struct vm_aggregate){
		.kind = (enum vm_aggregate_kind)(code >> AGGREGATE_SHIFT),
		.offset = code & AGGREGATE_OFFSET,
		.element = tuple->items[1],
	};
	if (part->kind == VM_AGGREGATE_ARRAY) {
		code = get_code(vm, tuple->items[1]);
		part->count = code & SCALAR_OFFSET;
		part->element = tuple->len == 3 ? tuple->items[2] : VM_UNDEF;
		part->scalar = code & ~SCALAR_OFFSET;
		part->is_bytes = tuple->len == 2 && type_of(code) == 0;
	} else if (part->kind == VM_AGGREGATE_POINTER &&
	    vm_is_int(part->element)) {
		part->scalar = get_code(vm, part->element) & ~SCALAR_OFFSET;
		part->element = VM_UNDEF;
	} else if (part->kind != VM_AGGREGATE_STRUCT &&
	    part->kind != VM_AGGREGATE_POINTER) {
		vm_field_syntax_error(vm);
	}
}

/* ---- sizes ------------------------------------------------------------ */

struct extent {
	size_t end;       /* of what lies farthest */
	size_t alignment; /* largest */
};

static size_t size_with_alignment(struct vm *vm, vm_value description,
    unsigned layout, size_t *alignment);

size_t
vm_field_element_size(struct vm *vm, const struct vm_aggregate *part,
    unsigned layout)
{
	size_t alignment;

	if (part->element == VM_UNDEF)
		return scalar_size(vm, part->scalar);
	return size_with_alignment(vm, part->element, layout, &alignment);
}

static void
extend(struct extent *extent, size_t offset, size_t size, size_t alignment)
{
	if (offset + size > extent->end)
		extent->end = offset + size;
	if (alignment > extent->alignment)
		extent->alignment = alignment;
}

static void
add_aggregate(struct vm *vm, vm_value description, unsigned layout,
    struct extent *extent, bool with_offset)
{
	struct vm_aggregate part;
	size_t alignment, size;

	vm_field_aggregate(vm, description, &part);
	if (part.kind == VM_AGGREGATE_POINTER) {
		size = alignment = sizeof(void *);
	} else if (part.element != VM_UNDEF) {
		size =
		    size_with_alignment(vm, part.element, layout, &alignment);
	} else {
		size = alignment = scalar_size(vm, part.scalar);
	}
	if (part.kind == VM_AGGREGATE_ARRAY)
		size *= part.count;
	extend(extent, with_offset ? part.offset : 0, size, alignment);
}

static void
add_fields(struct vm *vm, vm_value dict, unsigned layout, struct extent *extent)
{
	struct vm_dict_entry *entry;
	size_t position = 0;

	while ((entry = vm_dict_next(dict, &position)) != NULL) {
		uint32_t field;
		size_t size;

		if (vm_is(entry->value, VM_TID_TUPLE)) {
			add_aggregate(vm, entry->value, layout, extent, true);
			continue;
		}
		field = get_code(vm, entry->value);
		size = scalar_size(vm, field);
		extend(extent, offset_of(field), size, size);
	}
}

static size_t
size_with_alignment(struct vm *vm, vm_value description, unsigned layout,
    size_t *alignment)
{
	struct extent extent = { .alignment = 1 };
	size_t rest;

	vm_check_recursion(vm);
	description = vm_native_value(description);
	if (vm_is(description, VM_TID_DICT))
		add_fields(vm, description, layout, &extent);
	else if (vm_is(description, VM_TID_TUPLE))
		add_aggregate(vm, description, layout, &extent, false);
	else if (vm_is_int(description))
		vm_raise_type_error(vm,
		    "can't unambiguously get sizeof scalar");
	else
		vm_field_syntax_error(vm);
	*alignment = extent.alignment;
	rest = extent.end % extent.alignment;
	if (layout == VM_LAYOUT_NATIVE && rest != 0)
		extent.end += extent.alignment - rest;
	return extent.end;
}

size_t
vm_field_sizeof(struct vm *vm, vm_value description, unsigned layout)
{
	size_t alignment;

	return size_with_alignment(vm, description, layout, &alignment);
}

/* ---- contents --------------------------------------------------------- */

static bool
is_big_endian(unsigned layout)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return layout != VM_LAYOUT_LITTLE;
#else
	return layout == VM_LAYOUT_BIG;
#endif
}

/* volatile: the address may be that of a device. */
static uint64_t
read_native(const uint8_t *at, size_t size)
{
	uintptr_t address = (uintptr_t)at;
	uint64_t bits = 0;

	if (address % size != 0 || size == 8)
		memcpy(&bits, at, size);
	else if (size == 1)
		bits = *(const volatile uint8_t *)address;
	else if (size == 2)
		bits = *(const volatile uint16_t *)address;
	else
		bits = *(const volatile uint32_t *)address;
	return bits;
}

static uint64_t
read_bits(const uint8_t *at, size_t size, unsigned layout)
{
	uint64_t bits = 0;

	if (layout == VM_LAYOUT_NATIVE)
		return read_native(at, size);
	for (size_t i = 0; i < size; i++)
		bits = bits << 8 | at[is_big_endian(layout) ? i : size - 1 - i];
	return bits;
}

static void
write_native(uint8_t *at, size_t size, uint64_t bits)
{
	uintptr_t address = (uintptr_t)at;

	if (address % size != 0 || size == 8)
		memcpy(at, &bits, size);
	else if (size == 1)
		*(volatile uint8_t *)address = (uint8_t)bits;
	else if (size == 2)
		*(volatile uint16_t *)address = (uint16_t)bits;
	else
		*(volatile uint32_t *)address = (uint32_t)bits;
}

static void
write_bits(uint8_t *at, size_t size, unsigned layout, uint64_t bits)
{
	if (layout == VM_LAYOUT_NATIVE) {
		write_native(at, size, bits);
		return;
	}
	for (size_t i = 0; i < size; i++) {
		at[is_big_endian(layout) ? size - 1 - i : i] = (uint8_t)bits;
		bits >>= 8;
	}
}

static vm_value
int_of_bits(struct vm *vm, uint64_t bits, unsigned width, bool is_signed)
{
	unsigned unused = 64 - width;

	if (width < 64)
		bits = bits << unused >> unused;
	if (is_signed)
		return vm_int_from_int64(vm,
		    (int64_t)(bits << unused) >> unused);
	return vm_int_from_uint64(vm, bits);
}

static unsigned
bits_width(uint32_t field)
{
	unsigned width = field >> VM_FIELD_BITS_LEN & 31u;

	return width == 0 ? 32 : width;
}

static unsigned
bits_position(uint32_t field)
{
	return field >> VM_FIELD_BITS_POS & 31u;
}

#if VM_HAS_FLOAT
static vm_value
float_of_bits(struct vm *vm, uint64_t bits, size_t size)
{
	uint32_t low = (uint32_t)bits;
	float single;
	double full;

	if (size == sizeof(single)) {
		memcpy(&single, &low, sizeof(single));
		return vm_new_float(vm, (vm_float)single);
	}
	memcpy(&full, &bits, sizeof(full));
	return vm_new_float(vm, (vm_float)full);
}

static uint64_t
bits_of_float(double full, size_t size)
{
	float single = (float)full;
	uint32_t low;
	uint64_t bits;

	if (size == sizeof(single)) {
		memcpy(&low, &single, sizeof(low));
		return low;
	}
	memcpy(&bits, &full, sizeof(bits));
	return bits;
}
#endif

vm_value
vm_field_load(struct vm *vm, uint32_t field, const uint8_t *base,
    unsigned layout)
{
	size_t size = scalar_size(vm, field);
	uint64_t bits = read_bits(base + offset_of(field), size, layout);
	bool is_signed = type_of(field) % 2 != 0;

#if VM_HAS_FLOAT
	if (type_of(field) >= FLOAT32_TYPE)
		return float_of_bits(vm, bits, size);
#endif
	if (is_bits(field)) /* without sign, as MicroPython has it */
		return int_of_bits(vm, bits >> bits_position(field),
		    bits_width(field), false);
	return int_of_bits(vm, bits, (unsigned)size * 8, is_signed);
}

void
vm_field_store(struct vm *vm, uint32_t field, uint8_t *base, unsigned layout,
    vm_value value)
{
	size_t size = scalar_size(vm, field);
	uint8_t *at = base + offset_of(field);
	uint64_t bits;

#if VM_HAS_FLOAT
	if (type_of(field) >= FLOAT32_TYPE) {
		bits = bits_of_float(vm_get_float(vm, value), size);
		write_bits(at, size, layout, bits);
		return;
	}
#endif
	if (!vm_is_integer(value))
		value = VM_INT(vm_get_int(vm, value));
	bits = vm_get_uint64_truncated(vm, value);
	if (is_bits(field)) {
		uint64_t mask = ((uint64_t)1 << bits_width(field)) - 1;
		uint64_t old = read_bits(at, size, layout);

		mask <<= bits_position(field);
		bits = (old & ~mask) | (bits << bits_position(field) & mask);
	}
	write_bits(at, size, layout, bits);
}

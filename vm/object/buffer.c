/* SPDX-License-Identifier: MIT */
/* Typed items in raw memory, growable storage, the buffer protocol. */
#include "buffer.h"

#include "../runtime/heap.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "../vm.h"
#include "class.h"
#include "float_parts.h"
#include "float_value.h"
#include "int.h"
#include "iterator.h"
#include "long_text.h"
#include "str.h"
#include "str_format.h"

size_t
vm_item_size(char type_code)
{
	switch (type_code) {
	case 'b':
	case 'B':
		return 1;
	case 'h':
	case 'H':
		return sizeof(short);
	case 'i':
	case 'I':
		return sizeof(int);
	case 'l':
	case 'L':
		return sizeof(long);
	case 'q':
	case 'Q':
		return sizeof(long long);
	case VM_ITEM_OBJECT:
	case 'P':
		return sizeof(vm_value);
#if VM_HAS_FLOAT
	case 'f':
		return sizeof(float);
	case 'd':
		return sizeof(double);
#endif
	default:
		return 0;
	}
}

/* The integer of so many bytes, sign-extended for small letters. */
static uint64_t
load_integer(const uint8_t *data, size_t size, bool is_signed)
{
	uint64_t value = 0;

	for (size_t i = 0; i < size; i++) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		value |= (uint64_t)data[size - 1 - i] << 8 * i;
#else
		value |= (uint64_t)data[i] << 8 * i;
#endif
	}
	if (is_signed && size < 8 && (value >> (8 * size - 1) & 1) != 0)
		value |= UINT64_MAX << 8 * size;
	return value;
}

vm_value
vm_item_load(struct vm *vm, char type_code, const uint8_t *data)
{
	bool is_signed = type_code >= 'a';
	uint64_t value;

	if (type_code == VM_ITEM_OBJECT) {
		vm_value object;

		memcpy(&object, data, sizeof(object));
		return object;
	}
#if VM_HAS_FLOAT
	if (type_code == 'f') {
		float f;

		memcpy(&f, data, sizeof(f));
		return vm_new_float(vm, (vm_float)f);
	}
	if (type_code == 'd') {
		uint64_t wide;

		memcpy(&wide, data, sizeof(wide));
		return vm_new_float(vm, vm_float_from_wide(wide));
	}
#endif
	value = load_integer(data, vm_item_size(type_code), is_signed);
	return is_signed ? vm_int_from_int64(vm, (int64_t)value) :
			   vm_int_from_uint64(vm, value);
}

void
vm_item_store(struct vm *vm, char type_code, uint8_t *data, vm_value value)
{
	size_t size = vm_item_size(type_code);
	uint64_t bits;

	if (type_code == VM_ITEM_OBJECT) {
		memcpy(data, &value, sizeof(value));
		return;
	}
#if VM_HAS_FLOAT
	if (type_code == 'f') {
		float f = (float)vm_get_float(vm, value);

		memcpy(data, &f, sizeof(f));
		return;
	}
	if (type_code == 'd') {
		uint64_t wide = vm_float_to_wide(vm_get_float(vm, value));

		memcpy(data, &wide, sizeof(wide));
		return;
	}
#endif
	bits = vm_get_uint64_truncated(vm, value);
	for (size_t i = 0; i < size; i++) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		data[size - 1 - i] = (uint8_t)(bits >> 8 * i);
#else
		data[i] = (uint8_t)(bits >> 8 * i);
#endif
	}
}

void
vm_growable_of(vm_value v, struct vm_growable *g)
{
	if (vm_is(v, VM_TID_BYTEARRAY)) {
		struct vm_bytearray *b = (struct vm_bytearray *)v;

		*g = (struct vm_growable){ &b->len, &b->capacity, &b->data, 1,
			&b->head };
	} else {
		struct vm_array *a = (struct vm_array *)v;

		*g = (struct vm_growable){ &a->len, &a->capacity, &a->data,
			a->item_size, &a->head };
	}
}

/* Room for len items in all. */
static void
reserve(struct vm *vm, struct vm_growable *g, size_t len)
{
	size_t capacity = *g->capacity;

	if (len <= capacity)
		return;
	if (len > UINT32_MAX / g->item_size)
		vm_raise_no_memory(vm, SIZE_MAX);
	capacity += capacity / 2;
	if (capacity < len)
		capacity = len;
	if (vm_flag_a(g->head)) { /* borrowed: a copy is our own */
		uint8_t *own = vm_heap_new_bytes(vm, capacity);

		vm_copy(vm, own, *g->data, *g->len);
		*g->data = own;
		g->head->bits &= ~VM_BYTEARRAY_BORROWED;
	} else {
		*g->data = vm_heap_resize_bytes(vm, *g->data,
		    *g->capacity * g->item_size, capacity * g->item_size);
	}
	*g->capacity = (uint32_t)capacity;
}

uint8_t *
vm_growable_extend(struct vm *vm, struct vm_growable *g, size_t n)
{
	size_t len = *g->len;

	reserve(vm, g, len + n);
	*g->len = (uint32_t)(len + n);
	return *g->data + len * g->item_size;
}

void
vm_growable_splice(struct vm *vm, struct vm_growable *g, size_t start,
    size_t count, const uint8_t *items, size_t n)
{
	size_t tail = *g->len - start - count;
	size_t size = g->item_size;
	uint8_t *at;

	if (n > 0 &&
	    (uintptr_t)items - (uintptr_t)*g->data < *g->capacity * size) {
		uint8_t *copy = vm_heap_new_bytes(vm, n * size);

		vm_copy(vm, copy, items, n * size);
		items = copy;
	}
	reserve(vm, g, start + n + tail);
	if (*g->data == NULL)
		return;
	at = *g->data + start * size;
	memmove(at + n * size, at + count * size, tail * size);
	/* What is moved already must not stay half filled. */
	if (tail == 0)
		vm_copy(vm, at, items, n * size);
	else if (n > 0)
		memcpy(at, items, n * size);
	*g->len = (uint32_t)(start + n + tail);
}

void
vm_growable_remove(struct vm_growable *g, const struct vm_slice_bounds *bounds)
{
	size_t size = g->item_size;
	size_t step = (size_t)(bounds->step < 0 ? -bounds->step : bounds->step);
	size_t first = (size_t)bounds->start;
	size_t to;

	if (bounds->count == 0)
		return;
	if (bounds->step < 0)
		first -= (bounds->count - 1) * step;
	to = first;
	for (size_t from = first; from < *g->len; from++) {
		size_t offset = from - first;

		if (offset % step == 0 && offset / step < bounds->count)
			continue;
		memmove(*g->data + to * size, *g->data + from * size, size);
		to++;
	}
	*g->len = (uint32_t)to;
}

void
vm_growable_set_slice(struct vm *vm, struct vm_growable *g, vm_value slice,
    vm_value value, char type_code)
{
	struct vm_slice_bounds bounds;
	struct vm_bytes_view view;
	intptr_t at;
	size_t n;

	vm_slice_resolve(vm, slice, *g->len, &bounds);
	if (value == VM_UNDEF) {
		vm_growable_remove(g, &bounds);
		return;
	}
	if (!vm_bytes_view_of(vm, value, &view) || view.type_code != type_code)
		vm_raise_error(vm, &vm_type_NotImplementedError,
		    "array/bytes required on right side");
	n = view.len / g->item_size;
	if (bounds.step == 1) {
		vm_growable_splice(vm, g, (size_t)bounds.start, bounds.count,
		    view.data, n);
		return;
	}
	if (n != bounds.count)
		vm_raise_value_error(vm, "lhs and rhs should be compatible");
	at = bounds.start;
	for (size_t i = 0; i < n; i++, at += bounds.step)
		memcpy(*g->data + (size_t)at * g->item_size,
		    view.data + i * g->item_size, g->item_size);
}

void
vm_items_copy_slice(struct vm *vm, uint8_t *out, const uint8_t *data,
    size_t item_size, const struct vm_slice_bounds *bounds)
{
	intptr_t at = bounds->start;

	if (bounds->step == 1) {
		if (bounds->count > 0)
			vm_copy(vm, out, data + (size_t)at * item_size,
			    bounds->count * item_size);
		return;
	}
	for (size_t i = 0; i < bounds->count; i++) {
		vm_poll_round(vm, i);
		memcpy(out + i * item_size, data + (size_t)at * item_size,
		    item_size);
		at += bounds->step;
	}
}

bool
vm_bytes_view_of(struct vm *vm, vm_value v, struct vm_bytes_view *view)
{
	const struct vm_type *type = vm_native_type(v);

	return type != NULL && type->slots->bytes != NULL &&
	    type->slots->bytes(vm, vm_native_value(v), view);
}

void
vm_get_bytes(struct vm *vm, vm_value v, struct vm_bytes_view *view)
{
	if (!vm_bytes_view_of(vm, v, view))
		vm_raise_type_error(vm, "object with buffer protocol required");
}

void
vm_get_bytes_writable(struct vm *vm, vm_value v, struct vm_bytes_view *view)
{
	vm_get_bytes(vm, v, view);
	if (view->read_only)
		vm_raise_type_error(vm, "object with buffer protocol required");
}

void
vm_get_bytes_or_str(struct vm *vm, vm_value v, struct vm_bytes_view *view)
{
	vm_value native = vm_native_value(v);

	if (!vm_is_str(native)) {
		vm_get_bytes(vm, v, view);
		return;
	}
	view->data = (uint8_t *)(vm_str(native) + 1);
	view->len = vm_str_len(native);
	view->type_code = 'B';
	view->read_only = true;
}

vm_value
vm_bytes_compare(struct vm *vm, unsigned op, vm_value a, vm_value b)
{
	struct vm_bytes_view x;
	struct vm_bytes_view y;
	size_t least;
	int order;

	if (!vm_bytes_view_of(vm, a, &x) || !vm_bytes_view_of(vm, b, &y))
		return VM_UNDEF;
	least = x.len < y.len ? x.len : y.len;
	order = vm_long_compare(vm, x.data, y.data, least);
	if (order == 0)
		order = x.len < y.len ? -1 : x.len > y.len;
	if (op == VM_OP_EQ || op == VM_OP_NE)
		return vm_new_bool((order == 0) == (op == VM_OP_EQ));
	return vm_text_order(op, order);
}

void
vm_bytes_gather(struct vm *vm, struct vm_writer *out, vm_value iterable)
{
	vm_value iterator = vm_iter(vm, iterable);
	vm_value item;

	while ((item = vm_next(vm, iterator)) != VM_STOP) {
		intptr_t byte = vm_get_int(vm, item);
		char c = (char)byte;

		if (byte < 0 || byte > 255)
			vm_raise_value_error(vm, "bytes value out of range");
		vm_write(vm, out, &c, 1);
	}
}

vm_value
vm_bytes_iter(struct vm *vm, vm_value self)
{
	bool plain = vm_is(self, VM_TID_BYTES) || vm_is(self, VM_TID_BYTEARRAY);

	return vm_iterator_new(vm, plain ? VM_ITER_BYTES : VM_ITER_SEQUENCE,
	    self);
}

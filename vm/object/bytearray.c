/* SPDX-License-Identifier: MIT */
/* The type bytearray. */
#include "../runtime/heap.h"
#include "../runtime/intern.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "../vm.h"
#include "arguments.h"
#include "buffer.h"
#include "bytes.h"
#include "class.h"
#include "int.h"
#include "long_text.h"
#include "self.h"
#include "str_format.h"
#include "text.h"

static struct vm_bytearray *
bytearray(vm_value v)
{
	return (struct vm_bytearray *)v;
}

vm_value
vm_bytearray_new(struct vm *vm, const void *data, size_t len)
{
	struct vm_bytearray *b =
	    vm_heap_alloc(vm, VM_TID_BYTEARRAY, sizeof(*b));
	struct vm_growable g;

	uint8_t *bytes;

	if (len == 0)
		return VM_PTR(b);
	vm_growable_of(VM_PTR(b), &g);
	bytes = vm_growable_extend(vm, &g, len);
	if (data != NULL)
		vm_copy(vm, bytes, data, len);
	else
		vm_long_fill(vm, bytes, 0, len);
	return VM_PTR(b);
}

vm_value
vm_bytearray_at(struct vm *vm, uint8_t *data, size_t len)
{
	struct vm_bytearray *b =
	    vm_heap_alloc(vm, VM_TID_BYTEARRAY, sizeof(*b));

	if (len > UINT32_MAX)
		vm_raise_no_memory(vm, SIZE_MAX);
	b->head.bits |= VM_BYTEARRAY_BORROWED;
	b->data = data;
	b->len = b->capacity = (uint32_t)len;
	return VM_PTR(b);
}

static void
bytearray_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	struct vm_text text;

	(void)kind;
	vm_text_view(self, &text);
	vm_write_text(vm, out, "bytearray(b");
	vm_text_write_repr(vm, out, &text);
	vm_write_char(vm, out, ')');
}

static size_t
bytearray_len(struct vm *vm, vm_value self)
{
	(void)vm;
	return bytearray(self)->len;
}

static bool
bytearray_bytes(struct vm *vm, vm_value self, struct vm_bytes_view *view)
{
	(void)vm;
	view->data = bytearray(self)->data;
	view->len = bytearray(self)->len;
	view->type_code = 'B';
	view->read_only = false;
	return true;
}

/* Appends a buffer, str or iterable of ints. */
static void
append_all(struct vm *vm, vm_value self, vm_value items)
{
	struct vm_bytes_view view;
	struct vm_growable g;
	struct vm_writer out;

	if (!vm_bytes_view_of(vm, items, &view)) {
		if (vm_is(items, VM_TID_STR)) {
			vm_get_bytes_or_str(vm, items, &view);
		} else {
			vm_writer_init(&out);
			vm_bytes_gather(vm, &out, items);
			view.data = (uint8_t *)out.data;
			view.len = out.len;
		}
	}
	vm_growable_of(self, &g);
	vm_growable_splice(vm, &g, *g.len, 0, view.data, view.len);
}

static vm_value
bytearray_repeat(struct vm *vm, vm_value self, vm_value count)
{
	intptr_t n = vm_get_int(vm, count);
	size_t len = bytearray(self)->len;
	vm_value result = vm_bytearray_new(vm, NULL, 0);
	struct vm_growable g;

	if (n <= 0 || len == 0)
		return result;
	if ((size_t)n > UINT32_MAX / len)
		vm_raise_no_memory(vm, SIZE_MAX);
	vm_growable_of(result, &g);
	vm_growable_extend(vm, &g, (size_t)n * len);
	for (intptr_t i = 0; i < n; i++) {
		vm_poll_round(vm, (size_t)i);
		vm_copy(vm, *g.data + (size_t)i * len, bytearray(self)->data,
		    len);
	}
	return result;
}

static vm_value
bytearray_concat(struct vm *vm, vm_value self, vm_value other)
{
	struct vm_bytes_view view;
	vm_value result;
	struct vm_growable g;

	if (!vm_bytes_view_of(vm, other, &view))
		return VM_UNDEF;
	result =
	    vm_bytearray_new(vm, bytearray(self)->data, bytearray(self)->len);
	vm_growable_of(result, &g);
	vm_growable_splice(vm, &g, *g.len, 0, view.data, view.len);
	return result;
}

static vm_value
bytearray_binary(struct vm *vm, unsigned op, vm_value self, vm_value other)
{
	bool whole = vm_is_integer(other) || vm_is_bool(other);
	vm_value repeated;

	if (op >= VM_OP_EQ && op <= VM_OP_GE)
		return vm_bytes_compare(vm, op, self, other);
	if (op == VM_OP_ADD)
		return bytearray_concat(vm, self, other);
	if (op == VM_OP_INPLACE + VM_OP_ADD) {
		append_all(vm, self, other);
		return self;
	}
	if (op == VM_OP_INPLACE + VM_OP_MUL && whole) {
		repeated = bytearray_repeat(vm, self, other);
		bytearray(self)->data = bytearray(repeated)->data;
		bytearray(self)->head.bits &= ~VM_BYTEARRAY_BORROWED;
		bytearray(self)->len = bytearray(repeated)->len;
		bytearray(self)->capacity = bytearray(repeated)->capacity;
		return self;
	}
	if ((op == VM_OP_MUL || op == VM_OP_REFLECTED + VM_OP_MUL) && whole)
		return bytearray_repeat(vm, self, other);
	return VM_UNDEF;
}

static bool
bytearray_contains(struct vm *vm, vm_value self, vm_value item)
{
	return vm_type_bytes.slots->contains(vm, self, item);
}

static vm_value
bytearray_getitem(struct vm *vm, vm_value self, vm_value key)
{
	const struct vm_bytearray *b = bytearray(self);
	struct vm_slice_bounds bounds;
	struct vm_growable g;
	vm_value result;

	if (!vm_is(key, VM_TID_SLICE))
		return VM_INT(
		    b->data[vm_sequence_index(vm, "bytearray", b->len, key)]);
	vm_slice_resolve(vm, key, b->len, &bounds);
	result = vm_bytearray_new(vm, NULL, 0);
	vm_growable_of(result, &g);
	vm_growable_extend(vm, &g, bounds.count);
	vm_items_copy_slice(vm, *g.data, b->data, 1, &bounds);
	return result;
}

static void
bytearray_setitem(struct vm *vm, vm_value self, vm_value key, vm_value value)
{
	struct vm_growable g;

	vm_growable_of(self, &g);
	if (vm_is(key, VM_TID_SLICE)) {
		vm_growable_set_slice(vm, &g, key, value, 'B');
	} else {
		size_t index = vm_sequence_index(vm, "bytearray", *g.len, key);

		if (value == VM_UNDEF)
			vm_growable_splice(vm, &g, index, 1, NULL, 0);
		else
			vm_item_store(vm, 'B', *g.data + index, value);
	}
}

static vm_value
bytearray_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	vm_value bytes = vm_bytes_from_arguments(vm, n_pos, n_kw, args);

	(void)type;
	return vm_bytearray_new(vm, vm_bytes_data(bytes), vm_bytes_len(bytes));
}

static vm_value
bytearray_append(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_growable g;
	uint64_t byte = vm_get_uint64_truncated(vm, args[1]);

	(void)argc;
	vm_growable_of(vm_self(vm, args[0], VM_TID_BYTEARRAY), &g);
	*vm_growable_extend(vm, &g, 1) = (uint8_t)byte;
	return VM_NONE;
}
VM_DEFINE_NATIVE(bytearray_append_native, bytearray_append, 2, 2);

static vm_value
bytearray_extend(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	append_all(vm, vm_self(vm, args[0], VM_TID_BYTEARRAY), args[1]);
	return VM_NONE;
}
VM_DEFINE_NATIVE(bytearray_extend_native, bytearray_extend, 2, 2);

static vm_value
bytearray_clear(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	bytearray(vm_self(vm, args[0], VM_TID_BYTEARRAY))->len = 0;
	return VM_NONE;
}
VM_DEFINE_NATIVE(bytearray_clear_native, bytearray_clear, 1, 1);

static vm_value
bytearray_pop(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_growable g;
	size_t index;
	uint8_t byte;

	vm_growable_of(vm_self(vm, args[0], VM_TID_BYTEARRAY), &g);
	if (*g.len == 0)
		vm_raise_index_error(vm, "pop from empty bytearray");
	index = argc < 2 ? *g.len - 1 :
			   vm_sequence_index(vm, "bytearray", *g.len, args[1]);
	byte = (*g.data)[index];
	vm_growable_splice(vm, &g, index, 1, NULL, 0);
	return VM_INT(byte);
}
VM_DEFINE_NATIVE(bytearray_pop_native, bytearray_pop, 1, 2);

static vm_value
bytearray_insert(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_growable g;
	uint8_t byte = (uint8_t)vm_get_uint64_truncated(vm, args[2]);
	size_t bounds[2];

	vm_growable_of(vm_self(vm, args[0], VM_TID_BYTEARRAY), &g);
	vm_argument_range(vm, argc - 1, args, 1, *g.len, bounds);
	vm_growable_splice(vm, &g, bounds[0], 0, &byte, 1);
	return VM_NONE;
}
VM_DEFINE_NATIVE(bytearray_insert_native, bytearray_insert, 3, 3);

static const struct vm_slots bytearray_slots = {
	.print = bytearray_print,
	.len = bytearray_len,
	.binary = bytearray_binary,
	.contains = bytearray_contains,
	.getitem = bytearray_getitem,
	.setitem = bytearray_setitem,
	.iter = vm_bytes_iter,
	.make = bytearray_make,
	.bytes = bytearray_bytes,
};

static const struct vm_member bytearray_members[] = {
	{ VM_NAME(append), VM_NATIVE(bytearray_append_native) },
	{ VM_NAME(clear), VM_NATIVE(bytearray_clear_native) },
	{ VM_NAME(decode), VM_NATIVE(vm_bytes_decode_native) },
	{ VM_NAME(extend), VM_NATIVE(bytearray_extend_native) },
	{ VM_NAME(format), VM_NATIVE(vm_bytes_format_native) },
	{ VM_NAME(fromhex), VM_NATIVE(vm_bytes_fromhex_native) },
	{ VM_NAME(hex), VM_NATIVE(vm_bytes_hex_native) },
	{ VM_NAME(insert), VM_NATIVE(bytearray_insert_native) },
	{ VM_NAME(pop), VM_NATIVE(bytearray_pop_native) },
#define X(ident, min, max) \
	{ VM_NAME(ident), VM_NATIVE(vm_text_##ident##_native) },
#include "text_methods.def"
#undef X
};

VM_DEFINE_TYPE(bytearray, bytearray, NULL, 0, bytearray_slots,
    bytearray_members);

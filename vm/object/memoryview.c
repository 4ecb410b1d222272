/* SPDX-License-Identifier: MIT */
/* The type memoryview: items of another object's bytes, not copied. */
#include "../runtime/heap.h"
#include "../runtime/intern.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "arguments.h"
#include "buffer.h"
#include "bytes.h"
#include "long_text.h"
#include "class.h"
#include "self.h"

static struct vm_memoryview *
memoryview(vm_value v)
{
	return (struct vm_memoryview *)v;
}

/* The items, as far as the base still has them. */
static bool
memoryview_bytes(struct vm *vm, vm_value self, struct vm_bytes_view *view)
{
	const struct vm_memoryview *m = memoryview(self);
	size_t start = (size_t)m->start * m->item_size;
	size_t len = (size_t)m->len * m->item_size;

	vm_get_bytes_or_str(vm, m->base, view);
	if (start > view->len)
		start = view->len;
	if (len > view->len - start)
		len = view->len - start;
	if (view->data != NULL)
		view->data += start;
	view->len = len;
	view->type_code = (char)m->type_code;
	view->read_only = m->read_only;
	return true;
}

static vm_value
new_view(struct vm *vm, const struct vm_memoryview *like)
{
	struct vm_memoryview *m =
	    vm_heap_alloc(vm, VM_TID_MEMORYVIEW, sizeof(*m));
	struct vm_object head = m->head;

	*m = *like;
	m->head = head;
	return VM_PTR(m);
}

static vm_value
memoryview_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	struct vm_bytes_view view;
	struct vm_memoryview m = { .start = 0 };

	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 1, 1);
	vm_get_bytes_or_str(vm, args[0], &view);
	m.item_size = (uint8_t)vm_item_size(view.type_code);
	m.type_code = (uint8_t)view.type_code;
	m.len = (uint32_t)(view.len / m.item_size);
	m.read_only = view.read_only;
	m.base = vm_native_value(args[0]);
	if (vm_is(m.base, VM_TID_MEMORYVIEW))
		m = *memoryview(m.base);
	return new_view(vm, &m);
}

static void
memoryview_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)self;
	(void)kind;
	vm_write_text(vm, out, "<memoryview>");
}

static size_t
memoryview_len(struct vm *vm, vm_value self)
{
	struct vm_bytes_view view;

	memoryview_bytes(vm, self, &view);
	return view.len / memoryview(self)->item_size;
}

static vm_value
memoryview_binary(struct vm *vm, unsigned op, vm_value self, vm_value other)
{
	if (op == VM_OP_EQ || op == VM_OP_NE)
		return vm_bytes_compare(vm, op, self, other);
	return VM_UNDEF;
}

static void
resolve(struct vm *vm, vm_value self, vm_value slice,
    struct vm_slice_bounds *bounds)
{
	vm_slice_resolve(vm, slice, memoryview_len(vm, self), bounds);
	if (bounds->step != 1)
		vm_raise_error(vm, &vm_type_NotImplementedError,
		    "only slices with step=1 (aka None) are supported");
}

static vm_value
memoryview_getitem(struct vm *vm, vm_value self, vm_value key)
{
	struct vm_memoryview m = *memoryview(self);
	struct vm_slice_bounds bounds;
	struct vm_bytes_view view;
	size_t index;

	if (vm_is(key, VM_TID_SLICE)) {
		resolve(vm, self, key, &bounds);
		m.start += (uint32_t)bounds.start;
		m.len = (uint32_t)bounds.count;
		return new_view(vm, &m);
	}
	memoryview_bytes(vm, self, &view);
	index =
	    vm_sequence_index(vm, "memoryview", view.len / m.item_size, key);
	return vm_item_load(vm, view.type_code,
	    view.data + index * m.item_size);
}

static void
memoryview_setitem(struct vm *vm, vm_value self, vm_value key, vm_value value)
{
	size_t item_size = memoryview(self)->item_size;
	struct vm_slice_bounds bounds;
	struct vm_bytes_view view;
	struct vm_bytes_view from;
	size_t index;

	if (memoryview(self)->read_only || value == VM_UNDEF)
		vm_raise_type_error(vm, "'%t' object doesn't support item %s",
		    self, value == VM_UNDEF ? "deletion" : "assignment");
	if (!vm_is(key, VM_TID_SLICE)) {
		memoryview_bytes(vm, self, &view);
		index = vm_sequence_index(vm, "memoryview",
		    view.len / item_size, key);
		vm_item_store(vm, view.type_code, view.data + index * item_size,
		    value);
		return;
	}
	resolve(vm, self, key, &bounds);
	memoryview_bytes(vm, self, &view);
	vm_get_bytes(vm, value, &from);
	if (from.type_code != view.type_code ||
	    from.len != bounds.count * item_size)
		vm_raise_value_error(vm, "lhs and rhs should be compatible");
	vm_long_move(vm, view.data + (size_t)bounds.start * item_size,
	    from.data, from.len);
}

static vm_value
memoryview_tobytes(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_bytes_view view;

	(void)argc;
	vm_get_bytes(vm, vm_self(vm, args[0], VM_TID_MEMORYVIEW), &view);
	return vm_bytes_new(vm, view.data, view.len);
}
VM_DEFINE_NATIVE(memoryview_tobytes_native, memoryview_tobytes, 1, 1);

static vm_value
memoryview_getattr(struct vm *vm, vm_value self, vm_value name)
{
	(void)vm;
	if (name == VM_NAME(itemsize))
		return VM_INT(memoryview(self)->item_size);
	return VM_UNDEF;
}

static const struct vm_slots memoryview_slots = {
	.print = memoryview_print,
	.len = memoryview_len,
	.binary = memoryview_binary,
	.getitem = memoryview_getitem,
	.setitem = memoryview_setitem,
	.iter = vm_bytes_iter,
	.make = memoryview_make,
	.getattr = memoryview_getattr,
	.bytes = memoryview_bytes,
};

static const struct vm_member memoryview_members[] = {
	{ VM_NAME(hex), VM_NATIVE(vm_bytes_hex_native) },
	{ VM_NAME(tobytes), VM_NATIVE(memoryview_tobytes_native) },
};

VM_DEFINE_TYPE(memoryview, memoryview, NULL, VM_TYPE_FINAL, memoryview_slots,
    memoryview_members);

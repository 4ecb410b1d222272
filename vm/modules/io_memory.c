/* SPDX-License-Identifier: MIT */
/* StringIO and BytesIO: streams over a growable buffer. */
#include "mod_io.h"

#include "../object/arguments.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/int.h"
#include "../object/long_text.h"
#include "../object/names.h"
#include "../object/str.h"
#include "../runtime/heap.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/writer.h"

enum memory_slot {
	MEMORY_BUFFER, /* bytearray; VM_NONE when closed */
	MEMORY_POSITION,
	MEMORY_SLOTS
};

static struct vm_bytearray *
buffer_of(struct vm *vm, vm_value self)
{
	vm_value buffer = vm_record(self)->slots[MEMORY_BUFFER];

	if (buffer == VM_NONE)
		vm_raise_value_error(vm, "I/O operation on closed file");
	return (struct vm_bytearray *)buffer;
}

static size_t
position_of(vm_value self)
{
	return (size_t)vm_int_value(vm_record(self)->slots[MEMORY_POSITION]);
}

static void
set_position(vm_value self, size_t position)
{
	vm_record(self)->slots[MEMORY_POSITION] = VM_INT(position);
}

static size_t
memory_read(struct vm *vm, vm_value self, uint8_t *buf, size_t len)
{
	const struct vm_bytearray *buffer = buffer_of(vm, self);
	size_t at = position_of(self);

	if (at >= buffer->len)
		return 0;
	if (len > buffer->len - at)
		len = buffer->len - at;
	vm_copy(vm, buf, buffer->data + at, len);
	set_position(self, at + len);
	return len;
}

static size_t
memory_write(struct vm *vm, vm_value self, const uint8_t *buf, size_t len)
{
	struct vm_bytearray *buffer = buffer_of(vm, self);
	size_t at = position_of(self);
	size_t end = at + len;

	if (end > UINT32_MAX / 2u)
		vm_raise_no_memory(vm, end);
	if (end > buffer->capacity) {
		size_t capacity = end + end / 2 + 16;

		buffer->data = vm_heap_resize_bytes(vm, buffer->data,
		    buffer->len, capacity);
		buffer->capacity = (uint32_t)capacity;
	}
	if (at > buffer->len)
		vm_long_fill(vm, buffer->data + buffer->len, 0,
		    at - buffer->len);
	vm_copy(vm, buffer->data + at, buf, len);
	if (end > buffer->len)
		buffer->len = (uint32_t)end;
	set_position(self, end);
	return len;
}

static int64_t
memory_seek(struct vm *vm, vm_value self, int64_t offset, int from)
{
	const struct vm_bytearray *buffer = buffer_of(vm, self);

	if (from == VM_SEEK_SET && offset < 0)
		vm_raise_os_error(vm, 22);
	if (from == VM_SEEK_CUR)
		offset += (int64_t)position_of(self);
	else if (from == VM_SEEK_END)
		offset += (int64_t)buffer->len;
	if (offset < 0)
		offset = 0;
	if (offset > (int64_t)(UINT32_MAX / 4u))
		vm_raise_os_error(vm, 22);
	set_position(self, (size_t)offset);
	return offset;
}

static void
memory_flush(struct vm *vm, vm_value self)
{
	buffer_of(vm, self);
}

static void
memory_close(struct vm *vm, vm_value self)
{
	(void)vm;
	vm_record(self)->slots[MEMORY_BUFFER] = VM_NONE;
}

#define MEMORY_OPS(text)                                    \
	{                                                   \
		.read = memory_read, .write = memory_write, \
		.seek = memory_seek, .flush = memory_flush, \
		.close = memory_close, .is_text = (text),   \
	}

static const struct vm_stream_ops string_io_ops = MEMORY_OPS(true);
static const struct vm_stream_ops bytes_io_ops = MEMORY_OPS(false);

static vm_value
getvalue(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value self = vm_native_value(args[0]);
	const struct vm_bytearray *buffer;

	(void)argc;
	if (!vm_is_record(self, &vm_type_StringIO) &&
	    !vm_is_record(self, &vm_type_BytesIO))
		vm_raise_type_error(vm, "stream operation not supported");
	buffer = buffer_of(vm, self);
	return vm_is_record(self, &vm_type_StringIO) ?
	    vm_str_new(vm, (const char *)buffer->data, buffer->len) :
	    vm_bytes_new(vm, buffer->data, buffer->len);
}

static vm_value
memory_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	struct vm_bytes_view view = { .data = NULL };
	vm_value buffer, self;

	vm_check_arguments(vm, n_pos, n_kw, 0, 1);
	/* StringIO(size) and BytesIO(size) reserve space. */
	if (n_pos > 0 && args[0] != VM_NONE && !vm_is_int(args[0]))
		vm_get_bytes_or_str(vm, vm_native_value(args[0]), &view);
	buffer = vm_bytearray_new(vm, view.data, view.len);
	self = vm_record_new(vm, type, MEMORY_SLOTS);
	vm_record(self)->slots[MEMORY_BUFFER] = buffer;
	set_position(self, 0);
	return self;
}

static void
memory_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_text(vm, out,
	    vm_is_record(self, &vm_type_StringIO) ? "<io.StringIO 0x" :
						    "<io.BytesIO 0x");
	vm_write_hex(vm, out, self);
	vm_write_char(vm, out, '>');
}

#define MEMORY_SLOTS(ops)                                                     \
	{                                                                     \
		.print = memory_print, .iter = vm_stream_iter,                \
		.next = vm_stream_next, .make = memory_make, .stream = (ops), \
	}

static const struct vm_slots string_io_slots = MEMORY_SLOTS(&string_io_ops);
static const struct vm_slots bytes_io_slots = MEMORY_SLOTS(&bytes_io_ops);

VM_DEFINE_NATIVE(getvalue_native, getvalue, 1, 1);

static const struct vm_member memory_members[] = {
	{ VM_NAME(getvalue), VM_NATIVE(getvalue_native) },
};

VM_DEFINE_TYPE(StringIO, StringIO, &vm_type_IOBase, VM_TYPE_HASHABLE,
    string_io_slots, memory_members);
VM_DEFINE_TYPE(BytesIO, BytesIO, &vm_type_IOBase, VM_TYPE_HASHABLE,
    bytes_io_slots, memory_members);

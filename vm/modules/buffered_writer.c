/* SPDX-License-Identifier: MIT */
/* io.BufferedWriter: collects what is written to a stream. */
#include "../object/arguments.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/int.h"
#include "../object/names.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "mod_io.h"

enum buffered_slot { SLOT_STREAM, SLOT_BUFFER, SLOT_USED, SLOT_COUNT };

static void
flush(struct vm *vm, vm_value self)
{
	struct vm_record *writer = vm_record(self);
	const struct vm_bytearray *buffer =
	    (const struct vm_bytearray *)writer->slots[SLOT_BUFFER];
	size_t used = (size_t)vm_int_value(writer->slots[SLOT_USED]);

	writer->slots[SLOT_USED] = VM_INT(0);
	if (used > 0)
		vm_stream_write_all(vm, writer->slots[SLOT_STREAM],
		    buffer->data, used);
}

/* The stream gets whole buffers. */
static size_t
buffered_write(struct vm *vm, vm_value self, const uint8_t *buf, size_t len)
{
	struct vm_record *writer = vm_record(self);
	const struct vm_bytearray *buffer =
	    (const struct vm_bytearray *)writer->slots[SLOT_BUFFER];
	size_t used = (size_t)vm_int_value(writer->slots[SLOT_USED]);

	if (len > buffer->len - used)
		len = buffer->len - used;
	memcpy(buffer->data + used, buf, len);
	writer->slots[SLOT_USED] = VM_INT(used + len);
	if (used + len == buffer->len)
		flush(vm, self);
	return len;
}

static vm_value
flush_method(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value self = vm_native_value(args[0]);

	(void)argc;
	if (!vm_is_record(self, &vm_type_BufferedWriter))
		vm_raise_type_error(vm, "stream operation not supported");
	flush(vm, self);
	return VM_NONE;
}
VM_DEFINE_NATIVE(flush_native, flush_method, 1, 1);

/* BufferedWriter(stream, size) */
static vm_value
buffered_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	vm_value self;
	intptr_t size;

	vm_check_arguments(vm, n_pos, n_kw, 2, 2);
	vm_stream_check(vm, args[0]);
	size = vm_get_int(vm, args[1]);
	if (size < 1)
		vm_raise_value_error(vm, "");
	self = vm_record_new(vm, type, SLOT_COUNT);
	vm_record(self)->slots[SLOT_STREAM] = args[0];
	vm_record(self)->slots[SLOT_USED] = VM_INT(0);
	vm_record(self)->slots[SLOT_BUFFER] =
	    vm_bytearray_new(vm, NULL, (size_t)size);
	return self;
}

static const struct vm_stream_ops buffered_ops = { .write = buffered_write };

static const struct vm_slots buffered_slots = {
	.make = buffered_make,
	.stream = &buffered_ops,
};

static const struct vm_member buffered_members[] = {
	{ VM_NAME(flush), VM_NATIVE(flush_native) },
	{ VM_NAME(write), VM_NATIVE(vm_stream_write_native) },
};

VM_DEFINE_TYPE(BufferedWriter, BufferedWriter, NULL, VM_TYPE_HASHABLE,
    buffered_slots, buffered_members);

/* SPDX-License-Identifier: MIT */
/* micropython.RingIO: a byte queue of fixed size. */
#include "ring_io.h"

#include "../object/arguments.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/names.h"
#include "../object/record.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/writer.h"

#define RING_SIZE_MAX 0xffff

enum ring_slot { RING_DATA, RING_HEAD, RING_COUNT, RING_SLOTS };

static struct vm_record *
ring_self(struct vm *vm, vm_value v)
{
	vm_value self = vm_native_value(v);

	if (!vm_is_record(self, &vm_type_RingIO))
		vm_raise_type_error(vm,
		    "argument should be a 'RingIO' not a '%t'", v);
	return vm_record(self);
}

static struct vm_bytearray *
data_of(struct vm_record *ring)
{
	return (struct vm_bytearray *)ring->slots[RING_DATA];
}

static size_t
count_of(struct vm_record *ring)
{
	return (size_t)vm_int_value(ring->slots[RING_COUNT]);
}

static uint8_t
take(struct vm_record *ring)
{
	size_t head = (size_t)vm_int_value(ring->slots[RING_HEAD]);
	uint8_t byte = data_of(ring)->data[head];

	head = head + 1 == data_of(ring)->len ? 0 : head + 1;
	ring->slots[RING_HEAD] = VM_INT(head);
	ring->slots[RING_COUNT] = VM_INT(count_of(ring) - 1);
	return byte;
}

static bool
put(struct vm_record *ring, uint8_t byte)
{
	size_t head = (size_t)vm_int_value(ring->slots[RING_HEAD]);
	size_t size = data_of(ring)->len;
	size_t count = count_of(ring);

	if (count == size - 1)
		return false;
	data_of(ring)->data[(head + count) % size] = byte;
	ring->slots[RING_COUNT] = VM_INT(count + 1);
	return true;
}

static vm_value
any(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return ring_self(vm, args[0])->slots[RING_COUNT];
}

static vm_value
ring_read(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_record *ring = ring_self(vm, args[0]);
	intptr_t want = vm_argument_int(vm, argc, args, 1, -1);
	struct vm_writer out;

	vm_writer_init(&out);
	while (count_of(ring) > 0 && want-- != 0) {
		uint8_t byte = take(ring);

		vm_write(vm, &out, (const char *)&byte, 1);
	}
	return vm_writer_bytes(vm, &out);
}

static vm_value
ring_readline(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_record *ring = ring_self(vm, args[0]);
	intptr_t want = vm_argument_int(vm, argc, args, 1, -1);
	struct vm_writer out;
	uint8_t byte = 0;

	vm_writer_init(&out);
	while (count_of(ring) > 0 && want-- != 0 && byte != '\n') {
		byte = take(ring);
		vm_write(vm, &out, (const char *)&byte, 1);
	}
	return vm_writer_bytes(vm, &out);
}

static vm_value
ring_readinto(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_record *ring = ring_self(vm, args[0]);
	struct vm_bytes_view view;
	size_t n = 0;
	size_t most;

	vm_get_bytes_writable(vm, args[1], &view);
	most = (size_t)vm_argument_int(vm, argc, args, 2, INTPTR_MAX);
	while (n < view.len && n < most && count_of(ring) > 0)
		view.data[n++] = take(ring);
	return VM_INT(n);
}

static vm_value
ring_write(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_record *ring = ring_self(vm, args[0]);
	struct vm_bytes_view view;
	size_t n = 0;

	(void)argc;
	vm_get_bytes_or_str(vm, args[1], &view);
	while (n < view.len && put(ring, view.data[n]))
		n++;
	return VM_INT(n);
}

static vm_value
ring_close(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	ring_self(vm, args[0])->slots[RING_COUNT] = VM_INT(0);
	return VM_NONE;
}

static vm_value
ring_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	vm_value data, self;
	intptr_t size;

	vm_check_arguments(vm, n_pos, n_kw, 1, 1);
	if (vm_is(args[0], VM_TID_BYTEARRAY)) {
		data = args[0];
		size = (intptr_t)((struct vm_bytearray *)data)->len;
	} else {
		/* One more than it holds, as if the end were marked. */
		size = vm_get_int(vm, args[0]);
		if (size < RING_SIZE_MAX)
			size++;
		data = VM_UNDEF;
	}
	if (size < 2 || size > RING_SIZE_MAX)
		vm_raise_value_error(vm, "");
	if (data == VM_UNDEF)
		data = vm_bytearray_new(vm, NULL, (size_t)size);
	self = vm_record_new(vm, type, RING_SLOTS);
	vm_record(self)->slots[RING_DATA] = data;
	vm_record(self)->slots[RING_HEAD] = VM_INT(0);
	vm_record(self)->slots[RING_COUNT] = VM_INT(0);
	return self;
}

static const struct vm_slots ring_slots = { .make = ring_make };

VM_DEFINE_NATIVE(any_native, any, 1, 1);
VM_DEFINE_NATIVE(close_native, ring_close, 1, 1);
VM_DEFINE_NATIVE(read_native, ring_read, 1, 2);
VM_DEFINE_NATIVE(readinto_native, ring_readinto, 2, 3);
VM_DEFINE_NATIVE(readline_native, ring_readline, 1, 2);
VM_DEFINE_NATIVE(write_native, ring_write, 2, 2);

static const struct vm_member ring_members[] = {
	{ VM_NAME(any), VM_NATIVE(any_native) },
	{ VM_NAME(close), VM_NATIVE(close_native) },
	{ VM_NAME(read), VM_NATIVE(read_native) },
	{ VM_NAME(readinto), VM_NATIVE(readinto_native) },
	{ VM_NAME(readline), VM_NATIVE(readline_native) },
	{ VM_NAME(write), VM_NATIVE(write_native) },
};

VM_DEFINE_TYPE(RingIO, RingIO, NULL, VM_TYPE_HASHABLE, ring_slots,
    ring_members);

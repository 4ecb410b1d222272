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
#include "mod_io.h"

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

/* ---- as a stream ------------------------------------------------------- */

static size_t
ring_read(struct vm *vm, vm_value self, uint8_t *buf, size_t len)
{
	struct vm_record *ring = ring_self(vm, self);
	size_t n = 0;

	while (n < len && count_of(ring) > 0)
		buf[n++] = take(ring);
	return n;
}

/* What does not fit is lost, as for print(file=ring). */
static size_t
ring_write(struct vm *vm, vm_value self, const uint8_t *buf, size_t len)
{
	struct vm_record *ring = ring_self(vm, self);

	for (size_t i = 0; i < len && put(ring, buf[i]); i++)
		continue;
	return len;
}

static void
ring_close(struct vm *vm, vm_value self)
{
	ring_self(vm, self)->slots[RING_COUNT] = VM_INT(0);
}

static unsigned
ring_poll(struct vm *vm, vm_value self, unsigned events)
{
	struct vm_record *ring = ring_self(vm, self);
	unsigned ready = 0;

	if (count_of(ring) > 0)
		ready |= VM_POLL_IN;
	if (count_of(ring) < data_of(ring)->len - 1u)
		ready |= VM_POLL_OUT;
	return ready & events;
}

static const struct vm_stream_ops ring_ops = {
	.read = ring_read,
	.write = ring_write,
	.close = ring_close,
	.poll = ring_poll,
};

/* write(data[[, start], length]) gives how much of it fitted. */
static vm_value
write_part(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_record *ring = ring_self(vm, args[0]);
	size_t before = count_of(ring);

	vm_stream_write_method(vm, argc, args);
	return VM_INT(count_of(ring) - before);
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
		if (size <= RING_SIZE_MAX)
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

static const struct vm_slots ring_slots = {
	.make = ring_make,
	.stream = &ring_ops,
};

VM_DEFINE_NATIVE(any_native, any, 1, 1);
VM_DEFINE_NATIVE(write_native, write_part, 2, 4);

static const struct vm_member ring_members[] = {
	{ VM_NAME(any), VM_NATIVE(any_native) },
	{ VM_NAME(write), VM_NATIVE(write_native) },
};

VM_DEFINE_TYPE(RingIO, RingIO, &vm_type_stream, VM_TYPE_HASHABLE, ring_slots,
    ring_members);

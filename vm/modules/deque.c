/* SPDX-License-Identifier: MIT */
/*
 * collections.deque: a ring of items. With a maxlen, more items push out
 * those of the other end, or raise IndexError if flag 1 is set.
 */
#include "collections.h"

#include "../object/arguments.h"
#include "../object/class.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/iterator.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/record.h"
#include "../object/slots.h"
#include "../runtime/call.h"
#include "../runtime/heap.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"

#define DEQUE_CHECK_OVERFLOW 1
#define DEQUE_MIN            8

enum deque_slot {
	DEQUE_RING, /* a list whose items are the ring */
	DEQUE_HEAD,
	DEQUE_COUNT,
	DEQUE_MAX, /* VM_NONE: no limit */
	DEQUE_FLAGS,
	DEQUE_SLOTS
};

static vm_value
deque_self(struct vm *vm, vm_value v)
{
	vm_value self = vm_native_value(v);

	if (!vm_is_record(self, &vm_type_deque))
		vm_raise_type_error(vm,
		    "argument should be a 'deque' not a '%t'", v);
	return self;
}

static size_t
get(vm_value self, enum deque_slot slot)
{
	return (size_t)vm_int_value(vm_record(self)->slots[slot]);
}

static void
set(vm_value self, enum deque_slot slot, size_t value)
{
	vm_record(self)->slots[slot] = VM_INT(value);
}

static struct vm_list *
ring_of(vm_value self)
{
	return vm_list(vm_record(self)->slots[DEQUE_RING]);
}

/* Where item i, counted from the left, is. */
static vm_value *
item_at(vm_value self, size_t i)
{
	struct vm_list *ring = ring_of(self);

	return &ring->items[(get(self, DEQUE_HEAD) + i) % ring->len];
}

static void
grow(struct vm *vm, vm_value self)
{
	size_t count = get(self, DEQUE_COUNT);
	size_t size = count + count / 2 + DEQUE_MIN;
	vm_value ring = vm_list_new(vm, size, NULL);

	for (size_t i = 0; i < count; i++)
		vm_list(ring)->items[i] = *item_at(self, i);
	vm_record(self)->slots[DEQUE_RING] = ring;
	set(self, DEQUE_HEAD, 0);
}

/* Makes room for one item at an end; false if nothing may be stored. */
static bool
make_room(struct vm *vm, vm_value self, bool at_left)
{
	size_t count = get(self, DEQUE_COUNT);

	if (vm_record(self)->slots[DEQUE_MAX] == VM_NONE) {
		if (count == ring_of(self)->len)
			grow(vm, self);
		return true;
	}
	if (count < get(self, DEQUE_MAX))
		return true;
	if (get(self, DEQUE_FLAGS) & DEQUE_CHECK_OVERFLOW)
		vm_raise_index_error(vm, "full");
	if (count == 0)
		return false;
	set(self, DEQUE_COUNT, count - 1);
	if (!at_left)
		set(self, DEQUE_HEAD,
		    (get(self, DEQUE_HEAD) + 1) % ring_of(self)->len);
	return true;
}

static void
push(struct vm *vm, vm_value self, vm_value item)
{
	size_t count;

	if (!make_room(vm, self, false))
		return;
	count = get(self, DEQUE_COUNT);
	*item_at(self, count) = item;
	set(self, DEQUE_COUNT, count + 1);
}

static void
push_left(struct vm *vm, vm_value self, vm_value item)
{
	size_t size;

	if (!make_room(vm, self, true))
		return;
	size = ring_of(self)->len;
	set(self, DEQUE_HEAD, (get(self, DEQUE_HEAD) + size - 1) % size);
	*item_at(self, 0) = item;
	set(self, DEQUE_COUNT, get(self, DEQUE_COUNT) + 1);
}

static vm_value
take(struct vm *vm, vm_value self, bool at_left)
{
	size_t count = get(self, DEQUE_COUNT);
	vm_value *place;
	vm_value item;

	if (count == 0)
		vm_raise_index_error(vm, "empty");
	place = item_at(self, at_left ? 0 : count - 1);
	item = *place;
	*place = VM_UNDEF;
	set(self, DEQUE_COUNT, count - 1);
	if (at_left)
		set(self, DEQUE_HEAD,
		    (get(self, DEQUE_HEAD) + 1) % ring_of(self)->len);
	return item;
}

static vm_value
append(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	push(vm, deque_self(vm, args[0]), args[1]);
	return VM_NONE;
}

static vm_value
appendleft(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	push_left(vm, deque_self(vm, args[0]), args[1]);
	return VM_NONE;
}

static vm_value
extend(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value self = deque_self(vm, args[0]);
	vm_value iterator = vm_iter(vm, args[1]);
	vm_value item;

	(void)argc;
	while ((item = vm_next(vm, iterator)) != VM_STOP)
		push(vm, self, item);
	return VM_NONE;
}

static vm_value
extendleft(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value self = deque_self(vm, args[0]);
	vm_value iterator = vm_iter(vm, args[1]);
	vm_value item;

	(void)argc;
	while ((item = vm_next(vm, iterator)) != VM_STOP)
		push_left(vm, self, item);
	return VM_NONE;
}

static vm_value
pop(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return take(vm, deque_self(vm, args[0]), false);
}

static vm_value
popleft(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return take(vm, deque_self(vm, args[0]), true);
}

static vm_value
clear(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value self = deque_self(vm, args[0]);

	(void)argc;
	while (get(self, DEQUE_COUNT) > 0)
		take(vm, self, false);
	return VM_NONE;
}

static vm_value
rotate(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value self = deque_self(vm, args[0]);
	intptr_t count = (intptr_t)get(self, DEQUE_COUNT);
	intptr_t n = argc > 1 ? vm_get_int(vm, args[1]) : 1;

	if (count == 0)
		return VM_NONE;
	for (n = (n % count + count) % count; n > 0; n--) {
		vm_poll_round(vm, (size_t)n);
		push_left(vm, self, take(vm, self, false));
	}
	return VM_NONE;
}

/* ---- the type --------------------------------------------------------- */

static vm_value
deque_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	static const vm_value names[] = { VM_NAME(iterable), VM_NAME(maxlen),
		VM_NAME(flags) };
	vm_value values[3] = { VM_PTR(&vm_empty_tuple), VM_NONE, VM_INT(0) };
	vm_value self, item, iterator;
	intptr_t most = -1;

	vm_bind_keywords(vm, n_pos, n_kw, args, 3, 0, names, values);
	if (values[1] != VM_NONE)
		most = vm_get_int(vm, values[1]);
	if (values[1] != VM_NONE && most < 0)
		vm_raise_value_error(vm, "");
	self = vm_record_new(vm, type, DEQUE_SLOTS);
	vm_record(self)->slots[DEQUE_MAX] = values[1];
	vm_record(self)->slots[DEQUE_FLAGS] = VM_INT(vm_get_int(vm, values[2]));
	set(self, DEQUE_HEAD, 0);
	set(self, DEQUE_COUNT, 0);
	vm_record(self)->slots[DEQUE_RING] =
	    vm_list_new(vm, most < 0 ? DEQUE_MIN : (size_t)most, NULL);
	iterator = vm_iter(vm, values[0]);
	while ((item = vm_next(vm, iterator)) != VM_STOP)
		push(vm, self, item);
	return self;
}

static size_t
deque_len(struct vm *vm, vm_value self)
{
	(void)vm;
	return get(self, DEQUE_COUNT);
}

static vm_value
deque_getitem(struct vm *vm, vm_value self, vm_value key)
{
	return *item_at(self,
	    vm_sequence_index(vm, "deque", get(self, DEQUE_COUNT), key));
}

static void
deque_setitem(struct vm *vm, vm_value self, vm_value key, vm_value value)
{
	size_t i = vm_sequence_index(vm, "deque", get(self, DEQUE_COUNT), key);

	if (value == VM_UNDEF)
		vm_raise_type_error(vm,
		    "'deque' object doesn't support item deletion");
	*item_at(self, i) = value;
}

static vm_value
deque_iter(struct vm *vm, vm_value self)
{
	return vm_iterator_new(vm, VM_ITER_SEQUENCE, self);
}

static void
deque_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_text(vm, out, "deque([");
	for (size_t i = 0; i < get(self, DEQUE_COUNT); i++) {
		if (i > 0)
			vm_write(vm, out, ", ", 2);
		vm_repr_to(vm, out, *item_at(self, i));
	}
	vm_write(vm, out, "])", 2);
}

static vm_value
deque_getattr(struct vm *vm, vm_value self, vm_value name)
{
	(void)vm;
	return name == VM_NAME(maxlen) ? vm_record(self)->slots[DEQUE_MAX] :
					 VM_UNDEF;
}

static const struct vm_slots deque_slots = {
	.print = deque_print,
	.len = deque_len,
	.getitem = deque_getitem,
	.setitem = deque_setitem,
	.iter = deque_iter,
	.make = deque_make,
	.getattr = deque_getattr,
};

VM_DEFINE_NATIVE(append_native, append, 2, 2);
VM_DEFINE_NATIVE(appendleft_native, appendleft, 2, 2);
VM_DEFINE_NATIVE(clear_native, clear, 1, 1);
VM_DEFINE_NATIVE(extend_native, extend, 2, 2);
VM_DEFINE_NATIVE(extendleft_native, extendleft, 2, 2);
VM_DEFINE_NATIVE(pop_native, pop, 1, 1);
VM_DEFINE_NATIVE(popleft_native, popleft, 1, 1);
VM_DEFINE_NATIVE(rotate_native, rotate, 1, 2);

static const struct vm_member deque_members[] = {
	{ VM_NAME(append), VM_NATIVE(append_native) },
	{ VM_NAME(appendleft), VM_NATIVE(appendleft_native) },
	{ VM_NAME(clear), VM_NATIVE(clear_native) },
	{ VM_NAME(extend), VM_NATIVE(extend_native) },
	{ VM_NAME(extendleft), VM_NATIVE(extendleft_native) },
	{ VM_NAME(pop), VM_NATIVE(pop_native) },
	{ VM_NAME(popleft), VM_NATIVE(popleft_native) },
	{ VM_NAME(rotate), VM_NATIVE(rotate_native) },
};

VM_DEFINE_TYPE(deque, deque, NULL, 0, deque_slots, deque_members);

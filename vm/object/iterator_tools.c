/* SPDX-License-Identifier: MIT */
/* enumerate, zip, map, filter and reversed. */
#include "iterator.h"

#include "../runtime/call.h"
#include "../runtime/heap.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "arguments.h"
#include "class.h"
#include "function.h"
#include "int.h"
#include "list.h"
#include "names.h"
#include "slots.h"

static struct vm_iterator *
iterator_of(vm_value v)
{
	return (struct vm_iterator *)v;
}

static vm_value
new_iterator(struct vm *vm, enum vm_tid tid, vm_value source, vm_value extra)
{
	struct vm_iterator *it =
	    vm_heap_alloc(vm, tid, sizeof(struct vm_iterator));

	it->source = source;
	it->extra = extra;
	return VM_PTR(it);
}

static vm_value
iter_self(struct vm *vm, vm_value self)
{
	(void)vm;
	return self;
}

/* The next item of what an iterator is made of, which may be one of these
 * made of another one, and so on. */
static vm_value
next_of(struct vm *vm, vm_value source)
{
	if (VM_UNLIKELY(
		(uintptr_t)__builtin_frame_address(0) < vm->c_stack_limit))
		vm_raise_recursion(vm);
	return vm_next(vm, source);
}

/* A tuple of the iterators of n iterables. */
static vm_value
iterators_of(struct vm *vm, size_t n, const vm_value *iterables)
{
	vm_value tuple = vm_tuple_new(vm, n, NULL);

	for (size_t i = 0; i < n; i++)
		VM_SETREF(vm, vm_tuple(tuple), items[i],
		    vm_iter(vm, iterables[i]));
	return tuple;
}

/* ---- enumerate -------------------------------------------------------- */

static vm_value
enumerate_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(iterable), VM_NAME(start) };
	vm_value values[2] = { VM_UNDEF, VM_INT(0) };

	(void)type;
	vm_bind_keywords(vm, n_pos, n_kw, args, 2, 1, names, values);
	return new_iterator(vm, VM_TID_ENUMERATE, vm_iter(vm, values[0]),
	    vm_index(vm, values[1]));
}

static vm_value
enumerate_next(struct vm *vm, vm_value self)
{
	struct vm_iterator *it = iterator_of(self);
	vm_value pair[2];

	pair[1] = next_of(vm, it->source);
	if (pair[1] == VM_STOP)
		return VM_STOP;
	pair[0] = it->extra;
	if (vm_is_int(it->extra))
		VM_SETREF(vm, it, extra,
		    vm_new_int(vm, vm_int_value(it->extra) + 1));
	else
		VM_SETREF(vm, it, extra,
		    vm_binary_op(vm, VM_OP_ADD, it->extra, VM_INT(1)));
	return vm_tuple_new(vm, 2, pair);
}

static const struct vm_slots enumerate_slots = {
	.iter = iter_self,
	.next = enumerate_next,
	.make = enumerate_make,
};

VM_DEFINE_TYPE_PLAIN(enumerate, enumerate, NULL, VM_TYPE_HASHABLE,
    enumerate_slots);

/* ---- zip -------------------------------------------------------------- */

static vm_value
zip_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 0, SIZE_MAX);
	return new_iterator(vm, VM_TID_ZIP, iterators_of(vm, n_pos, args),
	    VM_UNDEF);
}

static vm_value
zip_next(struct vm *vm, vm_value self)
{
	const struct vm_tuple *sources = vm_tuple(iterator_of(self)->source);
	vm_value out;

	if (sources->len == 0)
		return VM_STOP;
	out = vm_tuple_new(vm, sources->len, NULL);
	for (size_t i = 0; i < sources->len; i++) {
		vm_value item = next_of(vm, sources->items[i]);

		if (item == VM_STOP)
			return VM_STOP;
		VM_SETREF(vm, vm_tuple(out), items[i], item);
	}
	return out;
}

static const struct vm_slots zip_slots = {
	.iter = iter_self,
	.next = zip_next,
	.make = zip_make,
};

VM_DEFINE_TYPE_PLAIN(zip, zip, NULL, VM_TYPE_HASHABLE, zip_slots);

/* ---- map -------------------------------------------------------------- */

static vm_value
map_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 2, SIZE_MAX);
	if (n_pos == 2)
		return new_iterator(vm, VM_TID_MAP, vm_iter(vm, args[1]),
		    args[0]);
	return new_iterator(vm, VM_TID_MAP,
	    iterators_of(vm, n_pos - 1, args + 1), args[0]);
}

static vm_value
map_next(struct vm *vm, vm_value self)
{
	const struct vm_iterator *it = iterator_of(self);
	const struct vm_tuple *sources;
	vm_value item;

	if (!vm_is(it->source, VM_TID_TUPLE)) {
		item = next_of(vm, it->source);
		return item == VM_STOP ? item : vm_call_1(vm, it->extra, item);
	}
	sources = vm_tuple(it->source);
	{
		vm_value arguments = vm_tuple_new(vm, sources->len, NULL);

		for (size_t i = 0; i < sources->len; i++) {
			item = next_of(vm, sources->items[i]);
			if (item == VM_STOP)
				return VM_STOP;
			VM_SETREF(vm, vm_tuple(arguments), items[i], item);
		}
		return vm_call(vm, it->extra, sources->len, 0,
		    vm_tuple(arguments)->items);
	}
}

static const struct vm_slots map_slots = {
	.iter = iter_self,
	.next = map_next,
	.make = map_make,
};

VM_DEFINE_TYPE_PLAIN(map, map, NULL, VM_TYPE_HASHABLE, map_slots);

/* ---- filter ----------------------------------------------------------- */

static vm_value
filter_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 2, 2);
	return new_iterator(vm, VM_TID_FILTER, vm_iter(vm, args[1]), args[0]);
}

static vm_value
filter_next(struct vm *vm, vm_value self)
{
	const struct vm_iterator *it = iterator_of(self);
	vm_value item;

	while ((item = next_of(vm, it->source)) != VM_STOP) {
		vm_value wanted = it->extra == VM_NONE ?
		    item :
		    vm_call_1(vm, it->extra, item);

		if (vm_truth(vm, wanted))
			break;
	}
	return item;
}

static const struct vm_slots filter_slots = {
	.iter = iter_self,
	.next = filter_next,
	.make = filter_make,
};

VM_DEFINE_TYPE_PLAIN(filter, filter, NULL, VM_TYPE_HASHABLE, filter_slots);

/* ---- reversed --------------------------------------------------------- */

static vm_value
reversed_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	vm_value own, source;

	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 1, 1);
	own = vm_call_special(vm, args[0], VM_NAME(__reversed__), 0, NULL);
	if (own != VM_UNDEF)
		return own;
	source = args[0];
	if (vm_is(source, VM_TID_DICT) || vm_is(source, VM_TID_DICT_VIEW))
		source = vm_list_from_iterable(vm, source);
	return new_iterator(vm, VM_TID_REVERSED, source,
	    vm_new_int(vm, (intptr_t)vm_len(vm, source)));
}

static vm_value
reversed_next(struct vm *vm, vm_value self)
{
	struct vm_iterator *it = iterator_of(self);

	if (it->extra == VM_INT(0))
		return VM_STOP;
	it->extra = VM_INT(vm_int_value(it->extra) - 1);
	return vm_getitem(vm, it->source, it->extra);
}

static const struct vm_slots reversed_slots = {
	.iter = iter_self,
	.next = reversed_next,
	.make = reversed_make,
};

VM_DEFINE_TYPE_PLAIN(reversed, reversed, NULL, VM_TYPE_HASHABLE,
    reversed_slots);

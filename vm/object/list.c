/* SPDX-License-Identifier: MIT */
/* The type list. */
#include "list.h"

#include "../runtime/heap.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../vm.h"
#include "arguments.h"
#include "class.h"
#include "function.h"
#include "int.h"
#include "iterator.h"
#include "names.h"
#include "self.h"
#include "sequence.h"

#define LIST_MIN_CAPACITY 4

/* ---- storage ---------------------------------------------------------- */

static size_t
capacity_of(const struct vm_list *list)
{
	if (list->items == NULL)
		return 0;
	return vm_heap_contents_size(list->items) / sizeof(vm_value);
}

/* Such that the whole buffer is a power of two of words, or three quarters
 * of one. */
static size_t
next_capacity(size_t capacity)
{
	size_t head = sizeof(struct vm_buffer) / sizeof(vm_value);
	size_t power = LIST_MIN_CAPACITY * 2;

	if (capacity < LIST_MIN_CAPACITY)
		return LIST_MIN_CAPACITY;
	while (power <= capacity + head)
		power *= 2;
	if (power > 8 && capacity + head < power / 4 * 3)
		power = power / 4 * 3;
	return power - head;
}

static void
set_capacity(struct vm *vm, struct vm_list *list, size_t capacity)
{
	if (capacity > UINT32_MAX)
		vm_raise_no_memory(vm, capacity);
	list->items =
	    vm_heap_resize_values(vm, list->items, capacity_of(list), capacity);
}

/* Room for extra more items, with some to spare for the next ones. */
static void
reserve(struct vm *vm, struct vm_list *list, size_t extra)
{
	size_t needed = (size_t)list->len + extra;
	size_t capacity = capacity_of(list);

	if (needed > capacity)
		set_capacity(vm, list,
		    extra == 1 ? next_capacity(capacity) : needed);
}

/* Slots behind the end must not keep objects alive. */
static void
truncate_to(struct vm *vm, struct vm_list *list, size_t len)
{
	uint32_t old_len = list->len;

	list->len = (uint32_t)len;
	if (len == 0) {
		vm_heap_free_buffer(vm, list->items);
		list->items = NULL;
		return;
	}
	memset(list->items + len, 0, (old_len - len) * sizeof(vm_value));
}

vm_value
vm_list_new(struct vm *vm, size_t n, const vm_value *items)
{
	struct vm_list *list =
	    vm_heap_alloc(vm, VM_TID_LIST, sizeof(struct vm_list));

	if (n > 0) {
		set_capacity(vm, list, n);
		if (items != NULL)
			vm_copy(vm, list->items, items, n * sizeof(*items));
		list->len = (uint32_t)n;
	}
	return VM_PTR(list);
}

void
vm_list_append(struct vm *vm, vm_value v, vm_value item)
{
	struct vm_list *list = vm_list(v);

	if (list->len == capacity_of(list))
		reserve(vm, list, 1);
	VM_SETREF(vm, list, items[list->len], item);
	list->len++;
}

void
vm_list_trim(struct vm *vm, vm_value v)
{
	struct vm_list *list = vm_list(v);

	if (list->len < capacity_of(list))
		vm_heap_shrink_buffer(vm, list->items,
		    list->len * sizeof(vm_value));
}

/* By what is left of reversed(list or tuple); false: it is not that, or the
 * sequence has become shorter. */
static bool
extend_reversed(struct vm *vm, struct vm_list *list, vm_value iterable)
{
	struct vm_iterator *it = (struct vm_iterator *)iterable;
	size_t n, left;
	vm_value *items, *out;

	if (!vm_is(iterable, VM_TID_REVERSED) ||
	    !vm_sequence_items(it->source, &n, &items))
		return false;
	left = (size_t)vm_int_value(it->extra);
	if (left > n)
		return false;
	if (left == 0)
		return true;
	reserve(vm, list, left);
	vm_sequence_items(it->source, &n, &items); /* may be list */
	out = list->items + list->len;
	list->len += (uint32_t)left;
	it->extra = VM_INT(0);
	while (left > 0)
		*out++ = items[--left];
	return true;
}

void
vm_list_extend(struct vm *vm, vm_value v, vm_value iterable)
{
	struct vm_list *list = vm_list(v);
	size_t n;
	vm_value *items, iterator, item;
	struct vm_iterator local;

	if (vm_sequence_items(iterable, &n, &items)) {
		if (n == 0)
			return;
		reserve(vm, list, n);
		vm_sequence_items(iterable, &n, &items); /* may be list */
		vm_copy(vm, list->items + list->len, items, n * sizeof(*items));
		list->len += (uint32_t)n;
		return;
	}
	if (extend_reversed(vm, list, iterable))
		return;
	iterator = vm_iter_local(vm, &local, iterable);
	while ((item = vm_next(vm, iterator)) != VM_STOP)
		vm_list_append(vm, v, item);
}

vm_value
vm_list_from_iterable(struct vm *vm, vm_value iterable)
{
	vm_value list = vm_list_new(vm, 0, NULL);

	if (vm_is(iterable, VM_TID_RANGE)) {
		size_t n = vm_range_len(iterable);

		if (n > UINT32_MAX)
			vm_raise_no_memory(vm, n);
		reserve(vm, vm_list(list), n);
	}
	vm_list_extend(vm, list, iterable);
	return list;
}

/* ---- items and slices ------------------------------------------------- */

static vm_value
list_getitem(struct vm *vm, vm_value self, vm_value key)
{
	struct vm_slice_bounds bounds;
	vm_value out;

	if (!vm_is(key, VM_TID_SLICE))
		return vm_list(self)->items[vm_sequence_index(vm, "list",
		    vm_list(self)->len, key)];
	vm_slice_resolve(vm, key, vm_list(self)->len, &bounds);
	out = vm_list_new(vm, bounds.count, NULL);
	vm_sequence_copy_slice(vm, vm_list(out)->items, vm_list(self)->items,
	    &bounds);
	return out;
}

/* Replaces count items from start with the n items. */
static void
splice(struct vm *vm, struct vm_list *list, size_t start, size_t count,
    size_t n, const vm_value *items)
{
	size_t tail = list->len - start - count;
	size_t len = list->len - count + n;

	if (n > count)
		reserve(vm, list, n - count);
	if (tail > 0)
		memmove(list->items + start + n, list->items + start + count,
		    tail * sizeof(vm_value));
	if (n > 0)
		memcpy(list->items + start, items, n * sizeof(vm_value));
	if (len < list->len)
		truncate_to(vm, list, len);
	list->len = (uint32_t)len;
}

static void
delete_slice(struct vm *vm, struct vm_list *list,
    struct vm_slice_bounds *bounds)
{
	size_t to, next, step;

	if (bounds->count == 0)
		return;
	if (bounds->step < 0 && bounds->count > 0) {
		/* The same items from the lowest upwards. */
		bounds->start += (intptr_t)(bounds->count - 1) * bounds->step;
		bounds->step = -bounds->step;
	}
	if (bounds->step == 1 || bounds->count == 1) {
		splice(vm, list, (size_t)bounds->start, bounds->count, 0, NULL);
		return;
	}
	step = (size_t)bounds->step;
	to = (size_t)bounds->start;
	next = to;
	for (size_t from = to; from < list->len; from++) {
		if (from == next && bounds->count > 0) {
			bounds->count--;
			next += step;
			continue;
		}
		list->items[to++] = list->items[from];
	}
	truncate_to(vm, list, to);
}

static void
assign_slice(struct vm *vm, vm_value self, const struct vm_slice_bounds *bounds,
    vm_value value)
{
	struct vm_list *list = vm_list(self);
	intptr_t at = bounds->start;
	size_t n;
	vm_value *items;

	/* A copy, so that a[1:1] = a and generators are safe. */
	if (value == self || !vm_sequence_items(value, &n, &items)) {
		if (vm_is_int(value) || value < VM_SPECIAL_LIMIT)
			vm_raise_type_error(vm,
			    "object '%t' isn't a tuple or list", value);
		value = vm_list_from_iterable(vm, value);
		vm_sequence_items(value, &n, &items);
	}
	if (bounds->step == 1) {
		if ((size_t)at > list->len ||
		    bounds->count > list->len - (size_t)at)
			vm_raise_value_error(vm, "list changed size");
		splice(vm, list, (size_t)at, bounds->count, n, items);
		return;
	}
	if (n != bounds->count)
		vm_raise_value_error(vm,
		    "attempt to assign sequence of size %u to extended slice "
		    "of size %u",
		    (unsigned)n, (unsigned)bounds->count);
	for (size_t i = 0; i < n; i++) {
		if ((size_t)at < list->len)
			VM_SETREF(vm, list, items[at], items[i]);
		vm_poll_round(vm, i);
		if (i + 1 < n)
			at += bounds->step;
	}
}

static void
list_setitem(struct vm *vm, vm_value self, vm_value key, vm_value value)
{
	struct vm_list *list = vm_list(self);
	struct vm_slice_bounds bounds;
	size_t i;

	if (vm_is(key, VM_TID_SLICE)) {
		vm_slice_resolve(vm, key, list->len, &bounds);
		if (value == VM_UNDEF)
			delete_slice(vm, list, &bounds);
		else
			assign_slice(vm, self, &bounds, value);
		return;
	}
	i = vm_sequence_index(vm, "list", list->len, key);
	if (value == VM_UNDEF)
		splice(vm, list, i, 1, 0, NULL);
	else
		VM_SETREF(vm, list, items[i], value);
}

/* ---- operators -------------------------------------------------------- */

static vm_value
list_concat(struct vm *vm, vm_value self, vm_value other)
{
	struct vm_list *a = vm_list(self);
	struct vm_list *b = vm_list(other);
	vm_value out = vm_list_new(vm, (size_t)a->len + b->len, NULL);

	if (a->len > 0)
		vm_copy(vm, vm_list(out)->items, a->items,
		    a->len * sizeof(vm_value));
	if (b->len > 0)
		vm_copy(vm, vm_list(out)->items + a->len, b->items,
		    b->len * sizeof(vm_value));
	return out;
}

static vm_value
list_repeat(struct vm *vm, vm_value self, vm_value times)
{
	size_t n = vm_list(self)->len;
	size_t total = vm_sequence_repeat_len(vm, n, times);
	vm_value out = vm_list_new(vm, total, NULL);

	if (total == 0)
		return out;
	memcpy(vm_list(out)->items, vm_list(self)->items, n * sizeof(vm_value));
	vm_sequence_repeat_fill(vm, vm_list(out)->items, n, total);
	return out;
}

static vm_value
list_repeat_in_place(struct vm *vm, vm_value self, vm_value times)
{
	struct vm_list *list = vm_list(self);
	size_t n = list->len;
	size_t total = vm_sequence_repeat_len(vm, n, times);

	if (total < n) {
		truncate_to(vm, list, total);
		return self;
	}
	if (total > n)
		reserve(vm, list, total - n);
	vm_sequence_repeat_fill(vm, list->items, n, total);
	list->len = (uint32_t)total;
	return self;
}

static bool
is_count(vm_value v)
{
	return vm_is_integer(v) || vm_is_bool(v);
}

static vm_value
list_binary(struct vm *vm, unsigned op, vm_value self, vm_value other)
{
	vm_value inner = vm_native_value(other);

	if (op >= VM_OP_EQ && op <= VM_OP_GE)
		return vm_is(inner, VM_TID_LIST) ?
		    vm_sequence_compare(vm, op, self, inner) :
		    VM_UNDEF;
	switch (op) {
	case VM_OP_ADD:
		return vm_is(inner, VM_TID_LIST) ?
		    list_concat(vm, self, inner) :
		    VM_UNDEF;
	case VM_OP_INPLACE + VM_OP_ADD:
		vm_list_extend(vm, self, other);
		return self;
	case VM_OP_MUL:
	case VM_OP_REFLECTED + VM_OP_MUL:
		return is_count(other) ? list_repeat(vm, self, other) :
					 VM_UNDEF;
	case VM_OP_INPLACE + VM_OP_MUL:
		return is_count(other) ? list_repeat_in_place(vm, self, other) :
					 VM_UNDEF;
	default:
		return VM_UNDEF;
	}
}

/* ---- methods ---------------------------------------------------------- */

static struct vm_list *
list_self(struct vm *vm, vm_value v)
{
	return vm_list(vm_self(vm, v, VM_TID_LIST));
}

static vm_value
append(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	vm_list_append(vm, vm_self(vm, args[0], VM_TID_LIST), args[1]);
	return VM_NONE;
}

static vm_value
extend(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	vm_list_extend(vm, vm_self(vm, args[0], VM_TID_LIST), args[1]);
	return VM_NONE;
}

static vm_value
insert(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_list *list = list_self(vm, args[0]);
	intptr_t at = vm_get_int(vm, args[1]);

	(void)argc;
	if (at < 0)
		at += (intptr_t)list->len;
	if (at < 0)
		at = 0;
	if ((size_t)at > list->len)
		at = (intptr_t)list->len;
	splice(vm, list, (size_t)at, 0, 1, &args[2]);
	return VM_NONE;
}

static vm_value
pop(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_list *list = list_self(vm, args[0]);
	vm_value item;
	size_t i;

	if (list->len == 0)
		vm_raise_index_error(vm, "pop from empty list");
	i = argc > 1 ? vm_sequence_index(vm, "list", list->len, args[1]) :
		       list->len - 1u;
	item = list->items[i];
	if (i == list->len - 1u) {
		list->items[i] = VM_UNDEF;
		list->len--;
	} else {
		splice(vm, list, i, 1, 0, NULL);
	}
	return item;
}

static vm_value
list_remove(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_list *list = list_self(vm, args[0]);
	vm_value i = vm_sequence_find(vm, argc, args);

	if ((size_t)vm_int_value(i) < list->len)
		splice(vm, list, (size_t)vm_int_value(i), 1, 0, NULL);
	return VM_NONE;
}

static vm_value
reverse(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_list *list = list_self(vm, args[0]);

	(void)argc;
	for (size_t i = 0, j = list->len; i + 1 < j; i++) {
		vm_value item = list->items[i];

		list->items[i] = list->items[--j];
		list->items[j] = item;
	}
	return VM_NONE;
}

static vm_value
clear(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	truncate_to(vm, list_self(vm, args[0]), 0);
	return VM_NONE;
}

static vm_value
copy(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_list *list = list_self(vm, args[0]);

	(void)argc;
	return vm_list_new(vm, list->len, list->items);
}

static vm_value
sort(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(key), VM_NAME(reverse) };
	vm_value options[2] = { VM_NONE, VM_FALSE };
	vm_value self = vm_self(vm, args[0], VM_TID_LIST);

	if (n_pos > 1)
		vm_raise_type_error(vm, "extra positional arguments given");
	vm_bind_keywords(vm, 0, n_kw, args + n_pos, 2, 0, names, options);
	vm_list_sort(vm, self, options[0], vm_truth(vm, options[1]));
	return VM_NONE;
}

/* ---- the type --------------------------------------------------------- */

static void
list_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_sequence_print(vm, out, self, "[]");
}

static size_t
list_len(struct vm *vm, vm_value self)
{
	(void)vm;
	return vm_list(self)->len;
}

static vm_value
list_iter(struct vm *vm, vm_value self)
{
	return vm_iterator_new(vm, VM_ITER_LIST, self);
}

static vm_value
list_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 0, 1);
	return n_pos > 0 ? vm_list_from_iterable(vm, args[0]) :
			   vm_list_new(vm, 0, NULL);
}

static const struct vm_slots list_slots = {
	.print = list_print,
	.len = list_len,
	.binary = list_binary,
	.contains = vm_sequence_contains,
	.getitem = list_getitem,
	.setitem = list_setitem,
	.iter = list_iter,
	.make = list_make,
};

VM_DEFINE_NATIVE(append_native, append, 2, 2);
VM_DEFINE_NATIVE(clear_native, clear, 1, 1);
VM_DEFINE_NATIVE(copy_native, copy, 1, 1);
VM_DEFINE_NATIVE(count_native, vm_sequence_count, 2, 2);
VM_DEFINE_NATIVE(extend_native, extend, 2, 2);
VM_DEFINE_NATIVE(index_native, vm_sequence_find, 2, 4);
VM_DEFINE_NATIVE(insert_native, insert, 3, 3);
VM_DEFINE_NATIVE(pop_native, pop, 1, 2);
VM_DEFINE_NATIVE(remove_native, list_remove, 2, 2);
VM_DEFINE_NATIVE(reverse_native, reverse, 1, 1);
VM_DEFINE_NATIVE_KW(sort_native, sort, 1, VM_ARGS_MANY);

static const struct vm_member list_members[] = {
	{ VM_NAME(append), VM_NATIVE(append_native) },
	{ VM_NAME(clear), VM_NATIVE(clear_native) },
	{ VM_NAME(copy), VM_NATIVE(copy_native) },
	{ VM_NAME(count), VM_NATIVE(count_native) },
	{ VM_NAME(extend), VM_NATIVE(extend_native) },
	{ VM_NAME(index), VM_NATIVE(index_native) },
	{ VM_NAME(insert), VM_NATIVE(insert_native) },
	{ VM_NAME(pop), VM_NATIVE(pop_native) },
	{ VM_NAME(remove), VM_NATIVE(remove_native) },
	{ VM_NAME(reverse), VM_NATIVE(reverse_native) },
	{ VM_NAME(sort), VM_NATIVE(sort_native) },
};

VM_DEFINE_TYPE(list, list, NULL, 0, list_slots, list_members);

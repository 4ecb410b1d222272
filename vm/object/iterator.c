/* SPDX-License-Identifier: MIT */
/*
 * Iterators of the built-in containers, of objects with __getitem__, and
 * of iter(callable, sentinel).
 */
#include "iterator.h"

#include "../runtime/call.h"
#include "../runtime/heap.h"
#include "../runtime/intern.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "class.h"
#include "dict_type.h"
#include "int.h"
#include "list.h"
#include "names.h"
#include "range.h"
#include "set_table.h"
#include "str.h"
#include "utf8.h"

static struct vm_iterator *
iterator_of(vm_value v)
{
	return (struct vm_iterator *)v;
}

vm_value
vm_iterator_new(struct vm *vm, enum vm_iterator_kind kind, vm_value source)
{
	struct vm_iterator *it =
	    vm_heap_alloc(vm, VM_TID_ITERATOR, sizeof(struct vm_iterator));

	it->kind = (uint16_t)kind;
	it->source = source;
	if (kind == VM_ITER_SET)
		it->length = vm_set(source)->live;
	return VM_PTR(it);
}

vm_value
vm_dict_iterator_new(struct vm *vm, vm_value dict, enum vm_dict_view_kind kind)
{
	vm_value v = vm_iterator_new(vm, VM_ITER_DICT, dict);

	iterator_of(v)->length = vm_dict_len(dict);
	iterator_of(v)->extra = VM_INT(kind);
	return v;
}

bool
vm_iterator_init(struct vm_iterator *it, vm_value container)
{
	static const uint8_t kinds[VM_TID_COUNT] = {
		[VM_TID_LIST] = VM_ITER_LIST + 1,
		[VM_TID_TUPLE] = VM_ITER_TUPLE + 1,
		[VM_TID_RANGE] = VM_ITER_RANGE + 1,
		[VM_TID_STR] = VM_ITER_STR + 1,
		[VM_TID_BYTES] = VM_ITER_BYTES + 1,
		[VM_TID_BYTEARRAY] = VM_ITER_BYTES + 1,
		[VM_TID_ARRAY] = VM_ITER_SEQUENCE + 1,
		[VM_TID_MEMORYVIEW] = VM_ITER_SEQUENCE + 1,
		[VM_TID_DICT] = VM_ITER_DICT + 1,
		[VM_TID_SET] = VM_ITER_SET + 1,
		[VM_TID_FROZENSET] = VM_ITER_SET + 1,
	};
	unsigned kind = vm_is_object(container) ?
	    kinds[vm_object_tid(vm_object(container))] :
	    0;

	if (kind == 0)
		return false;
	*it = (struct vm_iterator){ .head = VM_ROM_HEAD(VM_TID_ITERATOR),
		.kind = (uint16_t)(kind - 1),
		.source = container };
	if (it->kind == VM_ITER_DICT) {
		it->length = vm_dict_len(container);
		it->extra = VM_INT(VM_DICT_KEYS);
	} else if (it->kind == VM_ITER_SET) {
		it->length = vm_set(container)->live;
	}
	return true;
}

vm_value
vm_iter_local(struct vm *vm, struct vm_iterator *it, vm_value iterable)
{
	return vm_iterator_init(it, iterable) ? VM_PTR(it) :
						vm_iter(vm, iterable);
}

vm_value
vm_getitem_iterator_new(struct vm *vm, vm_value object)
{
	return vm_iterator_new(vm, VM_ITER_GETITEM, object);
}

/* ---- one function per kind ------------------------------------------- */

static vm_value
next_of_list(struct vm *vm, struct vm_iterator *it)
{
	const struct vm_list *list = vm_list(it->source);

	(void)vm;
	return it->index < list->len ? list->items[it->index++] : VM_STOP;
}

static vm_value
next_of_tuple(struct vm *vm, struct vm_iterator *it)
{
	const struct vm_tuple *tuple = vm_tuple(it->source);

	(void)vm;
	return it->index < tuple->len ? tuple->items[it->index++] : VM_STOP;
}

static vm_value
next_of_range(struct vm *vm, struct vm_iterator *it)
{
	const struct vm_range *r = (const struct vm_range *)it->source;
	intptr_t i;

	if (it->index >= vm_range_len(it->source))
		return VM_STOP;
	i = (intptr_t)((size_t)r->start + it->index * (size_t)r->step);
	it->index++;
	return vm_new_int(vm, i);
}

static vm_value
next_of_str(struct vm *vm, struct vm_iterator *it)
{
	const char *text = vm_str_data(it->source) + it->index;
	uint8_t first = (uint8_t)*text;
	size_t len;

	if (it->index >= vm_str_len(it->source))
		return VM_STOP;
	if (first < 128) {
		it->index++;
		return VM_CHAR_STR(first);
	}
	len = vm_utf8_char_len(first);
	if (len > vm_str_len(it->source) - it->index)
		return VM_STOP;
	it->index += (uint32_t)len;
	return vm_str_new(vm, text, len);
}

static vm_value
next_of_bytes(struct vm *vm, struct vm_iterator *it)
{
	struct vm_bytes_view view;
	const struct vm_type *type = vm_native_type(it->source);

	if (!type->slots->bytes(vm, it->source, &view) || it->index >= view.len)
		return VM_STOP;
	return VM_INT(view.data[it->index++]);
}

static vm_value
next_of_sequence(struct vm *vm, struct vm_iterator *it)
{
	const struct vm_slots *slots = vm_native_type(it->source)->slots;

	if (it->index >= slots->len(vm, it->source))
		return VM_STOP;
	return slots->getitem(vm, it->source, VM_INT(it->index++));
}

static vm_value
getitem_or_raise(struct vm *vm, void *arg)
{
	struct vm_iterator *it = arg;

	return vm_getitem(vm, it->source, VM_INT(it->index++));
}

static vm_value
next_of_getitem(struct vm *vm, struct vm_iterator *it)
{
	vm_value item, exception;

	if (it->source == VM_UNDEF)
		return VM_STOP;
	if (vm_try(vm, getitem_or_raise, it, &item, &exception))
		return item;
	if (!vm_exception_is(exception, &vm_type_IndexError) &&
	    !vm_exception_is(exception, &vm_type_StopIteration))
		vm_raise(vm, exception);
	it->source = VM_UNDEF;
	return VM_STOP;
}

static vm_value
next_of_dict(struct vm *vm, struct vm_iterator *it)
{
	struct vm_dict_entry *entry;
	vm_value pair[2];
	size_t pos = it->index;

	if (vm_dict_len(it->source) != it->length)
		vm_raise_runtime_error(vm,
		    "dictionary changed size during iteration");
	entry = vm_dict_next(it->source, &pos);
	it->index = (uint32_t)pos;
	if (entry == NULL)
		return VM_STOP;
	switch ((enum vm_dict_view_kind)vm_int_value(it->extra)) {
	case VM_DICT_KEYS:
		return entry->key;
	case VM_DICT_VALUES:
		return entry->value;
	case VM_DICT_ITEMS:
		break;
	}
	pair[0] = entry->key;
	pair[1] = entry->value;
	return vm_tuple_new(vm, 2, pair);
}

static vm_value
next_of_set(struct vm *vm, struct vm_iterator *it)
{
	size_t pos = it->index;
	vm_value item;

	if (vm_set(it->source)->live != it->length)
		vm_raise_runtime_error(vm, "set changed size during iteration");
	item = vm_set_next(it->source, &pos);
	it->index = (uint32_t)pos;
	return item;
}

static vm_value
next_of_call(struct vm *vm, struct vm_iterator *it)
{
	vm_value item;

	if (it->source == VM_UNDEF)
		return VM_STOP;
	item = vm_call_0(vm, it->source);
	if (!vm_equal(vm, item, it->extra))
		return item;
	it->source = VM_UNDEF;
	return VM_STOP;
}

/* ---- the type --------------------------------------------------------- */

vm_value
vm_iterator_next(struct vm *vm, vm_value v)
{
	static vm_value (*const functions[])(struct vm * vm,
	    struct vm_iterator * it) = {
		[VM_ITER_LIST] = next_of_list,
		[VM_ITER_TUPLE] = next_of_tuple,
		[VM_ITER_RANGE] = next_of_range,
		[VM_ITER_STR] = next_of_str,
		[VM_ITER_BYTES] = next_of_bytes,
		[VM_ITER_SEQUENCE] = next_of_sequence,
		[VM_ITER_GETITEM] = next_of_getitem,
		[VM_ITER_DICT] = next_of_dict,
		[VM_ITER_SET] = next_of_set,
		[VM_ITER_CALL] = next_of_call,
	};

	return functions[iterator_of(v)->kind](vm, iterator_of(v));
}

static vm_value
iterator_iter(struct vm *vm, vm_value self)
{
	(void)vm;
	return self;
}

static const struct vm_slots iterator_slots = {
	.iter = iterator_iter,
	.next = vm_iterator_next,
};

VM_DEFINE_TYPE_PLAIN(iterator, iterator, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL,
    iterator_slots);

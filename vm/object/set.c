/* SPDX-License-Identifier: MIT */
/* The types set and frozenset. */
#include "set.h"

#include "../runtime/call.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "../vm.h"
#include "arguments.h"
#include "class.h"
#include "function.h"
#include "iterator.h"
#include "names.h"
#include "set_table.h"

static bool
is_set(vm_value v)
{
	return vm_is(v, VM_TID_SET) || vm_is(v, VM_TID_FROZENSET);
}

/* A set or frozenset that a method was called on. */
static vm_value
any_self(struct vm *vm, vm_value v)
{
	vm_value inner = vm_native_value(v);

	if (!is_set(inner))
		vm_raise_type_error(vm, "argument should be a 'set' not a '%t'",
		    v);
	return inner;
}

static vm_value
set_self(struct vm *vm, vm_value v)
{
	vm_value inner = vm_native_value(v);

	if (vm_is(inner, VM_TID_FROZENSET))
		vm_raise_attribute_error(vm,
		    "'frozenset' object has no such attribute");
	return any_self(vm, inner);
}

/* v as a set, made from an iterable where it is none. */
static vm_value
to_set(struct vm *vm, vm_value v)
{
	vm_value inner = vm_native_value(v);
	vm_value out;

	if (is_set(inner))
		return inner;
	out = vm_set_new(vm, 0, NULL);
	vm_set_update(vm, out, v);
	return out;
}

/* ---- set algebra ------------------------------------------------------ */

static void
add_all(struct vm *vm, vm_value out, vm_value set)
{
	vm_value item;
	size_t pos = 0;

	while ((item = vm_set_next(set, &pos)) != VM_STOP) {
		vm_poll_work(vm, 1);
		vm_set_add(vm, out, item);
	}
}

/* The set `a op b` of layout tid. */
static vm_value
combine(struct vm *vm, unsigned op, enum vm_tid tid, vm_value a, vm_value b)
{
	vm_value out;

	switch (op) {
	case VM_OP_OR:
		out = vm_set_copy(vm, tid, a);
		add_all(vm, out, b);
		return out;
	case VM_OP_AND: /* the items are those of the smaller one */
		if (vm_set(b)->live > vm_set(a)->live)
			return vm_set_select(vm, tid, a, b, true);
		return vm_set_select(vm, tid, b, a, true);
	case VM_OP_SUB:
		return vm_set_select(vm, tid, a, b, false);
	default:
		out = vm_set_select(vm, tid, a, b, false);
		vm_set_add_selected(vm, out, b, a, false);
		return out;
	}
}

/* Makes set hold what other holds, which nothing else uses. */
static void
take_contents(struct vm *vm, vm_value set, vm_value other)
{
	struct vm_set *to = vm_set(set);
	const struct vm_set *from = vm_set(other);

	(void)vm;
	to->slots = from->slots;
	to->live = from->live;
	to->used = from->used;
	to->capacity = from->capacity;
}

static bool
is_subset(struct vm *vm, vm_value a, vm_value b)
{
	vm_value item;
	size_t pos = 0;

	if (vm_set(a)->live > vm_set(b)->live)
		return false;
	while ((item = vm_set_next(a, &pos)) != VM_STOP) {
		vm_poll_work(vm, 1);
		if (!vm_set_contains(vm, b, item))
			return false;
	}
	return true;
}

static vm_value
compare(struct vm *vm, unsigned op, vm_value a, vm_value b)
{
	bool same_size = vm_set(a)->live == vm_set(b)->live;

	vm_check_recursion(vm);
	switch (op) {
	case VM_OP_EQ:
		return vm_new_bool(same_size && is_subset(vm, a, b));
	case VM_OP_NE:
		return vm_new_bool(!same_size || !is_subset(vm, a, b));
	case VM_OP_LT:
		return vm_new_bool(!same_size && is_subset(vm, a, b));
	case VM_OP_LE:
		return vm_new_bool(is_subset(vm, a, b));
	case VM_OP_GT:
		return vm_new_bool(!same_size && is_subset(vm, b, a));
	default:
		return vm_new_bool(is_subset(vm, b, a));
	}
}

static bool
is_set_operator(unsigned op)
{
	return op == VM_OP_OR || op == VM_OP_AND || op == VM_OP_SUB ||
	    op == VM_OP_XOR;
}

static vm_value
set_binary(struct vm *vm, unsigned op, vm_value self, vm_value other)
{
	vm_value inner = vm_native_value(other);
	enum vm_tid tid = vm_object_tid(vm_object(self));

	if (!is_set(inner))
		return VM_UNDEF;
	if (op >= VM_OP_EQ && op <= VM_OP_GE)
		return compare(vm, op, self, inner);
	if (is_set_operator(op))
		return combine(vm, op, tid, self, inner);
	if (tid != VM_TID_SET || op < VM_OP_INPLACE ||
	    !is_set_operator(op - VM_OP_INPLACE))
		return VM_UNDEF;
	if (op == VM_OP_INPLACE + VM_OP_OR)
		add_all(vm, self, inner);
	else
		take_contents(vm, self,
		    combine(vm, op - VM_OP_INPLACE, tid, self, inner));
	return self;
}

/* ---- methods ---------------------------------------------------------- */

static vm_value
add(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	vm_set_add(vm, set_self(vm, args[0]), args[1]);
	return VM_NONE;
}

static vm_value
clear(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	vm_set_clear(vm, set_self(vm, args[0]));
	return VM_NONE;
}

static vm_value
copy(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value self = any_self(vm, args[0]);

	(void)argc;
	return vm_set_copy(vm, vm_object_tid(vm_object(self)), self);
}

static vm_value
discard(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	vm_set_remove(vm, set_self(vm, args[0]), args[1]);
	return VM_NONE;
}

static vm_value
set_remove(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	if (!vm_set_remove(vm, set_self(vm, args[0]), args[1]))
		vm_raise_key_error(vm, args[1]);
	return VM_NONE;
}

static vm_value
pop(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value item = vm_set_pop(vm, set_self(vm, args[0]));

	(void)argc;
	if (item == VM_STOP)
		vm_raise_error(vm, &vm_type_KeyError, "pop from an empty set");
	return item;
}

/* self op every other argument, as a new set or (inplace) in self. */
static vm_value
fold(struct vm *vm, unsigned op, size_t argc, vm_value *args, bool inplace)
{
	vm_value self = inplace ? set_self(vm, args[0]) : any_self(vm, args[0]);
	enum vm_tid tid = vm_object_tid(vm_object(self));
	vm_value out = self;

	for (size_t i = 1; i < argc; i++) {
		vm_value other = to_set(vm, args[i]);

		/* The items in both are those of what was given. */
		out = op == VM_OP_AND && other != args[i] ?
		    vm_set_select(vm, tid, other, out, true) :
		    combine(vm, op, tid, out, other);
	}
	if (!inplace)
		return out == self ? vm_set_copy(vm, tid, self) : out;
	if (out != self)
		take_contents(vm, self, out);
	return VM_NONE;
}

static vm_value
set_union(struct vm *vm, size_t argc, vm_value *args)
{
	return fold(vm, VM_OP_OR, argc, args, false);
}

static vm_value
intersection(struct vm *vm, size_t argc, vm_value *args)
{
	return fold(vm, VM_OP_AND, argc, args, false);
}

static vm_value
difference(struct vm *vm, size_t argc, vm_value *args)
{
	return fold(vm, VM_OP_SUB, argc, args, false);
}

static vm_value
symmetric_difference(struct vm *vm, size_t argc, vm_value *args)
{
	return fold(vm, VM_OP_XOR, argc, args, false);
}

static vm_value
update(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value self = set_self(vm, args[0]);

	for (size_t i = 1; i < argc; i++)
		vm_set_update(vm, self, args[i]);
	return VM_NONE;
}

static vm_value
intersection_update(struct vm *vm, size_t argc, vm_value *args)
{
	return fold(vm, VM_OP_AND, argc, args, true);
}

static vm_value
difference_update(struct vm *vm, size_t argc, vm_value *args)
{
	return fold(vm, VM_OP_SUB, argc, args, true);
}

static vm_value
symmetric_difference_update(struct vm *vm, size_t argc, vm_value *args)
{
	return fold(vm, VM_OP_XOR, argc, args, true);
}

static vm_value
isdisjoint(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value self = any_self(vm, args[0]);
	vm_value other = to_set(vm, args[1]);
	vm_value item;
	size_t pos = 0;

	(void)argc;
	while ((item = vm_set_next(other, &pos)) != VM_STOP) {
		vm_poll_work(vm, 1);
		if (vm_set_contains(vm, self, item))
			return VM_FALSE;
	}
	return VM_TRUE;
}

static vm_value
issubset(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_bool(
	    is_subset(vm, any_self(vm, args[0]), to_set(vm, args[1])));
}

static vm_value
issuperset(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_bool(
	    is_subset(vm, to_set(vm, args[1]), any_self(vm, args[0])));
}

/* ---- the types -------------------------------------------------------- */

static void
set_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	bool frozen = vm_is(self, VM_TID_FROZENSET);
	vm_value item;
	size_t pos = 0;
	bool first = true;

	(void)kind;
	if (vm_set(self)->live == 0) {
		vm_write_text(vm, out, frozen ? "frozenset()" : "set()");
		return;
	}
	vm_write_text(vm, out, frozen ? "frozenset({" : "{");
	while ((item = vm_set_next(self, &pos)) != VM_STOP) {
		vm_poll_work(vm, 1);
		if (!first)
			vm_write(vm, out, ", ", 2);
		first = false;
		vm_repr_to(vm, out, item);
	}
	vm_write_text(vm, out, frozen ? "})" : "}");
}

static size_t
set_len(struct vm *vm, vm_value self)
{
	(void)vm;
	return vm_set(self)->live;
}

static vm_value
set_iter(struct vm *vm, vm_value self)
{
	return vm_iterator_new(vm, VM_ITER_SET, self);
}

static uint32_t
frozenset_hash(struct vm *vm, vm_value self)
{
	uint32_t hash = 1927868237u * (vm_set(self)->live + 1u);
	vm_value item;
	size_t pos = 0;

	vm_check_recursion(vm);
	/* Independent of the order of the items. */
	while ((item = vm_set_next(self, &pos)) != VM_STOP) {
		uint32_t h = vm_hash(vm, item);

		vm_poll_work(vm, 1);
		hash ^= (h ^ h << 16 ^ 89869747u) * 3644798167u;
	}
	return hash;
}

static vm_value
set_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	bool frozen = type == &vm_type_frozenset;
	vm_value out;

	vm_check_arguments(vm, n_pos, n_kw, 0, 1);
	if (frozen && n_pos > 0 && vm_is(args[0], VM_TID_FROZENSET))
		return args[0];
	out = vm_set_new_of(vm, frozen ? VM_TID_FROZENSET : VM_TID_SET, 0);
	if (n_pos > 0)
		vm_set_update(vm, out, args[0]);
	return out;
}

static const struct vm_slots set_slots = {
	.print = set_print,
	.len = set_len,
	.binary = set_binary,
	.contains = vm_set_contains,
	.iter = set_iter,
	.make = set_make,
};

static const struct vm_slots frozenset_slots = {
	.print = set_print,
	.hash = frozenset_hash,
	.len = set_len,
	.binary = set_binary,
	.contains = vm_set_contains,
	.iter = set_iter,
	.make = set_make,
};

VM_DEFINE_NATIVE(add_native, add, 2, 2);
VM_DEFINE_NATIVE(clear_native, clear, 1, 1);
VM_DEFINE_NATIVE(copy_native, copy, 1, 1);
VM_DEFINE_NATIVE(difference_native, difference, 1, VM_ARGS_MANY);
VM_DEFINE_NATIVE(difference_update_native, difference_update, 1, VM_ARGS_MANY);
static vm_value
contains(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_bool(vm_set_contains(vm, set_self(vm, args[0]), args[1]));
}
VM_DEFINE_NATIVE(contains_native, contains, 2, 2);

VM_DEFINE_NATIVE(discard_native, discard, 2, 2);
VM_DEFINE_NATIVE(intersection_native, intersection, 1, VM_ARGS_MANY);
VM_DEFINE_NATIVE(intersection_update_native, intersection_update, 1,
    VM_ARGS_MANY);
VM_DEFINE_NATIVE(isdisjoint_native, isdisjoint, 2, 2);
VM_DEFINE_NATIVE(issubset_native, issubset, 2, 2);
VM_DEFINE_NATIVE(issuperset_native, issuperset, 2, 2);
VM_DEFINE_NATIVE(pop_native, pop, 1, 1);
VM_DEFINE_NATIVE(remove_native, set_remove, 2, 2);
VM_DEFINE_NATIVE(symmetric_difference_native, symmetric_difference, 2, 2);
VM_DEFINE_NATIVE(symmetric_difference_update_native,
    symmetric_difference_update, 2, 2);
VM_DEFINE_NATIVE(union_native, set_union, 1, VM_ARGS_MANY);
VM_DEFINE_NATIVE(update_native, update, 1, VM_ARGS_MANY);

static const struct vm_member set_members[] = {
	{ VM_NAME(__contains__), VM_NATIVE(contains_native) },
	{ VM_NAME(add), VM_NATIVE(add_native) },
	{ VM_NAME(clear), VM_NATIVE(clear_native) },
	{ VM_NAME(copy), VM_NATIVE(copy_native) },
	{ VM_NAME(difference), VM_NATIVE(difference_native) },
	{ VM_NAME(difference_update), VM_NATIVE(difference_update_native) },
	{ VM_NAME(discard), VM_NATIVE(discard_native) },
	{ VM_NAME(intersection), VM_NATIVE(intersection_native) },
	{ VM_NAME(intersection_update), VM_NATIVE(intersection_update_native) },
	{ VM_NAME(isdisjoint), VM_NATIVE(isdisjoint_native) },
	{ VM_NAME(issubset), VM_NATIVE(issubset_native) },
	{ VM_NAME(issuperset), VM_NATIVE(issuperset_native) },
	{ VM_NAME(pop), VM_NATIVE(pop_native) },
	{ VM_NAME(remove), VM_NATIVE(remove_native) },
	{ VM_NAME(symmetric_difference),
	    VM_NATIVE(symmetric_difference_native) },
	{ VM_NAME(symmetric_difference_update),
	    VM_NATIVE(symmetric_difference_update_native) },
	{ VM_NAME(union), VM_NATIVE(union_native) },
	{ VM_NAME(update), VM_NATIVE(update_native) },
};

static const struct vm_member frozenset_members[] = {
	{ VM_NAME(__contains__), VM_NATIVE(contains_native) },
	{ VM_NAME(copy), VM_NATIVE(copy_native) },
	{ VM_NAME(difference), VM_NATIVE(difference_native) },
	{ VM_NAME(intersection), VM_NATIVE(intersection_native) },
	{ VM_NAME(isdisjoint), VM_NATIVE(isdisjoint_native) },
	{ VM_NAME(issubset), VM_NATIVE(issubset_native) },
	{ VM_NAME(issuperset), VM_NATIVE(issuperset_native) },
	{ VM_NAME(symmetric_difference),
	    VM_NATIVE(symmetric_difference_native) },
	{ VM_NAME(union), VM_NATIVE(union_native) },
};

VM_DEFINE_TYPE(set, set, NULL, 0, set_slots, set_members);
VM_DEFINE_TYPE(frozenset, frozenset, NULL, VM_TYPE_HASHABLE, frozenset_slots,
    frozenset_members);

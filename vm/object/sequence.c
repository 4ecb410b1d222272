/* SPDX-License-Identifier: MIT */
/* What list and tuple share. */
#include "sequence.h"

#include "../runtime/call.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "../vm.h"
#include "arguments.h"
#include "class.h"
#include "int.h"
#include "list.h"
#include "self.h"

vm_value
vm_self_unwrap(struct vm *vm, vm_value v, enum vm_tid tid)
{
	vm_value inner = vm_native_value(v);

	if (!vm_is(inner, tid))
		vm_raise_type_error(vm, "argument should be a '%S' not a '%t'",
		    vm_type_of_tid[tid]->name, v);
	return inner;
}

bool
vm_sequence_items(vm_value v, size_t *n, vm_value **items)
{
	if (vm_is(v, VM_TID_LIST)) {
		*n = vm_list(v)->len;
		*items = vm_list(v)->items;
		return true;
	}
	if (vm_is(v, VM_TID_TUPLE) || vm_is(v, VM_TID_ATTRTUPLE)) {
		*n = vm_tuple(v)->len;
		*items = vm_tuple(v)->items;
		return true;
	}
	return false;
}

bool
vm_sequence_items_of(vm_value v, size_t *n, vm_value **items)
{
	return vm_sequence_items(vm_native_value(v), n, items);
}

void
vm_get_sequence(struct vm *vm, vm_value v, size_t *n, vm_value **items)
{
	if (!vm_sequence_items_of(v, n, items))
		vm_raise_type_error(vm, "object '%t' isn't a tuple or list", v);
}

static bool
order_holds(unsigned op, size_t n_a, size_t n_b)
{
	switch (op) {
	case VM_OP_EQ:
		return n_a == n_b;
	case VM_OP_NE:
		return n_a != n_b;
	case VM_OP_LT:
		return n_a < n_b;
	case VM_OP_LE:
		return n_a <= n_b;
	case VM_OP_GT:
		return n_a > n_b;
	default:
		return n_a >= n_b;
	}
}

vm_value
vm_sequence_compare(struct vm *vm, unsigned op, vm_value a, vm_value b)
{
	size_t n_a, n_b;
	vm_value *items_a, *items_b;

	vm_check_recursion(vm);
	vm_sequence_items(a, &n_a, &items_a);
	vm_sequence_items(b, &n_b, &items_b);
	if (n_a != n_b && (op == VM_OP_EQ || op == VM_OP_NE))
		return vm_new_bool(op == VM_OP_NE);
	for (size_t i = 0; i < n_a && i < n_b; i++) {
		vm_value x = items_a[i], y = items_b[i];

		vm_poll_round(vm, i);
		if (x == y || vm_equal(vm, x, y)) {
			/* vm_equal may have run code that changed a list. */
			vm_sequence_items(a, &n_a, &items_a);
			vm_sequence_items(b, &n_b, &items_b);
			continue;
		}
		if (op == VM_OP_EQ || op == VM_OP_NE)
			return vm_new_bool(op == VM_OP_NE);
		return vm_compare(vm, op, x, y);
	}
	return vm_new_bool(order_holds(op, n_a, n_b));
}

bool
vm_sequence_contains(struct vm *vm, vm_value self, vm_value item)
{
	size_t n;
	vm_value *items;

	vm_sequence_items(self, &n, &items);
	for (size_t i = 0; i < n; i++) {
		vm_poll_round(vm, i);
		if (items[i] == item || vm_equal(vm, items[i], item))
			return true;
		vm_sequence_items(self, &n, &items);
	}
	return false;
}

/* args[0] as a list or tuple, or TypeError. */
static void
get_self(struct vm *vm, vm_value *args, size_t *n, vm_value **items)
{
	args[0] = vm_native_value(args[0]);
	if (!vm_sequence_items(args[0], n, items))
		vm_raise_type_error(vm,
		    "argument should be a 'list' not a "
		    "'%t'",
		    args[0]);
}

vm_value
vm_sequence_count(struct vm *vm, size_t argc, vm_value *args)
{
	size_t n;
	vm_value *items;
	intptr_t count = 0;

	(void)argc;
	get_self(vm, args, &n, &items);
	for (size_t i = 0; i < n; i++) {
		vm_poll_round(vm, i);
		if (items[i] == args[1] || vm_equal(vm, items[i], args[1]))
			count++;
		vm_sequence_items(args[0], &n, &items);
	}
	return VM_INT(count);
}

static size_t
clamp_index(struct vm *vm, vm_value self, vm_value v, size_t len)
{
	intptr_t i;

	if (!vm_may_be_index(v))
		vm_raise_type_error(vm, "%t indices must be integers, not %t",
		    self, v);
	i = vm_get_int(vm, v);
	if (i < 0)
		i += (intptr_t)len;
	if (i < 0)
		return 0;
	return (size_t)i > len ? len : (size_t)i;
}

vm_value
vm_sequence_find(struct vm *vm, size_t argc, vm_value *args)
{
	size_t n, start = 0, stop;
	vm_value *items;

	get_self(vm, args, &n, &items);
	stop = n;
	if (argc > 2)
		start = clamp_index(vm, args[0], args[2], n);
	if (argc > 3)
		stop = clamp_index(vm, args[0], args[3], n);
	for (size_t i = start; i < stop && i < n; i++) {
		vm_poll_round(vm, i);
		if (items[i] == args[1] || vm_equal(vm, items[i], args[1]))
			return VM_INT(i);
		vm_sequence_items(args[0], &n, &items);
	}
	vm_raise_value_error(vm, "object not in sequence");
}

void
vm_sequence_copy_slice(struct vm *vm, vm_value *out, const vm_value *items,
    const struct vm_slice_bounds *bounds)
{
	intptr_t from = bounds->start;

	if (bounds->step == 1) {
		if (bounds->count > 0)
			vm_copy(vm, out, items + from,
			    bounds->count * sizeof(*out));
		return;
	}
	for (size_t i = 0; i < bounds->count; i++) {
		vm_poll_round(vm, i);
		out[i] = items[from];
		/* The last addition might overflow for an extreme step. */
		if (i + 1 < bounds->count)
			from += bounds->step;
	}
}

size_t
vm_sequence_repeat_len(struct vm *vm, size_t n, vm_value times)
{
	intptr_t count = vm_get_int(vm, times);

	if (count <= 0 || n == 0)
		return 0;
	if ((size_t)count > UINT32_MAX / sizeof(vm_value) / n)
		vm_raise_no_memory(vm, SIZE_MAX / 2);
	return (size_t)count * n;
}

void
vm_sequence_repeat_fill(struct vm *vm, vm_value *out, size_t n, size_t total)
{
	for (size_t i = n; i < total; i++) {
		vm_poll_round(vm, i);
		out[i] = out[i - n];
	}
}

void
vm_sequence_print(struct vm *vm, struct vm_writer *out, vm_value self,
    const char *brackets)
{
	size_t n;
	vm_value *items;

	vm_sequence_items(self, &n, &items);
	vm_write_char(vm, out, (unsigned char)brackets[0]);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			vm_write(vm, out, ", ", 2);
		vm_repr_to(vm, out, items[i]);
		vm_sequence_items(self, &n, &items);
	}
	if (n == 1 && brackets[0] == '(')
		vm_write_char(vm, out, ',');
	vm_write_char(vm, out, (unsigned char)brackets[1]);
}

/* SPDX-License-Identifier: MIT */
/* Built-in functions on iterables. */
#include "../object/class.h"
#include "../object/bytes.h"
#include "../object/int.h"
#include "../object/iterator.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/str.h"
#include "../runtime/call.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "builtins.h"

vm_value
vm_builtin_len(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_int(vm, (intptr_t)vm_len(vm, args[0]));
}

vm_value
vm_builtin_iter(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value it;

	if (argc == 1)
		return vm_iter(vm, args[0]);
	if (!vm_is_callable(vm, args[0]))
		vm_raise_type_error(vm, "'%t' object isn't callable", args[0]);
	it = vm_iterator_new(vm, VM_ITER_CALL, args[0]);
	((struct vm_iterator *)it)->extra = args[1];
	return it;
}

vm_value
vm_builtin_next(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value item;

	vm->stop_value = VM_UNDEF;
	item = vm_next(vm, args[0]);
	if (item != VM_STOP)
		return item;
	if (argc > 1)
		return args[1];
	vm_raise_stop_iteration(vm, vm->stop_value);
}

/* Whether some item's truth equals wanted. */
static bool
some_item_is(struct vm *vm, vm_value iterable, bool wanted)
{
	struct vm_iterator local;
	vm_value iterator = vm_iter_local(vm, &local, iterable);
	vm_value item;

	while ((item = vm_next(vm, iterator)) != VM_STOP) {
		if (vm_truth(vm, item) == wanted)
			return true;
	}
	return false;
}

vm_value
vm_builtin_all(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_bool(!some_item_is(vm, args[0], false));
}

vm_value
vm_builtin_any(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_bool(some_item_is(vm, args[0], true));
}

vm_value
vm_builtin_sum(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(iterable), VM_NAME(start) };
	vm_value values[2] = { VM_UNDEF, VM_INT(0) };
	vm_value iterator, item, total;
	struct vm_iterator local;

	vm_bind_keywords(vm, n_pos, n_kw, args, 2, 1, names, values);
	total = values[1];
	iterator = vm_iter_local(vm, &local, values[0]);
	while ((item = vm_next(vm, iterator)) != VM_STOP) {
		if (vm_both_int(total, item))
			total = vm_new_int(vm,
			    vm_int_value(total) + vm_int_value(item));
		else
			total = vm_binary_op(vm, VM_OP_ADD, total, item);
	}
	return total;
}

vm_value
vm_builtin_sorted(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(key), VM_NAME(reverse) };
	vm_value options[2] = { VM_NONE, VM_FALSE };
	vm_value list;

	if (n_pos > 1)
		vm_raise_type_error(vm,
		    "must use keyword argument for key function");
	vm_bind_keywords(vm, 0, n_kw, args + n_pos, 2, 0, names, options);
	list = vm_list_from_iterable(vm, args[0]);
	vm_list_sort(vm, list, options[0], vm_truth(vm, options[1]));
	return list;
}

static bool
is_better(struct vm *vm, unsigned op, vm_value key, vm_value best)
{
	if (!vm_both_int(key, best))
		return vm_compare_true(vm, op, key, best);
	return op == VM_OP_LT ? vm_int_value(key) < vm_int_value(best) :
				vm_int_value(key) > vm_int_value(best);
}

/* The least (op VM_OP_LT) or greatest (VM_OP_GT) of the arguments. */
static vm_value
extreme(struct vm *vm, unsigned op, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(key), VM_NAME(default) };
	vm_value options[2] = { VM_NONE, VM_UNDEF };
	vm_value best = VM_UNDEF, best_key = VM_UNDEF;
	vm_value iterator = VM_UNDEF;
	struct vm_iterator local;
	size_t i = 0;

	vm_bind_keywords(vm, 0, n_kw, args + n_pos, 2, 0, names, options);
	if (n_pos == 1)
		iterator = vm_iter_local(vm, &local, args[0]);
	for (;;) {
		vm_value item, key;

		if (iterator != VM_UNDEF)
			item = vm_next(vm, iterator);
		else
			item = i < n_pos ? args[i++] : VM_STOP;
		if (item == VM_STOP)
			break;
		key = options[0] == VM_NONE ? item :
					      vm_call_1(vm, options[0], item);
		if (best == VM_UNDEF || is_better(vm, op, key, best_key)) {
			best = item;
			best_key = key;
		}
	}
	if (best == VM_UNDEF)
		best = options[1];
	if (best == VM_UNDEF)
		vm_raise_value_error(vm, "arg is an empty sequence");
	return best;
}

vm_value
vm_builtin_max(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	return extreme(vm, VM_OP_GT, n_pos, n_kw, args);
}

vm_value
vm_builtin_min(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	return extreme(vm, VM_OP_LT, n_pos, n_kw, args);
}

/* SPDX-License-Identifier: MIT */
/*
 * Special methods of built-in types by name: what `x.__len__()` and
 * `super().__getitem__(key)` find. Types have no such members; their slots
 * are asked.
 */
#include "../object/class.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/names.h"
#include "../object/slots.h"
#include "../object/str.h"
#include "attr.h"
#include "call.h"
#include "instance.h"
#include "ops.h"
#include "raise.h"
#include "state.h"
#include "writer.h"

static const struct vm_slots *
slots_of(vm_value v)
{
	return vm_native_type(v)->slots;
}

static vm_value
special_len(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return VM_INT(vm_len(vm, vm_native_value(args[0])));
}

static vm_value
special_getitem(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_getitem(vm, vm_native_value(args[0]), args[1]);
}

static vm_value
special_setitem(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	vm_setitem(vm, vm_native_value(args[0]), args[1], args[2]);
	return VM_NONE;
}

static vm_value
special_delitem(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	vm_delitem(vm, vm_native_value(args[0]), args[1]);
	return VM_NONE;
}

static vm_value
special_contains(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_bool(vm_contains(vm, vm_native_value(args[0]), args[1]));
}

static vm_value
special_iter(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_iter(vm, vm_native_value(args[0]));
}

static vm_value
special_next(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value item;

	(void)argc;
	vm->stop_value = VM_UNDEF;
	item = vm_next(vm, vm_native_value(args[0]));
	if (item == VM_STOP)
		vm_raise_stop_iteration(vm, vm->stop_value);
	return item;
}

static vm_value
special_bool(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_bool(vm_truth(vm, vm_native_value(args[0])));
}

static bool
is_plain_instance(vm_value v)
{
	return vm_is(v, VM_TID_INSTANCE);
}

static vm_value
special_hash(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value self = vm_native_value(args[0]);

	(void)argc;
	return VM_INT(is_plain_instance(self) ? vm_hash_identity(self) :
						vm_hash(vm, self));
}

static vm_value
text_of(struct vm *vm, vm_value v, enum vm_print_kind kind)
{
	vm_value self = vm_native_value(v);
	struct vm_writer out;

	if (is_plain_instance(self) || slots_of(self)->print == NULL)
		return vm_default_repr(vm, self);
	vm_writer_init(&out);
	slots_of(self)->print(vm, &out, self, kind);
	return vm_writer_str(vm, &out);
}

static vm_value
special_str(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return text_of(vm, args[0], VM_PRINT_STR);
}

static vm_value
special_repr(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return text_of(vm, args[0], VM_PRINT_REPR);
}

VM_DEFINE_NATIVE(len_native, special_len, 1, 1);
VM_DEFINE_NATIVE(getitem_native, special_getitem, 2, 2);
VM_DEFINE_NATIVE(setitem_native, special_setitem, 3, 3);
VM_DEFINE_NATIVE(delitem_native, special_delitem, 2, 2);
VM_DEFINE_NATIVE(contains_native, special_contains, 2, 2);
VM_DEFINE_NATIVE(iter_native, special_iter, 1, 1);
VM_DEFINE_NATIVE(next_native, special_next, 1, 1);
VM_DEFINE_NATIVE(bool_native, special_bool, 1, 1);
VM_DEFINE_NATIVE(hash_native, special_hash, 1, 1);
VM_DEFINE_NATIVE(str_native, special_str, 1, 1);
VM_DEFINE_NATIVE(repr_native, special_repr, 1, 1);

/* The slot a method needs; NEEDS_NONE: every object has it. */
enum need {
	NEEDS_NONE,
	NEEDS_LEN,
	NEEDS_GETITEM,
	NEEDS_SETITEM,
	NEEDS_CONTAINS,
	NEEDS_ITER,
	NEEDS_NEXT,
	NEEDS_HASH,
};

static bool
is_met(const struct vm_type *type, enum need need)
{
	const struct vm_slots *slots = type->slots;

	switch (need) {
	case NEEDS_LEN:
		return slots->len != NULL;
	case NEEDS_GETITEM:
		return slots->getitem != NULL;
	case NEEDS_SETITEM:
		return slots->setitem != NULL;
	case NEEDS_CONTAINS:
		return slots->contains != NULL;
	case NEEDS_ITER:
		return slots->iter != NULL || slots->next != NULL;
	case NEEDS_NEXT:
		return slots->next != NULL;
	case NEEDS_HASH:
		return (type->flags & VM_TYPE_HASHABLE) != 0;
	case NEEDS_NONE:
		break;
	}
	return true;
}

static const struct {
	vm_value name;
	vm_value function;
	enum need need;
} methods[] = {
	{ VM_NAME(__len__), VM_NATIVE(len_native), NEEDS_LEN },
	{ VM_NAME(__getitem__), VM_NATIVE(getitem_native), NEEDS_GETITEM },
	{ VM_NAME(__setitem__), VM_NATIVE(setitem_native), NEEDS_SETITEM },
	{ VM_NAME(__delitem__), VM_NATIVE(delitem_native), NEEDS_SETITEM },
	{ VM_NAME(__contains__), VM_NATIVE(contains_native), NEEDS_CONTAINS },
	{ VM_NAME(__iter__), VM_NATIVE(iter_native), NEEDS_ITER },
	{ VM_NAME(__next__), VM_NATIVE(next_native), NEEDS_NEXT },
	{ VM_NAME(__bool__), VM_NATIVE(bool_native), NEEDS_LEN },
	{ VM_NAME(__hash__), VM_NATIVE(hash_native), NEEDS_HASH },
	{ VM_NAME(__str__), VM_NATIVE(str_native), NEEDS_NONE },
	{ VM_NAME(__repr__), VM_NATIVE(repr_native), NEEDS_NONE },
};

/* ---- operators --------------------------------------------------------- */

/* Bound to the operator: args are that, self and the other operand. */
static vm_value
apply(struct vm *vm, size_t argc, vm_value *args)
{
	unsigned op = (unsigned)vm_int_value(args[0]);
	vm_value self = vm_native_value(args[1]);
	const struct vm_slots *slots = slots_of(self);
	vm_value result = VM_UNDEF;

	if (op >= VM_OP_NEG && argc == 2 && slots->unary != NULL)
		result = slots->unary(vm, op, self);
	else if (op < VM_OP_NEG && argc == 3 && slots->binary != NULL)
		result = slots->binary(vm, op, self, vm_native_value(args[2]));
	else if (op < VM_OP_NEG && argc != 3)
		vm_raise_arguments(vm);
	if (result != VM_UNDEF)
		return result;
	if ((op == VM_OP_EQ || op == VM_OP_NE) && args[1] == args[2])
		return vm_new_bool(op == VM_OP_EQ);
	return VM_NOT_IMPLEMENTED;
}
VM_DEFINE_NATIVE(apply_native, apply, 2, 3);

static bool
has_operator(const struct vm_type *type, unsigned op)
{
	if (op == VM_OP_EQ || op == VM_OP_NE)
		return true;
	return op < VM_OP_NEG ? type->slots->binary != NULL :
				type->slots->unary != NULL;
}

bool
vm_special_find(struct vm *vm, const struct vm_type *type, vm_value name,
    vm_value *function)
{
	unsigned op;

	if (vm_str_len(name) < 5 || vm_str_data(name)[0] != '_' ||
	    vm_str_data(name)[1] != '_')
		return false;
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		if (methods[i].name != name)
			continue;
		*function = methods[i].function;
		return is_met(type, methods[i].need);
	}
	if (!vm_op_of_name(name, &op) || !has_operator(type, op))
		return false;
	*function =
	    vm_bound_method_new(vm, VM_NATIVE(apply_native), VM_INT(op));
	return true;
}

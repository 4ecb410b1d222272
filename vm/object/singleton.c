/* SPDX-License-Identifier: MIT */
/* The types bool, NoneType, ellipsis and NotImplementedType. */
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "arguments.h"
#include "int.h"
#include "names.h"
#include "slots.h"

static vm_value
to_int(vm_value v)
{
	return vm_is_bool(v) ? VM_INT(v == VM_TRUE) : v;
}

static void
bool_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_text(vm, out, self == VM_TRUE ? "True" : "False");
}

static uint32_t
bool_hash(struct vm *vm, vm_value self)
{
	(void)vm;
	return vm_int_hash(to_int(self));
}

static bool
bool_truth(struct vm *vm, vm_value self)
{
	(void)vm;
	return self == VM_TRUE;
}

static vm_value
bool_unary(struct vm *vm, unsigned op, vm_value self)
{
	return vm_unary_op(vm, op, to_int(self));
}

/* Logic of two bools is a bool; VM_UNDEF: not a logic operator. */
static vm_value
logic(unsigned op, bool a, bool b)
{
	switch (op) {
	case VM_OP_AND:
		return vm_new_bool(a && b);
	case VM_OP_OR:
		return vm_new_bool(a || b);
	case VM_OP_XOR:
		return vm_new_bool(a != b);
	default:
		return VM_UNDEF;
	}
}

/* Each operator, reflected too, is that of the int. */
static vm_value
bool_binary(struct vm *vm, unsigned op, vm_value self, vm_value other)
{
	unsigned plain = op & 15u;
	vm_value result;

	if (op == VM_OP_DIVMOD || op == VM_OP_REFLECTED + VM_OP_DIVMOD)
		return vm_type_int.slots->binary(vm, op, to_int(self), other);
	if (!vm_is_bool(other) && !vm_is_integer(other))
		return op >= VM_OP_EQ ?
		    VM_UNDEF :
		    vm_type_int.slots->binary(vm, op, to_int(self), other);
	if (op >= VM_OP_EQ)
		return vm_compare(vm, op, to_int(self), to_int(other));
	if (vm_is_bool(other)) {
		result = logic(plain, self == VM_TRUE, other == VM_TRUE);
		if (result != VM_UNDEF)
			return result;
	}
	if (op >= VM_OP_REFLECTED)
		return vm_binary_op(vm, plain, to_int(other), to_int(self));
	return vm_binary_op(vm, plain, to_int(self), to_int(other));
}

static vm_value
bool_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 0, 1);
	return n_pos > 0 ? vm_new_bool(vm_truth(vm, args[0])) : VM_FALSE;
}

static const struct vm_slots bool_slots = {
	.print = bool_print,
	.hash = bool_hash,
	.truth = bool_truth,
	.unary = bool_unary,
	.binary = bool_binary,
	.make = bool_make,
};

VM_DEFINE_TYPE_PLAIN(bool, bool, &vm_type_int, VM_TYPE_HASHABLE | VM_TYPE_FINAL,
    bool_slots);

static void
none_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)self;
	(void)kind;
	vm_write_text(vm, out, "None");
}

static bool
none_truth(struct vm *vm, vm_value self)
{
	(void)vm;
	(void)self;
	return false;
}

static const struct vm_slots none_slots = {
	.print = none_print,
	.truth = none_truth,
};

VM_DEFINE_TYPE_PLAIN(NoneType, NoneType, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL,
    none_slots);

static void
ellipsis_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)self;
	(void)kind;
	vm_write_text(vm, out, "Ellipsis");
}

static const struct vm_slots ellipsis_slots = { .print = ellipsis_print };

VM_DEFINE_TYPE_PLAIN(ellipsis, ellipsis, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL,
    ellipsis_slots);

static void
not_implemented_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)self;
	(void)kind;
	vm_write_text(vm, out, "NotImplemented");
}

static const struct vm_slots not_implemented_slots = {
	.print = not_implemented_print,
};

VM_DEFINE_TYPE_PLAIN(NotImplementedType, NotImplementedType, NULL,
    VM_TYPE_HASHABLE | VM_TYPE_FINAL, not_implemented_slots);

/* SPDX-License-Identifier: MIT */
/* Operators and protocols on any values, from C. All may raise. */
#ifndef VM_OPS_H
#define VM_OPS_H

#include "../object/slots.h"

/* The order of the arithmetic block is that of opcodes.def. */
enum vm_op {
	VM_OP_ADD,
	VM_OP_SUB,
	VM_OP_MUL,
	VM_OP_DIV, /* true division */
	VM_OP_FDIV,
	VM_OP_MOD,
	VM_OP_POW,
	VM_OP_AND,
	VM_OP_OR,
	VM_OP_XOR,
	VM_OP_SHL,
	VM_OP_SHR,
	VM_OP_MATMUL,
	VM_OP_ARITH_COUNT,
	VM_OP_INPLACE = 16,   /* VM_OP_INPLACE + VM_OP_ADD ... */
	VM_OP_REFLECTED = 32, /* VM_OP_REFLECTED + VM_OP_ADD ... */
	VM_OP_EQ = 48,
	VM_OP_NE,
	VM_OP_LT,
	VM_OP_LE,
	VM_OP_GT,
	VM_OP_GE,
	VM_OP_NEG = 56,
	VM_OP_POS,
	VM_OP_INVERT,
	VM_OP_ABS,
	VM_OP_DIVMOD, /* binary: a tuple */
	VM_OP_INT,    /* unary, of native records only: int(v) */
};

static inline bool
vm_op_is_reflected(unsigned op)
{
	return (op >= VM_OP_REFLECTED && op < VM_OP_EQ) ||
	    op == VM_OP_REFLECTED + VM_OP_DIVMOD;
}

vm_value vm_binary_op(struct vm *vm, unsigned op, vm_value a, vm_value b);
vm_value vm_unary_op(struct vm *vm, unsigned op, vm_value a);
vm_value vm_compare(struct vm *vm, unsigned op, vm_value a, vm_value b);
bool vm_compare_true(struct vm *vm, unsigned op, vm_value a, vm_value b);
bool vm_equal(struct vm *vm, vm_value a, vm_value b);
bool vm_truth(struct vm *vm, vm_value v);
uint32_t vm_hash(struct vm *vm, vm_value v); /* TypeError: unhashable */
size_t vm_len(struct vm *vm, vm_value v);
vm_value vm_len_or_undef(struct vm *vm, vm_value v); /* no __len__: UNDEF */
bool vm_contains(struct vm *vm, vm_value container, vm_value item);
vm_value vm_getitem(struct vm *vm, vm_value object, vm_value key);
void vm_setitem(struct vm *vm, vm_value object, vm_value key, vm_value value);
void vm_delitem(struct vm *vm, vm_value object, vm_value key);
vm_value vm_getslice(struct vm *vm, vm_value object, vm_value start,
    vm_value stop);
void vm_setslice(struct vm *vm, vm_value object, const vm_value bounds[2],
    vm_value value);
vm_value vm_iter(struct vm *vm, vm_value v);
vm_value vm_next(struct vm *vm, vm_value iterator); /* VM_STOP at the end */
/* int from int, bool or __index__; else TypeError. */
vm_value vm_index(struct vm *vm, vm_value v);
/* Position for key in a sequence of len items, negative counted from the
 * end; raises IndexError "<what> index out of range" / TypeError. */
size_t vm_sequence_index(struct vm *vm, const char *what, size_t len,
    vm_value key);
/* Appends str(v) or repr(v). */
void vm_print_to(struct vm *vm, struct vm_writer *out, vm_value v,
    enum vm_print_kind kind);
void vm_repr_to(struct vm *vm, struct vm_writer *out, vm_value v);
uint32_t vm_hash_identity(vm_value v);
vm_value vm_default_repr(struct vm *vm, vm_value v); /* <T object at x> */
const char *vm_op_symbol(unsigned op);               /* "+", "<=", ... */
/* The operator of __add__, __radd__, __lt__, __neg__ ...; false: none. */
bool vm_op_of_name(vm_value name, unsigned *op);

#endif

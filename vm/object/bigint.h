/* SPDX-License-Identifier: MIT */
/*
 * Integers of any size: reading the magnitude of an int value and making
 * new ones. Operators on ints outside the interpreter's fast path.
 */
#ifndef VM_BIGINT_H
#define VM_BIGINT_H

#include "int.h"
#include "limbs.h"

/* The magnitude and sign of an int or bool, big or not. */
struct vm_int_view {
	const vm_limb *limbs; /* borrowed: from the object, or local */
	size_t count;         /* trimmed */
	bool negative;
	vm_limb local[64 / VM_LIMB_BITS];
};

void vm_int_view(struct vm_int_view *view, vm_value v);
/* A new int; limbs may be untrimmed. */
vm_value vm_int_from_limbs(struct vm *vm, const vm_limb *limbs, size_t count,
    bool negative);
/* An int of count limbs to be filled in, then finished (trims, shrinks). */
struct vm_bigint *vm_bigint_alloc(struct vm *vm, size_t count);
vm_value vm_bigint_finish(struct vm *vm, struct vm_bigint *big, size_t count,
    bool negative);

int vm_int_compare(vm_value a, vm_value b);
bool vm_int_is_negative(vm_value v);
bool vm_int_is_odd(vm_value v);
/* Floor division; either result pointer may be NULL. Raises on zero. */
void vm_int_divide(struct vm *vm, vm_value a, vm_value b, vm_value *quotient,
    vm_value *remainder);
vm_value vm_int_negate(struct vm *vm, vm_value v);
vm_value vm_int_shift_left(struct vm *vm, vm_value v, size_t bits);
vm_value vm_int_shift_right(struct vm *vm, vm_value v, size_t bits);
vm_value vm_int_power(struct vm *vm, vm_value base, vm_value exponent);
/* pow(base, exponent, modulus) */
vm_value vm_int_power_modulo(struct vm *vm, vm_value base, vm_value exponent,
    vm_value modulus);
size_t vm_int_bit_length(vm_value v);

/* An unsigned number in bytes; negative ones in two's complement. */
vm_value vm_int_from_bytes(struct vm *vm, const uint8_t *data, size_t len,
    bool big_endian, bool is_signed);
/* False if v does not fit len bytes; then data holds the lowest bytes. */
bool vm_int_to_bytes(struct vm *vm, vm_value v, uint8_t *data, size_t len,
    bool big_endian, bool is_signed);

#endif

/* SPDX-License-Identifier: MIT */
/* Checks and reads the arguments of constructors and native functions. */
#ifndef VM_ARGUMENTS_H
#define VM_ARGUMENTS_H

#include "slots.h"

/* TypeError unless min <= n_pos <= max and there are no keywords. */
void vm_check_arguments(struct vm *vm, size_t n_pos, size_t n_kw, size_t min,
    size_t max);
/* The same where encoding and errors may be given by name; returns how many
 * arguments there are in all. */
size_t vm_check_encoding(struct vm *vm, size_t n_pos, size_t n_kw, size_t min,
    const vm_value *args);
/* args[index] clamped to int range, or absent when missing or None. */
intptr_t vm_argument_int(struct vm *vm, size_t argc, const vm_value *args,
    size_t index, intptr_t absent);
/* Whether v is an int or bool, or an instance that may turn into one. */
bool vm_may_be_index(vm_value v);
/* The str in v (also inside an instance of a subclass), else TypeError. */
vm_value vm_argument_str(struct vm *vm, vm_value v);
/* Start and stop arguments as of find(), clamped to 0..len. */
void vm_argument_range(struct vm *vm, size_t argc, const vm_value *args,
    size_t index, size_t len, size_t bounds[2]);

#endif

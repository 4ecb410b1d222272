/* SPDX-License-Identifier: MIT */
/* Digits of an int, for printing and formatting. */
#ifndef VM_INT_TEXT_H
#define VM_INT_TEXT_H

#include "value.h"

struct vm_writer;

/* Writes an int or bool with its sign, no prefix. */
void vm_int_write(struct vm *vm, struct vm_writer *out, vm_value v,
    unsigned base, bool upper);

/* int(v) for a builtin number. */
vm_value vm_call_int(struct vm *vm, vm_value v);

#endif

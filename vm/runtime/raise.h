/* SPDX-License-Identifier: MIT */
/*
 * Raising from C: every function here jumps to the interpreter's nearest
 * landing pad and does not return. Formats: %s C string, %S str value,
 * %q str value as name in quotes, %t type name of a value, %d int,
 * %u unsigned, %x hex, %c character, %v repr of a value, %%.
 */
#ifndef VM_RAISE_H
#define VM_RAISE_H

#include <setjmp.h>

#include "../object/exception.h"
#include "../vm.h"

/* A landing pad; nested vm_call and vm_try use it. */
struct vm_landing {
	jmp_buf state;
	struct vm_landing *previous;
	struct vm_frame *frame; /* innermost when the pad was set */
	vm_value exception;     /* set when landed */
};

VM_NORETURN void vm_raise(struct vm *vm, vm_value exception);
VM_NORETURN void vm_raise_error(struct vm *vm, const struct vm_type *type,
    const char *format, ...);
VM_NORETURN void vm_raise_type_error(struct vm *vm, const char *format, ...);
VM_NORETURN void vm_raise_value_error(struct vm *vm, const char *format, ...);
VM_NORETURN void vm_raise_index_error(struct vm *vm, const char *format, ...);
VM_NORETURN void vm_raise_attribute_error(struct vm *vm, const char *format,
    ...);
VM_NORETURN void vm_raise_runtime_error(struct vm *vm, const char *format, ...);
VM_NORETURN void vm_raise_name_error(struct vm *vm, const char *format, ...);
VM_NORETURN void vm_raise_key_error(struct vm *vm, vm_value key);
VM_NORETURN void vm_raise_os_error(struct vm *vm, int error_number);
VM_NORETURN void vm_raise_zero_division(struct vm *vm);
VM_NORETURN void vm_raise_overflow(struct vm *vm, const char *format, ...);
VM_NORETURN void vm_raise_recursion(struct vm *vm);
VM_NORETURN void vm_raise_no_memory(struct vm *vm, size_t size);
VM_NORETURN void vm_raise_stop_iteration(struct vm *vm, vm_value value);
/* A type called with the wrong arguments: "argument num/types mismatch". */
VM_NORETURN void vm_raise_arguments(struct vm *vm);

/*
 * Runs fn(vm, arg) and catches what it raises. True and *result, or false
 * and *exception.
 */
bool vm_try(struct vm *vm, vm_value (*fn)(struct vm *vm, void *arg), void *arg,
    vm_value *result, vm_value *exception);

/* The same as an entry of the embedding API: says what was raised. */
enum vm_result vm_protect(struct vm *vm,
    vm_value (*fn)(struct vm *vm, void *arg), void *arg, vm_value *result);

#endif

/* SPDX-License-Identifier: MIT */
/* Calling Python objects from C. Arguments: positionals, then name/value
 * pairs. All of these raise; vm_try (raise.h) catches. */
#ifndef VM_CALL_H
#define VM_CALL_H

#include "../object/value.h"

/* Name of the embedding API's call is vm_call_function (vm.h). */
vm_value vm_call(struct vm *vm, vm_value callee, size_t n_pos, size_t n_kw,
    const vm_value *args);
vm_value vm_call_0(struct vm *vm, vm_value callee);
vm_value vm_call_1(struct vm *vm, vm_value callee, vm_value a);
vm_value vm_call_2(struct vm *vm, vm_value callee, vm_value a, vm_value b);
/* object.name(args...) */
vm_value vm_call_method(struct vm *vm, vm_value object, vm_value name,
    size_t argc, const vm_value *args);
bool vm_is_callable(struct vm *vm, vm_value v);
/* Raises RuntimeError when the C stack or call depth runs out; every
 * recursive C function (repr, compare, parser) calls it. */
void vm_check_recursion(struct vm *vm);

struct vm_native;
VM_NORETURN void vm_raise_native_count(struct vm *vm,
    const struct vm_native *native, size_t n_pos);

struct vm_code;
/* Runs a module-level code object with these globals and locals (dicts). */
vm_value vm_run_code(struct vm *vm, struct vm_code *code, vm_value globals,
    vm_value locals);

#endif

/* SPDX-License-Identifier: MIT */
/* The table of built-in modules. */
#ifndef VM_MODULES_H
#define VM_MODULES_H

#include "../object/module.h"
#include "../object/names.h"

#define X(ident) extern const struct vm_module vm_module_##ident;
#define E(ident) X(ident)
#include "modules.def"
#undef E
#undef X

/* The built-in or host module of this name, or NULL; *extensible: a file of
 * that name goes before it. */
const struct vm_module *vm_find_builtin_module(struct vm *vm, vm_value name,
    bool *extensible);
/* Calls visit for every built-in and host module. */
void vm_visit_builtin_modules(struct vm *vm,
    void (*visit)(struct vm *vm, void *arg, vm_value name), void *arg);

#endif

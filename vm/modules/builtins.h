/* SPDX-License-Identifier: MIT */
/* The functions of builtins.def; each is in one of the builtin_*.c. */
#ifndef VM_BUILTINS_H
#define VM_BUILTINS_H

#include "../object/function.h"

#define X(ident, min, max) \
	vm_value vm_builtin_##ident(struct vm *vm, size_t argc, vm_value *args);
#define K(ident, min, max)                                                    \
	vm_value vm_builtin_##ident(struct vm *vm, size_t n_pos, size_t n_kw, \
	    vm_value *args);
#include "builtins.def"
#undef X
#undef K
/* Also where it is no builtin (VM_HAS_HELP). */
vm_value vm_builtin_help(struct vm *vm, size_t argc, vm_value *args);

#endif

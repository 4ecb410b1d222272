/* SPDX-License-Identifier: MIT */
/* Tuples whose items have names, such as os.uname() gives. */
#ifndef VM_TUPLE_H
#define VM_TUPLE_H

#include "list.h"

/* names: n interned strings, perhaps followed by a name for the whole. */
vm_value vm_attrtuple_new(struct vm *vm, const struct vm_tuple *names, size_t n,
    const vm_value *items);

#endif

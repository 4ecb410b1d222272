/* SPDX-License-Identifier: MIT */
/* Tuples whose items have names, such as os.uname() gives. */
#ifndef VM_TUPLE_H
#define VM_TUPLE_H

#include "list.h"

/* names: a read-only tuple of interned strings (not seen by the collector);
 * as many items. */
vm_value vm_attrtuple_new(struct vm *vm, const struct vm_tuple *names,
    const vm_value *items);

#endif

/* SPDX-License-Identifier: MIT */
/* What mod_collections.c offers from the other files. */
#ifndef VM_COLLECTIONS_H
#define VM_COLLECTIONS_H

#include "../object/object.h"

extern const struct vm_type vm_type_defaultdict;
extern const struct vm_type vm_type_deque;
extern const struct vm_type vm_type_namedtuple_part;

/* namedtuple(name, fields): a new class */
vm_value vm_namedtuple(struct vm *vm, size_t argc, vm_value *args);

#endif

/* SPDX-License-Identifier: MIT */
/* Attribute access from C; names are interned str values. */
#ifndef VM_ATTR_H
#define VM_ATTR_H

#include "../object/value.h"

vm_value vm_load_attr(struct vm *vm, vm_value object, vm_value name);
/* VM_UNDEF when absent (other errors still raise). */
vm_value vm_find_attr(struct vm *vm, vm_value object, vm_value name);
void vm_store_attr(struct vm *vm, vm_value object, vm_value name,
    vm_value value);
void vm_delete_attr(struct vm *vm, vm_value object, vm_value name);
/* out[0] = function, out[1] = self or VM_UNDEF; false: absent. */
bool vm_find_method(struct vm *vm, vm_value object, vm_value name,
    vm_value out[2]);
void vm_load_method(struct vm *vm, vm_value object, vm_value name,
    vm_value out[2]);
/* Attribute of a type's read-only member table, or VM_UNDEF. */
struct vm_type;
vm_value vm_type_member(const struct vm_type *type, vm_value name);
/* A special method its slots stand for, not bound; false: none. */
bool vm_special_find(struct vm *vm, const struct vm_type *type, vm_value name,
    vm_value *function);
/* Calls visit for each attribute name dir() would list. */
void vm_visit_attrs(struct vm *vm, vm_value object,
    void (*visit)(struct vm *vm, void *arg, vm_value name), void *arg);
void vm_attr_cache_clear(struct vm *vm);
/* What a program gave as a name: interned; TypeError unless it is a str. */
vm_value vm_attribute_name(struct vm *vm, vm_value v);
/* Past __setattr__; value VM_UNDEF deletes. */
void vm_store_attr_plain(struct vm *vm, vm_value object, vm_value name,
    vm_value value);

#endif

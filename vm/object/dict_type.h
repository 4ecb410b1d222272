/* SPDX-License-Identifier: MIT */
/* Parts of the type dict that its views and collections share. */
#ifndef VM_DICT_TYPE_H
#define VM_DICT_TYPE_H

#include "dict.h"

struct vm_writer;

extern const struct vm_type vm_type_OrderedDict;

vm_value vm_dict_view_new(struct vm *vm, vm_value dict,
    enum vm_dict_view_kind kind);
vm_value vm_dict_iterator_new(struct vm *vm, vm_value dict,
    enum vm_dict_view_kind kind);
/* KeyError when absent. */
vm_value vm_dict_getitem(struct vm *vm, vm_value self, vm_value key);
/* Writes {key: value, ...} */
void vm_dict_print_items(struct vm *vm, struct vm_writer *out, vm_value self);

#endif

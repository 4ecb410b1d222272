/* SPDX-License-Identifier: MIT */
/* Modules: built-in ones are read-only tables, imported ones have a dict. */
#ifndef VM_MODULE_H
#define VM_MODULE_H

#include "names.h"

struct vm_module {
	struct vm_object head;
	uint16_t member_count;
	uint16_t flags;
	vm_value name;
	vm_value dict; /* namespace; VM_UNDEF for ROM until written to */
	/* ROM part, or NULL; value VM_UNDEF: of getattr, only listed here */
	const struct vm_member *members;
	/* Computed attributes (sys.path, ...); NULL or VM_UNDEF: no. */
	vm_value (*getattr)(struct vm *vm, vm_value name);
	bool (*setattr)(struct vm *vm, vm_value name, vm_value value);
};

/* Defines the module vm_module_<ident> of a mod_<ident>.c. */
#define VM_DEFINE_MODULE_ATTR(ident, table, get, set)             \
	const struct vm_module vm_module_##ident VM_ALIGNED = {   \
		.head = VM_ROM_HEAD(VM_TID_MODULE),               \
		.member_count = sizeof(table) / sizeof(table[0]), \
		.name = VM_NAME_AT(name_##ident),                 \
		.members = (table),                               \
		.getattr = (get),                                 \
		.setattr = (set),                                 \
	}
#define VM_DEFINE_MODULE(ident, table) \
	VM_DEFINE_MODULE_ATTR(ident, table, NULL, NULL)
/* Note: ident is also the module's name and must be in names.def. */

vm_value vm_module_new(struct vm *vm, vm_value name, vm_value dict);
/* VM_UNDEF when absent. */
vm_value vm_module_get(struct vm *vm, vm_value module, vm_value name);
/* The namespace; made for a ROM module that is written to. */
vm_value vm_module_dict(struct vm *vm, vm_value module);
/* What a program put into builtins under this name, or VM_UNDEF. */
vm_value vm_builtin_override(struct vm *vm, vm_value name);
/* `import name`: level 0 absolute, else relative to globals' package. */
vm_value vm_import(struct vm *vm, vm_value name, vm_value from_list,
    intptr_t level, vm_value globals);
vm_value vm_op_import(struct vm *vm, vm_value name, vm_value from_list,
    vm_value level, vm_value globals);
vm_value vm_import_from(struct vm *vm, vm_value module, vm_value name);
void vm_import_star(struct vm *vm, vm_value module, vm_value globals);

#endif

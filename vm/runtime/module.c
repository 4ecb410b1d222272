/* SPDX-License-Identifier: MIT */
/* Module objects, built-in and imported. */
#include "../modules/modules.h"
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/module.h"
#include "../object/slots.h"
#include "../object/str.h"
#include "call.h"
#include "heap.h"
#include "state.h"
#include "writer.h"

static struct vm_module *
module_of(vm_value v)
{
	return (struct vm_module *)v;
}

vm_value
vm_module_new(struct vm *vm, vm_value name, vm_value dict)
{
	struct vm_module *module =
	    vm_heap_alloc(vm, VM_TID_MODULE, sizeof(*module));

	module->name = name;
	module->dict = dict;
	return VM_PTR(module);
}

/* The dict of what a program stored in a read-only module, or VM_UNDEF. */
static vm_value
written_dict(struct vm *vm, vm_value module)
{
	vm_value dicts = VM_ROOT(vm, module_dicts);

	return dicts == VM_UNDEF ? VM_UNDEF : vm_dict_get(vm, dicts, module);
}

vm_value
vm_module_dict(struct vm *vm, vm_value v)
{
	vm_value dict = module_of(v)->dict;

	if (dict != VM_UNDEF)
		return dict;
	dict = written_dict(vm, v);
	if (dict != VM_UNDEF)
		return dict;
	dict = vm_namespace_new(vm, 0);
	if (VM_ROOT(vm, module_dicts) == VM_UNDEF)
		VM_ROOT(vm, module_dicts) = vm_dict_new(vm, 0);
	vm_dict_set(vm, VM_ROOT(vm, module_dicts), v, dict);
	return dict;
}

vm_value
vm_builtin_override(struct vm *vm, vm_value name)
{
	vm_value dict = written_dict(vm, VM_PTR(&vm_module_builtins));

	return dict == VM_UNDEF ? VM_UNDEF : vm_dict_get(vm, dict, name);
}

static vm_value
find_member(const struct vm_module *module, vm_value name)
{
	for (size_t i = 0; i < module->member_count; i++) {
		if (module->members[i].name == name)
			return module->members[i].value;
	}
	return VM_UNDEF;
}

/* A dict of everything in a module; a copy for read-only ones. */
static vm_value
namespace_of(struct vm *vm, vm_value v)
{
	const struct vm_module *module = module_of(v);
	vm_value dict;

	if (module->dict != VM_UNDEF)
		return module->dict;
	dict = vm_dict_new(vm, module->member_count);
	for (size_t i = 0; i < module->member_count; i++)
		vm_dict_set(vm, dict, module->members[i].name,
		    vm_module_get(vm, v, module->members[i].name));
	return dict;
}

vm_value
vm_module_get(struct vm *vm, vm_value v, vm_value name)
{
	const struct vm_module *module = module_of(v);
	vm_value dict = module->dict;
	vm_value value = VM_UNDEF;

	if (dict == VM_UNDEF)
		dict = written_dict(vm, v);
	if (dict != VM_UNDEF)
		value = vm_dict_get(vm, dict, name);
	if (value == VM_UNDEF && module->getattr != NULL)
		value = module->getattr(vm, name);
	if (value == VM_UNDEF)
		value = find_member(module, name);
	if (value != VM_UNDEF)
		return value;
	if (name == VM_NAME(__name__))
		return module->name;
	if (name == VM_NAME(__dict__))
		return namespace_of(vm, v);
	if (name == VM_NAME(__class__))
		return VM_PTR(&vm_type_module);
	if (module->dict != VM_UNDEF) {
		value = vm_dict_get(vm, module->dict, VM_NAME(__getattr__));
		if (value != VM_UNDEF)
			return vm_call_1(vm, value, name);
	}
	return VM_UNDEF;
}

static void
module_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	vm_value file = vm_module_get(vm, self, VM_NAME(__file__));

	(void)kind;
	vm_write_format(vm, out, "<module '%S'", module_of(self)->name);
	if (file != VM_UNDEF)
		vm_write_format(vm, out, " from '%S'", file);
	vm_write_char(vm, out, '>');
}

static const struct vm_slots module_slots = {
	.print = module_print,
};

VM_DEFINE_TYPE_PLAIN(module, module, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    module_slots);

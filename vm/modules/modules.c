/* SPDX-License-Identifier: MIT */
/* The built-in modules and those of the host. */
#include "modules.h"
#include "../object/str.h"
#include "../runtime/intern.h"
#include "../runtime/state.h"

static const struct vm_module *const builtin_modules[] = {
#define X(ident) &vm_module_##ident,
#include "modules.def"
#undef X
};

#define BUILTIN_COUNT (sizeof(builtin_modules) / sizeof(builtin_modules[0]))

static const struct vm_module *
find_module(struct vm *vm, vm_value name)
{
	for (size_t i = 0; i < BUILTIN_COUNT; i++) {
		if (builtin_modules[i]->name == name)
			return builtin_modules[i];
	}
	for (size_t i = 0; i < vm->host->module_count; i++) {
		if (vm->host->modules[i]->name == name)
			return vm->host->modules[i];
	}
	return NULL;
}

/* `import utime` finds time, as in older MicroPython. */
const struct vm_module *
vm_find_builtin_module(struct vm *vm, vm_value name)
{
	const struct vm_module *module = find_module(vm, name);
	vm_value plain;

	if (module != NULL || vm_str_len(name) < 3 ||
	    vm_str_data(name)[0] != 'u')
		return module;
	plain = vm_intern_find(vm, vm_str_data(name) + 1, vm_str_len(name) - 1);
	return plain == VM_UNDEF ? NULL : find_module(vm, plain);
}

void
vm_visit_builtin_modules(struct vm *vm,
    void (*visit)(struct vm *vm, void *arg, vm_value name), void *arg)
{
	for (size_t i = 0; i < BUILTIN_COUNT; i++)
		visit(vm, arg, builtin_modules[i]->name);
	for (size_t i = 0; i < vm->host->module_count; i++)
		visit(vm, arg, vm->host->modules[i]->name);
}

/* SPDX-License-Identifier: MIT */
/* The built-in modules and those of the host. */
#include "modules.h"
#include "../object/str.h"
#include "../runtime/intern.h"
#include "../runtime/state.h"

static const struct vm_module *const builtin_modules[] = {
#define X(ident) &vm_module_##ident,
#define E(ident) X(ident)
#ifdef VM_MODULES
	VM_MODULES
#else
#include "modules.def"
#endif
#undef E
#undef X
};

static const bool is_extensible[] = {
#define X(ident) false,
#define E(ident) true,
#ifdef VM_MODULES
	VM_MODULES
#else
#include "modules.def"
#endif
#undef E
#undef X
};

#define BUILTIN_COUNT (sizeof(builtin_modules) / sizeof(builtin_modules[0]))

static const struct vm_module *
find_module(struct vm *vm, vm_value name, bool *extensible)
{
	for (size_t i = 0; i < BUILTIN_COUNT; i++) {
		*extensible = is_extensible[i];
		if (builtin_modules[i]->name == name)
			return builtin_modules[i];
	}
	*extensible = true;
	for (size_t i = 0; i < vm->host->module_count; i++) {
		if (vm->host->modules[i]->name == name)
			return vm->host->modules[i];
	}
	return NULL;
}

/* `import utime` finds time itself, whatever extends it; only sys and what
 * can be extended have such a name. */
const struct vm_module *
vm_find_builtin_module(struct vm *vm, vm_value name, bool *extensible)
{
	const struct vm_module *module = find_module(vm, name, extensible);
	vm_value plain;

	if (module != NULL || vm_str_len(name) < 3 ||
	    vm_str_data(name)[0] != 'u')
		return module;
	plain = vm_intern_find(vm, vm_str_data(name) + 1, vm_str_len(name) - 1);
	module = plain == VM_UNDEF ? NULL : find_module(vm, plain, extensible);
	if (!*extensible && plain != VM_NAME(sys))
		module = NULL;
	*extensible = false;
	return module;
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

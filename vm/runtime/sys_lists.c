/* SPDX-License-Identifier: MIT */
/* sys.argv and sys.path, which are made when they are first asked for. */
#include "../object/list.h"
#include "../object/names.h"
#include "../object/str.h"
#include "import.h"
#include "intern.h"
#include "raise.h"
#include "state.h"

struct strings {
	vm_value *root;
	size_t count;
	const char *const *items;
};

static vm_value
fill_list(struct vm *vm, void *arg)
{
	struct strings *strings = arg;
	vm_value list = vm_list_new(vm, 0, NULL);

	for (size_t i = 0; i < strings->count; i++)
		vm_list_append(vm, list, vm_str_known(vm, strings->items[i]));
	vm_list_trim(vm, list);
	*strings->root = list;
	return VM_NONE;
}

/* What goes wrong is in vm->last_exception. */
static enum vm_result
set_list(struct vm *vm, vm_value *root, size_t count, const char *const *items)
{
	struct strings strings = { root, count, items };
	vm_value ignored;

	return vm_protect(vm, fill_list, &strings, &ignored);
}

enum vm_result
vm_set_argv(struct vm *vm, int argc, const char *const *argv)
{
	return set_list(vm, &VM_ROOT(vm, argv), (size_t)argc, argv);
}

enum vm_result
vm_set_path(struct vm *vm, size_t count, const char *const *path)
{
	return set_list(vm, &VM_ROOT(vm, path), count, path);
}

/* One of the two, filled when it is first asked for. */
static vm_value
filled_list(struct vm *vm, vm_value *root,
    enum vm_result (*fill)(struct vm *vm, void *ctx))
{
	if (*root != VM_UNDEF)
		return *root;
	if (fill == NULL)
		*root = vm_list_new(vm, 0, NULL);
	else if (fill(vm, vm->config == NULL ? NULL : vm->config->fill_ctx) !=
	    VM_OK) {
		*root = VM_UNDEF;
		vm_raise(vm, vm->last_exception);
	}
	return *root;
}

vm_value
vm_argv_list(struct vm *vm)
{
	return filled_list(vm, &VM_ROOT(vm, argv),
	    vm->config != NULL ? vm->config->fill_argv : NULL);
}

static enum vm_result
plain_path(struct vm *vm, void *ctx)
{
	const char *here = "";

	(void)ctx;
	return vm_set_path(vm, 1, &here);
}

vm_value
vm_path_list(struct vm *vm)
{
	return filled_list(vm, &VM_ROOT(vm, path),
	    vm->config != NULL && vm->config->fill_path != NULL ?
		vm->config->fill_path :
		plain_path);
}

static vm_value
add_path(struct vm *vm, void *arg)
{
	vm_list_append(vm, vm_path_list(vm), vm_str_from(vm, arg));
	return VM_NONE;
}

enum vm_result
vm_add_path(struct vm *vm, const char *entry)
{
	uintptr_t arg = (uintptr_t)entry;
	vm_value ignored;

	return vm_protect(vm, add_path, (void *)arg, &ignored);
}

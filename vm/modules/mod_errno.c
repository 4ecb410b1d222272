/* SPDX-License-Identifier: MIT */
/* The module errno. */
#include "../object/dict.h"
#include "modules.h"

static const struct vm_member errno_members[] = {
#define X(ident, number) { VM_NAME(ident), VM_INT(number) },
#include "errno_names.def"
#undef X
	{ VM_NAME(errorcode), VM_UNDEF },
};

/* errorcode is made anew each time it is asked for. */
static vm_value
errno_getattr(struct vm *vm, vm_value name)
{
	size_t count = sizeof(errno_members) / sizeof(errno_members[0]) - 1;
	vm_value dict;

	if (name != VM_NAME(errorcode))
		return VM_UNDEF;
	dict = vm_dict_new(vm, count);
	for (size_t i = 0; i < count; i++)
		vm_dict_set(vm, dict, errno_members[i].value,
		    errno_members[i].name);
	return dict;
}

VM_DEFINE_MODULE_ATTR(errno, errno_members, errno_getattr, NULL);

/* SPDX-License-Identifier: MIT */
/* Look-up in the tables of frozen modules. */
#include "frozen.h"

vm_value
vm_frozen_find_name(const struct vm_frozen *frozen, const char *text,
    size_t len)
{
	size_t low = 0;
	size_t high = frozen->name_count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct vm_chars *name = frozen->names[middle];
		int order = vm_chars_compare(name, text, len);

		if (order == 0)
			return VM_PTR(name);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return VM_UNDEF;
}

/* The first module whose path is not before this one. */
static size_t
lower_bound(const struct vm_frozen *frozen, const char *path)
{
	size_t low = 0;
	size_t high = frozen->module_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (strcmp(frozen->modules[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct vm_frozen_module *
vm_frozen_find(const struct vm_frozen *frozen, const char *path)
{
	size_t i = lower_bound(frozen, path);

	if (i == frozen->module_count ||
	    strcmp(frozen->modules[i].path, path) != 0)
		return NULL;
	return &frozen->modules[i];
}

bool
vm_frozen_is_folder(const struct vm_frozen *frozen, const char *path)
{
	size_t len = strlen(path);

	/* A name that continues with a byte below '/' may stand between. */
	for (size_t i = lower_bound(frozen, path); i < frozen->module_count;
	     i++) {
		const char *found = frozen->modules[i].path;

		if (strncmp(found, path, len) != 0)
			return false;
		if (found[len] == '/')
			return true;
	}
	return false;
}

/* SPDX-License-Identifier: MIT */
/* The module vfs: mounting file systems. */
#include "../object/arguments.h"
#include "../object/class.h"
#include "../object/list.h"
#include "../object/str.h"
#include "../object/tuple.h"
#include "../runtime/attr.h"
#include "../runtime/call.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "file_system.h"
#include "modules.h"
#include "mount.h"
#include "vfs_posix.h"

#define NOT_PERMITTED 1  /* EPERM */
#define NO_DEVICE     19 /* ENODEV */
#define INVALID       22 /* EINVAL */

vm_value
vm_find_file_system(struct vm *vm, vm_value name)
{
	if (name == VM_NAME(VfsPosix) && vm->host->files != NULL)
		return VM_PTR(&vm_type_VfsPosix);
	for (size_t i = 0; i < vm->host->file_system_count; i++) {
		const struct vm_type *type = vm->host->file_systems[i]->type;

		if (type->name == name)
			return VM_PTR(type);
	}
	return VM_UNDEF;
}

/* The file system on a block device; formatted first if asked for. */
static vm_value
file_system_of(struct vm *vm, vm_value device, bool format)
{
	const struct vm_type *type = NULL;

	vm_load_attr(vm, device, VM_NAME(readblocks));
	for (size_t i = 0; i < vm->host->file_system_count; i++) {
		const struct vm_file_system *fs = vm->host->file_systems[i];

		if (fs->detect == NULL ? type == NULL :
					 !format && fs->detect(vm, device))
			type = fs->type;
	}
	if (type == NULL)
		vm_raise_os_error(vm, NO_DEVICE);
	return vm_call_1(vm, VM_PTR(type), device);
}

/* Puts the entry at the end, but before what is mounted on "/". */
static void
add_entry(struct vm *vm, vm_value entry)
{
	vm_value table = vm_mount_make_table(vm);
	struct vm_list *list = vm_list(table);
	size_t at = 0;

	vm_list_append(vm, table, entry);
	while (at + 1 < list->len &&
	    vm_str_len(vm_mount_entry_path(list->items[at])) != 1)
		at++;
	for (size_t i = list->len - 1; i > at; i--)
		list->items[i] = list->items[i - 1];
	list->items[at] = entry;
}

static vm_value
list_mounts(struct vm *vm)
{
	vm_value table = vm_mount_make_table(vm);

	return vm_list_new(vm, vm_list(table)->len, vm_list(table)->items);
}

/* A path that lies in a mounted file system is taken already, except in the
 * one that is mounted on "/". */
static void
check_free(struct vm *vm, vm_value path)
{
	struct vm_place place;

	vm_mount_make_table(vm);
	vm_mount_find(vm, path, &place);
	if (place.entry != VM_NONE &&
	    vm_str_len(vm_mount_entry_path(place.entry)) > 1)
		vm_raise_os_error(vm, NOT_PERMITTED);
}

/* mount(fs or block device, mount point, *, readonly=False, mkfs=False) */
static vm_value
vfs_mount(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(fsobj), VM_NAME(mount_point),
		VM_NAME(readonly), VM_NAME(mkfs) };
	vm_value values[4] = { VM_UNDEF, VM_UNDEF, VM_FALSE, VM_FALSE };
	vm_value pair[2];

	if (n_pos + n_kw == 0)
		return list_mounts(vm);
	if (n_pos > 2)
		vm_raise_type_error(vm, "extra positional arguments given");
	vm_bind_keywords(vm, n_pos, n_kw, args, 4, 2, names, values);
	pair[0] = values[0];
	pair[1] = vm_path_argument(vm, values[1]);
	if (!vm_is_str(pair[1])) {
		size_t len;
		const char *data = vm_path_data(pair[1], &len);

		pair[1] = vm_str_new(vm, data, len);
	}
	if (vm_find_attr(vm, pair[0], VM_NAME(mount)) == VM_UNDEF)
		pair[0] = file_system_of(vm, pair[0], vm_truth(vm, values[3]));
	vm_call_method(vm, pair[0], VM_NAME(mount), 2, values + 2);
	check_free(vm, pair[1]);
	add_entry(vm, vm_tuple_new(vm, 2, pair));
	return VM_NONE;
}

/* umount(fs or mount point) */
static vm_value
vfs_umount(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value table = vm_mount_make_table(vm);
	struct vm_list *list = vm_list(table);
	vm_value entry = VM_UNDEF;
	size_t at;

	(void)argc;
	for (at = 0; at < list->len; at++) {
		entry = list->items[at];
		if (vm_mount_entry_fs(entry) == args[0] ||
		    (vm_is_str(args[0]) &&
			vm_equal(vm, vm_mount_entry_path(entry), args[0])))
			break;
	}
	if (at == list->len)
		vm_raise_os_error(vm, INVALID);
	for (; at + 1 < list->len; at++)
		list->items[at] = list->items[at + 1];
	list->items[--list->len] = VM_UNDEF;
	if (vm_mount_current(vm) == entry)
		vm_mount_set_current(vm, VM_NONE);
	vm_call_method(vm, vm_mount_entry_fs(entry), VM_NAME(umount), 0, NULL);
	return VM_NONE;
}

const struct vm_native vm_mount_native VM_ALIGNED = {
	.head = VM_NATIVE_HEAD(0, VM_ARGS_MANY, VM_NATIVE_KW),
	.u.kw_fn = vfs_mount,
};

VM_NATIVE_OBJECT(vm_umount_native, vfs_umount, 1, 1, 0);

/* Those without a value are found in the host's list. */
static const struct vm_member vfs_members[] = {
	{ VM_NAME(__name__), VM_NAME(vfs) },
	{ VM_NAME(VfsFat), VM_UNDEF },
	{ VM_NAME(VfsLfs1), VM_UNDEF },
	{ VM_NAME(VfsLfs2), VM_UNDEF },
	{ VM_NAME(VfsPosix), VM_UNDEF },
	{ VM_NAME(VfsRom), VM_UNDEF },
	{ VM_NAME(mount), VM_PTR(&vm_mount_native) },
	{ VM_NAME(umount), VM_PTR(&vm_umount_native) },
};

VM_DEFINE_MODULE_ATTR(vfs, vfs_members, vm_find_file_system, NULL);

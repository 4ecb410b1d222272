/* SPDX-License-Identifier: MIT */
/* The module os: files through the mount table, and the environment. */
#include "../object/arguments.h"
#include "../object/bytes.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/module.h"
#include "../object/names.h"
#include "../object/str.h"
#include "../object/tuple.h"
#include "../runtime/call.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/terminal.h"
#include "../runtime/writer.h"
#include "file_system.h"
#include "modules.h"
#include "mount.h"
#include "vfs_posix.h"

#define STAT_DIR_MODE VM_INT(VM_MODE_DIR)
#define NOT_PERMITTED 1  /* EPERM */
#define EXISTS        17 /* EEXIST */
#define NO_DEVICE     19 /* ENODEV */
#define NOT_THERE     38 /* ENOSYS: a host without this function */

static int
check(struct vm *vm, int result)
{
	if (result < 0)
		vm_raise_os_error(vm, -result);
	return result;
}

/* errno([number]): the host's number of the last failure, or sets it. */
static vm_value
os_errno(struct vm *vm, size_t argc, vm_value *args)
{
	if (argc == 0)
		return VM_INT(vm->os_errno);
	vm->os_errno = (int)vm_get_int(vm, args[0]);
	return VM_NONE;
}
VM_DEFINE_NATIVE(errno_native, os_errno, 0, 1);

static const char *
text_of(struct vm *vm, vm_value v)
{
	return vm_str_data(vm_argument_str(vm, v));
}

/* Calls the file system's method, which is `posix` for the host's files. */
static vm_value
call_at(struct vm *vm, const struct vm_place *place, vm_value name,
    vm_native_fn posix)
{
	vm_value args[2] = { place->fs, place->path };

	if (!VM_HAS_MOUNT || place->kind == VM_MOUNT_HOST)
		return posix(vm, 2, args);
	return vm_call_method(vm, place->fs, name, 1, args + 1);
}

static vm_value
change_file(struct vm *vm, vm_value name, vm_native_fn posix, vm_value path)
{
	struct vm_place place;

	vm_mount_find_file(vm, path, &place);
	return call_at(vm, &place, name, posix);
}

static vm_value
os_mkdir(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_place place;

	(void)argc;
	vm_mount_find(vm, args[0], &place);
	if (place.kind == VM_MOUNT_ROOT)
		vm_raise_os_error(vm, EXISTS);
	return change_file(vm, VM_NAME(mkdir), vm_posix_mkdir, args[0]);
}

static vm_value
os_rmdir(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return change_file(vm, VM_NAME(rmdir), vm_posix_rmdir, args[0]);
}

static vm_value
os_remove(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return change_file(vm, VM_NAME(remove), vm_posix_remove, args[0]);
}

static vm_value
os_rename(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_place from, to;
	vm_value paths[3];

	(void)argc;
	vm_mount_find_file(vm, args[0], &from);
	vm_mount_find_file(vm, args[1], &to);
	if (from.fs != to.fs)
		vm_raise_os_error(vm, NOT_PERMITTED);
	paths[0] = from.fs;
	paths[1] = from.path;
	paths[2] = to.path;
	if (!VM_HAS_MOUNT || from.kind == VM_MOUNT_HOST)
		return vm_posix_rename(vm, 3, paths);
	return vm_call_method(vm, from.fs, VM_NAME(rename), 2, paths + 1);
}

static vm_value
os_chdir(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_place place;

	(void)argc;
	vm_mount_find(vm, args[0], &place);
	if (place.kind == VM_MOUNT_NONE)
		vm_raise_os_error(vm, NO_DEVICE);
	if (place.kind == VM_MOUNT_ROOT)
		vm_mount_find_root(vm, &place);
	if (place.kind != VM_MOUNT_NONE)
		call_at(vm, &place, VM_NAME(chdir), vm_posix_chdir);
	if (vm_mount_table(vm) != VM_UNDEF) {
		vm_mount_find(vm, args[0], &place);
		vm_mount_set_current(vm, place.entry);
	}
	return VM_NONE;
}

/* The mount point and what the file system says, without a / at the end. */
static vm_value
os_getcwd(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value none = VM_NONE;
	vm_value entry =
	    vm_mount_table(vm) == VM_UNDEF ? VM_UNDEF : vm_mount_current(vm);
	struct vm_writer out;

	(void)argc;
	(void)args;
	if (entry == VM_NONE)
		return VM_CHAR_STR('/');
	if (entry == VM_UNDEF)
		return vm->host->files == NULL ? VM_CHAR_STR('/') :
						 vm_posix_getcwd(vm, 1, &none);
	vm_writer_init(&out);
	if (vm_str_len(vm_mount_entry_path(entry)) > 1)
		vm_write_str(vm, &out, vm_mount_entry_path(entry));
	vm_write_format(vm, &out, "%S",
	    vm_argument_str(vm,
		vm_call_method(vm, vm_mount_entry_fs(entry), VM_NAME(getcwd), 0,
		    NULL)));
	if (out.len > 1 && out.data[out.len - 1] == '/')
		out.len--;
	return vm_writer_str(vm, &out);
}

static vm_value
os_stat(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_file_stat root = { .mode = VM_MODE_DIR };
	struct vm_place place;
	size_t len;

	(void)argc;
	vm_mount_find(vm, args[0], &place);
	if (place.kind == VM_MOUNT_NONE)
		vm_raise_os_error(vm, NO_DEVICE);
	if (place.kind == VM_MOUNT_ROOT ||
	    (place.entry == VM_NONE &&
		strcmp(vm_path_data(place.path, &len), "/") == 0))
		return vm_stat_tuple(vm, &root);
	return call_at(vm, &place, VM_NAME(stat), vm_posix_stat);
}

static vm_value
os_statvfs(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_fs_stat nothing = { .name_max = 4096 };
	struct vm_place place;

	(void)argc;
	vm_mount_find(vm, args[0], &place);
	if (place.kind == VM_MOUNT_NONE)
		vm_raise_os_error(vm, NO_DEVICE);
	if (place.kind == VM_MOUNT_ROOT)
		vm_mount_find_root(vm, &place);
	if (place.kind == VM_MOUNT_NONE)
		return vm_statvfs_tuple(vm, &nothing);
	return call_at(vm, &place, VM_NAME(statvfs), vm_posix_statvfs);
}

static vm_value
os_sync(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	if (vm->host->files != NULL && vm->host->files->sync != NULL)
		check(vm, vm->host->files->sync(vm->host->ctx));
	return VM_NONE;
}

/* ---- directories ------------------------------------------------------ */

/* The mount points, then what is in the file system mounted on "/". */
static vm_value
list_root(struct vm *vm, bool is_str)
{
	const struct vm_list *table = vm_list(vm_mount_table(vm));
	vm_value list = vm_list_new(vm, 0, NULL);
	struct vm_place root;
	vm_value iterator, item;

	for (size_t i = 0; i < table->len; i++) {
		vm_value path = vm_mount_entry_path(table->items[i]);
		const char *name = vm_str_data(path) + 1;
		vm_value out[3] = { VM_NONE, STAT_DIR_MODE, VM_INT(0) };

		if (vm_str_len(path) <= 1)
			continue;
		out[0] = is_str ? vm_str_from(vm, name) :
				  vm_bytes_new(vm, name, strlen(name));
		vm_list_append(vm, list, vm_tuple_new(vm, 3, out));
	}
	vm_mount_find_root(vm, &root);
	if (root.kind == VM_MOUNT_NONE)
		return vm_iter(vm, list);
	iterator = vm_iter(vm,
	    call_at(vm, &root, VM_NAME(ilistdir), vm_posix_ilistdir));
	while ((item = vm_next(vm, iterator)) != VM_STOP)
		vm_list_append(vm, list, item);
	return vm_iter(vm, list);
}

static vm_value
os_ilistdir(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_place place;

	vm_mount_find(vm, argc > 0 ? args[0] : VM_NAME(empty_), &place);
	if (place.kind == VM_MOUNT_NONE)
		vm_raise_os_error(vm, NO_DEVICE);
	if (VM_HAS_MOUNT && place.kind == VM_MOUNT_ROOT)
		return list_root(vm, vm_is_str(place.path));
	return call_at(vm, &place, VM_NAME(ilistdir), vm_posix_ilistdir);
}

static vm_value
os_listdir(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value listing = vm_iter(vm, os_ilistdir(vm, argc, args));
	vm_value list = vm_list_new(vm, 0, NULL);
	vm_value entry;

	while ((entry = vm_next(vm, listing)) != VM_STOP)
		vm_list_append(vm, list, vm_getitem(vm, entry, VM_INT(0)));
	return list;
}

/* ---- the rest --------------------------------------------------------- */

static vm_value
os_urandom(struct vm *vm, size_t argc, vm_value *args)
{
	intptr_t n = vm_get_int(vm, args[0]);
	vm_value out;

	(void)argc;
	if (n < 0)
		vm_raise_value_error(vm, "");
	if (vm->host->random == NULL)
		vm_raise_os_error(vm, NOT_THERE);
	out = vm_bytearray_new(vm, NULL, (size_t)n);
	vm->host->random(vm->host->ctx, ((struct vm_bytearray *)out)->data,
	    (size_t)n);
	return vm_bytes_new(vm, ((struct vm_bytearray *)out)->data, (size_t)n);
}

static vm_value
os_getenv(struct vm *vm, size_t argc, vm_value *args)
{
	char value[VM_PATH_LEN_MAX];

	if (vm->host->getenv != NULL &&
	    vm->host->getenv(vm->host->ctx, text_of(vm, args[0]), value,
		sizeof(value)) >= 0)
		return vm_str_from(vm, value);
	return argc > 1 ? args[1] : VM_NONE;
}

/* putenv(name, value), unsetenv(name) */
static vm_value
set_variable(struct vm *vm, size_t argc, vm_value *args)
{
	const char *name = text_of(vm, args[0]);
	const char *value = argc > 1 ? text_of(vm, args[1]) : NULL;

	if (vm->host->setenv == NULL)
		vm_raise_os_error(vm, NOT_THERE);
	check(vm, vm->host->setenv(vm->host->ctx, name, value));
	return VM_NONE;
}

static vm_value
os_system(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	if (vm->host->system == NULL)
		vm_raise_os_error(vm, NOT_THERE);
	return VM_INT(vm->host->system(vm->host->ctx, text_of(vm, args[0])));
}

#if VM_HAS_DUPTERM
static vm_value
os_dupterm(struct vm *vm, size_t argc, vm_value *args)
{
	intptr_t slot = argc > 1 ? vm_get_int(vm, args[1]) : 0;

	if (slot < 0 || slot >= VM_TERMINAL_SLOTS)
		vm_raise_value_error(vm, "invalid dupterm index");
	return vm_terminal_share(vm, args[0], (size_t)slot);
}

/* What a stream calls, or its socket, when it has input. */
static vm_value
os_dupterm_notify(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	vm_terminal_take(vm);
	return VM_NONE;
}

VM_DEFINE_NATIVE(dupterm_native, os_dupterm, 1, 2);
VM_DEFINE_NATIVE(dupterm_notify_native, os_dupterm_notify, 1, 1);
#endif

static vm_value
os_uname(struct vm *vm, size_t argc, vm_value *args)
{
	static const struct vm_tuple names VM_ALIGNED = {
		.head = VM_ROM_HEAD(VM_TID_TUPLE),
		.len = 5,
		.items = { VM_NAME(sysname), VM_NAME(nodename),
		    VM_NAME(release), VM_NAME(version), VM_NAME(machine) },
	};
	const char *platform =
	    vm->host->platform != NULL ? vm->host->platform : "upyd";
	vm_value items[5];

	(void)argc;
	(void)args;
	items[0] = items[1] = vm_str_from(vm, platform);
	items[2] = vm_str_from(vm,
	    vm->host->release != NULL ? vm->host->release : "1.28.0");
	items[3] = vm_str_from(vm, "v1.28.0 (upyd)");
	items[4] = vm_str_from(vm,
	    vm->host->machine != NULL ? vm->host->machine : "upyd");
	return vm_attrtuple_new(vm, &names, 5, items);
}

VM_DEFINE_NATIVE(chdir_native, os_chdir, 1, 1);
VM_DEFINE_NATIVE(getcwd_native, os_getcwd, 0, 0);
VM_DEFINE_NATIVE(getenv_native, os_getenv, 1, 2);
VM_DEFINE_NATIVE(putenv_native, set_variable, 2, 2);
VM_DEFINE_NATIVE(unsetenv_native, set_variable, 1, 1);
VM_DEFINE_NATIVE(ilistdir_native, os_ilistdir, 0, 1);
VM_DEFINE_NATIVE(listdir_native, os_listdir, 0, 1);
VM_DEFINE_NATIVE(mkdir_native, os_mkdir, 1, 1);
VM_DEFINE_NATIVE(remove_native, os_remove, 1, 1);
VM_DEFINE_NATIVE(rename_native, os_rename, 2, 2);
VM_DEFINE_NATIVE(rmdir_native, os_rmdir, 1, 1);
VM_DEFINE_NATIVE(stat_native, os_stat, 1, 1);
VM_DEFINE_NATIVE(statvfs_native, os_statvfs, 1, 1);
VM_DEFINE_NATIVE(sync_native, os_sync, 0, 0);
VM_DEFINE_NATIVE(system_native, os_system, 1, 1);
VM_DEFINE_NATIVE(uname_native, os_uname, 0, 0);
VM_DEFINE_NATIVE(urandom_native, os_urandom, 1, 1);

static const struct vm_member os_members[] = {
	{ VM_NAME(__name__), VM_NAME(os) },
	{ VM_NAME(chdir), VM_NATIVE(chdir_native) },
#if VM_HAS_DUPTERM
	{ VM_NAME(dupterm), VM_NATIVE(dupterm_native) },
	{ VM_NAME(dupterm_notify), VM_NATIVE(dupterm_notify_native) },
#endif
	{ VM_NAME(getcwd), VM_NATIVE(getcwd_native) },
	{ VM_NAME(getenv), VM_NATIVE(getenv_native) },
	{ VM_NAME(errno), VM_NATIVE(errno_native) },
	{ VM_NAME(ilistdir), VM_NATIVE(ilistdir_native) },
	{ VM_NAME(listdir), VM_NATIVE(listdir_native) },
	{ VM_NAME(mkdir), VM_NATIVE(mkdir_native) },
#if VM_HAS_MOUNT
	{ VM_NAME(VfsFat), VM_UNDEF },
	{ VM_NAME(VfsLfs1), VM_UNDEF },
	{ VM_NAME(VfsLfs2), VM_UNDEF },
	{ VM_NAME(VfsPosix), VM_UNDEF },
	{ VM_NAME(mount), VM_PTR(&vm_mount_native) },
#endif
	{ VM_NAME(remove), VM_NATIVE(remove_native) },
	{ VM_NAME(rename), VM_NATIVE(rename_native) },
	{ VM_NAME(rmdir), VM_NATIVE(rmdir_native) },
	{ VM_NAME(sep), VM_CHAR_STR('/') },
	{ VM_NAME(stat), VM_NATIVE(stat_native) },
	{ VM_NAME(statvfs), VM_NATIVE(statvfs_native) },
	{ VM_NAME(sync), VM_NATIVE(sync_native) },
	{ VM_NAME(system), VM_NATIVE(system_native) },
#if VM_HAS_MOUNT
	{ VM_NAME(umount), VM_PTR(&vm_umount_native) },
#endif
	{ VM_NAME(uname), VM_NATIVE(uname_native) },
	{ VM_NAME(unlink), VM_NATIVE(remove_native) },
	{ VM_NAME(urandom), VM_NATIVE(urandom_native) },
	{ VM_NAME(putenv), VM_NATIVE(putenv_native) },
	{ VM_NAME(unsetenv), VM_NATIVE(unsetenv_native) },
};

VM_DEFINE_MODULE_ATTR(os, os_members, VM_HAS_MOUNT ? vm_find_file_system : NULL,
    NULL);

/* SPDX-License-Identifier: MIT */
/* The module os, over the host's file hooks. */
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/module.h"
#include "../object/record.h"
#include "../object/slots.h"
#include "../object/str.h"
#include "../object/tuple.h"
#include "../runtime/heap.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"

#define NAME_LEN_MAX 256
#define PATH_LEN_MAX 1024
#define STAT_FIELDS  10
#define NO_DEVICE    19 /* ENODEV: a host without files */
#define NOT_THERE    38 /* ENOSYS: a host without this function */

static const struct vm_host_files *
files_of(struct vm *vm)
{
	if (vm->host->files == NULL)
		vm_raise_os_error(vm, NO_DEVICE);
	return vm->host->files;
}

static int
check(struct vm *vm, int result)
{
	if (result < 0)
		vm_raise_os_error(vm, -result);
	return result;
}

static const char *
path_of(struct vm *vm, vm_value v)
{
	vm_value path = vm_native_value(v);

	if (!vm_is_str(path))
		vm_raise_type_error(vm,
		    "can't convert '%t' object to str implicitly", v);
	return vm_str_data(path);
}

/* Calls a hook of one path, which may be NULL. */
static vm_value
call_path_hook(struct vm *vm, int (*hook)(void *ctx, const char *path),
    vm_value path)
{
	if (hook == NULL)
		vm_raise_os_error(vm, NOT_THERE);
	check(vm, hook(vm->host->ctx, path_of(vm, path)));
	return VM_NONE;
}

static vm_value
os_chdir(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return call_path_hook(vm, files_of(vm)->chdir, args[0]);
}

static vm_value
os_mkdir(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return call_path_hook(vm, files_of(vm)->mkdir, args[0]);
}

static vm_value
os_rmdir(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return call_path_hook(vm, files_of(vm)->rmdir, args[0]);
}

static vm_value
os_remove(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return call_path_hook(vm, files_of(vm)->remove, args[0]);
}

static vm_value
os_rename(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_host_files *files = files_of(vm);

	(void)argc;
	if (files->rename == NULL)
		vm_raise_os_error(vm, NOT_THERE);
	check(vm,
	    files->rename(vm->host->ctx, path_of(vm, args[0]),
		path_of(vm, args[1])));
	return VM_NONE;
}

static vm_value
os_getcwd(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_host_files *files = files_of(vm);
	char path[PATH_LEN_MAX];

	(void)argc;
	(void)args;
	if (files->getcwd == NULL)
		return VM_CHAR_STR('/');
	check(vm, files->getcwd(vm->host->ctx, path, sizeof(path)));
	return vm_str_from(vm, path);
}

static vm_value
os_stat(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_host_files *files = files_of(vm);
	struct vm_file_stat st = { 0 };
	vm_value out[STAT_FIELDS];

	(void)argc;
	if (files->stat == NULL)
		vm_raise_os_error(vm, NOT_THERE);
	check(vm, files->stat(vm->host->ctx, path_of(vm, args[0]), &st));
	for (int i = 0; i < STAT_FIELDS; i++)
		out[i] = VM_INT(0);
	out[0] = vm_int_from_uint64(vm, st.mode);
	out[6] = vm_int_from_uint64(vm, st.size);
	out[7] = out[8] = out[9] = vm_int_from_uint64(vm, st.mtime_s);
	return vm_tuple_new(vm, STAT_FIELDS, out);
}

static vm_value
os_statvfs(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_host_files *files = files_of(vm);
	struct vm_fs_stat st = { 0 };
	vm_value out[STAT_FIELDS];

	(void)argc;
	if (files->statvfs == NULL)
		vm_raise_os_error(vm, NOT_THERE);
	check(vm, files->statvfs(vm->host->ctx, path_of(vm, args[0]), &st));
	for (int i = 0; i < STAT_FIELDS; i++)
		out[i] = VM_INT(0);
	out[0] = out[1] = vm_int_from_uint64(vm, st.block_size);
	out[2] = vm_int_from_uint64(vm, st.block_count);
	out[3] = out[4] = vm_int_from_uint64(vm, st.block_free);
	out[9] = vm_int_from_uint64(vm, st.name_max);
	return vm_tuple_new(vm, STAT_FIELDS, out);
}

static vm_value
os_sync(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_host_files *files = files_of(vm);

	(void)argc;
	(void)args;
	if (files->sync != NULL)
		check(vm, files->sync(vm->host->ctx));
	return VM_NONE;
}

/* ---- directories ------------------------------------------------------ */

enum listing_slot { LISTING_HANDLE, LISTING_IS_STR, LISTING_SLOTS };

static void
listing_close(struct vm *vm, vm_value self)
{
	vm_value handle = vm_record(self)->slots[LISTING_HANDLE];

	if (handle == VM_NONE)
		return;
	vm_record(self)->slots[LISTING_HANDLE] = VM_NONE;
	vm->host->files->dir_close(vm->host->ctx, (int)vm_int_value(handle));
}

static vm_value
listing_iter(struct vm *vm, vm_value self)
{
	(void)vm;
	return self;
}

static vm_value
listing_next(struct vm *vm, vm_value self)
{
	vm_value handle = vm_record(self)->slots[LISTING_HANDLE];
	struct vm_file_stat st = { 0 };
	char name[NAME_LEN_MAX];
	vm_value out[4];
	int found;

	if (handle == VM_NONE)
		return VM_STOP;
	found = vm->host->files->dir_read(vm->host->ctx,
	    (int)vm_int_value(handle), name, sizeof(name), &st);
	if (found <= 0) {
		listing_close(vm, self);
		check(vm, found);
		return VM_STOP;
	}
	out[0] = vm_record(self)->slots[LISTING_IS_STR] == VM_TRUE ?
	    vm_str_from(vm, name) :
	    vm_bytes_new(vm, name, strlen(name));
	out[1] = VM_INT(st.mode & (VM_MODE_DIR | VM_MODE_FILE));
	out[2] = VM_INT(0);
	out[3] = vm_int_from_uint64(vm, st.size);
	return vm_tuple_new(vm, 4, out);
}

static const struct vm_slots listing_slots = {
	.iter = listing_iter,
	.next = listing_next,
	.final = listing_close,
};

extern const struct vm_type vm_type_listing;
VM_DEFINE_TYPE_PLAIN(listing, iterator, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL,
    listing_slots);

static vm_value
os_ilistdir(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_host_files *files = files_of(vm);
	vm_value self = vm_record_new(vm, &vm_type_listing, LISTING_SLOTS);
	bool is_str = true;
	const char *path = ".";
	struct vm_bytes_view view;

	if (argc > 0 && vm_is(args[0], VM_TID_BYTES)) {
		is_str = false;
		vm_get_bytes(vm, args[0], &view);
		path = (const char *)view.data;
	} else if (argc > 0) {
		path = path_of(vm, args[0]);
	}
	if (*path == '\0')
		path = ".";
	if (files->dir_open == NULL)
		vm_raise_os_error(vm, NOT_THERE);
	vm_record(self)->slots[LISTING_HANDLE] = VM_NONE;
	vm_record(self)->slots[LISTING_IS_STR] = vm_new_bool(is_str);
	vm_record(self)->slots[LISTING_HANDLE] =
	    VM_INT(check(vm, files->dir_open(vm->host->ctx, path)));
	vm_heap_set_final(vm, self);
	return self;
}

static vm_value
os_listdir(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value listing = os_ilistdir(vm, argc, args);
	vm_value list = vm_list_new(vm, 0, NULL);
	vm_value entry;

	while ((entry = listing_next(vm, listing)) != VM_STOP)
		vm_list_append(vm, list, vm_tuple(entry)->items[0]);
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
		vm_raise_value_error(vm, "negative argument");
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
	char value[PATH_LEN_MAX];

	if (vm->host->getenv != NULL &&
	    vm->host->getenv(vm->host->ctx, path_of(vm, args[0]), value,
		sizeof(value)) >= 0)
		return vm_str_from(vm, value);
	return argc > 1 ? args[1] : VM_NONE;
}

/* putenv(name, value), unsetenv(name) */
static vm_value
set_variable(struct vm *vm, size_t argc, vm_value *args)
{
	const char *name = path_of(vm, args[0]);
	const char *value = argc > 1 ? path_of(vm, args[1]) : NULL;

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
	return VM_INT(vm->host->system(vm->host->ctx, path_of(vm, args[0])));
}

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
	{ VM_NAME(getcwd), VM_NATIVE(getcwd_native) },
	{ VM_NAME(getenv), VM_NATIVE(getenv_native) },
	{ VM_NAME(ilistdir), VM_NATIVE(ilistdir_native) },
	{ VM_NAME(listdir), VM_NATIVE(listdir_native) },
	{ VM_NAME(mkdir), VM_NATIVE(mkdir_native) },
	{ VM_NAME(remove), VM_NATIVE(remove_native) },
	{ VM_NAME(rename), VM_NATIVE(rename_native) },
	{ VM_NAME(rmdir), VM_NATIVE(rmdir_native) },
	{ VM_NAME(sep), VM_CHAR_STR('/') },
	{ VM_NAME(stat), VM_NATIVE(stat_native) },
	{ VM_NAME(statvfs), VM_NATIVE(statvfs_native) },
	{ VM_NAME(sync), VM_NATIVE(sync_native) },
	{ VM_NAME(system), VM_NATIVE(system_native) },
	{ VM_NAME(uname), VM_NATIVE(uname_native) },
	{ VM_NAME(unlink), VM_NATIVE(remove_native) },
	{ VM_NAME(urandom), VM_NATIVE(urandom_native) },
	{ VM_NAME(putenv), VM_NATIVE(putenv_native) },
	{ VM_NAME(unsetenv), VM_NATIVE(unsetenv_native) },
};

VM_DEFINE_MODULE(os, os_members);

/* SPDX-License-Identifier: MIT */
/* VfsPosix: the host's files as a file system that can be mounted. */
#include "vfs_posix.h"

#include "../object/arguments.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/int.h"
#include "../object/names.h"
#include "../object/record.h"
#include "../object/slots.h"
#include "../object/str.h"
#include "../object/tuple.h"
#include "../runtime/heap.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/writer.h"
#include "mod_io.h"
#include "mount.h"

#define NAME_LEN_MAX  256
#define NO_DEVICE     19 /* ENODEV: a host without files */
#define READ_ONLY     30 /* EROFS */
#define NAME_TOO_LONG 36 /* ENAMETOOLONG */
#define NOT_THERE     38 /* ENOSYS: a host without this function */

enum posix_slot { POSIX_ROOT, POSIX_READ_ONLY, POSIX_SLOTS };

bool
vm_is_posix_fs(vm_value fs)
{
	return fs == VM_NONE || vm_is_record(fs, &vm_type_VfsPosix);
}

vm_value
vm_posix_new(struct vm *vm)
{
	vm_value self = vm_record_new(vm, &vm_type_VfsPosix, POSIX_SLOTS);

	vm_record(self)->slots[POSIX_ROOT] = VM_NAME(empty_);
	vm_record(self)->slots[POSIX_READ_ONLY] = VM_FALSE;
	return self;
}

/* The slots of a VfsPosix, or NULL: the host's root. */
static const vm_value *
slots_of(struct vm *vm, vm_value fs)
{
	if (!vm_is_posix_fs(fs))
		vm_raise_type_error(vm, "argument should be a VfsPosix");
	return fs == VM_NONE ? NULL : vm_record(fs)->slots;
}

const char *
vm_posix_path(struct vm *vm, vm_value fs, vm_value path, char *buf)
{
	const vm_value *slots = slots_of(vm, fs);
	size_t len, root_len;
	const char *data = vm_path_data(vm_path_argument(vm, path), &len);
	vm_value root;

	if (slots == NULL || *data != '/')
		return data;
	root = slots[POSIX_ROOT];
	root_len = vm_str_len(root);
	if (root_len == 0)
		return data;
	if (root_len + len >= VM_PATH_LEN_MAX)
		vm_raise_os_error(vm, NAME_TOO_LONG);
	memcpy(buf, vm_str_data(root), root_len);
	memcpy(buf + root_len, data, len + 1);
	return buf;
}

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

void
vm_posix_check_writable(struct vm *vm, vm_value fs)
{
	const vm_value *slots = slots_of(vm, fs);

	if (slots != NULL && slots[POSIX_READ_ONLY] == VM_TRUE)
		vm_raise_os_error(vm, READ_ONLY);
}

/* Calls a hook of one path, which may be NULL. */
static vm_value
call_path_hook(struct vm *vm, int (*hook)(void *ctx, const char *path),
    const vm_value *args)
{
	char buf[VM_PATH_LEN_MAX];

	if (hook == NULL)
		vm_raise_os_error(vm, NOT_THERE);
	check(vm,
	    hook(vm->host->ctx, vm_posix_path(vm, args[0], args[1], buf)));
	return VM_NONE;
}

vm_value
vm_posix_chdir(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return call_path_hook(vm, files_of(vm)->chdir, args);
}

vm_value
vm_posix_mkdir(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	vm_posix_check_writable(vm, args[0]);
	return call_path_hook(vm, files_of(vm)->mkdir, args);
}

vm_value
vm_posix_rmdir(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	vm_posix_check_writable(vm, args[0]);
	return call_path_hook(vm, files_of(vm)->rmdir, args);
}

vm_value
vm_posix_remove(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	vm_posix_check_writable(vm, args[0]);
	return call_path_hook(vm, files_of(vm)->remove, args);
}

vm_value
vm_posix_rename(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_host_files *files = files_of(vm);
	char from[VM_PATH_LEN_MAX], to[VM_PATH_LEN_MAX];

	(void)argc;
	vm_posix_check_writable(vm, args[0]);
	if (files->rename == NULL)
		vm_raise_os_error(vm, NOT_THERE);
	check(vm,
	    files->rename(vm->host->ctx,
		vm_posix_path(vm, args[0], args[1], from),
		vm_posix_path(vm, args[0], args[2], to)));
	return VM_NONE;
}

vm_value
vm_posix_getcwd(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_host_files *files = files_of(vm);
	const vm_value *slots = slots_of(vm, args[0]);
	char path[VM_PATH_LEN_MAX];
	size_t root_len = slots == NULL ? 0 : vm_str_len(slots[POSIX_ROOT]);

	(void)argc;
	if (files->getcwd == NULL)
		return VM_CHAR_STR('/');
	check(vm, files->getcwd(vm->host->ctx, path, sizeof(path)));
	if (root_len > strlen(path))
		root_len = strlen(path);
	return vm_str_from(vm, path + root_len);
}

vm_value
vm_stat_tuple(struct vm *vm, const struct vm_file_stat *st)
{
	const uint64_t numbers[VM_STAT_FIELDS] = { st->mode, st->inode,
		st->device, st->links, st->user, st->group, st->size,
		st->inode != 0 ? st->atime_s : st->mtime_s, st->mtime_s,
		st->inode != 0 ? st->ctime_s : st->mtime_s };
	vm_value out[VM_STAT_FIELDS];

	for (int i = 0; i < VM_STAT_FIELDS; i++)
		out[i] = VM_INT(0);
	for (int i = 0; i < VM_STAT_FIELDS; i++)
		out[i] = vm_int_from_uint64(vm, numbers[i]);
	return vm_tuple_new(vm, VM_STAT_FIELDS, out);
}

vm_value
vm_statvfs_tuple(struct vm *vm, const struct vm_fs_stat *st)
{
	const uint32_t numbers[VM_STAT_FIELDS] = { st->block_size,
		st->block_size, st->block_count, st->block_free, st->block_free,
		0, 0, 0, 0, st->name_max };
	vm_value out[VM_STAT_FIELDS];

	for (int i = 0; i < VM_STAT_FIELDS; i++)
		out[i] = VM_INT(0);
	for (int i = 0; i < VM_STAT_FIELDS; i++)
		out[i] = vm_int_from_uint64(vm, numbers[i]);
	return vm_tuple_new(vm, VM_STAT_FIELDS, out);
}

int
vm_posix_get_stat(struct vm *vm, vm_value fs, vm_value path,
    struct vm_file_stat *st)
{
	const struct vm_host_files *files = files_of(vm);
	char buf[VM_PATH_LEN_MAX];

	if (files->stat == NULL)
		return -NOT_THERE;
	return files->stat(vm->host->ctx, vm_posix_path(vm, fs, path, buf), st);
}

vm_value
vm_posix_stat(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_file_stat st = { 0 };

	(void)argc;
	check(vm, vm_posix_get_stat(vm, args[0], args[1], &st));
	return vm_stat_tuple(vm, &st);
}

vm_value
vm_posix_statvfs(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_host_files *files = files_of(vm);
	char buf[VM_PATH_LEN_MAX];
	struct vm_fs_stat st = { 0 };

	(void)argc;
	if (files->statvfs == NULL)
		vm_raise_os_error(vm, NOT_THERE);
	check(vm,
	    files->statvfs(vm->host->ctx,
		vm_posix_path(vm, args[0], args[1], buf), &st));
	return vm_statvfs_tuple(vm, &st);
}

/* ---- directories ------------------------------------------------------- */

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

/* (name, type, inode), or without inodes (name, type, 0, size). */
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
	out[1] = VM_INT(st.mode & 0xf000u);
	out[2] = vm_int_from_uint64(vm, st.inode);
	out[3] = vm_int_from_uint64(vm, st.size);
	return vm_tuple_new(vm, st.inode != 0 ? 3 : 4, out);
}

static const struct vm_slots listing_slots = {
	.iter = listing_iter,
	.next = listing_next,
	.final = listing_close,
};

extern const struct vm_type vm_type_listing;
VM_DEFINE_TYPE_PLAIN(listing, iterator, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL,
    listing_slots);

vm_value
vm_posix_ilistdir(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_host_files *files = files_of(vm);
	vm_value self = vm_record_new(vm, &vm_type_listing, LISTING_SLOTS);
	char buf[VM_PATH_LEN_MAX];
	const char *path = ".";
	bool is_str = true;

	if (argc > 1) {
		is_str = vm_is_str(args[1]);
		path = vm_posix_path(vm, args[0], args[1], buf);
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

/* ---- the type ---------------------------------------------------------- */

static vm_value
posix_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	vm_value self = vm_posix_new(vm);
	vm_value root, cwd;

	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 0, 1);
	if (n_pos == 0)
		return self;
	root = vm_argument_str(vm, args[0]);
	if (*vm_str_data(root) != '/' && vm_str_len(root) > 0) {
		struct vm_writer out;
		vm_value none = VM_NONE;

		cwd = vm_posix_getcwd(vm, 1, &none);
		vm_writer_init(&out);
		vm_write_format(vm, &out, "%S/%S", cwd, root);
		root = vm_writer_str(vm, &out);
	}
	while (vm_str_len(root) > 0 &&
	    vm_str_data(root)[vm_str_len(root) - 1] == '/')
		root = vm_str_new(vm, vm_str_data(root), vm_str_len(root) - 1);
	VM_SETREF(vm, vm_record(self), slots[POSIX_ROOT], root);
	return self;
}

/* mount(readonly, mkfs) */
static vm_value
posix_mount(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	slots_of(vm, args[0]);
	if (args[0] != VM_NONE && vm_truth(vm, args[1]))
		vm_record(args[0])->slots[POSIX_READ_ONLY] = VM_TRUE;
	return VM_NONE;
}

static vm_value
posix_umount(struct vm *vm, size_t argc, vm_value *args)
{
	(void)vm;
	(void)argc;
	(void)args;
	return VM_NONE;
}

static vm_value
posix_open(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_posix_open(vm, args[0], args[1], args[2]);
}

static void
posix_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_format(vm, out, "<%t>", self);
}

static const struct vm_slots posix_slots = {
	.print = posix_print,
	.make = posix_make,
};

VM_DEFINE_NATIVE(chdir_native, vm_posix_chdir, 2, 2);
VM_DEFINE_NATIVE(getcwd_native, vm_posix_getcwd, 1, 1);
VM_DEFINE_NATIVE(ilistdir_native, vm_posix_ilistdir, 1, 2);
VM_DEFINE_NATIVE(mkdir_native, vm_posix_mkdir, 2, 2);
VM_DEFINE_NATIVE(mount_native, posix_mount, 3, 3);
VM_DEFINE_NATIVE(open_native, posix_open, 3, 3);
VM_DEFINE_NATIVE(remove_native, vm_posix_remove, 2, 2);
VM_DEFINE_NATIVE(rename_native, vm_posix_rename, 3, 3);
VM_DEFINE_NATIVE(rmdir_native, vm_posix_rmdir, 2, 2);
VM_DEFINE_NATIVE(stat_native, vm_posix_stat, 2, 2);
VM_DEFINE_NATIVE(statvfs_native, vm_posix_statvfs, 2, 2);
VM_DEFINE_NATIVE(umount_native, posix_umount, 1, 1);

static const struct vm_member posix_members[] = {
	{ VM_NAME(chdir), VM_NATIVE(chdir_native) },
	{ VM_NAME(getcwd), VM_NATIVE(getcwd_native) },
	{ VM_NAME(ilistdir), VM_NATIVE(ilistdir_native) },
	{ VM_NAME(mkdir), VM_NATIVE(mkdir_native) },
	{ VM_NAME(mount), VM_NATIVE(mount_native) },
	{ VM_NAME(open), VM_NATIVE(open_native) },
	{ VM_NAME(remove), VM_NATIVE(remove_native) },
	{ VM_NAME(rename), VM_NATIVE(rename_native) },
	{ VM_NAME(rmdir), VM_NATIVE(rmdir_native) },
	{ VM_NAME(stat), VM_NATIVE(stat_native) },
	{ VM_NAME(statvfs), VM_NATIVE(statvfs_native) },
	{ VM_NAME(umount), VM_NATIVE(umount_native) },
};

VM_DEFINE_TYPE(VfsPosix, VfsPosix, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL,
    posix_slots, posix_members);

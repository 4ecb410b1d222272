/* SPDX-License-Identifier: MIT */
/* VfsLfs2: littlefs, version 2. */
#include "../modules/file_system.h"
#include "../modules/vfs_posix.h"
#include "../object/arguments.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/int.h"
#include "../object/names.h"
#include "../object/slots.h"
#include "../object/str.h"
#include "../object/tuple.h"
#include "../runtime/call.h"
#include "../runtime/heap.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/writer.h"
#include "lfs_state.h"
#include "volume.h"

#define NOT_DIRECTORY 20 /* ENOTDIR */
#define NAME_TOO_LONG 36 /* ENAMETOOLONG */
#define PATH_LEN_MAX  (VM_LFS_CWD_SIZE + LFS_NAME_MAX)

extern const struct vm_type vm_type_VfsLfs2;

static struct vm_lfs *
lfs_of(struct vm_volume *volume)
{
	return volume->state;
}

/* ---- the volume -------------------------------------------------------- */

static void
enter(struct vm *vm, struct vm_volume *volume, vm_value fs, bool change)
{
	vm_volume_enter(vm, volume, fs, &vm_type_VfsLfs2);
	if (change)
		vm_volume_check_writable(volume);
	vm_volume_close_orphans(volume, &vm_lfs_driver);
}

/* A path from the volume's root on. */
static void
absolute_path(struct vm *vm, struct vm_volume *volume, vm_value path,
    char out[PATH_LEN_MAX])
{
	const char *text = vm_volume_path(vm, path);

	if (vm_lfs_absolute(lfs_of(volume), text, out, PATH_LEN_MAX) != 0)
		vm_raise_os_error(vm, NAME_TOO_LONG);
}

/* readsize, progsize, lookahead, mtime */
static vm_value
new_volume(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(bdev), VM_NAME(readsize),
		VM_NAME(progsize), VM_NAME(lookahead), VM_NAME(mtime) };
	vm_value values[5] = { VM_UNDEF, VM_INT(32), VM_INT(32), VM_INT(32),
		VM_TRUE };
	struct vm_lfs_geometry geometry;
	struct vm_volume volume;
	vm_value self;
	size_t size;

	vm_bind_keywords(vm, n_pos, n_kw, args, 5, 1, names, values);
	self = vm_volume_new(vm, &vm_type_VfsLfs2, values[0], 0);
	vm_volume_enter(vm, &volume, self, &vm_type_VfsLfs2);
	geometry.read_size = vm_get_int(vm, values[1]);
	geometry.prog_size = vm_get_int(vm, values[2]);
	geometry.lookahead = vm_get_int(vm, values[3]);
	geometry.block_count =
	    vm_volume_ioctl(&volume, VM_BLOCK_IOCTL_COUNT, 0, 0);
	geometry.block_size =
	    vm_volume_ioctl(&volume, VM_BLOCK_IOCTL_SIZE, 0, 0);
	vm_volume_leave(&volume, 0);
	if (!vm_lfs_geometry_is_good(&geometry))
		vm_raise_os_error(vm, VM_VOLUME_INVALID);
	size = vm_lfs_state_size(&geometry);
	VM_SETREF(vm, vm_record(self), slots[VM_VOLUME_STATE],
	    VM_PTR((struct vm_buffer *)vm_heap_alloc(vm, VM_TID_BYTES_BUFFER,
		sizeof(struct vm_buffer) + size)));
	vm_volume_enter(vm, &volume, self, &vm_type_VfsLfs2);
	vm_lfs_init(lfs_of(&volume), &geometry, vm_truth(vm, values[4]));
	return self;
}

static vm_value
fs_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	vm_value self = new_volume(vm, n_pos, n_kw, args);
	struct vm_volume volume;

	vm_volume_enter(vm, &volume, self, type);
	vm_volume_leave(&volume, vm_lfs_run(&volume, vm_lfs_op_mount, NULL));
	return self;
}

static vm_value
fs_mkfs(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	vm_value self = new_volume(vm, n_pos, n_kw, args);
	struct vm_volume volume;

	vm_volume_enter(vm, &volume, self, &vm_type_VfsLfs2);
	vm_volume_leave(&volume, vm_lfs_run(&volume, vm_lfs_op_format, NULL));
	return VM_NONE;
}

/* mount(readonly, mkfs); the volume is there since it was made. */
static vm_value
fs_mount(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_volume volume;

	(void)argc;
	enter(vm, &volume, args[0], false);
	VM_SETREF(vm, volume.record, slots[VM_VOLUME_IS_READ_ONLY],
	    vm_new_bool(vm_truth(vm, args[1])));
	return VM_NONE;
}

/* Open files stay usable. */
static vm_value
fs_umount(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_volume volume;

	(void)argc;
	enter(vm, &volume, args[0], false);
	return VM_NONE;
}

static vm_value
fs_open(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_volume_open(vm, &vm_lfs_driver, args);
}

/* Runs an operation on one path. */
static vm_value
change(struct vm *vm, vm_value *args, vm_lfs_operation operation)
{
	char path[PATH_LEN_MAX];
	struct vm_volume volume;

	enter(vm, &volume, args[0], true);
	absolute_path(vm, &volume, args[1], path);
	vm_volume_leave(&volume, vm_lfs_run(&volume, operation, path));
	return VM_NONE;
}

static vm_value
fs_mkdir(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return change(vm, args, vm_lfs_op_mkdir);
}

static vm_value
fs_remove(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return change(vm, args, vm_lfs_op_remove);
}

static vm_value
fs_rename(struct vm *vm, size_t argc, vm_value *args)
{
	char from[PATH_LEN_MAX], to[PATH_LEN_MAX];
	const char *const paths[2] = { from, to };
	uintptr_t arg = (uintptr_t)paths;
	struct vm_volume volume;

	(void)argc;
	enter(vm, &volume, args[0], true);
	absolute_path(vm, &volume, args[1], from);
	absolute_path(vm, &volume, args[2], to);
	vm_volume_leave(&volume,
	    vm_lfs_run(&volume, vm_lfs_op_rename, (void *)arg));
	return VM_NONE;
}

static vm_value
fs_chdir(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_lfs_entry entry = { 0 };
	char path[PATH_LEN_MAX];
	struct vm_volume volume;

	(void)argc;
	enter(vm, &volume, args[0], false);
	absolute_path(vm, &volume, args[1], path);
	entry.path = path;
	vm_volume_leave(&volume, vm_lfs_run(&volume, vm_lfs_op_stat, &entry));
	if (entry.info.type != LFS_TYPE_DIR)
		vm_raise_os_error(vm, 2);
	if (vm_lfs_set_cwd(lfs_of(&volume), path) != 0)
		vm_raise_os_error(vm, NAME_TOO_LONG);
	return VM_NONE;
}

static vm_value
fs_getcwd(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_volume volume;
	const char *cwd;
	size_t len;

	(void)argc;

	enter(vm, &volume, args[0], false);
	cwd = lfs_of(&volume)->cwd;
	len = strlen(cwd);
	return vm_str_new(vm, cwd, len > 1 ? len - 1 : len);
}

static vm_value
fs_stat(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_lfs_entry entry = { 0 };
	struct vm_file_stat st = { 0 };
	char path[PATH_LEN_MAX];
	struct vm_volume volume;

	(void)argc;
	enter(vm, &volume, args[0], false);
	absolute_path(vm, &volume, args[1], path);
	entry.path = path;
	vm_volume_leave(&volume, vm_lfs_run(&volume, vm_lfs_op_stat, &entry));
	st.mode = entry.info.type == LFS_TYPE_DIR ? VM_MODE_DIR : VM_MODE_FILE;
	st.size = entry.info.type == LFS_TYPE_DIR ? 0 : entry.info.size;
	st.mtime_s = entry.mtime_s;
	return vm_stat_tuple(vm, &st);
}

static vm_value
fs_statvfs(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_fs_stat st = { .name_max = LFS_NAME_MAX };
	struct vm_volume volume;
	int64_t used;

	(void)argc;
	enter(vm, &volume, args[0], false);
	used =
	    vm_volume_leave(&volume, vm_lfs_run(&volume, vm_lfs_op_used, NULL));
	st.block_size = lfs_of(&volume)->config.block_size;
	st.block_count = lfs_of(&volume)->config.block_count;
	st.block_free = (uint32_t)used < st.block_count ?
	    st.block_count - (uint32_t)used :
	    0;
	return vm_statvfs_tuple(vm, &st);
}

/* ---- listing ----------------------------------------------------------- */

enum listing_slot {
	LISTING_VOLUME, /* VM_NONE at the end */
	LISTING_PATH,
	LISTING_INDEX,
	LISTING_IS_STR,
	LISTING_SLOTS
};

static vm_value
listing_iter(struct vm *vm, vm_value self)
{
	(void)vm;
	return self;
}

/* The directory is opened for every entry: the library keeps no pointer to
 * a listing, which may die at any time. */
static vm_value
listing_next(struct vm *vm, vm_value self)
{
	struct vm_record *listing = vm_record(self);
	struct vm_lfs_entry entry = { 0 };
	struct vm_volume volume;
	vm_value out[4];

	if (listing->slots[LISTING_VOLUME] == VM_NONE)
		return VM_STOP;
	enter(vm, &volume, listing->slots[LISTING_VOLUME], false);
	entry.path = (const char *)vm_bytes_data(listing->slots[LISTING_PATH]);
	entry.position = (uint32_t)vm_int_value(listing->slots[LISTING_INDEX]);
	if (vm_volume_leave(&volume,
		vm_lfs_run(&volume, vm_lfs_op_read_dir, &entry)) == 0) {
		listing->slots[LISTING_VOLUME] = VM_NONE;
		return VM_STOP;
	}
	listing->slots[LISTING_INDEX] = VM_INT(entry.position);
	out[0] = vm_volume_name(vm, entry.info.name,
	    listing->slots[LISTING_IS_STR] == VM_TRUE);
	out[1] = VM_INT(
	    entry.info.type == LFS_TYPE_DIR ? VM_MODE_DIR : VM_MODE_FILE);
	out[2] = VM_INT(0);
	out[3] = vm_int_from_uint64(vm,
	    entry.info.type == LFS_TYPE_DIR ? 0 : entry.info.size);
	return vm_tuple_new(vm, 4, out);
}

static const struct vm_slots listing_slots = {
	.iter = listing_iter,
	.next = listing_next,
};

extern const struct vm_type vm_type_lfs_listing;
VM_DEFINE_TYPE_PLAIN(lfs_listing, iterator, NULL,
    VM_TYPE_HASHABLE | VM_TYPE_FINAL, listing_slots);

static vm_value
fs_ilistdir(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value name = argc > 1 ? args[1] : VM_NAME(empty_);
	vm_value self = vm_record_new(vm, &vm_type_lfs_listing, LISTING_SLOTS);
	struct vm_record *listing = vm_record(self);
	struct vm_lfs_entry entry = { 0 };
	char path[PATH_LEN_MAX];
	struct vm_volume volume;

	listing->slots[LISTING_VOLUME] = listing->slots[LISTING_PATH] = VM_NONE;
	listing->slots[LISTING_INDEX] = VM_INT(0);
	enter(vm, &volume, args[0], false);
	absolute_path(vm, &volume, name, path);
	entry.path = path;
	vm_volume_leave(&volume, vm_lfs_run(&volume, vm_lfs_op_stat, &entry));
	if (entry.info.type != LFS_TYPE_DIR)
		vm_raise_os_error(vm, NOT_DIRECTORY);
	listing->slots[LISTING_IS_STR] =
	    vm_new_bool(vm_is_str(vm_native_value(name)));
	VM_SETREF(vm, listing, slots[LISTING_PATH],
	    vm_bytes_new(vm, path, strlen(path)));
	listing->slots[LISTING_VOLUME] = args[0];
	return self;
}

/* ---- the type ---------------------------------------------------------- */

static void
fs_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_format(vm, out, "<%t>", self);
}

static const struct vm_slots fs_slots = {
	.print = fs_print,
	.make = fs_make,
};

VM_DEFINE_NATIVE(chdir_native, fs_chdir, 2, 2);
VM_DEFINE_NATIVE(getcwd_native, fs_getcwd, 1, 1);
VM_DEFINE_NATIVE(ilistdir_native, fs_ilistdir, 1, 2);
VM_DEFINE_NATIVE(mkdir_native, fs_mkdir, 2, 2);
VM_DEFINE_NATIVE_KW_FLAGS(mkfs_native, fs_mkfs, 1, 5, VM_NATIVE_STATIC);
VM_DEFINE_NATIVE(mount_native, fs_mount, 3, 3);
VM_DEFINE_NATIVE(open_native, fs_open, 3, 3);
VM_DEFINE_NATIVE(remove_native, fs_remove, 2, 2);
VM_DEFINE_NATIVE(rename_native, fs_rename, 3, 3);
VM_DEFINE_NATIVE(stat_native, fs_stat, 2, 2);
VM_DEFINE_NATIVE(statvfs_native, fs_statvfs, 2, 2);
VM_DEFINE_NATIVE(umount_native, fs_umount, 1, 1);

static const struct vm_member fs_members[] = {
	{ VM_NAME(chdir), VM_NATIVE(chdir_native) },
	{ VM_NAME(getcwd), VM_NATIVE(getcwd_native) },
	{ VM_NAME(ilistdir), VM_NATIVE(ilistdir_native) },
	{ VM_NAME(mkdir), VM_NATIVE(mkdir_native) },
	{ VM_NAME(mkfs), VM_NATIVE(mkfs_native) },
	{ VM_NAME(mount), VM_NATIVE(mount_native) },
	{ VM_NAME(open), VM_NATIVE(open_native) },
	{ VM_NAME(remove), VM_NATIVE(remove_native) },
	{ VM_NAME(rename), VM_NATIVE(rename_native) },
	{ VM_NAME(rmdir), VM_NATIVE(remove_native) },
	{ VM_NAME(stat), VM_NATIVE(stat_native) },
	{ VM_NAME(statvfs), VM_NATIVE(statvfs_native) },
	{ VM_NAME(umount), VM_NATIVE(umount_native) },
};

VM_DEFINE_TYPE(VfsLfs2, VfsLfs2, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL,
    fs_slots, fs_members);

/* ---- finding one ------------------------------------------------------- */

#define SUPERBLOCK_OFFSET 8
#define SUPERBLOCK_LEN    44

/* The name at the start of the first block, or of its twin. */
static bool
detect(struct vm *vm, vm_value device)
{
	static const char magic[] = "littlefs";
	uint8_t start[SUPERBLOCK_LEN];
	vm_value probe = vm_volume_new(vm, &vm_type_VfsLfs2, device, 0);
	struct vm_volume volume;

	for (uint32_t block = 0; block < 2; block++) {
		vm_volume_enter(vm, &volume, probe, &vm_type_VfsLfs2);
		memset(start, 0, sizeof(start));
		if (vm_volume_read(&volume, block, SUPERBLOCK_OFFSET, start,
			sizeof(start)) == 0 &&
		    memcmp(start, magic, sizeof(magic) - 1) == 0)
			return true;
	}
	return false;
}

const struct vm_file_system vm_file_system_lfs2 = {
	.type = &vm_type_VfsLfs2,
	.detect = detect,
};

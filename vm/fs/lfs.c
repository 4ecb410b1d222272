/* SPDX-License-Identifier: MIT */
/* VfsLfs1 and VfsLfs2: littlefs, versions 1 and 2. */
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
#include "lfs_defines.h"
#include "lfs_state.h"
#include "volume.h"

#define NOT_DIRECTORY 20 /* ENOTDIR */
#define NAME_TOO_LONG 36 /* ENAMETOOLONG */
#define CACHE_MAX     1024

static struct vm_lfs *
lfs_of(struct vm_volume *volume)
{
	return volume->state;
}

/* ---- paths ------------------------------------------------------------- */

/* Adds the parts of path to out, which ends with a slash. */
static int
add_parts(const char *path, char *out, size_t len)
{
	size_t at = strlen(out);

	while (*path != '\0') {
		size_t part = strcspn(path, "/");

		if (part == 2 && memcmp(path, "..", 2) == 0) {
			while (at > 1 && out[at - 2] != '/')
				at--;
			at -= at > 1 ? 1 : 0;
		} else if (part > 0 && !(part == 1 && *path == '.')) {
			if (at + part + 2 > len)
				return -1;
			memcpy(out + at, path, part);
			at += part;
			out[at++] = '/';
		}
		path += part + (path[part] == '/');
	}
	out[at] = '\0';
	return 0;
}

int
vm_lfs_absolute(const struct vm_lfs *lfs, const char *path, char *out,
    size_t len)
{
	const char *base = *path == '/' ? "/" : lfs->cwd;
	size_t end = strlen(path);

	memcpy(out, base, strlen(base) + 1);
	if (add_parts(path, out, len) != 0)
		return -1;
	/* A slash at the end stays: the library then wants a directory. */
	if (end == 0 || path[end - 1] != '/') {
		size_t n = strlen(out);

		if (n > 1)
			out[n - 1] = '\0';
	}
	return 0;
}

static int
set_cwd(struct vm_lfs *lfs, const char *path)
{
	char cwd[VM_LFS_CWD_SIZE] = "/";

	if (add_parts(path, cwd, sizeof(cwd)) != 0)
		return -1;
	memcpy(lfs->cwd, cwd, sizeof(cwd));
	return 0;
}

/* ---- running a library ------------------------------------------------- */

struct run {
	struct vm_volume *volume;
	vm_lfs_operation operation;
	void *arg;
	int64_t result;
};

/* Whose operation a failed check of the library ends. */
static VM_THREAD_LOCAL struct vm_volume *current;

void
vm_lfs_give_up(void)
{
	struct vm_volume *volume = current;

	volume->record->slots[VM_VOLUME_BROKEN] = VM_TRUE;
	vm_raise_os_error(volume->vm, VM_VOLUME_IO_ERROR);
}

static vm_value
run(struct vm *vm, void *arg)
{
	struct run *r = arg;

	(void)vm;
	r->result = r->operation(r->volume, r->arg);
	return VM_NONE;
}

int64_t
vm_lfs_run(struct vm_volume *volume, vm_lfs_operation operation, void *arg)
{
	struct vm_lfs *lfs = volume->state;
	struct vm_volume *outer = lfs->volume;
	struct run r = { volume, operation, arg, 0 };
	vm_value ignored;
	vm_value exception;

	volume->outer = current;
	current = volume;
	lfs->volume = volume;
	if (!vm_try(volume->vm, run, &r, &ignored, &exception) &&
	    volume->exception == VM_UNDEF)
		volume->exception = exception;
	lfs->volume = outer;
	current = volume->outer;
	return r.result;
}

/* ---- geometry ---------------------------------------------------------- */

/* The cache: some reads and programs, and a divisor of the block. */
static uint32_t
cache_size(const struct vm_lfs_geometry *geometry)
{
	int64_t least = geometry->read_size > geometry->prog_size ?
	    geometry->read_size :
	    geometry->prog_size;
	int64_t size = least;

	while (size * 2 <= least * 4 && size * 2 <= geometry->block_size &&
	    size * 2 <= CACHE_MAX && geometry->block_size % (size * 2) == 0)
		size *= 2;
	return (uint32_t)size;
}

static bool
geometry_is_good(const struct vm_lfs_geometry *geometry)
{
	int64_t read_size = geometry->read_size;
	int64_t prog_size = geometry->prog_size;
	int64_t lookahead = geometry->lookahead;
	int64_t cache;

	if (read_size <= 0 || prog_size <= 0 || lookahead <= 0 ||
	    lookahead > 65536 || geometry->block_size < 128 ||
	    geometry->block_size > INT32_MAX || geometry->block_count < 2 ||
	    geometry->block_count > INT32_MAX ||
	    read_size > geometry->block_size ||
	    prog_size > geometry->block_size)
		return false;
	cache = cache_size(geometry);
	return cache % read_size == 0 && cache % prog_size == 0 &&
	    geometry->block_size % cache == 0;
}

/* ---- the volume -------------------------------------------------------- */

static const struct vm_lfs_kind *
kind_of(vm_value fs)
{
	return vm_is_record(fs, &vm_type_VfsLfs1) ? &vm_lfs1_kind :
						    &vm_lfs2_kind;
}

static const struct vm_lfs_kind *
enter(struct vm *vm, struct vm_volume *volume, vm_value fs, bool change)
{
	const struct vm_lfs_kind *kind = kind_of(fs);

	vm_volume_enter(vm, volume, fs, kind->driver->type);
	if (change)
		vm_volume_check_writable(volume);
	vm_volume_close_orphans(volume, kind->driver);
	return kind;
}

/* A path from the volume's root on. */
static void
absolute_path(struct vm *vm, struct vm_volume *volume, vm_value path,
    char out[VM_LFS_PATH_MAX])
{
	const char *text = vm_volume_path(vm, path);

	if (vm_lfs_absolute(lfs_of(volume), text, out, VM_LFS_PATH_MAX) != 0)
		vm_raise_os_error(vm, NAME_TOO_LONG);
}

/* readsize, progsize, lookahead, mtime */
static vm_value
new_volume(struct vm *vm, const struct vm_lfs_kind *kind, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(bdev), VM_NAME(readsize),
		VM_NAME(progsize), VM_NAME(lookahead), VM_NAME(mtime) };
	vm_value values[5] = { VM_UNDEF, VM_INT(32), VM_INT(32), VM_INT(32),
		VM_TRUE };
	const struct vm_type *type = kind->driver->type;
	struct vm_lfs head = { .kind = kind, .cwd = "/" };
	struct vm_lfs_geometry *geometry = &head.geometry;
	struct vm_volume volume;
	vm_value self;

	vm_bind_keywords(vm, n_pos, n_kw, args, 5, 1, names, values);
	self = vm_volume_new(vm, type, values[0], 0);
	vm_volume_enter(vm, &volume, self, type);
	geometry->read_size = vm_get_int(vm, values[1]);
	geometry->prog_size = vm_get_int(vm, values[2]);
	geometry->lookahead = (vm_get_int(vm, values[3]) + 7) / 8 * 8;
	geometry->block_count =
	    vm_volume_ioctl(&volume, VM_BLOCK_IOCTL_COUNT, 0, 0);
	geometry->block_size =
	    vm_volume_ioctl(&volume, VM_BLOCK_IOCTL_SIZE, 0, 0);
	vm_volume_leave(&volume, 0);
	if (!geometry_is_good(geometry))
		vm_raise_os_error(vm, VM_VOLUME_INVALID);
	head.cache_size = cache_size(geometry);
	head.has_mtime = vm_truth(vm, values[4]);
	VM_SETREF(vm, vm_record(self), slots[VM_VOLUME_STATE],
	    VM_PTR((struct vm_buffer *)vm_heap_alloc(vm, VM_TID_BYTES_BUFFER,
		sizeof(struct vm_buffer) + kind->state_size(&head))));
	vm_volume_enter(vm, &volume, self, type);
	*lfs_of(&volume) = head;
	kind->init(lfs_of(&volume));
	return self;
}

static vm_value
make(struct vm *vm, const struct vm_lfs_kind *kind, size_t n_pos, size_t n_kw,
    vm_value *args, vm_lfs_operation operation)
{
	vm_value self = new_volume(vm, kind, n_pos, n_kw, args);
	struct vm_volume volume;

	vm_volume_enter(vm, &volume, self, kind->driver->type);
	vm_volume_leave(&volume, vm_lfs_run(&volume, operation, NULL));
	return self;
}

static vm_value
fs_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	const struct vm_lfs_kind *kind =
	    type == &vm_type_VfsLfs1 ? &vm_lfs1_kind : &vm_lfs2_kind;

	return make(vm, kind, n_pos, n_kw, args, kind->mount);
}

static vm_value
lfs1_mkfs(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	make(vm, &vm_lfs1_kind, n_pos, n_kw, args, vm_lfs1_kind.format);
	return VM_NONE;
}

static vm_value
lfs2_mkfs(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	make(vm, &vm_lfs2_kind, n_pos, n_kw, args, vm_lfs2_kind.format);
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
	return vm_volume_open(vm, kind_of(args[0])->driver, args);
}

/* Runs an operation on one path. */
static vm_value
change(struct vm *vm, vm_value *args, vm_lfs_operation operation)
{
	char path[VM_LFS_PATH_MAX];
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
	return change(vm, args, kind_of(args[0])->mkdir);
}

static vm_value
fs_remove(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return change(vm, args, kind_of(args[0])->remove);
}

static vm_value
fs_rename(struct vm *vm, size_t argc, vm_value *args)
{
	char from[VM_LFS_PATH_MAX], to[VM_LFS_PATH_MAX];
	const char *const paths[2] = { from, to };
	uintptr_t arg = (uintptr_t)paths;
	const struct vm_lfs_kind *kind;
	struct vm_volume volume;

	(void)argc;
	kind = enter(vm, &volume, args[0], true);
	absolute_path(vm, &volume, args[1], from);
	absolute_path(vm, &volume, args[2], to);
	vm_volume_leave(&volume,
	    vm_lfs_run(&volume, kind->rename, (void *)arg));
	return VM_NONE;
}

/* Looks a path up; entry->path is the absolute one. */
static void
look_up(struct vm *vm, struct vm_volume *volume, vm_value fs, vm_value path,
    char absolute[VM_LFS_PATH_MAX], struct vm_lfs_entry *entry)
{
	const struct vm_lfs_kind *kind = enter(vm, volume, fs, false);

	absolute_path(vm, volume, path, absolute);
	entry->path = absolute;
	vm_volume_leave(volume, vm_lfs_run(volume, kind->stat, entry));
}

static vm_value
fs_chdir(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_lfs_entry entry = { 0 };
	char path[VM_LFS_PATH_MAX];
	struct vm_volume volume;

	(void)argc;
	look_up(vm, &volume, args[0], args[1], path, &entry);
	if (!entry.is_dir)
		vm_raise_os_error(vm, 2);
	if (set_cwd(lfs_of(&volume), path) != 0)
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
	char path[VM_LFS_PATH_MAX];
	struct vm_volume volume;

	(void)argc;
	look_up(vm, &volume, args[0], args[1], path, &entry);
	st.mode = entry.is_dir ? VM_MODE_DIR : VM_MODE_FILE;
	st.size = entry.size;
	st.mtime_s = entry.mtime_s;
	return vm_stat_tuple(vm, &st);
}

static vm_value
fs_statvfs(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_fs_stat st = { .name_max = VM_LFS_NAME_MAX };
	const struct vm_lfs_geometry *geometry;
	const struct vm_lfs_kind *kind;
	struct vm_volume volume;
	int64_t used;

	(void)argc;
	kind = enter(vm, &volume, args[0], false);
	used = vm_volume_leave(&volume, vm_lfs_run(&volume, kind->used, NULL));
	geometry = &lfs_of(&volume)->geometry;
	st.block_size = (uint32_t)geometry->block_size;
	st.block_count = (uint32_t)geometry->block_count;
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
	LISTING_LAST, /* name that was given last, with a zero after it */
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
 * a listing, which may die at any time. What was given last may be removed
 * meanwhile. */
static vm_value
listing_next(struct vm *vm, vm_value self)
{
	struct vm_record *listing = vm_record(self);
	struct vm_lfs_entry entry = { 0 };
	const struct vm_lfs_kind *kind;
	struct vm_volume volume;
	vm_value out[4];

	if (listing->slots[LISTING_VOLUME] == VM_NONE)
		return VM_STOP;
	kind = enter(vm, &volume, listing->slots[LISTING_VOLUME], false);
	entry.path = (const char *)vm_bytes_data(listing->slots[LISTING_PATH]);
	entry.position = (uint32_t)vm_int_value(listing->slots[LISTING_INDEX]);
	if (listing->slots[LISTING_LAST] != VM_NONE)
		entry.last =
		    (const char *)vm_bytes_data(listing->slots[LISTING_LAST]);
	if (vm_volume_leave(&volume,
		vm_lfs_run(&volume, kind->read_dir, &entry)) == 0) {
		listing->slots[LISTING_VOLUME] = VM_NONE;
		return VM_STOP;
	}
	listing->slots[LISTING_INDEX] = VM_INT(entry.position);
	VM_SETREF(vm, listing, slots[LISTING_LAST],
	    vm_bytes_new(vm, entry.name, strlen(entry.name)));
	out[0] = vm_volume_name(vm, entry.name,
	    listing->slots[LISTING_IS_STR] == VM_TRUE);
	out[1] = VM_INT(entry.is_dir ? VM_MODE_DIR : VM_MODE_FILE);
	out[2] = VM_INT(0);
	out[3] = vm_int_from_uint64(vm, entry.size);
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
	char path[VM_LFS_PATH_MAX];
	struct vm_volume volume;

	listing->slots[LISTING_VOLUME] = listing->slots[LISTING_PATH] = VM_NONE;
	listing->slots[LISTING_LAST] = VM_NONE;
	listing->slots[LISTING_INDEX] = VM_INT(0);
	look_up(vm, &volume, args[0], name, path, &entry);
	if (!entry.is_dir)
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
VM_DEFINE_NATIVE_KW_FLAGS(lfs1_mkfs_native, lfs1_mkfs, 1, 5, VM_NATIVE_STATIC);
VM_DEFINE_NATIVE_KW_FLAGS(lfs2_mkfs_native, lfs2_mkfs, 1, 5, VM_NATIVE_STATIC);
VM_DEFINE_NATIVE(mount_native, fs_mount, 3, 3);
VM_DEFINE_NATIVE(open_native, fs_open, 3, 3);
VM_DEFINE_NATIVE(remove_native, fs_remove, 2, 2);
VM_DEFINE_NATIVE(rename_native, fs_rename, 3, 3);
VM_DEFINE_NATIVE(stat_native, fs_stat, 2, 2);
VM_DEFINE_NATIVE(statvfs_native, fs_statvfs, 2, 2);
VM_DEFINE_NATIVE(umount_native, fs_umount, 1, 1);

/* The methods of both. */
#define FS_MEMBERS(mkfs_native)                                \
	{ VM_NAME(chdir), VM_NATIVE(chdir_native) },           \
	    { VM_NAME(getcwd), VM_NATIVE(getcwd_native) },     \
	    { VM_NAME(ilistdir), VM_NATIVE(ilistdir_native) }, \
	    { VM_NAME(mkdir), VM_NATIVE(mkdir_native) },       \
	    { VM_NAME(mkfs), VM_NATIVE(mkfs_native) },         \
	    { VM_NAME(mount), VM_NATIVE(mount_native) },       \
	    { VM_NAME(open), VM_NATIVE(open_native) },         \
	    { VM_NAME(remove), VM_NATIVE(remove_native) },     \
	    { VM_NAME(rename), VM_NATIVE(rename_native) },     \
	    { VM_NAME(rmdir), VM_NATIVE(remove_native) },      \
	    { VM_NAME(stat), VM_NATIVE(stat_native) },         \
	    { VM_NAME(statvfs), VM_NATIVE(statvfs_native) },   \
	{                                                      \
		VM_NAME(umount), VM_NATIVE(umount_native)      \
	}

static const struct vm_member lfs1_members[] = { FS_MEMBERS(lfs1_mkfs_native) };
static const struct vm_member lfs2_members[] = { FS_MEMBERS(lfs2_mkfs_native) };

VM_DEFINE_TYPE(VfsLfs1, VfsLfs1, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL,
    fs_slots, lfs1_members);
VM_DEFINE_TYPE(VfsLfs2, VfsLfs2, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL,
    fs_slots, lfs2_members);

/* ---- finding one ------------------------------------------------------- */

/* Where the name stands in the first block, and in its twin. */
#define LFS1_MAGIC_OFFSET 40
#define LFS2_MAGIC_OFFSET 8

static bool
detect(struct vm *vm, vm_value device, const struct vm_type *type,
    uint32_t offset)
{
	static const char magic[] = { 'l', 'i', 't', 't', 'l', 'e', 'f', 's' };
	char start[LFS1_MAGIC_OFFSET - LFS2_MAGIC_OFFSET + sizeof(magic)];
	vm_value probe = vm_volume_new(vm, type, device, 0);
	struct vm_volume volume;

	for (uint32_t block = 0; block < 2; block++) {
		vm_volume_enter(vm, &volume, probe, type);
		memset(start, 0, sizeof(start));
		if (vm_volume_read(&volume, block, LFS2_MAGIC_OFFSET, start,
			sizeof(start)) == 0 &&
		    memcmp(start + (offset - LFS2_MAGIC_OFFSET), magic,
			sizeof(magic)) == 0)
			return true;
	}
	return false;
}

static bool
detect_lfs1(struct vm *vm, vm_value device)
{
	return detect(vm, device, &vm_type_VfsLfs1, LFS1_MAGIC_OFFSET);
}

static bool
detect_lfs2(struct vm *vm, vm_value device)
{
	return detect(vm, device, &vm_type_VfsLfs2, LFS2_MAGIC_OFFSET);
}

const struct vm_file_system vm_file_system_lfs1 = {
	.type = &vm_type_VfsLfs1,
	.detect = detect_lfs1,
};

const struct vm_file_system vm_file_system_lfs2 = {
	.type = &vm_type_VfsLfs2,
	.detect = detect_lfs2,
};

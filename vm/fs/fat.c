/* SPDX-License-Identifier: MIT */
/* VfsFat: FAT12, FAT16 and FAT32 with long names, over FatFs. */
#include "../modules/file_system.h"
#include "../modules/vfs_posix.h"
#include "../object/arguments.h"
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
#include "../runtime/writer.h"
#include "fat_disk.h"
#include "fat_time.h"
#include "volume.h"

#define NO_SPACE      28 /* ENOSPC */
#define NOT_DIRECTORY 20
#define IS_DIRECTORY  21
#define CWD_LEN_MAX   512
#define ROOT_TIME_S   946684800u /* 2000-01-01: the root has no date */

extern const struct vm_type vm_type_VfsFat;

/* A library's result as 0 or a negated errno. */
static int
error_of(FRESULT result)
{
	static const uint8_t numbers[] = {
		[FR_OK] = 0,
		[FR_DISK_ERR] = 5,
		[FR_INT_ERR] = 5,
		[FR_NOT_READY] = 16,
		[FR_NO_FILE] = 2,
		[FR_NO_PATH] = 2,
		[FR_INVALID_NAME] = 22,
		[FR_DENIED] = 13,
		[FR_EXIST] = 17,
		[FR_INVALID_OBJECT] = 22,
		[FR_WRITE_PROTECTED] = 30,
		[FR_INVALID_DRIVE] = 19,
		[FR_NOT_ENABLED] = 19,
		[FR_NO_FILESYSTEM] = 19,
		[FR_MKFS_ABORTED] = 22,
		[FR_TIMEOUT] = 16,
		[FR_LOCKED] = 16,
		[FR_NOT_ENOUGH_CORE] = 12,
		[FR_TOO_MANY_OPEN_FILES] = 24,
		[FR_INVALID_PARAMETER] = 22,
	};

	return (size_t)result < sizeof(numbers) ? -numbers[result] : -5;
}

/* ---- files ------------------------------------------------------------- */

struct fat_file {
	struct vm_volume_file file;
	FIL library;
};

/* The count transferred, or an error. */
static int64_t
counted(struct vm_volume *volume, FRESULT result, const UINT *count)
{
	vm_fat_leave(volume);
	return result == FR_OK ? (int64_t)*count : error_of(result);
}

static int64_t
finished(struct vm_volume *volume, FRESULT result)
{
	const UINT nothing = 0;

	return counted(volume, result, &nothing);
}

static int64_t
fat_file_read(struct vm_volume *volume, void *state, uint8_t *buf, size_t len)
{
	struct fat_file *file = state;
	UINT count = 0;

	vm_fat_enter(volume);
	return counted(volume, f_read(&file->library, buf, (UINT)len, &count),
	    &count);
}

static int64_t
fat_file_write(struct vm_volume *volume, void *state, const uint8_t *buf,
    size_t len)
{
	struct fat_file *file = state;
	UINT count = 0;
	int64_t result;

	vm_fat_enter(volume);
	result = counted(volume,
	    f_write(&file->library, buf, (UINT)len, &count), &count);
	return result >= 0 && (size_t)result < len ? -NO_SPACE : result;
}

static int64_t
fat_file_seek(struct vm_volume *volume, void *state, int64_t offset, int from)
{
	struct fat_file *file = state;
	FRESULT result;

	if (from == VM_SEEK_CUR)
		offset += f_tell(&file->library);
	else if (from == VM_SEEK_END)
		offset += f_size(&file->library);
	if (offset < 0 || offset > UINT32_MAX)
		return -VM_VOLUME_INVALID;
	vm_fat_enter(volume);
	result = f_lseek(&file->library, (FSIZE_t)offset);
	vm_fat_leave(volume);
	return result == FR_OK ? (int64_t)f_tell(&file->library) :
				 error_of(result);
}

static int64_t
fat_file_flush(struct vm_volume *volume, void *state)
{
	struct fat_file *file = state;

	vm_fat_enter(volume);
	return finished(volume, f_sync(&file->library));
}

static int64_t
fat_file_close(struct vm_volume *volume, void *state)
{
	struct fat_file *file = state;

	vm_fat_enter(volume);
	return finished(volume, f_close(&file->library));
}

static int64_t
fat_file_open(struct vm_volume *volume, void *state, const char *path,
    unsigned flags)
{
	struct fat_file *file = state;
	BYTE mode = 0;

	if ((flags & VM_OPEN_READ) != 0)
		mode |= FA_READ;
	if ((flags & VM_OPEN_WRITE) != 0)
		mode |= FA_WRITE;
	if ((flags & VM_OPEN_EXCLUSIVE) != 0)
		mode |= FA_CREATE_NEW;
	else if ((flags & VM_OPEN_TRUNCATE) != 0)
		mode |= FA_CREATE_ALWAYS;
	else if ((flags & VM_OPEN_APPEND) != 0)
		mode |= FA_OPEN_APPEND;
	vm_fat_enter(volume);
	return finished(volume, f_open(&file->library, path, mode));
}

static size_t
fat_file_size(struct vm_volume *volume)
{
	(void)volume;
	return sizeof(struct fat_file);
}

static const struct vm_volume_driver fat_driver = {
	.type = &vm_type_VfsFat,
	.file_size = fat_file_size,
	.read = fat_file_read,
	.write = fat_file_write,
	.seek = fat_file_seek,
	.flush = fat_file_flush,
	.close = fat_file_close,
	.open = fat_file_open,
	.closed_error = VM_VOLUME_INVALID,
};

/* ---- the volume -------------------------------------------------------- */

/* Begins an operation; a change needs a volume that can be written to. */
static void
enter(struct vm *vm, struct vm_volume *volume, vm_value fs, bool change)
{
	vm_volume_enter(vm, volume, fs, &vm_type_VfsFat);
	if (change)
		vm_volume_check_writable(volume);
	vm_volume_close_orphans(volume, &fat_driver);
	vm_fat_enter(volume);
}

static vm_value
leave(struct vm_volume *volume, int result)
{
	vm_fat_leave(volume);
	vm_volume_leave(volume, result);
	return VM_NONE;
}

static vm_value
fat_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	struct vm_volume volume;
	vm_value self;
	int64_t size;

	vm_check_arguments(vm, n_pos, n_kw, 1, 1);
	self = vm_volume_new(vm, type, args[0], sizeof(struct vm_fat));
	vm_volume_enter(vm, &volume, self, type);
	size = vm_volume_leave(&volume,
	    vm_volume_ioctl(&volume, VM_BLOCK_IOCTL_SIZE, 0, FF_MIN_SS));
	if (size < FF_MIN_SS || size > FF_MAX_SS || (size & (size - 1)) != 0)
		vm_raise_os_error(vm, VM_VOLUME_INVALID);
	((struct vm_fat *)volume.state)->sector_size = (uint16_t)size;
	return self;
}

/* mkfs of a device, in a volume that is not kept. */
static int
format(struct vm *vm, struct vm_volume *volume)
{
	MKFS_PARM options = { .fmt = FM_FAT | FM_SFD };
	uint8_t *work = vm_heap_new_scratch(vm, FF_MAX_SS);
	FRESULT result;

	vm_fat_enter(volume);
	result = f_mkfs("", &options, work, FF_MAX_SS);
	if (result == FR_MKFS_ABORTED) { /* too big for FAT16 */
		options.fmt = FM_FAT32 | FM_SFD;
		result = f_mkfs("", &options, work, FF_MAX_SS);
	}
	vm_fat_leave(volume);
	vm_heap_free_buffer(vm, work);
	return error_of(result);
}

static vm_value
fat_mkfs(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value self = args[0];
	struct vm_volume volume;

	(void)argc;
	if (!vm_is_record(self, &vm_type_VfsFat))
		self = vm_call_1(vm, VM_PTR(&vm_type_VfsFat), self);
	vm_volume_enter(vm, &volume, self, &vm_type_VfsFat);
	vm_volume_leave(&volume, format(vm, &volume));
	return VM_NONE;
}

/* mount(readonly, mkfs) */
static vm_value
fat_mount(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_volume volume;
	FRESULT result;

	(void)argc;
	vm_volume_enter(vm, &volume, args[0], &vm_type_VfsFat);
	VM_SETREF(vm, volume.record, slots[VM_VOLUME_IS_READ_ONLY],
	    vm_new_bool(vm_truth(vm, args[1])));
	vm_fat_enter(&volume);
	result = f_mount(volume.state, "", 1);
	vm_fat_leave(&volume);
	if (result == FR_NO_FILESYSTEM && volume.exception == VM_UNDEF &&
	    vm_truth(vm, args[2]))
		vm_volume_leave(&volume, format(vm, &volume));
	else
		vm_volume_leave(&volume, error_of(result));
	return VM_NONE;
}

/* Open files stay usable. */
static vm_value
fat_umount(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_volume volume;

	(void)argc;
	enter(vm, &volume, args[0], false);
	return leave(&volume, 0);
}

static vm_value
fat_open(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_volume_open(vm, &fat_driver, args);
}

static vm_value
fat_mkdir(struct vm *vm, size_t argc, vm_value *args)
{
	const char *path = vm_volume_path(vm, args[1]);
	struct vm_volume volume;

	(void)argc;
	enter(vm, &volume, args[0], true);
	return leave(&volume, error_of(f_mkdir(path)));
}

/* Deletes what is a directory, or what is none. */
static vm_value delete (struct vm *vm, vm_value *args, BYTE attribute,
    int wrong)
{
	const char *path = vm_volume_path(vm, args[1]);
	struct vm_volume volume;
	FILINFO info;
	FRESULT result;

	enter(vm, &volume, args[0], true);
	result = f_stat(path, &info);
	if (result == FR_OK && (info.fattrib & AM_DIR) != attribute)
		return leave(&volume, -wrong);
	if (result == FR_OK)
		result = f_unlink(path);
	return leave(&volume, error_of(result));
}

static vm_value
fat_remove(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return delete (vm, args, 0, IS_DIRECTORY);
}

static vm_value
fat_rmdir(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return delete (vm, args, AM_DIR, NOT_DIRECTORY);
}

/* Replaces a file of the new name. */
static vm_value
fat_rename(struct vm *vm, size_t argc, vm_value *args)
{
	const char *from = vm_volume_path(vm, args[1]);
	const char *to = vm_volume_path(vm, args[2]);
	struct vm_volume volume;
	FILINFO info;
	FRESULT result;

	(void)argc;
	enter(vm, &volume, args[0], true);
	result = f_rename(from, to);
	if (result == FR_EXIST && f_stat(to, &info) == FR_OK) {
		if ((info.fattrib & AM_DIR) != 0)
			return leave(&volume, -IS_DIRECTORY);
		result = f_unlink(to);
		if (result == FR_OK)
			result = f_rename(from, to);
	}
	return leave(&volume, error_of(result));
}

static vm_value
fat_chdir(struct vm *vm, size_t argc, vm_value *args)
{
	const char *path = vm_volume_path(vm, args[1]);
	struct vm_volume volume;

	(void)argc;
	enter(vm, &volume, args[0], false);
	return leave(&volume, error_of(f_chdir(path)));
}

static vm_value
fat_getcwd(struct vm *vm, size_t argc, vm_value *args)
{
	char path[CWD_LEN_MAX];
	struct vm_volume volume;

	(void)argc;
	enter(vm, &volume, args[0], false);
	leave(&volume, error_of(f_getcwd(path, sizeof(path))));
	return vm_volume_name(vm, path, true);
}

static vm_value
fat_stat(struct vm *vm, size_t argc, vm_value *args)
{
	const char *path = vm_volume_path(vm, args[1]);
	struct vm_file_stat st = { .mode = VM_MODE_DIR,
		.mtime_s = ROOT_TIME_S };
	struct vm_volume volume;
	FILINFO info;
	DIR directory;
	FRESULT result;

	(void)argc;
	enter(vm, &volume, args[0], false);
	result = f_stat(path, &info);
	if (result == FR_OK) {
		st.mode =
		    (info.fattrib & AM_DIR) != 0 ? VM_MODE_DIR : VM_MODE_FILE;
		st.size = info.fsize;
		st.mtime_s = vm_fat_time_to(info.fdate, info.ftime);
	} else if (result == FR_INVALID_NAME) { /* the root has no entry */
		result = f_opendir(&directory, path);
	}
	leave(&volume, error_of(result));
	return vm_stat_tuple(vm, &st);
}

static vm_value
fat_statvfs(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_fs_stat st = { .name_max = FF_MAX_LFN };
	struct vm_volume volume;
	FATFS *fat;
	DWORD free_count = 0;

	(void)argc;
	enter(vm, &volume, args[0], false);
	leave(&volume, error_of(f_getfree("", &free_count, &fat)));
	st.block_size = (uint32_t)fat->csize * fat->ssize;
	st.block_count = fat->n_fatent - 2;
	st.block_free = free_count;
	return vm_statvfs_tuple(vm, &st);
}

/* ---- listing ----------------------------------------------------------- */

enum listing_slot {
	LISTING_VOLUME,    /* VM_NONE at the end */
	LISTING_DIRECTORY, /* buffer with the library's DIR */
	LISTING_IS_STR,
	LISTING_SLOTS
};

static vm_value
listing_iter(struct vm *vm, vm_value self)
{
	(void)vm;
	return self;
}

static vm_value
listing_next(struct vm *vm, vm_value self)
{
	struct vm_record *listing = vm_record(self);
	struct vm_volume volume;
	vm_value out[4];
	FILINFO info;
	DIR *directory;
	FRESULT result;

	if (listing->slots[LISTING_VOLUME] == VM_NONE)
		return VM_STOP;
	directory = (DIR *)(void *)((struct vm_buffer *)
					listing->slots[LISTING_DIRECTORY])
			->data;
	enter(vm, &volume, listing->slots[LISTING_VOLUME], false);
	result = f_readdir(directory, &info);
	leave(&volume, error_of(result));
	if (info.fname[0] == '\0') {
		listing->slots[LISTING_VOLUME] = VM_NONE;
		return VM_STOP;
	}
	out[0] = vm_volume_name(vm, info.fname,
	    listing->slots[LISTING_IS_STR] == VM_TRUE);
	out[1] =
	    VM_INT((info.fattrib & AM_DIR) != 0 ? VM_MODE_DIR : VM_MODE_FILE);
	out[2] = VM_INT(0);
	out[3] = vm_int_from_uint64(vm, info.fsize);
	return vm_tuple_new(vm, 4, out);
}

static const struct vm_slots listing_slots = {
	.iter = listing_iter,
	.next = listing_next,
};

extern const struct vm_type vm_type_fat_listing;
VM_DEFINE_TYPE_PLAIN(fat_listing, iterator, NULL,
    VM_TYPE_HASHABLE | VM_TYPE_FINAL, listing_slots);

static vm_value
fat_ilistdir(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value name = argc > 1 ? args[1] : VM_NAME(empty_);
	const char *path = vm_volume_path(vm, name);
	vm_value self = vm_record_new(vm, &vm_type_fat_listing, LISTING_SLOTS);
	struct vm_buffer *buffer;
	struct vm_volume volume;

	vm_record(self)->slots[LISTING_VOLUME] = VM_NONE;
	vm_record(self)->slots[LISTING_DIRECTORY] = VM_NONE;
	vm_record(self)->slots[LISTING_IS_STR] =
	    vm_new_bool(vm_is_str(vm_native_value(name)));
	buffer = vm_heap_alloc(vm, VM_TID_BYTES_BUFFER,
	    sizeof(*buffer) + sizeof(DIR));
	VM_SETREF(vm, vm_record(self), slots[LISTING_DIRECTORY],
	    VM_PTR(buffer));
	enter(vm, &volume, args[0], false);
	leave(&volume, error_of(f_opendir((DIR *)(void *)buffer->data, path)));
	vm_record(self)->slots[LISTING_VOLUME] = args[0];
	return self;
}

/* ---- the type ---------------------------------------------------------- */

static void
fat_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_format(vm, out, "<%t>", self);
}

static const struct vm_slots fat_slots = {
	.print = fat_print,
	.make = fat_make,
};

VM_DEFINE_NATIVE(chdir_native, fat_chdir, 2, 2);
VM_DEFINE_NATIVE(getcwd_native, fat_getcwd, 1, 1);
VM_DEFINE_NATIVE(ilistdir_native, fat_ilistdir, 1, 2);
VM_DEFINE_NATIVE(mkdir_native, fat_mkdir, 2, 2);
VM_DEFINE_NATIVE_FLAGS(mkfs_native, fat_mkfs, 1, 1, VM_NATIVE_STATIC);
VM_DEFINE_NATIVE(mount_native, fat_mount, 3, 3);
VM_DEFINE_NATIVE(open_native, fat_open, 3, 3);
VM_DEFINE_NATIVE(remove_native, fat_remove, 2, 2);
VM_DEFINE_NATIVE(rename_native, fat_rename, 3, 3);
VM_DEFINE_NATIVE(rmdir_native, fat_rmdir, 2, 2);
VM_DEFINE_NATIVE(stat_native, fat_stat, 2, 2);
VM_DEFINE_NATIVE(statvfs_native, fat_statvfs, 2, 2);
VM_DEFINE_NATIVE(umount_native, fat_umount, 1, 1);

static const struct vm_member fat_members[] = {
	{ VM_NAME(chdir), VM_NATIVE(chdir_native) },
	{ VM_NAME(getcwd), VM_NATIVE(getcwd_native) },
	{ VM_NAME(ilistdir), VM_NATIVE(ilistdir_native) },
	{ VM_NAME(mkdir), VM_NATIVE(mkdir_native) },
	{ VM_NAME(mkfs), VM_NATIVE(mkfs_native) },
	{ VM_NAME(mount), VM_NATIVE(mount_native) },
	{ VM_NAME(open), VM_NATIVE(open_native) },
	{ VM_NAME(remove), VM_NATIVE(remove_native) },
	{ VM_NAME(rename), VM_NATIVE(rename_native) },
	{ VM_NAME(rmdir), VM_NATIVE(rmdir_native) },
	{ VM_NAME(stat), VM_NATIVE(stat_native) },
	{ VM_NAME(statvfs), VM_NATIVE(statvfs_native) },
	{ VM_NAME(umount), VM_NATIVE(umount_native) },
};

VM_DEFINE_TYPE(VfsFat, VfsFat, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL,
    fat_slots, fat_members);

const struct vm_file_system vm_file_system_fat = { .type = &vm_type_VfsFat };

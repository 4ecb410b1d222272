/* SPDX-License-Identifier: MIT */
/* Open files of littlefs, whichever version: the driver of the volume. */
#include "lfs_state.h"

#define NAME_TOO_LONG (-36)

static const struct vm_lfs_files *
files_of(const struct vm_volume *volume)
{
	return ((const struct vm_lfs *)volume->state)->kind->files;
}

static int64_t
driver_open(struct vm_volume *volume, void *file, const char *path,
    unsigned flags)
{
	char absolute[VM_LFS_PATH_MAX];
	struct vm_lfs_call call = {
		.file = file,
		.path = absolute,
		.flags = flags,
	};

	if (vm_lfs_absolute(volume->state, path, absolute, sizeof(absolute)) !=
	    0)
		return NAME_TOO_LONG;
	return vm_lfs_run(volume, files_of(volume)->open, &call);
}

static int64_t
driver_read(struct vm_volume *volume, void *file, uint8_t *buf, size_t len)
{
	struct vm_lfs_call call = { .file = file, .buf = buf, .len = len };

	return vm_lfs_run(volume, files_of(volume)->read, &call);
}

static int64_t
driver_write(struct vm_volume *volume, void *file, const uint8_t *data,
    size_t len)
{
	struct vm_lfs_call call = { .file = file, .data = data, .len = len };

	return vm_lfs_run(volume, files_of(volume)->write, &call);
}

static int64_t
driver_seek(struct vm_volume *volume, void *file, int64_t offset, int from)
{
	struct vm_lfs_call call = {
		.file = file,
		.offset = offset,
		.from = from,
	};

	if (offset > INT32_MAX || offset < INT32_MIN)
		return -VM_VOLUME_INVALID;
	return vm_lfs_run(volume, files_of(volume)->seek, &call);
}

static int64_t
driver_flush(struct vm_volume *volume, void *file)
{
	struct vm_lfs_call call = { .file = file };

	return vm_lfs_run(volume, files_of(volume)->flush, &call);
}

static int64_t
driver_close(struct vm_volume *volume, void *file)
{
	struct vm_lfs_call call = { .file = file };

	return vm_lfs_run(volume, files_of(volume)->close, &call);
}

static size_t
file_size(struct vm_volume *volume)
{
	return files_of(volume)->size +
	    ((const struct vm_lfs *)volume->state)->cache_size;
}

#define LFS_DRIVER(ident, file_system)          \
	const struct vm_volume_driver ident = { \
		.type = &(file_system),         \
		.file_size = file_size,         \
		.read = driver_read,            \
		.write = driver_write,          \
		.seek = driver_seek,            \
		.flush = driver_flush,          \
		.close = driver_close,          \
		.open = driver_open,            \
	}

LFS_DRIVER(vm_lfs1_driver, vm_type_VfsLfs1);
LFS_DRIVER(vm_lfs2_driver, vm_type_VfsLfs2);

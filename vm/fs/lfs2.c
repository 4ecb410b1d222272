/* SPDX-License-Identifier: MIT */
/* littlefs, version 2: the library behind VfsLfs2. */
#include "../runtime/state.h"
#include "lfs.h"
#include "lfs_state.h"

#define MTIME_ATTRIBUTE 1 /* 8 bytes, little endian: ns since 1970 */
#define MTIME_SIZE      8
#define BLOCK_CYCLES    100
#define BAD_FILE        (-9)

/* ---- state ------------------------------------------------------------- */

/* Its buffers follow. */
struct lfs2 {
	struct vm_lfs base;
	lfs_t library;
	struct lfs_config config;
};

static size_t
state_size(const struct vm_lfs *base)
{
	return sizeof(struct lfs2) + 2 * (size_t)base->cache_size +
	    (size_t)base->geometry.lookahead;
}

static struct vm_volume *
volume_of(const struct lfs_config *config)
{
	return ((const struct vm_lfs *)config->context)->volume;
}

static int
device_read(const struct lfs_config *config, lfs_block_t block,
    lfs_off_t offset, void *buf, lfs_size_t len)
{
	if (block >= config->block_count || offset > config->block_size ||
	    len > config->block_size - offset)
		return LFS_ERR_CORRUPT;
	return vm_volume_read(volume_of(config), block, offset, buf, len);
}

static int
device_prog(const struct lfs_config *config, lfs_block_t block,
    lfs_off_t offset, const void *buf, lfs_size_t len)
{
	if (block >= config->block_count || offset > config->block_size ||
	    len > config->block_size - offset)
		return LFS_ERR_CORRUPT;
	return vm_volume_write(volume_of(config), block, offset, buf, len);
}

static int
device_ioctl(const struct lfs_config *config, int request, uint32_t arg)
{
	int64_t result = vm_volume_ioctl(volume_of(config), request, arg, 0);

	return result > 0 ? 0 : (int)result;
}

static int
device_erase(const struct lfs_config *config, lfs_block_t block)
{
	return device_ioctl(config, VM_BLOCK_IOCTL_ERASE, block);
}

static int
device_sync(const struct lfs_config *config)
{
	return device_ioctl(config, VM_BLOCK_IOCTL_SYNC, 0);
}

static void
init(struct vm_lfs *base)
{
	const struct vm_lfs_geometry *geometry = &base->geometry;
	struct lfs2 *fs = (struct lfs2 *)base;
	uint8_t *buffers = (uint8_t *)(fs + 1);
	uint32_t cache = base->cache_size;

	fs->config = (struct lfs_config){
		.context = base,
		.read = device_read,
		.prog = device_prog,
		.erase = device_erase,
		.sync = device_sync,
		.read_size = (lfs_size_t)geometry->read_size,
		.prog_size = (lfs_size_t)geometry->prog_size,
		.block_size = (lfs_size_t)geometry->block_size,
		.block_count = (lfs_size_t)geometry->block_count,
		.block_cycles = BLOCK_CYCLES,
		.cache_size = cache,
		.lookahead_size = (lfs_size_t)geometry->lookahead,
		.read_buffer = buffers,
		.prog_buffer = buffers + cache,
		.lookahead_buffer = buffers + 2 * (size_t)cache,
	};
}

static struct lfs2 *
lfs2_of(struct vm_volume *volume)
{
	return volume->state;
}

static lfs_t *
library(struct vm_volume *volume)
{
	return &lfs2_of(volume)->library;
}

static int64_t
mount(struct vm_volume *volume, void *arg)
{
	(void)arg;
	return lfs_mount(library(volume), &lfs2_of(volume)->config);
}

static int64_t
format(struct vm_volume *volume, void *arg)
{
	(void)arg;
	return lfs_format(library(volume), &lfs2_of(volume)->config);
}

static uint64_t
now_ns(struct vm *vm)
{
	return vm->host->time_ns == NULL ? 0 : vm->host->time_ns(vm->host->ctx);
}

static void
put_time(uint8_t out[MTIME_SIZE], uint64_t ns)
{
	for (int i = 0; i < MTIME_SIZE; i++)
		out[i] = (uint8_t)(ns >> (8 * i));
}

static int64_t
mkdir(struct vm_volume *volume, void *path)
{
	return lfs_mkdir(library(volume), path);
}

static int64_t
remove(struct vm_volume *volume, void *path)
{
	return lfs_remove(library(volume), path);
}

static int64_t
rename(struct vm_volume *volume, void *arg)
{
	const char *const *paths = arg;

	return lfs_rename(library(volume), paths[0], paths[1]);
}

static void
describe(const struct lfs_info *info, struct vm_lfs_entry *out)
{
	out->is_dir = info->type == LFS_TYPE_DIR;
	out->size = out->is_dir ? 0 : info->size;
	memcpy(out->name, info->name, sizeof(out->name));
}

static int64_t
stat(struct vm_volume *volume, void *arg)
{
	struct vm_lfs_entry *entry = arg;
	uint8_t time[MTIME_SIZE] = { 0 };
	uint64_t ns = 0;
	struct lfs_info info;
	int result = lfs_stat(library(volume), entry->path, &info);

	if (result != 0)
		return result;
	if (lfs2_of(volume)->base.has_mtime &&
	    lfs_getattr(library(volume), entry->path, MTIME_ATTRIBUTE, time,
		sizeof(time)) == MTIME_SIZE) {
		for (int i = 0; i < MTIME_SIZE; i++)
			ns |= (uint64_t)time[i] << (8 * i);
	}
	describe(&info, entry);
	entry->mtime_s = ns / 1000000000u;
	return 0;
}

/* The next name, and where it stands; not "." and "..". */
static int
next_name(lfs_t *fs, lfs_dir_t *directory, struct lfs_info *info,
    uint32_t *position)
{
	int result;

	do {
		*position = (uint32_t)lfs_dir_tell(fs, directory);
		result = lfs_dir_read(fs, directory, info);
	} while (result > 0 &&
	    (strcmp(info->name, ".") == 0 || strcmp(info->name, "..") == 0));
	return result;
}

static int64_t
read_dir(struct vm_volume *volume, void *arg)
{
	struct vm_lfs_entry *entry = arg;
	lfs_t *fs = library(volume);
	struct lfs_info info;
	lfs_dir_t directory;
	int result = lfs_dir_open(fs, &directory, entry->path);

	if (result != 0)
		return result;
	if (entry->position > 0)
		result = lfs_dir_seek(fs, &directory, entry->position);
	if (result == 0)
		result = next_name(fs, &directory, &info, &entry->position);
	else if (result == LFS_ERR_INVAL)
		result = 0; /* entries were removed, and this is the end */
	if (result > 0 && entry->last != NULL &&
	    strcmp(info.name, entry->last) == 0)
		result = next_name(fs, &directory, &info, &entry->position);
	if (result > 0)
		describe(&info, entry);
	(void)lfs_dir_close(fs, &directory);
	return result;
}

static int64_t
used(struct vm_volume *volume, void *arg)
{
	(void)arg;
	return lfs_fs_size(library(volume));
}

/* ---- files ------------------------------------------------------------- */

/* Its cache follows. */
struct lfs_open_file {
	struct vm_volume_file file;
	lfs_file_t library;
	struct lfs_file_config config;
	struct lfs_attr mtime;
	uint8_t time[MTIME_SIZE];
	uint8_t cache[];
};

static struct lfs_open_file *
open_file(const struct vm_lfs_call *call)
{
	return call->file;
}

static int64_t
file_open(struct vm_volume *volume, void *arg)
{
	static const struct {
		unsigned flag;
		int library;
	} map[] = {
		{ VM_OPEN_READ, LFS_O_RDONLY },
		{ VM_OPEN_WRITE, LFS_O_WRONLY },
		{ VM_OPEN_CREATE, LFS_O_CREAT },
		{ VM_OPEN_TRUNCATE, LFS_O_TRUNC },
		{ VM_OPEN_APPEND, LFS_O_APPEND },
		{ VM_OPEN_EXCLUSIVE, LFS_O_EXCL },
	};
	const struct vm_lfs_call *call = arg;
	struct lfs_open_file *file = open_file(call);
	int flags = 0;

	for (size_t i = 0; i < sizeof(map) / sizeof(map[0]); i++) {
		if ((call->flags & map[i].flag) != 0)
			flags |= map[i].library;
	}
	file->config.buffer = file->cache;
	if (lfs2_of(volume)->base.has_mtime &&
	    (call->flags & VM_OPEN_WRITE) != 0) {
		put_time(file->time, now_ns(volume->vm));
		file->mtime = (struct lfs_attr){ MTIME_ATTRIBUTE, file->time,
			sizeof(file->time) };
		file->config.attrs = &file->mtime;
		file->config.attr_count = 1;
	}
	return lfs_file_opencfg(library(volume), &file->library, call->path,
	    flags, &file->config);
}

static int64_t
file_read(struct vm_volume *volume, void *arg)
{
	const struct vm_lfs_call *call = arg;
	struct lfs_open_file *file = open_file(call);

	if ((file->library.flags & LFS_O_RDONLY) == 0)
		return BAD_FILE;
	return lfs_file_read(library(volume), &file->library, call->buf,
	    (lfs_size_t)call->len);
}

static int64_t
file_write(struct vm_volume *volume, void *arg)
{
	const struct vm_lfs_call *call = arg;
	struct lfs_open_file *file = open_file(call);

	if ((file->library.flags & LFS_O_WRONLY) == 0)
		return BAD_FILE;
	put_time(file->time, now_ns(volume->vm));
	return lfs_file_write(library(volume), &file->library, call->data,
	    (lfs_size_t)call->len);
}

static int64_t
file_seek(struct vm_volume *volume, void *arg)
{
	static const int whence[] = { LFS_SEEK_SET, LFS_SEEK_CUR,
		LFS_SEEK_END };
	const struct vm_lfs_call *call = arg;

	return lfs_file_seek(library(volume), &open_file(call)->library,
	    (lfs_soff_t)call->offset, whence[call->from]);
}

static int64_t
file_flush(struct vm_volume *volume, void *arg)
{
	return lfs_file_sync(library(volume), &open_file(arg)->library);
}

static int64_t
file_close(struct vm_volume *volume, void *arg)
{
	return lfs_file_close(library(volume), &open_file(arg)->library);
}

static const struct vm_lfs_files files = {
	.size = sizeof(struct lfs_open_file),
	.open = file_open,
	.read = file_read,
	.write = file_write,
	.seek = file_seek,
	.flush = file_flush,
	.close = file_close,
};

const struct vm_lfs_kind vm_lfs2_kind = {
	.driver = &vm_lfs2_driver,
	.state_size = state_size,
	.init = init,
	.mount = mount,
	.format = format,
	.mkdir = mkdir,
	.remove = remove,
	.rename = rename,
	.stat = stat,
	.read_dir = read_dir,
	.used = used,
	.files = &files,
};

/* SPDX-License-Identifier: MIT */
/* littlefs on a volume. */
#include "lfs_state.h"

#include "../runtime/raise.h"
#include "../runtime/state.h"

#define MTIME_ATTRIBUTE 1 /* 8 bytes, little endian: ns since 1970 */
#define MTIME_SIZE      8
#define BLOCK_CYCLES    100
#define CACHE_MAX       1024

/* ---- state ------------------------------------------------------------- */

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

bool
vm_lfs_geometry_is_good(const struct vm_lfs_geometry *geometry)
{
	int64_t read_size = geometry->read_size;
	int64_t prog_size = geometry->prog_size;
	int64_t lookahead = geometry->lookahead;
	int64_t cache;

	if (read_size <= 0 || prog_size <= 0 || lookahead <= 0 ||
	    lookahead % 8 != 0 || lookahead > 65536 ||
	    geometry->block_size < 128 || geometry->block_size > INT32_MAX ||
	    geometry->block_count < 2 || geometry->block_count > INT32_MAX ||
	    read_size > geometry->block_size ||
	    prog_size > geometry->block_size)
		return false;
	cache = cache_size(geometry);
	return cache % read_size == 0 && cache % prog_size == 0 &&
	    geometry->block_size % cache == 0;
}

size_t
vm_lfs_state_size(const struct vm_lfs_geometry *geometry)
{
	return sizeof(struct vm_lfs) + 2 * (size_t)cache_size(geometry) +
	    (size_t)geometry->lookahead;
}

static struct vm_volume *
volume_of(const struct lfs_config *config)
{
	return config->context;
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

void
vm_lfs_init(struct vm_lfs *lfs, const struct vm_lfs_geometry *geometry,
    bool has_mtime)
{
	uint8_t *buffers = (uint8_t *)(lfs + 1);
	uint32_t cache = cache_size(geometry);

	lfs->config = (struct lfs_config){
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
	lfs->has_mtime = has_mtime;
	lfs->cwd[0] = '/';
	lfs->cwd[1] = '\0';
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

int
vm_lfs_set_cwd(struct vm_lfs *lfs, const char *path)
{
	char cwd[VM_LFS_CWD_SIZE] = "/";

	if (add_parts(path, cwd, sizeof(cwd)) != 0)
		return -1;
	memcpy(lfs->cwd, cwd, sizeof(cwd));
	return 0;
}

/* ---- running the library ----------------------------------------------- */

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
	struct vm_volume *outer = lfs->config.context;
	struct run r = { volume, operation, arg, 0 };
	vm_value ignored;
	vm_value exception;

	volume->outer = current;
	current = volume;
	lfs->config.context = volume;
	if (!vm_try(volume->vm, run, &r, &ignored, &exception) &&
	    volume->exception == VM_UNDEF)
		volume->exception = exception;
	lfs->config.context = outer;
	current = volume->outer;
	return r.result;
}

static lfs_t *
library(struct vm_volume *volume)
{
	return &((struct vm_lfs *)volume->state)->library;
}

int64_t
vm_lfs_op_mount(struct vm_volume *volume, void *arg)
{
	(void)arg;
	return lfs_mount(library(volume),
	    &((struct vm_lfs *)volume->state)->config);
}

int64_t
vm_lfs_op_format(struct vm_volume *volume, void *arg)
{
	(void)arg;
	return lfs_format(library(volume),
	    &((struct vm_lfs *)volume->state)->config);
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

int64_t
vm_lfs_op_mkdir(struct vm_volume *volume, void *path)
{
	uint8_t time[MTIME_SIZE];
	int result = lfs_mkdir(library(volume), path);

	if (result == 0 && ((struct vm_lfs *)volume->state)->has_mtime) {
		put_time(time, now_ns(volume->vm));
		(void)lfs_setattr(library(volume), path, MTIME_ATTRIBUTE, time,
		    sizeof(time));
	}
	return result;
}

int64_t
vm_lfs_op_remove(struct vm_volume *volume, void *path)
{
	return lfs_remove(library(volume), path);
}

int64_t
vm_lfs_op_rename(struct vm_volume *volume, void *arg)
{
	const char *const *paths = arg;

	return lfs_rename(library(volume), paths[0], paths[1]);
}

int64_t
vm_lfs_op_stat(struct vm_volume *volume, void *arg)
{
	struct vm_lfs_entry *entry = arg;
	uint8_t time[MTIME_SIZE] = { 0 };
	uint64_t ns = 0;
	int result = lfs_stat(library(volume), entry->path, &entry->info);

	if (result == 0 && ((struct vm_lfs *)volume->state)->has_mtime &&
	    lfs_getattr(library(volume), entry->path, MTIME_ATTRIBUTE, time,
		sizeof(time)) == MTIME_SIZE) {
		for (int i = 0; i < MTIME_SIZE; i++)
			ns |= (uint64_t)time[i] << (8 * i);
	}
	entry->mtime_s = ns / 1000000000u;
	return result;
}

int64_t
vm_lfs_op_read_dir(struct vm_volume *volume, void *arg)
{
	struct vm_lfs_entry *entry = arg;
	lfs_dir_t directory;
	int result = lfs_dir_open(library(volume), &directory, entry->path);

	if (result != 0)
		return result;
	if (entry->position > 0)
		result =
		    lfs_dir_seek(library(volume), &directory, entry->position);
	while (result == 0) {
		result =
		    lfs_dir_read(library(volume), &directory, &entry->info);
		if (result <= 0 || strcmp(entry->info.name, ".") == 0 ||
		    strcmp(entry->info.name, "..") == 0) {
			if (result <= 0)
				break;
			result = 0;
		}
	}
	entry->position = (uint32_t)lfs_dir_tell(library(volume), &directory);
	(void)lfs_dir_close(library(volume), &directory);
	return result;
}

int64_t
vm_lfs_op_used(struct vm_volume *volume, void *arg)
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

struct file_call {
	struct lfs_open_file *file;
	uint8_t *buf;
	const uint8_t *data;
	const char *path;
	size_t len;
	int64_t offset;
	int how;
};

static int64_t
run_read(struct vm_volume *volume, void *arg)
{
	struct file_call *call = arg;

	if (!((call->file->library.flags & LFS_O_RDONLY)))
		return -9; /* EBADF */
	return lfs_file_read(library(volume), &call->file->library, call->buf,
	    (lfs_size_t)call->len);
}

static int64_t
run_write(struct vm_volume *volume, void *arg)
{
	struct file_call *call = arg;

	if (!((call->file->library.flags & LFS_O_WRONLY)))
		return -9; /* EBADF */
	put_time(call->file->time, now_ns(volume->vm));
	return lfs_file_write(library(volume), &call->file->library, call->data,
	    (lfs_size_t)call->len);
}

static int64_t
run_seek(struct vm_volume *volume, void *arg)
{
	static const int whence[] = { LFS_SEEK_SET, LFS_SEEK_CUR,
		LFS_SEEK_END };
	struct file_call *call = arg;

	return lfs_file_seek(library(volume), &call->file->library,
	    (lfs_soff_t)call->offset, whence[call->how]);
}

static int64_t
run_flush(struct vm_volume *volume, void *arg)
{
	struct file_call *call = arg;

	return lfs_file_sync(library(volume), &call->file->library);
}

static int64_t
run_close(struct vm_volume *volume, void *arg)
{
	struct file_call *call = arg;

	return lfs_file_close(library(volume), &call->file->library);
}

static int64_t
run_open(struct vm_volume *volume, void *arg)
{
	struct file_call *call = arg;
	struct lfs_open_file *file = call->file;

	return lfs_file_opencfg(library(volume), &file->library, call->path,
	    call->how, &file->config);
}

static int64_t
lfs_read(struct vm_volume *volume, void *file, uint8_t *buf, size_t len)
{
	struct file_call call = { .file = file, .buf = buf, .len = len };

	return vm_lfs_run(volume, run_read, &call);
}

static int64_t
lfs_write(struct vm_volume *volume, void *file, const uint8_t *buf, size_t len)
{
	struct file_call call = { .file = file, .data = buf, .len = len };

	return vm_lfs_run(volume, run_write, &call);
}

static int64_t
lfs_seek(struct vm_volume *volume, void *file, int64_t offset, int from)
{
	struct file_call call = { .file = file, .offset = offset, .how = from };

	if (offset > INT32_MAX || offset < INT32_MIN)
		return -VM_VOLUME_INVALID;
	return vm_lfs_run(volume, run_seek, &call);
}

static int64_t
lfs_flush(struct vm_volume *volume, void *file)
{
	struct file_call call = { .file = file };

	return vm_lfs_run(volume, run_flush, &call);
}

static int64_t
lfs_close(struct vm_volume *volume, void *file)
{
	struct file_call call = { .file = file };

	return vm_lfs_run(volume, run_close, &call);
}

static int64_t
lfs_open(struct vm_volume *volume, void *state, const char *path,
    unsigned flags)
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
	struct vm_lfs *lfs = volume->state;
	char absolute[VM_LFS_CWD_SIZE + LFS_NAME_MAX];
	struct lfs_open_file *file = state;
	struct file_call call = { .file = file, .path = absolute };

	if (vm_lfs_absolute(lfs, path, absolute, sizeof(absolute)) != 0)
		return -36; /* ENAMETOOLONG */
	for (size_t i = 0; i < sizeof(map) / sizeof(map[0]); i++) {
		if ((flags & map[i].flag) != 0)
			call.how |= map[i].library;
	}
	file->config.buffer = file->cache;
	if (lfs->has_mtime && (flags & VM_OPEN_WRITE) != 0) {
		put_time(file->time, now_ns(volume->vm));
		file->mtime = (struct lfs_attr){ MTIME_ATTRIBUTE, file->time,
			sizeof(file->time) };
		file->config.attrs = &file->mtime;
		file->config.attr_count = 1;
	}
	return vm_lfs_run(volume, run_open, &call);
}

static size_t
file_size(struct vm_volume *volume)
{
	struct vm_lfs *lfs = volume->state;

	return sizeof(struct lfs_open_file) + lfs->config.cache_size;
}

extern const struct vm_type vm_type_VfsLfs2;

const struct vm_volume_driver vm_lfs_driver = {
	.type = &vm_type_VfsLfs2,
	.file_size = file_size,
	.read = lfs_read,
	.write = lfs_write,
	.seek = lfs_seek,
	.flush = lfs_flush,
	.close = lfs_close,
	.open = lfs_open,
};

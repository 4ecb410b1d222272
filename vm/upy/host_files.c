/* SPDX-License-Identifier: MIT */
/*
 * Files and directories for the VM.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "host.h"

static int
result(int value)
{
	return value == -1 ? -errno : value;
}

static int
file_open(void *ctx, const char *path, unsigned flags)
{
	static const struct {
		unsigned flag;
		int open_flag;
	} map[] = {
		{ VM_OPEN_CREATE, O_CREAT },
		{ VM_OPEN_TRUNCATE, O_TRUNC },
		{ VM_OPEN_APPEND, O_APPEND },
		{ VM_OPEN_EXCLUSIVE, O_EXCL },
	};
	int open_flags = O_RDONLY;
	size_t i;

	(void)ctx;
	if ((flags & VM_OPEN_WRITE) != 0)
		open_flags = (flags & VM_OPEN_READ) != 0 ? O_RDWR : O_WRONLY;
	for (i = 0; i < sizeof(map) / sizeof(map[0]); i++) {
		if ((flags & map[i].flag) != 0)
			open_flags |= map[i].open_flag;
	}
	return result(open(path, open_flags | O_CLOEXEC, 0666));
}

static int
file_close(void *ctx, int fd)
{
	(void)ctx;
	return result(close(fd));
}

static int
file_read(void *ctx, int fd, void *buf, size_t len)
{
	ssize_t n;

	if (fd == STDIN_FILENO)
		host_flush(ctx);
	n = read(fd, buf, len);
	return n == -1 ? -errno : (int)n;
}

static int
file_write(void *ctx, int fd, const void *buf, size_t len)
{
	ssize_t n;

	if (fd == STDOUT_FILENO || fd == STDERR_FILENO)
		host_flush(ctx);
	n = write(fd, buf, len);
	return n == -1 ? -errno : (int)n;
}

static int64_t
file_seek(void *ctx, int fd, int64_t offset, int from)
{
	static const int whence[] = { SEEK_SET, SEEK_CUR, SEEK_END };
	off_t position;

	(void)ctx;
	if (from < 0 || from > 2)
		return -EINVAL;
	position = lseek(fd, (off_t)offset, whence[from]);
	return position == -1 ? -errno : position;
}

static int
file_flush(void *ctx, int fd)
{
	(void)fd;
	host_flush(ctx);
	return 0;
}

static void
convert_stat(const struct stat *from, struct vm_file_stat *st)
{
	st->mode = from->st_mode;
	st->size = (uint64_t)from->st_size;
	st->mtime_s = (uint64_t)from->st_mtime;
	st->inode = from->st_ino;
	st->atime_s = (uint64_t)from->st_atime;
	st->ctime_s = (uint64_t)from->st_ctime;
	st->device = from->st_dev;
	st->links = (uint32_t)from->st_nlink;
	st->user = from->st_uid;
	st->group = from->st_gid;
}

static int
file_stat(void *ctx, const char *path, struct vm_file_stat *st)
{
	struct stat found;

	(void)ctx;
	if (stat(path, &found) == -1)
		return -errno;
	convert_stat(&found, st);
	return 0;
}

static int
file_remove(void *ctx, const char *path)
{
	(void)ctx;
	return result(unlink(path));
}

static int
file_rename(void *ctx, const char *from, const char *to)
{
	(void)ctx;
	return result(rename(from, to));
}

static int
dir_make(void *ctx, const char *path)
{
	(void)ctx;
	return result(mkdir(path, 0777));
}

static int
dir_remove(void *ctx, const char *path)
{
	(void)ctx;
	return result(rmdir(path));
}

static int
dir_change(void *ctx, const char *path)
{
	(void)ctx;
	return result(chdir(path));
}

static int
dir_current(void *ctx, char *buf, size_t len)
{
	(void)ctx;
	return getcwd(buf, len) == NULL ? -errno : 0;
}

static int
dir_open(void *ctx, const char *path)
{
	struct host *host = ctx;
	int i;

	for (i = 0; i < HOST_DIRS_MAX && host->dirs[i] != NULL; i++)
		;
	if (i == HOST_DIRS_MAX)
		return -EMFILE;
	if (*path == '\0')
		path = ".";
	if (strlen(path) >= sizeof(host->dir_paths[i]))
		return -ENAMETOOLONG;
	host->dirs[i] = opendir(path);
	if (host->dirs[i] == NULL)
		return -errno;
	memcpy(host->dir_paths[i], path, strlen(path) + 1);
	return i;
}

static bool
is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static int
dir_read(void *ctx, int dir, char *name, size_t len, struct vm_file_stat *st)
{
	struct host *host = ctx;
	struct dirent *entry;

	if (dir < 0 || dir >= HOST_DIRS_MAX || host->dirs[dir] == NULL)
		return -EBADF;
	do {
		errno = 0;
		entry = readdir(host->dirs[dir]);
		if (entry == NULL)
			return -errno;
	} while (is_dots(entry->d_name));
	if (strlen(entry->d_name) >= len)
		return -ENAMETOOLONG;
	memcpy(name, entry->d_name, strlen(entry->d_name) + 1);
	memset(st, 0, sizeof(*st));
	st->mode = (uint32_t)DTTOIF(entry->d_type);
	st->inode = entry->d_ino;
	return 1;
}

static int
dir_close(void *ctx, int dir)
{
	struct host *host = ctx;

	if (dir < 0 || dir >= HOST_DIRS_MAX || host->dirs[dir] == NULL)
		return -EBADF;
	closedir(host->dirs[dir]);
	host->dirs[dir] = NULL;
	return 0;
}

static int
fs_stat(void *ctx, const char *path, struct vm_fs_stat *st)
{
	struct statvfs found;

	(void)ctx;
	if (statvfs(path, &found) == -1)
		return -errno;
	st->block_size = (uint32_t)found.f_frsize;
	st->block_count = (uint32_t)found.f_blocks;
	st->block_free = (uint32_t)found.f_bavail;
	st->name_max = (uint32_t)found.f_namemax;
	return 0;
}

static int
fs_sync(void *ctx)
{
	host_flush(ctx);
	sync();
	return 0;
}

const struct vm_host_files host_files = {
	.open = file_open,
	.close = file_close,
	.read = file_read,
	.write = file_write,
	.seek = file_seek,
	.flush = file_flush,
	.stat = file_stat,
	.remove = file_remove,
	.rename = file_rename,
	.mkdir = dir_make,
	.rmdir = dir_remove,
	.chdir = dir_change,
	.getcwd = dir_current,
	.dir_open = dir_open,
	.dir_read = dir_read,
	.dir_close = dir_close,
	.statvfs = fs_stat,
	.sync = fs_sync,
};

/* SPDX-License-Identifier: MIT */
/*
 * The board's files: a power-safe file system on the port's flash, shared by
 * the gateway's commands, transfers and the program. Paths are absolute and
 * separated by '/'. Results are 0 or positive, or a negated errno. Names that
 * begin with STORE_HIDDEN are the agent's own: never listed, never reached.
 */
#ifndef STORE_H
#define STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "port.h"

#define STORE_HIDDEN   ".~"
#define STORE_STAGING  "/.~staging"
#define STORE_PATH_MAX 160

enum store_errno {
	STORE_ENOENT = 2,
	STORE_EIO = 5,
	STORE_EBADF = 9,
	STORE_ENOMEM = 12,
	STORE_EBUSY = 16,
	STORE_EEXIST = 17,
	STORE_ENODEV = 19,
	STORE_ENOTDIR = 20,
	STORE_EISDIR = 21,
	STORE_EINVAL = 22,
	STORE_EMFILE = 24,
	STORE_ENOSPC = 28,
	STORE_ENAMETOOLONG = 36,
	STORE_ENOTEMPTY = 39
};

enum store_flag {
	STORE_READ = 1,
	STORE_WRITE = 2,
	STORE_CREATE = 4,
	STORE_TRUNCATE = 8,
	STORE_APPEND = 16,
	STORE_EXCLUSIVE = 32,
	STORE_INTERNAL = 64, /* may reach hidden names */
	STORE_PROGRAM = 128  /* closed by store_close_program */
};

enum store_type { STORE_FILE = 1, STORE_DIRECTORY = 2 };

struct store_stat {
	uint32_t size;
	uint32_t mtime_s;
	uint8_t type; /* enum store_type */
};

struct store_space {
	uint32_t total;
	uint32_t free;
	uint32_t block;
};

struct store;

/*
 * Mounts; makes a file system when may_format says the flash never had one,
 * and then *formatted. NULL: the port gave too little memory. Without a
 * mounted file system every call answers ENODEV.
 */
struct store *store_new(struct port *port, struct arena *arena, bool may_format,
    bool *formatted);
bool store_is_mounted(const struct store *store);
/* Tries again unless it is mounted; 0 or an error, formatted as above. */
int store_mount(struct store *store, bool may_format, bool *formatted);

int store_stat(struct store *store, const char *path, struct store_stat *st);
int store_mkdir(struct store *store, const char *path);
/* A file or an empty directory. */
int store_remove(struct store *store, const char *path);
int store_rename(struct store *store, const char *from, const char *to);
int store_space(struct store *store, struct store_space *space);

/* Files: fd, or an error. */
int store_open(struct store *store, const char *path, unsigned flags);
int store_close(struct store *store, int fd);
int store_read(struct store *store, int fd, void *bytes, size_t len);
int store_write(struct store *store, int fd, const void *bytes, size_t len);
/* whence as in lseek: 0 set, 1 current, 2 end. */
int store_seek(struct store *store, int fd, int32_t offset, int whence);
int store_size(struct store *store, int fd);
int store_truncate(struct store *store, int fd, uint32_t size);
/* Everything written so far survives a power cut. */
int store_sync(struct store *store, int fd);
/* True when the file was replaced or removed since it was opened. */
bool store_is_stale(const struct store *store, int fd);

/* Directories: handle, or an error. read gives 1, or 0 at the end. */
int store_dir_open(struct store *store, const char *path, unsigned flags);
int store_dir_read(struct store *store, int dir, char *name, size_t cap,
    struct store_stat *st);
int store_dir_close(struct store *store, int dir);

/* Closes what the program left open. */
void store_close_program(struct store *store);
/* The same as store_rename for a staged file; replaces a file, never a
 * directory. */
int store_publish(struct store *store, const char *staged, const char *to);
int store_discard(struct store *store, const char *staged);
/* Somebody has this canonical path open. */
bool store_is_open(const struct store *store, const char *path);
/* Removes staged files except those open and the one named keep. */
void store_purge_staging(struct store *store, const char *keep);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * littlefs on a volume, whichever version: what both states begin with, and
 * the operations of either on absolute paths.
 */
#ifndef VM_LFS_STATE_H
#define VM_LFS_STATE_H

#include "volume.h"

#define VM_LFS_NAME_MAX 255
#define VM_LFS_CWD_SIZE 256
#define VM_LFS_PATH_MAX (VM_LFS_CWD_SIZE + VM_LFS_NAME_MAX)

struct vm_lfs_geometry {
	int64_t read_size;
	int64_t prog_size;
	int64_t lookahead; /* bytes; of version 1, bits */
	int64_t block_size;
	int64_t block_count;
};

struct vm_lfs {
	const struct vm_lfs_kind *kind;
	struct vm_lfs_geometry geometry;
	uint32_t cache_size;
	bool has_mtime;
	char cwd[VM_LFS_CWD_SIZE]; /* ends with a slash */
	struct vm_volume *volume;  /* of the operation under way */
};

/* path from the current directory on, without . and ..; -1: too long. */
int vm_lfs_absolute(const struct vm_lfs *lfs, const char *path, char *out,
    size_t len);

/* Runs an operation of the library; 0, a count, or a negated errno. */
typedef int64_t (*vm_lfs_operation)(struct vm_volume *volume, void *arg);
int64_t vm_lfs_run(struct vm_volume *volume, vm_lfs_operation operation,
    void *arg);

struct vm_lfs_entry {
	const char *path;
	const char *last;  /* of read_dir: the name it gave before, or NULL */
	uint32_t position; /* of read_dir: of that name; then of the answer */
	bool is_dir;
	uint32_t size;
	uint64_t mtime_s; /* of stat */
	char name[VM_LFS_NAME_MAX + 1];
};

/* A call of a file, each with the members it needs. */
struct vm_lfs_call {
	void *file; /* its state */
	const char *path;
	unsigned flags; /* of open: VM_OPEN_* */
	uint8_t *buf;
	const uint8_t *data;
	size_t len;
	int64_t offset; /* of seek: within 32 bits */
	int from;
};

/* The operations of open files, each with a struct vm_lfs_call. */
struct vm_lfs_files {
	size_t size; /* of the state, without the cache behind it */
	vm_lfs_operation open;
	vm_lfs_operation read;
	vm_lfs_operation write;
	vm_lfs_operation seek;
	vm_lfs_operation flush;
	vm_lfs_operation close;
};

/* One version of littlefs. */
struct vm_lfs_kind {
	const struct vm_volume_driver *driver;
	size_t (*state_size)(const struct vm_lfs *lfs);
	void (*init)(struct vm_lfs *lfs); /* a zeroed state but for its head */
	vm_lfs_operation mount;
	vm_lfs_operation format;
	vm_lfs_operation mkdir;    /* a path */
	vm_lfs_operation remove;   /* a path */
	vm_lfs_operation rename;   /* two paths */
	vm_lfs_operation stat;     /* a struct vm_lfs_entry */
	vm_lfs_operation read_dir; /* a struct vm_lfs_entry; 0: the end */
	vm_lfs_operation used;
	const struct vm_lfs_files *files;
};

extern const struct vm_type vm_type_VfsLfs1;
extern const struct vm_type vm_type_VfsLfs2;
/* The files of either (lfs_file.c). */
extern const struct vm_volume_driver vm_lfs1_driver;
extern const struct vm_volume_driver vm_lfs2_driver;

extern const struct vm_lfs_kind vm_lfs1_kind;
extern const struct vm_lfs_kind vm_lfs2_kind;

#endif

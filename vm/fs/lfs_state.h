/* SPDX-License-Identifier: MIT */
/*
 * littlefs on a volume: the library's state with its buffers, its block
 * device, files, and the operations on paths. Paths here are absolute.
 */
#ifndef VM_LFS_STATE_H
#define VM_LFS_STATE_H

#include "lfs.h"
#include "volume.h"

#define VM_LFS_CWD_SIZE 256

struct vm_lfs_geometry {
	int64_t read_size;
	int64_t prog_size;
	int64_t lookahead;
	int64_t block_size;
	int64_t block_count;
};

/* The buffers follow. */
struct vm_lfs {
	lfs_t library;
	struct lfs_config config;
	bool has_mtime;
	char cwd[VM_LFS_CWD_SIZE]; /* ends with a slash */
};

bool vm_lfs_geometry_is_good(const struct vm_lfs_geometry *geometry);
size_t vm_lfs_state_size(const struct vm_lfs_geometry *geometry);
void vm_lfs_init(struct vm_lfs *lfs, const struct vm_lfs_geometry *geometry,
    bool has_mtime);

/* path from the current directory on, without . and ..; -1: too long. */
int vm_lfs_absolute(const struct vm_lfs *lfs, const char *path, char *out,
    size_t len);
int vm_lfs_set_cwd(struct vm_lfs *lfs, const char *path);

/* Runs an operation of the library; 0, a count, or a negated errno. */
typedef int64_t (*vm_lfs_operation)(struct vm_volume *volume, void *arg);
int64_t vm_lfs_run(struct vm_volume *volume, vm_lfs_operation operation,
    void *arg);

struct vm_lfs_entry {
	const char *path;
	struct lfs_info info; /* the answer */
	uint64_t mtime_s;     /* of stat */
	uint32_t position;    /* of read_dir: where it begins, then the next */
};

int64_t vm_lfs_op_mount(struct vm_volume *volume, void *arg);
int64_t vm_lfs_op_format(struct vm_volume *volume, void *arg);
int64_t vm_lfs_op_mkdir(struct vm_volume *volume, void *path);
int64_t vm_lfs_op_remove(struct vm_volume *volume, void *path);
int64_t vm_lfs_op_rename(struct vm_volume *volume, void *paths); /* two */
int64_t vm_lfs_op_stat(struct vm_volume *volume, void *entry);
int64_t vm_lfs_op_read_dir(struct vm_volume *volume, void *entry); /* 0: end */
int64_t vm_lfs_op_used(struct vm_volume *volume, void *arg);

extern const struct vm_volume_driver vm_lfs_driver;

#endif

/* SPDX-License-Identifier: MIT */
/* Directories of littlefs, version 1: pairs of blocks and their entries. */
#ifndef VM_LFS1_PAIR_H
#define VM_LFS1_PAIR_H

#include "lfs1.h"

#define LFS1_HEADER    16u /* of a pair's block */
#define LFS1_CRC       4u
#define LFS1_CONTINUES 0x80000000u /* the tail is of the same directory */
#define LFS1_ENTRY     12u         /* of files and directories, no name */
#define LFS1_FILE      0x11u
#define LFS1_DIR       0x22u
#define LFS1_SUPER     0x2eu
#define LFS1_MOVING    0x80u
#define LFS1_NAME_MAX  255

/* One pair of a directory, as read. */
struct lfs1_dir {
	struct lfs1_pair pair;
	uint32_t rev;
	uint32_t size;
	struct lfs1_pair tail;
	uint32_t next;  /* offset of the next entry */
	uint32_t parts; /* pairs passed so far */
};

struct lfs1_entry {
	uint32_t off; /* 0: the root, which has none */
	uint8_t type;
	uint8_t data_len;
	uint8_t attr_len;
	uint8_t name_len;
	struct lfs1_pair at; /* a directory's; a file's head and size */
};

extern const struct lfs1_pair vm_lfs1_superblock;

bool vm_lfs1_pair_is_null(const struct lfs1_pair *pair);
bool vm_lfs1_pair_overlaps(const struct lfs1_pair *a,
    const struct lfs1_pair *b);
uint32_t vm_lfs1_dir_end(const struct lfs1_dir *dir);
uint32_t vm_lfs1_entry_len(const struct lfs1_entry *entry);
int vm_lfs1_fetch(struct vm_lfs1 *fs, struct lfs1_dir *dir,
    const struct lfs1_pair *pair);
int vm_lfs1_entry_at(struct vm_lfs1 *fs, const struct lfs1_dir *dir,
    uint32_t off, struct lfs1_entry *entry);
/* 1, or 0 at the end of the pair; of the directory. */
int vm_lfs1_next_here(struct vm_lfs1 *fs, struct lfs1_dir *dir,
    struct lfs1_entry *entry);
int vm_lfs1_next(struct vm_lfs1 *fs, struct lfs1_dir *dir,
    struct lfs1_entry *entry);
/* Goes on to the pair that the tail names; fails on a ring. */
int vm_lfs1_follow(struct vm_lfs1 *fs, struct lfs1_dir *dir);
/* A new pair, not on the disk before it is committed. */
int vm_lfs1_new_dir(struct vm_lfs1 *fs, struct lfs1_dir *dir);
int vm_lfs1_commit(struct vm_lfs1 *fs, struct lfs1_dir *dir);
/* Writes the entry over the old one, whose name stays. */
int vm_lfs1_update(struct vm_lfs1 *fs, struct lfs1_dir *dir,
    struct lfs1_entry *entry);
int vm_lfs1_append(struct vm_lfs1 *fs, struct lfs1_dir *dir,
    struct lfs1_entry *entry, const char *name);
int vm_lfs1_remove(struct vm_lfs1 *fs, struct lfs1_dir *dir,
    const struct lfs1_entry *entry);
/* Both blocks; its root and tail are fs->root. */
int vm_lfs1_write_super(struct vm_lfs1 *fs, struct lfs1_dir *dir);
int vm_lfs1_read_super(struct vm_lfs1 *fs);
/* The pair before this one on the thread; 1: found. */
int vm_lfs1_before(struct vm_lfs1 *fs, const struct lfs1_pair *pair,
    struct lfs1_dir *before);
/* Whether an entry being moved has arrived. */
int vm_lfs1_has_arrived(struct vm_lfs1 *fs, const struct lfs1_entry *entry);
int vm_lfs1_moved_pair(struct vm_lfs1 *fs, const struct lfs1_pair *from,
    const struct lfs1_pair *to);
/* Before the first change: mends what a loss of power left. */
int vm_lfs1_check(struct vm_lfs1 *fs);

/* On -ENOENT, dir is at its end and *path what is not there. */
int vm_lfs1_find(struct vm_lfs1 *fs, struct lfs1_dir *dir,
    struct lfs1_entry *entry, const char **path);

#endif

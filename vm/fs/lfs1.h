/* SPDX-License-Identifier: MIT */
/*
 * littlefs, version 1, from its specification: directories are pairs of
 * blocks written in turn, all on one thread; a file is a list of blocks each
 * pointing back. Results are 0, a count, or a negated errno.
 */
#ifndef VM_LFS1_H
#define VM_LFS1_H

#include "lfs_state.h"

#define LFS1_NO_BLOCK 0xffffffffu
#define LFS1_CORRUPT  (-52) /* EBADE, the library's own choice */

/* Bytes on their way to one block, or copies of some of it. */
struct lfs1_cache {
	uint32_t block;
	uint32_t off;
	uint32_t len;
	uint8_t *data;
};

struct lfs1_pair {
	uint32_t block[2]; /* the first is the one in force */
};

/* What follows its entry, wherever changes put it. */
struct lfs1_place {
	struct lfs1_place *next;
	struct lfs1_pair pair;
	uint32_t off; /* 0: the entry is gone */
	bool is_file; /* of a struct lfs1_file */
};

/* Where a list is read or written. */
struct lfs1_cursor {
	uint32_t block; /* LFS1_NO_BLOCK: to be found from pos */
	uint32_t off;
	uint32_t pos;
};

struct vm_lfs1 {
	struct vm_lfs base;
	struct lfs1_pair root;
	struct lfs1_cache read, program;
	struct lfs1_place *places; /* open files and what is being moved */
	uint32_t free_start;       /* the window of the search for blocks */
	uint32_t free_len;
	uint32_t free_next;
	uint32_t free_left; /* blocks not yet looked at */
	uint8_t *free_map;
	bool is_checked; /* for what a loss of power left behind */
	uint8_t depth;   /* of pairs moved off bad blocks */
};

/* ---- the device (lfs1_disk.c) ------------------------------------------ */

uint32_t vm_lfs1_get32(const uint8_t *p);
void vm_lfs1_put32(uint8_t *p, uint32_t value);
/* over: bytes not written yet that count more, or NULL. */
int vm_lfs1_read(struct vm_lfs1 *fs, const struct lfs1_cache *over,
    uint32_t block, uint32_t off, void *buf, uint32_t len);
int vm_lfs1_erase(struct vm_lfs1 *fs, uint32_t block);
/* Takes some of the bytes, in the order of their place; how many. */
uint32_t vm_lfs1_put(struct vm_lfs1 *fs, struct lfs1_cache *cache,
    uint32_t block, uint32_t off, const void *data, uint32_t len);
bool vm_lfs1_is_full(const struct vm_lfs1 *fs, const struct lfs1_cache *cache);
/* Writes and compares; on failure the bytes stay. */
int vm_lfs1_flush(struct vm_lfs1 *fs, struct lfs1_cache *cache);
int vm_lfs1_program(struct vm_lfs1 *fs, struct lfs1_cache *cache,
    uint32_t block, uint32_t off, const void *data, uint32_t len);
void vm_lfs1_drop(struct lfs1_cache *cache);
int vm_lfs1_alloc(struct vm_lfs1 *fs, uint32_t *block);
/* What was allocated is in the tree, or lost: all blocks may be looked at. */
void vm_lfs1_alloc_done(struct vm_lfs1 *fs);
/* Calls visit for each block in use. */
int vm_lfs1_visit_blocks(struct vm_lfs1 *fs,
    void (*visit)(void *arg, uint32_t block), void *arg);

/* ---- lists of blocks (lfs1_list.c) -------------------------------------- */

int vm_lfs1_list_find(struct vm_lfs1 *fs, uint32_t head, uint32_t size,
    uint32_t pos, uint32_t *block, uint32_t *off);
int vm_lfs1_list_read(struct vm_lfs1 *fs, uint32_t head, uint32_t size,
    struct lfs1_cursor *at, void *buf, uint32_t len);
/* A new block after the first size bytes of the list, or for the last of
 * them; what is not written yet stays in the cache. */
int vm_lfs1_list_extend(struct vm_lfs1 *fs, struct lfs1_cache *cache,
    uint32_t head, uint32_t size, uint32_t *block, uint32_t *off);
/* A new block for one that cannot be written. */
int vm_lfs1_list_relocate(struct vm_lfs1 *fs, struct lfs1_cache *cache,
    uint32_t *block);
int vm_lfs1_visit_list(struct vm_lfs1 *fs, const struct lfs1_cache *over,
    uint32_t head, uint32_t size, void (*visit)(void *arg, uint32_t block),
    void *arg);

/* ---- open files (lfs1_file.c) ------------------------------------------ */

int vm_lfs1_visit_open(struct vm_lfs1 *fs,
    void (*visit)(void *arg, uint32_t block), void *arg);
void vm_lfs1_follow_place(struct vm_lfs1 *fs, struct lfs1_place *place);
void vm_lfs1_leave_place(struct vm_lfs1 *fs, const struct lfs1_place *place);

extern const struct vm_lfs_files vm_lfs1_files;

static inline struct vm_lfs1 *
lfs1_of(struct vm_volume *volume)
{
	return volume->state;
}

#endif

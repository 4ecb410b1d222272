/* SPDX-License-Identifier: MIT */
/* littlefs, version 1: the thread through all pairs, and its mending. */
#include "lfs1_pair.h"

#define DEPTH_MAX 16

/* Goes along the thread until is_wanted answers not 0; 0: it never did. */
static int
search(struct vm_lfs1 *fs, struct lfs1_dir *dir,
    int (*is_wanted)(struct vm_lfs1 *fs, struct lfs1_dir *dir, void *arg),
    void *arg)
{
	int result = 0;

	*dir = (struct lfs1_dir){ .tail = vm_lfs1_superblock };
	while (result == 0 && !vm_lfs1_pair_is_null(&dir->tail)) {
		result = vm_lfs1_follow(fs, dir);
		if (result == 0)
			result = is_wanted(fs, dir, arg);
	}
	return result;
}

static int
has_tail(struct vm_lfs1 *fs, struct lfs1_dir *dir, void *pair)
{
	(void)fs;
	return !vm_lfs1_pair_is_null(&dir->tail) &&
	    vm_lfs1_pair_overlaps(&dir->tail, pair);
}

int
vm_lfs1_before(struct vm_lfs1 *fs, const struct lfs1_pair *pair,
    struct lfs1_dir *before)
{
	struct lfs1_pair wanted = *pair;

	return search(fs, before, has_tail, &wanted);
}

struct child {
	struct lfs1_pair pair;
	struct lfs1_entry entry; /* the answer */
};

static int
has_child(struct vm_lfs1 *fs, struct lfs1_dir *dir, void *arg)
{
	struct child *child = arg;
	int result;

	while ((result = vm_lfs1_next_here(fs, dir, &child->entry)) > 0) {
		if ((child->entry.type & 0x70) == (LFS1_DIR & 0x70) &&
		    vm_lfs1_pair_overlaps(&child->entry.at, &child->pair))
			return 1;
	}
	return result;
}

static int
has_same(struct vm_lfs1 *fs, struct lfs1_dir *dir, void *arg)
{
	const struct lfs1_entry *moving = arg;
	struct lfs1_entry entry;
	int result;

	while ((result = vm_lfs1_next_here(fs, dir, &entry)) > 0) {
		if ((entry.type | LFS1_MOVING) == moving->type &&
		    entry.type != moving->type &&
		    entry.at.block[0] == moving->at.block[0] &&
		    entry.at.block[1] == moving->at.block[1])
			return 1;
	}
	return result;
}

/* Files without contents look all the same: better there twice than gone. */
int
vm_lfs1_has_arrived(struct vm_lfs1 *fs, const struct lfs1_entry *entry)
{
	struct lfs1_entry moving = *entry;
	struct lfs1_dir dir;

	if (moving.at.block[0] == LFS1_NO_BLOCK)
		return 0;
	return search(fs, &dir, has_same, &moving);
}

/* ---- bad blocks -------------------------------------------------------- */

static int
replace(struct vm_lfs1 *fs, const struct lfs1_pair *from,
    const struct lfs1_pair *to)
{
	struct child child = { .pair = *from };
	struct lfs1_dir dir;
	int result = search(fs, &dir, has_child, &child);

	if (result > 0) {
		child.entry.at = *to;
		if (vm_lfs1_pair_overlaps(from, &fs->root))
			fs->root = *to;
		result = vm_lfs1_update(fs, &dir, &child.entry);
	}
	if (result == 0)
		result = vm_lfs1_before(fs, from, &dir);
	if (result <= 0)
		return result;
	dir.tail = *to;
	return vm_lfs1_commit(fs, &dir);
}

/* The directory's entry and the thread name the new block. */
int
vm_lfs1_moved_pair(struct vm_lfs1 *fs, const struct lfs1_pair *from,
    const struct lfs1_pair *to)
{
	int result;

	if (fs->depth == DEPTH_MAX)
		return LFS1_CORRUPT;
	fs->depth++;
	result = replace(fs, from, to);
	fs->depth--;
	return result;
}

/* ---- after a loss of power --------------------------------------------- */

static bool
is_same_pair(const struct lfs1_pair *a, const struct lfs1_pair *b)
{
	return (a->block[0] == b->block[0] && a->block[1] == b->block[1]) ||
	    (a->block[0] == b->block[1] && a->block[1] == b->block[0]);
}

/* A directory without an entry, or whose entry names another block. */
static int
mend_tail(struct vm_lfs1 *fs, struct lfs1_dir *dir)
{
	struct child child = { .pair = dir->tail };
	struct lfs1_dir other;
	int found;

	if ((dir->size & LFS1_CONTINUES) != 0)
		return 0;
	found = search(fs, &other, has_child, &child);
	if (found < 0 ||
	    (found > 0 && is_same_pair(&child.entry.at, &dir->tail)))
		return found < 0 ? found : 0;
	if (found > 0) {
		dir->tail = child.entry.at;
	} else {
		found = vm_lfs1_fetch(fs, &other, &dir->tail);
		if (found != 0)
			return found;
		dir->tail = other.tail;
	}
	found = vm_lfs1_commit(fs, dir);
	return found != 0 ? found : 1;
}

/* An entry whose move was not finished: one way or the other. */
static int
mend_moves(struct vm_lfs1 *fs, struct lfs1_dir *dir)
{
	struct lfs1_entry entry;
	int result;

	while ((result = vm_lfs1_next_here(fs, dir, &entry)) > 0) {
		if ((entry.type & LFS1_MOVING) == 0)
			continue;
		result = vm_lfs1_has_arrived(fs, &entry);
		if (result < 0)
			return result;
		entry.type &= (uint8_t)~LFS1_MOVING;
		result = result > 0 ? vm_lfs1_remove(fs, dir, &entry) :
				      vm_lfs1_update(fs, dir, &entry);
		return result != 0 ? result : 1;
	}
	return result;
}

/* 1: something was mended, and the next look begins anew. */
static int
mend(struct vm_lfs1 *fs, struct lfs1_dir *dir, void *arg)
{
	int result = 0;

	(void)arg;
	if (!vm_lfs1_pair_is_null(&dir->tail))
		result = mend_tail(fs, dir);
	return result != 0 ? result : mend_moves(fs, dir);
}

int
vm_lfs1_check(struct vm_lfs1 *fs)
{
	int64_t left = fs->base.geometry.block_count;
	struct lfs1_dir dir;
	int result = fs->is_checked ? 0 : 1;

	while (result > 0 && left-- > 0)
		result = search(fs, &dir, mend, NULL);
	if (result == 0)
		fs->is_checked = true;
	return result > 0 ? LFS1_CORRUPT : result;
}

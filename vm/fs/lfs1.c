/* SPDX-License-Identifier: MIT */
/* littlefs, version 1: volumes and paths. */
#include "lfs1_pair.h"

#define NO_ENTRY  (-2)
#define EXISTS    (-17)
#define NOT_DIR   (-20)
#define IS_DIR    (-21)
#define NOT_EMPTY (-39)
#define TOO_LONG  (-36)

/* ---- paths ------------------------------------------------------------- */

static int
read_name(struct vm_lfs1 *fs, const struct lfs1_dir *dir,
    const struct lfs1_entry *entry, char name[LFS1_NAME_MAX + 1])
{
	uint32_t end = entry->off + vm_lfs1_entry_len(entry);

	name[entry->name_len] = '\0';
	return vm_lfs1_read(fs, NULL, dir->pair.block[0], end - entry->name_len,
	    name, entry->name_len);
}

/* 1: the entry has this name. */
static int
has_name(struct vm_lfs1 *fs, const struct lfs1_dir *dir,
    const struct lfs1_entry *entry, const char *name, size_t len)
{
	char found[LFS1_NAME_MAX + 1];
	int err;

	if (entry->name_len != len)
		return 0;
	err = read_name(fs, dir, entry, found);
	return err != 0 ? err : memcmp(found, name, len) == 0;
}

/* The next file or directory; not what has been moved elsewhere. */
static int
next_visible(struct vm_lfs1 *fs, struct lfs1_dir *dir, struct lfs1_entry *entry)
{
	int result;

	while ((result = vm_lfs1_next(fs, dir, entry)) > 0) {
		uint8_t type = entry->type & (uint8_t)~LFS1_MOVING;

		if (type != LFS1_FILE && type != LFS1_DIR)
			continue;
		if (type != entry->type) {
			result = vm_lfs1_has_arrived(fs, entry);
			if (result < 0)
				return result;
			if (result > 0)
				continue;
		}
		entry->type = type;
		return 1;
	}
	return result;
}

static int
find_name(struct vm_lfs1 *fs, struct lfs1_dir *dir, struct lfs1_entry *entry,
    const char *name, size_t len)
{
	int result;

	while ((result = next_visible(fs, dir, entry)) > 0) {
		result = has_name(fs, dir, entry, name, len);
		if (result != 0)
			return result < 0 ? result : 0;
	}
	return result < 0 ? result : NO_ENTRY;
}

int
vm_lfs1_find(struct vm_lfs1 *fs, struct lfs1_dir *dir, struct lfs1_entry *entry,
    const char **path)
{
	const char *name = *path;
	int err = vm_lfs1_fetch(fs, dir, &fs->root);

	*entry = (struct lfs1_entry){ .type = LFS1_DIR, .at = fs->root };
	while (err == 0) {
		size_t len;

		name += strspn(name, "/");
		*path = name;
		len = strcspn(name, "/");
		if (len == 0)
			return 0;
		if (entry->type != LFS1_DIR)
			return NOT_DIR;
		err = vm_lfs1_fetch(fs, dir, &entry->at);
		if (err == 0)
			err = find_name(fs, dir, entry, name, len);
		name += len;
	}
	return err;
}

/* ---- volumes ----------------------------------------------------------- */

static size_t
state_size(const struct vm_lfs *base)
{
	return sizeof(struct vm_lfs1) + 2 * (size_t)base->cache_size +
	    (size_t)base->geometry.lookahead / 8;
}

static void
init(struct vm_lfs *base)
{
	struct vm_lfs1 *fs = (struct vm_lfs1 *)base;

	fs->read.data = (uint8_t *)(fs + 1);
	fs->program.data = fs->read.data + base->cache_size;
	fs->free_map = fs->program.data + base->cache_size;
	vm_lfs1_drop(&fs->read);
	vm_lfs1_drop(&fs->program);
	vm_lfs1_alloc_done(fs);
}

static int64_t
mount(struct vm_volume *volume, void *arg)
{
	(void)arg;
	return vm_lfs1_read_super(lfs1_of(volume));
}

static int64_t
format(struct vm_volume *volume, void *arg)
{
	struct vm_lfs1 *fs = lfs1_of(volume);
	struct lfs1_dir super, root;
	int err;

	/* Nothing is in use yet, and nothing is to be read. */
	fs->free_len = (uint32_t)fs->base.geometry.lookahead;
	if (fs->free_len > fs->base.geometry.block_count)
		fs->free_len = (uint32_t)fs->base.geometry.block_count;
	err = vm_lfs1_new_dir(fs, &super);
	if (err == 0)
		err = vm_lfs1_new_dir(fs, &root);
	if (err == 0)
		err = vm_lfs1_commit(fs, &root);
	if (err != 0)
		return err;
	fs->root = root.pair;
	super.tail = root.pair;
	err = vm_lfs1_write_super(fs, &super);
	return err != 0 ? err : mount(volume, arg);
}

static void
count_block(void *arg, uint32_t block)
{
	int64_t *count = arg;

	(void)block;
	++*count;
}

static int64_t
used(struct vm_volume *volume, void *arg)
{
	int64_t count = 0;
	int err = vm_lfs1_visit_blocks(lfs1_of(volume), count_block, &count);

	(void)arg;
	return err != 0 ? err : count;
}

/* ---- looking ----------------------------------------------------------- */

static void
describe(const struct lfs1_entry *entry, struct vm_lfs_entry *out)
{
	out->is_dir = entry->type == LFS1_DIR;
	out->size = out->is_dir ? 0 : entry->at.block[1];
}

static int64_t
stat(struct vm_volume *volume, void *arg)
{
	struct vm_lfs_entry *out = arg;
	const char *path = out->path;
	struct lfs1_entry entry;
	struct lfs1_dir dir;
	int err = vm_lfs1_find(lfs1_of(volume), &dir, &entry, &path);

	if (err == 0)
		describe(&entry, out);
	return err;
}

static int64_t
read_dir(struct vm_volume *volume, void *arg)
{
	struct vm_lfs1 *fs = lfs1_of(volume);
	struct vm_lfs_entry *out = arg;
	const char *path = out->path;
	struct lfs1_entry entry;
	struct lfs1_dir dir;
	int result = vm_lfs1_find(fs, &dir, &entry, &path);

	if (result == 0 && entry.type != LFS1_DIR)
		result = NOT_DIR;
	if (result == 0)
		result = vm_lfs1_fetch(fs, &dir, &entry.at);
	if (result != 0)
		return result;
	for (uint32_t i = 0; i <= out->position; i++) {
		result = next_visible(fs, &dir, &entry);
		if (result <= 0)
			return result;
	}
	result = read_name(fs, &dir, &entry, out->name);
	if (result == 0 && out->last != NULL &&
	    strcmp(out->name, out->last) == 0) {
		out->position++;
		result = next_visible(fs, &dir, &entry);
		if (result <= 0)
			return result;
		result = read_name(fs, &dir, &entry, out->name);
	}
	describe(&entry, out);
	return result != 0 ? result : 1;
}

/* ---- changing ---------------------------------------------------------- */

/* Where a new name goes: 0 it is there, 1 it is not and may be made. */
static int
find_new(struct vm_lfs1 *fs, struct lfs1_dir *dir, struct lfs1_entry *entry,
    const char **path)
{
	int err = vm_lfs1_find(fs, dir, entry, path);

	if (err != NO_ENTRY || strchr(*path, '/') != NULL)
		return err;
	return strlen(*path) > LFS1_NAME_MAX ? TOO_LONG : 1;
}

static int
make_dir(struct vm_lfs1 *fs, const char *path)
{
	struct lfs1_dir parent, dir;
	struct lfs1_entry entry;
	int result = vm_lfs1_check(fs);

	if (result == 0)
		result = find_new(fs, &parent, &entry, &path);
	if (result <= 0)
		return result == 0 ? EXISTS : result;
	vm_lfs1_alloc_done(fs);
	result = vm_lfs1_new_dir(fs, &dir);
	if (result != 0)
		return result;
	dir.tail = parent.tail;
	result = vm_lfs1_commit(fs, &dir);
	if (result != 0)
		return result;
	entry.type = LFS1_DIR;
	entry.at = parent.tail = dir.pair;
	result = vm_lfs1_append(fs, &parent, &entry, path);
	vm_lfs1_alloc_done(fs);
	return result;
}

static int64_t
mkdir(struct vm_volume *volume, void *path)
{
	return make_dir(lfs1_of(volume), path);
}

static int
check_empty(struct vm_lfs1 *fs, const struct lfs1_entry *entry)
{
	struct lfs1_dir dir;
	int err;

	if (entry->type != LFS1_DIR)
		return 0;
	err = vm_lfs1_fetch(fs, &dir, &entry->at);
	if (err == 0 && dir.size != LFS1_HEADER + LFS1_CRC)
		err = NOT_EMPTY;
	return err;
}

/* A directory without an entry leaves the thread. */
static int
leave_thread(struct vm_lfs1 *fs, const struct lfs1_pair *pair)
{
	struct lfs1_dir dir, before;
	int result = vm_lfs1_before(fs, pair, &before);

	if (result <= 0)
		return result;
	result = vm_lfs1_fetch(fs, &dir, pair);
	if (result != 0)
		return result;
	before.tail = dir.tail;
	return vm_lfs1_commit(fs, &before);
}

static int64_t
remove(struct vm_volume *volume, void *arg)
{
	struct vm_lfs1 *fs = lfs1_of(volume);
	const char *path = arg;
	struct lfs1_entry entry;
	struct lfs1_dir dir;
	int err = vm_lfs1_check(fs);

	if (err == 0)
		err = vm_lfs1_find(fs, &dir, &entry, &path);
	if (err == 0)
		err = check_empty(fs, &entry);
	if (err == 0 && entry.off == 0)
		err = -VM_VOLUME_INVALID;
	if (err == 0)
		err = vm_lfs1_remove(fs, &dir, &entry);
	if (err == 0 && entry.type == LFS1_DIR)
		err = leave_thread(fs, &entry.at);
	return err;
}

/* The entry appears under its new name, over another one if there is one. */
static int
arrive(struct vm_lfs1 *fs, const struct lfs1_entry *moving, const char *path)
{
	struct lfs1_entry entry, old;
	struct lfs1_dir dir;
	int result = find_new(fs, &dir, &old, &path);

	if (result < 0)
		return result;
	entry = *moving;
	if (result > 0)
		return vm_lfs1_append(fs, &dir, &entry, path);
	entry = old;
	entry.at = moving->at;
	result = vm_lfs1_update(fs, &dir, &entry);
	if (result == 0 && old.type == LFS1_DIR)
		result = leave_thread(fs, &old.at);
	return result;
}

/* Marks the entry, writes the new one, removes the old one. */
static int
move(struct vm_lfs1 *fs, struct lfs1_dir *dir, struct lfs1_entry *entry,
    const char *path)
{
	struct lfs1_entry moving = *entry;
	struct lfs1_place place = { .pair = dir->pair, .off = entry->off };
	int err;

	moving.type |= LFS1_MOVING;
	vm_lfs1_follow_place(fs, &place);
	err = vm_lfs1_update(fs, dir, &moving);
	if (err == 0)
		err = arrive(fs, entry, path);
	vm_lfs1_leave_place(fs, &place);
	if (err == 0)
		err = vm_lfs1_fetch(fs, dir, &place.pair);
	if (err == 0)
		err = vm_lfs1_entry_at(fs, dir, place.off, &moving);
	if (err == 0)
		err = vm_lfs1_remove(fs, dir, &moving);
	/* Else the mark is left to the next change. */
	if (err != 0)
		fs->is_checked = false;
	return err;
}

static int
check_replaced(struct vm_lfs1 *fs, const struct lfs1_entry *entry,
    const struct lfs1_entry *replaced)
{
	int err;

	if (replaced->type != entry->type)
		return IS_DIR;
	err = check_empty(fs, replaced);
	return err == 0 && replaced->off == 0 ? -VM_VOLUME_INVALID : err;
}

static int64_t
rename(struct vm_volume *volume, void *arg)
{
	struct vm_lfs1 *fs = lfs1_of(volume);
	const char *const *paths = arg;
	const char *from = paths[0], *to = paths[1];
	size_t len = strlen(from);
	struct lfs1_entry entry, other;
	struct lfs1_dir dir, new_dir;
	int result = vm_lfs1_check(fs);

	if (result == 0)
		result = vm_lfs1_find(fs, &dir, &entry, &from);
	if (result == 0)
		result = find_new(fs, &new_dir, &other, &to);
	if (result < 0)
		return result;
	if (result == 0 && other.off == entry.off &&
	    vm_lfs1_pair_overlaps(&dir.pair, &new_dir.pair))
		return 0;
	if (result == 0) {
		result = check_replaced(fs, &entry, &other);
		if (result != 0)
			return result;
	}
	/* The root, and a directory into itself. */
	if (entry.off == 0 ||
	    (strncmp(paths[0], paths[1], len) == 0 && paths[1][len] == '/'))
		return -VM_VOLUME_INVALID;
	return move(fs, &dir, &entry, paths[1]);
}

const struct vm_lfs_kind vm_lfs1_kind = {
	.driver = &vm_lfs1_driver,
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
	.files = &vm_lfs1_files,
};

/* SPDX-License-Identifier: MIT */
/* littlefs, version 1: open files. */
#include "lfs1_pair.h"

#define NO_ENTRY    (-2)
#define BAD_FILE    (-9)
#define EXISTS      (-17)
#define IS_DIR      (-21)
#define TOO_BIG     (-27)
#define TOO_LONG    (-36)
#define FILE_MAX    0x7fffffffu
#define FILE_DIRTY  0x100u /* size and head are not in the entry */
#define FILE_WRITES 0x200u /* the list up to pos is new */
#define FILE_FAILED 0x400u /* a write did: the entry stays as it is */

struct lfs1_file {
	struct vm_volume_file file;
	struct lfs1_place place;
	struct lfs1_cursor at;
	uint32_t flags;
	uint32_t head, size;
	struct lfs1_cache cache; /* its bytes follow */
};

static struct lfs1_file *
file_of(struct lfs1_place *place)
{
	return (struct lfs1_file *)(void *)((char *)place -
	    offsetof(struct lfs1_file, place));
}

void
vm_lfs1_follow_place(struct vm_lfs1 *fs, struct lfs1_place *place)
{
	place->next = fs->places;
	fs->places = place;
}

void
vm_lfs1_leave_place(struct vm_lfs1 *fs, const struct lfs1_place *place)
{
	for (struct lfs1_place **p = &fs->places; *p != NULL; p = &(*p)->next) {
		if (*p == place) {
			*p = place->next;
			return;
		}
	}
}

/* The blocks that only open files know of. */
int
vm_lfs1_visit_open(struct vm_lfs1 *fs, void (*visit)(void *arg, uint32_t block),
    void *arg)
{
	for (struct lfs1_place *p = fs->places; p != NULL; p = p->next) {
		struct lfs1_file *file = file_of(p);
		int err = 0;

		if (!p->is_file)
			continue;
		if ((file->flags & FILE_DIRTY) != 0)
			err = vm_lfs1_visit_list(fs, NULL, file->head,
			    file->size, visit, arg);
		if (err == 0 && (file->flags & FILE_WRITES) != 0)
			err = vm_lfs1_visit_list(fs, &file->cache,
			    file->at.block, file->at.pos, visit, arg);
		if (err != 0)
			return err;
	}
	return 0;
}

/* ---- writing ----------------------------------------------------------- */

static int
write_cache(struct vm_lfs1 *fs, struct lfs1_file *file)
{
	int err = vm_lfs1_flush(fs, &file->cache);

	while (err == LFS1_CORRUPT && file->cache.block != LFS1_NO_BLOCK) {
		err = vm_lfs1_list_relocate(fs, &file->cache, &file->at.block);
		if (err == 0)
			err = vm_lfs1_flush(fs, &file->cache);
	}
	return err;
}

/* A block to write into: after what stays of the list. */
static int
next_block(struct vm_lfs1 *fs, struct lfs1_file *file)
{
	int err = 0;

	if ((file->flags & FILE_WRITES) == 0 && file->at.pos > 0)
		err = vm_lfs1_list_find(fs, file->head, file->size,
		    file->at.pos - 1, &file->at.block, &file->at.off);
	if (err != 0)
		return err;
	vm_lfs1_alloc_done(fs);
	err = vm_lfs1_list_extend(fs, &file->cache, file->at.block,
	    file->at.pos, &file->at.block, &file->at.off);
	if (err == 0)
		file->flags |= FILE_WRITES;
	return err;
}

static int
put(struct vm_lfs1 *fs, struct lfs1_file *file, const uint8_t *data,
    uint32_t len)
{
	uint32_t block_size = (uint32_t)fs->base.geometry.block_size;
	int err = 0;

	while (len > 0 && err == 0) {
		uint32_t n;

		if ((file->flags & FILE_WRITES) == 0 ||
		    file->at.off == block_size)
			err = next_block(fs, file);
		if (err != 0)
			break;
		n = vm_lfs1_put(fs, &file->cache, file->at.block, file->at.off,
		    data, len);
		file->at.off += n;
		file->at.pos += n;
		data += n;
		len -= n;
		if (vm_lfs1_is_full(fs, &file->cache))
			err = write_cache(fs, file);
		vm_lfs1_alloc_done(fs);
	}
	if (err != 0)
		file->flags |= FILE_FAILED;
	return err;
}

/* The rest of the old list follows what was written. */
static int
put_rest(struct vm_lfs1 *fs, struct lfs1_file *file)
{
	struct lfs1_cursor from = { LFS1_NO_BLOCK, 0, file->at.pos };
	uint8_t chunk[64];
	int err = 0;

	while (file->at.pos < file->size && err == 0) {
		uint32_t n = file->size - file->at.pos;

		n = n < sizeof(chunk) ? n : sizeof(chunk);
		err = vm_lfs1_list_read(fs, file->head, file->size, &from,
		    chunk, n);
		if (err == 0)
			err = put(fs, file, chunk, n);
	}
	return err;
}

/* Ends reading or writing: the list is whole, pos is anywhere. */
static int
settle(struct vm_lfs1 *fs, struct lfs1_file *file)
{
	uint32_t pos = file->at.pos;
	int err;

	if ((file->flags & FILE_WRITES) != 0) {
		err = put_rest(fs, file);
		if (err == 0)
			err = write_cache(fs, file);
		if (err != 0)
			return err;
		file->head = file->at.block;
		file->size = file->at.pos;
		file->flags &= ~FILE_WRITES;
		file->flags |= FILE_DIRTY;
		file->at.pos = pos;
	}
	file->at.block = LFS1_NO_BLOCK;
	return 0;
}

static int64_t
file_write(struct vm_volume *volume, void *arg)
{
	static const uint8_t zeros[64];
	const struct vm_lfs_call *call = arg;
	struct lfs1_file *file = call->file;
	struct vm_lfs1 *fs = lfs1_of(volume);
	int err = 0;

	if ((file->flags & VM_OPEN_WRITE) == 0)
		return BAD_FILE;
	if ((file->flags & FILE_WRITES) == 0)
		err = settle(fs, file);
	if ((file->flags & VM_OPEN_APPEND) != 0 && file->at.pos < file->size)
		file->at.pos = file->size;
	if (call->len > FILE_MAX - file->at.pos)
		return TOO_BIG;
	if ((file->flags & FILE_WRITES) == 0 && file->at.pos > file->size) {
		uint32_t left = file->at.pos - file->size;

		file->at.pos = file->size;
		while (left > 0 && err == 0) {
			uint32_t n =
			    left < sizeof(zeros) ? left : sizeof(zeros);

			err = put(fs, file, zeros, n);
			left -= n;
		}
	}
	if (err == 0)
		err = put(fs, file, call->data, (uint32_t)call->len);
	if (err != 0)
		return err;
	file->flags &= ~FILE_FAILED;
	return (int64_t)call->len;
}

static int
file_sync(struct vm_lfs1 *fs, struct lfs1_file *file)
{
	struct lfs1_entry entry;
	struct lfs1_dir dir;
	int err = settle(fs, file);

	if (err != 0 ||
	    (file->flags & (FILE_DIRTY | FILE_FAILED)) != FILE_DIRTY ||
	    file->place.off == 0)
		return err;
	err = vm_lfs1_fetch(fs, &dir, &file->place.pair);
	if (err == 0)
		err = vm_lfs1_entry_at(fs, &dir, file->place.off, &entry);
	if (err != 0)
		return err;
	entry.at.block[0] = file->head;
	entry.at.block[1] = file->size;
	err = vm_lfs1_update(fs, &dir, &entry);
	if (err == 0)
		file->flags &= ~FILE_DIRTY;
	return err;
}

/* ---- reading and places ------------------------------------------------ */

static int64_t
file_read(struct vm_volume *volume, void *arg)
{
	const struct vm_lfs_call *call = arg;
	struct lfs1_file *file = call->file;
	struct vm_lfs1 *fs = lfs1_of(volume);
	size_t len = call->len;
	uint32_t left;
	int err = 0;

	if ((file->flags & VM_OPEN_READ) == 0)
		return BAD_FILE;
	if ((file->flags & FILE_WRITES) != 0)
		err = settle(fs, file);
	if (err != 0 || file->at.pos >= file->size)
		return err;
	left = file->size - file->at.pos;
	len = len < left ? len : left;
	err = vm_lfs1_list_read(fs, file->head, file->size, &file->at,
	    call->buf, (uint32_t)len);
	return err != 0 ? err : (int64_t)len;
}

static int64_t
file_seek(struct vm_volume *volume, void *arg)
{
	const struct vm_lfs_call *call = arg;
	struct lfs1_file *file = call->file;
	int64_t offset = call->offset;
	int err = settle(lfs1_of(volume), file);

	if (err != 0)
		return err;
	if (call->from != VM_SEEK_SET)
		offset += call->from == VM_SEEK_CUR ? file->at.pos : file->size;
	if (offset < 0 || offset > FILE_MAX)
		return -VM_VOLUME_INVALID;
	file->at.pos = (uint32_t)offset;
	return offset;
}

/* ---- opening ----------------------------------------------------------- */

static int
open_entry(struct vm_lfs1 *fs, struct lfs1_file *file, const char *path,
    struct lfs1_dir *dir, struct lfs1_entry *entry)
{
	int err = vm_lfs1_find(fs, dir, entry, &path);

	if (err == 0 && entry->type != LFS1_FILE)
		return IS_DIR;
	if (err == 0)
		return (file->flags & VM_OPEN_EXCLUSIVE) != 0 ? EXISTS : 0;
	if (err != NO_ENTRY || (file->flags & VM_OPEN_CREATE) == 0 ||
	    strchr(path, '/') != NULL)
		return err;
	if (strlen(path) > LFS1_NAME_MAX)
		return TOO_LONG;
	entry->type = LFS1_FILE;
	entry->at.block[0] = LFS1_NO_BLOCK;
	entry->at.block[1] = 0;
	return vm_lfs1_append(fs, dir, entry, path);
}

static int64_t
file_open(struct vm_volume *volume, void *arg)
{
	const struct vm_lfs_call *call = arg;
	struct lfs1_file *file = call->file;
	struct vm_lfs1 *fs = lfs1_of(volume);
	struct lfs1_entry entry;
	struct lfs1_dir dir;
	int err = 0;

	file->flags = call->flags;
	if ((file->flags & VM_OPEN_WRITE) != 0)
		err = vm_lfs1_check(fs);
	if (err == 0)
		err = open_entry(fs, file, call->path, &dir, &entry);
	if (err != 0)
		return err;
	file->place.pair = dir.pair;
	file->place.off = entry.off;
	file->head = entry.at.block[0];
	file->size = entry.at.block[1];
	file->at.block = LFS1_NO_BLOCK;
	file->cache.data = (uint8_t *)(file + 1);
	vm_lfs1_drop(&file->cache);
	if ((file->flags & VM_OPEN_TRUNCATE) != 0 && file->size > 0) {
		file->flags |= FILE_DIRTY;
		file->head = LFS1_NO_BLOCK;
		file->size = 0;
	}
	file->place.is_file = true;
	vm_lfs1_follow_place(fs, &file->place);
	return 0;
}

static int64_t
file_flush(struct vm_volume *volume, void *arg)
{
	const struct vm_lfs_call *call = arg;

	return file_sync(lfs1_of(volume), call->file);
}

static int64_t
file_close(struct vm_volume *volume, void *arg)
{
	const struct vm_lfs_call *call = arg;
	struct lfs1_file *file = call->file;
	int err = file_sync(lfs1_of(volume), file);

	vm_lfs1_leave_place(lfs1_of(volume), &file->place);
	return err;
}

const struct vm_lfs_files vm_lfs1_files = {
	.size = sizeof(struct lfs1_file),
	.open = file_open,
	.read = file_read,
	.write = file_write,
	.seek = file_seek,
	.flush = file_flush,
	.close = file_close,
};

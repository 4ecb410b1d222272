/* SPDX-License-Identifier: MIT */
/* littlefs, version 1: a pair of blocks is read and written. */
#include "lfs1_pair.h"

#include "../object/digest.h"

#define SIZE_MASK     0x7fffffffu
#define CHUNK         64u
#define NAME_TOO_LONG (-36)

const struct lfs1_pair vm_lfs1_superblock = { { 0, 1 } };

bool
vm_lfs1_pair_is_null(const struct lfs1_pair *pair)
{
	return pair->block[0] == LFS1_NO_BLOCK ||
	    pair->block[1] == LFS1_NO_BLOCK;
}

/* Also true of a pair one of whose blocks was replaced. */
bool
vm_lfs1_pair_overlaps(const struct lfs1_pair *a, const struct lfs1_pair *b)
{
	return a->block[0] == b->block[0] || a->block[0] == b->block[1] ||
	    a->block[1] == b->block[0] || a->block[1] == b->block[1];
}

uint32_t
vm_lfs1_dir_end(const struct lfs1_dir *dir)
{
	return (dir->size & SIZE_MASK) - LFS1_CRC;
}

uint32_t
vm_lfs1_entry_len(const struct lfs1_entry *entry)
{
	return 4u + entry->data_len + entry->attr_len + entry->name_len;
}

/* ---- reading ----------------------------------------------------------- */

/* Adds a piece of a block to its checksum. */
static int
add_crc(struct vm_lfs1 *fs, uint32_t block, uint32_t off, uint32_t end,
    uint32_t *crc)
{
	uint8_t chunk[CHUNK];

	while (off < end) {
		uint32_t n = end - off < CHUNK ? end - off : CHUNK;
		int err = vm_lfs1_read(fs, NULL, block, off, chunk, n);

		if (err != 0)
			return err;
		*crc = vm_crc32(*crc, chunk, n);
		off += n;
	}
	return 0;
}

/* LFS1_CORRUPT unless the block holds what was once written whole. */
static int
read_block(struct vm_lfs1 *fs, uint32_t block, struct lfs1_dir *dir)
{
	uint8_t header[LFS1_HEADER], stored[LFS1_CRC];
	uint32_t crc = 0;
	uint32_t end;
	int err = vm_lfs1_read(fs, NULL, block, 0, header, sizeof(header));

	if (err != 0)
		return err;
	dir->rev = vm_lfs1_get32(header);
	dir->size = vm_lfs1_get32(header + 4);
	dir->tail.block[0] = vm_lfs1_get32(header + 8);
	dir->tail.block[1] = vm_lfs1_get32(header + 12);
	if ((dir->size & SIZE_MASK) < LFS1_HEADER + LFS1_CRC ||
	    (dir->size & SIZE_MASK) > fs->base.geometry.block_size)
		return LFS1_CORRUPT;
	end = vm_lfs1_dir_end(dir);
	err = add_crc(fs, block, 0, end, &crc);
	if (err == 0)
		err =
		    vm_lfs1_read(fs, NULL, block, end, stored, sizeof(stored));
	if (err == 0 && vm_lfs1_get32(stored) != ~crc)
		err = LFS1_CORRUPT;
	return err;
}

int
vm_lfs1_fetch(struct vm_lfs1 *fs, struct lfs1_dir *dir,
    const struct lfs1_pair *pair)
{
	struct lfs1_pair from = *pair;
	struct lfs1_dir found = { .next = LFS1_HEADER };
	bool is_valid = false;

	for (int i = 0; i < 2; i++) {
		int err = read_block(fs, from.block[i], &found);

		if (err == LFS1_CORRUPT ||
		    (err == 0 && is_valid &&
			(int32_t)(found.rev - dir->rev) < 0))
			continue;
		if (err != 0)
			return err;
		is_valid = true;
		found.pair.block[0] = from.block[i];
		found.pair.block[1] = from.block[1 - i];
		*dir = found;
	}
	return is_valid ? 0 : LFS1_CORRUPT;
}

int
vm_lfs1_follow(struct vm_lfs1 *fs, struct lfs1_dir *dir)
{
	uint32_t parts = dir->parts + 1;
	struct lfs1_pair tail = dir->tail;
	int err;

	if (parts > fs->base.geometry.block_count)
		return LFS1_CORRUPT;
	err = vm_lfs1_fetch(fs, dir, &tail);
	dir->parts = parts;
	return err;
}

int
vm_lfs1_entry_at(struct vm_lfs1 *fs, const struct lfs1_dir *dir, uint32_t off,
    struct lfs1_entry *entry)
{
	uint8_t raw[LFS1_ENTRY];
	uint32_t end = vm_lfs1_dir_end(dir);
	int err;

	if (off < LFS1_HEADER || off > end || end - off < LFS1_ENTRY)
		return LFS1_CORRUPT;
	err = vm_lfs1_read(fs, NULL, dir->pair.block[0], off, raw, sizeof(raw));
	if (err != 0)
		return err;
	entry->off = off;
	entry->type = raw[0];
	entry->data_len = raw[1];
	entry->attr_len = raw[2];
	entry->name_len = raw[3];
	entry->at.block[0] = vm_lfs1_get32(raw + 4);
	entry->at.block[1] = vm_lfs1_get32(raw + 8);
	if (entry->data_len < LFS1_ENTRY - 4 ||
	    vm_lfs1_entry_len(entry) > end - off)
		return LFS1_CORRUPT;
	return 0;
}

int
vm_lfs1_next_here(struct vm_lfs1 *fs, struct lfs1_dir *dir,
    struct lfs1_entry *entry)
{
	int err;

	if (dir->next >= vm_lfs1_dir_end(dir))
		return 0;
	err = vm_lfs1_entry_at(fs, dir, dir->next, entry);
	if (err != 0)
		return err;
	dir->next += vm_lfs1_entry_len(entry);
	return 1;
}

int
vm_lfs1_next(struct vm_lfs1 *fs, struct lfs1_dir *dir, struct lfs1_entry *entry)
{
	int result = vm_lfs1_next_here(fs, dir, entry);

	while (result == 0 && (dir->size & LFS1_CONTINUES) != 0) {
		result = vm_lfs1_follow(fs, dir);
		if (result == 0)
			result = vm_lfs1_next_here(fs, dir, entry);
	}
	return result;
}

/* ---- writing ----------------------------------------------------------- */

/* A change within a pair: bytes that are left out, bytes put there. */
struct splice {
	uint32_t off;
	uint32_t old_len;
	uint32_t new_len;
	uint8_t entry[LFS1_ENTRY];
	const void *name; /* what follows the entry */
};

struct output {
	struct vm_lfs1 *fs;
	uint32_t block;
	uint32_t off;
	uint32_t crc;
	int err;
};

static void
put(struct output *out, const void *data, uint32_t len)
{
	if (out->err != 0)
		return;
	out->crc = vm_crc32(out->crc, data, len);
	out->err = vm_lfs1_program(out->fs, &out->fs->program, out->block,
	    out->off, data, len);
	out->off += len;
}

static void
put_copy(struct output *out, uint32_t block, uint32_t off, uint32_t end)
{
	uint8_t chunk[CHUNK];

	while (off < end && out->err == 0) {
		uint32_t n = end - off < CHUNK ? end - off : CHUNK;

		out->err = vm_lfs1_read(out->fs, NULL, block, off, chunk, n);
		put(out, chunk, n);
		off += n;
	}
}

/* Writes the first block of the pair, from the block that was in force. */
static int
write_block(struct vm_lfs1 *fs, const struct lfs1_dir *dir, uint32_t from,
    uint32_t from_end, const struct splice *splice)
{
	struct output out = { .fs = fs, .block = dir->pair.block[0] };
	uint8_t raw[LFS1_HEADER];
	uint32_t crc = 0;

	vm_lfs1_drop(&fs->program);
	out.err = vm_lfs1_erase(fs, out.block);
	vm_lfs1_put32(raw, dir->rev);
	vm_lfs1_put32(raw + 4, dir->size);
	vm_lfs1_put32(raw + 8, dir->tail.block[0]);
	vm_lfs1_put32(raw + 12, dir->tail.block[1]);
	put(&out, raw, sizeof(raw));
	put_copy(&out, from, LFS1_HEADER, splice->off);
	if (splice->new_len > 0) {
		uint32_t n =
		    splice->new_len < LFS1_ENTRY ? splice->new_len : LFS1_ENTRY;

		put(&out, splice->entry, n);
		put(&out, splice->name, splice->new_len - n);
	}
	put_copy(&out, from, splice->off + splice->old_len, from_end);
	vm_lfs1_put32(raw, ~out.crc);
	put(&out, raw, LFS1_CRC);
	if (out.err == 0)
		out.err = vm_lfs1_flush(fs, &fs->program);
	if (out.err == 0)
		out.err = (int)vm_volume_ioctl(fs->base.volume,
		    VM_BLOCK_IOCTL_SYNC, 0, 0);
	if (out.err == 0)
		out.err = add_crc(fs, out.block, 0, out.off - LFS1_CRC, &crc);
	if (out.err == 0 && ~crc != vm_lfs1_get32(raw))
		out.err = LFS1_CORRUPT;
	return out.err;
}

/* Open files follow their entries. */
static void
shift_places(struct vm_lfs1 *fs, const struct lfs1_pair *from,
    const struct lfs1_pair *to, const struct splice *splice)
{
	for (struct lfs1_place *p = fs->places; p != NULL; p = p->next) {
		if (p->off == 0 || !vm_lfs1_pair_overlaps(&p->pair, from))
			continue;
		p->pair = *to;
		if (p->off == splice->off && splice->new_len == 0 &&
		    splice->old_len > 0)
			p->off = 0;
		else if (p->off > splice->off)
			p->off += splice->new_len - splice->old_len;
	}
}

static int
commit(struct vm_lfs1 *fs, struct lfs1_dir *dir, const struct splice *splice)
{
	struct lfs1_pair from = dir->pair;
	uint32_t from_end = vm_lfs1_dir_end(dir);
	bool has_moved = false;
	int err;

	dir->rev++;
	dir->size += splice->new_len - splice->old_len;
	dir->pair.block[0] = from.block[1];
	dir->pair.block[1] = from.block[0];
	for (;;) {
		err = write_block(fs, dir, from.block[0], from_end, splice);
		if (err != LFS1_CORRUPT)
			break;
		/* A bad block: another one, if there may be another. */
		if (vm_lfs1_pair_overlaps(&from, &vm_lfs1_superblock))
			break;
		err = vm_lfs1_alloc(fs, &dir->pair.block[0]);
		if (err != 0)
			break;
		has_moved = true;
	}
	if (err != 0)
		return err;
	shift_places(fs, &from, &dir->pair, splice);
	return has_moved ? vm_lfs1_moved_pair(fs, &from, &dir->pair) : 0;
}

int
vm_lfs1_new_dir(struct vm_lfs1 *fs, struct lfs1_dir *dir)
{
	uint8_t rev[4];
	int err = vm_lfs1_alloc(fs, &dir->pair.block[0]);

	if (err == 0)
		err = vm_lfs1_alloc(fs, &dir->pair.block[1]);
	if (err == 0)
		err = vm_lfs1_read(fs, NULL, dir->pair.block[0], 0, rev,
		    sizeof(rev));
	if (err != 0 && err != LFS1_CORRUPT)
		return err;
	/* Later than what the block held before. */
	dir->rev = err == 0 ? vm_lfs1_get32(rev) + 1 : 1;
	dir->size = LFS1_HEADER + LFS1_CRC;
	dir->tail.block[0] = dir->tail.block[1] = LFS1_NO_BLOCK;
	dir->next = LFS1_HEADER;
	dir->parts = 0;
	return 0;
}

static struct splice
splice_of(const struct lfs1_entry *entry, const void *name)
{
	struct splice s = { .off = entry->off, .name = name };

	s.entry[0] = entry->type;
	s.entry[1] = LFS1_ENTRY - 4;
	s.entry[2] = entry->attr_len;
	s.entry[3] = entry->name_len;
	vm_lfs1_put32(s.entry + 4, entry->at.block[0]);
	vm_lfs1_put32(s.entry + 8, entry->at.block[1]);
	s.old_len = s.new_len = LFS1_ENTRY;
	return s;
}

int
vm_lfs1_commit(struct vm_lfs1 *fs, struct lfs1_dir *dir)
{
	struct splice nothing = { .off = LFS1_HEADER };

	return commit(fs, dir, &nothing);
}

int
vm_lfs1_update(struct vm_lfs1 *fs, struct lfs1_dir *dir,
    struct lfs1_entry *entry)
{
	struct splice s = splice_of(entry, NULL);

	s.entry[1] = entry->data_len;
	return commit(fs, dir, &s);
}

int
vm_lfs1_append(struct vm_lfs1 *fs, struct lfs1_dir *dir,
    struct lfs1_entry *entry, const char *name)
{
	uint32_t block_size = (uint32_t)fs->base.geometry.block_size;
	struct lfs1_dir part;
	struct splice s;
	int err;

	entry->data_len = LFS1_ENTRY - 4;
	entry->attr_len = 0;
	entry->name_len = (uint8_t)strlen(name);
	s = splice_of(entry, name);
	s.old_len = 0;
	s.new_len = vm_lfs1_entry_len(entry);
	if (LFS1_HEADER + LFS1_CRC + s.new_len > block_size)
		return NAME_TOO_LONG;
	while (vm_lfs1_dir_end(dir) + LFS1_CRC + s.new_len > block_size &&
	    (dir->size & LFS1_CONTINUES) != 0) {
		err = vm_lfs1_follow(fs, dir);
		if (err != 0)
			return err;
	}
	if (vm_lfs1_dir_end(dir) + LFS1_CRC + s.new_len <= block_size) {
		s.off = entry->off = vm_lfs1_dir_end(dir);
		return commit(fs, dir, &s);
	}
	err = vm_lfs1_new_dir(fs, &part);
	if (err != 0)
		return err;
	part.tail = dir->tail;
	s.off = entry->off = LFS1_HEADER;
	err = commit(fs, &part, &s);
	if (err != 0)
		return err;
	dir->size |= LFS1_CONTINUES;
	dir->tail = part.pair;
	err = vm_lfs1_commit(fs, dir);
	*dir = part;
	return err;
}

/* Takes a pair that would be empty out of its directory. */
static int
drop_part(struct vm_lfs1 *fs, struct lfs1_dir *dir, struct lfs1_dir *before)
{
	for (struct lfs1_place *p = fs->places; p != NULL; p = p->next) {
		if (vm_lfs1_pair_overlaps(&p->pair, &dir->pair))
			p->off = 0;
	}
	before->size &= dir->size | ~LFS1_CONTINUES;
	before->tail = dir->tail;
	return vm_lfs1_commit(fs, before);
}

int
vm_lfs1_remove(struct vm_lfs1 *fs, struct lfs1_dir *dir,
    const struct lfs1_entry *entry)
{
	uint32_t len = vm_lfs1_entry_len(entry);
	struct splice s = { .off = entry->off, .old_len = len };
	struct lfs1_dir before;
	int found;

	if (vm_lfs1_dir_end(dir) == LFS1_HEADER + len) {
		found = vm_lfs1_before(fs, &dir->pair, &before);
		if (found < 0)
			return found;
		if (found > 0 && (before.size & LFS1_CONTINUES) != 0)
			return drop_part(fs, dir, &before);
	}
	return commit(fs, dir, &s);
}

/* ---- the superblock ---------------------------------------------------- */

#define VERSION   0x00010001u
#define SUPER_LEN 24u /* without the name */
#define MAGIC     "littlefs"
#define MAGIC_LEN 8u

int
vm_lfs1_write_super(struct vm_lfs1 *fs, struct lfs1_dir *dir)
{
	struct lfs1_entry entry = { .off = LFS1_HEADER,
		.type = LFS1_SUPER,
		.name_len = MAGIC_LEN,
		.at = fs->root };
	struct splice s;
	uint8_t rest[SUPER_LEN - LFS1_ENTRY + MAGIC_LEN];
	int err;

	vm_lfs1_put32(rest, (uint32_t)fs->base.geometry.block_size);
	vm_lfs1_put32(rest + 4, (uint32_t)fs->base.geometry.block_count);
	vm_lfs1_put32(rest + 8, VERSION);
	memcpy(rest + 12, MAGIC, MAGIC_LEN);
	s = splice_of(&entry, rest);
	s.entry[1] = SUPER_LEN - 4;
	s.old_len = 0;
	s.new_len = SUPER_LEN + MAGIC_LEN;
	err = commit(fs, dir, &s);
	/* The other block, too. */
	return err != 0 ? err : vm_lfs1_commit(fs, dir);
}

int
vm_lfs1_read_super(struct vm_lfs1 *fs)
{
	uint8_t raw[SUPER_LEN + MAGIC_LEN];
	struct lfs1_dir dir;
	int err = vm_lfs1_fetch(fs, &dir, &vm_lfs1_superblock);

	if (err == 0)
		err = vm_lfs1_read(fs, NULL, dir.pair.block[0], LFS1_HEADER,
		    raw, sizeof(raw));
	if (err != 0)
		return err;
	if (memcmp(raw + SUPER_LEN, MAGIC, MAGIC_LEN) != 0)
		return LFS1_CORRUPT;
	if (vm_lfs1_get32(raw + 20) > (VERSION | 0xffff))
		return -VM_VOLUME_INVALID;
	fs->root.block[0] = vm_lfs1_get32(raw + 4);
	fs->root.block[1] = vm_lfs1_get32(raw + 8);
	return 0;
}

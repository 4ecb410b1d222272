/* SPDX-License-Identifier: MIT */
/* littlefs, version 1: its blocks, and finding free ones. */
#include "lfs1_pair.h"

#define NO_SPACE (-28)

uint32_t
vm_lfs1_get32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

void
vm_lfs1_put32(uint8_t *p, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(value >> (8 * i));
}

static uint32_t
least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* ---- reading ----------------------------------------------------------- */

/* How many bytes of the place the cache has; 0 and until where it has none. */
static uint32_t
cached(const struct lfs1_cache *cache, uint32_t block, uint32_t off,
    uint32_t *len)
{
	if (cache == NULL || cache->block != block ||
	    off >= cache->off + cache->len)
		return 0;
	if (off >= cache->off)
		return least(*len, cache->off + cache->len - off);
	*len = least(*len, cache->off - off);
	return 0;
}

/* The part of the block around the place. */
static int
fill(struct vm_lfs1 *fs, uint32_t block, uint32_t off)
{
	uint32_t size = fs->base.cache_size;
	int err;

	fs->read.block = LFS1_NO_BLOCK;
	err = vm_volume_read(fs->base.volume, block, off - off % size,
	    fs->read.data, size);
	if (err != 0)
		return err;
	fs->read.block = block;
	fs->read.off = off - off % size;
	fs->read.len = size;
	return 0;
}

int
vm_lfs1_read(struct vm_lfs1 *fs, const struct lfs1_cache *over, uint32_t block,
    uint32_t off, void *buf, uint32_t len)
{
	uint32_t block_size = (uint32_t)fs->base.geometry.block_size;
	uint8_t *out = buf;
	int err;

	if (block >= fs->base.geometry.block_count || off > block_size ||
	    len > block_size - off)
		return LFS1_CORRUPT;
	while (len > 0) {
		uint32_t span = len;
		const struct lfs1_cache *from = over;
		uint32_t n = cached(over, block, off, &span);

		if (n == 0) {
			from = &fs->read;
			n = cached(&fs->read, block, off, &span);
		}
		if (n == 0) {
			err = fill(fs, block, off);
			if (err != 0)
				return err;
			continue;
		}
		n = least(n, span);
		memcpy(out, from->data + (off - from->off), n);
		out += n;
		off += n;
		len -= n;
	}
	return 0;
}

/* ---- writing ----------------------------------------------------------- */

void
vm_lfs1_drop(struct lfs1_cache *cache)
{
	cache->block = LFS1_NO_BLOCK;
	cache->len = 0;
}

/* What is read of the block from here on is read anew. */
static void
forget(struct vm_lfs1 *fs, uint32_t block)
{
	if (fs->read.block == block)
		vm_lfs1_drop(&fs->read);
}

int
vm_lfs1_erase(struct vm_lfs1 *fs, uint32_t block)
{
	int64_t result;

	if (block >= fs->base.geometry.block_count)
		return LFS1_CORRUPT;
	forget(fs, block);
	result =
	    vm_volume_ioctl(fs->base.volume, VM_BLOCK_IOCTL_ERASE, block, 0);
	return result > 0 ? 0 : (int)result;
}

bool
vm_lfs1_is_full(const struct vm_lfs1 *fs, const struct lfs1_cache *cache)
{
	return cache->len == fs->base.cache_size;
}

uint32_t
vm_lfs1_put(struct vm_lfs1 *fs, struct lfs1_cache *cache, uint32_t block,
    uint32_t off, const void *data, uint32_t len)
{
	uint32_t size = fs->base.cache_size;

	if (cache->block != block) {
		memset(cache->data, 0xff, size);
		cache->block = block;
		cache->off = off - off % size;
	}
	len = least(len, size - (off - cache->off));
	memcpy(cache->data + (off - cache->off), data, len);
	cache->len = off + len - cache->off;
	return len;
}

int
vm_lfs1_flush(struct vm_lfs1 *fs, struct lfs1_cache *cache)
{
	uint32_t unit = (uint32_t)fs->base.geometry.prog_size;
	uint32_t len = (cache->len + unit - 1) / unit * unit;
	int err;

	if (cache->block == LFS1_NO_BLOCK)
		return 0;
	if (cache->block >= fs->base.geometry.block_count)
		return LFS1_CORRUPT;
	forget(fs, cache->block);
	err = vm_volume_write(fs->base.volume, cache->block, cache->off,
	    cache->data, len);
	if (err == 0)
		err = fill(fs, cache->block, cache->off);
	if (err == 0 && memcmp(fs->read.data, cache->data, cache->len) != 0)
		err = LFS1_CORRUPT;
	if (err == 0)
		vm_lfs1_drop(cache);
	return err;
}

int
vm_lfs1_program(struct vm_lfs1 *fs, struct lfs1_cache *cache, uint32_t block,
    uint32_t off, const void *data, uint32_t len)
{
	const uint8_t *from = data;
	int err = 0;

	while (len > 0 && err == 0) {
		uint32_t n = vm_lfs1_put(fs, cache, block, off, from, len);

		from += n;
		off += n;
		len -= n;
		if (vm_lfs1_is_full(fs, cache))
			err = vm_lfs1_flush(fs, cache);
	}
	return err;
}

/* ---- free blocks ------------------------------------------------------- */

void
vm_lfs1_alloc_done(struct vm_lfs1 *fs)
{
	fs->free_left = (uint32_t)fs->base.geometry.block_count;
}

static void
mark(void *arg, uint32_t block)
{
	struct vm_lfs1 *fs = arg;
	uint32_t count = (uint32_t)fs->base.geometry.block_count;
	uint32_t at = (block % count + count - fs->free_start) % count;

	if (at < fs->free_len)
		fs->free_map[at / 8] |= (uint8_t)(1u << at % 8);
}

/* The next free block of the window; false: there is none left. */
static bool
take(struct vm_lfs1 *fs, uint32_t *block)
{
	uint32_t count = (uint32_t)fs->base.geometry.block_count;
	bool found = false;

	while (fs->free_next < fs->free_len) {
		uint32_t at = fs->free_next;

		if ((fs->free_map[at / 8] >> at % 8 & 1) == 0) {
			if (found)
				break;
			found = true;
			*block = (fs->free_start + at) % count;
		}
		fs->free_next++;
		fs->free_left--;
	}
	return found;
}

int
vm_lfs1_alloc(struct vm_lfs1 *fs, uint32_t *block)
{
	uint32_t count = (uint32_t)fs->base.geometry.block_count;
	int err;

	while (!take(fs, block)) {
		if (fs->free_left == 0)
			return NO_SPACE;
		fs->free_start = (fs->free_start + fs->free_len) % count;
		fs->free_len =
		    least((uint32_t)fs->base.geometry.lookahead, fs->free_left);
		fs->free_next = 0;
		memset(fs->free_map, 0,
		    (size_t)(fs->base.geometry.lookahead / 8));
		err = vm_lfs1_visit_blocks(fs, mark, fs);
		if (err != 0)
			return err;
	}
	return 0;
}

/* The blocks that the files of one pair hold. */
static int
visit_dir(struct vm_lfs1 *fs, struct lfs1_dir *dir,
    void (*visit)(void *arg, uint32_t block), void *arg)
{
	struct lfs1_entry entry;
	int result;

	while ((result = vm_lfs1_next_here(fs, dir, &entry)) > 0) {
		int err = 0;

		if ((entry.type & 0x70) == (LFS1_FILE & 0x70))
			err = vm_lfs1_visit_list(fs, NULL, entry.at.block[0],
			    entry.at.block[1], visit, arg);
		if (err != 0)
			return err;
	}
	return result;
}

int
vm_lfs1_visit_blocks(struct vm_lfs1 *fs,
    void (*visit)(void *arg, uint32_t block), void *arg)
{
	struct lfs1_dir dir = { .tail = vm_lfs1_superblock };
	int err;

	while (!vm_lfs1_pair_is_null(&dir.tail)) {
		visit(arg, dir.tail.block[0]);
		visit(arg, dir.tail.block[1]);
		err = vm_lfs1_follow(fs, &dir);
		if (err == 0)
			err = visit_dir(fs, &dir, visit, arg);
		if (err != 0)
			return err;
	}
	return vm_lfs1_visit_open(fs, visit, arg);
}

/* SPDX-License-Identifier: MIT */
/* littlefs, version 1: lists of blocks, each of which points back. */
#include "lfs1.h"

/* The pointers at the start of the block with this number in its list. */
static uint32_t
pointer_count(uint32_t index)
{
	return index == 0 ? 0 : (uint32_t)__builtin_ctz(index) + 1;
}

/* Which block of its list has the byte at *pos, which becomes the offset in
 * that block: all before it hold 4 * (2 * n - ones(n)) bytes of pointers. */
static uint32_t
index_of(const struct vm_lfs1 *fs, uint32_t *pos)
{
	uint32_t size = *pos;
	uint32_t least = (uint32_t)fs->base.geometry.block_size - 8;
	uint32_t i = size / least;

	if (i == 0)
		return 0;
	i = (size - 4 * ((uint32_t)__builtin_popcount(i - 1) + 2)) / least;
	*pos = size - least * i - 4 * (uint32_t)__builtin_popcount(i);
	return i;
}

int
vm_lfs1_list_find(struct vm_lfs1 *fs, uint32_t head, uint32_t size,
    uint32_t pos, uint32_t *block, uint32_t *off)
{
	uint32_t last = size - 1;
	uint32_t current = index_of(fs, &last);
	uint32_t wanted = index_of(fs, &pos);
	uint8_t raw[4];

	if (current >= fs->base.geometry.block_count)
		return LFS1_CORRUPT;
	while (current > wanted) {
		uint32_t skip = pointer_count(current) - 1;
		int err;

		while (1u << skip > current - wanted)
			skip--;
		err = vm_lfs1_read(fs, NULL, head, 4 * skip, raw, sizeof(raw));
		if (err != 0)
			return err;
		head = vm_lfs1_get32(raw);
		current -= 1u << skip;
	}
	*block = head;
	*off = pos;
	return 0;
}

int
vm_lfs1_list_read(struct vm_lfs1 *fs, uint32_t head, uint32_t size,
    struct lfs1_cursor *at, void *buf, uint32_t len)
{
	uint32_t block_size = (uint32_t)fs->base.geometry.block_size;
	uint8_t *out = buf;

	while (len > 0) {
		uint32_t n;
		int err = 0;

		if (at->block == LFS1_NO_BLOCK || at->off == block_size)
			err = vm_lfs1_list_find(fs, head, size, at->pos,
			    &at->block, &at->off);
		if (err != 0)
			return err;
		n = len < block_size - at->off ? len : block_size - at->off;
		err = vm_lfs1_read(fs, NULL, at->block, at->off, out, n);
		if (err != 0)
			return err;
		at->pos += n;
		at->off += n;
		out += n;
		len -= n;
	}
	return 0;
}

int
vm_lfs1_visit_list(struct vm_lfs1 *fs, const struct lfs1_cache *over,
    uint32_t head, uint32_t size, void (*visit)(void *arg, uint32_t block),
    void *arg)
{
	uint32_t last = size - 1;
	uint32_t i;
	uint8_t raw[4];

	if (size == 0)
		return 0;
	i = index_of(fs, &last);
	if (i >= fs->base.geometry.block_count)
		return LFS1_CORRUPT;
	for (;; i--) {
		int err;

		visit(arg, head);
		if (i == 0)
			return 0;
		err = vm_lfs1_read(fs, over, head, 0, raw, sizeof(raw));
		if (err != 0)
			return err;
		head = vm_lfs1_get32(raw);
	}
}

/* ---- growing ----------------------------------------------------------- */

/* The last block is not full: its bytes are written again. */
static int
copy_block(struct vm_lfs1 *fs, struct lfs1_cache *cache, uint32_t from,
    uint32_t to, uint32_t len)
{
	uint8_t chunk[64];
	uint32_t off = 0;
	int err = 0;

	while (off < len && err == 0) {
		uint32_t n =
		    len - off < sizeof(chunk) ? len - off : sizeof(chunk);

		err = vm_lfs1_read(fs, NULL, from, off, chunk, n);
		if (err == 0)
			err = vm_lfs1_program(fs, cache, to, off, chunk, n);
		off += n;
	}
	return err;
}

static int
write_pointers(struct vm_lfs1 *fs, struct lfs1_cache *cache, uint32_t head,
    uint32_t to, uint32_t count)
{
	uint8_t raw[4];
	int err = 0;

	for (uint32_t i = 0; i < count && err == 0; i++) {
		vm_lfs1_put32(raw, head);
		err = vm_lfs1_program(fs, cache, to, 4 * i, raw, sizeof(raw));
		if (err == 0 && i + 1 < count) {
			err = vm_lfs1_read(fs, NULL, head, 4 * i, raw,
			    sizeof(raw));
			head = vm_lfs1_get32(raw);
		}
	}
	return err;
}

/* Fills the start of a new block; where its data goes on. */
static int
begin_block(struct vm_lfs1 *fs, struct lfs1_cache *cache, uint32_t head,
    uint32_t size, uint32_t block, uint32_t *off)
{
	uint32_t last = size - 1;
	uint32_t i;
	int err = vm_lfs1_erase(fs, block);

	*off = 0;
	if (err != 0 || size == 0)
		return err;
	i = index_of(fs, &last);
	if (last + 1 < fs->base.geometry.block_size) {
		*off = last + 1;
		return copy_block(fs, cache, head, block, last + 1);
	}
	*off = 4 * pointer_count(i + 1);
	return write_pointers(fs, cache, head, block, pointer_count(i + 1));
}

int
vm_lfs1_list_extend(struct vm_lfs1 *fs, struct lfs1_cache *cache, uint32_t head,
    uint32_t size, uint32_t *block, uint32_t *off)
{
	uint32_t fresh;
	int err;

	do {
		vm_lfs1_drop(cache);
		err = vm_lfs1_alloc(fs, &fresh);
		if (err == 0)
			err = begin_block(fs, cache, head, size, fresh, off);
	} while (err == LFS1_CORRUPT && fs->free_left > 0);
	if (err == 0)
		*block = fresh;
	return err;
}

/* What the cache could not write goes to another block, with what the bad
 * one has before it. */
int
vm_lfs1_list_relocate(struct vm_lfs1 *fs, struct lfs1_cache *cache,
    uint32_t *block)
{
	uint32_t fresh;
	int err;

	do {
		vm_lfs1_drop(&fs->program);
		err = vm_lfs1_alloc(fs, &fresh);
		if (err == 0)
			err = vm_lfs1_erase(fs, fresh);
		if (err == 0)
			err = copy_block(fs, &fs->program, *block, fresh,
			    cache->off);
		if (err == 0)
			err = vm_lfs1_flush(fs, &fs->program);
	} while (err == LFS1_CORRUPT && fs->free_left > 0);
	if (err == 0)
		*block = cache->block = fresh;
	return err;
}

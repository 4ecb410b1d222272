/* SPDX-License-Identifier: MIT */
/*
 * Finds what two images have in common. Where they run in parallel, bytes of
 * the new one are told as differences: code that moved is the same but for a
 * few addresses, and long rows of zeros pack well.
 */
#include <stdlib.h>
#include <string.h>

#include "boot/boot_decode.h"
#include "encode.h"
#include "proto/wire.h"

#define SEED      12 /* bytes that must be the same to look closer */
#define MATCH_MIN 16
#define TRIES     64 /* places looked at for each seed */
#define HASH_LOG  18
#define PATIENCE  32 /* differences in a row of balance that end a run */

struct index {
	const struct bytes *base; /* borrowed */
	uint32_t *last;           /* of each hash, 1 + place; owned */
	uint32_t *before;         /* of each place, the one before it; owned */
};

static uint32_t
hash_of(const uint8_t *at)
{
	uint32_t hash = 0;

	for (int i = 0; i < SEED; i++)
		hash = hash * 0x9e3779b1u + at[i];
	return hash >> (32 - HASH_LOG);
}

static void
index_init(struct index *index, const struct bytes *base)
{
	index->base = base;
	index->last = calloc((size_t)1 << HASH_LOG, sizeof(*index->last));
	index->before = calloc(base->len + 1, sizeof(*index->before));
	if (index->last == NULL || index->before == NULL)
		abort();
	for (size_t i = 0; i + SEED <= base->len; i++) {
		uint32_t hash = hash_of(base->at + i);

		index->before[i] = index->last[hash];
		index->last[hash] = (uint32_t)i + 1;
	}
}

static size_t
common(const struct bytes *base, size_t old, const struct bytes *image,
    size_t at)
{
	size_t len = 0;

	while (old + len < base->len && at + len < image->len &&
	    base->at[old + len] == image->at[at + len])
		len++;
	return len;
}

/* The longest run of image's bytes from at on; its length, *old its place. */
static size_t
find(const struct index *index, const struct bytes *image, size_t at,
    size_t *old)
{
	size_t best = 0;
	uint32_t place;

	if (image->len - at < SEED)
		return 0;
	place = index->last[hash_of(image->at + at)];
	for (int i = 0; i < TRIES && place != 0; i++) {
		size_t len = common(index->base, place - 1, image, at);

		if (len > best) {
			best = len;
			*old = place - 1;
		}
		place = index->before[place - 1];
	}
	return best;
}

/* How far both run in parallel, with a few differences. */
static size_t
parallel(const struct bytes *base, size_t old, const struct bytes *image,
    size_t at)
{
	size_t best_len = 0;
	long best = 0;
	long balance = 0;

	for (size_t i = 0; old + i < base->len && at + i < image->len &&
	     balance > best - PATIENCE;
	     i++) {
		balance += base->at[old + i] == image->at[at + i] ? 1 : -1;
		if (balance > best) {
			best = balance;
			best_len = i + 1;
		}
	}
	return best_len;
}

static void
add_change(const struct bytes *base, size_t old, const struct bytes *image,
    size_t at, size_t changed, size_t fresh, struct bytes *changes)
{
	uint8_t head[BOOT_CHANGE_LEN];

	proto_store(head, (uint32_t)old, 4);
	proto_store(head + 4, (uint32_t)changed, 4);
	proto_store(head + 8, (uint32_t)fresh, 4);
	bytes_add(changes, head, sizeof(head));
	for (size_t i = 0; i < changed; i++) {
		uint8_t difference =
		    (uint8_t)(image->at[at + i] - base->at[old + i]);

		bytes_add(changes, &difference, 1);
	}
	bytes_add(changes, image->at + at + changed, fresh);
}

void
encode_changes(const struct bytes *base, const struct bytes *image,
    struct bytes *changes)
{
	struct index index;
	size_t at = 0;
	size_t old = 0;

	index_init(&index, base);
	while (at < image->len) {
		size_t changed = parallel(base, old, image, at);
		size_t next = at + changed;
		size_t next_old = 0;

		while (next < image->len &&
		    find(&index, image, next, &next_old) < MATCH_MIN)
			next++;
		add_change(base, old, image, at, changed, next - at - changed,
		    changes);
		at = next;
		old = next_old;
	}
	free(index.last);
	free(index.before);
}

/* SPDX-License-Identifier: MIT */
/*
 * The two metadata sectors. Within a sector the last valid record counts; of
 * two sectors the one whose last record has the higher number.
 */
#include <string.h>

#include "boot_meta.h"
#include "proto/crc32c.h"
#include "proto/wire.h"

#define MAGIC    0x4d42u /* "BM" */
#define FORMAT   1
#define RESERVED 12 /* bytes of 0 before the checksum */
#define BODY_LEN (BOOT_META_RECORD_LEN - 4)

void
boot_meta_encode(const struct boot_state *state,
    uint8_t record[BOOT_META_RECORD_LEN])
{
	struct proto_writer w;

	memset(record, 0, BOOT_META_RECORD_LEN);
	proto_writer_init(&w, record, BODY_LEN);
	proto_write_u16(&w, MAGIC);
	proto_write_u8(&w, FORMAT);
	proto_write_u8(&w, state->preferred);
	proto_write_u32(&w, state->seq);
	proto_write_u32(&w, state->floor);
	proto_write_u32(&w, state->rejected_count);
	for (int i = 0; i < BOOT_UPDATE_SLOTS; i++) {
		const struct boot_slot_record *slot = &state->slot[i];

		proto_write_u8(&w, slot->state);
		proto_write_u8(&w, slot->tries);
		proto_write_u8(&w, slot->reason);
		proto_write_u8(&w, slot->needs);
		proto_write_u32(&w, slot->version);
		proto_write_bytes(&w, slot->hash, sizeof(slot->hash));
	}
	proto_write_bytes(&w, state->rejected, sizeof(state->rejected));
	proto_store(record + BODY_LEN, proto_crc32c(0, record, BODY_LEN), 4);
}

static bool
is_plausible(const struct boot_state *state)
{
	for (int i = 0; i < BOOT_UPDATE_SLOTS; i++) {
		if (state->slot[i].state > BOOT_SLOT_BAD)
			return false;
	}
	return state->rejected_count <= BOOT_REJECTED_MAX &&
	    (state->preferred < BOOT_UPDATE_SLOTS ||
		state->preferred == BOOT_SLOT_NONE);
}

bool
boot_meta_decode(struct boot_state *state,
    const uint8_t record[BOOT_META_RECORD_LEN])
{
	struct proto_reader r;
	uint32_t rejected_count;

	if (proto_load(record + BODY_LEN, 4) !=
	    proto_crc32c(0, record, BODY_LEN))
		return false;
	proto_reader_init(&r, record, BODY_LEN);
	if (proto_read_u16(&r) != MAGIC || proto_read_u8(&r) != FORMAT)
		return false;
	state->preferred = proto_read_u8(&r);
	state->seq = proto_read_u32(&r);
	state->floor = proto_read_u32(&r);
	rejected_count = proto_read_u32(&r);
	if (rejected_count > BOOT_REJECTED_MAX)
		return false;
	state->rejected_count = (uint8_t)rejected_count;
	for (int i = 0; i < BOOT_UPDATE_SLOTS; i++) {
		struct boot_slot_record *slot = &state->slot[i];

		slot->state = proto_read_u8(&r);
		slot->tries = proto_read_u8(&r);
		slot->reason = proto_read_u8(&r);
		slot->needs = proto_read_u8(&r);
		slot->version = proto_read_u32(&r);
		proto_read_copy(&r, slot->hash, sizeof(slot->hash));
	}
	proto_read_copy(&r, state->rejected, sizeof(state->rejected));
	return is_plausible(state);
}

static uint32_t
record_count(const struct boot_meta *meta)
{
	return meta->chip->flash.sector_size / BOOT_META_RECORD_LEN;
}

static uint32_t
record_address(const struct boot_meta *meta, unsigned int sector,
    uint32_t index)
{
	return meta->chip->meta[sector] + index * BOOT_META_RECORD_LEN;
}

/* The last valid record of a sector. *next is behind it, *end behind the last
 * used place. */
static bool
scan_sector(const struct boot_meta *meta, unsigned int sector,
    struct boot_state *found, uint32_t *next, uint32_t *end)
{
	const struct boot_flash *flash = &meta->chip->flash;
	uint8_t record[BOOT_META_RECORD_LEN];
	struct boot_state state;
	bool any = false;

	*end = 0;
	for (uint32_t i = 0; i < record_count(meta); i++) {
		uint32_t at = record_address(meta, sector, i);

		if (boot_flash_is_blank(flash, at, sizeof(record)))
			continue;
		*end = i + 1;
		if (boot_flash_read(flash, at, record, sizeof(record)) ==
			BOOT_OK &&
		    boot_meta_decode(&state, record)) {
			*found = state;
			*next = i + 1;
			any = true;
		}
	}
	return any;
}

void
boot_meta_load(struct boot_meta *meta, const struct boot_chip *chip)
{
	struct boot_state state;
	uint32_t next;
	uint32_t end;
	bool any = false;

	memset(meta, 0, sizeof(*meta));
	meta->chip = chip;
	meta->state.preferred = BOOT_SLOT_NONE;
	meta->sector = 1;
	meta->next = record_count(meta);
	for (uint8_t sector = 0; sector < 2; sector++) {
		if (!scan_sector(meta, sector, &state, &next, &end) ||
		    (any && state.seq < meta->state.seq))
			continue;
		any = true;
		meta->state = state;
		meta->sector = sector;
		meta->next = next;
		meta->sound = end + 1;
	}
}

/*
 * Behind the newest record there may be torn writes, and one more that reads
 * as blank today. All their bits become 0, for good, and they are left out.
 */
static void
burn_doubtful(struct boot_meta *meta)
{
	static const uint8_t zeros[BOOT_META_RECORD_LEN];

	while (meta->next < meta->sound && meta->next < record_count(meta))
		boot_flash_program(&meta->chip->flash,
		    record_address(meta, meta->sector, meta->next++), zeros,
		    sizeof(zeros));
}

/* Writes record into blank space of a sector, from meta->next on. */
static int
append(struct boot_meta *meta, unsigned int sector,
    const uint8_t record[BOOT_META_RECORD_LEN])
{
	const struct boot_flash *flash = &meta->chip->flash;

	while (meta->next < record_count(meta)) {
		uint32_t at = record_address(meta, sector, meta->next++);

		if (boot_flash_is_blank(flash, at, BOOT_META_RECORD_LEN) &&
		    boot_flash_program(flash, at, record,
			BOOT_META_RECORD_LEN) == BOOT_OK)
			return BOOT_OK;
	}
	return BOOT_ERR_FLASH;
}

int
boot_meta_save(struct boot_meta *meta, const struct boot_state *state)
{
	struct boot_state next = *state;
	uint8_t record[BOOT_META_RECORD_LEN];
	uint8_t other = meta->sector ^ 1;

	next.seq = meta->state.seq + 1;
	boot_meta_encode(&next, record);
	burn_doubtful(meta);
	if (append(meta, meta->sector, record) != BOOT_OK) {
		/* Also when it looks blank: an erase may have been cut. */
		if (boot_flash_erase(&meta->chip->flash,
			meta->chip->meta[other]) != BOOT_OK)
			return BOOT_ERR_FLASH;
		meta->next = 0;
		meta->sound = 0;
		if (append(meta, other, record) != BOOT_OK)
			return BOOT_ERR_FLASH;
		meta->sector = other;
	}
	meta->state = next;
	return BOOT_OK;
}

static int
find_rejected(const struct boot_state *state,
    const uint8_t hash[BOOT_HASH_PREFIX])
{
	for (int i = 0; i < state->rejected_count; i++) {
		if (memcmp(state->rejected[i], hash, BOOT_HASH_PREFIX) == 0)
			return i;
	}
	return -1;
}

bool
boot_state_has_rejected(const struct boot_state *state,
    const uint8_t hash[BOOT_HASH_PREFIX])
{
	return find_rejected(state, hash) >= 0;
}

void
boot_state_add_rejected(struct boot_state *state,
    const uint8_t hash[BOOT_HASH_PREFIX])
{
	boot_state_remove_rejected(state, hash);
	if (state->rejected_count == BOOT_REJECTED_MAX)
		state->rejected_count--;
	memmove(state->rejected[1], state->rejected[0],
	    (size_t)state->rejected_count * BOOT_HASH_PREFIX);
	memcpy(state->rejected[0], hash, BOOT_HASH_PREFIX);
	state->rejected_count++;
}

void
boot_state_remove_rejected(struct boot_state *state,
    const uint8_t hash[BOOT_HASH_PREFIX])
{
	int at = find_rejected(state, hash);

	if (at < 0)
		return;
	state->rejected_count--;
	memmove(state->rejected[at], state->rejected[at + 1],
	    (size_t)(state->rejected_count - at) * BOOT_HASH_PREFIX);
	memset(state->rejected[state->rejected_count], 0, BOOT_HASH_PREFIX);
}

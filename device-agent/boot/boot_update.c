/* SPDX-License-Identifier: MIT */
/*
 * Writing slots. The slot's record says EMPTY while it is erased and WRITING
 * once the manifest is in it, so that what a cut leaves is known: resuming is
 * possible only from WRITING.
 */
#include <string.h>

#include "boot_update.h"

static const struct boot_chip *
chip_of(const struct boot_update *update)
{
	return update->meta->chip;
}

static uint32_t
round_up(uint32_t value, uint32_t unit)
{
	return (value + unit - 1) / unit * unit;
}

void
boot_update_init(struct boot_update *update, struct boot_meta *meta,
    uint8_t running, struct boot_decoder *decoder)
{
	memset(update, 0, sizeof(*update));
	update->decoder = decoder;
	update->meta = meta;
	update->running = running;
}

int
boot_update_target(const struct boot_update *update, uint8_t *slot)
{
	uint8_t preferred = update->meta->state.preferred;
	uint8_t target = preferred == BOOT_SLOT_A ? BOOT_SLOT_B : BOOT_SLOT_A;

	if (target == update->running)
		return BOOT_ERR_UNCONFIRMED;
	*slot = target;
	return BOOT_OK;
}

/* Sets a slot's record, for the image of the session. */
static int
save_slot(struct boot_update *update, enum boot_slot_state slot_state,
    uint8_t needs)
{
	struct boot_state state = update->meta->state;
	struct boot_slot_record *slot = &state.slot[update->slot];

	memset(slot, 0, sizeof(*slot));
	slot->state = (uint8_t)slot_state;
	if (slot_state != BOOT_SLOT_EMPTY) {
		slot->needs = needs;
		slot->version = update->manifest.version;
		memcpy(slot->hash, update->manifest.image_hash,
		    BOOT_HASH_PREFIX);
	}
	if (slot_state == BOOT_SLOT_NEW)
		boot_state_remove_rejected(&state, slot->hash);
	return boot_meta_save(update->meta, &state);
}

static bool
holds_image(const struct boot_slot_record *slot, enum boot_slot_state state,
    const struct boot_manifest *m)
{
	return slot->state == state &&
	    memcmp(slot->hash, m->image_hash, BOOT_HASH_PREFIX) == 0;
}

/* Whether the image is welcome, as far as the state of the board goes. */
static int
check_history(const struct boot_state *state, const struct boot_manifest *m,
    unsigned int flags)
{
	for (uint8_t i = 0; i < BOOT_UPDATE_SLOTS; i++) {
		const struct boot_slot_record *slot = &state->slot[i];

		if (i == state->preferred && holds_image(slot, BOOT_SLOT_OK, m))
			return BOOT_ERR_SAME;
		if (i != state->preferred &&
		    holds_image(slot, BOOT_SLOT_NEW, m))
			return BOOT_ERR_PENDING;
	}
	if ((flags & BOOT_UPDATE_RETRY) == 0 &&
	    boot_state_has_rejected(state, m->image_hash))
		return BOOT_ERR_REJECTED;
	return BOOT_OK;
}

/* Newer than the confirmed one, unless the caller does not mind. The factory's
 * is no measure: after a reset to it any version may come back. */
static int
check_version(const struct boot_state *state, const struct boot_manifest *m,
    unsigned int flags)
{
	uint8_t preferred = state->preferred;

	if (preferred < BOOT_UPDATE_SLOTS &&
	    (flags & BOOT_UPDATE_ANY_VERSION) == 0 &&
	    m->version <= state->slot[preferred].version)
		return BOOT_ERR_VERSION;
	return BOOT_OK;
}

/* Finds the image that a delta changes; *slot holds it. */
static int
find_base(const struct boot_update *update, const struct boot_manifest *m,
    uint8_t *slot, uint32_t *size)
{
	const struct boot_chip *chip = chip_of(update);
	struct boot_manifest base;

	for (uint8_t i = 0; i < BOOT_SLOT_COUNT; i++) {
		if (i == update->slot || chip->slot_size[i] == 0 ||
		    boot_image_manifest(chip, i, &base) != BOOT_OK ||
		    memcmp(base.image_hash, m->base_hash, BOOT_HASH_LEN) != 0)
			continue;
		*slot = i;
		*size = base.image_size;
		return BOOT_OK;
	}
	return BOOT_ERR_BASE;
}

/* Gets ready for the payload of the session's image. */
static int
begin_decoding(struct boot_update *update, const struct boot_manifest *m)
{
	const struct boot_chip *chip = chip_of(update);
	uint8_t slot = BOOT_SLOT_NONE;
	uint32_t size = 0;
	bool is_delta = m->coding == BOOT_CODING_DELTA;
	int error;

	if (m->coding == BOOT_CODING_RAW)
		return BOOT_OK;
	if (update->decoder == NULL)
		return BOOT_ERR_CODING;
	if (is_delta && (error = find_base(update, m, &slot, &size)) != BOOT_OK)
		return error;
	boot_decode_begin(update->decoder, &chip->flash,
	    is_delta ? boot_image_address(chip, slot) : 0, size, is_delta);
	return BOOT_OK;
}

/* Whether the slot holds a part of just this image. What the decoder knew is
 * gone with the power. */
static bool
can_resume(struct boot_update *update)
{
	const struct boot_slot_record *slot =
	    &update->meta->state.slot[update->slot];
	uint8_t stored[BOOT_MANIFEST_LEN];

	return update->manifest.coding == BOOT_CODING_RAW &&
	    slot->state == BOOT_SLOT_WRITING &&
	    boot_flash_read(&chip_of(update)->flash,
		chip_of(update)->slot_begin[update->slot], stored,
		sizeof(stored)) == BOOT_OK &&
	    memcmp(stored, update->bytes, sizeof(stored)) == 0;
}

/* The offset in the slot of the last sector of the image that has bytes. */
static uint32_t
find_last_written(const struct boot_update *update)
{
	const struct boot_flash *flash = &chip_of(update)->flash;
	uint32_t size = flash->sector_size;
	uint32_t at = size + round_up(update->manifest.image_size, size);
	uint32_t begin = chip_of(update)->slot_begin[update->slot];

	do {
		at -= size;
	} while (at > size && boot_flash_is_blank(flash, begin + at, size));
	return at;
}

/* Whether just this image is arriving, and is decoded on its way. */
static bool
is_decoding(const struct boot_update *update, const uint8_t *manifest,
    size_t len)
{
	return update->phase == BOOT_UPDATE_RECEIVING &&
	    update->manifest.coding != BOOT_CODING_RAW &&
	    len == sizeof(update->bytes) &&
	    memcmp(manifest, update->bytes, len) == 0;
}

int
boot_update_begin(struct boot_update *update, const uint8_t *manifest,
    size_t len, unsigned int flags)
{
	const struct boot_chip *chip = chip_of(update);
	const struct boot_state *state = &update->meta->state;
	struct boot_manifest m;
	bool goes_on = is_decoding(update, manifest, len);
	int error;

	update->phase = BOOT_UPDATE_IDLE;
	if ((error = boot_manifest_verify(&m, manifest, len, chip->keys,
		 chip->key_count)) != BOOT_OK ||
	    (error = check_history(state, &m, flags)) != BOOT_OK ||
	    (error = boot_update_target(update, &update->slot)) != BOOT_OK ||
	    (error = boot_manifest_check(&m, chip, update->slot,
		 state->floor)) != BOOT_OK ||
	    (error = check_version(state, &m, flags)) != BOOT_OK)
		return error;
	if (goes_on) {
		update->is_resumed = true;
		update->phase = BOOT_UPDATE_RECEIVING;
		return BOOT_OK;
	}
	if ((error = begin_decoding(update, &m)) != BOOT_OK)
		return error;
	update->manifest = m;
	memcpy(update->bytes, manifest, sizeof(update->bytes));
	update->unit_len = 0;
	update->is_resumed = can_resume(update);
	update->erase_at = 0;
	update->image_len = update->offset = 0;
	if (update->is_resumed) {
		/* What was written last may be torn, and so may be what looks
		 * blank behind it. */
		update->erase_at = find_last_written(update);
		update->offset = update->erase_at - chip->flash.sector_size;
		update->image_len = update->offset;
	} else if ((error = save_slot(update, BOOT_SLOT_EMPTY, 0)) != BOOT_OK) {
		return error;
	}
	update->phase = BOOT_UPDATE_ERASING;
	return BOOT_OK;
}

/* The slot is blank: from here on a cut loses no more than a sector. */
static int
store_manifest(struct boot_update *update)
{
	const struct boot_chip *chip = chip_of(update);
	uint8_t padded[(BOOT_MANIFEST_LEN + BOOT_FLASH_UNIT_MAX - 1) /
	    BOOT_FLASH_UNIT_MAX * BOOT_FLASH_UNIT_MAX];
	int error;

	memset(padded, 0xff, sizeof(padded));
	memcpy(padded, update->bytes, sizeof(update->bytes));
	error = boot_flash_program(&chip->flash, chip->slot_begin[update->slot],
	    padded, round_up(BOOT_MANIFEST_LEN, chip->flash.program_size));
	if (error != BOOT_OK)
		return error;
	return save_slot(update, BOOT_SLOT_WRITING, 0);
}

int
boot_update_prepare(struct boot_update *update)
{
	const struct boot_chip *chip = chip_of(update);
	uint32_t size = chip->flash.sector_size;
	int error;

	if (update->phase == BOOT_UPDATE_RECEIVING)
		return 0;
	if (update->phase != BOOT_UPDATE_ERASING)
		return BOOT_ERR_STATE;
	if (update->erase_at < size + update->manifest.image_size) {
		error = boot_flash_erase(&chip->flash,
		    chip->slot_begin[update->slot] + update->erase_at);
		update->erase_at += size;
	} else {
		error = update->is_resumed ? BOOT_OK : store_manifest(update);
		update->phase = BOOT_UPDATE_RECEIVING;
		if (error == BOOT_OK)
			return 0;
	}
	if (error != BOOT_OK) {
		update->phase = BOOT_UPDATE_IDLE;
		return error;
	}
	return 1;
}

/* Programs the unit being filled, the rest of it blank. */
static int
flush_unit(struct boot_update *update)
{
	const struct boot_chip *chip = chip_of(update);
	uint32_t unit = chip->flash.program_size;
	uint32_t at = update->image_len - update->unit_len;

	if (update->unit_len == 0)
		return BOOT_OK;
	memset(update->unit + update->unit_len, 0xff, unit - update->unit_len);
	update->unit_len = 0;
	return boot_flash_program(&chip->flash,
	    boot_image_address(chip, update->slot) + at, update->unit, unit);
}

/* The next bytes of the image. */
static int
put_image(struct boot_update *update, const uint8_t *from, uint32_t len)
{
	uint32_t unit = chip_of(update)->flash.program_size;

	while (len > 0) {
		uint32_t room = unit - update->unit_len;
		uint32_t part = len < room ? len : room;
		int error = BOOT_OK;

		memcpy(update->unit + update->unit_len, from, part);
		update->unit_len += part;
		update->image_len += part;
		from += part;
		len -= part;
		if (update->unit_len == unit)
			error = flush_unit(update);
		if (error != BOOT_OK)
			return error;
	}
	return BOOT_OK;
}

/* Decodes what the decoder was given, up to a sector. 1: there is more. */
static int
decode_step(struct boot_update *update)
{
	uint32_t left = update->manifest.image_size - update->image_len;
	uint32_t budget = chip_of(update)->flash.sector_size;
	bool is_all = update->offset == update->manifest.payload_size;
	uint8_t piece[BOOT_FLASH_UNIT_MAX];
	uint32_t len = 1;
	int error = BOOT_OK;

	while (error == BOOT_OK && len > 0 && budget > 0) {
		uint32_t cap = budget < sizeof(piece) ? budget : sizeof(piece);

		error =
		    boot_decode_take(update->decoder, is_all, piece, cap, &len);
		if (error == BOOT_OK && len > left)
			error = BOOT_ERR_CODING;
		if (error == BOOT_OK)
			error = put_image(update, piece, len);
		budget -= len;
		left -= len;
	}
	return error != BOOT_OK ? error : len > 0;
}

static int
decode(struct boot_update *update, const uint8_t *bytes, uint32_t len)
{
	int ret;

	while ((ret = decode_step(update)) == BOOT_OK && len > 0) {
		uint32_t part = boot_decode_give(update->decoder, bytes, len);

		if (part == 0) /* it had its end before */
			return BOOT_ERR_CODING;
		update->offset += part;
		bytes += part;
		len -= part;
	}
	return ret;
}

int
boot_update_write(struct boot_update *update, uint32_t offset,
    const void *bytes, uint32_t len)
{
	bool is_raw = update->manifest.coding == BOOT_CODING_RAW;
	uint32_t taken = update->offset - offset;
	int ret;

	if (update->phase != BOOT_UPDATE_RECEIVING)
		return BOOT_ERR_STATE;
	if (offset > update->offset || (is_raw ? taken > 0 : taken > len) ||
	    len > update->manifest.payload_size - offset)
		return BOOT_ERR_OFFSET;
	if (is_raw) {
		update->offset += len;
		ret = put_image(update, bytes, len);
	} else {
		ret =
		    decode(update, (const uint8_t *)bytes + taken, len - taken);
	}
	if (ret < 0)
		update->phase = BOOT_UPDATE_IDLE;
	return ret;
}

int
boot_update_read(const struct boot_update *update, uint32_t offset, void *bytes,
    uint32_t len)
{
	const struct boot_chip *chip = chip_of(update);
	uint32_t written = update->image_len - update->unit_len;
	uint32_t part;
	int error;

	if (update->phase != BOOT_UPDATE_RECEIVING)
		return BOOT_ERR_STATE;
	if (offset > update->image_len || len > update->image_len - offset)
		return BOOT_ERR_OFFSET;
	part = offset >= written ? 0 : written - offset;
	if (part > len)
		part = len;
	error = boot_flash_read(&chip->flash,
	    boot_image_address(chip, update->slot) + offset, bytes, part);
	if (error == BOOT_OK && part < len)
		memcpy((uint8_t *)bytes + part,
		    update->unit + (offset + part - written), len - part);
	return error;
}

static int
begin_check(struct boot_update *update)
{
	const struct boot_chip *chip = chip_of(update);
	struct boot_manifest stored;
	int error;

	if (update->phase != BOOT_UPDATE_RECEIVING ||
	    update->offset != update->manifest.payload_size)
		return BOOT_ERR_STATE;
	update->phase = BOOT_UPDATE_IDLE;
	if ((error = flush_unit(update)) != BOOT_OK)
		return error;
	error = boot_image_manifest(chip, update->slot, &stored);
	if (update->image_len != update->manifest.image_size)
		error = BOOT_ERR_CODING;
	if (error == BOOT_OK)
		error = boot_manifest_check(&stored, chip, update->slot,
		    update->meta->state.floor);
	if (error != BOOT_OK) {
		save_slot(update, BOOT_SLOT_EMPTY, 0);
		return error;
	}
	boot_image_hash_begin(&update->hashing, chip, update->slot, &stored);
	update->phase = BOOT_UPDATE_CHECKING;
	return 1;
}

int
boot_update_check(struct boot_update *update)
{
	const struct boot_chip *chip = chip_of(update);
	int error;

	if (update->phase == BOOT_UPDATE_CHECKED)
		return BOOT_OK;
	if (update->phase != BOOT_UPDATE_CHECKING)
		return begin_check(update);
	error = boot_image_hash_step(&update->hashing, chip, &update->manifest,
	    chip->flash.sector_size);
	if (error == 1)
		return error;
	update->phase =
	    error == BOOT_OK ? BOOT_UPDATE_CHECKED : BOOT_UPDATE_IDLE;
	if (error != BOOT_OK)
		save_slot(update, BOOT_SLOT_EMPTY, 0);
	return error;
}

int
boot_update_finish(struct boot_update *update, uint8_t needs)
{
	int error;

	while ((error = boot_update_check(update)) == 1)
		continue;
	if (error != BOOT_OK)
		return error;
	update->phase = BOOT_UPDATE_IDLE;
	return save_slot(update, BOOT_SLOT_NEW, needs);
}

int
boot_update_discard(struct boot_update *update)
{
	if (update->phase == BOOT_UPDATE_IDLE)
		return BOOT_ERR_STATE;
	update->phase = BOOT_UPDATE_IDLE;
	return save_slot(update, BOOT_SLOT_EMPTY, 0);
}

void
boot_update_abort(struct boot_update *update)
{
	update->phase = BOOT_UPDATE_IDLE;
}

int
boot_update_confirm(struct boot_update *update)
{
	struct boot_state state = update->meta->state;
	struct boot_slot_record *slot;
	struct boot_manifest m;
	int error;

	if (update->running >= BOOT_UPDATE_SLOTS)
		return BOOT_OK;
	slot = &state.slot[update->running];
	if (slot->state == BOOT_SLOT_OK)
		return BOOT_OK;
	if (slot->state != BOOT_SLOT_NEW)
		return BOOT_ERR_STATE;
	error = boot_image_manifest(chip_of(update), update->running, &m);
	if (error != BOOT_OK)
		return error;
	slot->state = BOOT_SLOT_OK;
	slot->tries = 0;
	state.preferred = update->running;
	if (m.security > state.floor)
		state.floor = m.security;
	return boot_meta_save(update->meta, &state);
}

int
boot_update_choose(struct boot_update *update, uint8_t slot)
{
	struct boot_state state = update->meta->state;
	struct boot_slot_record *record = &state.slot[slot];
	struct boot_manifest m;
	int error;

	if (update->running < BOOT_UPDATE_SLOTS &&
	    state.slot[update->running].state != BOOT_SLOT_OK)
		return BOOT_ERR_UNCONFIRMED;
	error = boot_image_check(chip_of(update), slot, state.floor, &m);
	if (error != BOOT_OK)
		return error;
	if (boot_state_has_rejected(&state, m.image_hash))
		return BOOT_ERR_REJECTED;
	update->phase = BOOT_UPDATE_IDLE;
	state.preferred = slot;
	if (record->state != BOOT_SLOT_OK ||
	    memcmp(record->hash, m.image_hash, BOOT_HASH_PREFIX) != 0) {
		state.preferred = update->meta->state.preferred;
		*record = (struct boot_slot_record){
			.state = BOOT_SLOT_NEW,
			.version = m.version,
		};
		memcpy(record->hash, m.image_hash, BOOT_HASH_PREFIX);
	}
	return boot_meta_save(update->meta, &state);
}

int
boot_update_factory_reset(struct boot_update *update)
{
	struct boot_state state = update->meta->state;

	update->phase = BOOT_UPDATE_IDLE;
	memset(state.slot, 0, sizeof(state.slot));
	state.preferred = BOOT_SLOT_NONE;
	return boot_meta_save(update->meta, &state);
}

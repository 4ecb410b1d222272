/* SPDX-License-Identifier: MIT */
/* Images that came into a slot past this code, by a programmer. */
#include <string.h>

#include "boot_adopt.h"
#include "boot_error.h"
#include "boot_image.h"

static bool
is_known(const struct boot_slot_record *record,
    const struct boot_manifest *manifest)
{
	return record->state != BOOT_SLOT_EMPTY &&
	    record->state != BOOT_SLOT_WRITING &&
	    memcmp(record->hash, manifest->image_hash, BOOT_HASH_PREFIX) == 0;
}

static bool
adopt_slot(struct boot_state *state, const struct boot_chip *chip, uint8_t slot)
{
	struct boot_slot_record *record = &state->slot[slot];
	struct boot_manifest manifest;

	if (boot_image_check(chip, slot, state->floor, &manifest) != BOOT_OK ||
	    is_known(record, &manifest) ||
	    boot_state_has_rejected(state, manifest.image_hash))
		return false;
	*record = (struct boot_slot_record){
		.state = BOOT_SLOT_NEW,
		.version = manifest.version,
	};
	memcpy(record->hash, manifest.image_hash, BOOT_HASH_PREFIX);
	return true;
}

int
boot_adopt(const struct boot_chip *chip)
{
	struct boot_meta meta;
	struct boot_state state;
	bool has_changed = false;

	boot_meta_load(&meta, chip);
	state = meta.state;
	for (uint8_t slot = 0; slot < BOOT_UPDATE_SLOTS; slot++)
		has_changed = adopt_slot(&state, chip, slot) || has_changed;
	return has_changed ? boot_meta_save(&meta, &state) : BOOT_OK;
}

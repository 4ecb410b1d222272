/* SPDX-License-Identifier: MIT */
/*
 * The choice of an image. Newest first: what is on trial, the preferred slot,
 * the other confirmed one, the factory's; the first that is good.
 */
#include <string.h>

#include "boot_select.h"

#define HOLD_PREVIOUS_MS 3000
#define HOLD_FACTORY_MS  6000
#define HOLD_MIN_MS      20 /* shorter is a bounce */

/* What is known about the images; each is hashed at most once a start. */
struct inspection {
	const struct boot_chip *chip;
	const struct boot_state *state;
	bool done[BOOT_SLOT_COUNT];
	bool good[BOOT_SLOT_COUNT];
	struct boot_manifest manifest[BOOT_SLOT_COUNT]; /* of good ones */
};

struct candidates {
	uint8_t slot[BOOT_SLOT_COUNT];
	unsigned int count;
};

enum boot_request
boot_request_of_hold(uint32_t held_ms)
{
	if (held_ms < HOLD_MIN_MS)
		return BOOT_REQUEST_NONE;
	if (held_ms < HOLD_PREVIOUS_MS)
		return BOOT_REQUEST_SAFE;
	if (held_ms < HOLD_FACTORY_MS)
		return BOOT_REQUEST_PREVIOUS;
	return BOOT_REQUEST_FACTORY;
}

static bool
is_in_state(const struct boot_state *state, uint8_t slot,
    enum boot_slot_state wanted)
{
	return slot < BOOT_UPDATE_SLOTS && state->slot[slot].state == wanted;
}

/* Whether a slot holds the good image its record speaks of. */
static bool
is_usable(struct inspection *inspection, uint8_t slot)
{
	const struct boot_state *state = inspection->state;
	bool is_factory = slot == BOOT_SLOT_FACTORY;
	struct boot_manifest *m = &inspection->manifest[slot];

	if (inspection->done[slot])
		return inspection->good[slot];
	inspection->done[slot] = true;
	inspection->good[slot] =
	    boot_image_check(inspection->chip, slot,
		is_factory ? 0 : state->floor, m) == BOOT_OK &&
	    (is_factory ||
		memcmp(m->image_hash, state->slot[slot].hash,
		    BOOT_HASH_PREFIX) == 0);
	return inspection->good[slot];
}

static void
give_up(struct boot_slot_record *slot, enum boot_reason reason)
{
	slot->state = BOOT_SLOT_BAD;
	slot->reason = (uint8_t)reason;
}

/* Ends trials that had their tries, or whose image is not good. */
static void
judge_trials(struct inspection *inspection, struct boot_state *state)
{
	for (uint8_t i = 0; i < BOOT_UPDATE_SLOTS; i++) {
		struct boot_slot_record *slot = &state->slot[i];

		if (slot->state != BOOT_SLOT_NEW)
			continue;
		if (slot->tries >= BOOT_TRIES) {
			give_up(slot, BOOT_REASON_TRIES);
			boot_state_add_rejected(state, slot->hash);
		} else if (!is_usable(inspection, i)) {
			give_up(slot, BOOT_REASON_DAMAGED);
		}
	}
}

static void
list_state(const struct boot_state *state, enum boot_slot_state wanted,
    uint8_t but, struct candidates *list)
{
	for (uint8_t i = 0; i < BOOT_UPDATE_SLOTS; i++) {
		if (i != but && is_in_state(state, i, wanted))
			list->slot[list->count++] = i;
	}
}

/* The slots worth a look, newest first. */
static void
list_candidates(const struct boot_state *state, enum boot_request request,
    bool with_trial, struct candidates *list)
{
	list->count = 0;
	if (request != BOOT_REQUEST_FACTORY) {
		if (with_trial)
			list_state(state, BOOT_SLOT_NEW, BOOT_SLOT_NONE, list);
		if (is_in_state(state, state->preferred, BOOT_SLOT_OK))
			list->slot[list->count++] = state->preferred;
		list_state(state, BOOT_SLOT_OK, state->preferred, list);
	}
	list->slot[list->count++] = BOOT_SLOT_FACTORY;
}

static int
choose(struct inspection *inspection, enum boot_request request,
    bool with_trial, struct boot_choice *choice)
{
	struct candidates list;
	bool skip = request == BOOT_REQUEST_PREVIOUS;

	list_candidates(inspection->state, request, with_trial, &list);
	for (unsigned int i = 0; i < list.count; i++) {
		uint8_t slot = list.slot[i];

		if (!is_usable(inspection, slot))
			continue;
		if (skip && slot != BOOT_SLOT_FACTORY) {
			skip = false;
			continue;
		}
		choice->slot = slot;
		choice->is_trial =
		    is_in_state(inspection->state, slot, BOOT_SLOT_NEW);
		choice->is_safe = request != BOOT_REQUEST_NONE;
		choice->manifest = inspection->manifest[slot];
		return BOOT_OK;
	}
	return BOOT_ERR_NO_IMAGE;
}

/* What starting choice changes: a try is counted; a confirmed image that had
 * to stand in for the preferred one takes its place. */
static void
record_start(struct boot_state *state, const struct boot_choice *choice,
    enum boot_request request)
{
	if (choice->is_trial)
		state->slot[choice->slot].tries++;
	if (choice->is_trial || choice->slot == BOOT_SLOT_FACTORY ||
	    choice->slot == state->preferred ||
	    request == BOOT_REQUEST_PREVIOUS)
		return;
	if (state->preferred != BOOT_SLOT_NONE)
		give_up(&state->slot[state->preferred], BOOT_REASON_DAMAGED);
	state->preferred = choice->slot;
}

int
boot_select(struct boot_meta *meta, const struct boot_chip *chip,
    enum boot_request request, struct boot_choice *choice)
{
	struct inspection inspection = { .chip = chip };
	struct boot_state state;
	int error;

	boot_meta_load(meta, chip);
	state = meta->state;
	inspection.state = &state;
	judge_trials(&inspection, &state);
	error = choose(&inspection, request, true, choice);
	if (error == BOOT_OK)
		record_start(&state, choice, request);
	/* Written at every start, also unchanged: what was read may be a torn
	 * record that reads differently next time. */
	if (boot_meta_save(meta, &state) != BOOT_OK && error == BOOT_OK &&
	    choice->is_trial)
		error = choose(&inspection, request, false, choice);
	return error;
}

/* SPDX-License-Identifier: MIT */
/*
 * The state of the slots in two flash sectors. A record is the whole state;
 * records are appended into blank space, and a full sector is left alone until
 * the other one holds a newer record. Nothing is ever changed in place, so a
 * power cut leaves the old state or the new one.
 */
#ifndef BOOT_META_H
#define BOOT_META_H

#include "boot_chip.h"

#define BOOT_META_RECORD_LEN 128
#define BOOT_HASH_PREFIX     8 /* bytes of an image's SHA-256 */
#define BOOT_REJECTED_MAX    8

enum boot_slot_state {
	BOOT_SLOT_EMPTY = 0,   /* nothing usable, perhaps half erased */
	BOOT_SLOT_WRITING = 1, /* erased, manifest stored, image arriving */
	BOOT_SLOT_NEW = 2,     /* complete, on trial */
	BOOT_SLOT_OK = 3,      /* confirmed */
	BOOT_SLOT_BAD = 4      /* given up, reason says why */
};

enum boot_reason {
	BOOT_REASON_NONE = 0,
	BOOT_REASON_TRIES = 1,  /* was started often enough, never confirmed */
	BOOT_REASON_DAMAGED = 2 /* no longer what was signed */
};

/* What an image has to do to be confirmed, see boot_trial.h. */
#define BOOT_NEEDS_LINK    1u
#define BOOT_NEEDS_GATEWAY 2u

struct boot_slot_record {
	uint8_t state;  /* enum boot_slot_state */
	uint8_t tries;  /* starts as NEW */
	uint8_t reason; /* enum boot_reason of BAD */
	uint8_t needs;  /* BOOT_NEEDS_* */
	uint32_t version;
	uint8_t hash[BOOT_HASH_PREFIX];
};

struct boot_state {
	uint32_t seq;
	uint32_t floor;    /* least security version that may run */
	uint8_t preferred; /* BOOT_SLOT_A, _B, or _NONE: factory */
	uint8_t rejected_count;
	struct boot_slot_record slot[BOOT_UPDATE_SLOTS];
	uint8_t rejected[BOOT_REJECTED_MAX][BOOT_HASH_PREFIX]; /* newest 1st */
};

struct boot_meta {
	const struct boot_chip *chip; /* borrowed: for ever */
	struct boot_state state;
	uint32_t next;  /* index of the record to write next */
	uint8_t sector; /* the one with the newest record */
	uint32_t sound; /* from this index on, blank is blank */
};

/* Finds the newest record. Without any: both slots EMPTY, prefer factory. */
void boot_meta_load(struct boot_meta *meta, const struct boot_chip *chip);
/* Makes *state, with the next number, the newest record. On an error
 * meta->state and what a restart finds are still the old one. */
int boot_meta_save(struct boot_meta *meta, const struct boot_state *state);

bool boot_state_has_rejected(const struct boot_state *state,
    const uint8_t hash[BOOT_HASH_PREFIX]);
/* Puts hash first in the list; the oldest falls off. */
void boot_state_add_rejected(struct boot_state *state,
    const uint8_t hash[BOOT_HASH_PREFIX]);
void boot_state_remove_rejected(struct boot_state *state,
    const uint8_t hash[BOOT_HASH_PREFIX]);

/* Records as bytes, for tests and tools. Decoding is strict. */
void boot_meta_encode(const struct boot_state *state,
    uint8_t record[BOOT_META_RECORD_LEN]);
bool boot_meta_decode(struct boot_state *state,
    const uint8_t record[BOOT_META_RECORD_LEN]);

#endif

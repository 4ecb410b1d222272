/* SPDX-License-Identifier: MIT */
/*
 * What a port tells the boot code about its chip: the flash, where things are
 * in it, which keys it trusts, and what kind of board it is. Constant data.
 */
#ifndef BOOT_CHIP_H
#define BOOT_CHIP_H

#include "boot_flash.h"

#define BOOT_CLASS_LEN 16
#define BOOT_KEY_LEN   32

/* A slot is one sector for the manifest, then the image. */
enum boot_slot {
	BOOT_SLOT_A = 0,
	BOOT_SLOT_B = 1,
	BOOT_SLOT_FACTORY = 2, /* never written in the field */
	BOOT_SLOT_COUNT = 3,
	BOOT_SLOT_NONE = 0xff
};
#define BOOT_UPDATE_SLOTS 2 /* A and B */

struct boot_chip {
	struct boot_flash flash;
	uint32_t meta[2];                     /* two sectors of records */
	uint32_t slot_begin[BOOT_SLOT_COUNT]; /* where the manifest is */
	uint32_t slot_size[BOOT_SLOT_COUNT];  /* bytes, whole sectors */
	/* Public keys whose images run: release, offline root. */
	const uint8_t (*keys)[BOOT_KEY_LEN]; /* borrowed: for ever */
	size_t key_count;
	uint8_t class_id[BOOT_CLASS_LEN];
	uint16_t hardware; /* revision */
};

#endif

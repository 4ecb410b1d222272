/* SPDX-License-Identifier: MIT */
/* What the boot loader does at every start: choose an image. */
#ifndef BOOT_SELECT_H
#define BOOT_SELECT_H

#include "boot_image.h"

#define BOOT_TRIES 3 /* starts of an image that does not get confirmed */

/* What the person at the safe-boot pin asks for; none of it persists. */
enum boot_request {
	BOOT_REQUEST_NONE,
	BOOT_REQUEST_SAFE,     /* the same image; no boot.py, no main.py */
	BOOT_REQUEST_PREVIOUS, /* the user's image before that one, safe */
	BOOT_REQUEST_FACTORY   /* the factory's image, safe */
};

struct boot_choice {
	uint8_t slot;
	bool is_trial; /* not confirmed: arm the watchdog */
	bool is_safe;  /* leave out boot.py and main.py */
	struct boot_manifest manifest;
};

/* What holding the pin for so long after reset means. */
enum boot_request boot_request_of_hold(uint32_t held_ms);

/*
 * Loads meta and chooses. The state acted upon, with the try counted, is in
 * the flash before this returns; if it cannot be written nothing on trial is
 * chosen. BOOT_ERR_NO_IMAGE when not even the factory's image is good.
 */
int boot_select(struct boot_meta *meta, const struct boot_chip *chip,
    enum boot_request request, struct boot_choice *choice);

#endif

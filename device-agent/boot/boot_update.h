/* SPDX-License-Identifier: MIT */
/*
 * What a running agent does with the slots: receive an image, confirm it, go
 * back to the factory's. All state is in the flash; a session may end by a
 * power cut at any moment and is taken up again by the same begin.
 */
#ifndef BOOT_UPDATE_H
#define BOOT_UPDATE_H

#include "boot_decode.h"
#include "boot_image.h"

/* Flags of boot_update_begin. */
#define BOOT_UPDATE_RETRY       1u /* although this image failed here before */
#define BOOT_UPDATE_ANY_VERSION 2u /* also the same or an older one */

enum boot_update_phase {
	BOOT_UPDATE_IDLE,
	BOOT_UPDATE_ERASING,
	BOOT_UPDATE_RECEIVING,
	BOOT_UPDATE_CHECKING,
	BOOT_UPDATE_CHECKED
};

struct boot_update {
	struct boot_meta *meta; /* borrowed: as long as this */
	uint8_t running;        /* slot the caller runs from */
	uint8_t phase;          /* enum boot_update_phase */
	uint8_t slot;           /* being written */
	bool is_resumed;
	/* Borrowed: room to decode images in; NULL: only raw ones are taken. */
	struct boot_decoder *decoder;
	uint32_t erase_at;  /* offset in the slot */
	uint32_t offset;    /* payload bytes taken so far */
	uint32_t image_len; /* image bytes made of them */
	uint32_t unit_len;  /* of those still in unit */
	uint8_t unit[BOOT_FLASH_UNIT_MAX];
	uint8_t bytes[BOOT_MANIFEST_LEN];
	struct boot_manifest manifest;
	struct boot_hashing hashing;
};

/* meta as boot_meta_load or boot_select left it. decoder may be NULL. */
void boot_update_init(struct boot_update *update, struct boot_meta *meta,
    uint8_t running, struct boot_decoder *decoder);

/* Where the next update goes; BOOT_ERR_UNCONFIRMED when that slot runs. */
int boot_update_target(const struct boot_update *update, uint8_t *slot);

/*
 * Checks a manifest; nothing is erased unless all is well with it. Then call
 * boot_update_prepare until it returns 0. A session under way ends; but one
 * that decodes this very image goes on.
 */
int boot_update_begin(struct boot_update *update, const uint8_t *manifest,
    size_t len, unsigned int flags);
/* Erases one sector. 1: call again; 0: send from update->offset; or error. */
int boot_update_prepare(struct boot_update *update);
/*
 * The next bytes of the payload; offset must be update->offset. 1: they are
 * being decoded, call again with the same ones, or with more behind them; 0.
 */
int boot_update_write(struct boot_update *update, uint32_t offset,
    const void *bytes, uint32_t len);
/* Bytes of the image before update->image_len, from the flash where they got
 * there. */
int boot_update_read(const struct boot_update *update, uint32_t offset,
    void *bytes, uint32_t len);
/* All is there: checks one more sector in the flash. 1: call again; 0: it is
 * good. A bad image frees the slot. */
int boot_update_check(struct boot_update *update);
/* Checks what has not been, and puts the image on trial for the next start.
 * needs: BOOT_NEEDS_* of what works now. */
int boot_update_finish(struct boot_update *update, uint8_t needs);
/* Forgets the session, not what it wrote. */
void boot_update_abort(struct boot_update *update);
/* Forgets both. */
int boot_update_discard(struct boot_update *update);

/* The running image stays; nothing to do when it already does. */
int boot_update_confirm(struct boot_update *update);
/*
 * What is in a slot, whoever wrote it there, runs from the next start on: on
 * trial, unless it was confirmed before. It must be good, see boot_image_check,
 * and not rejected.
 */
int boot_update_choose(struct boot_update *update, uint8_t slot);
/* From the next start on the factory's image runs; the floor stays. */
int boot_update_factory_reset(struct boot_update *update);

#endif

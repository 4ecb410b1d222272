/* SPDX-License-Identifier: MIT */
/* Reading, and writing with a look at what was written. */
#include <string.h>

#include "boot_flash.h"

#define PIECE 64

int
boot_flash_read(const struct boot_flash *flash, uint32_t at, void *bytes,
    uint32_t len)
{
	return flash->read(flash->ctx, at, bytes, len) == 0 ? BOOT_OK :
							      BOOT_ERR_FLASH;
}

static bool
holds(const struct boot_flash *flash, uint32_t at, const uint8_t *bytes,
    uint32_t len)
{
	uint8_t piece[PIECE];

	while (len > 0) {
		uint32_t part = len < PIECE ? len : PIECE;

		if (boot_flash_read(flash, at, piece, part) != BOOT_OK ||
		    memcmp(piece, bytes, part) != 0)
			return false;
		at += part;
		bytes += part;
		len -= part;
	}
	return true;
}

int
boot_flash_program(const struct boot_flash *flash, uint32_t at,
    const void *bytes, uint32_t len)
{
	const uint8_t *from = bytes;

	while (len > 0) {
		uint32_t room = BOOT_FLASH_PAGE - at % BOOT_FLASH_PAGE;
		uint32_t part = len < room ? len : room;

		if (flash->program(flash->ctx, at, from, part) != 0 ||
		    !holds(flash, at, from, part))
			return BOOT_ERR_FLASH;
		at += part;
		from += part;
		len -= part;
	}
	return BOOT_OK;
}

int
boot_flash_erase(const struct boot_flash *flash, uint32_t at)
{
	if (flash->erase(flash->ctx, at) != 0 ||
	    !boot_flash_is_blank(flash, at, flash->sector_size))
		return BOOT_ERR_FLASH;
	return BOOT_OK;
}

bool
boot_flash_is_blank(const struct boot_flash *flash, uint32_t at, uint32_t len)
{
	uint8_t piece[PIECE];

	while (len > 0) {
		uint32_t part = len < PIECE ? len : PIECE;

		if (boot_flash_read(flash, at, piece, part) != BOOT_OK)
			return false;
		for (uint32_t i = 0; i < part; i++) {
			if (piece[i] != 0xff)
				return false;
		}
		at += part;
		len -= part;
	}
	return true;
}

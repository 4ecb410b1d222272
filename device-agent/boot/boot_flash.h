/* SPDX-License-Identifier: MIT */
/*
 * NOR flash as the boot code sees it: three operations of the port, and
 * writes that are read back. Addresses are those of the port's functions.
 */
#ifndef BOOT_FLASH_H
#define BOOT_FLASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "boot_error.h"

#define BOOT_FLASH_UNIT_MAX 64  /* the largest program_size */
#define BOOT_FLASH_PAGE     256 /* one program call stays inside one of these */

/* The operations return 0, or anything else when the flash failed. */
struct boot_flash {
	uint32_t sector_size;  /* erased at once, to 0xff */
	uint32_t program_size; /* programmed at once; a power of two */
	void *ctx;             /* borrowed: the port's, handed to its calls */
	int (*read)(void *ctx, uint32_t at, void *bytes, uint32_t len);
	/* Clears bits; whole units inside one page. Blank ones, or zeros over
	 * whatever is there (of use to boot_meta only). */
	int (*program)(void *ctx, uint32_t at, const void *bytes, uint32_t len);
	/* Erases the one sector that begins at at. */
	int (*erase)(void *ctx, uint32_t at);
};

int boot_flash_read(const struct boot_flash *flash, uint32_t at, void *bytes,
    uint32_t len);
/* Programs and reads back; at and len are whole units. */
int boot_flash_program(const struct boot_flash *flash, uint32_t at,
    const void *bytes, uint32_t len);
/* Erases one sector and looks whether it is blank. */
int boot_flash_erase(const struct boot_flash *flash, uint32_t at);
/* Whether all of it reads as 0xff; false also when reading fails. */
bool boot_flash_is_blank(const struct boot_flash *flash, uint32_t at,
    uint32_t len);

#endif

/* SPDX-License-Identifier: MIT */
/* The flash, the slots and the maker's keys as boot/ wants to know them. */
#include <string.h>

#include "../shared/cfi.h"
#include "../shared/maker.h"
#include "boot/boot_chip.h"
#include "port_config.h"
#include "virt.h"

#define KEY_MAX       2
#define HEX_MAX       (2 * BOOT_KEY_LEN + 1)
#define SECTOR(index) (FLASH_BASE + (uint32_t)(index)*PORT_SECTOR_SIZE)

static uint8_t keys[KEY_MAX][BOOT_KEY_LEN];
static struct boot_chip chip;
extern uint8_t __rewritten[]; /* of each slot; a reset leaves it alone */

static int
flash_read(void *ctx, uint32_t at, void *bytes, uint32_t len)
{
	(void)ctx;
	memcpy(bytes, (const void *)at, len);
	return 0;
}

static int
flash_program(void *ctx, uint32_t at, const void *bytes, uint32_t len)
{
	(void)ctx;
	return cfi_program(at, bytes, len);
}

static int
flash_erase(void *ctx, uint32_t at)
{
	(void)ctx;
	for (size_t slot = 0; slot < BOOT_SLOT_COUNT; slot++) {
		if (at == chip.slot_begin[slot] + PORT_SECTOR_SIZE)
			__rewritten[slot]++;
	}
	return cfi_erase(at);
}

uint32_t
virt_rewritten(uint8_t slot)
{
	return __rewritten[slot];
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Exactly len bytes in hexadecimal under this name. */
static bool
maker_bytes(const char *name, uint8_t *bytes, size_t len)
{
	char text[HEX_MAX];

	if (!maker_text((const char *)SECTOR(SECTOR_MAKER), MAKER_TEXT_MAX,
		name, text, sizeof(text)) ||
	    strlen(text) != 2 * len)
		return false;
	for (size_t i = 0; i < len; i++) {
		int high = hex_digit(text[2 * i]);
		int low = hex_digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		bytes[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

const struct boot_chip *
virt_boot_chip(void)
{
	static const char *const key_names[KEY_MAX] = { "key", "key2" };
	uint8_t hardware[2] = { 0, 1 };

	if (chip.keys != NULL)
		return &chip;
	chip = (struct boot_chip){
		.flash = {
			.sector_size = PORT_SECTOR_SIZE,
			.program_size = PORT_PROGRAM_SIZE,
			.read = flash_read,
			.program = flash_program,
			.erase = flash_erase,
		},
		.meta = { SECTOR(SECTOR_META), SECTOR(SECTOR_META + 1) },
		.slot_begin = { SECTOR(SECTOR_SLOT_A), SECTOR(SECTOR_SLOT_B),
			SECTOR(SECTOR_FACTORY) },
		.slot_size = { SLOT_SECTORS * PORT_SECTOR_SIZE,
			SLOT_SECTORS * PORT_SECTOR_SIZE, SLOT_SECTORS * PORT_SECTOR_SIZE },
		.keys = keys,
	};
	for (size_t i = 0; i < KEY_MAX; i++) {
		if (maker_bytes(key_names[i], keys[chip.key_count],
			BOOT_KEY_LEN))
			chip.key_count++;
	}
	maker_bytes("class", chip.class_id, BOOT_CLASS_LEN);
	maker_bytes("hardware", hardware, sizeof(hardware));
	chip.hardware = (uint16_t)(hardware[0] << 8 | hardware[1]);
	return &chip;
}

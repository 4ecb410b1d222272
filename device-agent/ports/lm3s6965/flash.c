/* SPDX-License-Identifier: MIT */
/*
 * The areas of port.h on the card. It needs no erasing, so erasing a block of
 * files does nothing; the settings' blocks are really filled with 0xff. The
 * seed of random numbers has a block of its own.
 */
#include <string.h>

#include "../shared/seed.h"
#include "lm3s.h"
#include "port.h"

#define ERASE_SIZE    4096u
#define SETTINGS_SIZE (2 * ERASE_SIZE)

static uint8_t block_bytes[CARD_BLOCK];

static int
area_of(enum port_area area, uint32_t *begin, uint32_t *size)
{
	uint32_t files = lm3s_card_blocks() - CARD_FILES;

	if (lm3s_card_blocks() <= CARD_FILES)
		return -1;
	*begin = area == PORT_AREA_SETTINGS ? CARD_SETTINGS : CARD_FILES;
	*size = area == PORT_AREA_SETTINGS ?
	    SETTINGS_SIZE :
	    files / (ERASE_SIZE / CARD_BLOCK) * ERASE_SIZE;
	return 0;
}

/* The card's block of an offset; -1: [offset, offset + len) is outside. */
static int
locate(enum port_area area, uint32_t offset, uint32_t len, uint32_t *block)
{
	uint32_t size;

	if (area_of(area, block, &size) != 0 || offset > size ||
	    len > size - offset)
		return -1;
	*block += offset / CARD_BLOCK;
	return 0;
}

int
port_flash_area(struct port *port, enum port_area area,
    struct port_flash_area *facts)
{
	uint32_t begin;

	(void)port;
	facts->erase_size = ERASE_SIZE;
	facts->program_size = CARD_BLOCK;
	return area_of(area, &begin, &facts->size);
}

int
port_flash_read(struct port *port, enum port_area area, uint32_t offset,
    void *bytes, uint32_t len)
{
	uint8_t *to = bytes;
	uint32_t block;

	(void)port;
	if (locate(area, offset, len, &block) != 0)
		return -1;
	for (uint32_t from = offset % CARD_BLOCK; len > 0; from = 0) {
		uint32_t part = CARD_BLOCK - from;

		if (part > len)
			part = len;
		if (lm3s_card_read(block++, block_bytes) != 0)
			return -1;
		memcpy(to, block_bytes + from, part);
		to += part;
		len -= part;
	}
	return 0;
}

/* The settings' record is shorter than a block: the rest of it stays. */
static int
program_part(uint32_t block, const uint8_t *bytes, uint32_t len)
{
	if (lm3s_card_read(block, block_bytes) != 0)
		return -1;
	memcpy(block_bytes, bytes, len);
	return lm3s_card_write(block, block_bytes);
}

int
port_flash_program(struct port *port, enum port_area area, uint32_t offset,
    const void *bytes, uint32_t len)
{
	const uint8_t *from = bytes;
	uint32_t block;

	(void)port;
	if (locate(area, offset, len, &block) != 0 || offset % CARD_BLOCK != 0)
		return -1;
	for (; len >= CARD_BLOCK; len -= CARD_BLOCK, from += CARD_BLOCK) {
		if (lm3s_card_write(block++, from) != 0)
			return -1;
	}
	return len == 0 ? 0 : program_part(block, from, len);
}

int
port_flash_erase(struct port *port, enum port_area area, uint32_t offset)
{
	uint32_t block;

	(void)port;
	if (locate(area, offset, ERASE_SIZE, &block) != 0 ||
	    offset % ERASE_SIZE != 0)
		return -1;
	if (area == PORT_AREA_FILES)
		return 0;
	memset(block_bytes, 0xff, sizeof(block_bytes));
	for (uint32_t i = 0; i < ERASE_SIZE / CARD_BLOCK; i++) {
		if (lm3s_card_write(block + i, block_bytes) != 0)
			return -1;
	}
	return 0;
}

int
port_flash_sync(struct port *port)
{
	(void)port;
	return 0;
}

int
seed_read(uint8_t seed[SEED_LEN])
{
	if (lm3s_card_read(CARD_SEED, block_bytes) != 0)
		return -1;
	memcpy(seed, block_bytes, SEED_LEN);
	return 0;
}

int
seed_write(const uint8_t seed[SEED_LEN])
{
	return program_part(CARD_SEED, seed, SEED_LEN);
}

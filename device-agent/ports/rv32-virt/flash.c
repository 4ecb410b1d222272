/* SPDX-License-Identifier: MIT */
/* The areas of the flash as the agent sees them. */
#include <string.h>

#include "virt.h"

static const struct {
	uint32_t begin;
	uint32_t size;
} areas[] = {
	[PORT_AREA_SETTINGS] = {
		FLASH_BASE + SECTOR_SETTINGS * SECTOR_SIZE,
		2 * SECTOR_SIZE,
	},
	[PORT_AREA_FILES] = {
		FLASH_BASE + SECTOR_FILES * SECTOR_SIZE,
		(SECTOR_END - SECTOR_FILES) * SECTOR_SIZE,
	},
};

#define AREA_COUNT (sizeof(areas) / sizeof(areas[0]))

/* 0 when [offset, offset + len) is not inside the area. */
static uint32_t
locate(enum port_area area, uint32_t offset, uint32_t len)
{
	if (area >= AREA_COUNT || offset > areas[area].size ||
	    len > areas[area].size - offset)
		return 0;
	return areas[area].begin + offset;
}

int
port_flash_area(struct port *port, enum port_area area,
    struct port_flash_area *facts)
{
	(void)port;
	if (area >= AREA_COUNT)
		return -1;
	*facts = (struct port_flash_area){
		.size = areas[area].size,
		.erase_size = SECTOR_SIZE,
		.program_size = PROGRAM_SIZE,
	};
	return 0;
}

int
port_flash_read(struct port *port, enum port_area area, uint32_t offset,
    void *bytes, uint32_t len)
{
	uint32_t at = locate(area, offset, len);

	(void)port;
	if (at == 0)
		return -1;
	memcpy(bytes, (const void *)at, len);
	return 0;
}

int
port_flash_program(struct port *port, enum port_area area, uint32_t offset,
    const void *bytes, uint32_t len)
{
	uint32_t at = locate(area, offset, len);

	(void)port;
	if (at == 0 || at % PROGRAM_SIZE != 0 || len % PROGRAM_SIZE != 0)
		return -1;
	return cfi_program(at, bytes, len);
}

int
port_flash_erase(struct port *port, enum port_area area, uint32_t offset)
{
	uint32_t at = locate(area, offset, SECTOR_SIZE);

	(void)port;
	return at == 0 || at % SECTOR_SIZE != 0 ? -1 : cfi_erase(at);
}

/* The driver returns when the chips are done. */
int
port_flash_sync(struct port *port)
{
	(void)port;
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* The areas of the agent in NOR flash that can be read like memory; where
 * they are says port_config.h, PORT_SETTINGS_BEGIN and so on. */
#include <string.h>

#include "cfi.h"
#include "port.h"
#include "port_config.h"

static const struct {
	uint32_t begin;
	uint32_t size;
} areas[] = {
	[PORT_AREA_SETTINGS] = {
		PORT_SETTINGS_BEGIN,
		PORT_SETTINGS_SIZE,
	},
	[PORT_AREA_FILES] = {
		PORT_FILES_BEGIN,
		PORT_FILES_SIZE,
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
		.erase_size = PORT_SECTOR_SIZE,
		.program_size = PORT_PROGRAM_SIZE,
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
	if (at == 0 || at % PORT_PROGRAM_SIZE != 0 ||
	    len % PORT_PROGRAM_SIZE != 0)
		return -1;
	return cfi_program(at, bytes, len);
}

int
port_flash_erase(struct port *port, enum port_area area, uint32_t offset)
{
	uint32_t at = locate(area, offset, PORT_SECTOR_SIZE);

	(void)port;
	return at == 0 || at % PORT_SECTOR_SIZE != 0 ? -1 : cfi_erase(at);
}

/* The driver returns when the chips are done. */
int
port_flash_sync(struct port *port)
{
	(void)port;
	return 0;
}

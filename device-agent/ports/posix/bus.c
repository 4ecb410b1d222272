/* SPDX-License-Identifier: MIT */
/*
 * The flash as the ROM's loader shows it: its addresses begin with the second
 * sector of boot metadata, so that slot A is at 0x1000, where programmers put
 * firmware; slot B, settings, files and the first sector follow. The label
 * behind all is the maker's and cannot be reached, so no programmer can make
 * the chip forget its own layout. The next power of two is the chip's size;
 * above the cells everything reads 0xff.
 */
#include <string.h>

#include "posix.h"

uint32_t
posix_bus_cells(const struct port *port)
{
	/* Boards of a farm have nothing but settings and files. */
	return (uint32_t)port->flash.size -
	    (port->seat == NULL ? POSIX_FLASH_BLOCK : 0);
}

/* Where the cells of an address are in the file. */
static size_t
place_of(const struct port *port, uint32_t at)
{
	return (size_t)(((uint64_t)port->chip.meta[1] + at) %
	    posix_bus_cells(port));
}

/* Bytes from at to the next seam of blocks, at most len. */
static size_t
part_of(uint32_t at, size_t len)
{
	size_t left = POSIX_FLASH_BLOCK - at % POSIX_FLASH_BLOCK;

	return len < left ? len : left;
}

static void
read_bus(void *ctx, uint32_t at, uint8_t *bytes, size_t len)
{
	const struct port *port = ctx;

	while (len > 0) {
		size_t part = part_of(at, len);

		if (at < posix_bus_cells(port))
			memcpy(bytes, port->flash.view + place_of(port, at),
			    part);
		else
			memset(bytes, 0xff, part);
		bytes += part;
		at += (uint32_t)part;
		len -= part;
	}
}

static bool
is_blank(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] != 0xff)
			return false;
	}
	return true;
}

static int
program_bus(void *ctx, uint32_t at, const uint8_t *bytes, size_t len)
{
	struct port *port = ctx;

	while (len > 0) {
		size_t part = part_of(at, len);

		if (at >= posix_bus_cells(port)) {
			if (!is_blank(bytes, part))
				return -1;
		} else if (posix_flash_write(&port->flash, place_of(port, at),
			       bytes, part) != 0) {
			return -1;
		}
		bytes += part;
		at += (uint32_t)part;
		len -= part;
	}
	return 0;
}

static int
erase_bus(void *ctx, uint32_t at)
{
	struct port *port = ctx;

	if (at >= posix_bus_cells(port))
		return 0;
	return posix_flash_blank(&port->flash, place_of(port, at));
}

void
posix_bus_init(struct port *port, struct rom_memory *memory)
{
	*memory = (struct rom_memory){
		.ctx = port,
		.size = POSIX_FLASH_BLOCK,
		.read = read_bus,
		.program = program_bus,
		.erase = erase_bus,
	};
	while (memory->size < posix_bus_cells(port))
		memory->size *= 2;
}

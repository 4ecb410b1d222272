/* SPDX-License-Identifier: MIT */
/* The flash of a board: a file, see flash.c for what is where in it. */
#ifndef POSIX_FLASH_H
#define POSIX_FLASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct port;
struct rom_memory;

#define POSIX_FLASH_BLOCK   4096
#define POSIX_FLASH_UNIT    16
#define POSIX_SETTINGS_SIZE (2 * POSIX_FLASH_BLOCK)

/* What the last block of the file says. */
struct posix_layout {
	uint32_t files_size; /* settings and file system */
	uint32_t slot_size;
};

struct posix_flash {
	struct posix_layout layout;
	uint8_t mac[6]; /* the chip's, burnt by its maker */
	int fd;         /* -1: what is written goes to the mapping */
	uint8_t *view;  /* owned: mapping of the file, or memory */
	size_t size;
	uint32_t erases;
	uint32_t programs;
	bool dirty;
};

/* flash.c: 0, or -1 with a message on stderr. */
int posix_flash_open(struct port *port);
void posix_flash_close(struct port *port);
/* A farm's: as many bytes as its agent needs, at view in memory (zeros are a
 * new chip), or mapped from the file at state_path, which is then
 * closed: ten thousand would be too many. */
void posix_flash_in_memory(struct port *port, uint8_t *view);
int posix_flash_map(struct port *port);
/* Clears bits anywhere in the flash, erases the block at at. */
int posix_flash_write(struct posix_flash *flash, size_t at, const void *bytes,
    size_t len);
int posix_flash_blank(struct posix_flash *flash, size_t at);

/* bus.c: the flash as programmers see it. */
void posix_bus_init(struct port *port, struct rom_memory *memory);
/* Bytes of it that are there. */
uint32_t posix_bus_cells(const struct port *port);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * NOR flash in a file: programming only clears bits, erasing sets a block to
 * 0xff. Every write goes straight to the file, so killing the process is
 * exactly a power cut between two operations.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "posix.h"

#define SETTINGS_SIZE (2 * POSIX_FLASH_BLOCK)

static bool
write_all(int fd, const uint8_t *bytes, size_t len, off_t offset)
{
	while (len > 0) {
		ssize_t n = pwrite(fd, bytes, len, offset);

		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		offset += n;
		len -= (size_t)n;
	}
	return true;
}

static bool
erase_range(struct posix_flash *flash, size_t offset, size_t len)
{
	uint8_t blank[POSIX_FLASH_BLOCK];

	memset(blank, 0xff, sizeof(blank));
	for (; len > 0; len -= sizeof(blank), offset += sizeof(blank)) {
		if (!write_all(flash->fd, blank, sizeof(blank), (off_t)offset))
			return false;
	}
	return true;
}

/* A new image grows under its final size last, so a cut leaves no half one. */
static int
create_image(struct port *port)
{
	struct posix_flash *flash = &port->flash;

	if (ftruncate(flash->fd, 0) == -1 ||
	    !erase_range(flash, 0, port->options.flash_size) ||
	    fdatasync(flash->fd) == -1) {
		fprintf(stderr, "upy-board: %s: %s\n", port->options.state_path,
		    strerror(errno));
		return -1;
	}
	flash->size = port->options.flash_size;
	return 0;
}

static int
size_image(struct port *port)
{
	struct posix_flash *flash = &port->flash;
	struct stat st;

	if (fstat(flash->fd, &st) == -1) {
		fprintf(stderr, "upy-board: %s: %s\n", port->options.state_path,
		    strerror(errno));
		return -1;
	}
	if (st.st_size == 0 ||
	    (port->options.format && port->reset_cause == PORT_RESET_POWER_ON))
		return create_image(port);
	if (st.st_size % POSIX_FLASH_BLOCK != 0 ||
	    st.st_size < SETTINGS_SIZE + 4 * POSIX_FLASH_BLOCK) {
		fprintf(stderr,
		    "upy-board: %s: not a flash image (--format makes one)\n",
		    port->options.state_path);
		return -1;
	}
	flash->size = (size_t)st.st_size;
	return 0;
}

int
posix_flash_open(struct port *port)
{
	struct posix_flash *flash = &port->flash;
	const char *path = port->options.state_path;
	void *view;

	flash->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (flash->fd == -1) {
		fprintf(stderr, "upy-board: %s: %s\n", path, strerror(errno));
		return -1;
	}
	if (flock(flash->fd, LOCK_EX | LOCK_NB) == -1) {
		fprintf(stderr, "upy-board: %s: in use by another board\n",
		    path);
		return -1;
	}
	if (size_image(port) == -1)
		return -1;
	view = mmap(NULL, flash->size, PROT_READ, MAP_SHARED, flash->fd, 0);
	if (view == MAP_FAILED) {
		fprintf(stderr, "upy-board: %s: %s\n", path, strerror(errno));
		return -1;
	}
	flash->view = view;
	return 0;
}

void
posix_flash_close(struct port *port)
{
	struct posix_flash *flash = &port->flash;

	if (flash->fd == -1)
		return;
	fdatasync(flash->fd);
	munmap(flash->view, flash->size);
	close(flash->fd);
	flash->fd = -1;
}

/* Where an area begins; -1 when [offset, offset + len) is not inside it. */
static long
locate(const struct posix_flash *flash, enum port_area area, uint32_t offset,
    uint32_t len)
{
	size_t begin = area == PORT_AREA_SETTINGS ? 0 : SETTINGS_SIZE;
	size_t end = area == PORT_AREA_SETTINGS ? SETTINGS_SIZE : flash->size;

	if (offset > end - begin || len > end - begin - offset)
		return -1;
	return (long)(begin + offset);
}

int
port_flash_area(struct port *port, enum port_area area,
    struct port_flash_area *facts)
{
	size_t size = area == PORT_AREA_SETTINGS ?
	    SETTINGS_SIZE :
	    port->flash.size - SETTINGS_SIZE;

	*facts = (struct port_flash_area){
		.size = (uint32_t)size,
		.erase_size = POSIX_FLASH_BLOCK,
		.program_size = 16,
	};
	return 0;
}

int
port_flash_read(struct port *port, enum port_area area, uint32_t offset,
    void *bytes, uint32_t len)
{
	long at = locate(&port->flash, area, offset, len);

	if (at == -1)
		return -1;
	memcpy(bytes, port->flash.view + at, len);
	return 0;
}

int
port_flash_program(struct port *port, enum port_area area, uint32_t offset,
    const void *bytes, uint32_t len)
{
	const uint8_t *from = bytes;
	uint8_t cells[512];
	long at = locate(&port->flash, area, offset, len);

	if (at == -1)
		return -1;
	port->flash.programs++;
	port->flash.dirty = true;
	while (len > 0) {
		uint32_t part = len < sizeof(cells) ? len : sizeof(cells);

		for (uint32_t i = 0; i < part; i++)
			cells[i] = port->flash.view[at + i] & from[i];
		if (!write_all(port->flash.fd, cells, part, at))
			return -1;
		from += part;
		at += part;
		len -= part;
	}
	return 0;
}

int
port_flash_erase(struct port *port, enum port_area area, uint32_t offset)
{
	long at = locate(&port->flash, area, offset, POSIX_FLASH_BLOCK);

	if (at == -1 || offset % POSIX_FLASH_BLOCK != 0)
		return -1;
	port->flash.erases++;
	port->flash.dirty = true;
	return erase_range(&port->flash, (size_t)at, POSIX_FLASH_BLOCK) ? 0 :
									  -1;
}

int
port_flash_sync(struct port *port)
{
	if (!port->flash.dirty)
		return 0;
	port->flash.dirty = false;
	return fdatasync(port->flash.fd) == -1 ? -1 : 0;
}

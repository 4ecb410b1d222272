/* SPDX-License-Identifier: MIT */
/*
 * NOR flash in a file: programming only clears bits, erasing sets a block to
 * 0xff. Every write goes straight to the file, so killing the process is
 * exactly a power cut between two operations.
 *
 * In the file: settings, file system, two sectors of boot metadata, slots A
 * and B, and a last block that says how large these are. A new chip is not
 * blank but all zeros, which takes no room on the host's disk. A file without
 * the last block is older: its settings and files stay where they are, the
 * rest is added behind them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "posix.h"

#define FILES_MIN    (4 * POSIX_FLASH_BLOCK)
#define MAGIC        0x50434855u /* "UHCP" */
#define LOCK_WAIT_MS 5000        /* for a killed board's last breath */

/* ---- raw bytes ------------------------------------------------------- */

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
put(struct posix_flash *flash, size_t at, const uint8_t *bytes, size_t len)
{
	if (flash->fd != -1)
		return write_all(flash->fd, bytes, len, (off_t)at);
	memcpy(flash->view + at, bytes, len);
	return true;
}

int
posix_flash_write(struct posix_flash *flash, size_t at, const void *bytes,
    size_t len)
{
	const uint8_t *from = bytes;
	uint8_t cells[512];

	if (at > flash->size || len > flash->size - at)
		return -1;
	flash->programs++;
	flash->dirty = true;
	while (len > 0) {
		size_t part = len < sizeof(cells) ? len : sizeof(cells);

		for (size_t i = 0; i < part; i++)
			cells[i] = flash->view[at + i] & from[i];
		if (!put(flash, at, cells, part))
			return -1;
		from += part;
		at += part;
		len -= part;
	}
	return 0;
}

int
posix_flash_blank(struct posix_flash *flash, size_t at)
{
	uint8_t blank[POSIX_FLASH_BLOCK];

	if (at % POSIX_FLASH_BLOCK != 0 || at >= flash->size)
		return -1;
	flash->erases++;
	flash->dirty = true;
	memset(blank, 0xff, sizeof(blank));
	return put(flash, at, blank, sizeof(blank)) ? 0 : -1;
}

/* ---- layout ---------------------------------------------------------- */

static int
complain(const struct port *port, const char *why)
{
	const char *path = port->options.state_path;

	fprintf(stderr, "upy-board: %s: %s\n", path == NULL ? "flash" : path,
	    why);
	return -1;
}

static size_t
total_size(const struct posix_layout *layout)
{
	return (size_t)layout->files_size + 2 * POSIX_FLASH_BLOCK +
	    2 * (size_t)layout->slot_size + POSIX_FLASH_BLOCK;
}

/* The last block begins with this. */
struct label {
	uint32_t magic;
	uint32_t files_size;
	uint32_t slot_size;
	uint32_t check; /* all others and this give ~0 when xored */
	uint8_t mac[6]; /* all ones: made before chips had one */
};

static const uint8_t first_mac[6] = { 0x24, 0x0a, 0xc4, 0x00, 0x00, 0x01 };

/* One write at the end, so that a cut leaves the old file or the new one. */
static int
write_label(struct port *port, const struct posix_layout *layout)
{
	struct label label = {
		.magic = MAGIC,
		.files_size = layout->files_size,
		.slot_size = layout->slot_size,
		.check = ~(MAGIC ^ layout->files_size ^ layout->slot_size),
	};
	uint8_t block[POSIX_FLASH_BLOCK];

	memcpy(label.mac, first_mac, sizeof(label.mac));
	port_random(port, label.mac + 3, 3);
	memcpy(port->flash.mac, label.mac, sizeof(label.mac));
	memset(block, 0xff, sizeof(block));
	memcpy(block, &label, sizeof(label));
	if (!write_all(port->flash.fd, block, sizeof(block),
		(off_t)(total_size(layout) - sizeof(block))) ||
	    (port->seat == NULL && fdatasync(port->flash.fd) == -1))
		return complain(port, strerror(errno));
	return 0;
}

static bool
read_label(struct posix_flash *flash, size_t size)
{
	static const uint8_t no_mac[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	struct posix_layout *layout = &flash->layout;
	struct label label;

	if (size < POSIX_FLASH_BLOCK ||
	    pread(flash->fd, &label, sizeof(label),
		(off_t)(size - POSIX_FLASH_BLOCK)) != sizeof(label))
		return false;
	layout->files_size = label.files_size;
	layout->slot_size = label.slot_size;
	memcpy(flash->mac,
	    memcmp(label.mac, no_mac, sizeof(no_mac)) == 0 ? first_mac :
							     label.mac,
	    sizeof(flash->mac));
	return label.magic == MAGIC &&
	    label.check ==
	    ~(label.magic ^ label.files_size ^ label.slot_size) &&
	    layout->files_size % POSIX_FLASH_BLOCK == 0 &&
	    layout->files_size >= POSIX_SETTINGS_SIZE + FILES_MIN &&
	    layout->slot_size % POSIX_FLASH_BLOCK == 0 &&
	    total_size(layout) == size;
}

/* Makes the file a chip: a new one, one of an older layout, or as it is. */
static int
prepare_file(struct port *port, bool may_change)
{
	struct posix_layout *layout = &port->flash.layout;
	int fd = port->flash.fd;
	struct stat st;

	if (fstat(fd, &st) == -1)
		return complain(port, strerror(errno));
	if (may_change && port->options.format) {
		if (ftruncate(fd, 0) == -1)
			return complain(port, strerror(errno));
		st.st_size = 0;
	}
	if (read_label(&port->flash, (size_t)st.st_size))
		return 0;
	layout->slot_size = (uint32_t)port->options.slot_size;
	layout->files_size = (uint32_t)port->options.flash_size;
	if (st.st_size != 0) {
		if (!may_change || st.st_size % POSIX_FLASH_BLOCK != 0 ||
		    st.st_size < POSIX_SETTINGS_SIZE + FILES_MIN ||
		    st.st_size > UINT32_MAX / 2)
			return complain(port,
			    "not a flash image (--format makes one)");
		layout->files_size = (uint32_t)st.st_size;
	}
	return write_label(port, layout);
}

/* ---- open and close -------------------------------------------------- */

static int
lock(struct port *port)
{
	const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };
	uint64_t end_us = posix_now_us() + 1000 * LOCK_WAIT_MS;

	while (flock(port->flash.fd, LOCK_EX | LOCK_NB) == -1) {
		if (errno != EWOULDBLOCK || posix_now_us() > end_us)
			return complain(port, "in use by another board");
		nanosleep(&pause, NULL);
	}
	return 0;
}

/* Without a name it is a file in memory. */
static int
open_file(struct port *port)
{
	const char *path = port->options.state_path;

	port->flash.fd = path == NULL ?
	    memfd_create("flash", MFD_CLOEXEC) :
	    open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	return port->flash.fd == -1 ? complain(port, strerror(errno)) : 0;
}

int
posix_flash_open(struct port *port)
{
	struct posix_flash *flash = &port->flash;
	bool is_chip = flash->fd == -1;
	void *view;

	if (is_chip) {
		if (open_file(port) == -1)
			return -1;
		if (lock(port) == -1)
			return -1;
	}
	if (prepare_file(port, is_chip) == -1)
		return -1;
	flash->size = total_size(&flash->layout);
	view = mmap(NULL, flash->size, PROT_READ, MAP_SHARED, flash->fd, 0);
	if (view == MAP_FAILED)
		return complain(port, strerror(errno));
	flash->view = view;
	posix_slots_init(port, &flash->layout);
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

void
posix_flash_in_memory(struct port *port, uint8_t *view)
{
	struct posix_flash *flash = &port->flash;

	flash->layout.files_size = (uint32_t)port->options.flash_size;
	flash->size = port->options.flash_size;
	flash->view = view;
}

int
posix_flash_map(struct port *port)
{
	struct posix_flash *flash = &port->flash;
	void *view = MAP_FAILED;

	if (open_file(port) == -1)
		return -1;
	if (prepare_file(port, true) == 0) {
		flash->size = flash->layout.files_size;
		view = mmap(NULL, flash->size, PROT_READ | PROT_WRITE,
		    MAP_SHARED, flash->fd, 0);
		if (view == MAP_FAILED)
			complain(port, strerror(errno));
		else /* a mostly empty file is not worth reading ahead */
			madvise(view, flash->size, MADV_RANDOM);
	}
	close(flash->fd);
	flash->fd = -1;
	flash->view = view;
	return view == MAP_FAILED ? -1 : 0;
}

/* ---- the agent's areas ----------------------------------------------- */

/* Where an area begins; -1 when [offset, offset + len) is not inside it. */
static long
locate(const struct posix_flash *flash, enum port_area area, uint32_t offset,
    uint32_t len)
{
	size_t begin = area == PORT_AREA_SETTINGS ? 0 : POSIX_SETTINGS_SIZE;
	size_t end = area == PORT_AREA_SETTINGS ? POSIX_SETTINGS_SIZE :
						  flash->layout.files_size;

	if (offset > end - begin || len > end - begin - offset)
		return -1;
	return (long)(begin + offset);
}

int
port_flash_area(struct port *port, enum port_area area,
    struct port_flash_area *facts)
{
	*facts = (struct port_flash_area){
		.size = area == PORT_AREA_SETTINGS ?
		    POSIX_SETTINGS_SIZE :
		    port->flash.layout.files_size - POSIX_SETTINGS_SIZE,
		.erase_size = POSIX_FLASH_BLOCK,
		.program_size = POSIX_FLASH_UNIT,
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
	long at = locate(&port->flash, area, offset, len);

	return at == -1 ?
	    -1 :
	    posix_flash_write(&port->flash, (size_t)at, bytes, len);
}

int
port_flash_erase(struct port *port, enum port_area area, uint32_t offset)
{
	long at = locate(&port->flash, area, offset, POSIX_FLASH_BLOCK);

	return at == -1 ? -1 : posix_flash_blank(&port->flash, (size_t)at);
}

int
port_flash_sync(struct port *port)
{
	if (!port->flash.dirty || port->flash.fd == -1)
		return 0;
	port->flash.dirty = false;
	return fdatasync(port->flash.fd) == -1 ? -1 : 0;
}

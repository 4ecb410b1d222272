/* SPDX-License-Identifier: MIT */
/*
 * The slots in the flash file, for the boot code. There are A and B; the
 * factory's firmware is this program itself, which no update can reach. An
 * image is an ELF file; to run it, it is copied to memory and executed there.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "boot/boot_image.h"
#include "posix.h"

extern char **environ;

static int
read_flash(void *ctx, uint32_t at, void *bytes, uint32_t len)
{
	const struct posix_flash *flash = ctx;

	if (at > flash->size || len > flash->size - at)
		return -1;
	memcpy(bytes, flash->view + at, len);
	return 0;
}

static int
program_flash(void *ctx, uint32_t at, const void *bytes, uint32_t len)
{
	return posix_flash_write(ctx, at, bytes, len);
}

static int
erase_flash(void *ctx, uint32_t at)
{
	return posix_flash_blank(ctx, at);
}

void
posix_slots_init(struct port *port, const struct posix_layout *layout)
{
	const struct posix_maker *maker = &port->options.maker;
	struct boot_chip *chip = &port->chip;

	*chip = (struct boot_chip){
		.flash = {
			.sector_size = POSIX_FLASH_BLOCK,
			.program_size = POSIX_FLASH_UNIT,
			.ctx = &port->flash,
			.read = read_flash,
			.program = program_flash,
			.erase = erase_flash,
		},
		.keys = (const uint8_t(*)[BOOT_KEY_LEN])maker->keys,
		.key_count = maker->key_count,
		.hardware = maker->hardware,
	};
	memcpy(chip->class_id, maker->class_id, sizeof(chip->class_id));
	chip->meta[0] = layout->files_size;
	chip->meta[1] = chip->meta[0] + POSIX_FLASH_BLOCK;
	chip->slot_begin[BOOT_SLOT_A] = chip->meta[1] + POSIX_FLASH_BLOCK;
	chip->slot_begin[BOOT_SLOT_B] =
	    chip->slot_begin[BOOT_SLOT_A] + layout->slot_size;
	chip->slot_size[BOOT_SLOT_A] = layout->slot_size;
	chip->slot_size[BOOT_SLOT_B] = layout->slot_size;
}

static int
copy_to_memory(const uint8_t *bytes, size_t len)
{
	int fd = memfd_create("upy-board", MFD_CLOEXEC);

	while (fd != -1 && len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n <= 0) {
			close(fd);
			return -1;
		}
		bytes += n;
		len -= (size_t)n;
	}
	return fd;
}

void
posix_slots_execute(struct port *port, uint8_t slot)
{
	struct boot_manifest manifest;
	int fd;

	if (boot_image_manifest(&port->chip, slot, &manifest) != BOOT_OK)
		return;
	fd = copy_to_memory(port->flash.view +
		boot_image_address(&port->chip, slot),
	    manifest.image_size);
	if (fd == -1)
		return;
	posix_start_announce(port);
	fexecve(fd, port->options.argv, environ);
	perror("upy-board: image cannot be executed");
}

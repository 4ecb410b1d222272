/* SPDX-License-Identifier: MIT */
/*
 * What FatFs calls: its disk functions, for the volume it works on now. The
 * library knows volumes by number only; here there is one number, and the
 * visit of a library tells whose it is.
 */
#ifndef VM_FAT_DISK_H
#define VM_FAT_DISK_H

#include "ff.h"
#include "volume.h"

/* The state of a volume. */
struct vm_fat {
	FATFS library;
	uint16_t sector_size; /* bytes, as the device said at first */
};

/* From here to vm_fat_leave the library works on this volume. */
void vm_fat_enter(struct vm_volume *volume);
void vm_fat_leave(struct vm_volume *volume);

/* Put into the library's text: the state it finds volume 0 at. */
FATFS **vm_fat_volumes(void);

#endif

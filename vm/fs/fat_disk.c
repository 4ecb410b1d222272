/* SPDX-License-Identifier: MIT */
/* The disk below FatFs: the block device of the volume in use. */
#include "../runtime/state.h"
#include "fat_disk.h"
#include "fat_time.h"
#include "diskio.h"

/* Each thread may run a VM of its own. */
static VM_THREAD_LOCAL struct vm_volume *current;
static VM_THREAD_LOCAL FATFS *volumes[FF_VOLUMES];

FATFS **
vm_fat_volumes(void)
{
	return volumes;
}

void
vm_fat_enter(struct vm_volume *volume)
{
	volume->outer = current;
	current = volume;
	volumes[0] = volume->state;
}

void
vm_fat_leave(struct vm_volume *volume)
{
	current = volume->outer;
	volumes[0] = current == NULL ? NULL : current->state;
}

DSTATUS
disk_status(BYTE drive)
{
	(void)drive;
	return current->record->slots[VM_VOLUME_IS_READ_ONLY] == VM_TRUE ?
	    STA_PROTECT :
	    0;
}

DSTATUS
disk_initialize(BYTE drive)
{
	if (vm_volume_ioctl(current, VM_BLOCK_IOCTL_INIT, 0, 0) != 0)
		return STA_NOINIT;
	return disk_status(drive);
}

static size_t
sector_size(void)
{
	return ((struct vm_fat *)current->state)->sector_size;
}

/* While a device works the library may be called for another volume. */
static DRESULT
transfer(int result, struct vm_volume *volume)
{
	current = volume;
	volumes[0] = volume->state;
	return result == 0 ? RES_OK : RES_ERROR;
}

DRESULT
disk_read(BYTE drive, BYTE *buf, LBA_t sector, UINT count)
{
	struct vm_volume *volume = current;
	size_t size = sector_size();

	(void)drive;
	return transfer(vm_volume_read(volume, sector, VM_BLOCK_NO_OFFSET, buf,
			    count * size),
	    volume);
}

DRESULT
disk_write(BYTE drive, const BYTE *buf, LBA_t sector, UINT count)
{
	struct vm_volume *volume = current;
	size_t size = sector_size();

	(void)drive;
	return transfer(vm_volume_write(volume, sector, VM_BLOCK_NO_OFFSET, buf,
			    count * size),
	    volume);
}

DRESULT
disk_ioctl(BYTE drive, BYTE request, void *out)
{
	struct vm_volume *volume = current;
	int64_t answer = 0;

	(void)drive;
	if (request == CTRL_SYNC)
		answer = vm_volume_ioctl(volume, VM_BLOCK_IOCTL_SYNC, 0, 0);
	else if (request == GET_SECTOR_COUNT)
		answer = vm_volume_ioctl(volume, VM_BLOCK_IOCTL_COUNT, 0, 0);
	if (answer < 0 || answer > INT32_MAX)
		return RES_ERROR;
	if (request == GET_SECTOR_COUNT)
		*(LBA_t *)out = (LBA_t)answer;
	else if (request == GET_SECTOR_SIZE)
		*(WORD *)out = (WORD)sector_size();
	else if (request == GET_BLOCK_SIZE)
		*(DWORD *)out = 1;
	(void)transfer(0, volume);
	return RES_OK;
}

DWORD
get_fattime(void)
{
	const struct vm_host *host = current->vm->host;

	return vm_fat_time_from(
	    host->time_ns == NULL ? 0 : host->time_ns(host->ctx) / 1000000000u);
}

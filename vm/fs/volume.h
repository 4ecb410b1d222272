/* SPDX-License-Identifier: MIT */
/*
 * A volume: a file system on a block device, which is an object with the
 * methods readblocks, writeblocks and ioctl. The library behind it calls the
 * device from the middle of its work, so what the device raises waits until
 * the library has returned.
 */
#ifndef VM_VOLUME_H
#define VM_VOLUME_H

#include "../object/function.h"
#include "../object/record.h"
#include "../vm_host.h"

#define VM_BLOCK_IOCTL_INIT  1
#define VM_BLOCK_IOCTL_SYNC  3
#define VM_BLOCK_IOCTL_COUNT 4
#define VM_BLOCK_IOCTL_SIZE  5
#define VM_BLOCK_IOCTL_ERASE 6
#define VM_BLOCK_NO_OFFSET   UINT32_MAX
#define VM_VOLUME_IO_ERROR   5  /* EIO */
#define VM_VOLUME_INVALID    22 /* EINVAL */
#define VM_VOLUME_READ_ONLY  30 /* EROFS */

/* Slots of the record of a file system. */
enum vm_volume_slot {
	VM_VOLUME_DEVICE,
	VM_VOLUME_WINDOW, /* bytearray that the device reads and fills */
	VM_VOLUME_STATE,  /* buffer with the library's state */
	VM_VOLUME_FILES,  /* list of the buffers of open files */
	VM_VOLUME_IS_READ_ONLY,
	VM_VOLUME_BROKEN, /* the library gave up: only errors from here */
	VM_VOLUME_SLOTS
};

/* One visit of a library; on the C stack. */
struct vm_volume {
	struct vm *vm;
	struct vm_record *record;
	void *state;        /* contents of the state buffer */
	vm_value exception; /* what the device raised, or VM_UNDEF */
	struct vm_volume *outer;
};

/* A record for a device with zeroed state. */
vm_value vm_volume_new(struct vm *vm, const struct vm_type *type,
    vm_value device, size_t state_size);
/* fs must be a record of this type, else TypeError. */
void vm_volume_enter(struct vm *vm, struct vm_volume *volume, vm_value fs,
    const struct vm_type *type);
/* Raises what the device raised, else an OSError if result is negative. */
int64_t vm_volume_leave(struct vm_volume *volume, int64_t result);
void vm_volume_check_writable(struct vm_volume *volume);

/* 0 or a negated errno. */
int vm_volume_read(struct vm_volume *volume, uint32_t block, uint32_t offset,
    void *buf, size_t len);
int vm_volume_write(struct vm_volume *volume, uint32_t block, uint32_t offset,
    const void *buf, size_t len);
/* The number the device answers; absent for None. */
int64_t vm_volume_ioctl(struct vm_volume *volume, int request, uint32_t arg,
    int64_t absent);

/* ---- files ------------------------------------------------------------- */

/* Stands at the start of the state of an open file. */
struct vm_volume_file {
	uint32_t orphan; /* its object died before it was closed */
};

/* Results: counts, positions, or a negated errno. */
struct vm_volume_driver {
	const struct vm_type *type;                    /* of the file system */
	size_t (*file_size)(struct vm_volume *volume); /* of its state */
	int64_t (*read)(struct vm_volume *volume, void *file, uint8_t *buf,
	    size_t len);
	int64_t (*write)(struct vm_volume *volume, void *file,
	    const uint8_t *buf, size_t len);
	int64_t (*seek)(struct vm_volume *volume, void *file, int64_t offset,
	    int from);
	int64_t (*flush)(struct vm_volume *volume, void *file);
	int64_t (*close)(struct vm_volume *volume, void *file);
	int64_t (*open)(struct vm_volume *volume, void *file, const char *path,
	    unsigned flags);
	int closed_error; /* errno of using a closed file; 0: ValueError */
} VM_ALIGNED;

/* The method open(path, mode) of a file system. */
vm_value vm_volume_open(struct vm *vm, const struct vm_volume_driver *driver,
    vm_value *args);
/* Closes the files whose objects have died. */
void vm_volume_close_orphans(struct vm_volume *volume,
    const struct vm_volume_driver *driver);
const char *vm_volume_path(struct vm *vm, vm_value path);
/* A name as str if asked for and possible, else as bytes. */
vm_value vm_volume_name(struct vm *vm, const char *name, bool is_str);

#endif

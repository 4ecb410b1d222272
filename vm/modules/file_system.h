/* SPDX-License-Identifier: MIT */
/*
 * File systems that a host links in beside VfsPosix: rows of the list
 * vm_host.file_systems. vfs and os have them under their types' names.
 */
#ifndef VM_FILE_SYSTEM_H
#define VM_FILE_SYSTEM_H

#include "../object/function.h"

struct vm_file_system {
	const struct vm_type *type; /* made from a block device, or memory */
	/* Whether the device holds such a file system. Those without are
	 * taken when nothing else was found. */
	bool (*detect)(struct vm *vm, vm_value device);
};

/* Those of vm/fs; a host lists what it wants. */
extern const struct vm_file_system vm_file_system_fat;
extern const struct vm_file_system vm_file_system_lfs1;
extern const struct vm_file_system vm_file_system_lfs2;
extern const struct vm_file_system vm_file_system_rom;

/* Computed attributes of vfs and os: the types of the host's list. */
vm_value vm_find_file_system(struct vm *vm, vm_value name);

/* vfs.mount and vfs.umount. */
extern const struct vm_native vm_mount_native;
extern const struct vm_native vm_umount_native;

#endif

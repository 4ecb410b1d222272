/* SPDX-License-Identifier: MIT */
/* How littlefs is built for the VM: a failed check of its own, as damaged
 * volumes cause, ends the operation. */
#ifndef VM_LFS_DEFINES_H
#define VM_LFS_DEFINES_H

#define LFS_NO_MALLOC
#define LFS_NO_DEBUG
#define LFS_NO_WARN
#define LFS_NO_ERROR
#define LFS_ASSERT(test) ((test) ? (void)0 : vm_lfs_give_up())

__attribute__((noreturn)) void vm_lfs_give_up(void);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The host's files as a file system: VfsPosix, and what os does as long as
 * nothing is mounted. fs: a VfsPosix, or VM_NONE for the host's own root.
 */
#ifndef VM_VFS_POSIX_H
#define VM_VFS_POSIX_H

#include "../object/function.h"
#include "../vm_host.h"

extern const struct vm_type vm_type_VfsPosix;

bool vm_is_posix_fs(vm_value fs);
/* A VfsPosix of the host's root. */
vm_value vm_posix_new(struct vm *vm);
/* The path for the host: path's own data, or made in buf (which has
 * VM_PATH_LEN_MAX bytes). */
const char *vm_posix_path(struct vm *vm, vm_value fs, vm_value path, char *buf);
/* Raises OSError EROFS if nothing may be changed. */
void vm_posix_check_writable(struct vm *vm, vm_value fs);
int vm_posix_get_stat(struct vm *vm, vm_value fs, vm_value path,
    struct vm_file_stat *st);

/* The methods, as natives: args[0] is fs. */
vm_value vm_posix_chdir(struct vm *vm, size_t argc, vm_value *args);
vm_value vm_posix_getcwd(struct vm *vm, size_t argc, vm_value *args);
vm_value vm_posix_ilistdir(struct vm *vm, size_t argc, vm_value *args);
vm_value vm_posix_mkdir(struct vm *vm, size_t argc, vm_value *args);
vm_value vm_posix_remove(struct vm *vm, size_t argc, vm_value *args);
vm_value vm_posix_rename(struct vm *vm, size_t argc, vm_value *args);
vm_value vm_posix_rmdir(struct vm *vm, size_t argc, vm_value *args);
vm_value vm_posix_stat(struct vm *vm, size_t argc, vm_value *args);
vm_value vm_posix_statvfs(struct vm *vm, size_t argc, vm_value *args);

/* The ten numbers of stat and statvfs. */
#define VM_STAT_FIELDS 10
vm_value vm_stat_tuple(struct vm *vm, const struct vm_file_stat *st);
vm_value vm_statvfs_tuple(struct vm *vm, const struct vm_fs_stat *st);

#endif

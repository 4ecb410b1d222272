/* SPDX-License-Identifier: MIT */
/*
 * The table of mounted file systems and who answers for a path. Until a
 * program mounts something there is no table: the host's files are the root.
 */
#ifndef VM_MOUNT_H
#define VM_MOUNT_H

#include "../runtime/state.h"

enum vm_mount_kind {
	VM_MOUNT_NONE, /* nothing is mounted there */
	VM_MOUNT_ROOT, /* "/" itself, whose names are the mounts */
	VM_MOUNT_HOST, /* the host's files: fs is VM_NONE or a VfsPosix */
	VM_MOUNT_OBJECT,
};

struct vm_place {
	enum vm_mount_kind kind;
	vm_value fs;
	vm_value path;  /* as the file system wants it: str or bytes */
	vm_value entry; /* of the table: (fs, mount point); or VM_NONE */
};

/* Where path (str or bytes, else TypeError) leads. */
void vm_mount_find(struct vm *vm, vm_value path, struct vm_place *place);
/* The same, but OSError for what cannot be opened or changed. */
void vm_mount_find_file(struct vm *vm, vm_value path, struct vm_place *place);
/* What is mounted on "/": VM_MOUNT_NONE if nothing. */
void vm_mount_find_root(struct vm *vm, struct vm_place *place);
/* The table as a list of (fs, mount point); VM_UNDEF while there is none. */
#define vm_mount_table(vm) (VM_HAS_MOUNT ? VM_ROOT(vm, mounts) : VM_UNDEF)
/* A list, which it becomes when something is mounted or unmounted. */
vm_value vm_mount_make_table(struct vm *vm);
/* The current directory is in this entry; VM_NONE: it is "/". */
vm_value vm_mount_current(struct vm *vm);
void vm_mount_set_current(struct vm *vm, vm_value entry);
vm_value vm_mount_entry_fs(vm_value entry);
vm_value vm_mount_entry_path(vm_value entry);
/* The str or bytes in v, else TypeError; and its data. */
vm_value vm_path_argument(struct vm *vm, vm_value v);
const char *vm_path_data(vm_value path, size_t *len);

/* Mode of what a path names (VM_MODE_...), 0: nothing. For import. */
unsigned vm_path_mode(struct vm *vm, const char *path);

/* Reads a file from wherever it is. Closing never raises. */
struct vm_file_reader {
	int fd; /* of the host; -1: stream */
	vm_value stream;
};

void vm_file_reader_open(struct vm *vm, struct vm_file_reader *reader,
    const char *path);
/* Bytes read, 0 at the end. Raises. */
size_t vm_file_reader_read(struct vm *vm, struct vm_file_reader *reader,
    void *buf, size_t len);
void vm_file_reader_close(struct vm *vm, struct vm_file_reader *reader);

#endif

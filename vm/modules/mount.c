/* SPDX-License-Identifier: MIT */
/* The mount table: looking up paths, and reading files through it. */
#include "mount.h"

#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/exception.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/str.h"
#include "../object/tuple.h"
#include "../runtime/call.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "mod_io.h"
#include "vfs_posix.h"

#define NOT_PERMITTED 1  /* EPERM */
#define NOT_FOUND     2  /* ENOENT */
#define NO_DEVICE     19 /* ENODEV */

const char *
vm_path_data(vm_value path, size_t *len)
{
	if (vm_is_str(path)) {
		*len = vm_str_len(path);
		return vm_str_data(path);
	}
	*len = vm_bytes_len(path);
	return (const char *)vm_bytes_data(path);
}

vm_value
vm_path_argument(struct vm *vm, vm_value v)
{
	vm_value path = vm_native_value(v);

	if (!vm_is_str(path) && !vm_is(path, VM_TID_BYTES))
		vm_raise_type_error(vm,
		    "can't convert '%t' object to str implicitly", v);
	return path;
}

/* path from byte `start` on, of the same type; "/" for an empty rest. */
static vm_value
rest_of(struct vm *vm, vm_value path, size_t start)
{
	size_t len;
	const char *data = vm_path_data(path, &len);

	if (start == 0)
		return path;
	if (start >= len) {
		data = "/";
		start = 0;
		len = 1;
	}
	return vm_is_str(path) ? vm_str_new(vm, data + start, len - start) :
				 vm_bytes_new(vm, data + start, len - start);
}

/* ---- the table --------------------------------------------------------- */

vm_value
vm_mount_entry_fs(vm_value entry)
{
	return vm_tuple(entry)->items[0];
}

vm_value
vm_mount_entry_path(vm_value entry)
{
	return vm_tuple(entry)->items[1];
}

vm_value
vm_mount_current(struct vm *vm)
{
	return VM_ROOT(vm, mount_current);
}

void
vm_mount_set_current(struct vm *vm, vm_value entry)
{
	VM_ROOT(vm, mount_current) = entry;
}

static bool
host_is_at_root(struct vm *vm)
{
	const struct vm_host_files *files = vm->host->files;
	char path[VM_PATH_LEN_MAX];

	return files->getcwd == NULL ||
	    files->getcwd(vm->host->ctx, path, sizeof(path)) < 0 ||
	    strcmp(path, "/") == 0;
}

vm_value
vm_mount_make_table(struct vm *vm)
{
	vm_value table = VM_ROOT(vm, mounts);
	vm_value pair[2];
	vm_value current = VM_NONE;

	if (table != VM_UNDEF)
		return table;
	table = vm_list_new(vm, 0, NULL);
	if (vm->host->files != NULL) {
		pair[0] = vm_posix_new(vm);
		pair[1] = VM_CHAR_STR('/');
		vm_list_append(vm, table, vm_tuple_new(vm, 2, pair));
		if (!host_is_at_root(vm))
			current = vm_list(table)->items[0];
	}
	VM_ROOT(vm, mount_current) = current;
	VM_ROOT(vm, mounts) = table;
	return table;
}

static void
set_place(struct vm_place *place, vm_value entry, vm_value path)
{
	place->entry = entry;
	place->fs = vm_mount_entry_fs(entry);
	place->path = path;
	place->kind =
	    vm_is_posix_fs(place->fs) ? VM_MOUNT_HOST : VM_MOUNT_OBJECT;
}

/* Bytes of the path that a mount point takes up; 0: it is elsewhere. The
 * path may lack the slash at its start. */
static bool
is_under(vm_value entry, const char *path, size_t len, size_t *used)
{
	vm_value point = vm_mount_entry_path(entry);
	size_t skip = len > 0 && path[0] == '/' ? 1 : 0;
	size_t point_len = vm_str_len(point);

	*used = 0;
	if (point_len <= 1)
		return true;
	point_len--;
	if (len - skip < point_len ||
	    memcmp(path + skip, vm_str_data(point) + 1, point_len) != 0)
		return false;
	*used = skip + point_len;
	return *used == len || path[*used] == '/';
}

/* A path from "/" on. */
static void
find_from_root(struct vm *vm, vm_value path, struct vm_place *place)
{
	struct vm_list *table = vm_list(VM_ROOT(vm, mounts));
	size_t len, used;
	const char *data = vm_path_data(path, &len);

	if (len == 0 || (len == 1 && data[0] == '/')) {
		place->kind = VM_MOUNT_ROOT;
		return;
	}
	for (size_t i = 0; i < table->len; i++) {
		if (!is_under(table->items[i], data, len, &used))
			continue;
		set_place(place, table->items[i], rest_of(vm, path, used));
		return;
	}
}

void
vm_mount_find(struct vm *vm, vm_value path, struct vm_place *place)
{
	vm_value current = VM_ROOT(vm, mount_current);
	size_t len;

	path = vm_path_argument(vm, path);
	*place = (struct vm_place){ .kind = VM_MOUNT_NONE,
		.fs = VM_NONE,
		.path = path,
		.entry = VM_NONE };
	if (vm_mount_table(vm) == VM_UNDEF) {
		if (vm->host->files != NULL)
			place->kind = VM_MOUNT_HOST;
	} else if (current == VM_NONE ||
	    (*vm_path_data(path, &len) == '/' && len > 0)) {
		find_from_root(vm, path, place);
	} else {
		set_place(place, current, path);
	}
}

void
vm_mount_find_file(struct vm *vm, vm_value path, struct vm_place *place)
{
	vm_mount_find(vm, path, place);
	if (place->kind == VM_MOUNT_NONE)
		vm_raise_os_error(vm, NO_DEVICE);
	if (place->kind == VM_MOUNT_ROOT)
		vm_raise_os_error(vm, NOT_PERMITTED);
}

void
vm_mount_find_root(struct vm *vm, struct vm_place *place)
{
	struct vm_list *table = vm_list(VM_ROOT(vm, mounts));

	place->kind = VM_MOUNT_NONE;
	if (!VM_HAS_MOUNT)
		return;
	for (size_t i = 0; i < table->len; i++) {
		if (vm_str_len(vm_mount_entry_path(table->items[i])) != 1)
			continue;
		set_place(place, table->items[i], VM_CHAR_STR('/'));
		return;
	}
}

/* ---- for import -------------------------------------------------------- */

static vm_value
call_stat(struct vm *vm, void *arg)
{
	struct vm_place *place = arg;

	return vm_call_method(vm, place->fs, VM_NAME(stat), 1, &place->path);
}

/* What is not there is no error; what a file system written in Python does
 * wrong is. */
static unsigned
object_mode(struct vm *vm, struct vm_place *place)
{
	vm_value result;
	vm_value exception;

	if (!vm_try(vm, call_stat, place, &result, &exception)) {
		if (vm_exception_is(exception, &vm_type_OSError))
			return 0;
		vm_raise(vm, exception);
	}
	if (!vm_is(result, VM_TID_TUPLE) || vm_tuple(result)->len != 10)
		vm_raise_value_error(vm,
		    "requested length 10 but object has length %u",
		    vm_is(result, VM_TID_TUPLE) ?
			(unsigned)vm_tuple(result)->len :
			0u);
	return (unsigned)vm_get_int(vm, vm_tuple(result)->items[0]);
}

unsigned
vm_path_mode(struct vm *vm, const char *path)
{
	const struct vm_host_files *files = vm->host->files;
	struct vm_file_stat st = { 0 };
	struct vm_place place;

	if (vm_mount_table(vm) == VM_UNDEF) {
		if (files == NULL || files->stat == NULL ||
		    files->stat(vm->host->ctx, path, &st) < 0)
			return 0;
		return st.mode;
	}
	vm_mount_find(vm, vm_str_from(vm, path), &place);
	if (place.kind == VM_MOUNT_OBJECT)
		return object_mode(vm, &place);
	if (place.kind != VM_MOUNT_HOST ||
	    vm_posix_get_stat(vm, place.fs, place.path, &st) < 0)
		return 0;
	return st.mode;
}

void
vm_file_reader_open(struct vm *vm, struct vm_file_reader *reader,
    const char *path)
{
	const struct vm_host_files *files = vm->host->files;
	char host_path[VM_PATH_LEN_MAX];
	struct vm_place place;
	vm_value args[2];

	reader->fd = -1;
	reader->stream = VM_NONE;
	if (vm_mount_table(vm) != VM_UNDEF) {
		vm_mount_find_file(vm, vm_str_from(vm, path), &place);
		if (place.kind == VM_MOUNT_OBJECT) {
			args[0] = place.path;
			args[1] = vm_str_new(vm, "rb", 2);
			reader->stream = vm_call_method(vm, place.fs,
			    VM_NAME(open), 2, args);
			return;
		}
		path = vm_posix_path(vm, place.fs, place.path, host_path);
	}
	if (files == NULL || files->open == NULL)
		vm_raise_os_error(vm, NOT_FOUND);
	reader->fd = files->open(vm->host->ctx, path, VM_OPEN_READ);
	if (reader->fd < 0)
		vm_raise_os_error(vm, -reader->fd);
}

size_t
vm_file_reader_read(struct vm *vm, struct vm_file_reader *reader, void *buf,
    size_t len)
{
	int n;

	if (reader->fd < 0)
		return vm_stream_read_some(vm, reader->stream, buf, len);
	n = vm->host->files->read(vm->host->ctx, reader->fd, buf, len);
	if (n < 0)
		vm_raise_os_error(vm, -n);
	return (size_t)n;
}

static vm_value
close_stream(struct vm *vm, void *arg)
{
	struct vm_file_reader *reader = arg;

	return vm_call_method(vm, reader->stream, VM_NAME(close), 0, NULL);
}

void
vm_file_reader_close(struct vm *vm, struct vm_file_reader *reader)
{
	vm_value ignored;
	vm_value exception;

	if (reader->fd >= 0)
		vm->host->files->close(vm->host->ctx, reader->fd);
	else
		(void)vm_try(vm, close_stream, reader, &ignored, &exception);
}

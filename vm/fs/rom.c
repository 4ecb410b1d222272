/* SPDX-License-Identifier: MIT */
/*
 * VfsRom: a ROMFS image in memory, read in place. An image is a record of
 * records: kind and length as numbers of 7 bits a byte, then the payload; that
 * of a file or directory begins with its name.
 */
#include "../modules/file_system.h"
#include "../modules/mod_io.h"
#include "../modules/mount.h"
#include "../modules/vfs_posix.h"
#include "../object/arguments.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/slots.h"
#include "../object/str.h"
#include "../object/tuple.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "volume.h"

#define IMAGE_KIND    0x14a6b1u /* the bytes d2 cd 31 */
#define NOT_PERMITTED 1         /* EPERM */
#define NO_ENTRY      2         /* ENOENT */
#define BAD_FILE      9         /* EBADF */
#define NO_DEVICE     19        /* ENODEV */
#define IS_DIRECTORY  21        /* EISDIR */
#define NOT_SUPPORTED 95        /* EOPNOTSUPP */
#define NAME_LEN_MAX  32767

enum record_kind {
	RECORD_DATA = 2,    /* the bytes of a file */
	RECORD_POINTER = 3, /* their number and place behind the header */
	RECORD_DIRECTORY = 4,
	RECORD_FILE = 5,
};

enum rom_slot { ROM_MEMORY, ROM_SLOTS };

struct span {
	const uint8_t *data;
	size_t len;
};

struct node {
	bool is_directory;
	struct span name;
	struct span content; /* records, or the bytes of a file */
};

/* ---- the format --------------------------------------------------------- */

static bool
take_number(struct span *in, size_t *number)
{
	*number = 0;
	while (in->len > 0 && *number <= SIZE_MAX >> 7) {
		uint8_t byte = *in->data;

		in->data++;
		in->len--;
		*number = *number << 7 | (byte & 0x7f);
		if ((byte & 0x80) == 0)
			return true;
	}
	return false;
}

static bool
take_span(struct span *in, struct span *out)
{
	if (!take_number(in, &out->len) || out->len > in->len)
		return false;
	out->data = in->data;
	in->data += out->len;
	in->len -= out->len;
	return true;
}

static bool
take_record(struct span *in, size_t *kind, struct span *payload)
{
	return take_number(in, kind) && take_span(in, payload);
}

/* The records of the image; false: it is none. */
static bool
open_image(const struct vm_bytes_view *view, struct span *records)
{
	struct span in = { view->data, view->len };
	size_t kind;

	return take_record(&in, &kind, records) && kind == IMAGE_KIND;
}

/* The bytes of a file, given the records behind its name. */
static struct span
file_content(struct span root, struct span records)
{
	struct span payload;
	size_t kind, len, offset;

	while (take_record(&records, &kind, &payload)) {
		if (kind == RECORD_DATA)
			return payload;
		if (kind == RECORD_POINTER && take_number(&payload, &len) &&
		    take_number(&payload, &offset) && offset <= root.len &&
		    len <= root.len - offset)
			return (struct span){ root.data + offset, len };
	}
	return (struct span){ root.data, 0 };
}

/* The next file or directory of a directory's records. */
static bool
next_node(struct span root, struct span *records, struct node *node)
{
	struct span payload;
	size_t kind;

	while (take_record(records, &kind, &payload)) {
		node->is_directory = kind == RECORD_DIRECTORY;
		if ((kind != RECORD_FILE && !node->is_directory) ||
		    !take_span(&payload, &node->name))
			continue;
		node->content =
		    node->is_directory ? payload : file_content(root, payload);
		return true;
	}
	return false;
}

static bool
find_child(struct span root, struct node *node, const char *name, size_t len)
{
	struct span records = node->content;

	if (!node->is_directory)
		return false;
	while (next_node(root, &records, node)) {
		if (node->name.len == len &&
		    memcmp(node->name.data, name, len) == 0)
			return true;
	}
	return false;
}

/* ---- the file system ---------------------------------------------------- */

extern const struct vm_type vm_type_VfsRom;

static vm_value
memory_of(struct vm *vm, vm_value self)
{
	if (!vm_is_record(self, &vm_type_VfsRom))
		vm_raise_type_error(vm, "argument should be a VfsRom");
	return vm_record(self)->slots[ROM_MEMORY];
}

/* What a path leads to, OSError; returns the records of the image. */
static struct span
find(struct vm *vm, vm_value self, vm_value path, struct node *node)
{
	struct vm_bytes_view view;
	struct span root;
	size_t len;
	const char *at = vm_path_data(vm_path_argument(vm, path), &len);
	const char *end = at + len;

	vm_get_bytes(vm, memory_of(vm, self), &view);
	if (!open_image(&view, &root))
		vm_raise_os_error(vm, NO_DEVICE);
	*node = (struct node){ .is_directory = true, .content = root };
	while (at < end) {
		const char *start = at;

		while (at < end && *at != '/')
			at++;
		if (at > start &&
		    !find_child(root, node, start, (size_t)(at - start)))
			vm_raise_os_error(vm, NO_ENTRY);
		at += at < end;
	}
	return root;
}

static vm_value
rom_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	struct vm_bytes_view view;
	struct span records;
	vm_value self;

	vm_check_arguments(vm, n_pos, n_kw, 1, 1);
	vm_get_bytes(vm, args[0], &view);
	if (!open_image(&view, &records))
		vm_raise_os_error(vm, NO_DEVICE);
	self = vm_record_new(vm, type, ROM_SLOTS);
	vm_record(self)->slots[ROM_MEMORY] = args[0];
	return self;
}

/* mount(readonly, mkfs): it cannot be made. */
static vm_value
rom_mount(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	memory_of(vm, args[0]);
	if (vm_truth(vm, args[2]))
		vm_raise_os_error(vm, NOT_PERMITTED);
	return VM_NONE;
}

static vm_value
rom_umount(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	memory_of(vm, args[0]);
	return args[0];
}

static vm_value
rom_chdir(struct vm *vm, size_t argc, vm_value *args)
{
	size_t len;
	const char *path = vm_path_data(vm_path_argument(vm, args[1]), &len);

	(void)argc;
	memory_of(vm, args[0]);
	if (len != 1 || *path != '/')
		vm_raise_os_error(vm, NOT_SUPPORTED);
	return VM_NONE;
}

static vm_value
rom_getcwd(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	memory_of(vm, args[0]);
	return VM_NAME(empty_);
}

static vm_value
rom_stat(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_file_stat st = { 0 };
	struct node node;

	(void)argc;
	find(vm, args[0], args[1], &node);
	st.mode = node.is_directory ? VM_MODE_DIR : VM_MODE_FILE;
	st.size = node.content.len;
	return vm_stat_tuple(vm, &st);
}

static vm_value
rom_statvfs(struct vm *vm, size_t argc, vm_value *args)
{
	struct node root;
	vm_value out[VM_STAT_FIELDS];

	(void)argc;
	find(vm, args[0], VM_NAME(empty_), &root);
	for (int i = 0; i < VM_STAT_FIELDS; i++)
		out[i] = VM_INT(0);
	out[0] = VM_INT(1);
	out[2] = vm_new_int(vm, (intptr_t)root.content.len);
	out[9] = VM_INT(NAME_LEN_MAX);
	return vm_tuple_new(vm, VM_STAT_FIELDS, out);
}

static vm_value
rom_ilistdir(struct vm *vm, size_t argc, vm_value *args)
{
	struct node directory, node;
	struct span root = find(vm, args[0], args[1], &directory);
	vm_value list = vm_list_new(vm, 0, NULL);
	bool is_str = !vm_is(vm_native_value(args[1]), VM_TID_BYTES);

	(void)argc;
	if (!directory.is_directory)
		vm_raise_os_error(vm, NO_ENTRY);
	while (next_node(root, &directory.content, &node)) {
		vm_value out[4] = { VM_NONE,
			VM_INT(node.is_directory ? VM_MODE_DIR : VM_MODE_FILE),
			VM_INT(0), VM_INT(0) };

		out[3] = vm_new_int(vm, (intptr_t)node.content.len);
		out[0] = vm_bytes_new(vm, node.name.data, node.name.len);
		if (is_str)
			out[0] = vm_str_new(vm, (const char *)node.name.data,
			    node.name.len);
		vm_list_append(vm, list, vm_tuple_new(vm, 4, out));
	}
	return vm_iter(vm, list);
}

/* ---- files -------------------------------------------------------------- */

enum file_slot {
	FILE_MEMORY,
	FILE_OFFSET,
	FILE_LEN,
	FILE_POSITION,
	FILE_SLOTS
};

/* The memory may have become shorter since the file was opened. */
static bool
file_bytes(struct vm *vm, vm_value self, struct vm_bytes_view *view)
{
	const vm_value *slots = vm_record(self)->slots;
	size_t offset = (size_t)vm_int_value(slots[FILE_OFFSET]);
	size_t len = (size_t)vm_int_value(slots[FILE_LEN]);

	vm_get_bytes(vm, slots[FILE_MEMORY], view);
	if (offset > view->len || len > view->len - offset)
		vm_raise_os_error(vm, NO_DEVICE);
	view->data += offset;
	view->len = len;
	view->type_code = 'B';
	view->read_only = true;
	return true;
}

static size_t
file_read(struct vm *vm, vm_value self, uint8_t *buf, size_t len)
{
	struct vm_record *file = vm_record(self);
	size_t at = (size_t)vm_int_value(file->slots[FILE_POSITION]);
	struct vm_bytes_view view;

	file_bytes(vm, self, &view);
	if (len > view.len - at)
		len = view.len - at;
	memcpy(buf, view.data + at, len);
	file->slots[FILE_POSITION] = VM_INT(at + len);
	return len;
}

static size_t
file_write(struct vm *vm, vm_value self, const uint8_t *buf, size_t len)
{
	(void)self;
	(void)buf;
	(void)len;
	vm_raise_os_error(vm, BAD_FILE);
}

static int64_t
file_seek(struct vm *vm, vm_value self, int64_t offset, int from)
{
	struct vm_record *file = vm_record(self);
	int64_t len = vm_int_value(file->slots[FILE_LEN]);

	(void)vm;
	if (from == VM_SEEK_CUR)
		offset += vm_int_value(file->slots[FILE_POSITION]);
	else if (from == VM_SEEK_END)
		offset += len;
	if (offset < 0)
		offset = 0;
	if (offset > len)
		offset = len;
	file->slots[FILE_POSITION] = VM_INT((intptr_t)offset);
	return offset;
}

static void
file_close(struct vm *vm, vm_value self)
{
	(void)vm;
	(void)self;
}

extern const struct vm_type vm_type_rom_file;
extern const struct vm_type vm_type_rom_text_file;

static vm_value
rom_open(struct vm *vm, size_t argc, vm_value *args)
{
	bool is_text;
	unsigned flags = vm_parse_open_mode(vm, args[2], &is_text);
	struct node node;
	vm_value memory = memory_of(vm, args[0]);
	struct vm_bytes_view view;
	size_t offset;
	vm_value self;

	(void)argc;
	find(vm, args[0], args[1], &node);
	if ((flags & VM_OPEN_WRITE) != 0)
		vm_raise_os_error(vm, VM_VOLUME_READ_ONLY);
	if (node.is_directory)
		vm_raise_os_error(vm, IS_DIRECTORY);
	vm_get_bytes(vm, memory, &view);
	offset = (size_t)(node.content.data - view.data);
	self = vm_record_new(vm,
	    is_text ? &vm_type_rom_text_file : &vm_type_rom_file, FILE_SLOTS);
	vm_record(self)->slots[FILE_MEMORY] = memory;
	vm_record(self)->slots[FILE_OFFSET] = VM_INT(offset);
	vm_record(self)->slots[FILE_LEN] = VM_INT(node.content.len);
	vm_record(self)->slots[FILE_POSITION] = VM_INT(0);
	return self;
}

#define FILE_OPS(text)                                                     \
	{                                                                  \
		.read = file_read, .write = file_write, .seek = file_seek, \
		.close = file_close, .is_text = (text),                    \
	}

static const struct vm_stream_ops binary_ops = FILE_OPS(false);
static const struct vm_stream_ops text_ops = FILE_OPS(true);

static const struct vm_slots binary_slots = {
	.iter = vm_stream_iter,
	.next = vm_stream_next,
	.bytes = file_bytes,
	.stream = &binary_ops,
};
static const struct vm_slots text_slots = {
	.iter = vm_stream_iter,
	.next = vm_stream_next,
	.stream = &text_ops,
};

VM_DEFINE_TYPE_PLAIN(rom_file, FileIO, &vm_type_IOBase,
    VM_TYPE_HASHABLE | VM_TYPE_FINAL, binary_slots);
VM_DEFINE_TYPE_PLAIN(rom_text_file, TextIOWrapper, &vm_type_IOBase,
    VM_TYPE_HASHABLE | VM_TYPE_FINAL, text_slots);

/* ---- the type ----------------------------------------------------------- */

VM_DEFINE_NATIVE(chdir_native, rom_chdir, 2, 2);
VM_DEFINE_NATIVE(getcwd_native, rom_getcwd, 1, 1);
VM_DEFINE_NATIVE(ilistdir_native, rom_ilistdir, 2, 2);
VM_DEFINE_NATIVE(mount_native, rom_mount, 3, 3);
VM_DEFINE_NATIVE(open_native, rom_open, 3, 3);
VM_DEFINE_NATIVE(stat_native, rom_stat, 2, 2);
VM_DEFINE_NATIVE(statvfs_native, rom_statvfs, 2, 2);
VM_DEFINE_NATIVE(umount_native, rom_umount, 1, 1);

static const struct vm_member rom_members[] = {
	{ VM_NAME(chdir), VM_NATIVE(chdir_native) },
	{ VM_NAME(getcwd), VM_NATIVE(getcwd_native) },
	{ VM_NAME(ilistdir), VM_NATIVE(ilistdir_native) },
	{ VM_NAME(mount), VM_NATIVE(mount_native) },
	{ VM_NAME(open), VM_NATIVE(open_native) },
	{ VM_NAME(stat), VM_NATIVE(stat_native) },
	{ VM_NAME(statvfs), VM_NATIVE(statvfs_native) },
	{ VM_NAME(umount), VM_NATIVE(umount_native) },
};

static const struct vm_slots rom_slots = { .make = rom_make };

VM_DEFINE_TYPE(VfsRom, VfsRom, NULL, VM_TYPE_HASHABLE, rom_slots, rom_members);

/* No block device holds one. */
static bool
detect(struct vm *vm, vm_value device)
{
	(void)vm;
	(void)device;
	return false;
}

const struct vm_file_system vm_file_system_rom = { &vm_type_VfsRom, detect };

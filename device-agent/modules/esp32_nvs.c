/* SPDX-License-Identifier: MIT */
/*
 * esp32.NVS: numbers and bytes under names, in memory until commit() makes a
 * hidden file of a namespace. In it: "NVS1", then for each key its kind ('i',
 * 'b'), length and text, and the length (16 bits, little-endian) and bytes of
 * the value.
 */
#include <string.h>

#include "object/arguments.h"
#include "object/bytes.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/names.h"
#include "object/str.h"
#include "runtime/raise.h"
#include "runtime/writer.h"

#include "machine.h"

#if PORT_HAS_ESP

#include "esp32.h"
#include "runner_parts.h"
#include "text.h"

#define NAMESPACE_SLOT 0
#define NAME_MAX       15 /* of keys and namespaces */
#define BLOB_MAX       4000
#define FILE_MAX       65536
#define PATH_FORMAT    "/" STORE_HIDDEN "nvs-%s"
#define PATH_MAX       32
#define MAGIC          "NVS1"
#define MAGIC_LEN      4
#define FRAME_LEN      4 /* of an entry beside key and value */
#define I32_LEN        4

/* ---- the file ----------------------------------------------------------- */

static void
make_path(vm_value name, char path[PATH_MAX])
{
	text_format(path, PATH_MAX, PATH_FORMAT, vm_str_data(name));
}

static uint32_t
get_le(const uint8_t *bytes, size_t len)
{
	uint32_t number = 0;

	while (len-- > 0)
		number = number << 8 | bytes[len];
	return number;
}

static void
put_le(uint8_t *bytes, uint32_t number, size_t len)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)(number >> 8 * i);
}

static void
take_entry(struct vm *vm, vm_value table, const uint8_t *at, size_t key_len,
    size_t len)
{
	const uint8_t *bytes = at + FRAME_LEN + key_len;
	vm_value key = vm_str_new(vm, (const char *)at + 2, key_len);
	vm_value value;

	if (at[0] != 'i')
		value = vm_bytes_new(vm, bytes, len);
	else if (len == I32_LEN)
		value = vm_int_from_int64(vm, (int32_t)get_le(bytes, I32_LEN));
	else
		return;
	vm_dict_set(vm, table, key, value);
}

/* Entries until the end, or until one that is not whole. */
static void
parse(struct vm *vm, vm_value table, vm_value content, size_t size)
{
	size_t at = MAGIC_LEN;

	if (size < MAGIC_LEN ||
	    memcmp(vm_bytes_data(content), MAGIC, MAGIC_LEN) != 0)
		return;
	while (size - at >= FRAME_LEN) {
		const uint8_t *entry = vm_bytes_data(content) + at;
		size_t key_len = entry[1];
		size_t len;

		if (key_len > NAME_MAX || size - at < FRAME_LEN + key_len)
			return;
		len = get_le(entry + 2 + key_len, 2);
		if (size - at - FRAME_LEN - key_len < len)
			return;
		take_entry(vm, table, entry, key_len, len);
		at += FRAME_LEN + key_len + len;
	}
}

static vm_value
load(struct vm *vm, vm_value name)
{
	struct store *store = machine_agent(vm)->store;
	vm_value table = vm_dict_new(vm, 0);
	char path[PATH_MAX];
	vm_value content;
	int size;
	int fd;

	make_path(name, path);
	fd = store_open(store, path, STORE_READ | STORE_INTERNAL);
	if (fd < 0)
		return table;
	size = store_size(store, fd);
	store_close(store, fd);
	if (size <= 0 || size > FILE_MAX)
		return table;
	content = vm_bytes_alloc(vm, (size_t)size);
	/* Open it anew: making room for it may have raised. */
	fd = store_open(store, path, STORE_READ | STORE_INTERNAL);
	if (fd < 0)
		return table;
	size = store_read(store, fd, (void *)(uintptr_t)vm_bytes_data(content),
	    (size_t)size);
	store_close(store, fd);
	if (size > 0)
		parse(vm, table, content, (size_t)size);
	return table;
}

/* ---- what is in memory -------------------------------------------------- */

/* All namespaces this program has opened: so two objects of one see the same.
 */
static vm_value
opened(struct vm *vm)
{
	struct runner *runner = machine_agent(vm)->runner;
	vm_value all = runner_get_handler(runner, RUNNER_KEPT_SLOT);

	if (all == VM_NONE) {
		all = vm_dict_new(vm, 0);
		if (runner_set_handler(runner, RUNNER_KEPT_SLOT, all) != 0)
			vm_raise_no_memory(vm, sizeof(vm_value));
	}
	return all;
}

static vm_value
name_of(struct vm *vm, vm_value self)
{
	return machine_self(vm, self, &vm_type_esp32_nvs)
	    ->slots[NAMESPACE_SLOT];
}

static vm_value
table_of(struct vm *vm, vm_value self)
{
	vm_value name = name_of(vm, self);
	vm_value all = opened(vm);
	vm_value table = vm_dict_get(vm, all, name);

	if (table == VM_UNDEF) {
		table = load(vm, name);
		vm_dict_set(vm, all, name, table);
	}
	return table;
}

static vm_value
check_key(struct vm *vm, vm_value v)
{
	vm_value key = vm_argument_str(vm, v);

	if (vm_str_len(key) == 0 || vm_str_len(key) > NAME_MAX)
		esp32_raise(vm, ESP32_NVS_KEY_TOO_LONG);
	return key;
}

static vm_value
find(struct vm *vm, vm_value *args, bool wants_number)
{
	vm_value value =
	    vm_dict_get(vm, table_of(vm, args[0]), check_key(vm, args[1]));

	if (value == VM_UNDEF || vm_is_integer(value) != wants_number)
		esp32_raise(vm, ESP32_NVS_NOT_FOUND);
	return value;
}

static vm_value
nvs_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	vm_value self;
	vm_value name;

	vm_check_arguments(vm, n_pos, n_kw, 1, 1);
	name = check_key(vm, args[0]);
	for (size_t i = 0; i < vm_str_len(name); i++) {
		if (vm_str_data(name)[i] < ' ' || vm_str_data(name)[i] == '/')
			vm_raise_value_error(vm, "invalid namespace");
	}
	self = vm_record_new(vm, type, 1);
	VM_SETREF(vm, vm_record(self), slots[NAMESPACE_SLOT], name);
	return self;
}

static vm_value
nvs_set_i32(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value key = check_key(vm, args[1]);
	int64_t number = vm_get_int64(vm, args[2]);

	(void)argc;
	if (number < INT32_MIN || number > INT32_MAX)
		vm_raise_overflow(vm, "value needs more than 32 bits");
	vm_dict_set(vm, table_of(vm, args[0]), key,
	    vm_int_from_int64(vm, number));
	return VM_NONE;
}

static vm_value
nvs_get_i32(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return find(vm, args, true);
}

static vm_value
nvs_set_blob(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value key = check_key(vm, args[1]);
	vm_value table = table_of(vm, args[0]);
	struct vm_bytes_view view;

	(void)argc;
	vm_get_bytes_or_str(vm, args[2], &view);
	if (view.len > BLOB_MAX)
		esp32_raise(vm, ESP32_NVS_INVALID_LENGTH);
	vm_dict_set(vm, table, key, vm_bytes_new(vm, view.data, view.len));
	return VM_NONE;
}

/* get_blob(key, buffer): bytes read. */
static vm_value
nvs_get_blob(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value value = find(vm, args, false);
	struct vm_bytes_view view;

	(void)argc;
	vm_get_bytes_writable(vm, args[2], &view);
	if (view.len < vm_bytes_len(value))
		esp32_raise(vm, ESP32_NVS_INVALID_LENGTH);
	memcpy(view.data, vm_bytes_data(value), vm_bytes_len(value));
	return VM_INT((intptr_t)vm_bytes_len(value));
}

static vm_value
nvs_erase_key(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	if (vm_dict_remove(vm, table_of(vm, args[0]), check_key(vm, args[1])) ==
	    VM_UNDEF)
		esp32_raise(vm, ESP32_NVS_NOT_FOUND);
	return VM_NONE;
}

/* ---- commit ------------------------------------------------------------- */

/* One entry; a negated errno. */
static int
write_entry(struct vm *vm, struct store *store, int fd,
    const struct vm_dict_entry *entry)
{
	uint8_t frame[FRAME_LEN + NAME_MAX + I32_LEN];
	size_t key_len = vm_str_len(entry->key);
	const uint8_t *bytes = frame + FRAME_LEN + key_len;
	size_t len = I32_LEN;
	int ret;

	frame[0] = 'i';
	frame[1] = (uint8_t)key_len;
	memcpy(frame + 2, vm_str_data(entry->key), key_len);
	if (vm_is_integer(entry->value)) {
		put_le(frame + FRAME_LEN + key_len,
		    (uint32_t)vm_get_int64(vm, entry->value), I32_LEN);
	} else {
		frame[0] = 'b';
		bytes = vm_bytes_data(entry->value);
		len = vm_bytes_len(entry->value);
	}
	put_le(frame + 2 + key_len, (uint32_t)len, 2);
	ret = store_write(store, fd, frame, FRAME_LEN + key_len);
	return ret < 0 || len == 0 ? ret : store_write(store, fd, bytes, len);
}

/* The file is the old one until this is done, whatever happens. */
static vm_value
nvs_commit(struct vm *vm, size_t argc, vm_value *args)
{
	struct store *store = machine_agent(vm)->store;
	vm_value table = table_of(vm, args[0]);
	struct vm_dict_entry *entry;
	char path[PATH_MAX];
	size_t pos = 0;
	int closed;
	int ret;
	int fd;

	(void)argc;
	make_path(name_of(vm, args[0]), path);
	fd = store_open(store, path,
	    STORE_WRITE | STORE_CREATE | STORE_TRUNCATE | STORE_INTERNAL);
	if (fd < 0)
		vm_raise_os_error(vm, -fd);
	ret = store_write(store, fd, MAGIC, MAGIC_LEN);
	while (ret >= 0 && (entry = vm_dict_next(table, &pos)) != NULL)
		ret = write_entry(vm, store, fd, entry);
	closed = store_close(store, fd);
	if (ret >= 0)
		ret = closed;
	if (ret >= 0 && port_flash_sync(machine_agent(vm)->port) != 0)
		ret = -STORE_EIO;
	if (ret < 0)
		vm_raise_os_error(vm, -ret);
	return VM_NONE;
}

VM_DEFINE_NATIVE(set_i32_native, nvs_set_i32, 3, 3);
VM_DEFINE_NATIVE(get_i32_native, nvs_get_i32, 2, 2);
VM_DEFINE_NATIVE(set_blob_native, nvs_set_blob, 3, 3);
VM_DEFINE_NATIVE(get_blob_native, nvs_get_blob, 3, 3);
VM_DEFINE_NATIVE(erase_key_native, nvs_erase_key, 2, 2);
VM_DEFINE_NATIVE(commit_native, nvs_commit, 1, 1);

static const struct vm_member nvs_members[] = {
	{ VM_NAME(set_i32), VM_NATIVE(set_i32_native) },
	{ VM_NAME(get_i32), VM_NATIVE(get_i32_native) },
	{ VM_NAME(set_blob), VM_NATIVE(set_blob_native) },
	{ VM_NAME(get_blob), VM_NATIVE(get_blob_native) },
	{ VM_NAME(erase_key), VM_NATIVE(erase_key_native) },
	{ VM_NAME(commit), VM_NATIVE(commit_native) },
};

static void
nvs_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_format(vm, out, "<NVS namespace=%s>",
	    vm_str_data(name_of(vm, self)));
}

static const struct vm_slots nvs_slots = {
	.print = nvs_print,
	.make = nvs_make,
};

VM_DEFINE_TYPE(esp32_nvs, NVS, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    nvs_slots, nvs_members);

#endif

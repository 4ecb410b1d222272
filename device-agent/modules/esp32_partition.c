/* SPDX-License-Identifier: MIT */
/*
 * esp32.Partition: the parts of the flash as block devices, and which firmware
 * starts. Only a signed image can be chosen, whoever wrote it into its slot.
 */
#include <string.h>

#include "object/arguments.h"
#include "object/bytes.h"
#include "object/int.h"
#include "object/list.h"
#include "object/names.h"
#include "object/str.h"
#include "runtime/ops.h"
#include "runtime/raise.h"
#include "runtime/writer.h"

#include "machine.h"

#if PORT_HAS_ESP

#include "esp32.h"

enum { INDEX_SLOT, BLOCK_SLOT, SLOT_COUNT };
enum { BOOT, RUNNING };
/* Block devices, as os.AbstractBlockDev says. */
enum {
	IOCTL_INIT = 1,
	IOCTL_DEINIT,
	IOCTL_SYNC,
	IOCTL_COUNT,
	IOCTL_SIZE,
	IOCTL_ERASE
};

#define ANY_SUBTYPE 0xff

static struct port *
port_of(struct vm *vm)
{
	return machine_agent(vm)->port;
}

static vm_value
new_partition(struct vm *vm, size_t index, uint32_t block)
{
	vm_value self = vm_record_new(vm, &vm_type_esp32_partition, SLOT_COUNT);

	VM_SETREF(vm, vm_record(self), slots[INDEX_SLOT],
	    VM_INT((intptr_t)index));
	VM_SETREF(vm, vm_record(self), slots[BLOCK_SLOT],
	    VM_INT((intptr_t)block));
	return self;
}

static uint32_t
get_partition(struct vm *vm, vm_value self, struct port_partition *partition)
{
	const struct vm_record *record =
	    machine_self(vm, self, &vm_type_esp32_partition);

	port_partition(port_of(vm),
	    (size_t)vm_int_value(record->slots[INDEX_SLOT]), partition);
	return (uint32_t)vm_int_value(record->slots[BLOCK_SLOT]);
}

static uint32_t
get_block_size(struct vm *vm, vm_value v)
{
	uint32_t size = machine_number(vm, v, 1, "block_size");

	if (size > PORT_RAW_SECTOR || PORT_RAW_SECTOR % size != 0)
		vm_raise_value_error(vm, "invalid block_size");
	return size;
}

/* The partition of a slot's firmware. */
static vm_value
find_slot(struct vm *vm, uint8_t slot, uint32_t block)
{
	struct port_partition partition;

	for (size_t i = 0; port_partition(port_of(vm), i, &partition); i++) {
		if (partition.type == PORT_PARTITION_APP &&
		    partition.slot == slot)
			return new_partition(vm, i, block);
	}
	vm_raise_os_error(vm, STORE_ENOENT);
}

static bool
has_label(const struct port_partition *partition, vm_value label)
{
	return strlen(partition->label) == vm_str_len(label) &&
	    memcmp(partition->label, vm_str_data(label), vm_str_len(label)) ==
	    0;
}

/* Partition(BOOT or RUNNING or label, block_size=4096, /) */
static vm_value
partition_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	struct agent *agent = machine_agent(vm);
	struct port_partition partition;
	uint32_t block = PORT_RAW_SECTOR;
	vm_value label;

	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 1, 2);
	if (n_pos > 1)
		block = get_block_size(vm, args[1]);
	if (args[0] == VM_INT(BOOT))
		return find_slot(vm, firmware_next_slot(agent), block);
	if (args[0] == VM_INT(RUNNING))
		return find_slot(vm, agent->firmware.start.slot, block);
	label = vm_argument_str(vm, args[0]);
	for (size_t i = 0; port_partition(port_of(vm), i, &partition); i++) {
		if (has_label(&partition, label))
			return new_partition(vm, i, block);
	}
	vm_raise_os_error(vm, STORE_ENOENT);
}

/* find(type=TYPE_APP, subtype=0xff, label=None, block_size=4096) */
static vm_value
partition_find(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(type), VM_NAME(subtype),
		VM_NAME(label), VM_NAME(block_size) };
	vm_value out[] = { VM_INT(PORT_PARTITION_APP), VM_INT(ANY_SUBTYPE),
		VM_NONE, VM_INT(PORT_RAW_SECTOR) };
	vm_value list = vm_list_new(vm, 0, NULL);
	struct port_partition partition;
	intptr_t subtype;
	uint32_t block;

	vm_bind_keywords(vm, n_pos, n_kw, args, 4, 0, names, out);
	subtype = vm_get_int(vm, out[1]);
	block = get_block_size(vm, out[3]);
	if (out[2] != VM_NONE)
		out[2] = vm_argument_str(vm, out[2]);
	for (size_t i = 0; port_partition(port_of(vm), i, &partition); i++) {
		if (partition.type == vm_get_int(vm, out[0]) &&
		    (subtype == ANY_SUBTYPE || subtype == partition.subtype) &&
		    (out[2] == VM_NONE || has_label(&partition, out[2])))
			vm_list_append(vm, list, new_partition(vm, i, block));
	}
	return list;
}

/* (type, subtype, addr, size, label, encrypted) */
static vm_value
partition_info(struct vm *vm, size_t argc, vm_value *args)
{
	struct port_partition partition;
	vm_value out[6];

	(void)argc;
	get_partition(vm, args[0], &partition);
	out[0] = VM_INT(partition.type);
	out[1] = VM_INT(partition.subtype);
	out[2] = vm_int_from_uint64(vm, partition.begin);
	out[3] = vm_int_from_uint64(vm, partition.size);
	out[4] = vm_str_from(vm, partition.label);
	out[5] = VM_FALSE;
	return vm_tuple_new(vm, 6, out);
}

/* ---- blocks ------------------------------------------------------------- */

/* Where (block_num, buf[, offset]) is in the flash. */
static uint32_t
locate(struct vm *vm, size_t argc, vm_value *args, size_t len)
{
	struct port_partition partition;
	uint64_t block = get_partition(vm, args[0], &partition);
	uint64_t at = machine_number(vm, args[1], 0, "block_num") * block;

	if (argc > 3)
		at += machine_number(vm, args[3], 0, "offset");
	if (at > partition.size || len > partition.size - at)
		vm_raise_os_error(vm, STORE_EINVAL);
	return partition.begin + (uint32_t)at;
}

static void
check(struct vm *vm, int result)
{
	if (result != 0)
		vm_raise_os_error(vm, STORE_EIO);
}

static vm_value
partition_readblocks(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_bytes_view view;
	uint32_t at;

	vm_get_bytes_writable(vm, args[2], &view);
	at = locate(vm, argc, args, view.len);
	check(vm,
	    port_raw_read(port_of(vm), at, view.data, (uint32_t)view.len));
	return VM_INT(0);
}

/* Without an offset whole sectors are erased first; with one, somebody erases
 * by ioctl. */
static vm_value
partition_writeblocks(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_bytes_view view;
	uint32_t at;

	vm_get_bytes(vm, args[2], &view);
	at = locate(vm, argc, args, view.len);
	if (argc == 3 &&
	    (at % PORT_RAW_SECTOR != 0 || view.len % PORT_RAW_SECTOR != 0))
		vm_raise_os_error(vm, STORE_EINVAL);
	for (uint32_t done = 0; argc == 3 && done < view.len;
	     done += PORT_RAW_SECTOR)
		check(vm, port_raw_erase(port_of(vm), at + done));
	check(vm,
	    port_raw_write(port_of(vm), at, view.data, (uint32_t)view.len));
	return VM_INT(0);
}

/* Blocks smaller than a sector share its erasing. */
static vm_value
erase_block(struct vm *vm, vm_value self, vm_value number)
{
	struct port_partition partition;
	uint64_t block = get_partition(vm, self, &partition);
	uint64_t at = machine_number(vm, number, 0, "block_num") * block;

	if (at >= partition.size)
		vm_raise_os_error(vm, STORE_EINVAL);
	at -= at % PORT_RAW_SECTOR;
	check(vm, port_raw_erase(port_of(vm), partition.begin + (uint32_t)at));
	return VM_INT(0);
}

static vm_value
partition_ioctl(struct vm *vm, size_t argc, vm_value *args)
{
	struct port_partition partition;
	uint32_t block = get_partition(vm, args[0], &partition);

	(void)argc;
	switch (vm_get_int(vm, args[1])) {
	case IOCTL_INIT:
	case IOCTL_DEINIT:
		return VM_INT(0);
	case IOCTL_SYNC:
		check(vm, port_flash_sync(port_of(vm)));
		return VM_INT(0);
	case IOCTL_COUNT:
		return vm_int_from_uint64(vm, partition.size / block);
	case IOCTL_SIZE:
		return VM_INT((intptr_t)block);
	case IOCTL_ERASE:
		return erase_block(vm, args[0], args[2]);
	default:
		return VM_NONE;
	}
}

/* ---- firmware ----------------------------------------------------------- */

static vm_value
partition_set_boot(struct vm *vm, size_t argc, vm_value *args)
{
	struct port_partition partition;

	(void)argc;
	get_partition(vm, args[0], &partition);
	if (partition.type != PORT_PARTITION_APP ||
	    firmware_choose(machine_agent(vm), partition.slot) != BOOT_OK)
		esp32_raise(vm, ESP32_OTA_VALIDATE_FAILED);
	return VM_NONE;
}

/* After ota_0 comes ota_1; after anything else, ota_0. */
static vm_value
partition_get_next_update(struct vm *vm, size_t argc, vm_value *args)
{
	struct port_partition partition;
	uint32_t block = get_partition(vm, args[0], &partition);

	(void)argc;
	return find_slot(vm,
	    partition.slot == BOOT_SLOT_A ? BOOT_SLOT_B : BOOT_SLOT_A, block);
}

static vm_value
mark_app_valid(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	firmware_confirm(machine_agent(vm));
	return VM_NONE;
}

static void
partition_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	struct port_partition partition;

	(void)kind;
	get_partition(vm, self, &partition);
	vm_write_format(vm, out,
	    "<Partition type=%d, subtype=%d, address=%u, size=%u, label=%s, "
	    "encrypted=0>",
	    partition.type, partition.subtype, (unsigned)partition.begin,
	    (unsigned)partition.size, partition.label);
}

VM_DEFINE_NATIVE_KW_FLAGS(find_native, partition_find, 0, 4, VM_NATIVE_STATIC);
VM_DEFINE_NATIVE(info_native, partition_info, 1, 1);
VM_DEFINE_NATIVE(readblocks_native, partition_readblocks, 3, 4);
VM_DEFINE_NATIVE(writeblocks_native, partition_writeblocks, 3, 4);
VM_DEFINE_NATIVE(ioctl_native, partition_ioctl, 3, 3);
VM_DEFINE_NATIVE(set_boot_native, partition_set_boot, 1, 1);
VM_DEFINE_NATIVE(next_update_native, partition_get_next_update, 1, 1);
VM_DEFINE_NATIVE_FLAGS(mark_app_valid_native, mark_app_valid, 0, 0,
    VM_NATIVE_STATIC);

static const struct vm_member partition_members[] = {
	{ VM_NAME(find), VM_NATIVE(find_native) },
	{ VM_NAME(info), VM_NATIVE(info_native) },
	{ VM_NAME(readblocks), VM_NATIVE(readblocks_native) },
	{ VM_NAME(writeblocks), VM_NATIVE(writeblocks_native) },
	{ VM_NAME(ioctl), VM_NATIVE(ioctl_native) },
	{ VM_NAME(set_boot), VM_NATIVE(set_boot_native) },
	{ VM_NAME(get_next_update), VM_NATIVE(next_update_native) },
	{ VM_NAME(mark_app_valid_cancel_rollback),
	    VM_NATIVE(mark_app_valid_native) },
	{ VM_NAME(BOOT), VM_INT(BOOT) },
	{ VM_NAME(RUNNING), VM_INT(RUNNING) },
	{ VM_NAME(TYPE_APP), VM_INT(PORT_PARTITION_APP) },
	{ VM_NAME(TYPE_DATA), VM_INT(PORT_PARTITION_DATA) },
};

static const struct vm_slots partition_slots = {
	.print = partition_print,
	.make = partition_make,
};

VM_DEFINE_TYPE(esp32_partition, Partition, NULL,
    VM_TYPE_FINAL | VM_TYPE_HASHABLE, partition_slots, partition_members);

#endif

/* SPDX-License-Identifier: MIT */
/* The module esp: one for the ESP8266, and a smaller one for the ESP32. */
#include <string.h>

#include "object/arguments.h"
#include "object/bytes.h"
#include "object/int.h"
#include "object/names.h"
#include "runtime/heap.h"
#include "runtime/ops.h"
#include "runtime/raise.h"

#include "agent_modules.h"
#include "machine.h"

#if PORT_HAS_ESP

#include "esp32.h"
#include "runner_parts.h"

#define READ_MAX   65536
#define FLASH_CHIP 0x40efu /* maker and kind; its size stands above */

enum { SLEEP_NONE, SLEEP_LIGHT, SLEEP_MODEM };
enum { LOG_NONE, LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG, LOG_VERBOSE };

static struct port *
port_of(struct vm *vm)
{
	return machine_agent(vm)->port;
}

static void
check(struct vm *vm, int result)
{
	if (result != 0)
		vm_raise_os_error(vm, PORT_EIO);
}

/* ---- flash -------------------------------------------------------------- */

static vm_value
flash_size(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return vm_int_from_uint64(vm, port_raw_size(port_of(vm)));
}

static vm_value
flash_user_start(struct vm *vm, size_t argc, vm_value *args)
{
	struct port_partition partition = { .begin = 0 };

	(void)argc;
	(void)args;
	for (size_t i = 0; port_partition(port_of(vm), i, &partition); i++) {
		if (partition.subtype == PORT_DATA_FAT)
			break;
	}
	return vm_int_from_uint64(vm, partition.begin);
}

/* flash_read(offset, length or buffer) */
static vm_value
flash_read(struct vm *vm, size_t argc, vm_value *args)
{
	uint32_t at = machine_number(vm, args[0], 0, "offset");
	struct vm_bytes_view view;
	vm_value bytes = VM_NONE;

	(void)argc;
	if (vm_is_integer(args[1]))
		bytes = machine_new_bytes(vm, args[1], &view);
	else
		vm_get_bytes_writable(vm, args[1], &view);
	if (view.len > READ_MAX)
		vm_raise_value_error(vm, "buffer too long");
	check(vm,
	    port_raw_read(port_of(vm), at, view.data, (uint32_t)view.len));
	return bytes;
}

static vm_value
flash_write(struct vm *vm, size_t argc, vm_value *args)
{
	uint32_t at = machine_number(vm, args[0], 0, "offset");
	struct vm_bytes_view view;

	(void)argc;
	vm_get_bytes(vm, args[1], &view);
	if (at % 4 != 0 || view.len % 4 != 0 || view.len > READ_MAX)
		vm_raise_value_error(vm,
		    "offset and length must be multiples of 4");
	check(vm,
	    port_raw_write(port_of(vm), at, view.data, (uint32_t)view.len));
	return VM_NONE;
}

static vm_value
flash_erase(struct vm *vm, size_t argc, vm_value *args)
{
	uint32_t sector = machine_number(vm, args[0], 0, "sector");

	(void)argc;
	if (sector > UINT32_MAX / PORT_RAW_SECTOR)
		vm_raise_value_error(vm, "invalid sector");
	check(vm, port_raw_erase(port_of(vm), sector * PORT_RAW_SECTOR));
	return VM_NONE;
}

static vm_value
flash_id(struct vm *vm, size_t argc, vm_value *args)
{
	uint32_t size = port_raw_size(port_of(vm));
	uint32_t power = 0;

	(void)argc;
	(void)args;
	while (size >> power > 1)
		power++;
	return VM_INT((intptr_t)(power << 16 | FLASH_CHIP));
}

/* ---- system ------------------------------------------------------------- */

/* There is no vendor's system beneath that could print. */
static vm_value
osdebug(struct vm *vm, size_t argc, vm_value *args)
{
	if (argc > 0 && args[0] != VM_NONE)
		vm_get_int(vm, args[0]);
	if (argc > 1)
		vm_get_int(vm, args[1]);
	return VM_NONE;
}

static vm_value
freemem(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_heap_info info;

	(void)argc;
	(void)args;
	vm_heap_get_info(vm, &info, true);
	return vm_int_from_uint64(vm, info.free);
}

static vm_value
check_fw(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return vm_new_bool(firmware_is_sound(machine_agent(vm)));
}

static vm_value
sleep_type(struct vm *vm, size_t argc, vm_value *args)
{
	struct agent *agent = machine_agent(vm);
	intptr_t type;

	if (argc == 0)
		return VM_INT(agent->wake.sleep_type);
	type = vm_get_int(vm, args[0]);
	if (type < SLEEP_NONE || type > SLEEP_MODEM)
		vm_raise_value_error(vm, "invalid sleep_type");
	agent->wake.sleep_type = (uint8_t)type;
	return VM_NONE;
}

/* deepsleep(time_us=0): 0 is until the reset button. */
static vm_value
deepsleep(struct vm *vm, size_t argc, vm_value *args)
{
	struct agent *agent = machine_agent(vm);
	struct port_wake wake = { .after_us = UINT64_MAX };
	int64_t us = argc == 0 ? 0 : vm_get_int64(vm, args[0]);

	if (us < 0)
		vm_raise_value_error(vm, "invalid time");
	if (us > 0)
		wake.after_us = (uint64_t)us;
	telemetry_power(agent, PORT_POWER_DEEP_SLEEP);
	console_drain(agent, RUNNER_DRAIN_MS);
	port_deep_sleep(agent->port, &wake);
}

/* Native code is checked and allowed, and goes where the heap is. */
static vm_value
set_native_code_location(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	if (args[0] == VM_NONE && args[1] == VM_NONE)
		return VM_NONE;
	if (machine_number(vm, args[0], 0, "start") % PORT_RAW_SECTOR != 0 ||
	    machine_number(vm, args[1], 0, "length") % PORT_RAW_SECTOR != 0)
		vm_raise_value_error(vm,
		    "start and length must be multiples of 4096");
	return VM_NONE;
}

VM_DEFINE_NATIVE(flash_size_native, flash_size, 0, 0);
VM_DEFINE_NATIVE(flash_user_start_native, flash_user_start, 0, 0);
VM_DEFINE_NATIVE(flash_read_native, flash_read, 2, 2);
VM_DEFINE_NATIVE(flash_write_native, flash_write, 2, 2);
VM_DEFINE_NATIVE(flash_erase_native, flash_erase, 1, 1);
VM_DEFINE_NATIVE(flash_id_native, flash_id, 0, 0);
VM_DEFINE_NATIVE(osdebug_native, osdebug, 1, 2);
VM_DEFINE_NATIVE(freemem_native, freemem, 0, 0);
VM_DEFINE_NATIVE(check_fw_native, check_fw, 0, 0);
VM_DEFINE_NATIVE(sleep_type_native, sleep_type, 0, 1);
VM_DEFINE_NATIVE(deepsleep_native, deepsleep, 0, 1);
VM_DEFINE_NATIVE(set_location_native, set_native_code_location, 2, 2);

#define FLASH_MEMBERS                                                          \
	{ VM_NAME(flash_size), VM_NATIVE(flash_size_native) },                 \
	    { VM_NAME(flash_user_start), VM_NATIVE(flash_user_start_native) }, \
	    { VM_NAME(flash_read), VM_NATIVE(flash_read_native) },             \
	    { VM_NAME(flash_write), VM_NATIVE(flash_write_native) },           \
	    { VM_NAME(flash_erase), VM_NATIVE(flash_erase_native) },           \
	{                                                                      \
		VM_NAME(osdebug), VM_NATIVE(osdebug_native)                    \
	}

static const struct vm_member members[] = {
	FLASH_MEMBERS,
	{ VM_NAME(LOG_NONE), VM_INT(LOG_NONE) },
	{ VM_NAME(LOG_ERROR), VM_INT(LOG_ERROR) },
	{ VM_NAME(LOG_WARN), VM_INT(LOG_WARN) },
	{ VM_NAME(LOG_INFO), VM_INT(LOG_INFO) },
	{ VM_NAME(LOG_DEBUG), VM_INT(LOG_DEBUG) },
	{ VM_NAME(LOG_VERBOSE), VM_INT(LOG_VERBOSE) },
};

VM_DEFINE_MODULE(esp, members);

static const struct vm_member esp8266_members[] = {
	FLASH_MEMBERS,
	{ VM_NAME(flash_id), VM_NATIVE(flash_id_native) },
	{ VM_NAME(freemem), VM_NATIVE(freemem_native) },
	{ VM_NAME(check_fw), VM_NATIVE(check_fw_native) },
	{ VM_NAME(sleep_type), VM_NATIVE(sleep_type_native) },
	{ VM_NAME(deepsleep), VM_NATIVE(deepsleep_native) },
	{ VM_NAME(set_native_code_location), VM_NATIVE(set_location_native) },
	{ VM_NAME(SLEEP_NONE), VM_INT(SLEEP_NONE) },
	{ VM_NAME(SLEEP_LIGHT), VM_INT(SLEEP_LIGHT) },
	{ VM_NAME(SLEEP_MODEM), VM_INT(SLEEP_MODEM) },
};

const struct vm_module vm_module_esp8266 VM_ALIGNED = {
	.head = VM_ROM_HEAD(VM_TID_MODULE),
	.member_count = sizeof(esp8266_members) / sizeof(esp8266_members[0]),
	.name = VM_NAME(esp),
	.members = esp8266_members,
};

#endif

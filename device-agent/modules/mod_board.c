/* SPDX-License-Identifier: MIT */
/* The board module: what this board is called, and its own sensor. */
#include "object/function.h"
#include "object/int.h"
#include "object/names.h"
#include "object/str.h"
#include "runtime/raise.h"
#include "runtime/ops.h"
#include "vm.h"
#if VM_HAS_FLOAT
#include "object/float_value.h"
#endif

#include "agent.h"
#include "agent_modules.h"

static struct agent *
agent_of(struct vm *vm)
{
	return vm_host_ctx(vm);
}

/* Not called name: rshell takes a board.name for the board's path, and its
 * users expect /pyboard. */
static vm_value
board_label(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return vm_str_from(vm, agent_of(vm)->settings.name);
}

static vm_value
board_id(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return vm_str_from(vm, agent_of(vm)->settings.device_id);
}

/* Degrees Celsius; thousandths of them, as int, where there are no floats. */
static vm_value
board_temperature(struct vm *vm, size_t argc, vm_value *args)
{
	int32_t milli_celsius;

	(void)argc;
	(void)args;
	if (!port_temperature(agent_of(vm)->port, &milli_celsius))
		vm_raise_os_error(vm, STORE_ENODEV);
#if VM_HAS_FLOAT
	return vm_new_float(vm, (vm_float)milli_celsius / 1000);
#else
	return vm_new_int(vm, milli_celsius);
#endif
}

/* Whether the light tells how the board is. */
static vm_value
board_heartbeat(struct vm *vm, size_t argc, vm_value *args)
{
	struct agent *agent = agent_of(vm);

	if (argc > 0)
		heartbeat_set(agent, vm_truth(vm, args[0]));
	return agent->heartbeat.is_on ? VM_TRUE : VM_FALSE;
}

/* True: the flash was blank and has a new file system now. */
static vm_value
board_mount(struct vm *vm, size_t argc, vm_value *args)
{
	bool formatted;
	int ret = agent_mount(agent_of(vm), &formatted);

	(void)argc;
	(void)args;
	if (ret != 0)
		vm_raise_os_error(vm, -ret);
	return formatted ? VM_TRUE : VM_FALSE;
}

VM_DEFINE_NATIVE(heartbeat_native, board_heartbeat, 0, 1);
VM_DEFINE_NATIVE(label_native, board_label, 0, 0);
VM_DEFINE_NATIVE(id_native, board_id, 0, 0);
VM_DEFINE_NATIVE(mount_native, board_mount, 0, 0);
VM_DEFINE_NATIVE(temperature_native, board_temperature, 0, 0);

static const struct vm_member members[] = {
	{ VM_NAME(heartbeat), VM_NATIVE(heartbeat_native) },
	{ VM_NAME(label), VM_NATIVE(label_native) },
	{ VM_NAME(id), VM_NATIVE(id_native) },
	{ VM_NAME(mount), VM_NATIVE(mount_native) },
	{ VM_NAME(temperature), VM_NATIVE(temperature_native) },
};

VM_DEFINE_MODULE(board, members);

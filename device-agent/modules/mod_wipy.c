/* SPDX-License-Identifier: MIT */
/* The module wipy: the light that tells the board is alive. */
#include "object/function.h"
#include "object/names.h"
#include "runtime/ops.h"

#include "agent_modules.h"
#include "machine.h"

#if PORT_HAS_WIPY

/* heartbeat([on]) */
static vm_value
wipy_heartbeat(struct vm *vm, size_t argc, vm_value *args)
{
	struct agent *agent = machine_agent(vm);

	if (argc == 0)
		return vm_new_bool(agent->heartbeat.is_on);
	heartbeat_set(agent, vm_truth(vm, args[0]));
	return VM_NONE;
}

VM_DEFINE_NATIVE(heartbeat_native, wipy_heartbeat, 0, 1);

static const struct vm_member members[] = {
	{ VM_NAME(heartbeat), VM_NATIVE(heartbeat_native) },
};

VM_DEFINE_MODULE(wipy, members);

#endif

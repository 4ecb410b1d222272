/* SPDX-License-Identifier: MIT */
/* The module machine on a POSIX system: its own memory, pins written in
 * Python. */
#include "../modules/machine_mem.h"
#include "../modules/machine_signal.h"
#include "../object/function.h"
#include "../object/module.h"
#include "../runtime/raise.h"
#include "host.h"

static vm_value
idle(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	vm_poll(vm);
	return VM_NONE;
}

/* The program ends, as after sys.exit(). */
static vm_value
soft_reset(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	vm_raise(vm, vm_exception_new(vm, &vm_type_SystemExit, 0, NULL));
}

VM_DEFINE_NATIVE(idle_native, idle, 0, 0);
VM_DEFINE_NATIVE(soft_reset_native, soft_reset, 0, 0);

static const struct vm_member machine_members[] = {
	{ VM_NAME(__name__), VM_NAME(machine) },
	{ VM_NAME(PinBase), VM_PTR(&vm_type_machine_pin_base) },
	{ VM_NAME(Signal), VM_PTR(&vm_type_machine_signal) },
	{ VM_NAME(idle), VM_NATIVE(idle_native) },
	{ VM_NAME(mem16), VM_PTR(&vm_machine_mem16) },
	{ VM_NAME(mem32), VM_PTR(&vm_machine_mem32) },
	{ VM_NAME(mem8), VM_PTR(&vm_machine_mem8) },
	{ VM_NAME(soft_reset), VM_NATIVE(soft_reset_native) },
	{ VM_NAME(time_pulse_us), VM_PTR(&vm_machine_time_pulse_us) },
};

VM_DEFINE_MODULE(machine, machine_members);

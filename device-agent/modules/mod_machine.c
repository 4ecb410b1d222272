/* SPDX-License-Identifier: MIT */
/* The machine module: reset, clock, identity; pins are in machine_pin. */
#include "object/bytes.h"
#include "object/function.h"
#include "object/names.h"
#include "vm.h"

#include "agent.h"
#include "agent_modules.h"
#include "runner_parts.h"

const struct vm_module *const agent_modules[AGENT_MODULE_COUNT] = {
	&vm_module_machine,
	&vm_module_board,
};

static struct agent *
agent_of(struct vm *vm)
{
	return vm_host_ctx(vm);
}

static vm_value
machine_reset(struct vm *vm, size_t argc, vm_value *args)
{
	struct agent *agent = agent_of(vm);

	(void)argc;
	(void)args;
	console_drain(agent, RUNNER_DRAIN_MS);
	port_reset(agent->port, PORT_RESET_HARD);
}

static vm_value
machine_soft_reset(struct vm *vm, size_t argc, vm_value *args)
{
	struct agent *agent = agent_of(vm);

	(void)argc;
	(void)args;
	job_soft_reset(agent, false);
	runner_check(agent->runner);
	return VM_NONE;
}

static vm_value
machine_reset_cause(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return VM_INT(port_reset_cause(agent_of(vm)->port));
}

static vm_value
machine_unique_id(struct vm *vm, size_t argc, vm_value *args)
{
	const char *id = agent_of(vm)->settings.device_id;

	(void)argc;
	(void)args;
	return vm_bytes_new(vm, (const uint8_t *)id, strlen(id));
}

static vm_value
machine_freq(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return vm_new_int(vm, (intptr_t)port_frequency(agent_of(vm)->port));
}

/* Sleeps until something happens, at most a millisecond. */
static vm_value
machine_idle(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	agent_idle(agent_of(vm), 1);
	vm_poll(vm);
	return VM_NONE;
}

VM_DEFINE_NATIVE(reset_native, machine_reset, 0, 0);
VM_DEFINE_NATIVE(soft_reset_native, machine_soft_reset, 0, 0);
VM_DEFINE_NATIVE(reset_cause_native, machine_reset_cause, 0, 0);
VM_DEFINE_NATIVE(unique_id_native, machine_unique_id, 0, 0);
VM_DEFINE_NATIVE(freq_native, machine_freq, 0, 0);
VM_DEFINE_NATIVE(idle_native, machine_idle, 0, 0);

static const struct vm_member members[] = {
	{ VM_NAME(Pin), VM_PTR(&vm_type_machine_pin) },
	{ VM_NAME(ADC), VM_PTR(&vm_type_machine_adc) },
	{ VM_NAME(reset), VM_NATIVE(reset_native) },
	{ VM_NAME(soft_reset), VM_NATIVE(soft_reset_native) },
	{ VM_NAME(reset_cause), VM_NATIVE(reset_cause_native) },
	{ VM_NAME(unique_id), VM_NATIVE(unique_id_native) },
	{ VM_NAME(freq), VM_NATIVE(freq_native) },
	{ VM_NAME(idle), VM_NATIVE(idle_native) },
	{ VM_NAME(PWRON_RESET), VM_INT(PORT_RESET_POWER_ON) },
	{ VM_NAME(HARD_RESET), VM_INT(PORT_RESET_HARD) },
	{ VM_NAME(WDT_RESET), VM_INT(PORT_RESET_WATCHDOG) },
	{ VM_NAME(DEEPSLEEP_RESET), VM_INT(PORT_RESET_DEEP_SLEEP) },
	{ VM_NAME(SOFT_RESET), VM_INT(PORT_RESET_SOFT) },
};

VM_DEFINE_MODULE(machine, members);

/* SPDX-License-Identifier: MIT */
/* The machine module: reset, clock, identity; pins are in machine_pin. */
#include "object/bytes.h"
#include "object/function.h"
#include "object/names.h"
#include "runtime/raise.h"
#include "vm.h"

#include "modules/machine_mem.h"
#include "modules/machine_signal.h"

#include "agent_modules.h"
#include "core/boot_guard.h"
#include "machine.h"
#include "machine_sleep.h"
#include "runner_parts.h"

static vm_value
machine_reset(struct vm *vm, size_t argc, vm_value *args)
{
	struct agent *agent = machine_agent(vm);

	(void)argc;
	(void)args;
	console_drain(agent, RUNNER_DRAIN_MS);
	boot_guard_note_reset(agent, true);
	port_reset(agent->port, PORT_RESET_HARD);
}

static vm_value
machine_soft_reset(struct vm *vm, size_t argc, vm_value *args)
{
	struct agent *agent = machine_agent(vm);

	(void)argc;
	(void)args;
	boot_guard_note_reset(agent, false);
	job_soft_reset(agent, false);
	runner_check(agent->runner);
	return VM_NONE;
}

static vm_value
machine_reset_cause(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return VM_INT(port_reset_cause(machine_agent(vm)->port));
}

static vm_value
machine_unique_id(struct vm *vm, size_t argc, vm_value *args)
{
	const char *id = machine_agent(vm)->settings.device_id;

	(void)argc;
	(void)args;
	return vm_bytes_new(vm, (const uint8_t *)id, strlen(id));
}

static vm_value
machine_freq(struct vm *vm, size_t argc, vm_value *args)
{
#if PORT_HAS_FREQUENCY
	if (argc > 0) {
		if (port_frequency_set(machine_agent(vm)->port,
			machine_number(vm, args[0], 1, "freq")) != 0)
			vm_raise_value_error(vm, "invalid freq");
		return VM_NONE;
	}
#endif
	(void)argc;
	(void)args;
	return vm_new_int(vm,
	    (intptr_t)port_frequency(machine_agent(vm)->port));
}

#if PORT_HAS_BOOTLOADER

/* The argument is a time limit; a programmer that does not come is waited
 * for. */
static vm_value
machine_bootloader(struct vm *vm, size_t argc, vm_value *args)
{
	struct agent *agent = machine_agent(vm);

	(void)argc;
	(void)args;
	console_drain(agent, RUNNER_DRAIN_MS);
	boot_guard_note_reset(agent, true);
	port_bootloader(agent->port);
}

VM_DEFINE_NATIVE(bootloader_native, machine_bootloader, 0, 1);

#endif

/* Sleeps until something happens, at most a millisecond. */
static vm_value
machine_idle(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
#if PORT_HAS_SLEEP
	telemetry_power(machine_agent(vm), PORT_POWER_IDLE);
#endif
	agent_idle(machine_agent(vm), 1);
#if PORT_HAS_SLEEP
	telemetry_power(machine_agent(vm), PORT_POWER_RUN);
#endif
	vm_poll(vm);
	return VM_NONE;
}

VM_DEFINE_NATIVE(reset_native, machine_reset, 0, 0);
VM_DEFINE_NATIVE(soft_reset_native, machine_soft_reset, 0, 0);
VM_DEFINE_NATIVE(reset_cause_native, machine_reset_cause, 0, 0);
VM_DEFINE_NATIVE(unique_id_native, machine_unique_id, 0, 0);
VM_DEFINE_NATIVE(freq_native, machine_freq, 0, PORT_HAS_FREQUENCY);
VM_DEFINE_NATIVE(idle_native, machine_idle, 0, 0);

static const struct vm_member members[] = {
	{ VM_NAME(Pin), VM_PTR(&vm_type_machine_pin) },
	{ VM_NAME(Signal), VM_PTR(&vm_type_machine_signal) },
	{ VM_NAME(PinBase), VM_PTR(&vm_type_machine_pin_base) },
	{ VM_NAME(ADC), VM_PTR(&vm_type_machine_adc) },
	{ VM_NAME(Timer), VM_PTR(&vm_type_machine_timer) },
	{ VM_NAME(RTC), VM_PTR(&vm_type_machine_rtc) },
	{ VM_NAME(SoftI2C), VM_PTR(&vm_type_machine_soft_i2c) },
	{ VM_NAME(SoftSPI), VM_PTR(&vm_type_machine_soft_spi) },
	{ VM_NAME(WDT), VM_PTR(&vm_type_machine_wdt) },
#if PORT_HAS_PWM
	{ VM_NAME(PWM), VM_PTR(&vm_type_machine_pwm) },
#endif
#if PORT_HAS_I2C
	{ VM_NAME(I2C), VM_PTR(&vm_type_machine_i2c) },
#endif
#if PORT_HAS_SPI
	{ VM_NAME(SPI), VM_PTR(&vm_type_machine_spi) },
#endif
#if PORT_HAS_UART
	{ VM_NAME(UART), VM_PTR(&vm_type_machine_uart) },
#endif
	{ VM_NAME(time_pulse_us), VM_PTR(&vm_machine_time_pulse_us) },
	{ VM_NAME(mem8), VM_PTR(&vm_machine_mem8) },
	{ VM_NAME(mem16), VM_PTR(&vm_machine_mem16) },
	{ VM_NAME(mem32), VM_PTR(&vm_machine_mem32) },
	{ VM_NAME(reset), VM_NATIVE(reset_native) },
#if PORT_HAS_BOOTLOADER
	{ VM_NAME(bootloader), VM_NATIVE(bootloader_native) },
#endif
	{ VM_NAME(soft_reset), VM_NATIVE(soft_reset_native) },
	{ VM_NAME(reset_cause), VM_NATIVE(reset_cause_native) },
	{ VM_NAME(unique_id), VM_NATIVE(unique_id_native) },
	{ VM_NAME(freq), VM_NATIVE(freq_native) },
	{ VM_NAME(idle), VM_NATIVE(idle_native) },
#if PORT_HAS_SLEEP
	{ VM_NAME(lightsleep), VM_PTR(&machine_lightsleep_native) },
	{ VM_NAME(sleep), VM_PTR(&machine_lightsleep_native) },
	{ VM_NAME(deepsleep), VM_PTR(&machine_deepsleep_native) },
	{ VM_NAME(wake_reason), VM_PTR(&machine_wake_reason_native) },
	{ VM_NAME(IDLE), VM_INT(MACHINE_IDLE) },
	{ VM_NAME(SLEEP), VM_INT(MACHINE_SLEEP) },
	{ VM_NAME(DEEPSLEEP), VM_INT(MACHINE_DEEPSLEEP) },
	{ VM_NAME(PWRON_WAKE), VM_INT(PORT_WAKE_POWER_ON) },
	{ VM_NAME(RTC_WAKE), VM_INT(PORT_WAKE_RTC) },
	{ VM_NAME(PIN_WAKE), VM_INT(PORT_WAKE_PIN) },
	{ VM_NAME(WLAN_WAKE), VM_INT(PORT_WAKE_NETWORK) },
#endif
	{ VM_NAME(PWRON_RESET), VM_INT(PORT_RESET_POWER_ON) },
	{ VM_NAME(HARD_RESET), VM_INT(PORT_RESET_HARD) },
	{ VM_NAME(WDT_RESET), VM_INT(PORT_RESET_WATCHDOG) },
	{ VM_NAME(DEEPSLEEP_RESET), VM_INT(PORT_RESET_DEEP_SLEEP) },
	{ VM_NAME(SOFT_RESET), VM_INT(PORT_RESET_SOFT) },
};

VM_DEFINE_MODULE(machine, members);

/* SPDX-License-Identifier: MIT */
/* The machine module: reset, clock, identity; pins are in machine_pin. */
#include "object/bytes.h"
#include "object/function.h"
#include "object/names.h"
#include "runtime/ops.h"
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

/* Handlers wait; what was so before. */
static vm_value
machine_disable_irq(struct vm *vm, size_t argc, vm_value *args)
{
	struct pins *pins = &machine_agent(vm)->pins;
	bool was_on = !pins->is_held;

	(void)argc;
	(void)args;
	pins->is_held = true;
	return vm_new_bool(was_on);
}

static vm_value
machine_enable_irq(struct vm *vm, size_t argc, vm_value *args)
{
	struct agent *agent = machine_agent(vm);

	agent->pins.is_held = argc > 0 && !vm_truth(vm, args[0]);
	agent_poll(agent);
	vm_poll(vm);
	return VM_NONE;
}

#if MACHINE_HAS_KINDS

/* 24 random bits. */
static vm_value
machine_rng(struct vm *vm, size_t argc, vm_value *args)
{
	uint8_t bytes[3];

	(void)argc;
	(void)args;
	port_random(machine_agent(vm)->port, bytes, sizeof(bytes));
	return VM_INT(bytes[0] << 16 | bytes[1] << 8 | bytes[2]);
}

VM_DEFINE_NATIVE(rng_native, machine_rng, 0, 0);

enum machine_kind
machine_kind(struct vm *vm)
{
	uint32_t modules = port_identity(machine_agent(vm)->port)->modules;

	if ((modules & PORT_MODULE_ESP32) != 0)
		return MACHINE_ESP32;
	if ((modules & PORT_MODULE_ESP) != 0)
		return MACHINE_ESP8266;
	return (modules & PORT_MODULE_WIPY) != 0 ? MACHINE_WIPY :
						   MACHINE_GENERIC;
}

#define ESPRESSIF (MACHINE_ESP32 | MACHINE_ESP8266)
#define OTHERS    (MACHINE_GENERIC | MACHINE_WIPY)

/* What is not on every kind of board, or not the same there. */
static const struct {
	vm_value name;
	vm_value value;
	uint32_t kinds;
} special[] = {
	{ VM_NAME(Pin), VM_PTR(&vm_type_machine_pin), MACHINE_GENERIC },
	{ VM_NAME(Pin), VM_PTR(&vm_type_machine_pin_esp32), MACHINE_ESP32 },
	{ VM_NAME(Pin), VM_PTR(&vm_type_machine_pin_esp8266), MACHINE_ESP8266 },
	{ VM_NAME(Pin), VM_PTR(&vm_type_machine_pin_wipy), MACHINE_WIPY },
	{ VM_NAME(ADC), VM_PTR(&vm_type_machine_adc), MACHINE_GENERIC },
	{ VM_NAME(ADC), VM_PTR(&vm_type_machine_adc_esp32), MACHINE_ESP32 },
	{ VM_NAME(ADC), VM_PTR(&vm_type_machine_adc_esp8266), MACHINE_ESP8266 },
	{ VM_NAME(ADC), VM_PTR(&vm_type_machine_adc_wipy), MACHINE_WIPY },
	{ VM_NAME(ADCBlock), VM_PTR(&vm_type_machine_adc_block),
	    MACHINE_ESP32 },
	{ VM_NAME(RTC), VM_PTR(&vm_type_machine_rtc), MACHINE_GENERIC },
	{ VM_NAME(RTC), VM_PTR(&vm_type_machine_rtc_esp32), MACHINE_ESP32 },
	{ VM_NAME(RTC), VM_PTR(&vm_type_machine_rtc_esp8266), MACHINE_ESP8266 },
	{ VM_NAME(RTC), VM_PTR(&vm_type_machine_rtc_wipy), MACHINE_WIPY },
	{ VM_NAME(UART), VM_PTR(&vm_type_machine_uart),
	    MACHINE_GENERIC | MACHINE_ESP32 },
	{ VM_NAME(UART), VM_PTR(&vm_type_machine_uart_esp8266),
	    MACHINE_ESP8266 },
	{ VM_NAME(UART), VM_PTR(&vm_type_machine_uart_wipy), MACHINE_WIPY },
	/* An ESP8266 has no such hardware: it is done in software. */
	{ VM_NAME(I2C), VM_PTR(&vm_type_machine_i2c), OTHERS | MACHINE_ESP32 },
	{ VM_NAME(I2C), VM_PTR(&vm_type_machine_soft_i2c), MACHINE_ESP8266 },
	{ VM_NAME(TouchPad), VM_PTR(&vm_type_machine_touch_pad),
	    MACHINE_ESP32 },
	{ VM_NAME(DAC), VM_PTR(&vm_type_machine_dac), MACHINE_ESP32 },
	{ VM_NAME(bitstream), VM_PTR(&machine_bitstream_native),
	    MACHINE_GENERIC | ESPRESSIF },
	{ VM_NAME(dht_readinto), VM_PTR(&machine_dht_readinto_native),
	    MACHINE_GENERIC | ESPRESSIF },
	{ VM_NAME(rng), VM_NATIVE(rng_native), OTHERS },
	{ VM_NAME(wake_reason), VM_PTR(&machine_wake_reason_native),
	    OTHERS | MACHINE_ESP32 },
	{ VM_NAME(PWRON_WAKE), VM_INT(PORT_WAKE_POWER_ON), OTHERS },
	{ VM_NAME(RTC_WAKE), VM_INT(PORT_WAKE_RTC), OTHERS },
	{ VM_NAME(PIN_WAKE), VM_INT(PORT_WAKE_PIN), OTHERS | MACHINE_ESP32 },
	{ VM_NAME(WLAN_WAKE), VM_INT(PORT_WAKE_NETWORK), OTHERS },
	{ VM_NAME(EXT0_WAKE), VM_INT(MACHINE_EXT0_WAKE), MACHINE_ESP32 },
	{ VM_NAME(EXT1_WAKE), VM_INT(MACHINE_EXT1_WAKE), MACHINE_ESP32 },
	{ VM_NAME(TIMER_WAKE), VM_INT(MACHINE_TIMER_WAKE), MACHINE_ESP32 },
	{ VM_NAME(TOUCHPAD_WAKE), VM_INT(MACHINE_TOUCHPAD_WAKE),
	    MACHINE_ESP32 },
	{ VM_NAME(ULP_WAKE), VM_INT(MACHINE_ULP_WAKE), MACHINE_ESP32 },
};

static vm_value
machine_getattr(struct vm *vm, vm_value name)
{
	enum machine_kind kind = machine_kind(vm);

	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++) {
		if (special[i].name == name && (special[i].kinds & kind) != 0)
			return special[i].value;
	}
	return VM_UNDEF;
}

#define BY_KIND(value) VM_UNDEF
#else
#define BY_KIND(value)  (value)
#define machine_getattr NULL
#endif

VM_DEFINE_NATIVE(disable_irq_native, machine_disable_irq, 0, 0);
VM_DEFINE_NATIVE(enable_irq_native, machine_enable_irq, 0, 1);
VM_DEFINE_NATIVE(reset_native, machine_reset, 0, 0);
VM_DEFINE_NATIVE(soft_reset_native, machine_soft_reset, 0, 0);
VM_DEFINE_NATIVE(reset_cause_native, machine_reset_cause, 0, 0);
VM_DEFINE_NATIVE(unique_id_native, machine_unique_id, 0, 0);
VM_DEFINE_NATIVE(freq_native, machine_freq, 0, PORT_HAS_FREQUENCY);
VM_DEFINE_NATIVE(idle_native, machine_idle, 0, 0);

static const struct vm_member members[] = {
	{ VM_NAME(Pin), BY_KIND(VM_PTR(&vm_type_machine_pin)) },
	{ VM_NAME(Signal), VM_PTR(&vm_type_machine_signal) },
	{ VM_NAME(PinBase), VM_PTR(&vm_type_machine_pin_base) },
	{ VM_NAME(ADC), BY_KIND(VM_PTR(&vm_type_machine_adc)) },
	{ VM_NAME(Timer), VM_PTR(&vm_type_machine_timer) },
	{ VM_NAME(RTC), BY_KIND(VM_PTR(&vm_type_machine_rtc)) },
	{ VM_NAME(SoftI2C), VM_PTR(&vm_type_machine_soft_i2c) },
	{ VM_NAME(SoftSPI), VM_PTR(&vm_type_machine_soft_spi) },
	{ VM_NAME(WDT), VM_PTR(&vm_type_machine_wdt) },
#if PORT_HAS_PWM
	{ VM_NAME(PWM), VM_PTR(&vm_type_machine_pwm) },
#endif
#if PORT_HAS_I2C
	{ VM_NAME(I2C), BY_KIND(VM_PTR(&vm_type_machine_i2c)) },
#endif
#if PORT_HAS_SPI
	{ VM_NAME(SPI), VM_PTR(&vm_type_machine_spi) },
#endif
#if PORT_HAS_UART
	{ VM_NAME(UART), BY_KIND(VM_PTR(&vm_type_machine_uart)) },
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
	{ VM_NAME(disable_irq), VM_NATIVE(disable_irq_native) },
	{ VM_NAME(enable_irq), VM_NATIVE(enable_irq_native) },
#if MACHINE_HAS_KINDS
	{ VM_NAME(ADCBlock), VM_UNDEF },
	{ VM_NAME(TouchPad), VM_UNDEF },
	{ VM_NAME(DAC), VM_UNDEF },
	{ VM_NAME(bitstream), VM_UNDEF },
	{ VM_NAME(dht_readinto), VM_UNDEF },
	{ VM_NAME(rng), VM_UNDEF },
	{ VM_NAME(EXT0_WAKE), VM_UNDEF },
	{ VM_NAME(EXT1_WAKE), VM_UNDEF },
	{ VM_NAME(TIMER_WAKE), VM_UNDEF },
	{ VM_NAME(TOUCHPAD_WAKE), VM_UNDEF },
	{ VM_NAME(ULP_WAKE), VM_UNDEF },
#endif
#if PORT_HAS_SLEEP
	{ VM_NAME(lightsleep), VM_PTR(&machine_lightsleep_native) },
	{ VM_NAME(sleep), VM_PTR(&machine_lightsleep_native) },
	{ VM_NAME(deepsleep), VM_PTR(&machine_deepsleep_native) },
	{ VM_NAME(wake_reason), BY_KIND(VM_PTR(&machine_wake_reason_native)) },
	{ VM_NAME(IDLE), VM_INT(MACHINE_IDLE) },
	{ VM_NAME(SLEEP), VM_INT(MACHINE_SLEEP) },
	{ VM_NAME(DEEPSLEEP), VM_INT(MACHINE_DEEPSLEEP) },
	{ VM_NAME(PWRON_WAKE), BY_KIND(VM_INT(PORT_WAKE_POWER_ON)) },
	{ VM_NAME(RTC_WAKE), BY_KIND(VM_INT(PORT_WAKE_RTC)) },
	{ VM_NAME(PIN_WAKE), BY_KIND(VM_INT(PORT_WAKE_PIN)) },
	{ VM_NAME(WLAN_WAKE), BY_KIND(VM_INT(PORT_WAKE_NETWORK)) },
#endif
	{ VM_NAME(PWRON_RESET), VM_INT(PORT_RESET_POWER_ON) },
	{ VM_NAME(HARD_RESET), VM_INT(PORT_RESET_HARD) },
	{ VM_NAME(WDT_RESET), VM_INT(PORT_RESET_WATCHDOG) },
	{ VM_NAME(DEEPSLEEP_RESET), VM_INT(PORT_RESET_DEEP_SLEEP) },
	{ VM_NAME(SOFT_RESET), VM_INT(PORT_RESET_SOFT) },
};

VM_DEFINE_MODULE_ATTR(machine, members, machine_getattr, NULL);

/* SPDX-License-Identifier: MIT */
/* machine.lightsleep, machine.deepsleep and what wakes from them. */
#include "object/arguments.h"
#include "object/int.h"
#include "object/names.h"
#include "runtime/raise.h"

#include "machine.h"
#include "machine_sleep.h"
#include "port_esp.h"
#include "runner_parts.h"

#if PORT_HAS_SLEEP

#define US_PER_MS 1000

/* When the alarm or the given time ends the sleep, whatever comes first. */
static uint64_t
sleep_end(struct vm *vm, size_t argc, const vm_value *args,
    enum machine_power mode)
{
	struct agent *agent = machine_agent(vm);
	uint64_t after_us = UINT64_MAX;
	uint64_t alarm_us = timers_left_us(agent, TIMERS_ALARM);

	if (argc > 0 && args[0] != VM_NONE)
		after_us = (uint64_t)machine_number(vm, args[0], 0, "time") *
		    US_PER_MS;
	if ((agent->wake.by_alarm & mode) != 0 && alarm_us != 0 &&
	    alarm_us < after_us)
		after_us = alarm_us;
	return after_us;
}

static uint64_t
wake_pins(const struct agent *agent, enum machine_power mode)
{
	uint64_t pins = 0;

	for (size_t i = 0; i < PINS_MAX; i++) {
		if ((agent->wake.by_pin[i] & mode) != 0)
			pins |= (uint64_t)1 << i;
	}
	return pins;
}

static uint64_t
pins_high(struct agent *agent)
{
	uint64_t high = 0;

	for (size_t i = 0; i < port_pin_count(agent->port); i++)
		high |= (uint64_t)port_pin_read(agent->port, i) << i;
	return high;
}

static bool
is_touched(struct agent *agent)
{
#if PORT_HAS_ESP
	return agent->wake.by_touch && port_touch_is_pressed(agent->port);
#else
	(void)agent;
	return false;
#endif
}

/* What ends a light sleep now; PORT_WAKE_POWER_ON: nothing. */
static enum port_wake_reason
light_reason(struct agent *agent, uint64_t pins)
{
	const struct wake_sources *wake = &agent->wake;
	uint64_t high = pins_high(agent);

	if ((wake->by_radio & MACHINE_SLEEP) != 0 && agent->radio.has_changed)
		return PORT_WAKE_NETWORK;
	if ((wake->edges & pins) != 0 || (wake->ext0_high & high) != 0 ||
	    (wake->ext0_low & ~high) != 0)
		return PORT_WAKE_PIN;
	if ((wake->ext1_high & high) != 0 ||
	    (wake->ext1_all_low != 0 && (wake->ext1_all_low & high) == 0))
		return PORT_WAKE_GROUP;
	return is_touched(agent) ? PORT_WAKE_TOUCH : PORT_WAKE_POWER_ON;
}

/* The program stands still; the board goes on answering its gateway. */
static vm_value
lightsleep(struct vm *vm, size_t argc, vm_value *args)
{
	struct agent *agent = machine_agent(vm);
	uint64_t after_us = sleep_end(vm, argc, args, MACHINE_SLEEP);
	uint64_t start_us = port_ticks_us(agent->port);
	uint64_t pins = wake_pins(agent, MACHINE_SLEEP);
	enum port_wake_reason reason;

	agent->wake.edges = 0;
	agent->radio.has_changed = false;
	telemetry_power(agent, PORT_POWER_LIGHT_SLEEP);
	while ((reason = light_reason(agent, pins)) == PORT_WAKE_POWER_ON &&
	    !agent->jobs.stop_wanted && !agent->jobs.abort_wanted) {
		uint64_t slept_us = port_ticks_us(agent->port) - start_us;
		uint64_t left_ms;

		if (slept_us >= after_us)
			break;
		left_ms = (after_us - slept_us + US_PER_MS - 1) / US_PER_MS;
		agent_idle(agent,
		    left_ms > UINT32_MAX ? UINT32_MAX : (uint32_t)left_ms);
	}
	agent->wake.light =
	    (uint8_t)(reason == PORT_WAKE_POWER_ON ? PORT_WAKE_RTC : reason);
	telemetry_power(agent, PORT_POWER_RUN);
	runner_check(agent->runner);
	vm_poll(vm);
	return VM_NONE;
}

static vm_value
deepsleep(struct vm *vm, size_t argc, vm_value *args)
{
	struct agent *agent = machine_agent(vm);
	struct port_wake wake = {
		.after_us = sleep_end(vm, argc, args, MACHINE_DEEPSLEEP),
		.high = agent->wake.ext0_high | agent->wake.ext1_high,
		.low = agent->wake.ext0_low,
		.all_low = agent->wake.ext1_all_low,
		.group = agent->wake.ext1_high,
		.by_touch = agent->wake.by_touch,
	};
	uint64_t pins = wake_pins(agent, MACHINE_DEEPSLEEP);

	wake.high |= pins & agent->wake.is_high;
	wake.low |= pins & ~agent->wake.is_high;
	telemetry_power(agent, PORT_POWER_DEEP_SLEEP);
	console_drain(agent, RUNNER_DRAIN_MS);
	port_deep_sleep(agent->port, &wake);
}

/* Of the last sleep, light or deep. */
static vm_value
wake_reason(struct vm *vm, size_t argc, vm_value *args)
{
	static const uint8_t esp32[] = {
		[PORT_WAKE_RTC] = MACHINE_TIMER_WAKE,
		[PORT_WAKE_PIN] = MACHINE_EXT0_WAKE,
		[PORT_WAKE_GROUP] = MACHINE_EXT1_WAKE,
		[PORT_WAKE_TOUCH] = MACHINE_TOUCHPAD_WAKE,
	};
	const struct agent *agent = machine_agent(vm);
	enum port_wake_reason reason = agent->wake.light != 0 ?
	    (enum port_wake_reason)agent->wake.light :
	    port_wake_reason(agent->port);

	(void)argc;
	(void)args;
	return VM_INT(
	    machine_kind(vm) == MACHINE_ESP32 ? esp32[reason] : reason);
}

VM_NATIVE_OBJECT(machine_lightsleep_native, lightsleep, 0, 1, 0);
VM_NATIVE_OBJECT(machine_deepsleep_native, deepsleep, 0, 1, 0);
VM_NATIVE_OBJECT(machine_wake_reason_native, wake_reason, 0, 0, 0);

#endif

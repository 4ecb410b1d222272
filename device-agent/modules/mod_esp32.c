/* SPDX-License-Identifier: MIT */
/* The module esp32: what wakes it, its temperature, its heap. */
#include "object/arguments.h"
#include "object/int.h"
#include "object/list.h"
#include "object/names.h"
#include "object/str.h"
#include "runtime/heap.h"
#include "runtime/ops.h"
#include "runtime/raise.h"

#include "agent_modules.h"
#include "machine.h"

#if PORT_HAS_ESP

#include "esp32.h"

enum { WAKEUP_ALL_LOW, WAKEUP_ANY_HIGH };

/* Capabilities of memory. */
#define HEAP_EXEC 1
#define HEAP_DATA 4

void
esp32_raise(struct vm *vm, enum esp32_error error)
{
	static const struct {
		enum esp32_error error;
		const char *name;
	} names[] = {
		{ ESP32_NVS_NOT_FOUND, "ESP_ERR_NVS_NOT_FOUND" },
		{ ESP32_NVS_KEY_TOO_LONG, "ESP_ERR_NVS_KEY_TOO_LONG" },
		{ ESP32_NVS_INVALID_LENGTH, "ESP_ERR_NVS_INVALID_LENGTH" },
		{ ESP32_OTA_VALIDATE_FAILED, "ESP_ERR_OTA_VALIDATE_FAILED" },
	};
	vm_value args[2] = { VM_INT(-(intptr_t)error), VM_NONE };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].error == error)
			args[1] = vm_str_from(vm, names[i].name);
	}
	vm_raise(vm, vm_exception_new(vm, &vm_type_OSError, 2, args));
}

/* ---- what ends a sleep -------------------------------------------------- */

static bool
is_any_high(struct vm *vm, vm_value level)
{
	intptr_t number = vm_get_int(vm, level);

	if (number != WAKEUP_ALL_LOW && number != WAKEUP_ANY_HIGH)
		vm_raise_value_error(vm, "invalid level");
	return number == WAKEUP_ANY_HIGH;
}

/* Pins that are awake in deep sleep are those with a converter. */
static uint64_t
wake_pin(struct vm *vm, vm_value v)
{
	size_t pin = machine_find_pin(vm, v);

	if (!pins_is_analog(machine_agent(vm), pin))
		vm_raise_value_error(vm, "invalid pin");
	return (uint64_t)1 << pin;
}

/* wake_on_ext0(pin, level): one pin, or None. */
static vm_value
wake_on_ext0(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(pin), VM_NAME(level) };
	vm_value out[] = { VM_NONE, VM_UNDEF };
	struct wake_sources *wake = &machine_agent(vm)->wake;
	uint64_t pin;
	bool is_high;

	vm_bind_keywords(vm, n_pos, n_kw, args, 2, 2, names, out);
	pin = out[0] == VM_NONE ? 0 : wake_pin(vm, out[0]);
	is_high = is_any_high(vm, out[1]);
	wake->ext0_high = is_high ? pin : 0;
	wake->ext0_low = is_high ? 0 : pin;
	return VM_NONE;
}

/* wake_on_ext1(pins, level): any of them high, or all of them low. */
static vm_value
wake_on_ext1(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(pins), VM_NAME(level) };
	vm_value out[] = { VM_NONE, VM_UNDEF };
	struct wake_sources *wake = &machine_agent(vm)->wake;
	uint64_t pins = 0;
	bool is_high;
	vm_value *items;
	size_t n;

	vm_bind_keywords(vm, n_pos, n_kw, args, 2, 2, names, out);
	if (out[0] != VM_NONE && !vm_sequence_items(out[0], &n, &items))
		vm_raise_type_error(vm, "pins is None, a tuple or a list");
	for (size_t i = 0; out[0] != VM_NONE && i < n; i++)
		pins |= wake_pin(vm, items[i]);
	is_high = is_any_high(vm, out[1]);
	wake->ext1_high = is_high ? pins : 0;
	wake->ext1_all_low = is_high ? 0 : pins;
	return VM_NONE;
}

static vm_value
wake_on_touch(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	machine_agent(vm)->wake.by_touch = vm_truth(vm, args[0]);
	return VM_NONE;
}

/* Switches of things this board does not have; or that change nothing, since
 * its pins keep nothing in deep sleep. */
static vm_value
accept_switch(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	vm_truth(vm, args[0]);
	return VM_NONE;
}

/* ---- readings ----------------------------------------------------------- */

static int32_t
read_celsius(struct vm *vm)
{
	int32_t milli_celsius;

	if (!port_temperature(machine_agent(vm)->port, &milli_celsius))
		vm_raise_os_error(vm, PORT_ENODEV);
	return milli_celsius / 1000;
}

/* The chip's sensor counts in Fahrenheit. */
static vm_value
raw_temperature(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return VM_INT(read_celsius(vm) * 9 / 5 + 32);
}

static vm_value
mcu_temperature(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return VM_INT(read_celsius(vm));
}

/* [(total, free, largest free block, least free seen)]: there is one heap,
 * and nobody watches it. */
static vm_value
idf_heap_info(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value list = vm_list_new(vm, 0, NULL);
	struct vm_heap_info info;
	vm_value out[4];

	(void)argc;
	if ((vm_get_int(vm, args[0]) & HEAP_DATA) == 0)
		return list;
	vm_heap_get_info(vm, &info, true);
	out[0] = vm_int_from_uint64(vm, info.total);
	out[1] = vm_int_from_uint64(vm, info.free);
	out[2] = vm_int_from_uint64(vm, info.max_free);
	out[3] = out[1];
	vm_list_append(vm, list, vm_tuple_new(vm, 4, out));
	return list;
}

VM_DEFINE_NATIVE(wake_on_touch_native, wake_on_touch, 1, 1);
VM_DEFINE_NATIVE(accept_switch_native, accept_switch, 1, 1);
VM_DEFINE_NATIVE_KW(wake_on_ext0_native, wake_on_ext0, 0, 2);
VM_DEFINE_NATIVE_KW(wake_on_ext1_native, wake_on_ext1, 0, 2);
VM_DEFINE_NATIVE(raw_temperature_native, raw_temperature, 0, 0);
VM_DEFINE_NATIVE(mcu_temperature_native, mcu_temperature, 0, 0);
VM_DEFINE_NATIVE(idf_heap_info_native, idf_heap_info, 1, 1);

static const struct vm_member members[] = {
	{ VM_NAME(wake_on_touch), VM_NATIVE(wake_on_touch_native) },
	{ VM_NAME(wake_on_ulp), VM_NATIVE(accept_switch_native) },
	{ VM_NAME(wake_on_ext0), VM_NATIVE(wake_on_ext0_native) },
	{ VM_NAME(wake_on_ext1), VM_NATIVE(wake_on_ext1_native) },
	{ VM_NAME(gpio_deep_sleep_hold), VM_NATIVE(accept_switch_native) },
	{ VM_NAME(raw_temperature), VM_NATIVE(raw_temperature_native) },
	{ VM_NAME(mcu_temperature), VM_NATIVE(mcu_temperature_native) },
	{ VM_NAME(idf_heap_info), VM_NATIVE(idf_heap_info_native) },
	{ VM_NAME(NVS), VM_PTR(&vm_type_esp32_nvs) },
	{ VM_NAME(Partition), VM_PTR(&vm_type_esp32_partition) },
	{ VM_NAME(ULP), VM_PTR(&vm_type_esp32_ulp) },
	{ VM_NAME(RMT), VM_PTR(&vm_type_esp32_rmt) },
	{ VM_NAME(WAKEUP_ALL_LOW), VM_FALSE },
	{ VM_NAME(WAKEUP_ANY_HIGH), VM_TRUE },
	{ VM_NAME(HEAP_DATA), VM_INT(HEAP_DATA) },
	{ VM_NAME(HEAP_EXEC), VM_INT(HEAP_EXEC) },
};

VM_DEFINE_MODULE(esp32, members);

/* ---- coprocessor -------------------------------------------------------- */

/* Nothing here runs its programs, and none is taken to lose it. */
static vm_value
ulp_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	(void)type;
	(void)args;
	vm_check_arguments(vm, n_pos, n_kw, 0, 0);
	vm_raise_error(vm, &vm_type_OSError, "this board has no ULP");
}

static const struct vm_slots ulp_slots = {
	.make = ulp_make,
};

VM_DEFINE_TYPE_PLAIN(esp32_ulp, ULP, NULL, VM_TYPE_FINAL, ulp_slots);

#endif

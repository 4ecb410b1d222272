/* SPDX-License-Identifier: MIT */
/* machine.RTC: date, alarm, and memory that survives deep sleep. */
#include <string.h>

#include "modules/calendar.h"
#include "object/arguments.h"
#include "object/buffer.h"
#include "object/bytes.h"
#include "object/int.h"
#include "object/list.h"
#include "object/names.h"
#include "object/record.h"
#include "object/sequence.h"
#include "runtime/ops.h"
#include "runtime/raise.h"

#include "machine.h"
#include "machine_sleep.h"
#include "runner_parts.h"

#define FIELDS    8 /* year month day weekday hours minutes seconds sub */
#define ALARM0    0
#define MS_PER_S  1000
#define US_PER_MS 1000

static vm_value
rtc_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	(void)args;
	vm_check_arguments(vm, n_pos, n_kw, 0, 1);
	return vm_record_new(vm, type, 0);
}

/* ---- date --------------------------------------------------------------- */

static vm_value
current_date(struct vm *vm)
{
	int64_t now_ms = port_clock_get_ms(machine_agent(vm)->port);
	struct vm_date date;
	vm_value out[FIELDS];

	vm_date_from_seconds(now_ms / MS_PER_S, &date);
	out[0] = vm_int_from_int64(vm, date.year);
	out[1] = VM_INT(date.month);
	out[2] = VM_INT(date.day);
	out[3] = VM_INT(date.weekday);
	out[4] = VM_INT(date.hour);
	out[5] = VM_INT(date.minute);
	out[6] = VM_INT(date.second);
	out[7] = VM_INT((intptr_t)(now_ms % MS_PER_S * US_PER_MS));
	return vm_tuple_new(vm, FIELDS, out);
}

/* Sets the clock to fields in the order year month day h m s microseconds. */
static void
set_date(struct vm *vm, const int64_t *field)
{
	int64_t seconds;

	if (field[0] < 1970 || field[1] < 1 || field[1] > 12 || field[2] < 1 ||
	    field[2] > 31)
		vm_raise_value_error(vm, "invalid date");
	seconds = vm_date_to_seconds(field[0], field[1], field[2]) +
	    field[3] * 3600 + field[4] * 60 + field[5];
	port_clock_set_ms(machine_agent(vm)->port,
	    seconds * MS_PER_S + field[6] / US_PER_MS);
}

static size_t
get_fields(struct vm *vm, vm_value tuple, int64_t *field, size_t min,
    size_t max)
{
	size_t n;
	vm_value *items;

	if (!vm_sequence_items(tuple, &n, &items))
		vm_raise_type_error(vm, "not a tuple of date and time");
	if (n < min || n > max)
		vm_raise_value_error(vm,
		    "date and time need %d to %d fields, got %d", (int)min,
		    (int)max, (int)n);
	for (size_t i = 0; i < n; i++)
		field[i] = items[i] == VM_NONE ? 0 : vm_get_int64(vm, items[i]);
	return n;
}

/* datetime([(year, month, day, weekday, hours, minutes, seconds, us)]) */
static vm_value
rtc_datetime(struct vm *vm, size_t argc, vm_value *args)
{
	int64_t field[FIELDS] = { 0 };

	if (argc == 1)
		return current_date(vm);
	get_fields(vm, args[1], field, FIELDS, FIELDS);
	memmove(field + 3, field + 4, 4 * sizeof(*field)); /* no weekday */
	set_date(vm, field);
	return VM_NONE;
}

/* init((year, month, day[, hour[, minute[, second[, us[, tzinfo]]]]])) */
static vm_value
rtc_init(struct vm *vm, size_t argc, vm_value *args)
{
	int64_t field[FIELDS] = { 0 };

	if (argc > 1) {
		get_fields(vm, args[1], field, 3, FIELDS);
		set_date(vm, field);
	}
	return VM_NONE;
}

/* (year, month, day, hour, minute, second, us, None) */
static vm_value
rtc_now(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value date = current_date(vm);
	vm_value out[FIELDS];
	size_t n;
	vm_value *items;

	(void)argc;
	(void)args;
	vm_sequence_items(date, &n, &items);
	memcpy(out, items, 3 * sizeof(*out));
	memcpy(out + 3, items + 4, 4 * sizeof(*out));
	out[7] = VM_NONE;
	return vm_tuple_new(vm, FIELDS, out);
}

/* Back to the time the clock shows after power on. */
static vm_value
rtc_deinit(struct vm *vm, size_t argc, vm_value *args)
{
	static const int64_t begin[FIELDS] = { 2015, 1, 1 };

	(void)argc;
	(void)args;
	set_date(vm, begin);
	return VM_NONE;
}

/* ---- alarm -------------------------------------------------------------- */

static void
check_alarm_id(struct vm *vm, vm_value id)
{
	if (vm_get_int(vm, id) != ALARM0)
		vm_raise_value_error(vm, "invalid alarm");
}

/* Milliseconds until the moment, which is a number of them or a date. */
static uint64_t
alarm_delay(struct vm *vm, vm_value when)
{
	int64_t field[FIELDS] = { 0 };
	int64_t left;

	if (vm_is_integer(when)) {
		left = vm_get_int64(vm, when);
	} else {
		get_fields(vm, when, field, 3, FIELDS);
		left = (vm_date_to_seconds(field[0], field[1], field[2]) +
			   field[3] * 3600 + field[4] * 60 + field[5]) *
			MS_PER_S +
		    field[6] / US_PER_MS -
		    port_clock_get_ms(machine_agent(vm)->port);
	}
	if (left <= 0)
		vm_raise_value_error(vm, "the time is over already");
	return (uint64_t)left;
}

/* alarm(id, time, repeat=False) */
static vm_value
rtc_alarm(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(id), VM_NAME(time),
		VM_NAME(repeat) };
	vm_value out[] = { VM_INT(ALARM0), VM_UNDEF, VM_FALSE };
	uint64_t delay_us;

	vm_bind_keywords(vm, n_pos - 1, n_kw, args + 1, 3, 2, names, out);
	check_alarm_id(vm, out[0]);
	delay_us = alarm_delay(vm, out[1]) * US_PER_MS;
	timers_start(machine_agent(vm), TIMERS_ALARM, delay_us,
	    vm_truth(vm, out[2]) ? delay_us : 0);
	return VM_NONE;
}

static vm_value
rtc_alarm_left(struct vm *vm, size_t argc, vm_value *args)
{
	if (argc > 1)
		check_alarm_id(vm, args[1]);
	return vm_int_from_uint64(vm,
	    timers_left_us(machine_agent(vm), TIMERS_ALARM) / US_PER_MS);
}

static vm_value
rtc_cancel(struct vm *vm, size_t argc, vm_value *args)
{
	if (argc > 1)
		check_alarm_id(vm, args[1]);
	timers_stop(machine_agent(vm), TIMERS_ALARM);
	return VM_NONE;
}

/* irq(trigger=ALARM0, handler=None, wake=IDLE) */
static vm_value
rtc_irq(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(trigger), VM_NAME(handler),
		VM_NAME(wake), VM_NAME(hard) };
	vm_value out[] = { VM_INT(ALARM0), VM_NONE, VM_INT(MACHINE_IDLE),
		VM_FALSE };
	vm_value irq;

	vm_bind_keywords(vm, n_pos - 1, n_kw, args + 1, 4, 0, names, out);
	check_alarm_id(vm, out[0]);
	machine_agent(vm)->wake.by_alarm = (uint8_t)vm_get_int(vm, out[2]);
	irq = machine_irq_new(vm, RUNNER_ALARM_SLOT, args[0]);
	machine_irq_set(vm, irq, out[1], ALARM0, out[3] == VM_TRUE);
	return irq;
}

VM_DEFINE_NATIVE(rtc_datetime_native, rtc_datetime, 1, 2);
VM_DEFINE_NATIVE(rtc_init_native, rtc_init, 1, 2);
VM_DEFINE_NATIVE(rtc_now_native, rtc_now, 1, 1);
VM_DEFINE_NATIVE(rtc_deinit_native, rtc_deinit, 1, 1);
VM_DEFINE_NATIVE_KW(rtc_alarm_native, rtc_alarm, 1, 4);
VM_DEFINE_NATIVE(rtc_alarm_left_native, rtc_alarm_left, 1, 2);
VM_DEFINE_NATIVE(rtc_cancel_native, rtc_cancel, 1, 2);
VM_DEFINE_NATIVE_KW(rtc_irq_native, rtc_irq, 1, 5);

#if PORT_HAS_SLEEP
/* ---- memory ------------------------------------------------------------- */

/* memory([bytes]): a length and the bytes, kept through deep sleep. */
static vm_value
rtc_memory(struct vm *vm, size_t argc, vm_value *args)
{
	size_t cap;
	uint8_t *kept = port_retained(machine_agent(vm)->port, &cap);
	struct vm_bytes_view view;
	uint16_t len;

	if (argc == 1) {
		memcpy(&len, kept, sizeof(len));
		return vm_bytes_new(vm, kept + sizeof(len), len);
	}
	vm_get_bytes_or_str(vm, args[1], &view);
	if (view.len > cap - sizeof(len))
		vm_raise_value_error(vm, "buffer too long");
	len = (uint16_t)view.len;
	memcpy(kept, &len, sizeof(len));
	memcpy(kept + sizeof(len), view.data, view.len);
	return VM_NONE;
}

VM_DEFINE_NATIVE(rtc_memory_native, rtc_memory, 1, 2);
#endif

#define DATE_MEMBERS                                           \
	{ VM_NAME(datetime), VM_NATIVE(rtc_datetime_native) }, \
	{                                                      \
		VM_NAME(init), VM_NATIVE(rtc_init_native)      \
	}
#define CLOCK_MEMBERS                                         \
	{ VM_NAME(now), VM_NATIVE(rtc_now_native) },          \
	{                                                     \
		VM_NAME(deinit), VM_NATIVE(rtc_deinit_native) \
	}
#define ALARM_MEMBERS                                                  \
	{ VM_NAME(alarm), VM_NATIVE(rtc_alarm_native) },               \
	    { VM_NAME(alarm_left), VM_NATIVE(rtc_alarm_left_native) }, \
	    { VM_NAME(alarm_cancel), VM_NATIVE(rtc_cancel_native) },   \
	    { VM_NAME(cancel), VM_NATIVE(rtc_cancel_native) },         \
	    { VM_NAME(irq), VM_NATIVE(rtc_irq_native) },               \
	{                                                              \
		VM_NAME(ALARM0), VM_INT(ALARM0)                        \
	}

static const struct vm_member rtc_members[] = {
	DATE_MEMBERS,
	CLOCK_MEMBERS,
	ALARM_MEMBERS,
#if PORT_HAS_SLEEP
	{ VM_NAME(memory), VM_NATIVE(rtc_memory_native) },
#endif
};

static const struct vm_slots rtc_slots = {
	.make = rtc_make,
};

VM_DEFINE_TYPE(machine_rtc, RTC, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    rtc_slots, rtc_members);

#if MACHINE_HAS_KINDS

static const struct vm_member rtc_esp32_members[] = {
	DATE_MEMBERS,
	{ VM_NAME(memory), VM_NATIVE(rtc_memory_native) },
};

VM_DEFINE_TYPE(machine_rtc_esp32, RTC, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    rtc_slots, rtc_esp32_members);

static const struct vm_member rtc_esp8266_members[] = {
	DATE_MEMBERS,
	ALARM_MEMBERS,
	{ VM_NAME(memory), VM_NATIVE(rtc_memory_native) },
};

VM_DEFINE_TYPE(machine_rtc_esp8266, RTC, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    rtc_slots, rtc_esp8266_members);

static const struct vm_member rtc_wipy_members[] = {
	DATE_MEMBERS,
	CLOCK_MEMBERS,
	ALARM_MEMBERS,
};

VM_DEFINE_TYPE(machine_rtc_wipy, RTC, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    rtc_slots, rtc_wipy_members);

#endif

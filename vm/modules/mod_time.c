/* SPDX-License-Identifier: MIT */
/* The module time: UTC, counted from 1970. */
#include "../object/float_value.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/module.h"
#include "../object/sequence.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/thread.h"
#include "calendar.h"
#include "ticks.h"

#define TIME_FIELDS 9
#define MS_PER_S    1000u
#define US_PER_MS   1000u
#define NS_PER_S    1000000000u
/* A sleep is cut in pieces, so that scheduled calls are served. */
#define SLEEP_PIECE_US 50000u

/* ---- the calendar ----------------------------------------------------- */

static uint64_t
now_ns(struct vm *vm)
{
	return vm->host->time_ns == NULL ? 0 : vm->host->time_ns(vm->host->ctx);
}

static int64_t
seconds_of(struct vm *vm, vm_value v)
{
#if VM_HAS_FLOAT
	if (vm_is_float(v)) {
		double s = vm_get_float(vm, v);
		int64_t whole;

		if (!(s > -0x1p63 && s < 0x1p63))
			vm_raise_overflow(vm, "time out of range");
		whole = (int64_t)s;
		return (double)whole > s ? whole - 1 : whole;
	}
#endif
	return vm_get_int64(vm, v);
}

/* There are no time zones: localtime is gmtime. */
static vm_value
broken_time(struct vm *vm, size_t argc, vm_value *args)
{
	int64_t seconds = argc > 0 && args[0] != VM_NONE ?
	    seconds_of(vm, args[0]) :
	    (int64_t)(now_ns(vm) / NS_PER_S);
	struct vm_date date;
	vm_value out[TIME_FIELDS];

	vm_date_from_seconds(seconds, &date);
	out[0] = vm_int_from_int64(vm, date.year);
	out[1] = VM_INT(date.month);
	out[2] = VM_INT(date.day);
	out[3] = VM_INT(date.hour);
	out[4] = VM_INT(date.minute);
	out[5] = VM_INT(date.second);
	out[6] = VM_INT(date.weekday);
	out[7] = VM_INT(date.yearday);
	out[8] = VM_INT(0); /* never daylight saving time */
	return vm_tuple_new(vm, TIME_FIELDS, out);
}

/* A field of a date: whatever its size, all of them make less than 2**63
 * seconds. */
static int64_t
date_field(struct vm *vm, vm_value v)
{
	int64_t field = vm_get_int64(vm, v);

	if (field < INT32_MIN || field > INT32_MAX)
		vm_raise_overflow(vm, "time out of range");
	return field;
}

static vm_value
make_time(struct vm *vm, size_t argc, vm_value *args)
{
	int64_t field[6];
	int64_t seconds;
	size_t n;
	vm_value *items;

	(void)argc;
	vm_get_sequence(vm, args[0], &n, &items);
	if (n < 8 || n > 9)
		vm_raise_type_error(vm,
		    "mktime needs a tuple of length 8 or 9");
	for (int i = 0; i < 6; i++)
		field[i] = date_field(vm, items[i]);
	seconds = vm_date_to_seconds(field[0], field[1], field[2]) +
	    field[3] * 3600 + field[4] * 60 + field[5];
	return vm_int_from_int64(vm, seconds);
}

static vm_value
time_s(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
#if VM_HAS_FLOAT && VM_FLOAT_BITS == 64
	return vm_new_float(vm, (double)(now_ns(vm) / US_PER_MS) / 1e6);
#else
	return vm_int_from_uint64(vm, now_ns(vm) / NS_PER_S);
#endif
}

static vm_value
time_ns(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return vm_int_from_uint64(vm, now_ns(vm));
}

/* ---- ticks and sleep -------------------------------------------------- */

static uint64_t
ticks(struct vm *vm)
{
	return vm->host->ticks_us == NULL ? 0 :
					    vm->host->ticks_us(vm->host->ctx);
}

static vm_value
wrapped(struct vm *vm, uint64_t t)
{
	return vm_int_from_uint64(vm, t & VM_TICKS_MASK);
}

uint64_t
vm_ticks_ms(struct vm *vm)
{
	return (ticks(vm) / US_PER_MS) & VM_TICKS_MASK;
}

static vm_value
ticks_ms(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return wrapped(vm, ticks(vm) / US_PER_MS);
}

static vm_value
ticks_us(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return wrapped(vm, ticks(vm));
}

static vm_value
ticks_cpu(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return wrapped(vm,
	    vm->host->ticks_cpu == NULL ? ticks(vm) :
					  vm->host->ticks_cpu(vm->host->ctx));
}

#if VM_HAS_FLOAT
/* Seconds of the processor; without its clock, of the one there is. */
static vm_value
clock_s(struct vm *vm, size_t argc, vm_value *args)
{
	uint64_t us = vm->host->cpu_us != NULL ?
	    vm->host->cpu_us(vm->host->ctx) :
	    ticks(vm);

	(void)argc;
	(void)args;
	return vm_new_float(vm, (vm_float)((double)us / 1e6));
}
VM_DEFINE_NATIVE(clock_native, clock_s, 0, 0);
#endif

static vm_value
ticks_add(struct vm *vm, size_t argc, vm_value *args)
{
	int64_t half = (int64_t)(VM_TICKS_PERIOD / 2);
	int64_t start = vm_get_int64(vm, args[0]);
	int64_t delta = vm_get_int64(vm, args[1]);

	(void)argc;
	if (delta >= half || delta < -half)
		vm_raise_overflow(vm, "ticks interval overflow");
	return wrapped(vm, (uint64_t)start + (uint64_t)delta);
}

static vm_value
ticks_diff(struct vm *vm, size_t argc, vm_value *args)
{
	uint64_t end = (uint64_t)vm_get_int64(vm, args[0]);
	uint64_t start = (uint64_t)vm_get_int64(vm, args[1]);

	(void)argc;
	return vm_int_from_int64(vm, vm_ticks_diff(end, start));
}

static int64_t
sleep_piece(struct vm *vm, void *arg)
{
	const uint64_t *us = arg;

	vm->host->sleep_us(vm->host->ctx, *us);
	return 0;
}

static void
sleep_for(struct vm *vm, uint64_t us)
{
	uint64_t start = ticks(vm);
	uint64_t passed = 0;

	vm_poll(vm);
	while (passed < us && vm->host->sleep_us != NULL) {
		uint64_t piece = us - passed;

		if (piece > SLEEP_PIECE_US)
			piece = SLEEP_PIECE_US;
		vm_blocking(vm, sleep_piece, &piece);
		vm_poll(vm);
		passed = ticks(vm) - start;
	}
}

static void
sleep_units(struct vm *vm, vm_value v, uint64_t us_per_unit)
{
	int64_t n = vm_get_int64(vm, v);

	if (n > 0)
		sleep_for(vm, (uint64_t)n * us_per_unit);
	else
		vm_poll(vm);
}

static vm_value
sleep_s(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
#if VM_HAS_FLOAT
	if (vm_is_float(args[0])) {
		double s = vm_get_float(vm, args[0]);

		if (!(s >= 0) || s > 1e12)
			vm_raise_value_error(vm,
			    "sleep length must be non-negative");
		sleep_for(vm, (uint64_t)(s * 1e6));
		return VM_NONE;
	}
#endif
	if (vm_is_integer(args[0]) && vm_get_int64(vm, args[0]) < 0)
		vm_raise_value_error(vm, "sleep length must be non-negative");
	sleep_units(vm, args[0], (uint64_t)US_PER_MS * MS_PER_S);
	return VM_NONE;
}

static vm_value
sleep_ms(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	sleep_units(vm, args[0], US_PER_MS);
	return VM_NONE;
}

static vm_value
sleep_us(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	sleep_units(vm, args[0], 1);
	return VM_NONE;
}

VM_DEFINE_NATIVE(gmtime_native, broken_time, 0, 1);
VM_DEFINE_NATIVE(mktime_native, make_time, 1, 1);
VM_DEFINE_NATIVE(sleep_native, sleep_s, 1, 1);
VM_DEFINE_NATIVE(sleep_ms_native, sleep_ms, 1, 1);
VM_DEFINE_NATIVE(sleep_us_native, sleep_us, 1, 1);
VM_DEFINE_NATIVE(ticks_add_native, ticks_add, 2, 2);
VM_DEFINE_NATIVE(ticks_cpu_native, ticks_cpu, 0, 0);
VM_DEFINE_NATIVE(ticks_diff_native, ticks_diff, 2, 2);
VM_DEFINE_NATIVE(ticks_ms_native, ticks_ms, 0, 0);
VM_DEFINE_NATIVE(ticks_us_native, ticks_us, 0, 0);
VM_DEFINE_NATIVE(time_native, time_s, 0, 0);
VM_DEFINE_NATIVE(time_ns_native, time_ns, 0, 0);

static const struct vm_member time_members[] = {
	{ VM_NAME(__name__), VM_NAME(time) },
#if VM_HAS_FLOAT
	{ VM_NAME(clock), VM_NATIVE(clock_native) },
#endif
	{ VM_NAME(gmtime), VM_NATIVE(gmtime_native) },
	{ VM_NAME(localtime), VM_NATIVE(gmtime_native) },
	{ VM_NAME(mktime), VM_NATIVE(mktime_native) },
	{ VM_NAME(sleep), VM_NATIVE(sleep_native) },
	{ VM_NAME(sleep_ms), VM_NATIVE(sleep_ms_native) },
	{ VM_NAME(sleep_us), VM_NATIVE(sleep_us_native) },
	{ VM_NAME(ticks_add), VM_NATIVE(ticks_add_native) },
	{ VM_NAME(ticks_cpu), VM_NATIVE(ticks_cpu_native) },
	{ VM_NAME(ticks_diff), VM_NATIVE(ticks_diff_native) },
	{ VM_NAME(ticks_ms), VM_NATIVE(ticks_ms_native) },
	{ VM_NAME(ticks_us), VM_NATIVE(ticks_us_native) },
	{ VM_NAME(time), VM_NATIVE(time_native) },
	{ VM_NAME(time_ns), VM_NATIVE(time_ns_native) },
};

VM_DEFINE_MODULE(time, time_members);

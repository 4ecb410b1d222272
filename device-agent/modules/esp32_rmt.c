/* SPDX-License-Identifier: MIT */
/* esp32.RMT: sequences of pulses that the board plays by itself. */
#include "object/arguments.h"
#include "object/bytes.h"
#include "object/int.h"
#include "object/list.h"
#include "object/names.h"
#include "runtime/ops.h"
#include "runtime/raise.h"
#include "runtime/writer.h"

#include "machine.h"

#if PORT_HAS_ESP

#include "esp32.h"
#include "runner_parts.h"

enum { CHANNEL, PIN, DIVIDER, IDLE, CARRIER, LOOP, SLOT_COUNT };

#define SOURCE_HZ   80000000
#define NS_PER_TWO  25 /* ticks of the source */
#define DIVIDER_MAX 255
#define PULSE_MAX   32767
#define LOOP_MAX    126 /* pulses */
#define USUAL_DIV   8
#define ALL_DUTY    100
#define LOOK_MS     1
#define NO_CHANNEL  (-1)

static struct vm_record *
rmt_of(struct vm *vm, vm_value self)
{
	struct vm_record *rmt = machine_self(vm, self, &vm_type_esp32_rmt);

	if (rmt->slots[CHANNEL] == VM_INT(NO_CHANNEL))
		vm_raise_error(vm, &vm_type_OSError, "RMT is deinitialised");
	return rmt;
}

static size_t
channel_of(const struct vm_record *rmt)
{
	return (size_t)vm_int_value(rmt->slots[CHANNEL]);
}

static struct port *
port_of(struct vm *vm)
{
	return machine_agent(vm)->port;
}

/* ---- setup -------------------------------------------------------------- */

/* (frequency, duty in per cent, level) */
static void
check_carrier(struct vm *vm, vm_value carrier)
{
	vm_value *items;
	size_t n;

	if (carrier == VM_NONE)
		return;
	if (!vm_sequence_items(carrier, &n, &items) || n != 3)
		vm_raise_value_error(vm, "tx_carrier must have 3 items");
	machine_number(vm, items[0], 1, "tx_carrier frequency");
	if (machine_number(vm, items[1], 0, "tx_carrier duty") > ALL_DUTY)
		vm_raise_value_error(vm, "tx_carrier duty must be 0..100");
	vm_truth(vm, items[2]);
}

static void
start(struct vm *vm, const struct vm_record *rmt, struct port_pulses *pulses)
{
	vm_value *items;
	size_t n;

	pulses->pin = (size_t)vm_int_value(rmt->slots[PIN]);
	pulses->idle_level = rmt->slots[IDLE] == VM_TRUE;
	if (rmt->slots[CARRIER] != VM_NONE) {
		vm_sequence_items(rmt->slots[CARRIER], &n, &items);
		pulses->carrier_hz =
		    machine_number(vm, items[0], 1, "tx_carrier frequency");
		pulses->carrier_duty = (uint8_t)vm_get_int(vm, items[1]);
		pulses->carrier_level = vm_truth(vm, items[2]);
	}
	if (port_pulses_start(port_of(vm), channel_of(rmt), pulses) != 0)
		vm_raise_no_memory(vm, pulses->count);
}

/* RMT(channel, *, pin, clock_div=8, idle_level=False, tx_carrier=None) */
static vm_value
rmt_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	static const vm_value names[] = { VM_NAME(channel), VM_NAME(pin),
		VM_NAME(clock_div), VM_NAME(idle_level), VM_NAME(tx_carrier) };
	vm_value out[] = { VM_UNDEF, VM_NONE, VM_INT(USUAL_DIV), VM_FALSE,
		VM_NONE };
	struct port_pulses none = { .count = 0 };
	struct vm_record *rmt;
	vm_value self;
	size_t pin;

	vm_bind_keywords(vm, n_pos, n_kw, args, 5, 2, names, out);
	if (machine_number(vm, out[0], 0, "channel") >= PORT_PULSE_CHANNELS)
		vm_raise_value_error(vm, "invalid channel");
	if (machine_number(vm, out[2], 1, "clock_div") > DIVIDER_MAX)
		vm_raise_value_error(vm, "clock_div must be between 1 and 255");
	pin = machine_find_pin(vm, out[1]);
	machine_check_output(vm, pin);
	check_carrier(vm, out[4]);
	self = vm_record_new(vm, type, SLOT_COUNT);
	rmt = vm_record(self);
	VM_SETREF(vm, rmt, slots[CHANNEL], out[0]);
	VM_SETREF(vm, rmt, slots[PIN], VM_INT((intptr_t)pin));
	VM_SETREF(vm, rmt, slots[DIVIDER], out[2]);
	VM_SETREF(vm, rmt, slots[IDLE], vm_new_bool(vm_truth(vm, out[3])));
	VM_SETREF(vm, rmt, slots[CARRIER], out[4]);
	VM_SETREF(vm, rmt, slots[LOOP], VM_FALSE);
	start(vm, rmt, &none);
	return self;
}

static vm_value
rmt_deinit(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_record *rmt = rmt_of(vm, args[0]);

	(void)argc;
	port_pulses_stop(port_of(vm), channel_of(rmt));
	VM_SETREF(vm, rmt, slots[CHANNEL], VM_INT(NO_CHANNEL));
	return VM_NONE;
}

static vm_value
rmt_source_freq(struct vm *vm, size_t argc, vm_value *args)
{
	(void)vm;
	(void)argc;
	(void)args;
	return VM_INT(SOURCE_HZ);
}

static vm_value
rmt_clock_div(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return rmt_of(vm, args[0])->slots[DIVIDER];
}

/* ---- pulses ------------------------------------------------------------- */

/* False: they go on after timeout_ms. */
static bool
wait_done(struct vm *vm, const struct vm_record *rmt, uint32_t timeout_ms)
{
	struct agent *agent = machine_agent(vm);
	uint32_t start_ms = agent_now_ms(agent);

	while (!port_pulses_are_done(agent->port, channel_of(rmt))) {
		if (agent_now_ms(agent) - start_ms >= timeout_ms)
			return false;
		agent_idle(agent, LOOK_MS);
		runner_check(agent->runner);
		vm_poll(vm);
	}
	return true;
}

/* wait_done(*, timeout=0) */
static vm_value
rmt_wait_done(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(timeout) };
	vm_value out[] = { VM_INT(0) };
	const struct vm_record *rmt = rmt_of(vm, args[0]);

	vm_bind_keywords(vm, n_pos - 1, n_kw, args + 1, 1, 0, names, out);
	return vm_new_bool(
	    wait_done(vm, rmt, machine_number(vm, out[0], 0, "timeout")));
}

static vm_value
rmt_loop(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_record *rmt = rmt_of(vm, args[0]);
	bool loops = vm_truth(vm, args[1]);

	(void)argc;
	if (!loops)
		port_pulses_end_loop(port_of(vm), channel_of(rmt));
	VM_SETREF(vm, rmt, slots[LOOP], vm_new_bool(loops));
	return VM_NONE;
}

static uint32_t
duration_ns(struct vm *vm, const struct vm_record *rmt, vm_value v)
{
	uint32_t units = machine_number(vm, v, 1, "duration");

	if (units > PULSE_MAX)
		vm_raise_value_error(vm, "duration must be 1..32767");
	return units * (uint32_t)vm_int_value(rmt->slots[DIVIDER]) *
	    NS_PER_TWO / 2;
}

/* One for all, or a sequence with one for each. */
struct series {
	vm_value one;
	vm_value *items;
	size_t count;
	bool is_many;
};

static void
get_series(vm_value v, struct series *series)
{
	*series = (struct series){ .one = v };
	series->is_many = vm_sequence_items(v, &series->count, &series->items);
}

/* How many pulses the two arguments make. */
static size_t
count_pulses(struct vm *vm, const struct series *durations,
    const struct series *data)
{
	size_t count = durations->is_many ? durations->count : data->count;

	if (!durations->is_many && !data->is_many)
		vm_raise_type_error(vm, "duration or data must be a sequence");
	if (durations->is_many && data->is_many &&
	    durations->count != data->count)
		vm_raise_value_error(vm,
		    "duration and data must have same length");
	if (count == 0 || count > PORT_PULSES_MAX)
		vm_raise_value_error(vm, "no pulses, or too many");
	return count;
}

/* write_pulses(duration, data=True) */
static vm_value
rmt_write_pulses(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(duration), VM_NAME(data) };
	vm_value out[] = { VM_UNDEF, VM_TRUE };
	const struct vm_record *rmt = rmt_of(vm, args[0]);
	struct port_pulses pulses = { .loops = rmt->slots[LOOP] == VM_TRUE };
	struct series durations;
	struct series data;
	vm_value room;
	uint32_t *ns;
	uint8_t *levels;

	vm_bind_keywords(vm, n_pos - 1, n_kw, args + 1, 2, 1, names, out);
	get_series(out[0], &durations);
	get_series(out[1], &data);
	pulses.count = count_pulses(vm, &durations, &data);
	if (pulses.loops && pulses.count > LOOP_MAX)
		vm_raise_value_error(vm, "too many pulses for a loop");
	room = vm_bytes_alloc(vm, pulses.count * (sizeof(*ns) + 1));
	ns = (uint32_t *)(uintptr_t)vm_bytes_data(room);
	levels = (uint8_t *)(ns + pulses.count);
	for (size_t i = 0; i < pulses.count; i++) {
		ns[i] = duration_ns(vm, rmt,
		    durations.is_many ? durations.items[i] : durations.one);
		levels[i] = data.is_many ?
		    vm_truth(vm, data.items[i]) :
		    vm_truth(vm, data.one) ^ (i % 2 != 0);
	}
	pulses.ns = ns;
	pulses.levels = levels;
	/* An earlier sequence, or turn of a loop, is played to its end. */
	port_pulses_end_loop(port_of(vm), channel_of(rmt));
	wait_done(vm, rmt, UINT32_MAX);
	start(vm, rmt, &pulses);
	return VM_NONE;
}

static void
rmt_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	const struct vm_record *rmt =
	    machine_self(vm, self, &vm_type_esp32_rmt);

	(void)kind;
	if (rmt->slots[CHANNEL] == VM_INT(NO_CHANNEL)) {
		vm_write_format(vm, out, "RMT()");
		return;
	}
	vm_write_format(vm, out,
	    "RMT(channel=%d, pin=%s, source_freq=%d, clock_div=%d, "
	    "idle_level=%d)",
	    (int)channel_of(rmt),
	    port_pin_name(port_of(vm), (size_t)vm_int_value(rmt->slots[PIN])),
	    SOURCE_HZ, (int)vm_int_value(rmt->slots[DIVIDER]),
	    rmt->slots[IDLE] == VM_TRUE);
}

VM_DEFINE_NATIVE(deinit_native, rmt_deinit, 1, 1);
VM_DEFINE_NATIVE(source_freq_native, rmt_source_freq, 1, 1);
VM_DEFINE_NATIVE(clock_div_native, rmt_clock_div, 1, 1);
VM_DEFINE_NATIVE_KW(wait_done_native, rmt_wait_done, 1, 1);
VM_DEFINE_NATIVE(loop_native, rmt_loop, 2, 2);
VM_DEFINE_NATIVE_KW(write_pulses_native, rmt_write_pulses, 1, 3);

static const struct vm_member rmt_members[] = {
	{ VM_NAME(deinit), VM_NATIVE(deinit_native) },
	{ VM_NAME(source_freq), VM_NATIVE(source_freq_native) },
	{ VM_NAME(clock_div), VM_NATIVE(clock_div_native) },
	{ VM_NAME(wait_done), VM_NATIVE(wait_done_native) },
	{ VM_NAME(loop), VM_NATIVE(loop_native) },
	{ VM_NAME(write_pulses), VM_NATIVE(write_pulses_native) },
	{ VM_NAME(PULSE_MAX), VM_INT(PULSE_MAX) },
};

static const struct vm_slots rmt_slots = {
	.print = rmt_print,
	.make = rmt_make,
};

VM_DEFINE_TYPE(esp32_rmt, RMT, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    rmt_slots, rmt_members);

#endif

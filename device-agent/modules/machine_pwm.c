/* SPDX-License-Identifier: MIT */
/* machine.PWM. */
#include "object/arguments.h"
#include "object/int.h"
#include "object/names.h"
#include "runtime/raise.h"
#include "runtime/writer.h"

#include "machine.h"

#if PORT_HAS_PWM

enum { PIN_SLOT, HERTZ_SLOT, DUTY_SLOT, SLOT_COUNT };

#define DUTY_MAX       65535u
#define DUTY_10        1023u /* of duty(), as ESP8266 programs know it */
#define NS_PER_S       1000000000u
#define USUAL_HZ       5000
#define ESP8266_HZ     500
#define ESP8266_HZ_MAX 1000

static struct vm_record *
pwm_of(struct vm *vm, vm_value self)
{
	return machine_self(vm, self, &vm_type_machine_pwm);
}

static uint32_t
slot_value(const struct vm_record *pwm, size_t slot)
{
	return (uint32_t)vm_int_value(pwm->slots[slot]);
}

static void
set_slot(struct vm *vm, struct vm_record *pwm, size_t slot, uint32_t value)
{
	VM_SETREF(vm, pwm, slots[slot], VM_INT((intptr_t)value));
}

static void
apply(struct vm *vm, const struct vm_record *pwm)
{
	machine_check(vm,
	    port_pwm_set(machine_agent(vm)->port, slot_value(pwm, PIN_SLOT),
		slot_value(pwm, HERTZ_SLOT),
		(uint16_t)slot_value(pwm, DUTY_SLOT)));
}

static uint32_t
duty_of(struct vm *vm, vm_value v, uint32_t max)
{
	uint32_t duty = machine_number(vm, v, 0, "duty");

	return duty < max ? duty : max;
}

/* As nanoseconds of a period. */
static uint32_t
duty_of_ns(struct vm *vm, const struct vm_record *pwm, vm_value v)
{
	uint64_t duty = (uint64_t)machine_number(vm, v, 0, "duty_ns") *
	    slot_value(pwm, HERTZ_SLOT) * DUTY_MAX / NS_PER_S;

	return duty < DUTY_MAX ? (uint32_t)duty : DUTY_MAX;
}

/* An ESP8266 makes its pulses in software. */
static uint32_t
get_hertz(struct vm *vm, vm_value v)
{
	uint32_t hertz = machine_number(vm, v, 1, "freq");

	if (machine_kind(vm) == MACHINE_ESP8266 && hertz > ESP8266_HZ_MAX)
		vm_raise_value_error(vm, "freq must be 1 to 1000");
	return hertz;
}

static void
configure(struct vm *vm, struct vm_record *pwm, size_t n_pos, size_t n_kw,
    const vm_value *args)
{
	static const vm_value names[] = { VM_NAME(freq), VM_NAME(duty),
		VM_NAME(duty_u16), VM_NAME(duty_ns) };
	vm_value out[] = { VM_UNDEF, VM_UNDEF, VM_UNDEF, VM_UNDEF };

	vm_bind_keywords(vm, n_pos, n_kw, args, 4, 0, names, out);
	if (out[0] != VM_UNDEF)
		set_slot(vm, pwm, HERTZ_SLOT, get_hertz(vm, out[0]));
	if (out[1] != VM_UNDEF)
		set_slot(vm, pwm, DUTY_SLOT,
		    duty_of(vm, out[1], DUTY_10) * DUTY_MAX / DUTY_10);
	if (out[2] != VM_UNDEF)
		set_slot(vm, pwm, DUTY_SLOT, duty_of(vm, out[2], DUTY_MAX));
	if (out[3] != VM_UNDEF)
		set_slot(vm, pwm, DUTY_SLOT, duty_of_ns(vm, pwm, out[3]));
	apply(vm, pwm);
}

static vm_value
pwm_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	vm_value self;
	size_t pin;

	if (n_pos < 1)
		vm_raise_arguments(vm);
	pin = machine_find_pin(vm, args[0]);
	machine_check_output(vm, pin);
	self = vm_record_new(vm, type, SLOT_COUNT);
	set_slot(vm, vm_record(self), PIN_SLOT, (uint32_t)pin);
	set_slot(vm, vm_record(self), HERTZ_SLOT,
	    machine_kind(vm) == MACHINE_ESP8266 ? ESP8266_HZ : USUAL_HZ);
	set_slot(vm, vm_record(self), DUTY_SLOT, DUTY_MAX / 2);
	configure(vm, vm_record(self), n_pos - 1, n_kw, args + 1);
	return self;
}

static vm_value
pwm_init(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	configure(vm, pwm_of(vm, args[0]), n_pos - 1, n_kw, args + 1);
	return VM_NONE;
}

static vm_value
pwm_deinit(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_record *pwm = pwm_of(vm, args[0]);

	(void)argc;
	port_pwm_set(machine_agent(vm)->port, slot_value(pwm, PIN_SLOT), 0, 0);
	return VM_NONE;
}

static vm_value
pwm_freq(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_record *pwm = pwm_of(vm, args[0]);

	if (argc == 1)
		return pwm->slots[HERTZ_SLOT];
	set_slot(vm, pwm, HERTZ_SLOT, get_hertz(vm, args[1]));
	apply(vm, pwm);
	return VM_NONE;
}

static vm_value
pwm_duty(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_record *pwm = pwm_of(vm, args[0]);

	if (argc == 1)
		return VM_INT((intptr_t)((slot_value(pwm, DUTY_SLOT) * DUTY_10 +
					     DUTY_MAX / 2) /
		    DUTY_MAX));
	set_slot(vm, pwm, DUTY_SLOT,
	    duty_of(vm, args[1], DUTY_10) * DUTY_MAX / DUTY_10);
	apply(vm, pwm);
	return VM_NONE;
}

static vm_value
pwm_duty_u16(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_record *pwm = pwm_of(vm, args[0]);

	if (argc == 1)
		return pwm->slots[DUTY_SLOT];
	set_slot(vm, pwm, DUTY_SLOT, duty_of(vm, args[1], DUTY_MAX));
	apply(vm, pwm);
	return VM_NONE;
}

static vm_value
pwm_duty_ns(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_record *pwm = pwm_of(vm, args[0]);

	if (argc == 1)
		return vm_int_from_uint64(vm,
		    (uint64_t)slot_value(pwm, DUTY_SLOT) * NS_PER_S / DUTY_MAX /
			slot_value(pwm, HERTZ_SLOT));
	set_slot(vm, pwm, DUTY_SLOT, duty_of_ns(vm, pwm, args[1]));
	apply(vm, pwm);
	return VM_NONE;
}

static void
pwm_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	const struct vm_record *pwm = vm_record(self);

	(void)kind;
	vm_write_format(vm, out, "PWM('%s', freq=%u, duty_u16=%u)",
	    port_pin_name(machine_agent(vm)->port, slot_value(pwm, PIN_SLOT)),
	    (unsigned)slot_value(pwm, HERTZ_SLOT),
	    (unsigned)slot_value(pwm, DUTY_SLOT));
}

VM_DEFINE_NATIVE_KW(pwm_init_native, pwm_init, 1, 5);
VM_DEFINE_NATIVE(pwm_deinit_native, pwm_deinit, 1, 1);
VM_DEFINE_NATIVE(pwm_freq_native, pwm_freq, 1, 2);
VM_DEFINE_NATIVE(pwm_duty_native, pwm_duty, 1, 2);
VM_DEFINE_NATIVE(pwm_duty_u16_native, pwm_duty_u16, 1, 2);
VM_DEFINE_NATIVE(pwm_duty_ns_native, pwm_duty_ns, 1, 2);

static const struct vm_member pwm_members[] = {
	{ VM_NAME(init), VM_NATIVE(pwm_init_native) },
	{ VM_NAME(deinit), VM_NATIVE(pwm_deinit_native) },
	{ VM_NAME(freq), VM_NATIVE(pwm_freq_native) },
	{ VM_NAME(duty), VM_NATIVE(pwm_duty_native) },
	{ VM_NAME(duty_u16), VM_NATIVE(pwm_duty_u16_native) },
	{ VM_NAME(duty_ns), VM_NATIVE(pwm_duty_ns_native) },
};

static const struct vm_slots pwm_slots = {
	.print = pwm_print,
	.make = pwm_make,
};

VM_DEFINE_TYPE(machine_pwm, PWM, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    pwm_slots, pwm_members);

#endif

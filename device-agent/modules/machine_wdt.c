/* SPDX-License-Identifier: MIT */
/* machine.WDT: the program must feed it in time, or the board restarts. */
#include "object/arguments.h"
#include "object/names.h"
#include "object/record.h"
#include "runtime/raise.h"

#include "core/firmware.h"
#include "machine.h"

#define DEFAULT_MS  5000
#define WIPY_MIN_MS 1000

/* WDT(id=0, timeout=5000); it cannot be stopped. */
static vm_value
wdt_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	static const vm_value names[] = { VM_NAME(id), VM_NAME(timeout) };
	vm_value out[] = { VM_UNDEF, VM_UNDEF };
	uint32_t timeout_ms = DEFAULT_MS;

	vm_bind_keywords(vm, n_pos, n_kw, args, 2, 0, names, out);
	if (out[0] != VM_UNDEF && out[0] != VM_INT(0))
		vm_raise_value_error(vm, "no such watchdog");
	if (out[1] != VM_UNDEF && machine_kind(vm) == MACHINE_ESP8266)
		vm_raise_value_error(vm, "the timeout is fixed");
	if (out[1] != VM_UNDEF)
		timeout_ms = machine_number(vm, out[1],
		    machine_kind(vm) == MACHINE_WIPY ? WIPY_MIN_MS : 1,
		    "timeout");
	firmware_start_program_watchdog(machine_agent(vm), timeout_ms);
	return vm_record_new(vm, type, 0);
}

static vm_value
wdt_feed(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	firmware_feed_program_watchdog(machine_agent(vm));
	return VM_NONE;
}

VM_DEFINE_NATIVE(wdt_feed_native, wdt_feed, 1, 1);

static const struct vm_member wdt_members[] = {
	{ VM_NAME(feed), VM_NATIVE(wdt_feed_native) },
};

static const struct vm_slots wdt_slots = {
	.make = wdt_make,
};

VM_DEFINE_TYPE(machine_wdt, WDT, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    wdt_slots, wdt_members);

/* SPDX-License-Identifier: MIT */
/* machine.I2C and machine.SoftI2C: the methods, for either kind of bus. */
#include "object/arguments.h"
#include "object/buffer.h"
#include "object/bytes.h"
#include "object/int.h"
#include "object/list.h"
#include "object/names.h"
#include "object/sequence.h"
#include "runtime/ops.h"
#include "runtime/raise.h"
#include "runtime/writer.h"

#include "machine.h"
#include "machine_soft_i2c.h"

#define FREQUENCY     400000
#define TIMEOUT_US    50000
#define ADDRESS_FIRST 0x08 /* what is outside has a meaning of its own */
#define ADDRESS_LAST  0x77
#define ADDRESS_MAX   0x7f
#define PARTS_MAX     8
#define MEMADDR_MAX   4

/* ---- one transfer ------------------------------------------------------- */

static bool
is_soft(const struct vm_record *bus)
{
#if PORT_HAS_I2C
	return bus->type == &vm_type_machine_soft_i2c;
#else
	(void)bus;
	return true;
#endif
}

static struct vm_record *
bus_of(struct vm *vm, vm_value self)
{
#if PORT_HAS_I2C
	if (vm_is_record(self, &vm_type_machine_i2c))
		return vm_record(self);
#endif
	return machine_self(vm, self, &vm_type_machine_soft_i2c);
}

static int
transfer(struct vm *vm, const struct vm_record *bus, uint32_t address,
    const struct port_i2c_part *parts, size_t count, bool stop)
{
	struct port *port = machine_agent(vm)->port;
	struct soft_i2c soft;

	if (!is_soft(bus)) {
#if PORT_HAS_I2C
		return port_i2c_transfer(port,
		    (size_t)vm_int_value(bus->slots[I2C_BUS]), (uint8_t)address,
		    parts, count, stop);
#endif
	}
	soft_i2c_of(&soft, port, bus);
	return soft_i2c_transfer(&soft, (uint8_t)address, parts, count, stop);
}

static uint32_t
address_of(struct vm *vm, vm_value v)
{
	uint32_t address = machine_number(vm, v, 0, "address");

	if (address > ADDRESS_MAX)
		vm_raise_value_error(vm, "invalid address");
	return address;
}

/* ---- making ------------------------------------------------------------- */

static void
configure(struct vm *vm, struct vm_record *bus, size_t n_pos, size_t n_kw,
    const vm_value *args)
{
	static const vm_value names[] = { VM_NAME(scl), VM_NAME(sda),
		VM_NAME(freq), VM_NAME(timeout) };
	vm_value out[] = { VM_UNDEF, VM_UNDEF, VM_INT(FREQUENCY),
		VM_INT(TIMEOUT_US) };
	size_t scl;
	size_t sda;
	uint32_t hertz;

	vm_bind_keywords(vm, n_pos, n_kw, args, 4, is_soft(bus) ? 2 : 0, names,
	    out);
	scl = machine_optional_pin(vm, out[0]);
	sda = machine_optional_pin(vm, out[1]);
	hertz = machine_number(vm, out[2], 1, "freq");
	if (is_soft(bus) && (scl == PORT_ANY_PIN || sda == PORT_ANY_PIN))
		vm_raise_value_error(vm, "must specify all of scl/sda");
	if (!is_soft(bus)) {
#if PORT_HAS_I2C
		machine_check(vm,
		    port_i2c_open(machine_agent(vm)->port,
			(size_t)vm_int_value(bus->slots[I2C_BUS]), &scl, &sda,
			hertz));
#endif
	}
	VM_SETREF(vm, bus, slots[I2C_SCL], VM_INT((intptr_t)scl));
	VM_SETREF(vm, bus, slots[I2C_SDA], VM_INT((intptr_t)sda));
	VM_SETREF(vm, bus, slots[I2C_FREQUENCY], VM_INT((intptr_t)hertz));
	VM_SETREF(vm, bus, slots[I2C_TIMEOUT],
	    VM_INT((intptr_t)machine_number(vm, out[3], 0, "timeout")));
	if (is_soft(bus)) {
		struct soft_i2c soft;

		soft_i2c_of(&soft, machine_agent(vm)->port, bus);
		soft_i2c_init(&soft);
	}
}

static vm_value
new_bus(struct vm *vm, const struct vm_type *type, size_t number, size_t n_pos,
    size_t n_kw, const vm_value *args)
{
	vm_value self = vm_record_new(vm, type, I2C_SLOTS);

	for (size_t i = 0; i < I2C_SLOTS; i++)
		VM_SETREF(vm, vm_record(self), slots[i], VM_INT(0));
	VM_SETREF(vm, vm_record(self), slots[I2C_BUS],
	    VM_INT((intptr_t)number));
	configure(vm, vm_record(self), n_pos, n_kw, args);
	return self;
}

#if PORT_HAS_I2C
/* I2C([id,] *, scl, sda, freq=400000, timeout=50000) */
static vm_value
i2c_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	intptr_t number = 0;
	size_t used = n_pos > 0 ? 1 : 0;

	vm_check_arguments(vm, n_pos, 0, 0, 1);
	if (used > 0)
		number = vm_get_int(vm, args[0]);
	/* -1 once meant a bus in software. */
	if (number == -1)
		return new_bus(vm, &vm_type_machine_soft_i2c, 0, 0, n_kw,
		    args + used);
	if (number < 0 ||
	    (size_t)number >= port_i2c_count(machine_agent(vm)->port))
		vm_raise_value_error(vm, "I2C(%d) doesn't exist", (int)number);
	return new_bus(vm, type, (size_t)number, 0, n_kw, args + used);
}
#endif

static vm_value
soft_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	return new_bus(vm, type, 0, n_pos, n_kw, args);
}

static vm_value
i2c_init(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	configure(vm, bus_of(vm, args[0]), n_pos - 1, n_kw, args + 1);
	return VM_NONE;
}

static vm_value
i2c_deinit(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	bus_of(vm, args[0]);
	return VM_NONE;
}

/* ---- scan, read, write -------------------------------------------------- */

static vm_value
i2c_scan(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *bus = bus_of(vm, args[0]);
	vm_value list = vm_list_new(vm, 0, NULL);

	(void)argc;
	for (uint32_t a = ADDRESS_FIRST; a <= ADDRESS_LAST; a++) {
		struct port_i2c_part nothing = { .len = 0 };

		if (transfer(vm, bus, a, &nothing, 1, true) >= 0)
			vm_list_append(vm, list, VM_INT((intptr_t)a));
		vm_poll(vm);
	}
	return list;
}

static bool
stop_argument(struct vm *vm, size_t argc, const vm_value *args)
{
	return argc > 3 ? vm_truth(vm, args[3]) : true;
}

/* readfrom(addr, nbytes, stop=True) */
static vm_value
i2c_readfrom(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *bus = bus_of(vm, args[0]);
	uint32_t address = address_of(vm, args[1]);
	struct vm_bytes_view view;
	struct port_i2c_part part;
	vm_value out = machine_new_bytes(vm, args[2], &view);

	part = (struct port_i2c_part){ view.data, view.len, true };
	machine_check(vm,
	    transfer(vm, bus, address, &part, 1,
		stop_argument(vm, argc, args)));
	return out;
}

static vm_value
i2c_readfrom_into(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *bus = bus_of(vm, args[0]);
	uint32_t address = address_of(vm, args[1]);
	struct vm_bytes_view view;
	struct port_i2c_part part;

	vm_get_bytes_writable(vm, args[2], &view);
	part = (struct port_i2c_part){ view.data, view.len, true };
	machine_check(vm,
	    transfer(vm, bus, address, &part, 1,
		stop_argument(vm, argc, args)));
	return VM_NONE;
}

static vm_value
i2c_writeto(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *bus = bus_of(vm, args[0]);
	uint32_t address = address_of(vm, args[1]);
	struct vm_bytes_view view;
	struct port_i2c_part part;

	vm_get_bytes_or_str(vm, args[2], &view);
	part = (struct port_i2c_part){ view.data, view.len, false };
	return VM_INT(machine_check(vm,
	    transfer(vm, bus, address, &part, 1,
		stop_argument(vm, argc, args))));
}

/* writevto(addr, (buf, ...), stop=True) */
static vm_value
i2c_writevto(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *bus = bus_of(vm, args[0]);
	uint32_t address = address_of(vm, args[1]);
	struct port_i2c_part parts[PARTS_MAX];
	size_t n;
	vm_value *items;

	if (!vm_sequence_items(args[2], &n, &items))
		vm_raise_type_error(vm, "vector must be a tuple or list");
	if (n > PARTS_MAX)
		vm_raise_value_error(vm, "vector too long");
	for (size_t i = 0; i < n; i++) {
		struct vm_bytes_view view;

		vm_get_bytes_or_str(vm, items[i], &view);
		parts[i] = (struct port_i2c_part){ view.data, view.len, false };
	}
	return VM_INT(machine_check(vm,
	    transfer(vm, bus, address, parts, n,
		stop_argument(vm, argc, args))));
}

/* ---- memory of a device ------------------------------------------------- */

struct memory_access {
	const struct vm_record *bus;
	uint32_t address;
	uint8_t place[MEMADDR_MAX]; /* big-endian */
	size_t place_len;
	vm_value last; /* nbytes or buf */
};

/* addr, memaddr, nbytes or buf, *, addrsize=8 */
static void
memory_arguments(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args,
    vm_value last_name, struct memory_access *access)
{
	const vm_value names[] = { VM_NAME(addr), VM_NAME(memaddr), last_name,
		VM_NAME(addrsize) };
	vm_value out[] = { VM_UNDEF, VM_UNDEF, VM_UNDEF, VM_INT(8) };
	uint64_t place;
	uint32_t bits;

	access->bus = bus_of(vm, args[0]);
	vm_bind_keywords(vm, n_pos - 1, n_kw, args + 1, 4, 3, names, out);
	access->address = address_of(vm, out[0]);
	place = vm_get_uint64_truncated(vm, VM_INT(vm_get_int(vm, out[1])));
	bits = machine_number(vm, out[3], 0, "addrsize");
	if (bits % 8 != 0 || bits > 8 * MEMADDR_MAX)
		vm_raise_value_error(vm, "invalid addrsize");
	access->place_len = bits / 8;
	for (size_t i = 0; i < access->place_len; i++)
		access->place[i] =
		    (uint8_t)(place >> (8 * (access->place_len - 1 - i)));
	access->last = out[2];
}

static void
memory_transfer(struct vm *vm, struct memory_access *access, uint8_t *bytes,
    size_t len, bool is_read)
{
	struct port_i2c_part parts[] = {
		{ access->place, access->place_len, false },
		{ bytes, len, is_read },
	};

	machine_check(vm,
	    transfer(vm, access->bus, access->address, parts, 2, true));
}

static vm_value
i2c_readfrom_mem(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	struct memory_access access;
	struct vm_bytes_view view;
	vm_value out;

	memory_arguments(vm, n_pos, n_kw, args, VM_NAME(nbytes), &access);
	out = machine_new_bytes(vm, access.last, &view);
	memory_transfer(vm, &access, view.data, view.len, true);
	return out;
}

static vm_value
i2c_readfrom_mem_into(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	struct memory_access access;
	struct vm_bytes_view view;

	memory_arguments(vm, n_pos, n_kw, args, VM_NAME(buf), &access);
	vm_get_bytes_writable(vm, access.last, &view);
	memory_transfer(vm, &access, view.data, view.len, true);
	return VM_NONE;
}

static vm_value
i2c_writeto_mem(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	struct memory_access access;
	struct vm_bytes_view view;

	memory_arguments(vm, n_pos, n_kw, args, VM_NAME(buf), &access);
	vm_get_bytes_or_str(vm, access.last, &view);
	memory_transfer(vm, &access, view.data, view.len, false);
	return VM_NONE;
}

/* ---- single steps, of buses in software --------------------------------- */

static struct soft_i2c
soft_of(struct vm *vm, vm_value self)
{
	const struct vm_record *bus = bus_of(vm, self);
	struct soft_i2c soft;

	if (!is_soft(bus))
		vm_raise_os_error(vm, 95); /* EOPNOTSUPP */
	soft_i2c_of(&soft, machine_agent(vm)->port, bus);
	return soft;
}

static vm_value
i2c_start(struct vm *vm, size_t argc, vm_value *args)
{
	struct soft_i2c soft = soft_of(vm, args[0]);

	(void)argc;
	machine_check(vm, soft_i2c_start(&soft));
	return VM_NONE;
}

static vm_value
i2c_stop(struct vm *vm, size_t argc, vm_value *args)
{
	struct soft_i2c soft = soft_of(vm, args[0]);

	(void)argc;
	machine_check(vm, soft_i2c_stop(&soft));
	return VM_NONE;
}

/* write(buf): the number of bytes acknowledged */
static vm_value
i2c_write(struct vm *vm, size_t argc, vm_value *args)
{
	struct soft_i2c soft = soft_of(vm, args[0]);
	struct vm_bytes_view view;

	(void)argc;
	vm_get_bytes_or_str(vm, args[1], &view);
	return VM_INT(
	    machine_check(vm, soft_i2c_write(&soft, view.data, view.len)));
}

/* readinto(buf, nack=True) */
static vm_value
i2c_readinto(struct vm *vm, size_t argc, vm_value *args)
{
	struct soft_i2c soft = soft_of(vm, args[0]);
	struct vm_bytes_view view;
	bool nack = argc > 2 ? vm_truth(vm, args[2]) : true;

	vm_get_bytes_writable(vm, args[1], &view);
	machine_check(vm, soft_i2c_read(&soft, view.data, view.len, nack));
	return VM_NONE;
}

static void
i2c_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	struct port *port = machine_agent(vm)->port;
	const struct vm_record *bus = vm_record(self);

	(void)kind;
	vm_write_format(vm, out, "%s(", is_soft(bus) ? "SoftI2C" : "I2C");
	if (!is_soft(bus))
		vm_write_format(vm, out, "%d, ",
		    (int)vm_int_value(bus->slots[I2C_BUS]));
	vm_write_format(vm, out, "scl=%s, sda=%s, freq=%d)",
	    port_pin_name(port, (size_t)vm_int_value(bus->slots[I2C_SCL])),
	    port_pin_name(port, (size_t)vm_int_value(bus->slots[I2C_SDA])),
	    (int)vm_int_value(bus->slots[I2C_FREQUENCY]));
}

VM_DEFINE_NATIVE_KW(i2c_init_native, i2c_init, 1, 5);
VM_DEFINE_NATIVE(i2c_deinit_native, i2c_deinit, 1, 1);
VM_DEFINE_NATIVE(i2c_scan_native, i2c_scan, 1, 1);
VM_DEFINE_NATIVE(i2c_readfrom_native, i2c_readfrom, 3, 4);
VM_DEFINE_NATIVE(i2c_readfrom_into_native, i2c_readfrom_into, 3, 4);
VM_DEFINE_NATIVE(i2c_writeto_native, i2c_writeto, 3, 4);
VM_DEFINE_NATIVE(i2c_writevto_native, i2c_writevto, 3, 4);
VM_DEFINE_NATIVE_KW(i2c_readfrom_mem_native, i2c_readfrom_mem, 1, 5);
VM_DEFINE_NATIVE_KW(i2c_readfrom_mem_into_native, i2c_readfrom_mem_into, 1, 5);
VM_DEFINE_NATIVE_KW(i2c_writeto_mem_native, i2c_writeto_mem, 1, 5);
VM_DEFINE_NATIVE(i2c_start_native, i2c_start, 1, 1);
VM_DEFINE_NATIVE(i2c_stop_native, i2c_stop, 1, 1);
VM_DEFINE_NATIVE(i2c_write_native, i2c_write, 2, 2);
VM_DEFINE_NATIVE(i2c_readinto_native, i2c_readinto, 2, 3);

static const struct vm_member i2c_members[] = {
	{ VM_NAME(init), VM_NATIVE(i2c_init_native) },
	{ VM_NAME(deinit), VM_NATIVE(i2c_deinit_native) },
	{ VM_NAME(scan), VM_NATIVE(i2c_scan_native) },
	{ VM_NAME(start), VM_NATIVE(i2c_start_native) },
	{ VM_NAME(stop), VM_NATIVE(i2c_stop_native) },
	{ VM_NAME(readinto), VM_NATIVE(i2c_readinto_native) },
	{ VM_NAME(write), VM_NATIVE(i2c_write_native) },
	{ VM_NAME(readfrom), VM_NATIVE(i2c_readfrom_native) },
	{ VM_NAME(readfrom_into), VM_NATIVE(i2c_readfrom_into_native) },
	{ VM_NAME(writeto), VM_NATIVE(i2c_writeto_native) },
	{ VM_NAME(writevto), VM_NATIVE(i2c_writevto_native) },
	{ VM_NAME(readfrom_mem), VM_NATIVE(i2c_readfrom_mem_native) },
	{ VM_NAME(readfrom_mem_into), VM_NATIVE(i2c_readfrom_mem_into_native) },
	{ VM_NAME(writeto_mem), VM_NATIVE(i2c_writeto_mem_native) },
};

#if PORT_HAS_I2C
static const struct vm_slots i2c_slots = {
	.print = i2c_print,
	.make = i2c_make,
};

VM_DEFINE_TYPE(machine_i2c, I2C, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    i2c_slots, i2c_members);
#endif

static const struct vm_slots soft_slots = {
	.print = i2c_print,
	.make = soft_make,
};

VM_DEFINE_TYPE(machine_soft_i2c, SoftI2C, NULL,
    VM_TYPE_FINAL | VM_TYPE_HASHABLE, soft_slots, i2c_members);

/* SPDX-License-Identifier: MIT */
/* machine.SPI and machine.SoftSPI, as controller. */
#include "object/arguments.h"
#include "object/buffer.h"
#include "object/bytes.h"
#include "object/int.h"
#include "object/names.h"
#include "runtime/ops.h"
#include "runtime/raise.h"
#include "runtime/writer.h"

#include "machine.h"

enum { BUS, SETUP, SLOT_COUNT }; /* SETUP: bytes of a port_spi_setup */
enum { MSB, LSB };

#define FREQUENCY 1000000
#define US_PER_S  1000000

static struct vm_record *
bus_of(struct vm *vm, vm_value self)
{
#if PORT_HAS_SPI
	if (vm_is_record(self, &vm_type_machine_spi))
		return vm_record(self);
#endif
	return machine_self(vm, self, &vm_type_machine_soft_spi);
}

static bool
is_soft(const struct vm_record *bus)
{
	return bus->type == &vm_type_machine_soft_spi;
}

static struct port_spi_setup *
setup_of(struct vm *vm, const struct vm_record *bus)
{
	struct vm_bytes_view view;

	vm_bytes_view_of(vm, bus->slots[SETUP], &view);
	return (struct port_spi_setup *)(void *)view.data;
}

/* ---- the bus in software ------------------------------------------------ */

static void
wait_half(struct port *port, const struct port_spi_setup *setup)
{
	uint64_t end = port_ticks_us(port) + US_PER_S / 2 / setup->hertz;

	while (port_ticks_us(port) < end)
		;
}

static bool
soft_bit(struct port *port, const struct port_spi_setup *setup, bool out)
{
	bool in = false;

	if (!setup->phase)
		port_pin_write(port, setup->mosi, out);
	wait_half(port, setup);
	port_pin_write(port, setup->sck, !setup->polarity);
	if (setup->phase)
		port_pin_write(port, setup->mosi, out);
	else
		in = port_pin_read(port, setup->miso);
	wait_half(port, setup);
	port_pin_write(port, setup->sck, setup->polarity);
	if (setup->phase)
		in = port_pin_read(port, setup->miso);
	return in;
}

static void
soft_transfer(struct port *port, const struct port_spi_setup *setup,
    const uint8_t *out, uint8_t fill, uint8_t *in, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint8_t byte = out == NULL ? fill : out[i];
		uint8_t got = 0;

		for (int step = 0; step < 8; step++) {
			int bit = setup->lsb_first ? step : 7 - step;
			bool level =
			    soft_bit(port, setup, (byte >> bit & 1) != 0);

			got = (uint8_t)(got | level << bit);
		}
		if (in != NULL)
			in[i] = got;
	}
}

static void
soft_open(struct port *port, const struct port_spi_setup *setup)
{
	port_pin_write(port, setup->sck, setup->polarity);
	port_pin_configure(port, setup->sck, PORT_PIN_OUT, PORT_PULL_NONE);
	port_pin_configure(port, setup->mosi, PORT_PIN_OUT, PORT_PULL_NONE);
	port_pin_configure(port, setup->miso, PORT_PIN_IN, PORT_PULL_NONE);
}

/* ---- making ------------------------------------------------------------- */

enum { BAUDRATE, POLARITY, PHASE, BITS, FIRSTBIT, SCK, MOSI, MISO, KEYWORDS };

static void
open_bus(struct vm *vm, const struct vm_record *bus)
{
	struct port *port = machine_agent(vm)->port;
	struct port_spi_setup *setup = setup_of(vm, bus);

	if (is_soft(bus)) {
		soft_open(port, setup);
		return;
	}
#if PORT_HAS_SPI
	machine_check(vm,
	    port_spi_open(port, (size_t)vm_int_value(bus->slots[BUS]), setup));
#endif
}

static void
configure(struct vm *vm, const struct vm_record *bus, size_t n_pos, size_t n_kw,
    const vm_value *args)
{
	static const vm_value names[] = { VM_NAME(baudrate), VM_NAME(polarity),
		VM_NAME(phase), VM_NAME(bits), VM_NAME(firstbit), VM_NAME(sck),
		VM_NAME(mosi), VM_NAME(miso) };
	struct port_spi_setup *setup = setup_of(vm, bus);
	struct port_spi_setup wanted = *setup;
	vm_value out[KEYWORDS];

	for (size_t i = 0; i < KEYWORDS; i++)
		out[i] = VM_UNDEF;
	vm_bind_keywords(vm, n_pos, n_kw, args, KEYWORDS, 0, names, out);
	if (out[BAUDRATE] != VM_UNDEF)
		wanted.hertz = machine_number(vm, out[BAUDRATE], 1, "baudrate");
	if (out[POLARITY] != VM_UNDEF)
		wanted.polarity = vm_truth(vm, out[POLARITY]);
	if (out[PHASE] != VM_UNDEF)
		wanted.phase = vm_truth(vm, out[PHASE]);
	if (out[BITS] != VM_UNDEF && vm_get_int(vm, out[BITS]) != 8)
		vm_raise_value_error(vm, "bits must be 8");
	if (out[FIRSTBIT] != VM_UNDEF)
		wanted.lsb_first = vm_get_int(vm, out[FIRSTBIT]) == LSB;
	if (out[SCK] != VM_UNDEF)
		wanted.sck = machine_optional_pin(vm, out[SCK]);
	if (out[MOSI] != VM_UNDEF)
		wanted.mosi = machine_optional_pin(vm, out[MOSI]);
	if (out[MISO] != VM_UNDEF)
		wanted.miso = machine_optional_pin(vm, out[MISO]);
	if (is_soft(bus) &&
	    (wanted.sck == PORT_ANY_PIN || wanted.mosi == PORT_ANY_PIN ||
		wanted.miso == PORT_ANY_PIN))
		vm_raise_value_error(vm, "must specify all of sck/mosi/miso");
	*setup = wanted;
	open_bus(vm, bus);
}

static vm_value
new_bus(struct vm *vm, const struct vm_type *type, size_t number, size_t n_pos,
    size_t n_kw, const vm_value *args)
{
	static const struct port_spi_setup usual = {
		.hertz = FREQUENCY,
		.bits = 8,
		.sck = PORT_ANY_PIN,
		.mosi = PORT_ANY_PIN,
		.miso = PORT_ANY_PIN,
	};
	vm_value self = vm_record_new(vm, type, SLOT_COUNT);

	VM_SETREF(vm, vm_record(self), slots[SETUP], VM_NONE);
	VM_SETREF(vm, vm_record(self), slots[BUS], VM_INT((intptr_t)number));
	VM_SETREF(vm, vm_record(self), slots[SETUP],
	    vm_bytearray_new(vm, &usual, sizeof(usual)));
	configure(vm, vm_record(self), n_pos, n_kw, args);
	return self;
}

#if PORT_HAS_SPI
static vm_value
spi_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	intptr_t number;

	if (n_pos < 1)
		vm_raise_arguments(vm);
	number = vm_get_int(vm, args[0]);
	if (number < 0 ||
	    (size_t)number >= port_spi_count(machine_agent(vm)->port))
		vm_raise_value_error(vm, "SPI(%d) doesn't exist", (int)number);
	return new_bus(vm, type, (size_t)number, n_pos - 1, n_kw, args + 1);
}
#endif

static vm_value
soft_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	return new_bus(vm, type, 0, n_pos, n_kw, args);
}

static vm_value
spi_init(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	configure(vm, bus_of(vm, args[0]), n_pos - 1, n_kw, args + 1);
	return VM_NONE;
}

static vm_value
spi_deinit(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	bus_of(vm, args[0]);
	return VM_NONE;
}

/* ---- read and write ----------------------------------------------------- */

static void
transfer(struct vm *vm, const struct vm_record *bus, const uint8_t *out,
    uint8_t fill, struct vm_bytes_view *in, size_t len)
{
	struct port *port = machine_agent(vm)->port;
	uint8_t *into = in == NULL ? NULL : in->data;

	if (is_soft(bus)) {
		soft_transfer(port, setup_of(vm, bus), out, fill, into, len);
		return;
	}
#if PORT_HAS_SPI
	machine_check(vm,
	    port_spi_transfer(port, (size_t)vm_int_value(bus->slots[BUS]), out,
		fill, into, len));
#endif
}

/* read(nbytes, write=0) */
static vm_value
spi_read(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *bus = bus_of(vm, args[0]);
	uint8_t fill = (uint8_t)vm_argument_int(vm, argc, args, 2, 0);
	struct vm_bytes_view view;
	vm_value out = machine_new_bytes(vm, args[1], &view);

	transfer(vm, bus, NULL, fill, &view, view.len);
	return out;
}

static vm_value
spi_readinto(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *bus = bus_of(vm, args[0]);
	uint8_t fill = (uint8_t)vm_argument_int(vm, argc, args, 2, 0);
	struct vm_bytes_view view;

	vm_get_bytes_writable(vm, args[1], &view);
	transfer(vm, bus, NULL, fill, &view, view.len);
	return VM_NONE;
}

static vm_value
spi_write(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *bus = bus_of(vm, args[0]);
	struct vm_bytes_view view;

	(void)argc;
	vm_get_bytes_or_str(vm, args[1], &view);
	transfer(vm, bus, view.data, 0, NULL, view.len);
	return VM_NONE;
}

static vm_value
spi_write_readinto(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *bus = bus_of(vm, args[0]);
	struct vm_bytes_view out;
	struct vm_bytes_view in;

	(void)argc;
	vm_get_bytes_or_str(vm, args[1], &out);
	vm_get_bytes_writable(vm, args[2], &in);
	if (out.len != in.len)
		vm_raise_value_error(vm, "buffers must be the same length");
	transfer(vm, bus, out.data, 0, &in, in.len);
	return VM_NONE;
}

static void
spi_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	const struct vm_record *bus = vm_record(self);
	const struct port_spi_setup *setup = setup_of(vm, bus);
	struct port *port = machine_agent(vm)->port;

	(void)kind;
	if (is_soft(bus))
		vm_write_format(vm, out, "SoftSPI(");
	else
		vm_write_format(vm, out, "SPI(%d, ",
		    (int)vm_int_value(bus->slots[BUS]));
	vm_write_format(vm, out,
	    "baudrate=%u, polarity=%d, phase=%d, sck=%s, mosi=%s, miso=%s)",
	    (unsigned)setup->hertz, setup->polarity, setup->phase,
	    port_pin_name(port, setup->sck), port_pin_name(port, setup->mosi),
	    port_pin_name(port, setup->miso));
}

VM_DEFINE_NATIVE_KW(spi_init_native, spi_init, 1, 9);
VM_DEFINE_NATIVE(spi_deinit_native, spi_deinit, 1, 1);
VM_DEFINE_NATIVE(spi_read_native, spi_read, 2, 3);
VM_DEFINE_NATIVE(spi_readinto_native, spi_readinto, 2, 3);
VM_DEFINE_NATIVE(spi_write_native, spi_write, 2, 2);
VM_DEFINE_NATIVE(spi_write_readinto_native, spi_write_readinto, 3, 3);

static const struct vm_member spi_members[] = {
	{ VM_NAME(init), VM_NATIVE(spi_init_native) },
	{ VM_NAME(deinit), VM_NATIVE(spi_deinit_native) },
	{ VM_NAME(read), VM_NATIVE(spi_read_native) },
	{ VM_NAME(readinto), VM_NATIVE(spi_readinto_native) },
	{ VM_NAME(write), VM_NATIVE(spi_write_native) },
	{ VM_NAME(write_readinto), VM_NATIVE(spi_write_readinto_native) },
	{ VM_NAME(MSB), VM_INT(MSB) },
	{ VM_NAME(LSB), VM_INT(LSB) },
};

#if PORT_HAS_SPI
static const struct vm_slots spi_slots = {
	.print = spi_print,
	.make = spi_make,
};

VM_DEFINE_TYPE(machine_spi, SPI, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    spi_slots, spi_members);
#endif

static const struct vm_slots soft_slots = {
	.print = spi_print,
	.make = soft_make,
};

VM_DEFINE_TYPE(machine_soft_spi, SoftSPI, NULL,
    VM_TYPE_FINAL | VM_TYPE_HASHABLE, soft_slots, spi_members);

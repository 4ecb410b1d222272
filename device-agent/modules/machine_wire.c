/* SPDX-License-Identifier: MIT */
/*
 * Lights and sensors on one wire: machine.bitstream, machine.dht_readinto and
 * the module _onewire, on which neopixel, dht and onewire stand.
 */
#include <string.h>

#include "object/arguments.h"
#include "object/buffer.h"
#include "object/bytes.h"
#include "object/int.h"
#include "object/names.h"
#include "object/list.h"
#include "runtime/ops.h"
#include "runtime/raise.h"

#include "agent_modules.h"
#include "machine.h"

#if PORT_HAS_WIRE

#include "port_wire.h"

#define TIMES      4
#define POLYNOMIAL 0x8c /* of the CRC of Maxim's devices */

static struct port *
port_of(struct vm *vm)
{
	return machine_agent(vm)->port;
}

/* bitstream(pin, encoding, timing, data) */
static vm_value
bitstream(struct vm *vm, size_t argc, vm_value *args)
{
	size_t pin = machine_find_pin(vm, args[0]);
	struct vm_bytes_view view;
	uint32_t ns[TIMES];
	vm_value *items;
	size_t n;

	(void)argc;
	machine_check_output(vm, pin);
	if (vm_get_int(vm, args[1]) != 0)
		vm_raise_value_error(vm, "invalid encoding");
	if (!vm_sequence_items(args[2], &n, &items) || n != TIMES)
		vm_raise_value_error(vm, "timing must be a 4-tuple");
	for (size_t i = 0; i < TIMES; i++)
		ns[i] = machine_number(vm, items[i], 0, "timing");
	vm_get_bytes(vm, args[3], &view);
	port_bitstream(port_of(vm), pin, ns, view.data, view.len);
	return VM_NONE;
}

/* dht_readinto(pin, buf) */
static vm_value
dht_readinto(struct vm *vm, size_t argc, vm_value *args)
{
	size_t pin = machine_find_pin(vm, args[0]);
	uint8_t bytes[PORT_DHT_BYTES];
	struct vm_bytes_view view;

	(void)argc;
	vm_get_bytes_writable(vm, args[1], &view);
	if (view.len < sizeof(bytes))
		vm_raise_value_error(vm, "buffer too small");
	if (!port_dht_read(port_of(vm), pin, bytes))
		vm_raise_os_error(vm, PORT_ETIMEDOUT);
	memcpy(view.data, bytes, sizeof(bytes));
	return VM_NONE;
}

VM_NATIVE_OBJECT(machine_bitstream_native, bitstream, 4, 4, 0);
VM_NATIVE_OBJECT(machine_dht_readinto_native, dht_readinto, 2, 2, 0);

/* ---- _onewire ---------------------------------------------------------- */

static vm_value
wire_reset(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_bool(
	    port_one_wire_reset(port_of(vm), machine_find_pin(vm, args[0])));
}

static vm_value
wire_readbit(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return VM_INT(port_one_wire_bit(port_of(vm),
	    machine_find_pin(vm, args[0]), true));
}

static vm_value
wire_readbyte(struct vm *vm, size_t argc, vm_value *args)
{
	size_t pin = machine_find_pin(vm, args[0]);
	intptr_t byte = 0;

	(void)argc;
	for (int i = 0; i < 8; i++)
		byte |= (intptr_t)port_one_wire_bit(port_of(vm), pin, true)
		    << i;
	return VM_INT(byte);
}

static vm_value
wire_writebit(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	port_one_wire_bit(port_of(vm), machine_find_pin(vm, args[0]),
	    vm_truth(vm, args[1]));
	return VM_NONE;
}

static vm_value
wire_writebyte(struct vm *vm, size_t argc, vm_value *args)
{
	size_t pin = machine_find_pin(vm, args[0]);
	intptr_t byte = vm_get_int(vm, args[1]);

	(void)argc;
	for (int i = 0; i < 8; i++)
		port_one_wire_bit(port_of(vm), pin, (byte >> i & 1) != 0);
	return VM_NONE;
}

static vm_value
wire_crc8(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_bytes_view view;
	uint8_t crc = 0;

	(void)argc;
	vm_get_bytes(vm, args[0], &view);
	for (size_t i = 0; i < view.len; i++) {
		crc ^= view.data[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (uint8_t)((crc & 1) != 0 ? crc >> 1 ^ POLYNOMIAL :
							 crc >> 1);
	}
	return VM_INT(crc);
}

VM_DEFINE_NATIVE(wire_reset_native, wire_reset, 1, 1);
VM_DEFINE_NATIVE(wire_readbit_native, wire_readbit, 1, 1);
VM_DEFINE_NATIVE(wire_readbyte_native, wire_readbyte, 1, 1);
VM_DEFINE_NATIVE(wire_writebit_native, wire_writebit, 2, 2);
VM_DEFINE_NATIVE(wire_writebyte_native, wire_writebyte, 2, 2);
VM_DEFINE_NATIVE(wire_crc8_native, wire_crc8, 1, 1);

static const struct vm_member members[] = {
	{ VM_NAME(reset), VM_NATIVE(wire_reset_native) },
	{ VM_NAME(readbit), VM_NATIVE(wire_readbit_native) },
	{ VM_NAME(readbyte), VM_NATIVE(wire_readbyte_native) },
	{ VM_NAME(writebit), VM_NATIVE(wire_writebit_native) },
	{ VM_NAME(writebyte), VM_NATIVE(wire_writebyte_native) },
	{ VM_NAME(crc8), VM_NATIVE(wire_crc8_native) },
};

VM_DEFINE_MODULE(_onewire, members);

#endif

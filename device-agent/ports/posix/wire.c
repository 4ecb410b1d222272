/* SPDX-License-Identifier: MIT */
/*
 * What hangs on single wires of a simulated board: a strip of lights, whose
 * bytes are kept, sensors like the DHT11 and the DHT22, and a thermometer like
 * the DS18B20. The control socket says which sensor is on which pin.
 */
#include <stdlib.h>
#include <string.h>

#include "port_wire.h"

#include "posix.h"

#define ROM_BITS     64
#define SCRATCH_LEN  9
#define FAMILY       0x28
#define POLYNOMIAL   0x8c
#define POWER_ON_RAW 0x0550 /* 85 degrees: nothing measured yet */

enum rom_command {
	READ_ROM = 0x33,
	MATCH_ROM = 0x55,
	SKIP_ROM = 0xcc,
	SEARCH_ROM = 0xf0
};
enum function { CONVERT = 0x44, WRITE_SCRATCH = 0x4e, READ_SCRATCH = 0xbe };

static const char *const device_names[] = {
	[POSIX_NOTHING] = "none",
	[POSIX_DHT11] = "dht11",
	[POSIX_DHT22] = "dht22",
	[POSIX_DS18B20] = "ds18b20",
};

bool
posix_wire_attach(struct port *port, size_t pin, const char *name)
{
	for (size_t i = 0; i < sizeof(device_names) / sizeof(device_names[0]);
	     i++) {
		if (strcmp(device_names[i], name) != 0)
			continue;
		port->pins.pin[pin].device = (uint8_t)i;
		port->one_wire = (struct posix_one_wire){ .raw = POWER_ON_RAW };
		return true;
	}
	return false;
}

/* ---- lights -------------------------------------------------------------- */

void
port_bitstream(struct port *port, size_t pin, const uint32_t ns[4],
    const uint8_t *bytes, size_t len)
{
	struct posix_strip *strip = &port->strip;

	(void)ns;
	strip->pin = pin;
	strip->len = len < sizeof(strip->bytes) ? len : sizeof(strip->bytes);
	memcpy(strip->bytes, bytes, strip->len);
}

/* ---- humidity ------------------------------------------------------------ */

bool
port_dht_read(struct port *port, size_t pin, uint8_t bytes[PORT_DHT_BYTES])
{
	int32_t tenths = port->pins.milli_celsius / 100;
	uint32_t size = (uint32_t)abs(tenths);
	uint32_t humidity = port->pins.humidity_tenths;

	switch (port->pins.pin[pin].device) {
	case POSIX_DHT11:
		bytes[0] = (uint8_t)(humidity / 10);
		bytes[1] = 0;
		bytes[2] = (uint8_t)(tenths < 0 ? 0 : size / 10);
		bytes[3] = (uint8_t)(tenths < 0 ? 0 : size % 10);
		break;
	case POSIX_DHT22:
		bytes[0] = (uint8_t)(humidity >> 8);
		bytes[1] = (uint8_t)humidity;
		bytes[2] = (uint8_t)(size >> 8 | (tenths < 0 ? 0x80 : 0));
		bytes[3] = (uint8_t)size;
		break;
	default:
		return false;
	}
	bytes[4] = (uint8_t)(bytes[0] + bytes[1] + bytes[2] + bytes[3]);
	return true;
}

/* ---- thermometer --------------------------------------------------------- */

static uint8_t
crc8(const uint8_t *bytes, size_t len)
{
	uint8_t crc = 0;

	for (size_t i = 0; i < len; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (uint8_t)((crc & 1) != 0 ? crc >> 1 ^ POLYNOMIAL :
							 crc >> 1);
	}
	return crc;
}

/* Its number is its pin's. */
static void
get_rom(size_t pin, uint8_t rom[ROM_BITS / 8])
{
	memset(rom, 0, ROM_BITS / 8);
	rom[0] = FAMILY;
	rom[1] = (uint8_t)(pin + 1);
	rom[ROM_BITS / 8 - 1] = crc8(rom, ROM_BITS / 8 - 1);
}

static bool
bit_of(const uint8_t *bytes, size_t index)
{
	return (bytes[index / 8] >> index % 8 & 1) != 0;
}

static void
answer(struct posix_one_wire *wire, const uint8_t *bytes, size_t len)
{
	memcpy(wire->out, bytes, len);
	wire->out_bits = len * 8;
	wire->at = 0;
	wire->state = POSIX_WIRE_ANSWER;
}

static void
answer_scratch(struct posix_one_wire *wire)
{
	uint8_t scratch[SCRATCH_LEN] = { (uint8_t)wire->raw,
		(uint8_t)(wire->raw >> 8), wire->set[0], wire->set[1],
		(uint8_t)(wire->set[2] | 0x1f), 0xff, 0, 0x10, 0 };

	scratch[SCRATCH_LEN - 1] = crc8(scratch, SCRATCH_LEN - 1);
	answer(wire, scratch, sizeof(scratch));
}

static void
start_function(struct port *port, uint8_t byte)
{
	struct posix_one_wire *wire = &port->one_wire;

	wire->at = 0;
	wire->state = POSIX_WIRE_SILENT;
	if (byte == CONVERT)
		wire->raw = (uint16_t)(port->pins.milli_celsius * 16 / 1000);
	else if (byte == READ_SCRATCH)
		answer_scratch(wire);
	else if (byte == WRITE_SCRATCH)
		wire->state = POSIX_WIRE_SETTINGS;
}

static void
start_rom(struct posix_one_wire *wire, size_t pin, uint8_t byte)
{
	uint8_t rom[ROM_BITS / 8];

	get_rom(pin, rom);
	wire->at = 0;
	wire->state = byte == SKIP_ROM ? POSIX_WIRE_FUNCTION :
	    byte == MATCH_ROM          ? POSIX_WIRE_MATCH :
	    byte == SEARCH_ROM         ? POSIX_WIRE_SEARCH :
					 POSIX_WIRE_SILENT;
	if (byte == READ_ROM)
		answer(wire, rom, sizeof(rom));
}

/* Each bit of the number, its complement, and the master's choice. */
static bool
search(struct posix_one_wire *wire, size_t pin, bool bit)
{
	uint8_t rom[ROM_BITS / 8];
	size_t step = wire->at++;
	bool mine;

	get_rom(pin, rom);
	mine = bit_of(rom, step / 3);
	if (step % 3 == 0)
		return mine;
	if (step % 3 == 1)
		return !mine;
	if (bit != mine)
		wire->state = POSIX_WIRE_SILENT;
	else if (step == 3 * ROM_BITS - 1) {
		wire->state = POSIX_WIRE_FUNCTION;
		wire->at = 0;
	}
	return bit;
}

static void
match(struct posix_one_wire *wire, size_t pin, bool bit)
{
	uint8_t rom[ROM_BITS / 8];

	get_rom(pin, rom);
	if (bit_of(rom, wire->at++) != bit) {
		wire->state = POSIX_WIRE_SILENT;
	} else if (wire->at == ROM_BITS) {
		wire->state = POSIX_WIRE_FUNCTION;
		wire->at = 0;
	}
}

/* True when a byte is complete. */
static bool
take_bit(struct posix_one_wire *wire, bool bit)
{
	wire->in = (uint8_t)(wire->in >> 1 | (bit ? 0x80 : 0));
	return ++wire->at % 8 == 0;
}

static void
take_setting(struct posix_one_wire *wire, bool bit)
{
	if (!take_bit(wire, bit))
		return;
	wire->set[wire->at / 8 - 1] = wire->in;
	if (wire->at == sizeof(wire->set) * 8)
		wire->state = POSIX_WIRE_SILENT;
}

bool
port_one_wire_reset(struct port *port, size_t pin)
{
	struct posix_one_wire *wire = &port->one_wire;

	if (port->pins.pin[pin].device != POSIX_DS18B20)
		return false;
	wire->pin = pin;
	wire->at = 0;
	wire->state = POSIX_WIRE_ROM;
	return true;
}

bool
port_one_wire_bit(struct port *port, size_t pin, bool bit)
{
	struct posix_one_wire *wire = &port->one_wire;

	if (port->pins.pin[pin].device != POSIX_DS18B20 || wire->pin != pin)
		return bit;
	switch (wire->state) {
	case POSIX_WIRE_ROM:
		if (take_bit(wire, bit))
			start_rom(wire, pin, wire->in);
		break;
	case POSIX_WIRE_SEARCH:
		return search(wire, pin, bit);
	case POSIX_WIRE_MATCH:
		match(wire, pin, bit);
		break;
	case POSIX_WIRE_FUNCTION:
		if (take_bit(wire, bit))
			start_function(port, wire->in);
		break;
	case POSIX_WIRE_SETTINGS:
		take_setting(wire, bit);
		break;
	case POSIX_WIRE_ANSWER:
		if (wire->at < wire->out_bits)
			return bit && bit_of(wire->out, wire->at++);
		break;
	case POSIX_WIRE_SILENT:
		break;
	}
	return bit;
}

/* SPDX-License-Identifier: MIT */
/* The simulated I2C bus: two devices, and the engine that reads the pins. */
#include "port_peripherals.h"

#include "posix.h"

#define SENSOR_ADDRESS  0x48
#define EEPROM_ADDRESS  0x50
#define EEPROM_PAGE     32
#define SENSOR_LAST     3
#define SENSOR_CONFIG   1
#define MILLI_PER_COUNT 62.5 /* twelve bits, 1/16 degree each */

/* ---- the devices ---------------------------------------------------- */

static uint16_t
temperature_register(const struct port *port)
{
	int32_t counts =
	    (int32_t)((double)port->pins.milli_celsius / MILLI_PER_COUNT);

	if (counts > INT16_MAX / 16)
		counts = INT16_MAX / 16;
	if (counts < INT16_MIN / 16)
		counts = INT16_MIN / 16;
	return (uint16_t)((uint32_t)counts << 4);
}

static void
sensor_receive(struct posix_i2c *bus, uint8_t byte)
{
	uint16_t *reg = &bus->sensor_register[bus->sensor_at];

	if (bus->received == 0)
		bus->sensor_at = byte & SENSOR_LAST;
	else if (bus->sensor_at == SENSOR_CONFIG)
		*reg = (uint16_t)(byte << 8);
	else if (bus->sensor_at != 0)
		*reg = (uint16_t)(*reg << 8 | byte);
}

static uint8_t
sensor_send(const struct port *port, struct posix_i2c *bus)
{
	uint16_t value = bus->sensor_at == 0 ?
	    temperature_register(port) :
	    bus->sensor_register[bus->sensor_at];

	return bus->sent % 2 == 0 ? (uint8_t)(value >> 8) : (uint8_t)value;
}

/* Two bytes of address, then data, which stays within its page. */
static void
eeprom_receive(struct posix_i2c *bus, uint8_t byte)
{
	if (bus->received < 2) {
		bus->eeprom_at = (uint16_t)((bus->eeprom_at << 8 | byte) %
		    POSIX_EEPROM_SIZE);
		return;
	}
	bus->eeprom[bus->eeprom_at] = (uint8_t)~byte;
	bus->eeprom_at = (uint16_t)((bus->eeprom_at & ~(EEPROM_PAGE - 1)) |
	    ((bus->eeprom_at + 1) % EEPROM_PAGE));
}

static uint8_t
eeprom_send(struct posix_i2c *bus)
{
	uint8_t byte = (uint8_t)~bus->eeprom[bus->eeprom_at];

	bus->eeprom_at = (uint16_t)((bus->eeprom_at + 1) % POSIX_EEPROM_SIZE);
	return byte;
}

/* True: a device acknowledges its address. */
static bool
choose(struct posix_i2c *bus, uint8_t address)
{
	bus->chosen = address == SENSOR_ADDRESS || address == EEPROM_ADDRESS ?
	    address :
	    0;
	bus->received = 0;
	bus->sent = 0;
	return bus->chosen != 0;
}

static void
receive(struct posix_i2c *bus, uint8_t byte)
{
	if (bus->chosen == SENSOR_ADDRESS)
		sensor_receive(bus, byte);
	else
		eeprom_receive(bus, byte);
	bus->received++;
}

static uint8_t
transmit(const struct port *port, struct posix_i2c *bus)
{
	uint8_t byte = bus->chosen == SENSOR_ADDRESS ? sensor_send(port, bus) :
						       eeprom_send(bus);

	bus->sent++;
	return byte;
}

/* ---- the bus as a peripheral ---------------------------------------- */

size_t
port_i2c_count(struct port *port)
{
	(void)port;
	return 1;
}

int
port_i2c_open(struct port *port, size_t bus, size_t *scl, size_t *sda,
    uint32_t hertz)
{
	size_t wired_scl = port->pins.wire[POSIX_I2C_SCL];
	size_t wired_sda = port->pins.wire[POSIX_I2C_SDA];

	(void)bus;
	(void)hertz;
	if (*scl == PORT_ANY_PIN)
		*scl = wired_scl;
	if (*sda == PORT_ANY_PIN)
		*sda = wired_sda;
	return *scl == wired_scl && *sda == wired_sda ? 0 : -PORT_EINVAL;
}

int
port_i2c_transfer(struct port *port, size_t number, uint8_t address,
    const struct port_i2c_part *parts, size_t count, bool stop)
{
	struct posix_i2c *bus = &port->peripherals.i2c;
	int written = 0;

	(void)number;
	(void)stop;
	for (size_t i = 0; i < count; i++) {
		const struct port_i2c_part *part = &parts[i];

		if ((i == 0 || part->is_read != parts[i - 1].is_read) &&
		    !choose(bus, address))
			return -PORT_ENODEV;
		for (size_t k = 0; k < part->len; k++) {
			if (part->is_read)
				part->bytes[k] = transmit(port, bus);
			else
				receive(bus, part->bytes[k]);
		}
		written += part->is_read ? 0 : (int)part->len;
	}
	return written;
}

/* ---- the bus as two pins -------------------------------------------- */

static void
pull_data(struct port *port, bool low)
{
	posix_pin_pull_low(&port->pins, port->pins.wire[POSIX_I2C_SDA], low);
}

/* Puts the next bit of a byte that is read on the line. */
static void
send_bit(struct port *port, struct posix_i2c *bus)
{
	pull_data(port, (bus->byte >> (7 - bus->bits) & 1) == 0);
}

/* A byte came; the answer is an acknowledge or silence. */
static void
take_byte(struct port *port, struct posix_i2c *bus)
{
	bool acknowledge = true;

	if (bus->state == POSIX_I2C_ADDRESS) {
		bus->is_reading = (bus->byte & 1) != 0;
		acknowledge = choose(bus, bus->byte >> 1);
	} else {
		receive(bus, bus->byte);
	}
	if (!acknowledge) {
		bus->state = POSIX_I2C_IDLE;
		return;
	}
	bus->acknowledging = true;
	pull_data(port, true);
}

static void
end_acknowledge(struct port *port, struct posix_i2c *bus)
{
	bus->acknowledging = false;
	bus->bits = 0;
	bus->byte = 0;
	pull_data(port, false);
	if (bus->state != POSIX_I2C_ADDRESS)
		return;
	bus->state = bus->is_reading ? POSIX_I2C_READ : POSIX_I2C_WRITE;
	if (bus->is_reading) {
		bus->byte = transmit(port, bus);
		send_bit(port, bus);
	}
}

static void
clock_rises(struct posix_i2c *bus, bool sda)
{
	if (bus->state == POSIX_I2C_READ) {
		/* The ninth is the controller's answer. */
		if (bus->bits == 8 && sda)
			bus->state = POSIX_I2C_IDLE;
		else
			bus->bits++;
	} else if (bus->state != POSIX_I2C_IDLE && !bus->acknowledging) {
		bus->byte = (uint8_t)(bus->byte << 1 | sda);
		bus->bits++;
	}
}

static void
clock_falls(struct port *port, struct posix_i2c *bus)
{
	if (bus->acknowledging) {
		end_acknowledge(port, bus);
	} else if (bus->state == POSIX_I2C_READ && bus->bits < 8) {
		send_bit(port, bus);
	} else if (bus->state == POSIX_I2C_READ && bus->bits == 8) {
		pull_data(port, false);
	} else if (bus->state == POSIX_I2C_READ) {
		bus->bits = 0;
		bus->byte = transmit(port, bus);
		send_bit(port, bus);
	} else if (bus->state != POSIX_I2C_IDLE && bus->bits == 8) {
		take_byte(port, bus);
	}
}

void
posix_i2c_lines(struct port *port)
{
	struct posix_i2c *bus = &port->peripherals.i2c;
	bool scl = posix_pin_level(posix_wire(&port->pins, POSIX_I2C_SCL));
	bool sda = posix_pin_level(posix_wire(&port->pins, POSIX_I2C_SDA));
	bool was_scl = bus->scl;
	bool was_sda = bus->sda;

	bus->scl = scl;
	bus->sda = sda;
	if (scl && was_scl && sda != was_sda) {
		/* Data moves while the clock is high: start or stop. */
		bus->state = sda ? POSIX_I2C_IDLE : POSIX_I2C_ADDRESS;
		bus->acknowledging = false;
		bus->bits = 0;
		bus->byte = 0;
		pull_data(port, false);
	} else if (scl && !was_scl) {
		clock_rises(bus, sda);
	} else if (!scl && was_scl) {
		clock_falls(port, bus);
	}
}

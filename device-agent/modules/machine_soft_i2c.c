/* SPDX-License-Identifier: MIT */
/* I2C by moving two pins, after NXP's UM10204. */
#include "machine_soft_i2c.h"

#include "object/int.h"

#define US_PER_S 1000000

void
soft_i2c_of(struct soft_i2c *bus, struct port *port,
    const struct vm_record *object)
{
	uint32_t hertz = (uint32_t)vm_int_value(object->slots[I2C_FREQUENCY]);

	*bus = (struct soft_i2c){
		.port = port,
		.scl = (size_t)vm_int_value(object->slots[I2C_SCL]),
		.sda = (size_t)vm_int_value(object->slots[I2C_SDA]),
		.half_us = US_PER_S / 2 / hertz,
		.timeout_us =
		    (uint32_t)vm_int_value(object->slots[I2C_TIMEOUT]),
	};
}

static void
wait_half(const struct soft_i2c *bus)
{
	uint64_t end = port_ticks_us(bus->port) + bus->half_us;

	while (port_ticks_us(bus->port) < end)
		;
}

static void
set_data(const struct soft_i2c *bus, bool level)
{
	port_pin_write(bus->port, bus->sda, level);
	wait_half(bus);
}

/* Lets go of the clock; a slow device may still hold it. */
static int
clock_high(const struct soft_i2c *bus)
{
	uint64_t start = port_ticks_us(bus->port);

	port_pin_write(bus->port, bus->scl, true);
	while (!port_pin_read(bus->port, bus->scl)) {
		if (port_ticks_us(bus->port) - start > bus->timeout_us)
			return -PORT_ETIMEDOUT;
	}
	wait_half(bus);
	return 0;
}

static void
clock_low(const struct soft_i2c *bus)
{
	port_pin_write(bus->port, bus->scl, false);
}

void
soft_i2c_init(const struct soft_i2c *bus)
{
	port_pin_write(bus->port, bus->scl, true);
	port_pin_write(bus->port, bus->sda, true);
	port_pin_configure(bus->port, bus->scl, PORT_PIN_OPEN_DRAIN,
	    PORT_PULL_UP);
	port_pin_configure(bus->port, bus->sda, PORT_PIN_OPEN_DRAIN,
	    PORT_PULL_UP);
}

int
soft_i2c_start(const struct soft_i2c *bus)
{
	int ret;

	set_data(bus, true);
	ret = clock_high(bus);
	if (ret != 0)
		return ret;
	set_data(bus, false);
	clock_low(bus);
	return 0;
}

int
soft_i2c_stop(const struct soft_i2c *bus)
{
	int ret;

	set_data(bus, false);
	ret = clock_high(bus);
	set_data(bus, true);
	return ret;
}

static int
write_bit(const struct soft_i2c *bus, bool bit)
{
	int ret;

	set_data(bus, bit);
	ret = clock_high(bus);
	clock_low(bus);
	return ret;
}

/* 0 or 1. */
static int
read_bit(const struct soft_i2c *bus)
{
	int ret;
	bool bit;

	set_data(bus, true);
	ret = clock_high(bus);
	bit = port_pin_read(bus->port, bus->sda);
	clock_low(bus);
	return ret != 0 ? ret : bit;
}

/* 1: acknowledged. */
static int
write_byte(const struct soft_i2c *bus, uint8_t byte)
{
	int ret = 0;

	for (int i = 7; i >= 0 && ret == 0; i--)
		ret = write_bit(bus, (byte >> i & 1) != 0);
	if (ret == 0)
		ret = read_bit(bus);
	return ret < 0 ? ret : !ret;
}

int
soft_i2c_write(const struct soft_i2c *bus, const uint8_t *bytes, size_t len)
{
	int count = 0;

	for (size_t i = 0; i < len; i++) {
		int ret = write_byte(bus, bytes[i]);

		if (ret < 0)
			return ret;
		if (ret == 0)
			break;
		count++;
	}
	return count;
}

int
soft_i2c_read(const struct soft_i2c *bus, uint8_t *bytes, size_t len, bool nack)
{
	for (size_t i = 0; i < len; i++) {
		int ret;

		bytes[i] = 0;
		for (int bit = 0; bit < 8; bit++) {
			ret = read_bit(bus);
			if (ret < 0)
				return ret;
			bytes[i] = (uint8_t)(bytes[i] << 1 | ret);
		}
		ret = write_bit(bus, nack && i + 1 == len);
		if (ret != 0)
			return ret;
	}
	return 0;
}

/* A start and the address; -PORT_ENODEV: nobody there. */
static int
address(const struct soft_i2c *bus, uint8_t to, bool is_read)
{
	int ret = soft_i2c_start(bus);

	if (ret == 0)
		ret = write_byte(bus, (uint8_t)(to << 1 | is_read));
	if (ret < 0)
		return ret;
	return ret == 0 ? -PORT_ENODEV : 0;
}

static int
run_parts(const struct soft_i2c *bus, uint8_t to,
    const struct port_i2c_part *parts, size_t count)
{
	int written = 0;

	for (size_t i = 0; i < count; i++) {
		const struct port_i2c_part *part = &parts[i];
		int ret = 0;

		if (i == 0 || part->is_read != parts[i - 1].is_read)
			ret = address(bus, to, part->is_read);
		if (ret == 0 && part->is_read)
			ret = soft_i2c_read(bus, part->bytes, part->len, true);
		else if (ret == 0)
			ret = soft_i2c_write(bus, part->bytes, part->len);
		if (ret < 0)
			return ret;
		written += ret;
	}
	return written;
}

int
soft_i2c_transfer(const struct soft_i2c *bus, uint8_t to,
    const struct port_i2c_part *parts, size_t count, bool stop)
{
	int ret = run_parts(bus, to, parts, count);
	int stopped = 0;

	if (stop || ret < 0)
		stopped = soft_i2c_stop(bus);
	return ret >= 0 && stopped < 0 ? stopped : ret;
}

/* SPDX-License-Identifier: MIT */
/*
 * I2C by moving two pins. The lines are open drain with a pull-up; a device
 * may hold the clock low up to the time-out. Results are 0 or positive, or a
 * negated enum port_error.
 */
#ifndef MACHINE_SOFT_I2C_H
#define MACHINE_SOFT_I2C_H

#include "object/record.h"

#include "port_peripherals.h"

/* Slots of a bus object. */
enum { I2C_BUS, I2C_SCL, I2C_SDA, I2C_FREQUENCY, I2C_TIMEOUT, I2C_SLOTS };

struct soft_i2c {
	struct port *port;
	size_t scl;
	size_t sda;
	uint32_t half_us; /* half a clock period; 0: as fast as it goes */
	uint32_t timeout_us;
};

void soft_i2c_of(struct soft_i2c *bus, struct port *port,
    const struct vm_record *object);
void soft_i2c_init(const struct soft_i2c *bus);
int soft_i2c_start(const struct soft_i2c *bus);
int soft_i2c_stop(const struct soft_i2c *bus);
/* The number of bytes acknowledged: stops at the first that is not. */
int soft_i2c_write(const struct soft_i2c *bus, const uint8_t *bytes,
    size_t len);
/* All but the last byte are acknowledged; that one too without nack. */
int soft_i2c_read(const struct soft_i2c *bus, uint8_t *bytes, size_t len,
    bool nack);
/* As port_i2c_transfer. */
int soft_i2c_transfer(const struct soft_i2c *bus, uint8_t address,
    const struct port_i2c_part *parts, size_t count, bool stop);

#endif

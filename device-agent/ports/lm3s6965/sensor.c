/* SPDX-License-Identifier: MIT */
/* The temperature sensor on the I2C bus: a TMP105 at address 0x48. */
#include "lm3s.h"
#include "port.h"

#define I2C           0x40020000u
#define I2C_ADDRESS   (I2C + 0x00)
#define I2C_CONTROL   (I2C + 0x04)
#define I2C_DATA      (I2C + 0x08)
#define I2C_PERIOD    (I2C + 0x0c)
#define I2C_MODE      (I2C + 0x20)
#define RUN           1u
#define START         2u
#define STOP          4u
#define ACK           8u
#define BUSY          1u
#define FAILED        2u
#define MASTER        0x10u
#define PERIOD_400K   6u
#define CLOCK_I2C     (SYSCTL_BASE + 0x104)
#define I2C0_ON       (1u << 12)
#define PORT_B        0x40005000u
#define I2C_PINS      0x0cu /* PB2, PB3 */
#define GPIO_AFSEL    0x420u
#define GPIO_DRAIN    0x50cu
#define GPIO_DIGITAL  0x51cu
#define SENSOR        0x48u
#define TEMPERATURE   0u
#define CONFIGURATION 1u
#define TWELVE_BITS   0x60u
#define BUSY_MAX      100000

void
lm3s_i2c_init(void)
{
	REG32(CLOCK_I2C) |= I2C0_ON;
	REG32(PORT_B + GPIO_AFSEL) |= I2C_PINS;
	REG32(PORT_B + GPIO_DRAIN) |= I2C_PINS;
	REG32(PORT_B + GPIO_DIGITAL) |= I2C_PINS;
	REG32(I2C_MODE) = MASTER;
	REG32(I2C_PERIOD) = PERIOD_400K;
}

static bool
step(uint32_t control)
{
	int patience = BUSY_MAX;

	REG32(I2C_CONTROL) = control;
	while ((REG32(I2C_CONTROL) & BUSY) != 0 && patience > 0)
		patience--;
	return patience > 0 && (REG32(I2C_CONTROL) & FAILED) == 0;
}

static bool
write_bytes(const uint8_t *bytes, size_t len)
{
	REG32(I2C_ADDRESS) = SENSOR << 1;
	for (size_t i = 0; i < len; i++) {
		REG32(I2C_DATA) = bytes[i];
		if (!step(
			RUN | (i == 0 ? START : 0) | (i + 1 == len ? STOP : 0)))
			return false;
	}
	return true;
}

static bool
read_bytes(uint8_t *bytes, size_t len)
{
	REG32(I2C_ADDRESS) = SENSOR << 1 | 1;
	for (size_t i = 0; i < len; i++) {
		if (!step(RUN | (i == 0 ? START : 0) |
			(i + 1 == len ? STOP : ACK)))
			return false;
		bytes[i] = (uint8_t)REG32(I2C_DATA);
	}
	return true;
}

bool
port_temperature(struct port *port, int32_t *milli_celsius)
{
	static const uint8_t fine[] = { CONFIGURATION, TWELVE_BITS };
	static const uint8_t wanted[] = { TEMPERATURE };
	uint8_t bytes[2];
	int16_t sixteenths;

	(void)port;
	if (!write_bytes(fine, sizeof(fine)) ||
	    !write_bytes(wanted, sizeof(wanted)) ||
	    !read_bytes(bytes, sizeof(bytes)))
		return false;
	sixteenths = (int16_t)((uint16_t)bytes[0] << 8 | bytes[1]);
	*milli_celsius = (int32_t)(sixteenths >> 4) * 1000 / 16;
	return true;
}

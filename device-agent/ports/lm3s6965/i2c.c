/* SPDX-License-Identifier: MIT */
/* The I2C controller, and the sensor on it: a TMP105 at address 0x48. */
#include "lm3s.h"
#include "port_peripherals.h"

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
#define HERTZ_MAX     400000u
#define PERIOD_MAX    127u
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

static void
set_speed(uint32_t hertz)
{
	/* One period of the line is 20 times the register's, plus one. */
	uint32_t period =
	    CLOCK_HZ / 20 / (hertz < HERTZ_MAX ? hertz : HERTZ_MAX);

	REG32(I2C_PERIOD) = period > PERIOD_MAX ? PERIOD_MAX : period;
}

void
lm3s_i2c_init(void)
{
	REG32(CLOCK_I2C) |= I2C0_ON;
	REG32(PORT_B + GPIO_AFSEL) |= I2C_PINS;
	REG32(PORT_B + GPIO_DRAIN) |= I2C_PINS;
	REG32(PORT_B + GPIO_DIGITAL) |= I2C_PINS;
	REG32(I2C_MODE) = MASTER;
	set_speed(HERTZ_MAX);
}

static bool
step(uint32_t control)
{
	int patience = BUSY_MAX;

	REG32(I2C_CONTROL) = RUN | control;
	while ((REG32(I2C_CONTROL) & BUSY) != 0 && patience > 0)
		patience--;
	if (patience > 0 && (REG32(I2C_CONTROL) & FAILED) == 0)
		return true;
	REG32(I2C_CONTROL) = STOP;
	return false;
}

/* The controller cannot send an address alone, so who only asks whether
 * somebody is there reads a byte and drops it. */
static bool
transfer_part(uint8_t address, const struct port_i2c_part *part)
{
	bool is_read = part->is_read || part->len == 0;
	size_t len = part->len == 0 ? 1 : part->len;

	REG32(I2C_ADDRESS) = (uint32_t)address << 1 | is_read;
	for (size_t i = 0; i < len; i++) {
		uint32_t last = i + 1 == len ? STOP : is_read ? ACK : 0;

		if (!is_read)
			REG32(I2C_DATA) = part->bytes[i];
		if (!step((i == 0 ? START : 0) | last))
			return false;
		if (i < part->len && is_read)
			part->bytes[i] = (uint8_t)REG32(I2C_DATA);
	}
	return true;
}

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
	(void)port;
	(void)bus;
	if (*scl == PORT_ANY_PIN)
		*scl = lm3s_pin("PB2");
	if (*sda == PORT_ANY_PIN)
		*sda = lm3s_pin("PB3");
	if (*scl != lm3s_pin("PB2") || *sda != lm3s_pin("PB3") || hertz == 0)
		return -PORT_EINVAL;
	set_speed(hertz);
	return 0;
}

/* Each part ends with a stop, wanted or not: QEMU's controller does not know
 * a second start without one. */
int
port_i2c_transfer(struct port *port, size_t bus, uint8_t address,
    const struct port_i2c_part *parts, size_t count, bool stop)
{
	int written = 0;

	(void)port;
	(void)bus;
	(void)stop;
	for (size_t i = 0; i < count; i++) {
		if (!transfer_part(address, &parts[i]))
			return -PORT_ENODEV;
		written += parts[i].is_read ? 0 : (int)parts[i].len;
	}
	return written;
}

bool
port_temperature(struct port *port, int32_t *milli_celsius)
{
	uint8_t fine[] = { CONFIGURATION, TWELVE_BITS };
	uint8_t wanted[] = { TEMPERATURE };
	uint8_t bytes[2];
	const struct port_i2c_part parts[] = {
		{ fine, sizeof(fine), false },
		{ wanted, sizeof(wanted), false },
		{ bytes, sizeof(bytes), true },
	};
	int16_t sixteenths;

	if (port_i2c_transfer(port, 0, SENSOR, parts, 3, true) < 0)
		return false;
	sixteenths = (int16_t)((uint16_t)bytes[0] << 8 | bytes[1]);
	*milli_celsius = (int32_t)(sixteenths >> 4) * 1000 / 16;
	return true;
}

/* SPDX-License-Identifier: MIT */
/* The fake board has none of the optional hardware. */
#include "port_boot.h"
#include "port_esp.h"
#include "port_peripherals.h"
#include "port_wire.h"

#include "fake_port.h"

_Noreturn void
port_bootloader(struct port *port)
{
	port_reset(port, PORT_RESET_HARD);
}

int
port_frequency_set(struct port *port, uint32_t hertz)
{
	(void)port;
	(void)hertz;
	return -PORT_EINVAL;
}

bool
port_pin_may_drive(struct port *port, size_t pin)
{
	(void)port;
	(void)pin;
	return true;
}

bool
port_analog_has(struct port *port, size_t pin)
{
	(void)port;
	(void)pin;
	return true;
}

enum port_pin_drive
port_pin_drive(struct port *port, size_t pin)
{
	(void)port;
	(void)pin;
	return PORT_DRIVE_LOW_POWER;
}

void
port_pin_set_drive(struct port *port, size_t pin, enum port_pin_drive drive)
{
	(void)port;
	(void)pin;
	(void)drive;
}

const char *
port_pin_alternate(struct port *port, size_t pin, size_t index, int *number)
{
	(void)port;
	(void)pin;
	(void)index;
	(void)number;
	return NULL;
}

int
port_pin_function(struct port *port, size_t pin)
{
	(void)port;
	(void)pin;
	return -1;
}

int
port_pin_set_function(struct port *port, size_t pin, int number)
{
	(void)port;
	(void)pin;
	(void)number;
	return -PORT_EINVAL;
}

int
port_pwm_set(struct port *port, size_t pin, uint32_t hertz, uint16_t duty)
{
	(void)port;
	(void)pin;
	(void)hertz;
	(void)duty;
	return -PORT_EINVAL;
}

size_t
port_i2c_count(struct port *port)
{
	(void)port;
	return 0;
}

int
port_i2c_open(struct port *port, size_t bus, size_t *scl, size_t *sda,
    uint32_t hertz)
{
	(void)port;
	(void)bus;
	(void)scl;
	(void)sda;
	(void)hertz;
	return -PORT_EINVAL;
}

int
port_i2c_transfer(struct port *port, size_t bus, uint8_t address,
    const struct port_i2c_part *parts, size_t count, bool stop)
{
	(void)port;
	(void)bus;
	(void)address;
	(void)parts;
	(void)count;
	(void)stop;
	return -PORT_ENODEV;
}

size_t
port_spi_count(struct port *port)
{
	(void)port;
	return 0;
}

int
port_spi_open(struct port *port, size_t bus, struct port_spi_setup *setup)
{
	(void)port;
	(void)bus;
	(void)setup;
	return -PORT_EINVAL;
}

int
port_spi_transfer(struct port *port, size_t bus, const uint8_t *out,
    uint8_t fill, uint8_t *in, size_t len)
{
	(void)port;
	(void)bus;
	(void)out;
	(void)fill;
	(void)in;
	(void)len;
	return -PORT_EIO;
}

size_t
port_uart_count(struct port *port)
{
	(void)port;
	return 0;
}

int
port_uart_open(struct port *port, size_t uart, struct port_uart_setup *setup)
{
	(void)port;
	(void)uart;
	(void)setup;
	return -PORT_EINVAL;
}

void
port_uart_close(struct port *port, size_t uart)
{
	(void)port;
	(void)uart;
}

size_t
port_uart_available(struct port *port, size_t uart)
{
	(void)port;
	(void)uart;
	return 0;
}

size_t
port_uart_read(struct port *port, size_t uart, uint8_t *bytes, size_t cap)
{
	(void)port;
	(void)uart;
	(void)bytes;
	(void)cap;
	return 0;
}

size_t
port_uart_write(struct port *port, size_t uart, const uint8_t *bytes,
    size_t len)
{
	(void)port;
	(void)uart;
	(void)bytes;
	return len;
}

bool
port_uart_is_idle(struct port *port, size_t uart)
{
	(void)port;
	(void)uart;
	return true;
}

void
port_power(struct port *port, enum port_power mode)
{
	(void)port;
	(void)mode;
}

uint32_t
port_power_ua(struct port *port, enum port_power mode)
{
	(void)port;
	(void)mode;
	return 0;
}

_Noreturn void
port_deep_sleep(struct port *port, const struct port_wake *wake)
{
	(void)wake;
	port_reset(port, PORT_RESET_DEEP_SLEEP);
}

enum port_wake_reason
port_wake_reason(struct port *port)
{
	(void)port;
	return PORT_WAKE_POWER_ON;
}

void *
port_retained(struct port *port, size_t *len)
{
	static uint8_t kept[64];

	(void)port;
	*len = sizeof(kept);
	return kept;
}

/* ---- what hangs on single wires, and an ESP32's analog parts ------------- */

void
port_bitstream(struct port *port, size_t pin, const uint32_t ns[4],
    const uint8_t *bytes, size_t len)
{
	(void)port;
	(void)pin;
	(void)ns;
	(void)bytes;
	(void)len;
}

bool
port_dht_read(struct port *port, size_t pin, uint8_t bytes[PORT_DHT_BYTES])
{
	(void)port;
	(void)pin;
	(void)bytes;
	return false;
}

bool
port_one_wire_reset(struct port *port, size_t pin)
{
	(void)port;
	(void)pin;
	return false;
}

bool
port_one_wire_bit(struct port *port, size_t pin, bool bit)
{
	(void)port;
	(void)pin;
	return bit;
}

int
port_touch_read(struct port *port, size_t pin)
{
	(void)port;
	(void)pin;
	return -1;
}

void
port_touch_set_threshold(struct port *port, size_t pin, uint16_t threshold)
{
	(void)port;
	(void)pin;
	(void)threshold;
}

bool
port_touch_is_pressed(struct port *port)
{
	(void)port;
	return false;
}

int
port_dac_write(struct port *port, size_t pin, uint8_t value)
{
	(void)port;
	(void)pin;
	(void)value;
	return -1;
}

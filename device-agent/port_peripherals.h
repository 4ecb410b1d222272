/* SPDX-License-Identifier: MIT */
/*
 * The second half of the contract (port.h): hardware that not every chip has.
 * A port says in port_config.h what it implements, PORT_HAS_... 1; the rest
 * is missing from the module machine. Calls come from the same one thread.
 * Functions that can fail return 0, or a negated errno (enum port_error).
 */
#ifndef PORT_PERIPHERALS_H
#define PORT_PERIPHERALS_H

#include "port.h"
#include "port_features.h"

enum port_error {
	PORT_EIO = 5,
	PORT_ENODEV = 19, /* nobody answers at that address */
	PORT_EINVAL = 22, /* not these pins, not that speed */
	PORT_ETIMEDOUT = 110
};

#define PORT_ANY_PIN SIZE_MAX /* the bus's usual pin */

/* ---- pins: strengths and alternate functions ----------------------- */

enum port_pin_drive {
	PORT_DRIVE_LOW_POWER,
	PORT_DRIVE_MED_POWER,
	PORT_DRIVE_HIGH_POWER,
	PORT_DRIVE_TOP_POWER /* of an ESP32 */
};

enum port_pin_drive port_pin_drive(struct port *port, size_t pin);
void port_pin_set_drive(struct port *port, size_t pin,
    enum port_pin_drive drive);
/* The name of the pin's index-th alternate function and its number, or NULL
 * after the last. */
const char *port_pin_alternate(struct port *port, size_t pin, size_t index,
    int *number);
/* The function chosen; -1: plain input and output. */
int port_pin_function(struct port *port, size_t pin);
int port_pin_set_function(struct port *port, size_t pin, int number);

/* ---- clock and analog inputs --------------------------------------- */

int port_frequency_set(struct port *port, uint32_t hertz);
/* Whether the pin can be an output, and whether it has a converter. */
bool port_pin_may_drive(struct port *port, size_t pin);
bool port_analog_has(struct port *port, size_t pin);

/* ---- PWM ----------------------------------------------------------- */

/* Duty from 0 to 65535. Hertz 0 stops it: the pin is an input again. */
int port_pwm_set(struct port *port, size_t pin, uint32_t hertz, uint16_t duty);

/* ---- I2C, as controller -------------------------------------------- */

struct port_i2c_part {
	uint8_t *bytes; /* read into, or written from */
	size_t len;
	bool is_read;
};

size_t port_i2c_count(struct port *port);
/* scl and sda come back as the pins really used. */
int port_i2c_open(struct port *port, size_t bus, size_t *scl, size_t *sda,
    uint32_t hertz);
/* The parts with a start before each change of direction; the number of
 * bytes written and acknowledged, or an error. */
int port_i2c_transfer(struct port *port, size_t bus, uint8_t address,
    const struct port_i2c_part *parts, size_t count, bool stop);

/* ---- SPI, as controller -------------------------------------------- */

struct port_spi_setup {
	uint32_t hertz;
	bool polarity; /* level of the idle clock */
	bool phase;    /* 1: data is taken on the second edge */
	bool lsb_first;
	uint8_t bits;
	size_t sck; /* PORT_ANY_PIN comes back as the pin used */
	size_t mosi;
	size_t miso;
};

size_t port_spi_count(struct port *port);
int port_spi_open(struct port *port, size_t bus, struct port_spi_setup *setup);
/* out NULL: send fill; in NULL: drop what comes. */
int port_spi_transfer(struct port *port, size_t bus, const uint8_t *out,
    uint8_t fill, uint8_t *in, size_t len);

/* ---- UART ---------------------------------------------------------- */

struct port_uart_setup {
	uint32_t baud;
	uint8_t bits;  /* 5 to 9 */
	int8_t parity; /* -1 none, 0 even, 1 odd */
	uint8_t stop;  /* 1 or 2 */
	size_t tx;     /* PORT_ANY_PIN: the usual one */
	size_t rx;
};

size_t port_uart_count(struct port *port);
int port_uart_open(struct port *port, size_t uart, struct port_uart_setup *s);
void port_uart_close(struct port *port, size_t uart);
size_t port_uart_available(struct port *port, size_t uart);
size_t port_uart_read(struct port *port, size_t uart, uint8_t *bytes,
    size_t cap);
size_t port_uart_write(struct port *port, size_t uart, const uint8_t *bytes,
    size_t len);                                        /* what fits now */
bool port_uart_is_idle(struct port *port, size_t uart); /* all is sent */

/* ---- sleep --------------------------------------------------------- */

/* Numbers as in the event TELEMETRY. */
enum port_power {
	PORT_POWER_RUN,
	PORT_POWER_IDLE,
	PORT_POWER_LIGHT_SLEEP,
	PORT_POWER_DEEP_SLEEP
};

enum port_wake_reason {
	PORT_WAKE_POWER_ON,
	PORT_WAKE_RTC,
	PORT_WAKE_PIN,
	PORT_WAKE_NETWORK,
	PORT_WAKE_GROUP, /* pins of a group, see below */
	PORT_WAKE_TOUCH
};

struct port_wake {
	uint64_t after_us; /* UINT64_MAX: never */
	uint64_t high;     /* bit n: when pin n is high */
	uint64_t low;      /* the same, low */
	uint64_t all_low;  /* when all of these are low; 0: none */
	uint64_t group;    /* those of high that count as PORT_WAKE_GROUP */
	bool by_touch;     /* of a pad, beyond its threshold */
};

/* To slow the clock; and what a mode takes in microamperes, 0: not known. */
void port_power(struct port *port, enum port_power mode);
uint32_t port_power_ua(struct port *port, enum port_power mode);
/* Switches off all but the retained memory; the board starts again with
 * PORT_RESET_DEEP_SLEEP. */
_Noreturn void port_deep_sleep(struct port *port, const struct port_wake *wake);
enum port_wake_reason port_wake_reason(struct port *port);
/* Bytes that survive deep sleep and resets, zero after power on. */
void *port_retained(struct port *port, size_t *len);

#endif

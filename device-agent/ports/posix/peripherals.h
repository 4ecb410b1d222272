/* SPDX-License-Identifier: MIT */
/*
 * What is wired to the pins of a simulated board: an I2C bus with a sensor
 * and a memory, an SPI bus with a flash chip. Devices see bytes; an engine for
 * each bus turns moving pins into bytes, so that buses in software reach them
 * too. UART 1 is a terminal, or joined to itself.
 */
#ifndef PERIPHERALS_H
#define PERIPHERALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct port;

#define POSIX_EEPROM_SIZE 4096
#define POSIX_SPI_SIZE    65536
#define POSIX_UART_BUFFER 4096

/* A temperature sensor like the TMP105 at 0x48 and a memory like the 24C32
 * at 0x50. */
struct posix_i2c {
	uint8_t eeprom[POSIX_EEPROM_SIZE]; /* inverted: erased is 0 */
	uint16_t eeprom_at;
	uint16_t sensor_register[4]; /* [0] is the temperature */
	uint8_t sensor_at;
	uint8_t chosen;  /* address of the device that is spoken to; 0: none */
	size_t received; /* bytes since the start */
	size_t sent;
	/* The engine on the pins. */
	enum {
		POSIX_I2C_IDLE,
		POSIX_I2C_ADDRESS,
		POSIX_I2C_WRITE,
		POSIX_I2C_READ
	} state;
	uint8_t byte;
	uint8_t bits;
	bool acknowledging;
	bool is_reading; /* of the address byte */
	bool scl;
	bool sda;
};

/* A flash chip like the W25Q, 64 KiB of it. */
struct posix_spi {
	uint8_t flash[POSIX_SPI_SIZE]; /* inverted: erased is 0 */
	uint8_t command;
	uint32_t address;
	size_t count; /* bytes since it was selected */
	bool may_write;
	/* The engine on the pins. */
	uint8_t in;
	uint8_t out;
	uint8_t bits;
	bool sck;
	bool selected;
};

struct posix_uart {
	int fd; /* master side of a terminal; -1: joined to itself */
	int slave_fd;
	uint8_t buffer[POSIX_UART_BUFFER];
	size_t first;
	size_t count;
	bool is_open;
};

/* A pin whose level is a function of the time. */
struct posix_pulses {
	uint32_t *ns;    /* owned; NULL: the channel is free */
	uint8_t *levels; /* owned */
	size_t count;
	size_t pin;
	uint64_t total_ns;
	uint64_t start_ns;
	uint64_t end_ns; /* since the start; 0: it goes on */
	uint32_t carrier_hz;
	uint8_t carrier_duty;
	bool carrier_level;
	bool idle_level;
};

/* Sensors on one wire, chosen for a pin by the control socket. */
enum posix_device { POSIX_NOTHING, POSIX_DHT11, POSIX_DHT22, POSIX_DS18B20 };

/* A thermometer like the DS18B20: what it expects of its wire. */
struct posix_one_wire {
	enum {
		POSIX_WIRE_SILENT,
		POSIX_WIRE_ROM,
		POSIX_WIRE_SEARCH,
		POSIX_WIRE_MATCH,
		POSIX_WIRE_FUNCTION,
		POSIX_WIRE_SETTINGS,
		POSIX_WIRE_ANSWER
	} state;
	size_t pin;
	size_t at; /* bits of what it is in */
	uint8_t in;
	uint8_t out[9];
	size_t out_bits;
	uint8_t set[3];
	uint16_t raw; /* last measured, sixteenths of a degree */
};

/* What was sent last to lights. */
struct posix_strip {
	size_t pin;
	size_t len;
	uint8_t bytes[480];
};

struct posix_peripherals {
	struct posix_i2c i2c;
	struct posix_spi spi;
	struct posix_uart uart;
};

/* false: no such device. */
bool posix_wire_attach(struct port *port, size_t pin, const char *name);
bool posix_pulses_level(const struct posix_pulses *pulses);
/* A pin the board drives may have moved. */
void posix_i2c_lines(struct port *port);
void posix_spi_lines(struct port *port);
/* A raw terminal with the symbolic link where. -1 with a message. */
int posix_terminal_open(const char *where, int *master, int *slave);
/* The terminal of UART 1 if one was asked for; -1 with a message. */
int posix_uart_start(struct port *port);

#endif

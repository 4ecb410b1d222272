/* SPDX-License-Identifier: MIT */
/*
 * Kinds of boards, as data: what differs between them and nothing that acts.
 * The rest of the firmware sees of it what port_identity tells.
 */
#ifndef POSIX_PROFILE_H
#define POSIX_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "port.h"
#include "rom/rom.h"

#define PROFILE_FREQUENCIES 5
#define PROFILE_NO_PIN      0xff
#define PROFILE_POWERS      4

/* What simulated devices are wired to. */
enum posix_wire {
	POSIX_I2C_SDA,
	POSIX_I2C_SCL,
	POSIX_UART_TX,
	POSIX_UART_RX,
	POSIX_SPI_MISO,
	POSIX_SPI_MOSI,
	POSIX_SPI_SCK,
	POSIX_SPI_CS,
	POSIX_SAFE_PIN, /* held high during reset */
	POSIX_LED_PIN,
	POSIX_WIRE_COUNT
};

struct posix_profile {
	struct port_identity identity; /* profile is the profile's name */
	const char *pins;   /* names with blanks between; NUL-terminated */
	const char *analog; /* those of them that have a converter */
	const char *input;  /* those that can be nothing else; NULL: none */
	const char *touch;  /* with a pad; NULL: none */
	const char *dac;    /* with an analog output; NULL: none */
	const char *wire[POSIX_WIRE_COUNT]; /* NULL: not on this board */
	size_t flash_size;                  /* settings and file system */
	size_t heap_size;
	uint32_t hertz[PROFILE_FREQUENCIES]; /* the first after reset */
	/* By enum port_power, at 3.3 V and with the radio as a station. */
	uint32_t power_ua[PROFILE_POWERS];
	/* As an access point: name before the end of its MAC, "": open. */
	const char *point_name;
	const char *point_key;
	uint8_t point_address[4];
	bool point_is_on;   /* from the start */
	bool pins_are_free; /* any can be the UART's */
	enum rom_chip chip; /* with such a loader */
};

/* NULL: no such profile. */
const struct posix_profile *posix_profile_find(const char *name);
/* Their names in a row, for messages. */
const char *posix_profile_names(void);
/* Whether name is one of the names in a list with blanks between. */
bool posix_profile_has(const char *list, const char *name);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The fifth part of the contract (port.h): what programs on Espressif's chips
 * see of them, for ports with PORT_HAS_ESP 1 in port_config.h. The flash is
 * one piece, its addresses are those a programmer uses; functions that can
 * fail return 0 or -1. The pulse generator plays by itself.
 */
#ifndef PORT_ESP_H
#define PORT_ESP_H

#include "port.h"

#define PORT_RAW_SECTOR     4096 /* erased at once, to 0xff */
#define PORT_PULSE_CHANNELS 8
#define PORT_PULSES_MAX     16384
#define PORT_NO_SLOT        0xff

/* Numbers as in a partition table. */
enum port_partition_type { PORT_PARTITION_APP, PORT_PARTITION_DATA };
enum port_partition_subtype {
	PORT_APP_FACTORY = 0,
	PORT_APP_OTA_0 = 0x10,
	PORT_APP_OTA_1 = 0x11,
	PORT_DATA_NVS = 2,
	PORT_DATA_FAT = 0x81
};

struct port_partition {
	const char *label;
	uint8_t type;
	uint8_t subtype;
	uint8_t slot; /* enum boot_slot, or PORT_NO_SLOT */
	uint32_t begin;
	uint32_t size; /* bytes; 0: not in this flash */
};

/* The index-th; false after the last. */
bool port_partition(struct port *port, size_t index,
    struct port_partition *partition);
uint32_t port_raw_size(struct port *port);
/* What programs may not see, such as settings, reads as 0xff. */
int port_raw_read(struct port *port, uint32_t at, void *bytes, uint32_t len);
/* Clears bits; -1 where programs may not write, as where they run. */
int port_raw_write(struct port *port, uint32_t at, const void *bytes,
    uint32_t len);
int port_raw_erase(struct port *port, uint32_t at);

/* A pad's count, smaller when it is touched; -1: the pin has no pad. */
int port_touch_read(struct port *port, size_t pin);
/* Counts below it are a touch; 0: none is. */
void port_touch_set_threshold(struct port *port, size_t pin,
    uint16_t threshold);
bool port_touch_is_pressed(struct port *port);
/* Makes the pin an analog output; -1: it cannot be one. */
int port_dac_write(struct port *port, size_t pin, uint8_t value);

/* Levels one after the other. */
struct port_pulses {
	size_t pin;
	const uint32_t *ns;    /* borrowed, like levels, while it is called */
	const uint8_t *levels; /* 0, 1 */
	size_t count;
	uint32_t carrier_hz;  /* 0: none */
	uint8_t carrier_duty; /* per cent */
	bool carrier_level;   /* that it is applied to */
	bool idle_level;
	bool loops;
};

/* Takes the pin for good; count 0: only that. -1: no memory. */
int port_pulses_start(struct port *port, size_t channel,
    const struct port_pulses *pulses);
bool port_pulses_are_done(struct port *port, size_t channel);
/* A loop plays to the end of its turn. */
void port_pulses_end_loop(struct port *port, size_t channel);
/* The pin is what it was. */
void port_pulses_stop(struct port *port, size_t channel);

#endif

/* SPDX-License-Identifier: MIT */
/* The simulated radio of one board: what of port_radio.h it remembers. */
#ifndef POSIX_RADIO_H
#define POSIX_RADIO_H

#include "air.h"

#define RADIO_FOUND_MAX 32
#define RADIO_GUESTS    8

struct posix_profile;

enum posix_radio_phase {
	RADIO_REST,
	RADIO_LOOK,  /* for the access point */
	RADIO_LEASE, /* joined, without an address */
	RADIO_STAY   /* connected */
};

struct posix_radio {
	struct port_radio_settings settings;
	struct port_radio_point point;
	struct port_radio_address address[2];
	uint8_t mac[2][PORT_RADIO_MAC_LEN];
	bool is_active[2];
	uint64_t scan_end_us; /* 0: no scan */
	struct port_radio_network found[RADIO_FOUND_MAX];
	size_t found_count;
	struct port_radio_join join;
	enum port_radio_state state;
	enum posix_radio_phase phase;
	uint64_t due_us;         /* the end of the phase, or the next look */
	int tries_left;          /* -1: no end */
	struct air_point joined; /* in the phases LEASE and STAY */
	/* Stations of the world at this access point. */
	struct port_radio_client guest[RADIO_GUESTS];
	size_t guest_count;
};

/* After power-on and reset; the flash is open. */
void posix_radio_start(struct port *port);
/* Somebody joins this board's access point, or leaves; -1: too many, or not
 * there. */
int posix_radio_greet(struct port *port, const struct port_radio_client *guest);
int posix_radio_dismiss(struct port *port,
    const uint8_t mac[PORT_RADIO_MAC_LEN]);

#endif

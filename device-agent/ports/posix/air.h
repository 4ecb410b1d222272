/* SPDX-License-Identifier: MIT */
/*
 * What a simulated radio can hear beside the boards of its own process: the
 * access points around, and how long things take. Described line by line,
 * in a file or on the control socket. No pointers: it may lie in memory that
 * processes share.
 */
#ifndef POSIX_AIR_H
#define POSIX_AIR_H

#include "port_radio.h"

#define AIR_POINTS    32
#define AIR_LINE_MAX  256
#define AIR_ERROR_MAX 96

struct air_point {
	struct port_radio_network network; /* ssid also of hidden ones */
	char key[PORT_RADIO_KEY_MAX + 1];
	uint8_t gateway[4]; /* addresses it gives are those around this */
	bool has_dhcp;
	bool is_there;
};

struct air {
	bool is_described;
	uint32_t scan_ms; /* how long things take on the board's clock */
	uint32_t join_ms;
	uint32_t dhcp_ms;
	uint32_t lost_ms; /* until a board misses its access point */
	uint32_t points_made;
	struct air_point point[AIR_POINTS];
};

void air_init(struct air *air);
/*
 * Does what one line says, which it changes: "ap SSID [NAME=VALUE]...", "gone
 * SSID", "time NAME=MS...". Empty lines and those that begin with # are
 * fine. 0, or -1 with a reason in error.
 */
int air_line(struct air *air, char *line, char error[AIR_ERROR_MAX]);
/* All lines of a file; -1 with a message on stderr. */
int air_read(struct air *air, const char *path);
/* The index-th point that is there, or NULL. */
const struct air_point *air_point(const struct air *air, size_t index);
/* "12:34:56:78:9a:bc"; false: it is not one. */
bool air_parse_mac(const char *text, uint8_t mac[PORT_RADIO_MAC_LEN]);
/* "open", "wpa2", ... */
const char *air_security_name(uint8_t security);

#endif

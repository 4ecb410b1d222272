/* SPDX-License-Identifier: MIT */
/*
 * The fourth part of the contract (port.h): WiFi, of chips with PORT_HAS_RADIO
 * 1 in port_config.h. Calls come from the same one thread and none waits: what
 * takes time is begun, and asked for later. Functions that can fail return 0
 * or a negated enum port_radio_error. Structs are the caller's.
 */
#ifndef PORT_RADIO_H
#define PORT_RADIO_H

#include "port.h"

#define PORT_RADIO_SSID_MAX 32
#define PORT_RADIO_KEY_MAX  64
#define PORT_RADIO_MAC_LEN  6
#define PORT_RADIO_HOST_MAX 32

/* A board can be both at a time. */
enum port_radio_side { PORT_RADIO_STATION, PORT_RADIO_POINT };

enum port_radio_error {
	PORT_RADIO_NOT_STARTED = 1, /* that side is not active */
	PORT_RADIO_BUSY,            /* a join is under way */
	PORT_RADIO_INVALID          /* no such channel, not a MAC, ... */
};

/* Numbers as scan() of MicroPython gives them. */
enum port_radio_security {
	PORT_RADIO_OPEN,
	PORT_RADIO_WEP,
	PORT_RADIO_WPA,
	PORT_RADIO_WPA2,
	PORT_RADIO_WPA_WPA2,
	PORT_RADIO_WPA2_ENTERPRISE,
	PORT_RADIO_WPA3,
	PORT_RADIO_WPA2_WPA3,
	PORT_RADIO_SECURITY_COUNT
};

enum port_radio_state {
	PORT_RADIO_IDLE,
	PORT_RADIO_CONNECTING,
	PORT_RADIO_WRONG_KEY,
	PORT_RADIO_NO_POINT, /* of that name */
	PORT_RADIO_FAILED,   /* too weak */
	PORT_RADIO_CONNECTED,
	PORT_RADIO_LOST /* it was there, and is not heard any more */
};

struct port_radio_name {
	uint8_t len;
	uint8_t bytes[PORT_RADIO_SSID_MAX];
};

/* What a scan finds. */
struct port_radio_network {
	struct port_radio_name ssid; /* of hidden ones: empty */
	uint8_t bssid[PORT_RADIO_MAC_LEN];
	uint8_t channel;
	int8_t rssi; /* dBm */
	uint8_t security;
	bool is_hidden;
};

struct port_radio_join {
	struct port_radio_name ssid;
	char key[PORT_RADIO_KEY_MAX + 1];
	uint8_t bssid[PORT_RADIO_MAC_LEN];
	bool has_bssid; /* only that one */
};

/* The board as an access point. */
struct port_radio_point {
	struct port_radio_name ssid;
	char key[PORT_RADIO_KEY_MAX + 1];
	uint8_t channel; /* 1 to 13 */
	uint8_t security;
	uint8_t clients_max;
	bool is_hidden;
};

struct port_radio_client {
	uint8_t mac[PORT_RADIO_MAC_LEN];
	int8_t rssi;
};

/* IPv4; all zeros: none. */
struct port_radio_address {
	uint8_t ip[4];
	uint8_t mask[4];
	uint8_t gateway[4];
	uint8_t dns[4];
	bool is_dhcp; /* asks the access point for the rest; as a point: serves
		       */
};

/* What the program chose; the port acts by it where it can. */
struct port_radio_settings {
	char hostname[PORT_RADIO_HOST_MAX + 1];
	char country[3];
	uint8_t phy_mode;
	uint8_t power_save;
	uint8_t antenna;
	int8_t tx_power; /* quarters of a dBm */
	int reconnects;  /* after a failure; -1: for ever */
};

/* The port's own, kept until the board restarts. */
struct port_radio_settings *port_radio_settings(struct port *port);

bool port_radio_is_active(struct port *port, enum port_radio_side side);
void port_radio_activate(struct port *port, enum port_radio_side side, bool on);
void port_radio_mac(struct port *port, enum port_radio_side side,
    uint8_t mac[PORT_RADIO_MAC_LEN]);
int port_radio_set_mac(struct port *port, enum port_radio_side side,
    const uint8_t mac[PORT_RADIO_MAC_LEN]);
void port_radio_address(struct port *port, enum port_radio_side side,
    struct port_radio_address *address);
void port_radio_set_address(struct port *port, enum port_radio_side side,
    const struct port_radio_address *address);

/* As a station. A scan takes until is_done; then its results stay until the
 * next one: the strongest first, false after the last. */
int port_radio_scan(struct port *port);
bool port_radio_scan_is_done(struct port *port);
bool port_radio_found(struct port *port, size_t index,
    struct port_radio_network *network);
/* join NULL: what was wanted before, invalid when nothing was. */
int port_radio_join(struct port *port, const struct port_radio_join *join);
void port_radio_leave(struct port *port);
enum port_radio_state port_radio_state(struct port *port);
/* Where it is connected; false: nowhere. */
bool port_radio_joined(struct port *port, struct port_radio_network *network);

/* As an access point. */
void port_radio_point(struct port *port, struct port_radio_point *point);
int port_radio_set_point(struct port *port,
    const struct port_radio_point *point);
/* The index-th board that is connected; false after the last. */
bool port_radio_client(struct port *port, size_t index,
    struct port_radio_client *client);

#endif

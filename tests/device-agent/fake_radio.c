/* SPDX-License-Identifier: MIT */
/* The fake board's radio hears nobody, its flash has no parts. */
#include <string.h>

#include "port_esp.h"
#include "port_radio.h"

#include "fake_port.h"

struct port_radio_settings *
port_radio_settings(struct port *port)
{
	static struct port_radio_settings settings;

	(void)port;
	return &settings;
}

bool
port_radio_is_active(struct port *port, enum port_radio_side side)
{
	(void)port;
	(void)side;
	return false;
}

void
port_radio_activate(struct port *port, enum port_radio_side side, bool on)
{
	(void)port;
	(void)side;
	(void)on;
}

void
port_radio_mac(struct port *port, enum port_radio_side side,
    uint8_t mac[PORT_RADIO_MAC_LEN])
{
	(void)port;
	(void)side;
	memset(mac, 2, PORT_RADIO_MAC_LEN);
}

int
port_radio_set_mac(struct port *port, enum port_radio_side side,
    const uint8_t mac[PORT_RADIO_MAC_LEN])
{
	(void)port;
	(void)side;
	(void)mac;
	return -PORT_RADIO_INVALID;
}

void
port_radio_address(struct port *port, enum port_radio_side side,
    struct port_radio_address *address)
{
	(void)port;
	(void)side;
	memset(address, 0, sizeof(*address));
}

void
port_radio_set_address(struct port *port, enum port_radio_side side,
    const struct port_radio_address *address)
{
	(void)port;
	(void)side;
	(void)address;
}

int
port_radio_scan(struct port *port)
{
	(void)port;
	return -PORT_RADIO_NOT_STARTED;
}

bool
port_radio_scan_is_done(struct port *port)
{
	(void)port;
	return true;
}

bool
port_radio_found(struct port *port, size_t index,
    struct port_radio_network *network)
{
	(void)port;
	(void)index;
	(void)network;
	return false;
}

int
port_radio_join(struct port *port, const struct port_radio_join *join)
{
	(void)port;
	(void)join;
	return -PORT_RADIO_NOT_STARTED;
}

void
port_radio_leave(struct port *port)
{
	(void)port;
}

enum port_radio_state
port_radio_state(struct port *port)
{
	(void)port;
	return PORT_RADIO_IDLE;
}

bool
port_radio_joined(struct port *port, struct port_radio_network *network)
{
	(void)port;
	memset(network, 0, sizeof(*network));
	return false;
}

void
port_radio_point(struct port *port, struct port_radio_point *point)
{
	(void)port;
	memset(point, 0, sizeof(*point));
}

int
port_radio_set_point(struct port *port, const struct port_radio_point *point)
{
	(void)port;
	(void)point;
	return -PORT_RADIO_INVALID;
}

bool
port_radio_client(struct port *port, size_t index,
    struct port_radio_client *client)
{
	(void)port;
	(void)index;
	(void)client;
	return false;
}

bool
port_partition(struct port *port, size_t index,
    struct port_partition *partition)
{
	(void)port;
	(void)index;
	(void)partition;
	return false;
}

uint32_t
port_raw_size(struct port *port)
{
	(void)port;
	return 0;
}

int
port_raw_read(struct port *port, uint32_t at, void *bytes, uint32_t len)
{
	(void)port;
	(void)at;
	(void)bytes;
	(void)len;
	return -1;
}

int
port_raw_write(struct port *port, uint32_t at, const void *bytes, uint32_t len)
{
	(void)port;
	(void)at;
	(void)bytes;
	(void)len;
	return -1;
}

int
port_raw_erase(struct port *port, uint32_t at)
{
	(void)port;
	(void)at;
	return -1;
}

int
port_pulses_start(struct port *port, size_t channel,
    const struct port_pulses *pulses)
{
	(void)port;
	(void)channel;
	(void)pulses;
	return -1;
}

bool
port_pulses_are_done(struct port *port, size_t channel)
{
	(void)port;
	(void)channel;
	return true;
}

void
port_pulses_end_loop(struct port *port, size_t channel)
{
	(void)port;
	(void)channel;
}

void
port_pulses_stop(struct port *port, size_t channel)
{
	(void)port;
	(void)channel;
}

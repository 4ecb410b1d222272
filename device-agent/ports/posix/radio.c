/* SPDX-License-Identifier: MIT */
/*
 * The simulated radio. Nothing happens by itself: whoever asks makes all that
 * is due by the board's clock happen first. Boards of one process hear each
 * other's access points.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "posix.h"

#define US_PER_MS      1000
#define STEP_MIN_US    1000
#define CATCH_UP_US    60000000 /* of a longer absence only the end counts */
#define RSSI_ENOUGH    (-90)
#define NEIGHBOUR_RSSI (-40)
#define CHANNEL_MAX    13
#define CLIENTS_MAX    10
#define TX_POWER       80 /* quarters of a dBm */
#define HOST_FIRST     50 /* of the addresses given to stations */
#define HOST_COUNT     200

static const uint8_t full_mask[4] = { 255, 255, 255, 0 };

static struct posix_radio *
radio_of(struct port *port)
{
	return &port->radio;
}

/* ---- start --------------------------------------------------------------- */

static void
make_macs(struct port *port)
{
	static const uint8_t none[PORT_RADIO_MAC_LEN];
	uint8_t *mac = radio_of(port)->mac[PORT_RADIO_STATION];
	uint32_t seat = port->seat == NULL ? 0 : farm_index(port);

	memcpy(mac, port->flash.mac, PORT_RADIO_MAC_LEN);
	if (memcmp(mac, none, sizeof(none)) == 0) {
		const uint8_t made[PORT_RADIO_MAC_LEN] = { 2, 'u', 'p',
			(uint8_t)(seat >> 15), (uint8_t)(seat >> 7),
			(uint8_t)(seat << 1) };

		memcpy(mac, made, sizeof(made));
	}
	memcpy(radio_of(port)->mac[PORT_RADIO_POINT], mac, PORT_RADIO_MAC_LEN);
	radio_of(port)->mac[PORT_RADIO_POINT][5] ^= 1;
}

static void
make_point(struct port *port)
{
	const struct posix_profile *profile = port->options.profile;
	const uint8_t *mac = radio_of(port)->mac[PORT_RADIO_STATION];
	struct port_radio_point *point = &radio_of(port)->point;
	struct port_radio_address *address =
	    &radio_of(port)->address[PORT_RADIO_POINT];
	char name[PORT_RADIO_SSID_MAX + 1];

	point->ssid.len = (uint8_t)snprintf(name, sizeof(name),
	    "%s%02x%02x%02x", profile->point_name, mac[3], mac[4], mac[5]);
	memcpy(point->ssid.bytes, name, point->ssid.len);
	snprintf(point->key, sizeof(point->key), "%s", profile->point_key);
	point->security =
	    point->key[0] == '\0' ? PORT_RADIO_OPEN : PORT_RADIO_WPA2;
	point->channel = 1;
	point->clients_max = CLIENTS_MAX;
	memcpy(address->ip, profile->point_address, sizeof(address->ip));
	memcpy(address->gateway, address->ip, sizeof(address->ip));
	memcpy(address->dns, address->ip, sizeof(address->ip));
	memcpy(address->mask, full_mask, sizeof(full_mask));
	address->is_dhcp = true;
	radio_of(port)->is_active[PORT_RADIO_POINT] = profile->point_is_on;
}

void
posix_radio_start(struct port *port)
{
	struct posix_radio *radio = radio_of(port);

	memset(radio, 0, sizeof(*radio));
	radio->settings = (struct port_radio_settings){
		.country = "XX",
		.phy_mode = 7,
		.tx_power = TX_POWER,
		.power_save = 1,
		.reconnects = -1,
	};
	snprintf(radio->settings.hostname, sizeof(radio->settings.hostname),
	    "mpy-%s", port->options.identity.profile);
	radio->address[PORT_RADIO_STATION].is_dhcp = true;
	make_macs(port);
	make_point(port);
}

struct port_radio_settings *
port_radio_settings(struct port *port)
{
	return &radio_of(port)->settings;
}

/* ---- what can be heard -------------------------------------------------- */

/* A board's access point as others find it. */
static void
describe(struct port *other, struct air_point *point)
{
	const struct posix_radio *radio = radio_of(other);

	*point = (struct air_point){
		.network = { .ssid = radio->point.ssid,
		    .channel = radio->point.channel,
		    .rssi = NEIGHBOUR_RSSI,
		    .security = radio->point.security,
		    .is_hidden = radio->point.is_hidden },
		.has_dhcp = radio->address[PORT_RADIO_POINT].is_dhcp,
		.is_there = true,
	};
	memcpy(point->network.bssid, radio->mac[PORT_RADIO_POINT],
	    PORT_RADIO_MAC_LEN);
	memcpy(point->key, radio->point.key, sizeof(point->key));
	memcpy(point->gateway, radio->address[PORT_RADIO_POINT].ip,
	    sizeof(point->gateway));
}

/* The next one from *at on, which moves past it. */
static bool
hear_next(struct port *port, size_t *at, struct air_point *point)
{
	for (; *at < AIR_POINTS; (*at)++) {
		if (!port->air->point[*at].is_there)
			continue;
		*point = port->air->point[(*at)++];
		return true;
	}
	while (port->seat != NULL) {
		struct port *other = farm_at(port, (*at)++ - AIR_POINTS);

		if (other == NULL)
			return false;
		if (other == port ||
		    !radio_of(other)->is_active[PORT_RADIO_POINT])
			continue;
		describe(other, point);
		return true;
	}
	return false;
}

static bool
is_wanted(const struct port_radio_join *join,
    const struct port_radio_network *network)
{
	return join->ssid.len == network->ssid.len &&
	    memcmp(join->ssid.bytes, network->ssid.bytes, join->ssid.len) ==
	    0 &&
	    (!join->has_bssid ||
		memcmp(join->bssid, network->bssid, sizeof(join->bssid)) == 0);
}

/* The strongest one of the wanted name. */
static bool
find_wanted(struct port *port, struct air_point *best)
{
	struct air_point point;
	bool found = false;
	size_t at = 0;

	while (hear_next(port, &at, &point)) {
		if (!is_wanted(&radio_of(port)->join, &point.network) ||
		    (found && point.network.rssi <= best->network.rssi))
			continue;
		*best = point;
		found = true;
	}
	return found;
}

/* ---- joining ------------------------------------------------------------ */

static enum port_radio_state
try_to_join(struct port *port)
{
	struct posix_radio *radio = radio_of(port);
	struct air_point point;

	if (!find_wanted(port, &point))
		return PORT_RADIO_NO_POINT;
	if (point.network.rssi < RSSI_ENOUGH)
		return PORT_RADIO_FAILED;
	if (point.network.security != PORT_RADIO_OPEN &&
	    strcmp(point.key, radio->join.key) != 0)
		return PORT_RADIO_WRONG_KEY;
	radio->joined = point;
	return PORT_RADIO_CONNECTED;
}

static void
set_phase(struct posix_radio *radio, enum posix_radio_phase phase, uint32_t ms)
{
	uint64_t step_us = (uint64_t)ms * US_PER_MS;

	radio->phase = phase;
	radio->due_us += step_us < STEP_MIN_US ? STEP_MIN_US : step_us;
}

static void
look_again(struct port *port, enum port_radio_state state)
{
	struct posix_radio *radio = radio_of(port);

	radio->state = state;
	if (radio->tries_left == 0) {
		radio->phase = RADIO_REST;
		return;
	}
	if (radio->tries_left > 0)
		radio->tries_left--;
	set_phase(radio, RADIO_LOOK, port->air->scan_ms + port->air->join_ms);
}

static void
become_connected(struct port *port)
{
	struct posix_radio *radio = radio_of(port);

	radio->state = PORT_RADIO_CONNECTED;
	radio->tries_left = radio->settings.reconnects;
	set_phase(radio, RADIO_STAY, port->air->lost_ms);
}

/* What happens when due_us has come. */
static void
step(struct port *port)
{
	struct posix_radio *radio = radio_of(port);
	enum port_radio_state result = try_to_join(port);

	if (radio->phase == RADIO_LOOK) {
		if (result != PORT_RADIO_CONNECTED) {
			look_again(port, result);
			return;
		}
		if (radio->address[PORT_RADIO_STATION].is_dhcp)
			set_phase(radio, RADIO_LEASE, port->air->dhcp_ms);
		else
			become_connected(port);
	} else if (result != PORT_RADIO_CONNECTED) {
		look_again(port,
		    radio->phase == RADIO_STAY ? PORT_RADIO_LOST : result);
	} else if (radio->phase == RADIO_STAY) {
		set_phase(radio, RADIO_STAY, port->air->lost_ms);
	} else if (radio->joined.has_dhcp ||
	    !radio->address[PORT_RADIO_STATION].is_dhcp) {
		become_connected(port);
	} else {
		set_phase(radio, RADIO_LEASE, port->air->dhcp_ms);
	}
}

static void
catch_up(struct port *port)
{
	struct posix_radio *radio = radio_of(port);
	uint64_t now = port_ticks_us(port);

	if (now > CATCH_UP_US && radio->due_us < now - CATCH_UP_US)
		radio->due_us = now - CATCH_UP_US;
	while (radio->phase != RADIO_REST && radio->due_us <= now)
		step(port);
}

static void
rest(struct posix_radio *radio)
{
	radio->phase = RADIO_REST;
	radio->state = PORT_RADIO_IDLE;
}

int
port_radio_join(struct port *port, const struct port_radio_join *join)
{
	struct posix_radio *radio = radio_of(port);

	catch_up(port);
	if (!radio->is_active[PORT_RADIO_STATION])
		return -PORT_RADIO_NOT_STARTED;
	if (radio->state == PORT_RADIO_CONNECTING)
		return -PORT_RADIO_BUSY;
	if (join != NULL)
		radio->join = *join;
	if (radio->join.ssid.len == 0)
		return -PORT_RADIO_INVALID;
	radio->state = PORT_RADIO_CONNECTING;
	radio->tries_left = radio->settings.reconnects;
	radio->due_us = port_ticks_us(port);
	set_phase(radio, RADIO_LOOK, port->air->scan_ms + port->air->join_ms);
	return 0;
}

void
port_radio_leave(struct port *port)
{
	rest(radio_of(port));
}

enum port_radio_state
port_radio_state(struct port *port)
{
	catch_up(port);
	return radio_of(port)->state;
}

bool
port_radio_joined(struct port *port, struct port_radio_network *network)
{
	catch_up(port);
	*network = radio_of(port)->joined.network;
	return radio_of(port)->phase == RADIO_STAY;
}

/* ---- scan --------------------------------------------------------------- */

static int
compare_rssi(const void *a, const void *b)
{
	const struct port_radio_network *one = a;
	const struct port_radio_network *other = b;

	return other->rssi - one->rssi;
}

int
port_radio_scan(struct port *port)
{
	struct posix_radio *radio = radio_of(port);

	catch_up(port);
	if (!radio->is_active[PORT_RADIO_STATION])
		return -PORT_RADIO_NOT_STARTED;
	if (radio->state == PORT_RADIO_CONNECTING)
		return -PORT_RADIO_BUSY;
	radio->scan_end_us =
	    port_ticks_us(port) + (uint64_t)port->air->scan_ms * US_PER_MS;
	return 0;
}

static void
collect(struct port *port)
{
	struct posix_radio *radio = radio_of(port);
	struct air_point point;
	size_t at = 0;

	radio->found_count = 0;
	while (radio->found_count < RADIO_FOUND_MAX &&
	    hear_next(port, &at, &point)) {
		if (point.network.is_hidden)
			point.network.ssid.len = 0;
		radio->found[radio->found_count++] = point.network;
	}
	qsort(radio->found, radio->found_count, sizeof(radio->found[0]),
	    compare_rssi);
}

bool
port_radio_scan_is_done(struct port *port)
{
	struct posix_radio *radio = radio_of(port);

	if (radio->scan_end_us != 0 &&
	    port_ticks_us(port) >= radio->scan_end_us) {
		radio->scan_end_us = 0;
		collect(port);
	}
	return radio->scan_end_us == 0;
}

bool
port_radio_found(struct port *port, size_t index,
    struct port_radio_network *network)
{
	if (index >= radio_of(port)->found_count)
		return false;
	*network = radio_of(port)->found[index];
	return true;
}

/* ---- both sides --------------------------------------------------------- */

bool
port_radio_is_active(struct port *port, enum port_radio_side side)
{
	return radio_of(port)->is_active[side];
}

void
port_radio_activate(struct port *port, enum port_radio_side side, bool on)
{
	radio_of(port)->is_active[side] = on;
	if (!on && side == PORT_RADIO_STATION)
		rest(radio_of(port));
	if (!on && side == PORT_RADIO_POINT)
		radio_of(port)->guest_count = 0;
}

void
port_radio_mac(struct port *port, enum port_radio_side side,
    uint8_t mac[PORT_RADIO_MAC_LEN])
{
	memcpy(mac, radio_of(port)->mac[side], PORT_RADIO_MAC_LEN);
}

int
port_radio_set_mac(struct port *port, enum port_radio_side side,
    const uint8_t mac[PORT_RADIO_MAC_LEN])
{
	/* The lowest bit of the first byte marks groups. */
	if ((mac[0] & 1) != 0)
		return -PORT_RADIO_INVALID;
	memcpy(radio_of(port)->mac[side], mac, PORT_RADIO_MAC_LEN);
	return 0;
}

/* An address of the access point's network that is this station's. */
static void
take_lease(const struct posix_radio *radio, struct port_radio_address *address)
{
	const uint8_t *gateway = radio->joined.gateway;
	uint8_t host = (uint8_t)(HOST_FIRST +
	    radio->mac[PORT_RADIO_STATION][5] % HOST_COUNT);

	memcpy(address->ip, gateway, sizeof(address->ip));
	address->ip[3] = host == gateway[3] ? HOST_FIRST - 1 : host;
	memcpy(address->mask, full_mask, sizeof(full_mask));
	memcpy(address->gateway, gateway, sizeof(address->gateway));
	memcpy(address->dns, gateway, sizeof(address->dns));
}

void
port_radio_address(struct port *port, enum port_radio_side side,
    struct port_radio_address *address)
{
	const struct posix_radio *radio = radio_of(port);

	catch_up(port);
	*address = radio->address[side];
	if (side == PORT_RADIO_STATION && address->is_dhcp &&
	    radio->phase == RADIO_STAY)
		take_lease(radio, address);
}

void
port_radio_set_address(struct port *port, enum port_radio_side side,
    const struct port_radio_address *address)
{
	struct posix_radio *radio = radio_of(port);

	catch_up(port);
	radio->address[side] = *address;
	if (side != PORT_RADIO_STATION || !address->is_dhcp)
		return;
	/* What DHCP said before is forgotten, and asked for again. */
	memset(&radio->address[side], 0, sizeof(*address));
	radio->address[side].is_dhcp = true;
	if (radio->phase == RADIO_STAY) {
		radio->state = PORT_RADIO_CONNECTING;
		radio->due_us = port_ticks_us(port);
		set_phase(radio, RADIO_LEASE, port->air->dhcp_ms);
	}
}

/* ---- access point ------------------------------------------------------- */

void
port_radio_point(struct port *port, struct port_radio_point *point)
{
	*point = radio_of(port)->point;
}

int
port_radio_set_point(struct port *port, const struct port_radio_point *point)
{
	if (point->channel < 1 || point->channel > CHANNEL_MAX ||
	    point->clients_max < 1 || point->clients_max > CLIENTS_MAX)
		return -PORT_RADIO_INVALID;
	radio_of(port)->point = *point;
	return 0;
}

/* Whether another board of this process is at port's access point. */
static bool
is_client(struct port *port, struct port *other)
{
	const struct posix_radio *radio = radio_of(other);

	if (other == port)
		return false;
	catch_up(other);
	return (radio->phase == RADIO_LEASE || radio->phase == RADIO_STAY) &&
	    memcmp(radio->joined.network.bssid,
		radio_of(port)->mac[PORT_RADIO_POINT], PORT_RADIO_MAC_LEN) == 0;
}

bool
port_radio_client(struct port *port, size_t index,
    struct port_radio_client *client)
{
	const struct posix_radio *radio = radio_of(port);
	struct port *other;

	if (index < radio->guest_count) {
		*client = radio->guest[index];
		return true;
	}
	index -= radio->guest_count;
	for (size_t at = 0;
	     port->seat != NULL && radio->is_active[PORT_RADIO_POINT] &&
	     (other = farm_at(port, at)) != NULL;
	     at++) {
		if (!is_client(port, other) || index-- > 0)
			continue;
		memcpy(client->mac, radio_of(other)->mac[PORT_RADIO_STATION],
		    sizeof(client->mac));
		client->rssi = NEIGHBOUR_RSSI;
		return true;
	}
	return false;
}

int
posix_radio_dismiss(struct port *port, const uint8_t mac[PORT_RADIO_MAC_LEN])
{
	struct posix_radio *radio = radio_of(port);

	for (size_t i = 0; i < radio->guest_count; i++) {
		if (memcmp(radio->guest[i].mac, mac, PORT_RADIO_MAC_LEN) != 0)
			continue;
		radio->guest[i] = radio->guest[--radio->guest_count];
		return 0;
	}
	return -1;
}

int
posix_radio_greet(struct port *port, const struct port_radio_client *guest)
{
	struct posix_radio *radio = radio_of(port);

	posix_radio_dismiss(port, guest->mac);
	if (!radio->is_active[PORT_RADIO_POINT] ||
	    radio->guest_count == RADIO_GUESTS)
		return -1;
	radio->guest[radio->guest_count++] = *guest;
	return 0;
}

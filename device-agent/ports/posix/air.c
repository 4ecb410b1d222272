/* SPDX-License-Identifier: MIT */
/* The access points around simulated boards, and the text they come from. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "air.h"

#define WORDS_MAX    16
#define CHANNEL_MAX  13
#define RSSI_MIN     (-120)
#define TIME_MAX     600000
#define KEY_MIN      8 /* of WPA */
#define USUAL_RSSI   (-50)
#define FIRST_PREFIX 0x02 /* of MACs that belong to no maker */

struct option {
	const char *name;
	bool (*set)(struct air_point *point, const char *value);
	const char *what; /* the value is */
};

static const char *const security_names[PORT_RADIO_SECURITY_COUNT] = {
	[PORT_RADIO_OPEN] = "open",
	[PORT_RADIO_WEP] = "wep",
	[PORT_RADIO_WPA] = "wpa",
	[PORT_RADIO_WPA2] = "wpa2",
	[PORT_RADIO_WPA_WPA2] = "wpa-wpa2",
	[PORT_RADIO_WPA2_ENTERPRISE] = "wpa2-enterprise",
	[PORT_RADIO_WPA3] = "wpa3",
	[PORT_RADIO_WPA2_WPA3] = "wpa2-wpa3",
};

void
air_init(struct air *air)
{
	*air = (struct air){
		.is_described = true,
		.scan_ms = 300,
		.join_ms = 150,
		.dhcp_ms = 100,
		.lost_ms = 300,
	};
}

const char *
air_security_name(uint8_t security)
{
	return security < PORT_RADIO_SECURITY_COUNT ? security_names[security] :
						      "?";
}

/* ---- values ------------------------------------------------------------ */

/* Decimal, in [min, max]; the whole of text. */
static bool
parse_number(const char *text, long min, long max, long *number)
{
	char *end;

	errno = 0;
	*number = strtol(text, &end, 10);
	return errno == 0 && end != text && *end == '\0' && *number >= min &&
	    *number <= max;
}

/* count numbers of that base up to 255 with a mark between. */
static bool
parse_octets(const char *text, int base, char mark, uint8_t *octets,
    size_t count)
{
	uint8_t got[PORT_RADIO_MAC_LEN];

	for (size_t i = 0; i < count; i++) {
		char *end;
		unsigned long octet;

		if (strchr("0123456789abcdefABCDEF", *text) == NULL ||
		    *text == '\0')
			return false;
		octet = strtoul(text, &end, base);
		if (end == text || octet > UINT8_MAX ||
		    *end != (i + 1 == count ? '\0' : mark))
			return false;
		got[i] = (uint8_t)octet;
		text = end + 1;
	}
	memcpy(octets, got, count);
	return true;
}

bool
air_parse_mac(const char *text, uint8_t mac[PORT_RADIO_MAC_LEN])
{
	return parse_octets(text, 16, ':', mac, PORT_RADIO_MAC_LEN);
}

static bool
set_key(struct air_point *point, const char *value)
{
	if (strlen(value) > PORT_RADIO_KEY_MAX)
		return false;
	memcpy(point->key, value, strlen(value) + 1);
	return true;
}

static bool
set_bssid(struct air_point *point, const char *value)
{
	return air_parse_mac(value, point->network.bssid);
}

static bool
set_channel(struct air_point *point, const char *value)
{
	long channel;

	if (!parse_number(value, 1, CHANNEL_MAX, &channel))
		return false;
	point->network.channel = (uint8_t)channel;
	return true;
}

static bool
set_rssi(struct air_point *point, const char *value)
{
	long rssi;

	if (!parse_number(value, RSSI_MIN, 0, &rssi))
		return false;
	point->network.rssi = (int8_t)rssi;
	return true;
}

static bool
set_security(struct air_point *point, const char *value)
{
	for (uint8_t i = 0; i < PORT_RADIO_SECURITY_COUNT; i++) {
		if (strcmp(security_names[i], value) == 0) {
			point->network.security = i;
			return true;
		}
	}
	return false;
}

static bool
set_flag(bool *flag, const char *value)
{
	*flag = strcmp(value, "yes") == 0;
	return *flag || strcmp(value, "no") == 0;
}

static bool
set_hidden(struct air_point *point, const char *value)
{
	return set_flag(&point->network.is_hidden, value);
}

static bool
set_dhcp(struct air_point *point, const char *value)
{
	return set_flag(&point->has_dhcp, value);
}

static bool
set_gateway(struct air_point *point, const char *value)
{
	return parse_octets(value, 10, '.', point->gateway,
	    sizeof(point->gateway));
}

static const struct option options[] = {
	{ "key", set_key, "at most 64 characters" },
	{ "bssid", set_bssid, "a MAC" },
	{ "channel", set_channel, "1 to 13" },
	{ "rssi", set_rssi, "-120 to 0 dBm" },
	{ "security", set_security,
	    "open, wep, wpa, wpa2, wpa-wpa2, wpa3 or the like" },
	{ "hidden", set_hidden, "yes or no" },
	{ "dhcp", set_dhcp, "yes or no" },
	{ "gateway", set_gateway, "an IPv4 address" },
};

/* ---- words -------------------------------------------------------------- */

static int
complain(char error[AIR_ERROR_MAX], const char *thing, const char *why)
{
	snprintf(error, AIR_ERROR_MAX, "%.40s: %s", thing, why);
	return -1;
}

/* Ends the word at *at where it ends, without its quotation marks, and goes on
 * behind it. False: a mark is missing. */
static bool
cut_word(char **at)
{
	char *from = *at;
	char *to = *at;
	bool is_quoted = false;

	while (
	    *from != '\0' && (is_quoted || strchr(" \t\r\n", *from) == NULL)) {
		if (*from == '"') {
			is_quoted = !is_quoted;
			from++;
			continue;
		}
		if (is_quoted && *from == '\\' && from[1] != '\0')
			from++;
		*to++ = *from++;
	}
	*at = *from == '\0' ? from : from + 1;
	*to = '\0';
	return !is_quoted;
}

/* -1: a quotation mark is missing, or too many. */
static int
split(char *line, char *words[WORDS_MAX])
{
	int count = 0;

	for (;;) {
		line += strspn(line, " \t\r\n");
		if (*line == '\0')
			return count;
		if (count == WORDS_MAX)
			return -1;
		words[count++] = line;
		if (!cut_word(&line))
			return -1;
	}
}

/* ---- lines --------------------------------------------------------------- */

static struct air_point *
find(struct air *air, const char *ssid)
{
	for (size_t i = 0; i < AIR_POINTS; i++) {
		struct air_point *point = &air->point[i];

		if (point->is_there &&
		    point->network.ssid.len == strlen(ssid) &&
		    memcmp(point->network.ssid.bytes, ssid, strlen(ssid)) == 0)
			return point;
	}
	return NULL;
}

static struct air_point *
find_free(struct air *air)
{
	for (size_t i = 0; i < AIR_POINTS; i++) {
		if (!air->point[i].is_there)
			return &air->point[i];
	}
	return NULL;
}

static void
make_usual(struct air *air, struct air_point *point, const char *ssid)
{
	uint8_t number = (uint8_t)++air->points_made;

	*point = (struct air_point){
		.network = { .bssid = { FIRST_PREFIX, 'a', 'i', 'r', 0,
				 number },
		    .channel = 6,
		    .rssi = USUAL_RSSI,
		    .security = PORT_RADIO_SECURITY_COUNT },
		.gateway = { 192, 168, number, 1 },
		.has_dhcp = true,
	};
	point->network.ssid.len = (uint8_t)strlen(ssid);
	memcpy(point->network.ssid.bytes, ssid, strlen(ssid));
}

static int
set_option(struct air_point *point, char *word, char error[AIR_ERROR_MAX])
{
	char *value = strchr(word, '=');

	if (value == NULL)
		return complain(error, word, "not NAME=VALUE");
	*value++ = '\0';
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if (strcmp(options[i].name, word) != 0)
			continue;
		return options[i].set(point, value) ?
		    0 :
		    complain(error, word, options[i].what);
	}
	return complain(error, word, "no such property");
}

/* With a key it is WPA2, unless something else was said. */
static int
settle_security(struct air_point *point, char error[AIR_ERROR_MAX])
{
	struct port_radio_network *network = &point->network;
	size_t len = strlen(point->key);

	if (network->security == PORT_RADIO_SECURITY_COUNT)
		network->security =
		    len == 0 ? PORT_RADIO_OPEN : PORT_RADIO_WPA2;
	if (network->security >= PORT_RADIO_WPA && len < KEY_MIN)
		return complain(error, "key", "at least 8 characters for wpa");
	if (network->security == PORT_RADIO_OPEN && len > 0)
		return complain(error, "key", "of no use for an open network");
	return 0;
}

static int
run_ap(struct air *air, int count, char **words, char error[AIR_ERROR_MAX])
{
	struct air_point *point;
	struct air_point made;

	if (strlen(words[1]) > PORT_RADIO_SSID_MAX || *words[1] == '\0')
		return complain(error, words[1], "not a name (1 to 32 bytes)");
	point = find(air, words[1]);
	if (point != NULL)
		made = *point;
	else if ((point = find_free(air)) == NULL)
		return complain(error, words[1], "too many access points");
	else
		make_usual(air, &made, words[1]);
	for (int i = 2; i < count; i++) {
		if (set_option(&made, words[i], error) != 0)
			return -1;
	}
	if (settle_security(&made, error) != 0)
		return -1;
	made.is_there = true;
	*point = made;
	return 0;
}

static int
run_gone(struct air *air, int count, char **words, char error[AIR_ERROR_MAX])
{
	struct air_point *point = find(air, words[1]);

	if (count > 2)
		return complain(error, words[2], "one word too many");
	if (point == NULL)
		return complain(error, words[1], "no such access point");
	point->is_there = false;
	return 0;
}

static int
run_time(struct air *air, int count, char **words, char error[AIR_ERROR_MAX])
{
	struct {
		const char *name;
		uint32_t *ms;
	} const times[] = {
		{ "scan=", &air->scan_ms },
		{ "join=", &air->join_ms },
		{ "dhcp=", &air->dhcp_ms },
		{ "lost=", &air->lost_ms },
	};

	for (int i = 1; i < count; i++) {
		size_t at = 0;
		long ms;

		while (at < 4 && strncmp(words[i], times[at].name, 5) != 0)
			at++;
		if (at == 4 || !parse_number(words[i] + 5, 0, TIME_MAX, &ms))
			return complain(error, words[i],
			    "not scan, join, dhcp or lost=MILLISECONDS");
		*times[at].ms = (uint32_t)ms;
	}
	return 0;
}

int
air_line(struct air *air, char *line, char error[AIR_ERROR_MAX])
{
	static const struct {
		const char *name;
		int (*run)(struct air *air, int count, char **words,
		    char error[AIR_ERROR_MAX]);
	} commands[] = {
		{ "ap", run_ap },
		{ "gone", run_gone },
		{ "time", run_time },
	};
	char *words[WORDS_MAX];
	int count;

	if (line[strspn(line, " \t")] == '#')
		return 0;
	count = split(line, words);
	if (count == 0)
		return 0;
	if (count == -1)
		return complain(error, "line", "quotation, or too many words");
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(commands[i].name, words[0]) != 0)
			continue;
		return count < 2 ?
		    complain(error, words[0], "something is missing") :
		    commands[i].run(air, count, words, error);
	}
	return complain(error, words[0], "not ap, gone or time");
}

int
air_read(struct air *air, const char *path)
{
	FILE *file = fopen(path, "re");
	char line[AIR_LINE_MAX];
	char error[AIR_ERROR_MAX];
	int number = 0;
	int ret = 0;

	if (file == NULL) {
		fprintf(stderr, "upy-board: %s: %s\n", path, strerror(errno));
		return -1;
	}
	while (ret == 0 && fgets(line, sizeof(line), file) != NULL) {
		number++;
		if (strlen(line) == sizeof(line) - 1)
			ret = complain(error, "line", "too long");
		else
			ret = air_line(air, line, error);
	}
	if (ret != 0)
		fprintf(stderr, "upy-board: %s:%d: %s\n", path, number, error);
	fclose(file);
	return ret;
}

const struct air_point *
air_point(const struct air *air, size_t index)
{
	for (size_t i = 0; i < AIR_POINTS; i++) {
		if (air->point[i].is_there && index-- == 0)
			return &air->point[i];
	}
	return NULL;
}

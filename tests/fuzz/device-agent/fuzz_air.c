/* SPDX-License-Identifier: MIT */
/*
 * Any text as the description of a radio's air. Whatever it says, the air that
 * comes of it is one a board can live in.
 */
#include <stdlib.h>
#include <string.h>

#include "air.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_point(const struct air_point *point)
{
	const struct port_radio_network *network = &point->network;
	size_t key_len = strnlen(point->key, sizeof(point->key));

	if (network->ssid.len == 0 || network->ssid.len > PORT_RADIO_SSID_MAX ||
	    key_len > PORT_RADIO_KEY_MAX || network->channel < 1 ||
	    network->channel > 13 || network->rssi > 0 ||
	    network->security >= PORT_RADIO_SECURITY_COUNT ||
	    (network->security == PORT_RADIO_OPEN && key_len != 0))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char line[AIR_LINE_MAX];
	char error[AIR_ERROR_MAX];
	const struct air_point *point;
	struct air air;

	air_init(&air);
	while (size > 0) {
		const uint8_t *end = memchr(data, '\n', size);
		size_t len = end == NULL ? size : (size_t)(end - data);
		size_t part = len < sizeof(line) ? len : sizeof(line) - 1;

		memcpy(line, data, part);
		line[part] = '\0';
		if (air_line(&air, line, error) != 0 &&
		    strnlen(error, sizeof(error)) == sizeof(error))
			abort();
		len += end != NULL;
		data += len;
		size -= len;
	}
	for (size_t i = 0; (point = air_point(&air, i)) != NULL; i++)
		check_point(point);
	return 0;
}

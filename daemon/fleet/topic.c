/* SPDX-License-Identifier: MIT */
/* The names of MQTT topics. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "daemon/fleet/topic.h"

void
topic_gateway(char *topic, size_t size, const char *gateway, const char *leaf)
{
	snprintf(topic, size, "upyd/%s/%s", gateway, leaf);
}

void
topic_board(char *topic, size_t size, const char *gateway, const char *id,
    const char *leaf)
{
	snprintf(topic, size, "upyd/%s/b/%s/%s", gateway, id, leaf);
}

bool
topic_is_level(const char *name)
{
	const char *at;

	for (at = name; *at != '\0'; at++)
		if ((unsigned char)*at <= ' ' || *at == '/' || *at == '+' ||
		    *at == '#' || *at == 0x7f)
			return false;
	return *name != '\0' && strlen(name) <= TOPIC_PIN_MAX;
}

/* Moves *at behind text when it begins so. */
static bool
skip(const char **at, const char *text)
{
	size_t len = strlen(text);

	if (strncmp(*at, text, len) != 0)
		return false;
	*at += len;
	return true;
}

/* Copies the level at *at, up to the next slash. */
static bool
take_level(const char **at, char *to, size_t size)
{
	size_t len = strcspn(*at, "/");

	if (len == 0 || len >= size)
		return false;
	memcpy(to, *at, len);
	to[len] = '\0';
	*at += len;
	return topic_is_level(to);
}

bool
topic_parse_set(struct topic_set *set, const char *gateway, const char *topic)
{
	set->pin[0] = '\0';
	if (!skip(&topic, "upyd/") || !skip(&topic, gateway) ||
	    !skip(&topic, "/b/") ||
	    !take_level(&topic, set->id, sizeof(set->id)) ||
	    !skip(&topic, "/set"))
		return false;
	if (*topic == '\0')
		return true;
	return skip(&topic, "/") &&
	    take_level(&topic, set->pin, sizeof(set->pin)) && *topic == '\0';
}

/* SPDX-License-Identifier: MIT */
/* The names of MQTT topics: building them, and reading those of commands. */
#ifndef FLEET_TOPIC_H
#define FLEET_TOPIC_H

#include <stdbool.h>
#include <stddef.h>

#include "proto/hello.h"

#define TOPIC_NAME_MAX 256
#define TOPIC_PIN_MAX  64

/* upyd/<gateway>/<leaf> */
void topic_gateway(char *topic, size_t size, const char *gateway,
    const char *leaf);
/* upyd/<gateway>/b/<id>/<leaf> */
void topic_board(char *topic, size_t size, const char *gateway, const char *id,
    const char *leaf);

/* Of upyd/<gateway>/b/<id>/set and .../set/<pin>. */
struct topic_set {
	char id[PROTO_DEVICE_ID_MAX + 1];
	char pin[TOPIC_PIN_MAX + 1]; /* "": the payload names the pins */
};

/* False: it is another topic, or a part of it is malformed. */
bool topic_parse_set(struct topic_set *set, const char *gateway,
    const char *topic);
/* A name that can stand in a topic as one level. */
bool topic_is_level(const char *name);

#endif

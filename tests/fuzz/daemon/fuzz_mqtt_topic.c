/* SPDX-License-Identifier: MIT */
/* Topics of commands: what is taken apart must build the same topic. */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/fleet/topic.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char leaf[TOPIC_PIN_MAX + 8];
	char again[TOPIC_NAME_MAX];
	struct topic_set set;
	char *topic = malloc(size + 1);

	if (topic == NULL)
		return 0;
	memcpy(topic, data, size);
	topic[size] = '\0';
	if (topic_parse_set(&set, "gw1", topic)) {
		snprintf(leaf, sizeof(leaf), "set%s%s",
		    set.pin[0] != '\0' ? "/" : "", set.pin);
		topic_board(again, sizeof(again), "gw1", set.id, leaf);
		if (strcmp(again, topic) != 0)
			abort();
	}
	free(topic);
	return 0;
}

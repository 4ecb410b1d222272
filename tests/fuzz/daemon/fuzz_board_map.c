/* SPDX-License-Identifier: MIT */
/* A board's CBOR as the result or event of every field table. */
#include "config.h"

#include <stdlib.h>

#include "daemon/fleet/fields.h"
#include "daemon/fleet/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct field_table *const tables[] = { &fields_info, &fields_stat,
	&fields_list, &fields_df, &fields_hash, &fields_pin, &fields_pin_value,
	&fields_pins, &fields_booted, &fields_job_started, &fields_job_exit,
	&fields_telemetry, &fields_pin_changed, &fields_link_stats };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *json;
	char *text;
	size_t i;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		json = field_decode(tables[i], data, size);
		if (json == NULL)
			continue;
		/* Whatever a board sends can be told as JSON. */
		text = json_dumps(json, JSON_COMPACT);
		if (text == NULL)
			abort();
		free(text);
		json_decref(json);
	}
	json = text_to_json(data, size);
	if (json == NULL)
		abort();
	json_decref(json);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* JSON of a client as the arguments of every command and stream. */
#include "config.h"

#include <stdlib.h>

#include "daemon/fleet/fields.h"
#include "daemon/fleet/start.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct field_table *const tables[] = { &fields_none, &fields_path,
	&fields_fs_list, &fields_pin_list, &fields_rename, &fields_reset,
	&fields_identify, &fields_job, &fields_label, &fields_telemetry_set,
	&fields_pin_name, &fields_pin_set };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *args = json_loadb((const char *)data, size, 0, NULL);
	struct stream_start start;
	struct proto_writer w;
	uint8_t buf[512];
	char err[160];
	int kind;
	size_t i;

	if (!json_is_object(args)) {
		json_decref(args);
		return 0;
	}
	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		proto_writer_init(&w, buf, sizeof(buf));
		if (field_encode(tables[i], args, &w, err, sizeof(err)) &&
		    !proto_cbor_is_map(buf, w.len))
			abort();
	}
	for (kind = STREAM_EXEC; kind <= STREAM_LOGS; kind++) {
		start_from_json(&start, (enum stream_kind)kind, args, err,
		    sizeof(err));
		stream_start_fini(&start);
	}
	json_decref(args);
	return 0;
}

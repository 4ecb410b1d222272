/* SPDX-License-Identifier: MIT */
/* JSON arguments and results of device commands against their CBOR maps. */
#include "config.h"

#include <stdlib.h>

#include "check.h"
#include "daemon/fleet/fields.h"
#include "daemon/fleet/start.h"
#include "proto/command.h"

static uint8_t buf[512];
static struct proto_writer w;
static char err[160];

static bool
encode(const struct field_table *table, const char *json)
{
	json_t *args = json_loads(json, 0, NULL);
	bool ok;

	proto_writer_init(&w, buf, sizeof(buf));
	err[0] = '\0';
	ok = field_encode(table, args, &w, err, sizeof(err));
	json_decref(args);
	return ok;
}

static void
check_json(json_t *got, const char *want)
{
	char *text = json_dumps(got, JSON_COMPACT | JSON_SORT_KEYS);

	CHECK_STR(text, want);
	free(text);
	json_decref(got);
}

TEST(pin_set_takes_every_spelling_of_a_level)
{
	static const char *const ones[] = { "1", "\"1\"", "\"on\"", "\"ON\"",
		"true", "\"true\"" };
	char json[64];
	int64_t value;
	size_t i;

	for (i = 0; i < sizeof(ones) / sizeof(ones[0]); i++) {
		snprintf(json, sizeof(json), "{\"name\":\"p1\",\"value\":%s}",
		    ones[i]);
		CHECK(encode(&fields_pin_set, json));
		CHECK(proto_cbor_get_int(buf, w.len, PROTO_PIN_SET_VALUE,
		    &value));
		CHECK_INT(value, 1);
	}
	CHECK(!encode(&fields_pin_set, "{\"name\":\"p1\",\"value\":\"x\"}"));
	CHECK_STR(err, "value must be 0, 1, on or off");
	CHECK(!encode(&fields_pin_set, "{\"value\":1}"));
	CHECK_STR(err, "name is missing");
	CHECK(!encode(&fields_pin_set, "{\"name\":7,\"value\":1}"));
	CHECK(!encode(&fields_pin_set, "{\"name\":\"\",\"value\":1}"));
}

TEST(paths_are_made_absolute)
{
	struct proto_span span;

	CHECK(encode(&fields_path, "{\"path\":\"lib/a.py\"}"));
	CHECK(proto_cbor_get_text(buf, w.len, PROTO_FS_STAT_PATH, &span));
	CHECK_INT(span.len, 9);
	CHECK(memcmp(span.at, "/lib/a.py", 9) == 0);
	CHECK(!encode(&fields_path, "{}"));
	CHECK(!encode(&fields_path, "{\"path\":\"\"}"));
}

TEST(numbers_may_come_from_the_query)
{
	uint64_t value;

	CHECK(encode(&fields_identify, "{\"seconds\":\"12\"}"));
	CHECK(proto_cbor_get_uint(buf, w.len, PROTO_IDENTIFY_SECONDS, &value));
	CHECK_INT(value, 12);
	CHECK(!encode(&fields_identify, "{\"seconds\":-1}"));
	CHECK(!encode(&fields_identify, "{\"seconds\":\"1x\"}"));
	CHECK(!encode(&fields_identify, "{\"seconds\":\"\"}"));
	CHECK(!encode(&fields_identify, "{\"seconds\":1.5}"));
}

TEST(arguments_beyond_a_board_are_refused)
{
	char json[1024];
	char path[600];

	memset(path, 'a', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	snprintf(json, sizeof(json), "{\"name\":\"%s\",\"value\":1}", path);
	CHECK(!encode(&fields_pin_set, json));
	snprintf(json, sizeof(json), "{\"path\":\"%s\"}", path);
	CHECK(!encode(&fields_path, json));
}

TEST(rows_become_objects)
{
	proto_writer_init(&w, buf, sizeof(buf));
	proto_cbor_put_map(&w, 2);
	proto_cbor_put_uint(&w, PROTO_FS_LIST_R_ENTRIES);
	proto_cbor_put_array(&w, 2);
	proto_cbor_put_array(&w, 4);
	proto_cbor_put_text(&w, "main.py");
	proto_cbor_put_uint(&w, PROTO_FS_FILE);
	proto_cbor_put_uint(&w, 12);
	proto_cbor_put_uint(&w, 7);
	/* A later version may add a column. */
	proto_cbor_put_array(&w, 5);
	proto_cbor_put_text(&w, "lib");
	proto_cbor_put_uint(&w, PROTO_FS_DIR);
	proto_cbor_put_uint(&w, 0);
	proto_cbor_put_uint(&w, 8);
	proto_cbor_put_text(&w, "new");
	proto_cbor_put_uint(&w, PROTO_FS_LIST_R_NEXT);
	proto_cbor_put_uint(&w, 9);
	check_json(field_decode(&fields_list, buf, w.len),
	    "{\"entries\":["
	    "{\"mtime\":7,\"name\":\"main.py\",\"size\":12,\"type\":\"file\"},"
	    "{\"mtime\":8,\"name\":\"lib\",\"size\":0,\"type\":\"dir\"}],"
	    "\"next\":9}");
}

TEST(results_are_spelled_for_people)
{
	static const uint8_t digest[4] = { 0xde, 0xad, 0x00, 0x01 };

	proto_writer_init(&w, buf, sizeof(buf));
	proto_cbor_put_map(&w, 3);
	proto_cbor_put_uint(&w, PROTO_TELEMETRY_TEMPERATURE_MC);
	proto_cbor_put_int(&w, -1500);
	proto_cbor_put_uint(&w, PROTO_TELEMETRY_HEAP_FREE);
	proto_cbor_put_uint(&w, 4096);
	proto_cbor_put_uint(&w, 21); /* unknown: skipped */
	proto_cbor_put_text(&w, "?");
	check_json(field_decode(&fields_telemetry, buf, w.len),
	    "{\"heap_free\":4096,\"temperature_c\":-1.5}");
	proto_writer_init(&w, buf, sizeof(buf));
	proto_cbor_put_map(&w, 1);
	proto_cbor_put_uint(&w, PROTO_FS_HASH_R_SHA256);
	proto_cbor_put_bytes(&w, digest, sizeof(digest));
	check_json(field_decode(&fields_hash, buf, w.len),
	    "{\"sha256\":\"dead0001\"}");
	check_json(field_decode(&fields_hash, NULL, 0), "{}");
}

TEST(malformed_results_are_refused)
{
	static const uint8_t not_a_map[] = { 0x81, 0x00 };
	static const uint8_t cut[] = { 0xa1, 0x00 };

	CHECK(field_decode(&fields_info, not_a_map, sizeof(not_a_map)) == NULL);
	CHECK(field_decode(&fields_info, cut, sizeof(cut)) == NULL);
	/* A value of another type is left out. */
	proto_writer_init(&w, buf, sizeof(buf));
	proto_cbor_put_map(&w, 2);
	proto_cbor_put_uint(&w, PROTO_FS_DF_R_TOTAL);
	proto_cbor_put_text(&w, "many");
	proto_cbor_put_uint(&w, PROTO_FS_DF_R_FREE);
	proto_cbor_put_uint(&w, 5);
	check_json(field_decode(&fields_df, buf, w.len), "{\"free\":5}");
}

static bool
starts(enum stream_kind kind, const char *json)
{
	json_t *params = json_loads(json, 0, NULL);
	struct stream_start start;
	bool ok;

	err[0] = '\0';
	ok = start_from_json(&start, kind, params, err, sizeof(err));
	stream_start_fini(&start);
	json_decref(params);
	return ok;
}

TEST(streams_check_their_parameters)
{
	CHECK(starts(STREAM_EXEC, "{\"kind\":\"exec\",\"size\":5}"));
	CHECK(starts(STREAM_EXEC, "{}"));
	CHECK(starts(STREAM_EXEC,
	    "{\"kind\":\"file\",\"path\":\"main.py\",\"args\":[\"a\",\"b\"],"
	    "\"interrupt\":true,\"timeout_ms\":1000}"));
	CHECK(!starts(STREAM_EXEC, "{\"kind\":\"file\"}"));
	CHECK(!starts(STREAM_EXEC, "{\"kind\":\"run\"}"));
	CHECK(!starts(STREAM_EXEC, "{\"kind\":\"exec\",\"size\":1048577}"));
	CHECK(!starts(STREAM_EXEC, "{\"args\":[1]}"));
	CHECK(!starts(STREAM_EXEC, "{\"args\":\"a\"}"));
	CHECK(!starts(STREAM_EXEC, "{\"timeout_ms\":-1}"));
	CHECK(starts(STREAM_REPL, "{\"rows\":50,\"cols\":132}"));
	CHECK(!starts(STREAM_REPL, "{\"rows\":100000}"));
	CHECK(starts(STREAM_FILE_GET, "{\"path\":\"/a\"}"));
	CHECK(!starts(STREAM_FILE_GET, "{}"));
	CHECK(!starts(STREAM_FILE_PUT,
	    "{\"path\":\"/a\",\"size\":1,\"sha256\":\"00\"}"));
	CHECK(!starts(STREAM_FILE_PUT,
	    "{\"path\":\"/a\",\"size\":16777217,\"sha256\":"
	    "\"00000000000000000000000000000000"
	    "00000000000000000000000000000000\"}"));
	CHECK(starts(STREAM_FILE_PUT,
	    "{\"path\":\"/a\",\"size\":16777216,\"sha256\":"
	    "\"00000000000000000000000000000000"
	    "00000000000000000000000000000000\"}"));
	CHECK(!starts(STREAM_EVENTS, "{}"));
}

int
main(void)
{
	RUN(pin_set_takes_every_spelling_of_a_level);
	RUN(paths_are_made_absolute);
	RUN(numbers_may_come_from_the_query);
	RUN(arguments_beyond_a_board_are_refused);
	RUN(rows_become_objects);
	RUN(results_are_spelled_for_people);
	RUN(malformed_results_are_refused);
	RUN(streams_check_their_parameters);
	return check_done();
}

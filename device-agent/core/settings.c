/* SPDX-License-Identifier: MIT */
/* The settings record in flash: its encoding and the two blocks' turns. */
#include <string.h>

#include "proto/crc32c.h"
#include "proto/wire.h"

#include "settings.h"

#define RECORD_SIZE      128         /* a multiple of any program_size */
#define RECORD_MAGIC     0x53595055u /* "UPYS" */
#define RECORD_VERSION   1
#define FLAG_HAS_FILES   0x1
#define FLAG_SAFE_ONCE   0x2
#define INTERVAL_DEFAULT 5000
#define ID_LEN           20

static bool
read_text(struct proto_reader *r, char *text, size_t max)
{
	size_t len = proto_read_u8(r);
	const uint8_t *bytes;

	if (len > max)
		return false;
	bytes = proto_read_bytes(r, len);
	if (bytes == NULL)
		return false;
	memcpy(text, bytes, len);
	text[len] = '\0';
	return true;
}

static bool
decode(struct settings *settings, const uint8_t *record)
{
	struct proto_reader r;
	uint8_t flags;

	proto_reader_init(&r, record + RECORD_SIZE - 4, 4);
	if (proto_read_u32(&r) != proto_crc32c(0, record, RECORD_SIZE - 4))
		return false;
	proto_reader_init(&r, record, RECORD_SIZE - 4);
	if (proto_read_u32(&r) != RECORD_MAGIC ||
	    proto_read_u8(&r) != RECORD_VERSION)
		return false;
	flags = proto_read_u8(&r);
	settings->has_files = (flags & FLAG_HAS_FILES) != 0;
	settings->safe_once = (flags & FLAG_SAFE_ONCE) != 0;
	settings->sequence = proto_read_u32(&r);
	settings->telemetry_interval_ms = proto_read_u32(&r);
	if (!read_text(&r, settings->device_id, SETTINGS_ID_MAX) ||
	    !read_text(&r, settings->name, SETTINGS_NAME_MAX))
		return false;
	settings->quick_resets = proto_read_u8(&r); /* 0 in old records */
	return !r.failed;
}

static void
write_text(struct proto_writer *w, const char *text)
{
	size_t len = strlen(text);

	proto_write_u8(w, (uint8_t)len);
	proto_write_bytes(w, text, len);
}

static void
encode(const struct settings *settings, uint8_t *record)
{
	struct proto_writer w;

	memset(record, 0, RECORD_SIZE);
	proto_writer_init(&w, record, RECORD_SIZE - 4);
	proto_write_u32(&w, RECORD_MAGIC);
	proto_write_u8(&w, RECORD_VERSION);
	proto_write_u8(&w,
	    (uint8_t)((settings->has_files ? FLAG_HAS_FILES : 0) |
		(settings->safe_once ? FLAG_SAFE_ONCE : 0)));
	proto_write_u32(&w, settings->sequence);
	proto_write_u32(&w, settings->telemetry_interval_ms);
	write_text(&w, settings->device_id);
	write_text(&w, settings->name);
	proto_write_u8(&w, settings->quick_resets);
	proto_writer_init(&w, record + RECORD_SIZE - 4, 4);
	proto_write_u32(&w, proto_crc32c(0, record, RECORD_SIZE - 4));
}

/* Even sequences live in the first block, odd ones in the second. */
static uint32_t
block_offset(struct port *port, uint32_t sequence)
{
	struct port_flash_area area;

	port_flash_area(port, PORT_AREA_SETTINGS, &area);
	return (sequence & 1) * area.erase_size;
}

int
settings_save(struct settings *settings, struct port *port)
{
	uint8_t record[RECORD_SIZE];
	uint8_t check[RECORD_SIZE];
	uint32_t offset = block_offset(port, settings->sequence + 1);

	settings->sequence++;
	encode(settings, record);
	if (port_flash_erase(port, PORT_AREA_SETTINGS, offset) == 0 &&
	    port_flash_program(port, PORT_AREA_SETTINGS, offset, record,
		sizeof(record)) == 0 &&
	    port_flash_sync(port) == 0 &&
	    port_flash_read(port, PORT_AREA_SETTINGS, offset, check,
		sizeof(check)) == 0 &&
	    memcmp(record, check, sizeof(check)) == 0)
		return 0;
	settings->sequence--;
	return -1;
}

static bool
load_newest(struct settings *settings, struct port *port)
{
	bool found = false;

	for (uint32_t block = 0; block < 2; block++) {
		uint8_t record[RECORD_SIZE];
		struct settings candidate = { 0 };

		if (port_flash_read(port, PORT_AREA_SETTINGS,
			block_offset(port, block), record,
			sizeof(record)) != 0 ||
		    !decode(&candidate, record))
			continue;
		if (!found ||
		    (int32_t)(candidate.sequence - settings->sequence) > 0)
			*settings = candidate;
		found = true;
	}
	return found;
}

static void
invent_id(char *id, struct port *port)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	uint8_t random[ID_LEN];

	port_random(port, random, sizeof(random));
	for (size_t i = 0; i < ID_LEN; i++)
		id[i] = digits[random[i] % 32];
	id[ID_LEN] = '\0';
}

/* Cuts what is too long; the maker's texts are checked by the port. */
static void
copy_text(char *to, const char *from, size_t max)
{
	size_t len = strlen(from);

	if (len > max)
		len = max;
	memcpy(to, from, len);
	to[len] = '\0';
}

int
settings_load(struct settings *settings, struct port *port)
{
	const struct port_identity *maker = port_identity(port);
	bool fresh = !load_newest(settings, port);
	bool changed = fresh;

	if (fresh) {
		memset(settings, 0, sizeof(*settings));
		settings->telemetry_interval_ms = INTERVAL_DEFAULT;
		invent_id(settings->device_id, port);
		if (maker->name != NULL)
			copy_text(settings->name, maker->name,
			    SETTINGS_NAME_MAX);
	}
	if (maker->device_id != NULL &&
	    strcmp(maker->device_id, settings->device_id) != 0) {
		copy_text(settings->device_id, maker->device_id,
		    SETTINGS_ID_MAX);
		changed = true;
	}
	return changed ? settings_save(settings, port) : 0;
}

bool
settings_is_name(const char *name, size_t len)
{
	if (len == 0 || len > SETTINGS_NAME_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = name[i];
		char lower = (char)(c | 0x20);

		if (!(lower >= 'a' && lower <= 'z') &&
		    !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-')
			return false;
	}
	return true;
}

/* SPDX-License-Identifier: MIT */
/* What OPEN, its answer and FIN say. */
#include <string.h>

#include "fields.h"
#include "sha256.h"
#include "transfer_message.h"

#define FIELD(key, type, of, member)                                   \
	{                                                              \
		(key), PROTO_FIELD_##type, offsetof(struct of, member) \
	}
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct proto_field open_fields[] = {
	FIELD(0, U8, proto_open, direction),
	FIELD(1, U8, proto_open, kind),
	FIELD(2, TEXT, proto_open, name),
	FIELD(3, U32, proto_open, size),
	FIELD(4, BYTES, proto_open, sha256),
	FIELD(5, BOOL, proto_open, fresh),
	FIELD(6, U32, proto_open, have),
	FIELD(7, BYTES, proto_open, hash),
};

static const struct proto_field opened_fields[] = {
	FIELD(0, U16, proto_opened, session),
	FIELD(1, U32, proto_opened, resume),
	FIELD(2, BYTES, proto_opened, hash),
	FIELD(3, U32, proto_opened, window),
	FIELD(4, U32, proto_opened, size),
	FIELD(5, BYTES, proto_opened, sha256),
	FIELD(6, U32, proto_opened, unit),
};

static const struct proto_field fin_fields[] = {
	FIELD(0, U16, proto_fin, session),
	FIELD(1, U16, proto_fin, status),
};

static bool
is_hash(const struct proto_span *span)
{
	return span->len == 0 || span->len == PROTO_SHA256_LEN;
}

bool
proto_open_read(struct proto_open *open, const uint8_t *body, size_t len)
{
	memset(open, 0, sizeof(*open));
	return proto_fields_read(open_fields, COUNT(open_fields), open, body,
		   len) &&
	    open->name.len > 0 && is_hash(&open->sha256) &&
	    is_hash(&open->hash) && open->size <= PROTO_TRANSFER_SIZE_MAX &&
	    open->have <= open->size;
}

bool
proto_opened_read(struct proto_opened *opened, const uint8_t *body, size_t len)
{
	memset(opened, 0, sizeof(*opened));
	return proto_fields_read(opened_fields, COUNT(opened_fields), opened,
		   body, len) &&
	    opened->session != 0 && is_hash(&opened->sha256) &&
	    is_hash(&opened->hash) && opened->size <= PROTO_TRANSFER_SIZE_MAX &&
	    opened->resume <= PROTO_TRANSFER_SIZE_MAX &&
	    opened->window <= PROTO_TRANSFER_SIZE_MAX;
}

bool
proto_fin_read(struct proto_fin *fin, const uint8_t *body, size_t len)
{
	memset(fin, 0, sizeof(*fin));
	return proto_fields_read(fin_fields, COUNT(fin_fields), fin, body, len);
}

void
proto_open_write(const struct proto_open *open, struct proto_writer *w)
{
	proto_fields_write(open_fields, COUNT(open_fields), open, w);
}

void
proto_opened_write(const struct proto_opened *opened, struct proto_writer *w)
{
	proto_fields_write(opened_fields, COUNT(opened_fields), opened, w);
}

void
proto_fin_write(const struct proto_fin *fin, struct proto_writer *w)
{
	proto_fields_write(fin_fields, COUNT(fin_fields), fin, w);
}

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
	FIELD(0, U8, proto_transfer, direction),
	FIELD(1, U8, proto_transfer, kind),
	FIELD(2, TEXT, proto_transfer, name),
	FIELD(3, U32, proto_transfer, size),
	FIELD(4, HASH, proto_transfer, sha256),
	FIELD(5, BOOL, proto_transfer, fresh),
	FIELD(6, U32, proto_transfer, have),
	FIELD(7, HASH, proto_transfer, channel.hash),
};

/* The answer to a put has the first four, to a get the last four of these. */
static const struct proto_field answer_fields[] = {
	FIELD(2, HASH, proto_transfer, channel.hash),
	FIELD(6, U32, proto_transfer, unit),
	FIELD(0, U16, proto_transfer, channel.session),
	FIELD(1, U32, proto_transfer, have),
	FIELD(4, U32, proto_transfer, size),
	FIELD(5, HASH, proto_transfer, sha256),
};

static const struct proto_field opened_fields[] = {
	FIELD(0, U16, proto_opened, session),
	FIELD(1, U32, proto_opened, resume),
	FIELD(2, HASH, proto_opened, hash),
	FIELD(3, U32, proto_opened, window),
	FIELD(4, U32, proto_opened, size),
	FIELD(5, HASH, proto_opened, sha256),
};

static const struct proto_field fin_fields[] = {
	FIELD(0, U16, proto_fin, session),
	FIELD(1, U16, proto_fin, status),
};

bool
proto_open_read(struct proto_transfer *t, const uint8_t *body, size_t len)
{
	return proto_fields_read(open_fields, COUNT(open_fields), t, body,
		   len) &&
	    t->direction <= PROTO_GET && t->name.len > 0 &&
	    t->size <= PROTO_TRANSFER_SIZE_MAX && t->have <= t->size;
}

bool
proto_opened_read(struct proto_opened *opened, const uint8_t *body, size_t len)
{
	memset(opened, 0, sizeof(*opened));
	return proto_fields_read(opened_fields, COUNT(opened_fields), opened,
		   body, len) &&
	    opened->session != 0 && opened->size <= PROTO_TRANSFER_SIZE_MAX &&
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
proto_open_write(const struct proto_transfer *t, struct proto_writer *w)
{
	proto_fields_write(open_fields, COUNT(open_fields), t, w);
}

void
proto_opened_write(const struct proto_transfer *t, struct proto_writer *w)
{
	proto_fields_write(answer_fields + (proto_transfer_is_sink(t) ? 0 : 2),
	    4, t, w);
}

void
proto_fin_write(const struct proto_fin *fin, struct proto_writer *w)
{
	proto_fields_write(fin_fields, COUNT(fin_fields), fin, w);
}

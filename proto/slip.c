/* SPDX-License-Identifier: MIT */
/* SLIP packets in and out. */
#include "slip.h"

#define MARK         0xc0
#define ESCAPE       0xdb
#define ESCAPED_MARK 0xdc
#define ESCAPED_SELF 0xdd

void
proto_slip_init(struct proto_slip *slip, uint8_t *buf, size_t cap)
{
	*slip = (struct proto_slip){ .buf = buf, .cap = cap };
}

/* A mark ends one packet and may begin the next. */
static bool
take_mark(struct proto_slip *slip)
{
	bool is_whole =
	    slip->in_packet && slip->len > 0 && !slip->broken && !slip->escaped;

	slip->in_packet = !is_whole;
	slip->escaped = false;
	slip->broken = false;
	if (!is_whole)
		slip->len = 0;
	return is_whole;
}

bool
proto_slip_add(struct proto_slip *slip, uint8_t byte)
{
	if (byte == MARK)
		return take_mark(slip);
	if (!slip->in_packet || slip->broken)
		return false;
	if (slip->escaped) {
		slip->escaped = false;
		slip->broken = byte != ESCAPED_MARK && byte != ESCAPED_SELF;
		byte = byte == ESCAPED_MARK ? MARK : ESCAPE;
	} else if (byte == ESCAPE) {
		slip->escaped = true;
		return false;
	}
	if (slip->len == slip->cap)
		slip->broken = true;
	if (!slip->broken)
		slip->buf[slip->len++] = byte;
	return false;
}

static size_t
encode_part(uint8_t *out, const uint8_t *bytes, size_t len)
{
	size_t at = 0;

	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == MARK || bytes[i] == ESCAPE) {
			out[at++] = ESCAPE;
			out[at++] =
			    bytes[i] == MARK ? ESCAPED_MARK : ESCAPED_SELF;
		} else {
			out[at++] = bytes[i];
		}
	}
	return at;
}

size_t
proto_slip_encode(uint8_t *out, const uint8_t *head, size_t head_len,
    const uint8_t *body, size_t body_len)
{
	size_t at = 0;

	out[at++] = MARK;
	at += encode_part(out + at, head, head_len);
	at += encode_part(out + at, body, body_len);
	out[at++] = MARK;
	return at;
}

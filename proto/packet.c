/* SPDX-License-Identifier: MIT */
/* The packet header. */
#include "packet.h"

int
proto_packet_decode(struct proto_packet *packet, const uint8_t *bytes,
    size_t len)
{
	struct proto_reader r;
	uint8_t first;

	if (len < PROTO_HEADER_LEN)
		return PROTO_ERR_MALFORMED;
	proto_reader_init(&r, bytes, len);
	first = proto_read_u8(&r);
	packet->version = first >> 6;
	packet->kind = first >> 3 & 7;
	packet->flags = first & 7;
	packet->channel = proto_read_u8(&r);
	packet->id = proto_read_u16(&r);
	packet->arg = proto_read_u32(&r);
	packet->payload = r.at;
	packet->len = r.left;
	return PROTO_OK;
}

void
proto_packet_encode(const struct proto_packet *packet, struct proto_writer *w)
{
	proto_write_u8(w,
	    (uint8_t)(packet->version << 6 | packet->kind << 3 |
		packet->flags));
	proto_write_u8(w, packet->channel);
	proto_write_u16(w, packet->id);
	proto_write_u32(w, packet->arg);
}

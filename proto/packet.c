/* SPDX-License-Identifier: MIT */
/* The packet header. */
#include "packet.h"

int
proto_packet_decode(struct proto_packet *packet, const uint8_t *bytes,
    size_t len)
{
	uint32_t head;

	if (len < PROTO_HEADER_LEN)
		return PROTO_ERR_MALFORMED;
	head = proto_load(bytes, 4);
	packet->version = head >> 6 & 3;
	packet->kind = head >> 3 & 7;
	packet->flags = head & 7;
	packet->channel = head >> 8 & 0xff;
	packet->id = head >> 16;
	packet->arg = proto_load(bytes + 4, 4);
	packet->payload = bytes + PROTO_HEADER_LEN;
	packet->len = len - PROTO_HEADER_LEN;
	return PROTO_OK;
}

void
proto_packet_encode(const struct proto_packet *packet, struct proto_writer *w)
{
	proto_write_u32(w,
	    packet->version << 6 | packet->kind << 3 | packet->flags |
		packet->channel << 8 | packet->id << 16);
	proto_write_u32(w, packet->arg);
}

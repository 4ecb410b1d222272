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
	packet->channel = (uint8_t)(head >> 8);
	packet->id = (uint16_t)(head >> 16);
	packet->arg = proto_load(bytes + 4, 4);
	packet->payload = bytes + PROTO_HEADER_LEN;
	packet->len = len - PROTO_HEADER_LEN;
	return PROTO_OK;
}

void
proto_packet_put(const struct proto_packet *packet,
    uint8_t bytes[PROTO_HEADER_LEN])
{
	proto_store(bytes,
	    (uint32_t)(packet->version << 6 | packet->kind << 3 |
		packet->flags | packet->channel << 8) |
		(uint32_t)packet->id << 16,
	    4);
	proto_store(bytes + 4, packet->arg, 4);
}

void
proto_packet_encode(const struct proto_packet *packet, struct proto_writer *w)
{
	uint8_t bytes[PROTO_HEADER_LEN];

	proto_packet_put(packet, bytes);
	proto_write_bytes(w, bytes, sizeof(bytes));
}

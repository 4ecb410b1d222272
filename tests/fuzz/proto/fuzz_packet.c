/* SPDX-License-Identifier: MIT */
/*
 * Packets with right CRC into a connected end, several in a row, any kind.
 * Input: role byte, then records of len8 and a packet; a short packet gets
 * the session ids that are in use.
 */
#include <string.h>

#include "link_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* DATA and CREDIT mean little without a live session: lend them one. */
static void
lend_session(struct pair_end *end, uint8_t *packet)
{
	unsigned int kind = packet[0] >> 3 & 7;
	unsigned int index = packet[1] - PROTO_CH_TRANSFER;
	uint32_t id = end->streams[0].channel.session;

	if (kind > PROTO_CTRL || (packet[0] & 2) == 0)
		return;
	if (index < 2)
		id = end->transfers[index].channel.session;
	packet[2] = (uint8_t)id;
	packet[3] = (uint8_t)(id >> 8);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct pair pair;
	bool to_board;

	if (size == 0)
		return 0;
	to_board = (data[0] & 1) != 0;
	link_target_connect(&pair);
	for (size_t at = 1; at < size;) {
		uint8_t packet[PROTO_HEADER_LEN + PAIR_MTU] = { 0 };
		size_t len = data[at++];

		if (len > size - at)
			len = size - at;
		memcpy(packet, data + at, len);
		at += len;
		packet[0] = (uint8_t)((packet[0] & 0x3f) | 0x40);
		lend_session(to_board ? &pair.board : &pair.gateway, packet);
		link_target_feed(&pair, to_board, packet,
		    len < PROTO_HEADER_LEN ? PROTO_HEADER_LEN : len);
	}
	pair_run(&pair);
	return 0;
}

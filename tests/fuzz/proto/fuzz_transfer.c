/* SPDX-License-Identifier: MIT */
/*
 * OPEN and FIN with hostile arguments, and hostile answers to our OPEN.
 * First byte: which of them, and the channel; the rest is the CBOR body.
 */
#include <string.h>

#include "link_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct pair pair;

static void
send(bool to_board, enum proto_kind kind, uint8_t channel, uint16_t id,
    uint32_t arg, const uint8_t *body, size_t len)
{
	const struct proto_packet head = {
		.version = PROTO_VERSION,
		.kind = (uint8_t)kind,
		.channel = channel,
		.id = id,
		.arg = arg,
	};
	uint8_t packet[PROTO_HEADER_LEN + PAIR_MTU];
	struct proto_writer w;

	if (len > PAIR_MTU)
		len = PAIR_MTU;
	proto_writer_init(&w, packet, sizeof(packet));
	proto_packet_encode(&head, &w);
	proto_write_bytes(&w, body, len);
	link_target_feed(&pair, to_board, packet, w.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t sha256[PROTO_SHA256_LEN];
	struct proto_transfer_params params = {
		.name = "x",
		.size = 900,
		.sha256 = sha256,
		.have = 100,
	};
	struct proto_transfer *t = NULL;
	uint8_t channel;

	if (size == 0)
		return 0;
	channel = (uint8_t)(PROTO_CH_TRANSFER + (data[0] >> 2 & 1));
	link_target_connect(&pair);
	if ((data[0] & 1) != 0) {
		send(true, PROTO_REQ, channel, 1, PROTO_METHOD_OPEN, data + 1,
		    size - 1);
		send(true, PROTO_REQ, channel, 2, PROTO_METHOD_FIN, data + 1,
		    size - 1);
	} else {
		if ((data[0] & 2) != 0)
			proto_transfer_get(&pair.gateway.link, &params, &t);
		else
			proto_transfer_put(&pair.gateway.link, &params, &t);
		if (t == NULL)
			return 0;
		send(false, PROTO_RSP, PROTO_CH_RPC, t->request,
		    PROTO_METHOD_OPEN, data + 1, size - 1);
	}
	pair_wait(&pair, 60);
	return 0;
}

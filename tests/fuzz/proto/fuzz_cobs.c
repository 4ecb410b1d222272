/* SPDX-License-Identifier: MIT */
/* Encoder: any packet comes back from the decoder as it was, both framings,
 * with no zero inside a serial frame and no byte beyond the buffer. */
#include <stdlib.h>
#include <string.h>

#include "frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(enum proto_framing framing, const uint8_t *data, size_t size)
{
	size_t mtu = size - 8;
	size_t cap = PROTO_TX_SIZE(mtu);
	uint8_t *out = malloc(cap);
	uint8_t *in = malloc(PROTO_RX_SIZE(mtu));
	struct proto_decoder d;
	enum proto_frame_event event = PROTO_FRAME_NONE;
	size_t len;

	if (out == NULL || in == NULL)
		abort();
	memcpy(proto_frame_place(framing, out, cap), data, size);
	len = proto_frame_encode(framing, out, cap, size);
	if (len > cap)
		abort();
	proto_decoder_init(&d, framing, in, PROTO_RX_SIZE(mtu));
	for (size_t i = 0; i < len; i++) {
		if (framing == PROTO_FRAMING_SERIAL && out[i] == 0 && i != 0 &&
		    i != len - 1)
			abort();
		event = proto_decoder_byte(&d, out[i]);
	}
	if (event != PROTO_FRAME_PACKET || d.len != size ||
	    memcmp(in, data, size) != 0)
		abort();
	free(out);
	free(in);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 8 || size > 4096)
		return 0;
	check(PROTO_FRAMING_SERIAL, data, size);
	check(PROTO_FRAMING_TCP, data, size);
	return 0;
}

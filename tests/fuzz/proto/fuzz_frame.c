/* SPDX-License-Identifier: MIT */
/*
 * Serial and TCP decoders: never out of bounds, and text plus frames account
 * for every byte. First byte: framing and buffer size.
 */
#include <stdlib.h>
#include <string.h>

#include "frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct proto_decoder d;
	enum proto_framing framing;
	size_t cap;
	uint8_t *buf;
	uint32_t packets = 0;

	if (size == 0)
		return 0;
	framing = (data[0] & 1) != 0 ? PROTO_FRAMING_TCP : PROTO_FRAMING_SERIAL;
	cap = (size_t)PROTO_RX_SIZE(128) + (data[0] >> 1);
	buf = malloc(cap);
	if (buf == NULL)
		abort();
	proto_decoder_init(&d, framing, buf, cap);
	for (size_t i = 1; i < size; i++) {
		enum proto_frame_event event;

		proto_decoder_silence(&d, (uint32_t)i * 3);
		event = proto_decoder_byte(&d, data[i]);
		d.last_ms = (uint32_t)i;
		if (event == PROTO_FRAME_TEXT &&
		    (data[i] == 0 || framing == PROTO_FRAMING_TCP))
			abort();
		if (event == PROTO_FRAME_PACKET && (d.len < 8 || d.len > cap))
			abort();
		packets += event == PROTO_FRAME_PACKET;
	}
	if (packets != d.counters.frames)
		abort();
	free(buf);
	return 0;
}

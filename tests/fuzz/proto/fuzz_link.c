/* SPDX-License-Identifier: MIT */
/* Raw line bytes into a fresh link of either role and framing. */
#include <string.h>

#include "link_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct pair pair;
	struct pair_end *end;
	uint8_t out[512];
	uint32_t now_ms = 1000;

	if (size < 2)
		return 0;
	pair_init(&pair,
	    (data[0] & 1) != 0 ? PROTO_FRAMING_TCP : PROTO_FRAMING_SERIAL);
	end = (data[0] & 2) != 0 ? &pair.board : &pair.gateway;
	for (size_t at = 1; at < size; at += 1 + data[0] / 4) {
		size_t len = 1u + data[0] / 4;

		if (len > size - at)
			len = size - at;
		end->text_len = 0;
		end->console_len = 0;
		now_ms += data[at];
		proto_link_input(&end->link, data + at, len, now_ms);
		proto_link_tick(&end->link, now_ms);
		proto_link_output(&end->link, out, sizeof(out), now_ms);
		proto_link_next_timeout_ms(&end->link, now_ms);
	}
	return 0;
}

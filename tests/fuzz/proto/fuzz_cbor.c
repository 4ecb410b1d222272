/* SPDX-License-Identifier: MIT */
/* CBOR reader: walks, finds, skips; whatever is a map can be looked through. */
#include <stdlib.h>

#include "cbor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
look_up(const uint8_t *data, size_t size)
{
	struct proto_span span;
	uint64_t u;
	int64_t i;
	bool b;

	for (uint64_t key = 0; key < 8; key++) {
		proto_cbor_get_uint(data, size, key, &u);
		proto_cbor_get_int(data, size, key, &i);
		proto_cbor_get_bool(data, size, key, &b);
		if ((proto_cbor_get_text(data, size, key, &span) ||
			proto_cbor_get_bytes(data, size, key, &span)) &&
		    (span.len > size || span.at < data ||
			span.at + span.len > data + size))
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct proto_cbor c;
	size_t count = 0;
	uint64_t key;
	bool is_map = proto_cbor_is_map(data, size);

	proto_cbor_init(&c, data, size);
	if (proto_cbor_enter_map(&c, &count))
		while (count-- > 0 && proto_cbor_key(&c, &key))
			proto_cbor_skip(&c);
	if (is_map && (proto_cbor_failed(&c) || c.r.left != 0))
		abort();
	look_up(data, size);
	proto_cbor_init(&c, data, size);
	while (proto_cbor_skip(&c))
		;
	proto_cbor_init(&c, data, size);
	while (proto_cbor_enter_array(&c, &count) || !proto_cbor_failed(&c))
		if (proto_cbor_failed(&c))
			break;
	return 0;
}

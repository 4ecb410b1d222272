/* SPDX-License-Identifier: MIT */
/* HELLO: what is accepted keeps its limits and survives a round trip. */
#include <stdlib.h>
#include <string.h>

#include "hello.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct proto_hello hello;
	struct proto_hello again;
	uint8_t buf[8192];
	struct proto_writer w;

	if (proto_hello_decode(&hello, data, size) != PROTO_OK)
		return 0;
	if (hello.boot_id == 0 || hello.rx_mtu < PROTO_MTU_MIN ||
	    hello.rx_mtu > PROTO_MTU_MAX ||
	    hello.device_id.len > PROTO_DEVICE_ID_MAX || hello.name.len > size)
		abort();
	proto_writer_init(&w, buf, sizeof(buf));
	if (proto_hello_encode(&hello, &w) != PROTO_OK ||
	    proto_hello_decode(&again, buf, w.len) != PROTO_OK)
		abort();
	if (again.boot_id != hello.boot_id || again.rx_mtu != hello.rx_mtu ||
	    again.features != hello.features ||
	    again.device_id.len != hello.device_id.len)
		abort();
	proto_writer_init(&w, buf, PROTO_MTU_MIN);
	proto_hello_encode(&hello, &w);
	return 0;
}

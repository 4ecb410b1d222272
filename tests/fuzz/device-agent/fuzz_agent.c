/* SPDX-License-Identifier: MIT */
/*
 * Whatever may come in on the board's line, into a whole agent: commands with
 * any arguments, transfers, console input, broken frames. Input: records of
 * kind8, len8 and bytes; kind 0 goes to the line as it is, others are packets
 * to be framed, requests with a new id each.
 */
#include <string.h>

#include "proto/cbor.h"
#include "proto/frame.h"
#include "proto/hello.h"
#include "proto/packet.h"

#include "agent.h"
#include "fake_port.h"

#define STEP_US      3000
#define PACKET_MAX   256
#define FIRST_ID     100
#define SETTLE_STEPS 20

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct port port;
static struct agent *agent;
static uint16_t next_id;

static void
step(void)
{
	port.now_us += STEP_US;
	agent_poll(agent);
	port.line.out_len = 0;
}

static void
feed(const uint8_t *bytes, size_t len)
{
	memcpy(port.line.in, bytes, len);
	port.line.in_len = len;
	port.line.in_at = 0;
	step();
}

static void
feed_packet(const uint8_t *packet, size_t len)
{
	uint8_t frame[PROTO_TX_SIZE(PACKET_MAX)];

	memcpy(proto_frame_place(PROTO_FRAMING_SERIAL, frame, sizeof(frame)),
	    packet, len);
	feed(frame,
	    proto_frame_encode(PROTO_FRAMING_SERIAL, frame, sizeof(frame),
		len));
}

static void
say_hello(void)
{
	static const struct proto_hello hello = {
		.proto_min = PROTO_VERSION,
		.proto_max = PROTO_VERSION,
		.boot_id = 0x12345678,
		.rx_mtu = 512,
		.rx_window = 4096,
		.max_open_req = 4,
	};
	const struct proto_packet head = {
		.kind = PROTO_CTRL,
		.version = PROTO_VERSION,
		.arg = PROTO_CTRL_HELLO,
	};
	uint8_t packet[PACKET_MAX];
	struct proto_writer w;

	proto_writer_init(&w, packet, sizeof(packet));
	proto_packet_encode(&head, &w);
	proto_hello_encode(&hello, &w);
	feed_packet(packet, w.len);
}

/* Version and, for requests, a fresh id make the packet count. */
static void
feed_record(uint8_t *packet, size_t len)
{
	uint8_t kind = packet[0] >> 3 & 7;

	packet[0] = (uint8_t)((packet[0] & 0x38) | PROTO_VERSION << 6);
	if (kind == PROTO_REQ) {
		next_id++;
		packet[2] = (uint8_t)next_id;
		packet[3] = (uint8_t)(next_id >> 8);
	} else if (kind <= PROTO_CREDIT) {
		const struct session *session = &agent->sessions[0];
		uint32_t id = session->streams[0].channel.session;
		unsigned index = (unsigned)packet[1] - PROTO_CH_TRANSFER;

		if (index < PORT_TRANSFERS)
			id = session->transfers[index].channel.session;
		packet[2] = (uint8_t)id;
		packet[3] = (uint8_t)(id >> 8);
	}
	feed_packet(packet, len < PROTO_HEADER_LEN ? PROTO_HEADER_LEN : len);
}

static void
run(const uint8_t *data, size_t size)
{
	agent = agent_new(&port);
	if (agent == NULL)
		__builtin_trap();
	next_id = FIRST_ID;
	say_hello();
	for (size_t at = 0; at + 2 <= size;) {
		uint8_t bytes[PACKET_MAX] = { 0 };
		uint8_t kind = data[at];
		size_t len = data[at + 1];

		at += 2;
		if (len > size - at)
			len = size - at;
		memcpy(bytes, data + at, len);
		at += len;
		if (kind == 0)
			feed(bytes, len);
		else
			feed_record(bytes, len);
	}
	for (int i = 0; i < SETTLE_STEPS; i++)
		step();
	if (!store_is_mounted(agent->store))
		__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	jmp_buf reset;

	fake_port_init(&port);
	port.on_reset = &reset;
	/* A board that resets itself did as it was told. */
	if (setjmp(reset) == 0)
		run(data, size);
	return 0;
}

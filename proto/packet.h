/* SPDX-License-Identifier: MIT */
/*
 * The 8-byte packet header and the numbers of UP/1: kinds, channels, control
 * types, reserved methods (PROTOCOL.md, "Packets").
 */
#ifndef PROTO_PACKET_H
#define PROTO_PACKET_H

#include "wire.h"

#define PROTO_VERSION       1 /* the 2-bit field of every header */
#define PROTO_HEADER_LEN    8
#define PROTO_CRC_LEN       4
#define PROTO_CREDIT_LEN    5   /* payload of CREDIT */
#define PROTO_MTU_MIN       128 /* payload any peer accepts before HELLO */
#define PROTO_MTU_MAX       4096
#define PROTO_MAX_TRANSFERS 4
#define PROTO_PROBE_LEN     41

enum proto_kind {
	PROTO_DATA = 0,
	PROTO_CREDIT = 1,
	PROTO_CTRL = 2,
	PROTO_REQ = 3,
	PROTO_RSP = 4,
	PROTO_EVT = 5
};

#define PROTO_FLAG_MUST_UNDERSTAND 0x1

enum proto_channel_number {
	PROTO_CH_CONTROL = 0,
	PROTO_CH_RPC = 1,
	PROTO_CH_CONSOLE = 2,
	PROTO_CH_LOG = 3,
	PROTO_CH_EVENT = 4,
	PROTO_CH_TRANSFER = 16, /* to 19 */
	PROTO_CH_USER = 32,     /* to 255, except PROTO_CH_PROBE */
	PROTO_CH_PROBE = 0x7e
};

/* Low half of arg in a CTRL packet on channel 0; the rest is per type. */
enum proto_ctrl {
	PROTO_CTRL_HELLO = 1,       /* id: PROTO_HELLO_ACK or 0 */
	PROTO_CTRL_PING = 2,        /* payload: boot_id u32; id is echoed */
	PROTO_CTRL_PONG = 3,        /* payload: boot_id u32 */
	PROTO_CTRL_CANCEL = 4,      /* id: of the request to cancel */
	PROTO_CTRL_ABORT = 5,       /* id: transfer session; arg>>16: status */
	PROTO_CTRL_UNSUPPORTED = 6, /* id: first two bytes of what was not */
	PROTO_CTRL_ACCEPTED = 7,    /* id: of a request that is running */
	PROTO_CTRL_BYE = 8          /* the gateway leaves the line */
};

#define PROTO_HELLO_ACK 1

enum proto_reason {
	PROTO_CREDIT_CONTINUE = 0,
	PROTO_CREDIT_RETRANSMIT = 1, /* send again from acked */
	PROTO_CREDIT_PAUSE = 2,      /* storage is busy; wait for more */
	PROTO_CREDIT_DRAIN = 3       /* the stream's reader is slow */
};

/* Methods the library answers by itself; commands.def stays below 0xe000. */
enum proto_method {
	PROTO_METHOD_NOTIFY = 0xe000, /* plus the event type: acked event */
	PROTO_METHOD_OPEN = 0xf001,
	PROTO_METHOD_FIN = 0xf002
};

struct proto_packet {
	uint32_t kind; /* enum proto_kind, or 6, 7: reserved */
	uint32_t flags;
	uint32_t version;
	uint32_t channel;
	uint32_t id;
	uint32_t arg;
	const uint8_t *payload; /* borrowed: the frame it came in */
	size_t len;             /* of the payload */
};

static inline bool
proto_is_transfer(uint32_t channel)
{
	return channel - PROTO_CH_TRANSFER < PROTO_MAX_TRANSFERS;
}

/* The first word of a header without flags. */
static inline uint32_t
proto_head(enum proto_kind kind, uint32_t channel, uint32_t id)
{
	return PROTO_VERSION << 6 | (uint32_t)kind << 3 | channel << 8 |
	    id << 16;
}

/* Reads header and payload from a frame body without its CRC. */
int proto_packet_decode(struct proto_packet *packet, const uint8_t *bytes,
    size_t len);
/* Writes the header only. */
void proto_packet_encode(const struct proto_packet *packet,
    struct proto_writer *w);

#endif

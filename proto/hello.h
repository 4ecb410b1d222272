/* SPDX-License-Identifier: MIT */
/*
 * HELLO: what each side says about itself, encode, decode, negotiate, and the
 * probe that can be sent to an unknown device (PROTOCOL.md, "HELLO").
 */
#ifndef PROTO_HELLO_H
#define PROTO_HELLO_H

#include "cbor.h"
#include "packet.h"

enum proto_key_hello {
	PROTO_HELLO_PROTO_MIN = 0,
	PROTO_HELLO_PROTO_MAX = 1,
	PROTO_HELLO_FEATURES = 2,
	PROTO_HELLO_RX_MTU = 3,
	PROTO_HELLO_RX_WINDOW = 4,
	PROTO_HELLO_MAX_OPEN_REQ = 5,
	PROTO_HELLO_BAUDS = 6,
	PROTO_HELLO_DEVICE_ID = 7,
	PROTO_HELLO_BOOT_ID = 8,
	PROTO_HELLO_AGENT_VERSION = 9,
	PROTO_HELLO_SLOTS = 10,
	PROTO_HELLO_STATE = 11,
	PROTO_HELLO_NAME = 12,
	PROTO_HELLO_MODEL = 13,
	PROTO_HELLO_PORT = 14,
	PROTO_HELLO_TRANSFERS = 15
};

enum proto_board_state {
	PROTO_BOARD_UNCLAIMED = 0,
	PROTO_BOARD_CLAIMED = 1,
	PROTO_BOARD_RECOVERY = 2
};

#define PROTO_HELLO_MAX_BAUDS 4 /* PROTO_FIELD_LIST */
#define PROTO_DEVICE_ID_MAX   32

struct proto_hello {
	uint32_t features;  /* of 64 those that a version of ours may define */
	uint32_t boot_id;   /* random at each start; never 0 */
	uint32_t rx_window; /* bytes of credit per transfer */
	uint32_t bauds[PROTO_HELLO_MAX_BAUDS]; /* the usual first; 0: none */
	uint32_t rx_mtu; /* largest payload this side accepts */
	uint32_t proto_min;
	uint32_t proto_max;
	uint32_t max_open_req; /* requests this side serves at once */
	uint32_t slots;
	uint32_t transfers; /* this side answers at once; 0: not told */
	uint32_t state;     /* enum proto_board_state */
	/* All borrowed; {NULL, 0} when absent. Peer's: valid in on_hello only.
	 */
	struct proto_span device_id; /* [a-z0-9-], at most 32 */
	struct proto_span agent_version;
	struct proto_span name;
	struct proto_span model;
	struct proto_span port;
};

/* Optional texts that do not fit are left out from the end. */
int proto_hello_encode(const struct proto_hello *hello, struct proto_writer *w);
int proto_hello_decode(struct proto_hello *hello, const uint8_t *body,
    size_t len);
/* The highest version both speak, or 0. */
uint32_t proto_hello_version(const struct proto_hello *own,
    const struct proto_hello *peer);

/* 41 bytes, all >= 0x20 except three 00: harmless to a foreign REPL. */
extern const uint8_t proto_probe[PROTO_PROBE_LEN];

#endif

/* SPDX-License-Identifier: MIT */
/*
 * SLIP packets (RFC 1055), as the serial loaders in the ROM of some chips
 * speak them. Owns nothing: the buffer is the caller's.
 */
#ifndef PROTO_SLIP_H
#define PROTO_SLIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes on the line of a packet of len bytes, at most. */
#define PROTO_SLIP_MAX(len) (2 * (size_t)(len) + 2)

struct proto_slip {
	uint8_t *buf; /* borrowed: as long as this */
	size_t cap;
	size_t len;
	bool in_packet; /* bytes before the first mark are none of ours */
	bool escaped;
	bool broken; /* too long or badly escaped: skipped to its end */
};

void proto_slip_init(struct proto_slip *slip, uint8_t *buf, size_t cap);
/* Takes a byte. True: a packet of len bytes is in buf, until the next call. */
bool proto_slip_add(struct proto_slip *slip, uint8_t byte);
/* Writes one packet, of two parts, out has PROTO_SLIP_MAX bytes for it.
 * Returns its length on the line. */
size_t proto_slip_encode(uint8_t *out, const uint8_t *head, size_t head_len,
    const uint8_t *body, size_t body_len);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Framing: serial `00 FE COBS(packet | CRC-32C) 00` among free text, and TCP
 * `len16 | packet | CRC-32C`. The decoder takes single bytes and keeps one
 * frame in the caller's buffer; text outside frames comes out untouched.
 */
#ifndef PROTO_FRAME_H
#define PROTO_FRAME_H

#include "wire.h"

#define PROTO_FRAME_MAGIC      0xfe
#define PROTO_FRAME_SILENCE_MS 250

/* Bytes a decoder needs for packets with payload of up to mtu. */
#define PROTO_RX_SIZE(mtu) ((mtu) + 12)
/* Bytes an encoder needs for the same. */
#define PROTO_TX_SIZE(mtu) ((mtu) + 18 + (mtu) / 250)

enum proto_framing { PROTO_FRAMING_SERIAL, PROTO_FRAMING_TCP };

/* What one byte led to. */
enum proto_frame_event {
	PROTO_FRAME_NONE,   /* inside a frame, or a delimiter */
	PROTO_FRAME_TEXT,   /* the byte is text */
	PROTO_FRAME_PACKET, /* buf[0..len) holds a checked packet */
	PROTO_FRAME_BAD     /* a frame was dropped; a counter tells why */
};

struct proto_frame_counters {
	uint16_t frames;   /* good frames */
	uint16_t crc;      /* checksum wrong */
	uint16_t cobs;     /* stuffing broken, or too short */
	uint16_t overlong; /* did not fit the buffer */
	uint16_t silence;  /* given up after PROTO_FRAME_SILENCE_MS */
};

struct proto_decoder {
	uint8_t *buf; /* borrowed: the caller's, PROTO_RX_SIZE(mtu) bytes */
	uint16_t cap;
	uint16_t len; /* of the packet without CRC, after FRAME_PACKET */
	union {
		struct {
			uint8_t code; /* private: current COBS block */
			uint8_t left; /* private: bytes left in it */
		};
		uint16_t want; /* private: bytes of this TCP frame */
	};
	uint8_t state; /* private */
	uint8_t framing;
	uint32_t last_ms; /* when the last byte came */
	struct proto_frame_counters counters;
};

void proto_decoder_init(struct proto_decoder *d, enum proto_framing framing,
    uint8_t *buf, size_t cap);
/* Forgets a half-received frame (new connection, line opened again). */
void proto_decoder_reset(struct proto_decoder *d);
enum proto_frame_event proto_decoder_byte(struct proto_decoder *d,
    uint8_t byte);
/* Applies the silence rule; call before feeding bytes and on ticks. */
void proto_decoder_silence(struct proto_decoder *d, uint32_t now_ms);

/* The largest payload an encoder buffer of cap bytes can frame. */
size_t proto_frame_payload_max(enum proto_framing framing, size_t cap);
/*
 * The place in buf where the plain packet (header and payload) must be put
 * before proto_frame_encode wraps it in place.
 */
uint8_t *proto_frame_place(enum proto_framing framing, uint8_t *buf,
    size_t cap);
/* Frames the packet_len bytes at proto_frame_place(); length on the wire. */
size_t proto_frame_encode(enum proto_framing framing, uint8_t *buf, size_t cap,
    size_t packet_len);

#endif

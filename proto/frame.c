/* SPDX-License-Identifier: MIT */
/* Serial (COBS among text) and TCP framing with CRC-32C. */
#include <string.h>

#include "crc32c.h"
#include "frame.h"

#define CRC_LEN      4
#define PACKET_MIN   8   /* a header without payload */
#define COBS_MAX_RUN 254 /* bytes a full COBS block carries */
#define COBS_FULL    0xff

enum decoder_state {
	STATE_TEXT,  /* serial: outside frames */
	STATE_SYNC,  /* serial: after a 00 */
	STATE_FRAME, /* serial: inside a frame */
	STATE_LEN_LOW,
	STATE_LEN_HIGH,
	STATE_BODY /* TCP: when it is longer than cap nobody wants it */
};

void
proto_decoder_reset(struct proto_decoder *d)
{
	d->len = 0;
	d->state =
	    d->framing == PROTO_FRAMING_SERIAL ? STATE_TEXT : STATE_LEN_LOW;
}

void
proto_decoder_init(struct proto_decoder *d, enum proto_framing framing,
    uint8_t *buf, size_t cap)
{
	memset(d, 0, sizeof(*d));
	d->buf = buf;
	d->cap = (uint16_t)cap;
	d->framing = (uint8_t)framing;
	proto_decoder_reset(d);
}

/* The body is complete: checks length and CRC, and takes the CRC off. */
static enum proto_frame_event
finish(struct proto_decoder *d)
{
	uint16_t body;

	if (d->len < PACKET_MIN + CRC_LEN) {
		d->counters.cobs++;
		return PROTO_FRAME_BAD;
	}
	body = (uint16_t)(d->len - CRC_LEN);
	if (proto_crc32c(0, d->buf, body) != proto_load(d->buf + body, 4)) {
		d->counters.crc++;
		return PROTO_FRAME_BAD;
	}
	d->len = body;
	d->counters.frames++;
	return PROTO_FRAME_PACKET;
}

/* The delimiter came: the COBS chain must end exactly here. */
static enum proto_frame_event
finish_cobs(struct proto_decoder *d)
{
	d->state = STATE_SYNC;
	if (d->code == 0 || d->left != 0) /* of 00 FE 00 nothing is left */
		d->len = 0;
	return finish(d);
}

static enum proto_frame_event
frame_byte(struct proto_decoder *d, uint8_t byte)
{
	if (byte == 0)
		return finish_cobs(d);
	if (d->left > 0) {
		d->left--;
	} else {
		bool zero = d->code != 0 && d->code != COBS_FULL;

		d->code = byte;
		d->left = (uint8_t)(byte - 1);
		if (!zero)
			return PROTO_FRAME_NONE;
		byte = 0; /* the zero between two blocks */
	}
	if (d->len == d->cap) {
		d->counters.overlong++;
		proto_decoder_reset(d);
		return PROTO_FRAME_BAD;
	}
	d->buf[d->len++] = byte;
	return PROTO_FRAME_NONE;
}

static enum proto_frame_event
sync_byte(struct proto_decoder *d, uint8_t byte)
{
	if (byte == 0)
		return PROTO_FRAME_NONE;
	if (byte != PROTO_FRAME_MAGIC) {
		d->state = STATE_TEXT;
		return PROTO_FRAME_TEXT;
	}
	d->state = STATE_FRAME;
	d->len = 0;
	d->code = 0;
	d->left = 0;
	return PROTO_FRAME_NONE;
}

static void
length_byte(struct proto_decoder *d, uint8_t byte)
{
	d->want = (uint16_t)(d->want | byte << 8);
	d->len = 0;
	d->state = d->want == 0 ? STATE_LEN_LOW : STATE_BODY;
	if (d->want > d->cap || d->want == 0)
		d->counters.overlong++;
}

static enum proto_frame_event
body_byte(struct proto_decoder *d, uint8_t byte)
{
	if (d->len < d->cap)
		d->buf[d->len] = byte;
	if (++d->len < d->want)
		return PROTO_FRAME_NONE;
	d->state = STATE_LEN_LOW;
	return d->want > d->cap ? PROTO_FRAME_BAD : finish(d);
}

enum proto_frame_event
proto_decoder_byte(struct proto_decoder *d, uint8_t byte)
{
	switch ((enum decoder_state)d->state) {
	case STATE_TEXT:
		if (byte != 0)
			return PROTO_FRAME_TEXT;
		d->state = STATE_SYNC;
		return PROTO_FRAME_NONE;
	case STATE_SYNC:
		return sync_byte(d, byte);
	case STATE_FRAME:
		return frame_byte(d, byte);
	case STATE_LEN_LOW:
		d->want = byte;
		d->state = STATE_LEN_HIGH;
		return PROTO_FRAME_NONE;
	case STATE_LEN_HIGH:
		length_byte(d, byte);
		return PROTO_FRAME_NONE;
	case STATE_BODY:
		return body_byte(d, byte);
	}
	return PROTO_FRAME_NONE;
}

void
proto_decoder_silence(struct proto_decoder *d, uint32_t now_ms)
{
	if (d->state == STATE_FRAME &&
	    now_ms - d->last_ms >= PROTO_FRAME_SILENCE_MS) {
		d->counters.silence++;
		proto_decoder_reset(d);
	}
}

/* Room kept before the packet so that stuffing can grow it in place. */
static size_t
headroom(enum proto_framing framing, size_t cap)
{
	if (framing == PROTO_FRAMING_TCP)
		return 2;
	return 3 + cap / COBS_MAX_RUN;
}

size_t
proto_frame_payload_max(enum proto_framing framing, size_t cap)
{
	size_t overhead = headroom(framing, cap) + PACKET_MIN + CRC_LEN + 1;

	return cap < overhead ? 0 : cap - overhead;
}

uint8_t *
proto_frame_place(enum proto_framing framing, uint8_t *buf, size_t cap)
{
	return buf + headroom(framing, cap);
}

/* Stuffs len bytes from in to out, which lie in one buffer, out below in. */
static size_t
stuff(uint8_t *out, const uint8_t *in, size_t len)
{
	size_t code_at = 0;
	size_t at = 1;

	while (len-- > 0) {
		uint8_t byte = *in++;

		if (byte != 0)
			out[at++] = byte;
		if (byte == 0 || (at - code_at > COBS_MAX_RUN && len > 0)) {
			out[code_at] = (uint8_t)(at - code_at);
			code_at = at++;
		}
	}
	out[code_at] = (uint8_t)(at - code_at);
	return at;
}

size_t
proto_frame_encode(enum proto_framing framing, uint8_t *buf, size_t cap,
    size_t packet_len)
{
	uint8_t *packet = proto_frame_place(framing, buf, cap);
	size_t len;

	proto_store(packet + packet_len, proto_crc32c(0, packet, packet_len),
	    CRC_LEN);
	packet_len += CRC_LEN;
	if (framing == PROTO_FRAMING_TCP) {
		proto_store(buf, (uint32_t)packet_len, 2);
		return packet_len + 2;
	}
	buf[0] = 0;
	buf[1] = PROTO_FRAME_MAGIC;
	len = 2 + stuff(buf + 2, packet, packet_len);
	buf[len++] = 0;
	return len;
}

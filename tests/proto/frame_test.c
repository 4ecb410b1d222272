/* SPDX-License-Identifier: MIT */
/* Serial and TCP framing. */
#include "check.h"
#include "frame.h"
#include "vector_reader.h"

#define MTU 600

static uint8_t rx[PROTO_RX_SIZE(MTU)];
static char text[4096];
static size_t text_len;
static uint8_t packet[PROTO_RX_SIZE(MTU)];
static size_t packet_len;
static unsigned int packets;

static void
feed(struct proto_decoder *d, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	for (size_t i = 0; i < len; i++) {
		switch (proto_decoder_byte(d, at[i])) {
		case PROTO_FRAME_TEXT:
			text[text_len++] = (char)at[i];
			text[text_len] = '\0';
			break;
		case PROTO_FRAME_PACKET:
			packets++;
			packet_len = d->len;
			memcpy(packet, d->buf, d->len);
			break;
		case PROTO_FRAME_NONE:
		case PROTO_FRAME_BAD:
			break;
		}
	}
}

static void
start(struct proto_decoder *d, enum proto_framing framing)
{
	proto_decoder_init(d, framing, rx, sizeof(rx));
	text_len = 0;
	text[0] = '\0';
	packets = 0;
}

static void
check_vector(const struct vector *v, enum proto_framing framing)
{
	struct proto_decoder d;
	uint8_t want[VECTOR_MAX];
	size_t want_len = vectors_unhex(v->want, want, sizeof(want));
	uint8_t out[PROTO_TX_SIZE(MTU)];

	start(&d, framing);
	feed(&d, v->bytes, v->len);
	CHECK_INT(packets, 1);
	CHECK_INT(text_len, 0);
	CHECK_INT(packet_len, want_len);
	CHECK(memcmp(packet, want, want_len) == 0);
	memcpy(proto_frame_place(framing, out, sizeof(out)), want, want_len);
	CHECK_INT(proto_frame_encode(framing, out, sizeof(out), want_len),
	    v->len);
	CHECK(memcmp(out, v->bytes, v->len) == 0);
}

static void
check_serial(const struct vector *v)
{
	check_vector(v, PROTO_FRAMING_SERIAL);
}

static void
check_tcp(const struct vector *v)
{
	check_vector(v, PROTO_FRAMING_TCP);
}

TEST(serial_vectors)
{
	CHECK(vectors_each("frames.txt", check_serial) >= 80);
}

TEST(tcp_vectors)
{
	CHECK(vectors_each("tcp_frames.txt", check_tcp) >= 80);
}

static void
check_broken(const struct vector *v)
{
	struct proto_decoder d;
	struct proto_frame_counters *c = &d.counters;

	start(&d, PROTO_FRAMING_SERIAL);
	feed(&d, v->bytes, v->len);
	CHECK_INT(packets, 0);
	CHECK_INT(c->crc, strcmp(v->want, "crc") == 0);
	CHECK_INT(c->cobs, strcmp(v->want, "cobs") == 0);
	CHECK_INT(c->overlong, strcmp(v->want, "overlong") == 0);
}

TEST(bad_frame_vectors)
{
	CHECK(vectors_each("bad_frames.txt", check_broken) >= 9);
}

/* Every length and the smallest buffer that PROTO_TX_SIZE promises. */
TEST(every_length_fits_its_buffers)
{
	static uint8_t out[PROTO_TX_SIZE(4096)];
	static uint8_t in[PROTO_RX_SIZE(4096)];

	for (size_t mtu = 0; mtu <= 4096; mtu += mtu < 1100 ? 1 : 61) {
		for (int fill = 0; fill < 3; fill++) {
			size_t cap = PROTO_TX_SIZE(mtu);
			uint8_t *place =
			    proto_frame_place(PROTO_FRAMING_SERIAL, out, cap);
			struct proto_decoder d;
			size_t len;
			enum proto_frame_event last = PROTO_FRAME_NONE;

			for (size_t i = 0; i < mtu + 8; i++)
				place[i] = fill == 0 ? 0 :
				    fill == 1        ? 0xaa :
						       (uint8_t)(i % 256);
			CHECK(proto_frame_payload_max(PROTO_FRAMING_SERIAL,
				  cap) >= mtu);
			len = proto_frame_encode(PROTO_FRAMING_SERIAL, out, cap,
			    mtu + 8);
			CHECK(len <= cap);
			proto_decoder_init(&d, PROTO_FRAMING_SERIAL, in,
			    PROTO_RX_SIZE(mtu));
			for (size_t i = 0; i < len; i++) {
				last = proto_decoder_byte(&d, out[i]);
				CHECK(out[i] != 0 || i == 0 || i == len - 1);
			}
			CHECK_INT(last, PROTO_FRAME_PACKET);
			CHECK_INT(d.len, mtu + 8);
		}
	}
}

static size_t
make_frame(uint8_t *out, size_t cap, const char *payload)
{
	size_t len = strlen(payload);

	memcpy(proto_frame_place(PROTO_FRAMING_SERIAL, out, cap), payload, len);
	return proto_frame_encode(PROTO_FRAMING_SERIAL, out, cap, len);
}

TEST(text_around_frames_is_untouched)
{
	struct proto_decoder d;
	uint8_t out[100];
	size_t len = make_frame(out, sizeof(out), "12345678abc");

	start(&d, PROTO_FRAMING_SERIAL);
	feed(&d, ">>> ", 4);
	feed(&d, out, len);
	feed(&d, "hello\r\n", 7);
	feed(&d, out, len);
	feed(&d, out, len);
	feed(&d, "\xff\xfe!", 3);
	CHECK_INT(packets, 3);
	CHECK_STR(text, ">>> hello\r\n\xff\xfe!");
	CHECK(memcmp(packet, "12345678abc", 11) == 0);
}

TEST(lost_delimiters_cost_one_frame)
{
	struct proto_decoder d;
	uint8_t out[100];
	size_t len = make_frame(out, sizeof(out), "12345678abc");

	start(&d, PROTO_FRAMING_SERIAL);
	feed(&d, out, len - 1); /* the closing one */
	feed(&d, out, len);
	CHECK_INT(packets, 2); /* the next opening one closes it */
	feed(&d, out, 5);      /* text bursts into a frame */
	feed(&d, "panic", 5);
	feed(&d, out + 5, len - 5);
	CHECK_INT(packets, 2);
	feed(&d, out, len);
	CHECK_INT(packets, 3);
}

TEST(silence_ends_a_frame)
{
	struct proto_decoder d;

	start(&d, PROTO_FRAMING_SERIAL);
	feed(&d, "\0\xfe\x20zz", 5);
	d.last_ms = 100;
	proto_decoder_silence(&d, 100 + PROTO_FRAME_SILENCE_MS - 1);
	CHECK_INT(d.counters.silence, 0);
	proto_decoder_silence(&d, 100 + PROTO_FRAME_SILENCE_MS);
	CHECK_INT(d.counters.silence, 1);
	feed(&d, "text", 4);
	CHECK_STR(text, "text");
}

TEST(tcp_skips_a_frame_that_is_too_long)
{
	struct proto_decoder d;
	uint8_t out[100];
	uint8_t junk[2 + 700] = { 700 & 0xff, 700 >> 8 };
	size_t len;

	memcpy(proto_frame_place(PROTO_FRAMING_TCP, out, sizeof(out)),
	    "12345678", 8);
	len = proto_frame_encode(PROTO_FRAMING_TCP, out, sizeof(out), 8);
	start(&d, PROTO_FRAMING_TCP);
	feed(&d, junk, sizeof(junk));
	feed(&d, "\0\0\1\0x", 5); /* empty, and one byte */
	feed(&d, out, len);
	CHECK_INT(packets, 1);
	CHECK_INT(d.counters.overlong, 2);
	CHECK_INT(d.counters.cobs, 1);
}

/* Any one or two flipped bits of a frame are noticed. */
TEST(flipped_bits_are_noticed)
{
	struct proto_decoder d;
	uint8_t out[100];
	size_t len = make_frame(out, sizeof(out), "12345678\0\0payload");

	for (size_t a = 0; a < len * 8; a++)
		for (size_t b = a; b < len * 8; b++) {
			uint8_t bad[100];

			memcpy(bad, out, len);
			bad[a / 8] ^= (uint8_t)(1u << a % 8);
			if (b != a)
				bad[b / 8] ^= (uint8_t)(1u << b % 8);
			start(&d, PROTO_FRAMING_SERIAL);
			feed(&d, bad, len);
			feed(&d, "\0", 1);
			CHECK_INT(packets, 0);
			if (packets > 0)
				return;
		}
}

int
main(void)
{
	RUN(serial_vectors);
	RUN(tcp_vectors);
	RUN(bad_frame_vectors);
	RUN(every_length_fits_its_buffers);
	RUN(text_around_frames_is_untouched);
	RUN(lost_delimiters_cost_one_frame);
	RUN(silence_ends_a_frame);
	RUN(tcp_skips_a_frame_that_is_too_long);
	RUN(flipped_bits_are_noticed);
	return check_done();
}

/* SPDX-License-Identifier: MIT */
/*
 * How long a key takes to the board, and a character back, while the line is
 * full: a file under way, and a program that prints without pause. The line
 * is a UART on a clock of its own, so the figures depend on nothing else.
 */
#include <stdlib.h>

#include "check.h"
#include "pair.h"
#include "sim_line.h"

#define SIZE         (1024u * 1024u)
#define FIFO         16 /* bytes the UART takes at once */
#define SAMPLES      500
#define US_PER_S     UINT64_C(1000000)
#define FRAME_EXTRA  18 /* header, CRC, COBS and delimiters */
#define MARGIN_US    5000
#define DEADLINE_US  (600 * US_PER_S)
#define KEY_EVERY_US 40000
#define KEY_VARIES   50000

/* One direction: what is on the wire now, and until when. */
struct wire {
	struct proto_link *from;
	struct proto_link *to;
	uint8_t bytes[FIFO];
	size_t len;
	uint64_t free_us;
};

static struct pair pair;
static struct wire wires[2];
static struct sim_rng rng;
static uint64_t now_us;
static uint32_t byte_us_x16;
static bool prints; /* the board's program */
static uint64_t sent_us;
static uint64_t waited_us[SAMPLES];
static size_t samples;
static struct pair_end *listener; /* whose console is measured */
static uint32_t moved;            /* bytes of the file */
static uint32_t printed;          /* bytes the gateway got */
static uint32_t print_sent;
static bool damaged;

/* ---- both ends ----------------------------------------------------------- */

static uint8_t
content(uint32_t offset)
{
	return (uint8_t)(offset * 31 + (offset >> 8));
}

static int
on_open(void *arg, struct proto_transfer *t, const struct proto_span *name,
    bool fresh, uint32_t *have)
{
	(void)arg;
	(void)name;
	(void)fresh;
	if (proto_transfer_is_sink(t))
		*have = 0;
	else
		t->size = SIZE;
	return PROTO_OK;
}

static int
on_hash_prefix(void *arg, struct proto_transfer *t, uint32_t len,
    uint8_t hash[PROTO_SHA256_LEN])
{
	(void)arg;
	(void)t;
	(void)len;
	memset(hash, 1, PROTO_SHA256_LEN);
	return PROTO_OK;
}

static int
on_write_at(void *arg, struct proto_transfer *t, uint32_t offset,
    const uint8_t *bytes, size_t len)
{
	(void)arg;
	(void)t;
	for (size_t i = 0; i < len; i++)
		damaged |= bytes[i] != content(offset + (uint32_t)i);
	damaged |= offset != moved;
	moved = offset + (uint32_t)len;
	return PROTO_OK;
}

static int
on_read_at(void *arg, struct proto_transfer *t, uint32_t offset, uint8_t *bytes,
    size_t len)
{
	(void)arg;
	(void)t;
	for (size_t i = 0; i < len; i++)
		bytes[i] = content(offset + (uint32_t)i);
	return PROTO_OK;
}

static int
on_commit(void *arg, struct proto_transfer *t)
{
	(void)arg;
	(void)t;
	return PROTO_OK;
}

static void
on_close(void *arg, struct proto_transfer *t, uint16_t status)
{
	(void)arg;
	(void)t;
	damaged |= status != PROTO_STATUS_OK;
}

static const struct proto_storage storage = {
	.open = on_open,
	.hash_prefix = on_hash_prefix,
	.write_at = on_write_at,
	.read_at = on_read_at,
	.commit = on_commit,
	.close = on_close,
};

static void
on_stream_data(void *arg, uint8_t channel, const uint8_t *bytes, size_t len)
{
	struct pair_end *end = arg;

	if (end == listener) {
		if (samples < SAMPLES)
			waited_us[samples++] = now_us - sent_us;
		sent_us = 0;
	} else {
		for (size_t i = 0; i < len; i++)
			damaged |= bytes[i] != content(printed + (uint32_t)i);
		printed += (uint32_t)len;
	}
	proto_stream_consumed(&end->link, channel, len);
}

/* ---- the line ------------------------------------------------------------ */

/* What left the wire arrives; what is to be sent enters it. */
static void
step(struct wire *wire)
{
	uint32_t ms = (uint32_t)(now_us / 1000);

	if (now_us < wire->free_us)
		return;
	if (wire->len > 0)
		proto_link_input(wire->to, wire->bytes, wire->len, ms);
	wire->len = proto_link_output(wire->from, wire->bytes, FIFO, ms);
	wire->free_us = now_us + wire->len * byte_us_x16 / 16;
}

static void
print_on(void)
{
	uint8_t text[64];
	size_t room = proto_stream_room(&pair.board.link, PROTO_CH_CONSOLE);

	while (prints && room > 0) {
		size_t len = room < sizeof(text) ? room : sizeof(text);

		for (size_t i = 0; i < len; i++)
			text[i] = content(print_sent + (uint32_t)i);
		print_sent += (uint32_t)proto_stream_write(&pair.board.link,
		    PROTO_CH_CONSOLE, text, len);
		room -= len;
	}
}

static void
press_key(struct proto_link *from, uint64_t *next_us)
{
	if (now_us < *next_us || sent_us != 0)
		return;
	sent_us = now_us;
	proto_stream_write(from, PROTO_CH_CONSOLE, "k", 1);
	*next_us = now_us + KEY_EVERY_US + sim_rng_below(&rng, KEY_VARIES);
}

static int
compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void
set_up(uint32_t baud)
{
	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	pair.gateway.config.storage = &storage;
	pair.board.config.storage = &storage;
	pair.gateway.callbacks.on_stream_data = on_stream_data;
	pair.board.callbacks.on_stream_data = on_stream_data;
	now_us = pair.now_ms * UINT64_C(1000);
	byte_us_x16 = (uint32_t)(16 * 10 * US_PER_S / baud);
	wires[0] =
	    (struct wire){ .from = &pair.gateway.link, .to = &pair.board.link };
	wires[1] =
	    (struct wire){ .from = &pair.board.link, .to = &pair.gateway.link };
	sim_rng_seed(&rng, baud);
	samples = 0;
	sent_us = 0;
	moved = printed = print_sent = 0;
	damaged = false;
}

static void
run(const char *what, uint32_t baud, struct proto_link *from)
{
	uint64_t frame_us =
	    (uint64_t)(PAIR_MTU + FRAME_EXTRA) * byte_us_x16 / 16;
	uint64_t begin_us = now_us;
	uint64_t key_us = now_us + KEY_EVERY_US;

	while (moved < SIZE && now_us < begin_us + DEADLINE_US) {
		print_on();
		press_key(from, &key_us);
		step(&wires[0]);
		step(&wires[1]);
		now_us += 50;
		if (now_us % 1000 == 0) {
			proto_link_tick(wires[0].from,
			    (uint32_t)(now_us / 1000));
			proto_link_tick(wires[1].from,
			    (uint32_t)(now_us / 1000));
		}
	}
	CHECK_INT(moved, SIZE);
	CHECK(!damaged);
	CHECK(samples > 40);
	if (samples == 0)
		return;
	qsort(waited_us, samples, sizeof(waited_us[0]), compare);
	printf("# %s at %u baud: %zu keys, p50 %.1f ms, p99 %.1f ms, "
	       "limit %.1f ms; file %.1f KB/s, printed %.1f KB/s\n",
	    what, baud, samples, (double)waited_us[samples / 2] / 1e3,
	    (double)waited_us[samples * 99 / 100] / 1e3,
	    (double)(2 * frame_us + MARGIN_US) / 1e3,
	    (double)moved * 1e3 / (double)(now_us - begin_us),
	    (double)printed * 1e3 / (double)(now_us - begin_us));
	CHECK(waited_us[samples * 99 / 100] <= 2 * frame_us + MARGIN_US);
}

/* A file goes up, a program prints, keys are pressed. */
static void
type_while_a_file_goes_up(uint32_t baud)
{
	static const uint8_t sha256[PROTO_SHA256_LEN] = { 1 };
	static struct proto_transfer_params params;
	struct proto_transfer *t;

	set_up(baud);
	params = (struct proto_transfer_params){
		.name = "/big",
		.sha256 = sha256,
		.size = SIZE,
	};
	prints = true;
	listener = &pair.board;
	CHECK_INT(proto_transfer_put(&pair.gateway.link, &params, &t),
	    PROTO_OK);
	run("keys while a file goes up and a program prints", baud,
	    &pair.gateway.link);
	CHECK(printed > 0);
}

/* A file comes down, and with it what the prompt echoes. */
static void
echo_while_a_file_comes_down(uint32_t baud)
{
	static struct proto_transfer_params params;
	struct proto_transfer *t;

	set_up(baud);
	params = (struct proto_transfer_params){ .name = "/big" };
	prints = false;
	listener = &pair.gateway;
	CHECK_INT(proto_transfer_get(&pair.gateway.link, &params, &t),
	    PROTO_OK);
	run("echo while a file comes down", baud, &pair.board.link);
}

TEST(at_115200_baud)
{
	type_while_a_file_goes_up(115200);
	echo_while_a_file_comes_down(115200);
}

TEST(at_921600_baud)
{
	type_while_a_file_goes_up(921600);
	echo_while_a_file_comes_down(921600);
}

int
main(void)
{
	RUN(at_115200_baud);
	RUN(at_921600_baud);
	return check_done();
}

/* SPDX-License-Identifier: MIT */
/*
 * Figures of the wire protocol: bytes of payload per byte on the wire, and
 * goodput of a put over a byte-paced line, with the real library at both
 * ends. Time is simulated, so the figures do not depend on the machine.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "crc32c.h"
#include "link.h"
#include "sim_line.h"

#define MTU_MAX    1024
#define WINDOW_MAX 16384
#define DELAY_US   3000 /* each way: 6 ms round trip */
#define SEEDS      8
#define LIMIT_US   UINT64_C(600000000) /* simulated: far too long */

struct end {
	struct proto_link link;
	struct proto_config config;
	struct proto_hello hello;
	uint8_t rx[PROTO_RX_SIZE(MTU_MAX)];
	uint8_t tx[PROTO_TX_SIZE(MTU_MAX)];
	uint8_t answer[256];
	struct proto_answer answers[4];
	struct proto_transfer transfers[1];
	uint8_t window[WINDOW_MAX];
};

static struct end gateway;
static struct end board;
static uint8_t *source;
static uint8_t *sink;
static bool closed;
static uint16_t closed_with;

static int
on_open(void *arg, struct proto_transfer *t, const struct proto_span *name,
    bool fresh, uint32_t *have)
{
	(void)arg;
	(void)t;
	(void)name;
	(void)fresh;
	*have = 0;
	return PROTO_OK;
}

static int
on_hash_prefix(void *arg, struct proto_transfer *t, uint32_t len,
    uint8_t hash[PROTO_SHA256_LEN])
{
	struct proto_sha256 sha;

	(void)arg;
	proto_sha256_init(&sha);
	proto_sha256_update(&sha, proto_transfer_is_sink(t) ? sink : source,
	    len);
	proto_sha256_final(&sha, hash);
	return PROTO_OK;
}

static int
on_write_at(void *arg, struct proto_transfer *t, uint32_t offset,
    const uint8_t *bytes, size_t len)
{
	(void)arg;
	(void)t;
	memcpy(sink + offset, bytes, len);
	return PROTO_OK;
}

static int
on_read_at(void *arg, struct proto_transfer *t, uint32_t offset, uint8_t *bytes,
    size_t len)
{
	(void)arg;
	(void)t;
	memcpy(bytes, source + offset, len);
	return PROTO_OK;
}

static int
on_commit(void *arg, struct proto_transfer *t)
{
	uint8_t hash[PROTO_SHA256_LEN];

	on_hash_prefix(arg, t, t->size, hash);
	return memcmp(hash, t->sha256, sizeof(hash)) == 0 ?
	    PROTO_OK :
	    PROTO_STATUS_DATA_LOSS;
}

static void
on_close(void *arg, struct proto_transfer *t, uint16_t status)
{
	(void)t;
	if (arg != &gateway)
		return;
	closed = true;
	closed_with = status;
}

static const struct proto_storage storage = {
	.open = on_open,
	.hash_prefix = on_hash_prefix,
	.write_at = on_write_at,
	.read_at = on_read_at,
	.commit = on_commit,
	.close = on_close,
};

static const struct proto_callbacks callbacks = { .on_text = NULL };

static void
start_end(struct end *end, enum proto_role role, uint16_t mtu, uint32_t window)
{
	memset(end, 0, sizeof(*end));
	end->hello.proto_min = 1;
	end->hello.proto_max = 1;
	end->hello.boot_id = role == PROTO_ROLE_BOARD ? 2 : 1;
	end->hello.rx_mtu = mtu;
	end->hello.max_open_req = 4;
	end->transfers[0].channel.ring = end->window;
	end->transfers[0].channel.ring_cap = window;
	end->config.callbacks = &callbacks;
	end->config.storage = &storage;
	end->config.arg = end;
	end->config.hello = &end->hello;
	end->config.rx_buf = end->rx;
	end->config.rx_cap = (uint16_t)PROTO_RX_SIZE(mtu);
	end->config.tx_buf = end->tx;
	end->config.tx_cap = (uint16_t)PROTO_TX_SIZE(mtu);
	end->config.answer_buf = end->answer;
	end->config.answer_cap = sizeof(end->answer);
	end->config.answers = end->answers;
	end->config.answer_count = 4;
	end->config.transfers = end->transfers;
	end->config.transfer_count = 1;
	end->config.role = (uint8_t)role;
	if (proto_link_init(&end->link, &end->config, 0) != PROTO_OK)
		abort();
}

static void
serve(struct end *end, struct sim_line *in, struct sim_line *out,
    uint64_t now_us)
{
	uint32_t now_ms = (uint32_t)(now_us / SIM_US_PER_MS);
	uint8_t bytes[PROTO_TX_SIZE(MTU_MAX)];
	const struct sim_frame *frame;

	while ((frame = sim_line_receive(in, now_us)) != NULL)
		proto_link_input(&end->link, frame->bytes, frame->len, now_ms);
	proto_link_tick(&end->link, now_ms);
	while (out->free_us <= now_us) {
		/* The first byte makes the frame; then take all of it. */
		size_t len = proto_link_output(&end->link, bytes, 1, now_ms);

		if (len == 0)
			return;
		len += proto_link_output(&end->link, bytes + 1,
		    end->link.tx_left, now_ms);
		sim_line_send(out, bytes, len, now_us);
	}
}

static uint64_t
min_us(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

struct setting {
	uint32_t baud;
	uint16_t mtu;
	uint32_t window;
	uint32_t lost_per_mille;
	double goal_kib_s; /* 0: for comparison only */
};

/* Moves size bytes; returns the simulated microseconds from put to end. */
static uint64_t
move(const struct setting *setting, uint32_t size, uint64_t seed)
{
	struct sim_rng rng;
	struct sim_line down;
	struct sim_line up;
	struct proto_transfer_params params = { .name = "x", .size = size };
	uint8_t sha256[PROTO_SHA256_LEN];
	struct proto_sha256 sha;
	uint64_t now_us = 0;
	uint64_t start_us = 0;
	bool started = false;

	sim_rng_seed(&rng, seed);
	sim_line_init(&down);
	sim_line_init(&up);
	down.rng = up.rng = &rng;
	down.bytes_per_s = up.bytes_per_s = setting->baud / 10;
	down.delay_us = up.delay_us = DELAY_US;
	down.faults.drop = up.faults.drop = setting->lost_per_mille;
	start_end(&gateway, PROTO_ROLE_GATEWAY, setting->mtu, setting->window);
	start_end(&board, PROTO_ROLE_BOARD, setting->mtu, setting->window);
	proto_sha256_init(&sha);
	proto_sha256_update(&sha, source, size);
	proto_sha256_final(&sha, sha256);
	params.sha256 = sha256;
	closed = false;
	while (!closed && now_us < LIMIT_US) {
		uint64_t next = now_us + SIM_US_PER_MS;

		serve(&gateway, &up, &down, now_us);
		serve(&board, &down, &up, now_us);
		if (!started &&
		    proto_link_get_state(&gateway.link) == PROTO_LINK_UP) {
			started = true;
			start_us = now_us;
			if (proto_transfer_put(&gateway.link, &params, NULL) !=
			    PROTO_OK)
				abort();
		}
		next = min_us(next, sim_line_next_us(&down));
		next = min_us(next, sim_line_next_us(&up));
		if (down.free_us > now_us)
			next = min_us(next, down.free_us);
		if (up.free_us > now_us)
			next = min_us(next, up.free_us);
		now_us = next > now_us ? next : now_us + 1;
	}
	if (closed_with != PROTO_STATUS_OK || memcmp(source, sink, size) != 0) {
		fprintf(stderr, "transfer failed: %u\n", closed_with);
		exit(1);
	}
	sim_line_fini(&down);
	sim_line_fini(&up);
	return now_us - start_us;
}

static bool
report(const struct setting *setting)
{
	uint32_t size = setting->baud > 200000 ? 512 * 1024 : 64 * 1024;
	uint64_t us = 0;
	double kib_s;
	bool ok;

	for (uint64_t seed = 1; seed <= SEEDS; seed++)
		us += move(setting, size, seed);
	kib_s = (double)size * SEEDS / 1024 / ((double)us / 1e6);
	ok = setting->goal_kib_s == 0 || kib_s >= setting->goal_kib_s;
	printf("goodput %6u baud, MTU %4u, window %5u, %.1f %% lost: "
	       "%6.2f KiB/s",
	    setting->baud, setting->mtu, setting->window,
	    setting->lost_per_mille / 10.0, kib_s);
	if (setting->goal_kib_s != 0)
		printf("  goal %.1f %s", setting->goal_kib_s,
		    ok ? "met" : "MISSED");
	printf("\n");
	return ok;
}

static bool
report_efficiency(size_t payload, double goal)
{
	uint8_t buf[PROTO_TX_SIZE(MTU_MAX)];
	size_t total = 0;
	size_t wire = 0;
	double percent;

	for (size_t i = 0; i < 1000; i++) {
		memcpy(proto_frame_place(PROTO_FRAMING_SERIAL, buf,
			   sizeof(buf)) +
			PROTO_HEADER_LEN,
		    source + i * payload, payload);
		wire += proto_frame_encode(PROTO_FRAMING_SERIAL, buf,
		    sizeof(buf), PROTO_HEADER_LEN + payload);
		total += payload;
	}
	percent = 100.0 * (double)total / (double)wire;
	printf("efficiency, payload %4zu: %.2f %%", payload, percent);
	if (goal > 0)
		printf("  goal %.1f %s", goal,
		    percent >= goal ? "met" : "MISSED");
	printf("\n");
	return percent >= goal;
}

static void
report_speed(void)
{
	uint8_t buf[PROTO_TX_SIZE(MTU_MAX)];
	uint8_t in[PROTO_RX_SIZE(MTU_MAX)];
	struct proto_decoder d;
	clock_t start = clock();
	size_t payload = 512;
	size_t total = 0;

	proto_decoder_init(&d, PROTO_FRAMING_SERIAL, in, sizeof(in));
	for (size_t i = 0; i < 40000; i++) {
		size_t len;

		memcpy(proto_frame_place(PROTO_FRAMING_SERIAL, buf,
			   sizeof(buf)),
		    source + i, payload);
		len = proto_frame_encode(PROTO_FRAMING_SERIAL, buf, sizeof(buf),
		    payload);
		for (size_t k = 0; k < len; k++)
			proto_decoder_byte(&d, buf[k]);
		total += payload;
	}
	printf("codec on this machine (encode and decode): %.0f MB/s\n",
	    (double)total / 1e6 / ((double)(clock() - start) / CLOCKS_PER_SEC));
}

int
main(void)
{
	static const struct setting settings[] = {
		{ 115200, 256, 1024, 0, 0 },
		{ 115200, 256, 2048, 0, 10.4 },
		{ 115200, 512, 4096, 0, 10.4 },
		{ 921600, 256, 1024, 0, 0 },
		{ 921600, 256, 2048, 0, 80 },
		{ 921600, 512, 4096, 0, 80 },
		{ 921600, 256, 2048, 10, 75 },
		{ 921600, 512, 4096, 10, 75 },
		{ 921600, 512, 4096, 50, 0 },
	};
	struct sim_rng rng;
	size_t source_len = 1024 * 1024;
	bool ok = true;

	source = malloc(source_len);
	sink = malloc(source_len);
	if (source == NULL || sink == NULL)
		return 1;
	sim_rng_seed(&rng, 7);
	for (size_t i = 0; i < source_len; i++)
		source[i] = (uint8_t)sim_rng_next(&rng);
	ok &= report_efficiency(128, 0);
	ok &= report_efficiency(256, 93.5);
	ok &= report_efficiency(512, 96.5);
	ok &= report_efficiency(1024, 0);
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
		ok &= report(&settings[i]);
	report_speed();
	free(source);
	free(sink);
	return ok ? 0 : 1;
}

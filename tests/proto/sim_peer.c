/* SPDX-License-Identifier: MIT */
/* The application at one end of the simulated link. */
#include <string.h>

#include "sim_peer.h"

/* The board of link_sim_board has a name and a library of its own. */
#ifndef SIM_END
#define SIM_END sim_end
#endif

#define CONSOLE_INDEX 0
#define USER_INDEX    1
#define SIM_EVENT     0x0055
#define SIM_NOTE      0x0066
#define NOTES_WANTED  2
#define BIG_ANSWER    60

static uint8_t
stream_byte(bool from_board, unsigned int stream, uint32_t at)
{
	return (uint8_t)(at * 131 + (at >> 8) + stream * 17 +
	    (from_board ? 5u : 0u));
}

static unsigned int
stream_index(uint8_t channel)
{
	return channel == PROTO_CH_CONSOLE ? CONSOLE_INDEX : USER_INDEX;
}

/* ---- callbacks ------------------------------------------------------- */

static void
on_hello(void *arg, const struct proto_hello *hello, bool restarted)
{
	struct sim_peer *peer = arg;

	(void)hello;
	if (!restarted)
		return;
	for (unsigned int i = 0; i < 2; i++) {
		peer->base[i] = peer->written[i];
		peer->got[i] = 0;
		peer->unconsumed[i] = 0;
	}
	memset(peer->later, 0, sizeof(peer->later));
}

/* Answers carry the call's number, short or long. */
static void
respond(struct sim_peer *peer, struct sim_later *later)
{
	uint8_t body[BIG_ANSWER];
	size_t len = later->number % 3 == 0 ? BIG_ANSWER : 3;

	memset(body, later->number, sizeof(body));
	if (proto_respond(&peer->link, later->id, PROTO_STATUS_OK, body, len) !=
	    PROTO_ERR_AGAIN)
		later->id = 0;
}

static void
on_request(void *arg, const struct proto_request *request)
{
	struct sim_peer *peer = arg;
	struct sim *sim = peer->sim;
	struct sim_later *later = peer->later;
	uint8_t number;

	if (request->method != SIM_METHOD || request->args_len != 40) {
		sim_fail(sim, "request arrived damaged");
		return;
	}
	number = request->args[0];
	if (number >= SIM_CALLS_MAX || ++sim->runs[number] > 1) {
		sim_fail(sim, "a call ran twice");
		return;
	}
	while (later->id != 0)
		if (++later == peer->later + 4) {
			sim_fail(sim, "more requests than slots");
			return;
		}
	later->id = request->id;
	later->number = number;
	later->at_us = sim->now_us +
	    (number % 2 == 0 ? 0 : sim_rng_below(&sim->rng, 900000));
	if (later->at_us == sim->now_us)
		respond(peer, later);
}

static void
on_event(void *arg, uint16_t type, const uint8_t *body, size_t len,
    uint32_t lost)
{
	struct sim_peer *peer = arg;
	struct proto_reader r;

	if (type == SIM_NOTE) {
		if (len != 1 || ++peer->sim->notes[body[0]] > 1)
			sim_fail(peer->sim, "a note came twice");
		return;
	}
	proto_reader_init(&r, body, len);
	peer->last_event = proto_read_u32(&r);
	if (type != SIM_EVENT || r.failed)
		sim_fail(peer->sim, "event arrived damaged");
	peer->events_got++;
	peer->events_lost += lost;
}

static void
on_stream_data(void *arg, uint8_t channel, const uint8_t *bytes, size_t len)
{
	struct sim_peer *peer = arg;
	struct sim *sim = peer->sim;
	unsigned int i = stream_index(channel);
	const struct sim_peer *writer =
	    peer->is_board ? sim->gateway : sim->board;

	for (size_t at = 0; at < len; at++)
		if (bytes[at] !=
		    stream_byte(writer->is_board, i,
			writer->base[i] + peer->got[i] + (uint32_t)at))
			sim_fail(sim, "stream bytes differ");
	peer->got[i] += (uint32_t)len;
	peer->unconsumed[i] += (uint32_t)len;
	if (peer->unconsumed[i] > peer->streams[i].rx_window)
		sim_fail(sim, "stream window exceeded");
}

static const struct proto_callbacks callbacks = {
	.on_hello = on_hello,
	.on_request = on_request,
	.on_event = on_event,
	.on_stream_data = on_stream_data,
};

/* ---- start ----------------------------------------------------------- */

static void
fill_config(struct sim_peer *peer, uint16_t mtu, uint16_t window)
{
	struct proto_config *config = &peer->config;

	config->callbacks = &callbacks;
	config->storage = &sim_storage;
	config->arg = peer;
	config->hello = &peer->hello;
	config->rx_buf = peer->rx_buf;
	config->tx_buf = peer->tx_buf;
	config->event_buf = peer->event_buf;
	config->answer_buf = peer->answer_buf;
	config->calls = peer->calls;
	config->answers = peer->answers;
	config->streams = peer->streams;
	config->transfers = peer->transfers;
	config->rx_cap = (uint16_t)PROTO_RX_SIZE(mtu);
	config->tx_cap = (uint16_t)PROTO_TX_SIZE(mtu);
	config->event_cap = sizeof(peer->event_buf);
	config->answer_cap = sizeof(peer->answer_buf);
	config->call_count = 3;
	config->answer_count = 4;
	config->stream_count = 2;
	config->transfer_count =
	    peer->is_board ? peer->sim->board_transfers : PROTO_MAX_TRANSFERS;
	config->role = peer->is_board ? PROTO_ROLE_BOARD : PROTO_ROLE_GATEWAY;
	config->framing =
	    peer->sim->tcp ? PROTO_FRAMING_TCP : PROTO_FRAMING_SERIAL;
	for (unsigned int i = 0; i < PROTO_MAX_TRANSFERS; i++) {
		peer->transfers[i].channel.ring = peer->rings[i];
		peer->transfers[i].channel.ring_cap = window;
	}
	for (unsigned int i = 0; i < 2; i++) {
		peer->streams[i].channel.number =
		    i == CONSOLE_INDEX ? PROTO_CH_CONSOLE : PROTO_CH_USER;
		peer->streams[i].channel.ring = peer->stream_rings[i];
		peer->streams[i].channel.ring_cap =
		    sizeof(peer->stream_rings[i]);
		peer->streams[i].rx_window = 150;
	}
}

static void
start(struct sim_peer *peer, uint32_t boot_id, uint16_t mtu, uint16_t window)
{
	struct sim *sim = peer->sim;
	const struct sim_end *end = peer->end;
	bool is_board = peer->is_board;

	memset(peer, 0, sizeof(*peer));
	peer->sim = sim;
	peer->end = end;
	peer->is_board = is_board;
	fill_config(peer, mtu, window);
	peer->hello.proto_min = 1;
	peer->hello.proto_max = 1;
	peer->hello.boot_id = boot_id;
	peer->hello.rx_mtu = mtu;
	peer->hello.rx_window = window;
	peer->hello.max_open_req = 3;
	peer->hello.transfers = peer->config.transfer_count;
	peer->hello.device_id.at = (const uint8_t *)"sim-1";
	peer->hello.device_id.len = 5;
	if (proto_link_init(&peer->link, &peer->config, sim_now_ms(sim)) !=
	    PROTO_OK)
		sim_fail(sim, "init refused");
}

/* ---- work ------------------------------------------------------------ */

static void
write_streams(struct sim_peer *peer)
{
	struct sim *sim = peer->sim;
	uint8_t bytes[96];

	for (unsigned int i = 0; i < 2; i++) {
		uint32_t want = sim->console_wanted / (i + 1);
		uint32_t len = 1 + sim_rng_below(&sim->rng, 95);

		if (peer->written[i] >= want)
			continue;
		if (len > want - peer->written[i])
			len = want - peer->written[i];
		for (uint32_t k = 0; k < len; k++)
			bytes[k] = stream_byte(peer->is_board, i,
			    peer->written[i] + k);
		peer->written[i] += (uint32_t)proto_stream_write(&peer->link,
		    peer->streams[i].channel.number, bytes, len);
	}
}

static void
read_streams(struct sim_peer *peer)
{
	for (unsigned int i = 0; i < 2; i++) {
		uint32_t len = peer->unconsumed[i];

		if (len == 0 || sim_rng_chance(&peer->sim->rng, 300))
			continue;
		len = 1 + sim_rng_below(&peer->sim->rng, len);
		peer->unconsumed[i] -= len;
		proto_stream_consumed(&peer->link,
		    peer->streams[i].channel.number, len);
	}
}

/* Now and then somebody gives up or takes a break. */
static void
disturb_jobs(struct sim_peer *peer)
{
	struct sim *sim = peer->sim;

	for (unsigned int i = 0; i < PROTO_MAX_TRANSFERS; i++) {
		struct proto_transfer *t = &peer->transfers[i];

		if (t->state != PROTO_TRANSFER_MOVING)
			continue;
		if (sim_rng_chance(&sim->rng, 1))
			proto_transfer_abort(&peer->link, t,
			    PROTO_STATUS_ABORTED);
		else if (t->paused || sim_rng_chance(&sim->rng, 5))
			proto_transfer_pause(&peer->link, t, !t->paused);
	}
}

static void
send_events(struct sim_peer *peer)
{
	struct sim *sim = peer->sim;
	uint8_t body[12] = { 0 };
	struct proto_writer w;

	if (proto_link_get_state(&peer->link) != PROTO_LINK_UP)
		return;
	if (peer->events_sent >= sim->events_wanted) {
		/* The last ones come alone, until one gets through. */
		if (peer->link.event_len > 0 ||
		    (sim->gateway->last_event >= sim->events_wanted) ||
		    !sim_rng_chance(&sim->rng, 200))
			return;
	} else if (sim_rng_chance(&sim->rng, 500)) {
		return;
	}
	proto_writer_init(&w, body, sizeof(body));
	proto_write_u32(&w, ++peer->events_sent);
	proto_event(&peer->link, SIM_EVENT, body, sizeof(body));
}

static void
on_note_result(void *arg, uint16_t id, uint16_t status, const uint8_t *body,
    size_t len)
{
	struct sim_peer *peer = arg;

	(void)id;
	(void)body;
	(void)len;
	peer->open_calls--;
	if (status == PROTO_STATUS_OK &&
	    peer->sim->notes[peer->notes_sent] != 1)
		sim_fail(peer->sim, "a note was acknowledged, not seen");
	peer->notes_sent++;
}

static void
send_notes(struct sim_peer *peer)
{
	struct proto_call_params params = {
		.args = peer->call_args[0],
		.args_len = 1,
		.on_result = on_note_result,
		.arg = peer,
		.deadline_ms = 20000,
		.method = SIM_NOTE,
	};

	/* A restart of the gateway may make a note come again. */
	if (peer->open_calls > 0 || peer->notes_sent >= NOTES_WANTED ||
	    peer->sim->has_resets)
		return;
	peer->call_args[0][0] = (uint8_t)peer->notes_sent;
	if (proto_notify(&peer->link, &params, NULL) == PROTO_OK)
		peer->open_calls++;
}

static void
act(struct sim_peer *peer)
{
	for (unsigned int i = 0; i < 4; i++)
		if (peer->later[i].id != 0 &&
		    peer->sim->now_us >= peer->later[i].at_us)
			respond(peer, &peer->later[i]);
	write_streams(peer);
	read_streams(peer);
	disturb_jobs(peer);
	if (peer->is_board) {
		send_events(peer);
		send_notes(peer);
	}
}

static bool
streams_are_done(const struct sim_peer *writer, const struct sim_peer *reader)
{
	for (unsigned int i = 0; i < 2; i++)
		if (writer->written[i] <
			writer->sim->console_wanted / (i + 1) ||
		    reader->got[i] != writer->written[i] - writer->base[i])
			return false;
	return true;
}

static bool
is_done(const struct sim_peer *peer)
{
	const struct sim *sim = peer->sim;
	const struct sim_peer *other =
	    peer->is_board ? sim->gateway : sim->board;

	if (proto_link_get_state(&peer->link) != PROTO_LINK_UP ||
	    peer->open_calls > 0 || !streams_are_done(peer, other))
		return false;
	if (peer->is_board)
		return (sim->has_resets || peer->notes_sent >= NOTES_WANTED) &&
		    sim->gateway->last_event >= sim->events_wanted;
	for (unsigned int i = 0; i < sim->job_count; i++)
		if (sim->jobs[i].state != SIM_JOB_DONE)
			return false;
	return sim->call_count >= sim->calls_wanted;
}

/* ---- the link, for the line --------------------------------------------- */

static void
reconnect(struct sim_peer *peer)
{
	proto_link_reconnect(&peer->link, sim_now_ms(peer->sim));
}

static void
input(struct sim_peer *peer, const uint8_t *bytes, size_t len)
{
	proto_link_input(&peer->link, bytes, len, sim_now_ms(peer->sim));
}

static void
tick(struct sim_peer *peer)
{
	proto_link_tick(&peer->link, sim_now_ms(peer->sim));
}

/* The first byte makes the frame; then take all of it. */
static size_t
output(struct sim_peer *peer, uint8_t frame[SIM_FRAME_MAX])
{
	uint32_t now_ms = sim_now_ms(peer->sim);
	size_t len = proto_link_output(&peer->link, frame, 1, now_ms);

	if (len > 0)
		len += proto_link_output(&peer->link, frame + 1,
		    peer->link.tx_left, now_ms);
	return len;
}

static uint32_t
timeout_ms(const struct sim_peer *peer)
{
	return proto_link_next_timeout_ms(&peer->link, sim_now_ms(peer->sim));
}

const struct sim_end SIM_END = {
	.start = start,
	.reconnect = reconnect,
	.input = input,
	.tick = tick,
	.output = output,
	.timeout_ms = timeout_ms,
	.act = act,
	.is_done = is_done,
};

/* SPDX-License-Identifier: MIT */
/* The application at one end of the simulated link. */
#include <string.h>

#include "sim_peer.h"

#define CONSOLE_INDEX  0
#define USER_INDEX     1
#define SIM_METHOD     0x0777
#define SIM_EVENT      0x0055
#define SIM_NOTE       0x0066
#define PROBE_EVERY_US 1000000
#define NOTES_WANTED   2
#define BIG_ANSWER     60

uint32_t
sim_now_ms(const struct sim *sim)
{
	/* Not zero at the start, and wraps in some schedules. */
	return (uint32_t)(sim->now_us / SIM_US_PER_MS) - 5000u;
}

void
sim_fail(struct sim *sim, const char *what)
{
	if (sim->failure == NULL)
		sim->failure = what;
}

uint8_t
sim_stream_byte(bool from_board, unsigned int stream, uint32_t at)
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
on_text(void *arg, const uint8_t *bytes, size_t len)
{
	struct sim_peer *peer = arg;

	(void)bytes;
	peer->text_got += (uint32_t)len;
}

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
		    sim_stream_byte(writer->is_board, i,
			writer->base[i] + peer->got[i] + (uint32_t)at))
			sim_fail(sim, "stream bytes differ");
	peer->got[i] += (uint32_t)len;
	peer->unconsumed[i] += (uint32_t)len;
	if (peer->unconsumed[i] > peer->streams[i].rx_window)
		sim_fail(sim, "stream window exceeded");
}

static const struct proto_callbacks callbacks = {
	.on_text = on_text,
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
	config->transfer_count = PROTO_MAX_TRANSFERS;
	config->role = peer->is_board ? PROTO_ROLE_BOARD : PROTO_ROLE_GATEWAY;
	config->framing =
	    peer->sim->tcp ? PROTO_FRAMING_TCP : PROTO_FRAMING_SERIAL;
	for (unsigned int i = 0; i < PROTO_MAX_TRANSFERS; i++) {
		peer->transfers[i].ring = peer->rings[i];
		peer->transfers[i].ring_cap = window;
	}
	for (unsigned int i = 0; i < 2; i++) {
		peer->streams[i].channel =
		    i == CONSOLE_INDEX ? PROTO_CH_CONSOLE : PROTO_CH_USER;
		peer->streams[i].ring = peer->stream_rings[i];
		peer->streams[i].ring_cap = sizeof(peer->stream_rings[i]);
		peer->streams[i].rx_window = 150;
	}
}

void
sim_peer_start(struct sim_peer *peer, uint32_t boot_id, uint16_t mtu,
    uint16_t window)
{
	struct sim *sim = peer->sim;
	bool is_board = peer->is_board;

	memset(peer, 0, sizeof(*peer));
	peer->sim = sim;
	peer->is_board = is_board;
	fill_config(peer, mtu, window);
	peer->hello.proto_min = 1;
	peer->hello.proto_max = 1;
	peer->hello.boot_id = boot_id;
	peer->hello.rx_mtu = mtu;
	peer->hello.rx_window = window;
	peer->hello.max_open_req = 3;
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
			bytes[k] = sim_stream_byte(peer->is_board, i,
			    peer->written[i] + k);
		peer->written[i] += (uint32_t)proto_stream_write(&peer->link,
		    peer->streams[i].channel, bytes, len);
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
		proto_stream_consumed(&peer->link, peer->streams[i].channel,
		    len);
	}
}

static void
on_result(void *arg, uint16_t id, uint16_t status, const uint8_t *body,
    size_t len)
{
	uint8_t *args = arg;
	uint8_t number = args[0];
	struct sim_peer *peer;

	(void)id;
	memcpy(&peer, args + 8, sizeof(peer));
	peer->open_calls--;
	peer->args_used[args[1]] = 0;
	if (++peer->sim->ends[number] > 1)
		sim_fail(peer->sim, "a call ended twice");
	if (status == PROTO_STATUS_ANSWER_LOST ||
	    status == PROTO_STATUS_DEADLINE ||
	    status == PROTO_STATUS_UNAVAILABLE)
		return;
	if (status != PROTO_STATUS_OK)
		sim_fail(peer->sim, "a call failed");
	else if (peer->sim->runs[number] != 1 || len < 3 || body[0] != number)
		sim_fail(peer->sim, "wrong answer");
}

static void
start_calls(struct sim_peer *peer)
{
	struct sim *sim = peer->sim;

	for (uint8_t slot = 0; slot < 3; slot++) {
		uint8_t *args = peer->call_args[slot];
		struct proto_call_params params = {
			.args = args,
			.args_len = 40,
			.on_result = on_result,
			.arg = args,
			.deadline_ms = 30000,
			.method = SIM_METHOD,
		};

		if (peer->args_used[slot] != 0 ||
		    sim->call_count >= sim->calls_wanted)
			continue;
		args[0] = (uint8_t)sim->call_count;
		args[1] = slot;
		memcpy(args + 8, &peer, sizeof(peer));
		if (proto_call(&peer->link, &params, NULL) != PROTO_OK)
			return;
		peer->args_used[slot] = 1;
		peer->open_calls++;
		sim->call_count++;
	}
}

static void
start_jobs(struct sim_peer *peer)
{
	struct sim *sim = peer->sim;

	for (unsigned int i = 0; i < sim->job_count; i++) {
		struct sim_job *job = &sim->jobs[i];

		if (job->state != SIM_JOB_TODO ||
		    proto_link_get_state(&peer->link) != PROTO_LINK_UP)
			continue;
		memset(&job->params, 0, sizeof(job->params));
		job->params.name = job->name;
		job->params.user = job;
		job->params.fresh = sim_rng_chance(&sim->rng, 50);
		if (!job->get) {
			job->params.size = job->object->size;
			job->params.sha256 = job->object->sha256;
		} else if (job->attempts > 0) {
			job->params.sha256 = job->object->sha256;
			job->params.size = job->object->size;
			job->params.have = job->stored_len;
		}
		if (job->get && (job->params.fresh || job->attempts == 0))
			job->params.have = 0;
		job->state = SIM_JOB_RUNNING;
		if ((job->get ? proto_transfer_get :
				proto_transfer_put)(&peer->link, &job->params,
			&job->transfer) != PROTO_OK)
			job->state = SIM_JOB_TODO;
		else if (++job->attempts > 60)
			sim_fail(sim, "a transfer does not get through");
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
act_as_gateway(struct sim_peer *peer)
{
	if (proto_link_get_state(&peer->link) == PROTO_LINK_DOWN &&
	    peer->sim->now_us >= peer->probe_at_us) {
		proto_link_probe(&peer->link);
		peer->probe_at_us = peer->sim->now_us + PROBE_EVERY_US;
	}
	start_calls(peer);
	start_jobs(peer);
}

void
sim_peer_act(struct sim_peer *peer)
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
	} else {
		act_as_gateway(peer);
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

bool
sim_peer_is_done(const struct sim_peer *peer)
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

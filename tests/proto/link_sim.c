/* SPDX-License-Identifier: MIT */
/*
 * Runs seeded schedules of two real links over a bad line and checks that
 * everything arrives, exactly, once, in bounded time.
 * Usage: link_sim [schedules [first seed]]; one seed repeats one schedule.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sim_peer.h"

#ifndef SIM_BOARD_END
#define SIM_BOARD_END sim_end
#endif

#define DEFAULT_SCHEDULES 2000
#define LIMIT_US          UINT64_C(400000000) /* simulated */
#define ACT_EVERY_US      7000
#define RESETS_MAX        2

struct totals {
	uint64_t schedules;
	uint64_t transfers;
	uint64_t attempts;
	uint64_t calls;
	uint64_t resets;
	uint64_t frames;
	uint64_t bytes;
	uint64_t damaged;
	uint64_t longest_us;
	uint64_t simulated_us;
};

struct schedule {
	struct sim sim;
	uint64_t reset_us[RESETS_MAX];
	bool reset_board[RESETS_MAX];
	unsigned int reset_count;
	unsigned int resets_done;
	uint64_t act_us;
	uint16_t mtu;
	uint16_t window;
};

static struct sim_object objects[SIM_OBJECTS];
static struct schedule schedule;
static struct sim_peer gateway;
static struct sim_peer board;

extern const struct sim_end sim_end;
extern const struct sim_end SIM_BOARD_END;

static void
make_objects(void)
{
	struct sim_rng rng;

	sim_rng_seed(&rng, 12345);
	for (unsigned int i = 0; i < SIM_OBJECTS; i++) {
		struct sim_object *o = &objects[i];
		struct proto_sha256 sha;
		uint32_t most = i % 8 == 7 ? SIM_OBJECT_MAX : 1200;

		o->size = i == 0 ? 0 : sim_rng_below(&rng, most + 1);
		for (uint32_t k = 0; k < o->size; k++)
			o->bytes[k] =
			    i % 3 == 0 ? 0 : (uint8_t)sim_rng_next(&rng);
		proto_sha256_init(&sha);
		proto_sha256_update(&sha, o->bytes, o->size);
		proto_sha256_final(&sha, o->sha256);
	}
}

static void
set_faults(struct sim_rng *rng, struct sim_line *line)
{
	static const uint32_t levels[] = { 0, 0, 5, 10, 20, 50, 100, 200 };
	uint32_t most = levels[sim_rng_below(rng, 8)];

	line->faults.drop = sim_rng_below(rng, most + 1);
	line->faults.repeat = sim_rng_below(rng, most + 1);
	line->faults.reorder = sim_rng_below(rng, most + 1);
	line->faults.corrupt = sim_rng_below(rng, most + 1);
	line->faults.truncate = sim_rng_below(rng, most / 2 + 1);
}

static void
set_line(struct sim *sim, struct sim_line *line)
{
	static const uint32_t speeds[] = { 11520, 46080, 92160, 1000000 };

	line->rng = &sim->rng;
	line->bytes_per_s = speeds[sim_rng_below(&sim->rng, 4)];
	line->delay_us = sim_rng_below(&sim->rng, 10000);
	line->free_us = 0;
	line->dead_until_us = 0;
	line->sent_frames = 0;
	line->sent_bytes = 0;
	line->damaged_frames = 0;
	memset(&line->faults, 0, sizeof(line->faults));
	if (!sim->tcp)
		set_faults(&sim->rng, line);
	sim_line_purge(line);
}

static void
set_jobs(struct sim *sim)
{
	sim->job_count = sim_rng_below(&sim->rng, SIM_JOBS + 1);
	for (unsigned int i = 0; i < sim->job_count; i++) {
		struct sim_job *job = &sim->jobs[i];

		job->object = &objects[sim_rng_below(&sim->rng, SIM_OBJECTS)];
		job->transfer = NULL;
		job->name[0] = 'j';
		job->name[1] = (char)('0' + i);
		job->name[2] = '\0';
		job->stored_len = 0;
		job->writable = 0;
		job->busy_until_us = 0;
		job->attempts = 0;
		job->state = SIM_JOB_TODO;
		job->get = sim_rng_chance(&sim->rng, 500);
		job->committed = false;
	}
}

static void
set_resets(struct schedule *s)
{
	struct sim_rng *rng = &s->sim.rng;
	uint64_t at = 0;

	s->resets_done = 0;
	s->reset_count =
	    sim_rng_chance(rng, 300) ? 1 + sim_rng_below(rng, RESETS_MAX) : 0;
	for (unsigned int i = 0; i < s->reset_count; i++) {
		at += 20000 + sim_rng_below(rng, 1500000);
		s->reset_us[i] = at;
		s->reset_board[i] = sim_rng_chance(rng, 500);
	}
	s->sim.has_resets = s->reset_count > 0;
	if (sim_rng_chance(rng, 30)) {
		at = sim_rng_below(rng, 15000000);
		s->sim.to_board.dead_until_us = at;
		if (sim_rng_chance(rng, 500))
			s->sim.to_gateway.dead_until_us = at;
	}
}

static uint32_t
new_boot_id(struct schedule *s)
{
	return sim_rng_next(&s->sim.rng) | 1;
}

static void
set_up(struct schedule *s, uint64_t seed)
{
	static const uint16_t mtus[] = { 128, 200, 256, 512 };
	struct sim *sim = &s->sim;

	sim_rng_seed(&sim->rng, seed);
	sim->seed = seed;
	sim->now_us = 0;
	sim->failure = NULL;
	sim->gateway = &gateway;
	sim->board = &board;
	gateway.sim = sim;
	gateway.end = &sim_end;
	board.sim = sim;
	board.end = &SIM_BOARD_END;
	board.is_board = true;
	sim->tcp = sim_rng_chance(&sim->rng, 100);
	set_line(sim, &sim->to_board);
	set_line(sim, &sim->to_gateway);
	set_jobs(sim);
	sim->unit = sim_rng_chance(&sim->rng, 300) ? 256 : 0;
	sim->slow =
	    sim_rng_chance(&sim->rng, 300) ? sim_rng_below(&sim->rng, 500) : 0;
	sim->board_transfers =
	    1 + sim_rng_below(&sim->rng, PROTO_MAX_TRANSFERS);
	sim->calls_wanted = sim_rng_below(&sim->rng, 8);
	sim->console_wanted = sim_rng_below(&sim->rng, 500);
	sim->events_wanted = sim_rng_below(&sim->rng, 12);
	sim->call_count = 0;
	memset(sim->runs, 0, sizeof(sim->runs));
	memset(sim->ends, 0, sizeof(sim->ends));
	memset(sim->notes, 0, sizeof(sim->notes));
	set_resets(s);
	s->act_us = 0;
	s->mtu = mtus[sim_rng_below(&sim->rng, 4)];
	s->window = (uint16_t)(s->mtu * (1 + sim_rng_below(&sim->rng, 4)));
	board.end->start(&board, new_boot_id(s), s->mtu, s->window);
	gateway.end->start(&gateway, new_boot_id(s), 512, SIM_WINDOW_MAX);
}

/* Power loss at one end; nothing older than it arrives afterwards. */
static void
reset_peer(struct schedule *s, bool of_board)
{
	struct sim *sim = &s->sim;

	sim_line_purge(&sim->to_board);
	sim_line_purge(&sim->to_gateway);
	if (sim->tcp) {
		struct sim_peer *other = of_board ? &gateway : &board;

		other->end->reconnect(other);
	}
	for (unsigned int i = 0; i < sim->job_count; i++) {
		struct sim_job *job = &sim->jobs[i];

		job->busy_until_us = 0;
		if (!of_board && job->state == SIM_JOB_RUNNING)
			job->state = SIM_JOB_TODO;
		if (of_board != job->get && job->stored_len > 0 &&
		    !job->committed)
			job->stored_len -=
			    sim_rng_below(&sim->rng, job->stored_len);
	}
	if (of_board)
		board.end->start(&board, new_boot_id(s), s->mtu, s->window);
	else
		gateway.end->start(&gateway, new_boot_id(s), 512,
		    SIM_WINDOW_MAX);
}

/* Serial HELLO, as an answer or not: CTRL, channel 0, id 0 or 1, type 1. */
static bool
is_hello(const uint8_t *frame, size_t len)
{
	return len > 8 &&
	    (memcmp(frame + 2, "\x02\x50\x01\x01\x02\x01", 6) == 0 ||
		memcmp(frame + 2, "\x02\x50\x02\x01\x02\x01", 6) == 0);
}

/* Moves frames between an end and its two lines. */
static void
serve(struct sim *sim, struct sim_peer *peer, struct sim_line *in,
    struct sim_line *out)
{
	uint8_t bytes[SIM_FRAME_MAX];
	const struct sim_frame *frame;

	while ((frame = sim_line_receive(in, sim->now_us)) != NULL) {
		size_t cut = sim_rng_below(&sim->rng, (uint32_t)frame->len + 1);

		peer->end->input(peer, frame->bytes, cut);
		peer->end->input(peer, frame->bytes + cut, frame->len - cut);
	}
	peer->end->tick(peer);
	while (out->free_us <= sim->now_us) {
		size_t len = peer->end->output(peer, bytes);

		if (len == 0)
			return;
		/* Lines carry nothing past a HELLO (PROTOCOL.md, "Line"). */
		if (is_hello(bytes, len))
			sim_line_flush(out, sim->now_us);
		sim_line_send(out, bytes, len, sim->now_us);
	}
}

static uint64_t
min_us(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t
next_us(const struct schedule *s)
{
	const struct sim *sim = &s->sim;
	uint64_t next = s->act_us;
	const struct sim_peer *peers[2] = { &gateway, &board };
	const struct sim_line *lines[2] = { &sim->to_board, &sim->to_gateway };

	for (unsigned int i = 0; i < 2; i++) {
		uint32_t wait = peers[i]->end->timeout_ms(peers[i]);

		if (lines[i]->free_us > sim->now_us)
			next = min_us(next, lines[i]->free_us);
		else if (wait != UINT32_MAX)
			next = min_us(next,
			    sim->now_us + (uint64_t)wait * SIM_US_PER_MS);
		next = min_us(next, sim_line_next_us(lines[i]));
	}
	if (s->resets_done < s->reset_count)
		next = min_us(next, s->reset_us[s->resets_done]);
	/* The links see milliseconds: never stand still. */
	return next <= sim->now_us ? sim->now_us + 200 : next;
}

static bool
is_done(const struct schedule *s)
{
	return s->resets_done == s->reset_count &&
	    gateway.end->is_done(&gateway) && board.end->is_done(&board);
}

static void
check_end(struct schedule *s)
{
	struct sim *sim = &s->sim;

	for (unsigned int i = 0; i < sim->call_count; i++)
		if (!sim->has_resets && sim->ends[i] != 1)
			sim_fail(sim, "a call never ended");
	if (!sim->has_resets &&
	    gateway.events_got + gateway.events_lost != gateway.last_event &&
	    sim->events_wanted > 0)
		sim_fail(sim, "lost events are miscounted");
	for (unsigned int i = 0; i < sim->job_count; i++)
		if (!sim->jobs[i].committed)
			sim_fail(sim, "a transfer was not committed");
}

static void
run(struct schedule *s)
{
	struct sim *sim = &s->sim;

	while (sim->failure == NULL && !is_done(s)) {
		if (s->resets_done < s->reset_count &&
		    sim->now_us >= s->reset_us[s->resets_done])
			reset_peer(s, s->reset_board[s->resets_done++]);
		if (sim->now_us >= s->act_us) {
			gateway.end->act(&gateway);
			sim_gateway_act(&gateway);
			board.end->act(&board);
			s->act_us = sim->now_us + ACT_EVERY_US;
		}
		serve(sim, &gateway, &sim->to_gateway, &sim->to_board);
		serve(sim, &board, &sim->to_board, &sim->to_gateway);
		sim->now_us = next_us(s);
		if (sim->now_us > LIMIT_US)
			sim_fail(sim, "stalled");
	}
	if (sim->failure == NULL)
		check_end(s);
}

static void
add_totals(struct totals *totals, const struct schedule *s)
{
	const struct sim *sim = &s->sim;

	totals->schedules++;
	totals->transfers += sim->job_count;
	for (unsigned int i = 0; i < sim->job_count; i++)
		totals->attempts += sim->jobs[i].attempts;
	totals->calls += sim->call_count;
	totals->resets += s->reset_count;
	totals->frames +=
	    sim->to_board.sent_frames + sim->to_gateway.sent_frames;
	totals->bytes += sim->to_board.sent_bytes + sim->to_gateway.sent_bytes;
	totals->damaged +=
	    sim->to_board.damaged_frames + sim->to_gateway.damaged_frames;
	totals->simulated_us += sim->now_us;
	if (sim->now_us > totals->longest_us)
		totals->longest_us = sim->now_us;
}

static void
print_totals(const struct totals *t, double seconds)
{
	printf("schedules %llu, transfers %llu (attempts %llu), calls %llu, "
	       "resets %llu\n",
	    (unsigned long long)t->schedules, (unsigned long long)t->transfers,
	    (unsigned long long)t->attempts, (unsigned long long)t->calls,
	    (unsigned long long)t->resets);
	printf("frames %llu (lost or damaged %llu), bytes %llu\n",
	    (unsigned long long)t->frames, (unsigned long long)t->damaged,
	    (unsigned long long)t->bytes);
	printf("simulated %.0f s, longest schedule %.1f s, took %.1f s\n",
	    (double)t->simulated_us / 1e6, (double)t->longest_us / 1e6,
	    seconds);
}

int
main(int argc, char **argv)
{
	uint64_t count =
	    argc > 1 ? strtoull(argv[1], NULL, 10) : DEFAULT_SCHEDULES;
	uint64_t first = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	struct totals totals = { 0 };
	clock_t start = clock();

	make_objects();
	sim_line_init(&schedule.sim.to_board);
	sim_line_init(&schedule.sim.to_gateway);
	for (uint64_t seed = first; seed < first + count; seed++) {
		set_up(&schedule, seed);
		run(&schedule);
		add_totals(&totals, &schedule);
		if (schedule.sim.failure != NULL) {
			printf("seed %llu: %s at %.3f s\n",
			    (unsigned long long)seed, schedule.sim.failure,
			    (double)schedule.sim.now_us / 1e6);
			return 1;
		}
	}
	print_totals(&totals, (double)(clock() - start) / CLOCKS_PER_SEC);
	sim_line_fini(&schedule.sim.to_board);
	sim_line_fini(&schedule.sim.to_gateway);
	return 0;
}

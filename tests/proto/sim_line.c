/* SPDX-License-Identifier: MIT */
/* A simulated line: pacing, delay, loss, repeats, reordering, damage. */
#include <stdlib.h>
#include <string.h>

#include "sim_line.h"

void
sim_rng_seed(struct sim_rng *rng, uint64_t seed)
{
	rng->state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
}

uint32_t
sim_rng_next(struct sim_rng *rng)
{
	uint64_t z = rng->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (uint32_t)((z ^ z >> 31) >> 16);
}

uint32_t
sim_rng_below(struct sim_rng *rng, uint32_t bound)
{
	return bound == 0 ? 0 : sim_rng_next(rng) % bound;
}

bool
sim_rng_chance(struct sim_rng *rng, uint32_t per_mille)
{
	return per_mille > 0 && sim_rng_below(rng, SIM_PER_MILLE) < per_mille;
}

void
sim_line_init(struct sim_line *line)
{
	memset(line, 0, sizeof(*line));
	line->store = malloc((size_t)SIM_IN_FLIGHT * SIM_FRAME_MAX);
	if (line->store == NULL)
		abort();
	for (size_t i = 0; i < SIM_IN_FLIGHT; i++)
		line->frames[i].bytes = line->store + i * SIM_FRAME_MAX;
}

void
sim_line_fini(struct sim_line *line)
{
	free(line->store);
	line->store = NULL;
}

void
sim_line_purge(struct sim_line *line)
{
	for (size_t i = 0; i < SIM_IN_FLIGHT; i++)
		line->frames[i].used = false;
	line->free_us = 0;
}

void
sim_line_flush(struct sim_line *line, uint64_t now_us)
{
	for (size_t i = 0; i < SIM_IN_FLIGHT; i++)
		if (line->frames[i].arrives_us > now_us)
			line->frames[i].arrives_us = now_us;
}

static void
damage(struct sim_line *line, struct sim_frame *frame)
{
	if (sim_rng_chance(line->rng, line->faults.corrupt)) {
		uint32_t count = 1 + sim_rng_below(line->rng, 4);

		while (count-- > 0)
			frame->bytes[sim_rng_below(line->rng,
			    (uint32_t)frame->len)] ^=
			    (uint8_t)(1u << sim_rng_below(line->rng, 8));
		line->damaged_frames++;
	}
	if (sim_rng_chance(line->rng, line->faults.truncate)) {
		frame->len = sim_rng_below(line->rng, (uint32_t)frame->len);
		line->damaged_frames++;
	}
}

static void
put_frame(struct sim_line *line, const uint8_t *bytes, size_t len,
    uint64_t arrives_us)
{
	struct sim_frame *frame = line->frames;

	while (frame->used)
		if (++frame == line->frames + SIM_IN_FLIGHT)
			return; /* a full line loses, too */
	frame->used = true;
	frame->len = len;
	frame->arrives_us = arrives_us;
	memcpy(frame->bytes, bytes, len);
	damage(line, frame);
}

void
sim_line_send(struct sim_line *line, const uint8_t *bytes, size_t len,
    uint64_t now_us)
{
	uint64_t start = line->free_us > now_us ? line->free_us : now_us;
	uint64_t arrives;

	line->free_us = start + (uint64_t)len * 1000000 / line->bytes_per_s;
	line->sent_frames++;
	line->sent_bytes += len;
	arrives = line->free_us + line->delay_us;
	if (now_us < line->dead_until_us ||
	    sim_rng_chance(line->rng, line->faults.drop)) {
		line->damaged_frames++;
		return;
	}
	if (sim_rng_chance(line->rng, line->faults.reorder))
		arrives += sim_rng_below(line->rng, 30 * SIM_US_PER_MS);
	put_frame(line, bytes, len, arrives);
	if (sim_rng_chance(line->rng, line->faults.repeat))
		put_frame(line, bytes, len,
		    arrives + sim_rng_below(line->rng, 60 * SIM_US_PER_MS));
}

const struct sim_frame *
sim_line_receive(struct sim_line *line, uint64_t now_us)
{
	struct sim_frame *first = NULL;

	for (size_t i = 0; i < SIM_IN_FLIGHT; i++) {
		struct sim_frame *frame = &line->frames[i];

		if (frame->used && frame->arrives_us <= now_us &&
		    (first == NULL || frame->arrives_us < first->arrives_us))
			first = frame;
	}
	if (first != NULL)
		first->used = false;
	return first;
}

uint64_t
sim_line_next_us(const struct sim_line *line)
{
	uint64_t next = UINT64_MAX;

	for (size_t i = 0; i < SIM_IN_FLIGHT; i++)
		if (line->frames[i].used && line->frames[i].arrives_us < next)
			next = line->frames[i].arrives_us;
	return next;
}

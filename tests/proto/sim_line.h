/* SPDX-License-Identifier: MIT */
/*
 * A simulated line in one direction: paced, delayed, and as unreliable as
 * its settings say. All randomness comes from the caller's generator.
 */
#ifndef SIM_LINE_H
#define SIM_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIM_FRAME_MAX 4200
#define SIM_IN_FLIGHT 64
#define SIM_PER_MILLE 1000
#define SIM_US_PER_MS 1000

struct sim_rng {
	uint64_t state;
};

void sim_rng_seed(struct sim_rng *rng, uint64_t seed);
uint32_t sim_rng_next(struct sim_rng *rng);
/* 0 <= result < bound; 0 when bound is 0. */
uint32_t sim_rng_below(struct sim_rng *rng, uint32_t bound);
bool sim_rng_chance(struct sim_rng *rng, uint32_t per_mille);

/* Chances are per mille of frames. */
struct sim_faults {
	uint32_t drop;
	uint32_t repeat;
	uint32_t reorder;
	uint32_t corrupt;
	uint32_t truncate;
};

struct sim_frame {
	uint64_t arrives_us;
	size_t len;
	uint8_t *bytes; /* owned: the line's store */
	bool used;
};

struct sim_line {
	struct sim_rng *rng; /* borrowed: the schedule's */
	struct sim_faults faults;
	uint32_t bytes_per_s;
	uint32_t delay_us;
	uint64_t free_us; /* when the sender may put the next frame */
	uint64_t dead_until_us;
	struct sim_frame frames[SIM_IN_FLIGHT];
	uint8_t *store; /* owned: SIM_IN_FLIGHT frames */
	uint64_t sent_frames;
	uint64_t sent_bytes;
	uint64_t damaged_frames;
};

void sim_line_init(struct sim_line *line);
void sim_line_fini(struct sim_line *line);
/* Everything in flight is lost. */
void sim_line_purge(struct sim_line *line);
/* What is in flight arrives now: nothing will be older than what follows. */
void sim_line_flush(struct sim_line *line, uint64_t now_us);
/* One frame enters; what becomes of it is random. */
void sim_line_send(struct sim_line *line, const uint8_t *bytes, size_t len,
    uint64_t now_us);
/* The next frame that has arrived, or NULL; valid until the next call. */
const struct sim_frame *sim_line_receive(struct sim_line *line,
    uint64_t now_us);
/* When the next frame arrives; UINT64_MAX: nothing in flight. */
uint64_t sim_line_next_us(const struct sim_line *line);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Timers of the program (machine.Timer) and its alarm (machine.RTC), served
 * by the loop: they call between two instructions, at most once a
 * millisecond; what was missed is not made up for.
 */
#ifndef TIMERS_H
#define TIMERS_H

#include <stdbool.h>
#include <stdint.h>

struct agent;

#define TIMERS_MAX   8
#define TIMERS_ALARM TIMERS_MAX /* the alarm's index */

struct timer {
	uint64_t next_us;
	uint64_t period_us; /* 0: stops after the next call */
	bool is_active;
};

struct timers {
	struct timer timer[TIMERS_MAX + 1];
};

/* Calls the handler of the slot RUNNER_TIMER_SLOT + index. */
void timers_start(struct agent *agent, unsigned index, uint64_t first_us,
    uint64_t period_us);
void timers_stop(struct agent *agent, unsigned index);
void timers_stop_all(struct agent *agent);
/* A timer that does not run, or -1. */
int timers_find_free(const struct agent *agent);
/* Microseconds until the next call; 0 when it does not run. */
uint64_t timers_left_us(const struct agent *agent, unsigned index);
void timers_poll(struct agent *agent);
uint32_t timers_next_timeout_ms(const struct agent *agent);

#endif

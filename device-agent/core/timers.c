/* SPDX-License-Identifier: MIT */
/* Timers of the program. */
#include "timers.h"

#include <stddef.h>

#include "agent.h"
#include "runner.h"

_Static_assert(RUNNER_ALARM_SLOT == RUNNER_TIMER_SLOT + TIMERS_ALARM,
    "the alarm's slot follows the timers'");

#define US_PER_MS 1000

void
timers_start(struct agent *agent, unsigned index, uint64_t first_us,
    uint64_t period_us)
{
	agent->timers.timer[index] = (struct timer){
		.next_us = port_ticks_us(agent->port) + first_us,
		.period_us = period_us,
		.is_active = true,
	};
}

void
timers_stop(struct agent *agent, unsigned index)
{
	agent->timers.timer[index].is_active = false;
}

void
timers_stop_all(struct agent *agent)
{
	for (unsigned i = 0; i <= TIMERS_ALARM; i++)
		timers_stop(agent, i);
}

int
timers_find_free(const struct agent *agent)
{
	for (int i = 0; i < TIMERS_MAX; i++) {
		if (!agent->timers.timer[i].is_active)
			return i;
	}
	return -1;
}

uint64_t
timers_left_us(const struct agent *agent, unsigned index)
{
	const struct timer *timer = &agent->timers.timer[index];
	uint64_t now = port_ticks_us(agent->port);

	if (!timer->is_active)
		return 0;
	return timer->next_us > now ? timer->next_us - now : 1;
}

/* The next moment of the timer's rhythm that is not over yet. */
static void
advance(struct timer *timer, uint64_t now)
{
	if (timer->period_us == 0) {
		timer->is_active = false;
		return;
	}
	timer->next_us +=
	    (now - timer->next_us) / timer->period_us * timer->period_us +
	    timer->period_us;
}

void
timers_poll(struct agent *agent)
{
	uint64_t now = port_ticks_us(agent->port);

	if (agent->pins.is_held)
		return;
	for (size_t i = 0; i <= TIMERS_ALARM; i++) {
		struct timer *timer = &agent->timers.timer[i];

		if (!timer->is_active || now < timer->next_us)
			continue;
		if (runner_schedule(agent->runner, RUNNER_TIMER_SLOT + i))
			advance(timer, now);
	}
}

uint32_t
timers_next_timeout_ms(const struct agent *agent)
{
	uint64_t now = port_ticks_us(agent->port);
	uint64_t wait_us = UINT32_MAX;

	for (size_t i = 0; i <= TIMERS_ALARM; i++) {
		const struct timer *timer = &agent->timers.timer[i];

		if (!timer->is_active || agent->pins.is_held)
			continue;
		if (timer->next_us <= now)
			return 0;
		if (timer->next_us - now < wait_us)
			wait_us = timer->next_us - now;
	}
	/* Up, or it would spin for the rest of a millisecond. */
	return (uint32_t)((wait_us + US_PER_MS - 1) / US_PER_MS);
}

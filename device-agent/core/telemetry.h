/* SPDX-License-Identifier: MIT */
/* Readings, and losses on its lines, that the board reports by itself. */
#ifndef TELEMETRY_H
#define TELEMETRY_H

#include <stdint.h>

struct agent;

struct telemetry {
	uint32_t next_ms;
	uint32_t sent_ms;
	uint8_t power; /* enum port_power: now, and of the last event */
	uint8_t told_power;
	/* Of the last LINK_STATS. */
	uint32_t told_overruns;
	uint32_t told_errors;
	uint32_t told_ms;
};

void telemetry_init(struct agent *agent);
void telemetry_poll(struct agent *agent, uint32_t now_ms);
uint32_t telemetry_next_timeout_ms(const struct agent *agent, uint32_t now_ms);
/* The interval changed; a reading follows at once unless it is off. */
void telemetry_restart(struct agent *agent);
/* The board goes into another mode (enum port_power). */
void telemetry_power(struct agent *agent, uint8_t mode);
/* Bytes lost and frames damaged on all links. */
uint32_t telemetry_overruns(const struct agent *agent);
uint32_t telemetry_errors(const struct agent *agent);

#endif

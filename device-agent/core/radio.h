/* SPDX-License-Identifier: MIT */
/* Tells the program when WiFi connects or is lost, if it asked for that. */
#ifndef RADIO_H
#define RADIO_H

#include <stdbool.h>
#include <stdint.h>

struct agent;

struct radio {
	bool is_watched;
	bool was_connected;
	bool has_changed; /* since somebody cleared this */
	uint32_t next_ms;
};

/* From now on changes call the handler of RUNNER_RADIO_SLOT. */
void radio_watch(struct agent *agent);
void radio_poll(struct agent *agent, uint32_t now_ms);
uint32_t radio_next_timeout_ms(const struct agent *agent, uint32_t now_ms);

#endif

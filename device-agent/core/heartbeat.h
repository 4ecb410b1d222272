/* SPDX-License-Identifier: MIT */
/*
 * The board's light as a sign of life: one flash every four seconds, quick
 * flashing after a program ended with an error, steadily on after a fault.
 */
#ifndef HEARTBEAT_H
#define HEARTBEAT_H

#include <stdbool.h>
#include <stdint.h>

struct agent;

struct heartbeat {
	bool is_on;
	bool has_error; /* the last program of boot.py, main.py failed */
	bool has_fault; /* the chip, at the last start */
	bool level;     /* of the light */
};

/* The interpreter starts: on, where that is what its makers want. */
void heartbeat_start(struct agent *agent);
/* On or off; off leaves the light dark, for the program to use. */
void heartbeat_set(struct agent *agent, bool is_on);
/* A start file ended, well or with an error. */
void heartbeat_note_end(struct agent *agent, bool has_error);
void heartbeat_poll(struct agent *agent, uint32_t now_ms);
uint32_t heartbeat_next_timeout_ms(const struct agent *agent, uint32_t now_ms);

#endif

/* SPDX-License-Identifier: MIT */
/* The serial line of a board: its speed as link tells it, and as asked for. */
#ifndef FLEET_LINE_H
#define FLEET_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/hello.h"

struct board;
struct imsg;

#define LINE_NOTE_MAX 120

struct line {
	uint32_t baud;  /* now; 0: nothing was told, or no serial line */
	uint32_t usual; /* what the port is opened with */
	uint32_t wanted;
	uint32_t known[PROTO_HELLO_MAX_BAUDS]; /* to the board; 0: none */
	uint32_t asked;                        /* by somebody, for this board */
	bool is_asked;
	bool changing;
	char note[LINE_NOTE_MAX + 1]; /* why it is not what is wanted */
};

/* The board is there (again): link hears what was asked for it. */
void line_on_online(const struct board *board);
/* Handler of link's message. */
void line_on_speed(void *ctx, struct imsg *msg);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Text from a board on its way to fleet: cut into lines, held back until the
 * board is known, limited in rate so that a babbling line costs nothing.
 */
#ifndef LINK_TEXT_H
#define LINK_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/common/proc_id.h"

#define TEXT_LINE_MAX 1024
#define TEXT_RATE     50 /* lines a second */

struct text {
	uint8_t line[TEXT_LINE_MAX];
	size_t len;
	uint32_t first_ms; /* when the oldest byte of line came */
	uint32_t window_ms;
	uint32_t window_lines;
	uint32_t dropped; /* bytes, since the last line that got through */
	enum board_log source;
};

void text_init(struct text *text, enum board_log source);
/* known: the board has been told to fleet; lines may leave. */
void text_add(struct text *text, uint32_t conn, bool known,
    const uint8_t *bytes, size_t len);
/* Sends a line that never got its end; milliseconds until the next look. */
uint32_t text_tick(struct text *text, uint32_t conn, bool known);

#endif

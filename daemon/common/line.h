/* SPDX-License-Identifier: MIT */
/* The speed of a terminal. */
#ifndef DAEMON_LINE_H
#define DAEMON_LINE_H

#include <stdbool.h>
#include <stdint.h>

/* A speed that terminals have. */
bool line_knows_baud(uint32_t baud);
/* when: as for tcsetattr; false: not this terminal. */
bool line_set_baud(int fd, uint32_t baud, int when);

#endif

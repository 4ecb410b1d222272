/* SPDX-License-Identifier: MIT */
/* The speed of a terminal that link was given. */
#ifndef LINK_LINE_H
#define LINK_LINE_H

#include <stdbool.h>
#include <stdint.h>

/* A speed that terminals have. */
bool line_knows_baud(uint32_t baud);
/* From when all that was written has left; false: not this terminal. */
bool line_set_baud(int fd, uint32_t baud);

#endif

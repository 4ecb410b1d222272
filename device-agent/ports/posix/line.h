/* SPDX-License-Identifier: MIT */
/*
 * The speed of a serial line. Its other end has set one; what is said at
 * another one is not understood, nor is anything too fast for the cable.
 */
#ifndef LINE_H
#define LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct port;
struct posix_link;

/* The usual speed. */
void posix_line_init(struct posix_link *link);
/* What the other end has set. */
uint32_t posix_line_far_baud(const struct port *port,
    const struct posix_link *link);
bool posix_line_is_garbled(const struct port *port,
    const struct posix_link *link);
/* What arrives then: as many bytes, others. */
void posix_line_garble(uint8_t *bytes, size_t len);

#endif

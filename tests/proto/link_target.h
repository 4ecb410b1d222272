/* SPDX-License-Identifier: MIT */
/* A connected link with storage, to be fed hostile packets. */
#ifndef LINK_TARGET_H
#define LINK_TARGET_H

#include "pair.h"

/* Connects both ends of the pair; the same every time. */
void link_target_connect(struct pair *p);
/* Frames a packet rightly and gives it to one end, then lets it work. */
void link_target_feed(struct pair *p, bool to_board, const uint8_t *packet,
    size_t len);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Streams between web and link: fleet decides whether one may be opened and
 * to which connection it goes, then passes bytes and credit on. Followers of
 * logs are streams that end here.
 */
#ifndef FLEET_RELAY_H
#define FLEET_RELAY_H

#include "daemon/fleet/fleet.h"

struct board;
struct logline;

void relay_on_open(void *ctx, struct imsg *msg);
/* These come from web and from link. */
void relay_on_opened(void *ctx, struct imsg *msg);
void relay_on_data(void *ctx, struct imsg *msg);
void relay_on_credit(void *ctx, struct imsg *msg);
void relay_on_ctrl(void *ctx, struct imsg *msg);
void relay_on_end(void *ctx, struct imsg *msg);

/* The board has a new line. */
void relay_follow_log(struct fleet *fleet, const struct board *board,
    const struct logline *line);
void relay_web_gone(struct fleet *fleet);
void relay_link_gone(struct fleet *fleet);

#endif

/* SPDX-License-Identifier: MIT */
/* What link tells of boards: coming, going, events, signs of life, logs. */
#ifndef FLEET_LINK_EVENTS_H
#define FLEET_LINK_EVENTS_H

#include "daemon/fleet/fleet.h"

void link_on_board_up(void *ctx, struct imsg *msg);
void link_on_board_down(void *ctx, struct imsg *msg);
void link_on_board_event(void *ctx, struct imsg *msg);
void link_on_board_alive(void *ctx, struct imsg *msg);
void link_on_board_log(void *ctx, struct imsg *msg);
/* All connections are gone, and with them every board. */
void link_on_gone(struct fleet *fleet);

#endif

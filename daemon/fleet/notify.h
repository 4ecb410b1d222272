/* SPDX-License-Identifier: MIT */
/*
 * Telling the world what changed: the viewers of /v1/events, followers of
 * logs, and MQTT.
 */
#ifndef FLEET_NOTIFY_H
#define FLEET_NOTIFY_H

#include <jansson.h>

#include "daemon/fleet/fleet.h"

struct board;
struct logline;

/* Anything of Board changed. */
void notify_board(struct fleet *fleet, struct board *board);
void notify_board_removed(struct fleet *fleet, const struct board *board);
/* New readings are in board->telemetry. */
void notify_telemetry(struct fleet *fleet, struct board *board);
/* pin: {name, value, mode}; borrowed. */
void notify_pin(struct fleet *fleet, struct board *board, json_t *pin);
void notify_log(struct fleet *fleet, struct board *board,
    const struct logline *line);
/* A momentary event of a board, for MQTT. data: taken. */
void notify_moment(struct fleet *fleet, struct board *board, const char *name,
    json_t *data);
/* A process, a port or the broker changed. */
void notify_gateway(struct fleet *fleet);

#endif

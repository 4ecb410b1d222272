/* SPDX-License-Identifier: MIT */
/*
 * What stands on MQTT. States are retained and remembered, so that they are
 * published anew for a broker that lost them, and cleared when their board
 * is forgotten, even if that happened while the broker was away.
 */
#ifndef FLEET_PUBLISH_H
#define FLEET_PUBLISH_H

#include <jansson.h>

#include "daemon/fleet/fleet.h"

struct board;

void publish_board(struct fleet *fleet, struct board *board);
void publish_telemetry(struct fleet *fleet, struct board *board);
/* pin: {name, value, mode}; borrowed. */
void publish_pin(struct fleet *fleet, struct board *board, json_t *pin);
/* A momentary event; data: borrowed. */
void publish_moment(struct fleet *fleet, struct board *board, const char *name,
    json_t *data);
/* The list of all adopted boards. */
void publish_boards(struct fleet *fleet);
/* Empties every topic of a board that is forgotten. */
void publish_clear(struct fleet *fleet, const char *board_id);
/* The gateway's health; called every minute. */
void publish_health(struct fleet *fleet);

/* A topic of an earlier run, as the store has told. */
void publish_on_store_topic(void *ctx, struct imsg *msg);
void publish_on_mqtt_state(void *ctx, struct imsg *msg);
/* The mqtt process is gone. */
void publish_mqtt_gone(struct fleet *fleet);

#endif

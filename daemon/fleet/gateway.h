/* SPDX-License-Identifier: MIT */
/* The gateway itself: its processes, ports, addresses, its health. */
#ifndef FLEET_GATEWAY_H
#define FLEET_GATEWAY_H

#include <jansson.h>

#include "daemon/fleet/fleet.h"

/* The API's gw.info. */
json_t *gateway_json(struct fleet *fleet);
/* The payload of upyd/<gw>/health. */
json_t *gateway_health_json(struct fleet *fleet);
/* Checks that need no other process, appended to gw.doctor's list. */
void gateway_check(struct fleet *fleet, json_t *checks);

/* A serial port by its path, or NULL. */
struct port *gateway_find_port(struct fleet *fleet, const char *path);

void gateway_on_port_state(void *ctx, struct imsg *msg);
void gateway_on_proc_state(void *ctx, struct imsg *msg);
void gateway_on_listen_state(void *ctx, struct imsg *msg);

#endif

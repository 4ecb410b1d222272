/* SPDX-License-Identifier: MIT */
/* Commands that came by MQTT: upyd/<gw>/b/<id>/set and .../set/<pin>. */
#ifndef FLEET_MQTT_COMMAND_H
#define FLEET_MQTT_COMMAND_H

struct imsg;

void mqtt_on_message(void *ctx, struct imsg *msg);

#endif

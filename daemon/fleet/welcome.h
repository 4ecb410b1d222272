/* SPDX-License-Identifier: MIT */
/* What a board is asked and told when it comes online or is adopted. */
#ifndef FLEET_WELCOME_H
#define FLEET_WELCOME_H

#include "daemon/fleet/fleet.h"

struct board;

/* Readings every so often, until somebody sets it otherwise. */
#define WELCOME_TELEMETRY_MS 5000

/* It has come online. */
void welcome_online(struct fleet *fleet, struct board *board);
/* It was adopted just now. */
void welcome_adopted(struct fleet *fleet, struct board *board);
/* Its label shall be its name. */
void welcome_label(struct fleet *fleet, struct board *board);

#endif

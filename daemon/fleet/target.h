/* SPDX-License-Identifier: MIT */
/* Which board a user means: full id, unique prefix, name, or port. */
#ifndef FLEET_TARGET_H
#define FLEET_TARGET_H

#include <stddef.h>

#include "daemon/common/api_error.h"
#include "daemon/fleet/fleet.h"

struct board;

#define TARGET_PREFIX_MIN 2

/*
 * API_ERROR_NONE and *board, or why there is none: message then has a line
 * for people.
 */
enum api_error target_find(struct fleet *fleet, const char *target,
    struct board **board, char *message, size_t message_len);

#endif

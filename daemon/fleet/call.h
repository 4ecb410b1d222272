/* SPDX-License-Identifier: MIT */
/* Calls of device commands through link. */
#ifndef FLEET_CALL_H
#define FLEET_CALL_H

#include <stddef.h>
#include <stdint.h>

#include "daemon/fleet/fleet.h"

struct board;

/* status: status.h. result: CBOR, valid inside the call only. */
typedef void (*call_fn)(void *arg, uint16_t status, const uint8_t *result,
    size_t result_len);

/* What to call; args: CBOR, borrowed, NULL: none. */
struct call_spec {
	uint16_t command; /* command.h */
	uint32_t deadline_ms;
	const void *args;
	size_t args_len;
};

/*
 * Calls a command of a board that has a connection. fn comes exactly once,
 * later; with UNAVAILABLE when link is not there or restarts. NULL fn: the
 * result does not matter.
 */
void call_board(struct fleet *fleet, const struct board *board,
    const struct call_spec *spec, call_fn fn, void *arg);
/* No command can be answered any more. */
void call_fail_all(struct fleet *fleet);
void call_on_result(void *ctx, struct imsg *msg);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * API methods that are one device command: arguments and result are turned
 * by field tables, failures by status.
 */
#ifndef FLEET_FORWARD_H
#define FLEET_FORWARD_H

#include <stdbool.h>

#include "daemon/fleet/api_request.h"
#include "daemon/fleet/call.h"
#include "daemon/fleet/fields.h"

#define FORWARD_DEADLINE_MS 10000

struct forward {
	uint16_t command;
	uint32_t deadline_ms; /* 0: FORWARD_DEADLINE_MS */
	const struct field_table *args;
	const struct field_table *result;
	const char *echo; /* member of args repeated in the answer; or NULL */
	/* Called with the answer before it leaves. May be NULL. */
	void (*done)(struct api_request *request, json_t *answer);
};

/* False, and the request failed: the board is not online. */
bool forward_is_online(struct api_request *request, const struct board *board);
void forward_call(struct api_request *request, struct board *board,
    const struct forward *forward);
/*
 * The same for one step of several: encodes args and calls fn. False, and
 * the request failed: bad arguments.
 */
bool forward_step(struct api_request *request, const struct forward *forward,
    const json_t *args, call_fn fn);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * One call of the API from its arrival to its answer. A handler answers at
 * once or later, with exactly one of api_reply and api_fail; both free the
 * request.
 */
#ifndef FLEET_API_REQUEST_H
#define FLEET_API_REQUEST_H

#include <jansson.h>

#include "daemon/common/api.h"
#include "daemon/common/api_error.h"
#include "daemon/fleet/fleet.h"
#include "proto/hello.h"

struct board;

struct api_request {
	TAILQ_ENTRY(api_request) entry;      /* in fleet->requests */
	TAILQ_ENTRY(api_request) wait_entry; /* in a list of waiting ones */
	struct fleet *fleet;                 /* borrowed */
	const struct api_method *method;     /* borrowed: api_methods */
	uint32_t id;  /* web's; 0: nobody waits for the answer any more */
	json_t *args; /* owned: query, body, and the path's pin as name */
	char *target; /* owned: the board as the user wrote it; "" */
	/* Filled before the handler is called, when the path has a board. */
	char board_id[PROTO_DEVICE_ID_MAX + 1];
	json_t *answer; /* owned: gathered over several calls; or NULL */
	void *state;    /* of a handler with several steps; or NULL */
	void (*free_state)(void *state);
};

typedef void (*api_handler)(struct api_request *request, struct board *board);

/* Takes answer. */
void api_reply(struct api_request *request, json_t *answer);
void api_fail(struct api_request *request, enum api_error error,
    const char *format, ...) __attribute__((__format__(__printf__, 3, 4)));
/* A board's status other than OK; result: its CBOR map. */
void api_fail_status(struct api_request *request, uint16_t status,
    const void *result, size_t result_len);
/* The store's status other than OK. */
void api_fail_disk(struct api_request *request, uint16_t status,
    const char *text);

/* {"http":n,"error":{...}} for a status of a board; see STREAM_END. */
json_t *api_error_json(enum api_error error, const char *message);
json_t *api_status_json(uint16_t status, const void *result, size_t result_len);
/* Another text for people. */
void api_error_set_message(json_t *json, const void *text, size_t len);

/* Runs (again) from the resolution of its board on. */
void api_run(struct api_request *request);
/* Web is gone, and with it everyone who waits. */
void api_forget_all(struct fleet *fleet);

void api_on_call(void *ctx, struct imsg *msg);
void api_on_cancel(void *ctx, struct imsg *msg);

#endif

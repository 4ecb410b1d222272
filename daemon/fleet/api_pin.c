/* SPDX-License-Identifier: MIT */
/* API: pins. */
#include "config.h"

#include "daemon/fleet/api_handlers.h"
#include "daemon/fleet/board.h"
#include "daemon/fleet/forward.h"
#include "daemon/fleet/notify.h"
#include "daemon/fleet/pages.h"
#include "proto/command.h"

static void
pin_set_done(struct api_request *request, json_t *answer)
{
	struct board *board = board_find_id(request->fleet, request->board_id);

	json_object_set_new(answer, "mode", json_string("out"));
	if (board != NULL)
		notify_pin(request->fleet, board, answer);
}

static const struct forward pin_get = {
	.command = PROTO_CMD_PIN_GET,
	.args = &fields_pin_name,
	.result = &fields_pin,
	.echo = "name",
};

static const struct forward pin_set = {
	.command = PROTO_CMD_PIN_SET,
	.args = &fields_pin_set,
	.result = &fields_pin_value,
	.echo = "name",
	.done = pin_set_done,
};

static const struct pages pin_pages = {
	.call = {
	    .command = PROTO_CMD_PIN_LIST,
	    .args = &fields_pin_list,
	    .result = &fields_pins,
	},
	.rows = "pins",
};

void
api_pin_list(struct api_request *request, struct board *board)
{
	pages_begin(request, board, &pin_pages);
}

void
api_pin_get(struct api_request *request, struct board *board)
{
	forward_call(request, board, &pin_get);
}

void
api_pin_set(struct api_request *request, struct board *board)
{
	forward_call(request, board, &pin_set);
}

/* SPDX-License-Identifier: MIT */
/* API: the firmware of a board. Images come as a stream, see relay.c. */
#include "config.h"

#include "daemon/fleet/api_handlers.h"
#include "daemon/fleet/forward.h"
#include "proto/command.h"

static const struct forward show = {
	.command = PROTO_CMD_UPDATE_STATUS,
	.args = &fields_none,
	.result = &fields_update,
};

static const struct forward factory = {
	.command = PROTO_CMD_UPDATE_FACTORY,
	.args = &fields_none,
	.result = &fields_none,
};

void
api_update_show(struct api_request *request, struct board *board)
{
	forward_call(request, board, &show);
}

void
api_update_factory(struct api_request *request, struct board *board)
{
	forward_call(request, board, &factory);
}

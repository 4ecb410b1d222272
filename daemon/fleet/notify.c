/* SPDX-License-Identifier: MIT */
/* Telling the viewers of /v1/events, followers of logs, and MQTT. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/proc.h"
#include "daemon/common/stream.h"
#include "daemon/fleet/board.h"
#include "daemon/fleet/gateway.h"
#include "daemon/fleet/notify.h"
#include "daemon/fleet/publish.h"
#include "daemon/fleet/relay.h"

/* Takes json. */
static void
send_event(struct fleet *fleet, json_t *json)
{
	struct imsg_out out;
	const char *at;
	char *text;
	size_t left;
	size_t part;

	if (fleet->viewers == 0) {
		json_decref(json);
		return;
	}
	text = json_dumps(json, JSON_COMPACT);
	for (at = text, left = strlen(text); left > 0; at += part) {
		part = left > STREAM_DATA_MAX ? STREAM_DATA_MAX : left;
		left -= part;
		imsg_init(&out, IMSG_EVENT, 0);
		imsg_put_u8(&out, left > 0);
		imsg_put_bytes(&out, at, part);
		proc_send(PROC_WEB, &out);
	}
	free(text);
	json_decref(json);
}

void
notify_board(struct fleet *fleet, struct board *board)
{
	if (fleet->viewers > 0)
		send_event(fleet,
		    json_pack("{s:s, s:o}", "type", "board", "board",
			board_json(board)));
	publish_board(fleet, board);
}

void
notify_board_removed(struct fleet *fleet, const struct board *board)
{
	send_event(fleet,
	    json_pack("{s:s, s:s, s:s}", "type", "board_removed", "id",
		board->id, "via", board->via));
}

void
notify_telemetry(struct fleet *fleet, struct board *board)
{
	if (fleet->viewers > 0)
		send_event(fleet,
		    json_pack("{s:s, s:s, s:O}", "type", "telemetry", "id",
			board->id, "telemetry", board->telemetry));
	publish_telemetry(fleet, board);
}

void
notify_pin(struct fleet *fleet, struct board *board, json_t *pin)
{
	if (fleet->viewers > 0)
		send_event(fleet,
		    json_pack("{s:s, s:s, s:O}", "type", "pin", "id", board->id,
			"pin", pin));
	publish_pin(fleet, board, pin);
}

void
notify_log(struct fleet *fleet, struct board *board, const struct logline *line)
{
	if (fleet->viewers > 0)
		send_event(fleet,
		    json_pack("{s:s, s:s, s:o}", "type", "log", "id", board->id,
			"line", logline_json(line)));
	relay_follow_log(fleet, board, line);
}

void
notify_moment(struct fleet *fleet, struct board *board, const char *name,
    json_t *data)
{
	publish_moment(fleet, board, name, data);
	json_decref(data);
}

void
notify_gateway(struct fleet *fleet)
{
	json_t *gateway;

	if (fleet->viewers == 0)
		return;
	gateway = gateway_json(fleet);
	json_object_set_new(gateway, "type", json_string("gw"));
	send_event(fleet, gateway);
}

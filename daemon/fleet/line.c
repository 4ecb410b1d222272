/* SPDX-License-Identifier: MIT */
/* The speed of a board's serial line, and its API. */

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "daemon/common/proc.h"
#include "daemon/fleet/api_handlers.h"
#include "daemon/fleet/api_request.h"
#include "daemon/fleet/board.h"
#include "daemon/fleet/field.h"
#include "daemon/fleet/line.h"

/* ---- link -------------------------------------------------------------- */

static void
send_wanted(const struct board *board)
{
	struct imsg_out out;

	imsg_init(&out, IMSG_SPEED_WANTED, board->conn);
	imsg_put_u32(&out, board->line.asked);
	proc_send(PROC_LINK, &out);
}

void
line_on_online(const struct board *board)
{
	if (board->line.is_asked)
		send_wanted(board);
}

void
line_on_speed(void *ctx, struct imsg *msg)
{
	struct board *board = board_find_conn(ctx, msg->id);
	struct line line = { 0 };
	size_t i;

	line.baud = imsg_get_u32(msg);
	line.usual = imsg_get_u32(msg);
	line.wanted = imsg_get_u32(msg);
	line.changing = imsg_get_u8(msg) != 0;
	for (i = 0; i < PROTO_HELLO_MAX_BAUDS; i++)
		line.known[i] = imsg_get_u32(msg);
	imsg_get_str(msg, line.note, sizeof(line.note));
	if (imsg_failed(msg)) {
		imsg_refuse(msg);
		return;
	}
	if (board == NULL)
		return;
	line.asked = board->line.asked;
	line.is_asked = board->line.is_asked;
	board->line = line;
}

/* ---- API --------------------------------------------------------------- */

/* A number of the board's telemetry, or null. */
static json_t *
count_of(const struct board *board, const char *name)
{
	json_t *value = json_object_get(board->telemetry, name);

	return value != NULL ? json_incref(value) : json_null();
}

static json_t *
link_json(const struct board *board)
{
	bool is_serial = strncmp(board->via, "serial:", 7) == 0;
	const struct line *line = &board->line;
	json_t *speeds = json_array();
	json_t *json;
	size_t i;

	for (i = 0; i < PROTO_HELLO_MAX_BAUDS; i++)
		if (line->known[i] != 0)
			json_array_append_new(speeds,
			    json_integer((json_int_t)line->known[i]));
	json = json_pack("{s:s, s:b, s:s, s:I, s:o}", "via", board->via,
	    "online", board->online, "kind", is_serial ? "serial" : "tcp",
	    "rtt_ms", (json_int_t)board->rtt_ms, "speeds", speeds);
	json_object_set_new(json, "rx_overruns",
	    count_of(board, "rx_overruns"));
	json_object_set_new(json, "rx_errors", count_of(board, "rx_errors"));
	if (!is_serial || line->baud == 0)
		return json;
	json_object_set_new(json, "baud", json_integer((json_int_t)line->baud));
	json_object_set_new(json, "usual_baud",
	    json_integer((json_int_t)line->usual));
	json_object_set_new(json, "wanted_baud",
	    json_integer(
		(json_int_t)(line->wanted != 0 ? line->wanted : line->usual)));
	json_object_set_new(json, "changing", json_boolean(line->changing));
	json_object_set_new(json, "note", json_string(line->note));
	return json;
}

void
api_link_show(struct api_request *request, struct board *board)
{
	api_reply(request, link_json(board));
}

void
api_link_set(struct api_request *request, struct board *board)
{
	int64_t baud = -1;

	if (!field_json_int(json_object_get(request->args, "baud"), &baud) ||
	    baud < 0 || baud > UINT32_MAX) {
		api_fail(request, API_ERROR_BAD_REQUEST,
		    "baud must be a number; 0 is the usual speed");
		return;
	}
	if (!board->online || board->rival) {
		api_fail(request, API_ERROR_OFFLINE, "%s", board->why);
		return;
	}
	if (board->line.baud == 0) {
		api_fail(request, API_ERROR_REFUSED,
		    "the board is not on a serial line");
		return;
	}
	board->line.asked = (uint32_t)baud;
	board->line.is_asked = true;
	/* Until link tells more. */
	board->line.wanted = board->line.asked;
	board->line.changing = board->line.baud !=
	    (baud != 0 ? board->line.asked : board->line.usual);
	send_wanted(board);
	api_reply(request, link_json(board));
}

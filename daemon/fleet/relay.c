/* SPDX-License-Identifier: MIT */
/* Streams between web and link. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/api.h"
#include "daemon/common/proc.h"
#include "daemon/common/xmalloc.h"
#include "daemon/fleet/api_request.h"
#include "daemon/fleet/board.h"
#include "daemon/fleet/field.h"
#include "daemon/fleet/gateway.h"
#include "daemon/fleet/relay.h"
#include "daemon/fleet/start.h"
#include "daemon/fleet/target.h"
#include "proto/status.h"

struct relay {
	TAILQ_ENTRY(relay) entry;
	struct fleet *fleet; /* borrowed */
	uint32_t web_id;
	uint32_t link_id; /* 0: ends here (logs) */
	/* Of followers of a log: */
	char board_id[PROTO_DEVICE_ID_MAX + 1];
	uint64_t told_seq;
	struct stream_credit credit;
};

/* ---- ends --------------------------------------------------------------- */

/* Web expects a failure's text as a JSON error. Takes error. */
static void
end_web(uint32_t web_id, uint16_t status, json_t *error)
{
	char *text = json_dumps(error, JSON_COMPACT);

	stream_send_end(PROC_WEB, web_id,
	    status == PROTO_STATUS_OK ? PROTO_STATUS_UNKNOWN : status, text);
	free(text);
	json_decref(error);
}

static void
refuse(uint32_t web_id, enum api_error error, const char *message)
{
	end_web(web_id, PROTO_STATUS_PRECONDITION,
	    api_error_json(error, message));
}

static void
relay_free(struct relay *relay)
{
	TAILQ_REMOVE(&relay->fleet->relays, relay, entry);
	free(relay);
}

void
relay_web_gone(struct fleet *fleet)
{
	struct relay *relay;

	while ((relay = TAILQ_FIRST(&fleet->relays)) != NULL) {
		if (relay->link_id != 0)
			stream_send_end(PROC_LINK, relay->link_id,
			    PROTO_STATUS_CANCELLED, "");
		relay_free(relay);
	}
}

void
relay_link_gone(struct fleet *fleet)
{
	struct relay *relay;
	struct relay *next;

	for (relay = TAILQ_FIRST(&fleet->relays); relay != NULL; relay = next) {
		next = TAILQ_NEXT(relay, entry);
		if (relay->link_id == 0)
			continue;
		refuse(relay->web_id, API_ERROR_UNAVAILABLE,
		    "the link process is restarting; try again");
		relay_free(relay);
	}
}

/* ---- logs --------------------------------------------------------------- */

static bool
send_line(struct relay *relay, const struct logline *line)
{
	json_t *json = logline_json(line);
	char *text = json_dumps(json, JSON_COMPACT);
	size_t len = strlen(text);
	struct imsg_out out;
	bool fits;

	fits = len + 1 <= stream_credit_room(&relay->credit);
	if (fits) {
		stream_credit_use(&relay->credit, len + 1);
		imsg_init(&out, IMSG_STREAM_DATA, relay->web_id);
		imsg_put_bytes(&out, text, len);
		imsg_put_bytes(&out, "\n", 1);
		proc_send(PROC_WEB, &out);
		relay->told_seq = line->seq;
	}
	free(text);
	json_decref(json);
	return fits;
}

/* Tells what the follower has not seen, as far as its credit goes. */
static void
follow(struct relay *relay)
{
	struct board *board = board_find_id(relay->fleet, relay->board_id);
	const struct logline *line;

	if (board == NULL)
		return;
	TAILQ_FOREACH(line, &board->log.lines, entry)
		if (line->seq > relay->told_seq && !send_line(relay, line))
			return;
}

void
relay_follow_log(struct fleet *fleet, const struct board *board,
    const struct logline *line)
{
	struct relay *relay;

	(void)line;
	TAILQ_FOREACH(relay, &fleet->relays, entry)
		if (relay->link_id == 0 &&
		    strcmp(relay->board_id, board->id) == 0)
			follow(relay);
}

/* ---- opening ------------------------------------------------------------ */

static struct relay *
relay_new(struct fleet *fleet, uint32_t web_id)
{
	struct relay *relay = xcalloc(1, sizeof(*relay));

	relay->fleet = fleet;
	relay->web_id = web_id;
	stream_credit_init(&relay->credit);
	TAILQ_INSERT_TAIL(&fleet->relays, relay, entry);
	return relay;
}

static void
open_log(struct fleet *fleet, uint32_t web_id, const struct board *board,
    const json_t *params)
{
	struct relay *relay = relay_new(fleet, web_id);
	int64_t since;

	snprintf(relay->board_id, sizeof(relay->board_id), "%s", board->id);
	relay->told_seq = fleet->log_seq;
	if (field_json_int(json_object_get(params, "since"), &since) &&
	    since >= 0)
		relay->told_seq = (uint64_t)since;
	follow(relay);
}

/* conn 0: link finds the line by the path. */
static void
open_link(struct fleet *fleet, uint32_t web_id, uint32_t conn,
    struct stream_start *start)
{
	struct relay *relay = relay_new(fleet, web_id);
	struct imsg_out out;

	start->conn = conn;
	relay->link_id = fleet_next_id(fleet);
	imsg_init(&out, IMSG_STREAM_START, relay->link_id);
	stream_start_put(&out, start);
	if (proc_send(PROC_LINK, &out))
		return;
	refuse(web_id, API_ERROR_UNAVAILABLE,
	    "the link process is restarting; try again");
	relay_free(relay);
}

/* What came with STREAM_OPEN. */
struct opening {
	uint32_t web_id;
	enum stream_kind kind;
	const char *target;
	const json_t *params;
};

static bool
is_for_rom(const struct opening *opening)
{
	return opening->kind == STREAM_FLASH || opening->kind == STREAM_BACKUP;
}

/*
 * A chip needs no agent to be written or read: "port:PATH" may be a port on
 * which none ever answered. False: that is not what is meant.
 */
static bool
open_port(struct fleet *fleet, const struct opening *opening)
{
	static const char prefix[] = "port:";
	const char *path = opening->target + sizeof(prefix) - 1;
	struct stream_start start;
	const struct port *port;
	char message[1024];

	if (!is_for_rom(opening) ||
	    strncmp(opening->target, prefix, sizeof(prefix) - 1) != 0)
		return false;
	port = gateway_find_port(fleet, path);
	if (port == NULL)
		return false;
	if (port->state != PORT_OPEN && port->state != PORT_NO_AGENT) {
		snprintf(message, sizeof(message), "port %s %s", port->path,
		    port->why);
		refuse(opening->web_id, API_ERROR_OFFLINE, message);
		return true;
	}
	if (start_from_json(&start, opening->kind, opening->params, message,
		sizeof(message))) {
		snprintf(start.path, sizeof(start.path), "serial:%.240s",
		    port->path);
		open_link(fleet, opening->web_id, 0, &start);
	} else {
		refuse(opening->web_id, API_ERROR_BAD_REQUEST, message);
	}
	stream_start_fini(&start);
	return true;
}

static void
open_stream(struct fleet *fleet, const struct opening *opening)
{
	struct stream_start start;
	struct board *board;
	enum api_error error;
	char message[1024];
	bool is_rom;

	error = target_find(fleet, opening->target, &board, message,
	    sizeof(message));
	if (error != API_ERROR_NONE) {
		if (!open_port(fleet, opening))
			refuse(opening->web_id, error, message);
		return;
	}
	if (opening->kind == STREAM_LOGS) {
		open_log(fleet, opening->web_id, board, opening->params);
		return;
	}
	is_rom = is_for_rom(opening);
	if (!board->online && !(is_rom && board->via[0] != '\0')) {
		snprintf(message, sizeof(message), "board %s is not online: %s",
		    board_title(board),
		    board->why[0] != '\0' ? board->why : "not connected");
		refuse(opening->web_id, API_ERROR_OFFLINE, message);
		return;
	}
	if (start_from_json(&start, opening->kind, opening->params, message,
		sizeof(message))) {
		if (is_rom)
			snprintf(start.path, sizeof(start.path), "%.255s",
			    board->via);
		open_link(fleet, opening->web_id, board->conn, &start);
	} else
		refuse(opening->web_id, API_ERROR_BAD_REQUEST, message);
	stream_start_fini(&start);
}

void
relay_on_open(void *ctx, struct imsg *msg)
{
	enum stream_kind kind = imsg_get_u8(msg);
	uint8_t role = imsg_get_u8(msg);
	char *principal = imsg_get_str_dup(msg);
	char *target = imsg_get_str_dup(msg);
	struct fleet *fleet = ctx;
	const uint8_t *text;
	json_t *params;
	size_t len;

	text = imsg_get_rest(msg, &len);
	params = json_loadb((const char *)text, len, 0, NULL);
	if (imsg_failed(msg) || !json_is_object(params) ||
	    role < (kind == STREAM_LOGS ? API_ROLE_VIEW : API_ROLE_OPERATE))
		imsg_refuse(msg);
	else if (!fleet->loaded)
		refuse(msg->id, API_ERROR_UNAVAILABLE,
		    "the gateway is starting; try again");
	else
		open_stream(fleet,
		    &(struct opening){ .web_id = msg->id,
			.kind = kind,
			.target = target,
			.params = params });
	json_decref(params);
	free(principal);
	free(target);
}

/* ---- passing on --------------------------------------------------------- */

/* NULL for a stream that has ended: its last messages are on their way. */
static struct relay *
relay_find(struct fleet *fleet, const struct imsg *msg)
{
	struct relay *relay;

	TAILQ_FOREACH(relay, &fleet->relays, entry)
		if (msg->id ==
		    (msg->from == PROC_WEB ? relay->web_id : relay->link_id))
			return msg->id != 0 ? relay : NULL;
	return NULL;
}

static void
pass_on(const struct relay *relay, struct imsg *msg)
{
	bool from_web = msg->from == PROC_WEB;
	struct imsg_out out;
	const uint8_t *body;
	size_t len;

	body = imsg_get_rest(msg, &len);
	imsg_init(&out, msg->type, from_web ? relay->link_id : relay->web_id);
	imsg_put_bytes(&out, body, len);
	proc_send(from_web ? PROC_LINK : PROC_WEB, &out);
}

static void
skip(struct imsg *msg)
{
	size_t len;

	imsg_get_rest(msg, &len);
}

void
relay_on_opened(void *ctx, struct imsg *msg)
{
	const struct relay *relay = relay_find(ctx, msg);

	if (relay != NULL)
		pass_on(relay, msg);
	else
		skip(msg);
}

void
relay_on_data(void *ctx, struct imsg *msg)
{
	const struct relay *relay = relay_find(ctx, msg);

	if (relay != NULL && relay->link_id != 0)
		pass_on(relay, msg);
	else
		skip(msg);
}

void
relay_on_credit(void *ctx, struct imsg *msg)
{
	struct relay *relay = relay_find(ctx, msg);

	if (relay == NULL)
		skip(msg);
	else if (relay->link_id != 0)
		pass_on(relay, msg);
	else if (stream_credit_raise(&relay->credit, imsg_get_u64(msg)))
		follow(relay);
	else
		imsg_refuse(msg);
}

void
relay_on_ctrl(void *ctx, struct imsg *msg)
{
	relay_on_data(ctx, msg);
}

static void
end_from_link(struct relay *relay, struct imsg *msg)
{
	struct imsg_out out;
	struct stream_end end;

	stream_end_get(msg, &end);
	if (imsg_failed(msg))
		return;
	if (end.status != PROTO_STATUS_OK) {
		json_t *error = api_status_json(end.status, NULL, 0);

		if (end.text_len > 0)
			api_error_set_message(error, end.text, end.text_len);
		end_web(relay->web_id, end.status, error);
	} else {
		imsg_init(&out, IMSG_STREAM_END, relay->web_id);
		stream_end_put(&out, &end);
		proc_send(PROC_WEB, &out);
	}
	relay_free(relay);
}

void
relay_on_end(void *ctx, struct imsg *msg)
{
	struct relay *relay = relay_find(ctx, msg);

	if (relay == NULL) {
		skip(msg);
		return;
	}
	if (msg->from == PROC_LINK) {
		end_from_link(relay, msg);
		return;
	}
	if (relay->link_id != 0)
		pass_on(relay, msg);
	else
		skip(msg);
	relay_free(relay);
}

/* SPDX-License-Identifier: MIT */
/* A board as fleet knows it. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"
#include "daemon/fleet/board.h"
#include "daemon/fleet/notify.h"
#include "daemon/fleet/text.h"

struct board *
board_new(struct fleet *fleet, const char *id)
{
	struct board *board = xcalloc(1, sizeof(*board));

	snprintf(board->id, sizeof(board->id), "%s", id);
	board->tags = xstrdup("");
	board->since = fleet_now();
	board->first_seen = board->since;
	board->last_seen = board->since;
	TAILQ_INIT(&board->waiting);
	loglines_init(&board->log);
	TAILQ_INSERT_TAIL(&fleet->boards, board, entry);
	return board;
}

void
board_free(struct fleet *fleet, struct board *board)
{
	TAILQ_REMOVE(&fleet->boards, board, entry);
	loglines_fini(&board->log);
	json_decref(board->info);
	json_decref(board->telemetry);
	free(board->tags);
	free(board);
}

void
board_drop_if_gone(struct fleet *fleet, struct board *board)
{
	if (board->adopted || board->conn != 0 || board->saving)
		return;
	notify_board_removed(fleet, board);
	board_free(fleet, board);
}

struct board *
board_find_id(struct fleet *fleet, const char *id)
{
	struct board *board;

	TAILQ_FOREACH(board, &fleet->boards, entry)
		if (!board->rival && strcmp(board->id, id) == 0)
			return board;
	return NULL;
}

struct board *
board_find_rival(struct fleet *fleet, const char *id)
{
	struct board *board;

	TAILQ_FOREACH(board, &fleet->boards, entry)
		if (board->rival && strcmp(board->id, id) == 0)
			return board;
	return NULL;
}

struct board *
board_find_conn(struct fleet *fleet, uint32_t conn)
{
	struct board *board;

	TAILQ_FOREACH(board, &fleet->boards, entry)
		if (board->conn == conn && conn != 0)
			return board;
	return NULL;
}

struct board *
board_find_name(struct fleet *fleet, const char *name)
{
	struct board *board;

	TAILQ_FOREACH(board, &fleet->boards, entry)
		if (board->adopted && strcmp(board->name, name) == 0)
			return board;
	return NULL;
}

struct board *
board_with_name(struct fleet *fleet, const char *name,
    const struct board *except)
{
	struct board *board;

	TAILQ_FOREACH(board, &fleet->boards, entry)
		if (board != except &&
		    ((board->adopted && strcmp(board->name, name) == 0) ||
			strcmp(board->saving_name, name) == 0))
			return board;
	return NULL;
}

const char *
board_state(const struct board *board)
{
	if (board->rival)
		return "conflict";
	if (!board->adopted)
		return "found";
	return board->online ? "online" : "offline";
}

const char *
board_title(const struct board *board)
{
	static char title[PROTO_DEVICE_ID_MAX + CONF_NAME_MAX + 8];

	if (board->name[0] == '\0')
		return board->id;
	snprintf(title, sizeof(title), "%s (%s)", board->name, board->id);
	return title;
}

/* The newest of a reading: telemetry comes more often than INFO. */
static json_t *
reading(const struct board *board, const char *key)
{
	json_t *value = json_object_get(board->telemetry, key);

	if (value == NULL)
		value = json_object_get(board->info, key);
	return value == NULL ? json_null() : json_incref(value);
}

static json_t *
busy_json(const struct board *board)
{
	if (board->job == 0)
		return json_null();
	return json_pack("{s:I, s:s}", "job", (json_int_t)board->job, "name",
	    board->job_name);
}

json_t *
board_json(const struct board *board)
{
	json_t *json =
	    json_pack("{s:s, s:s, s:s, s:b, s:b, s:s, s:I, s:I, s:s, s:s, s:s}",
		"id", board->id, "name", board->name, "state",
		board_state(board), "adopted", board->adopted, "online",
		board->online, "why", board->why, "since",
		(json_int_t)board->since, "last_seen",
		(json_int_t)(board->online ? fleet_now() : board->last_seen),
		"via", board->via, "model", board->model, "agent_version",
		board->agent_version);

	json_object_set_new(json, "label", json_string(board->label));
	json_object_set_new(json, "tags", text_words_json(board->tags));
	json_object_set_new(json, "busy", busy_json(board));
	json_object_set_new(json, "boot_id",
	    json_integer((json_int_t)board->boot_id));
	json_object_set_new(json, "rtt_ms",
	    json_integer((json_int_t)board->rtt_ms));
	json_object_set_new(json, "uptime_ms", reading(board, "uptime_ms"));
	json_object_set_new(json, "heap_free", reading(board, "heap_free"));
	json_object_set_new(json, "heap_total", reading(board, "heap_total"));
	json_object_set_new(json, "temperature_c",
	    reading(board, "temperature_c"));
	json_object_set_new(json, "power_mode", reading(board, "power_mode"));
	json_object_set_new(json, "power_ua", reading(board, "power_ua"));
	json_object_set_new(json, "reset_cause", reading(board, "reset_cause"));
	json_object_set_new(json, "slot", reading(board, "slot"));
	json_object_set_new(json, "trial", reading(board, "trial"));
	json_object_set_new(json, "conflict",
	    board->conflict[0] != '\0' ? json_string(board->conflict) :
					 json_null());
	return json;
}

/* ---- state -------------------------------------------------------------- */

static void
log_change(const struct board *board, const char *before)
{
	const char *after = board->online ? "online" : "offline";

	if (board->why[0] != '\0')
		log_info("board %s: %s -> %s: %s", board_title(board), before,
		    after, board->why);
	else
		log_info("board %s: %s -> %s, %s", board_title(board), before,
		    after, board->via);
}

void
board_set_online(struct fleet *fleet, struct board *board)
{
	const char *before = board->online ? "online" : "offline";

	board->why[0] = '\0';
	board->last_seen = fleet_now();
	if (!board->online)
		board->since = board->last_seen;
	board->online = true;
	log_change(board, before);
	notify_board(fleet, board);
}

void
board_set_offline(struct fleet *fleet, struct board *board, const char *why)
{
	const char *before = board->online ? "online" : "offline";

	if (board->online) {
		board->since = fleet_now();
		board->last_seen = board->since;
	}
	text_clean(board->why, sizeof(board->why), why, strlen(why));
	board->online = false;
	board->job = 0;
	log_change(board, before);
	notify_board(fleet, board);
}

void
board_set_adopted(struct fleet *fleet, struct board *board, const char *name,
    const char *tags)
{
	char *copy = xstrdup(tags);

	snprintf(board->name, sizeof(board->name), "%s", name);
	free(board->tags);
	board->tags = copy;
	board->adopted = true;
	notify_board(fleet, board);
}

/* SPDX-License-Identifier: MIT */
/* What link tells of boards: coming, going, events, signs of life, logs. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/proc.h"
#include "daemon/common/xmalloc.h"
#include "daemon/fleet/board.h"
#include "daemon/fleet/disk.h"
#include "daemon/fleet/fields.h"
#include "daemon/fleet/link_events.h"
#include "daemon/fleet/notify.h"
#include "daemon/fleet/text.h"
#include "daemon/fleet/welcome.h"
#include "proto/command.h"

/* A BOARD_UP as it was received. */
struct arrival {
	uint32_t conn;
	uint32_t boot_id;
	bool restarted;
	char id[PROTO_DEVICE_ID_MAX + 1];
	char via[BOARD_VIA_MAX + 1];
	const uint8_t *hello; /* borrowed: the message */
	size_t hello_len;
};

static void
close_conn(uint32_t conn, const char *why)
{
	struct imsg_out out;

	imsg_init(&out, IMSG_CONN_CLOSE, conn);
	imsg_put_str(&out, why);
	proc_send(PROC_LINK, &out);
}

/* ---- coming ------------------------------------------------------------- */

static void
take_hello(struct board *board, const struct arrival *arrival)
{
	struct proto_hello hello;

	memset(&hello, 0, sizeof(hello));
	if (proto_hello_decode(&hello, arrival->hello, arrival->hello_len) !=
	    PROTO_OK)
		return;
	text_copy_span(board->model, sizeof(board->model), &hello.model);
	text_copy_span(board->agent_version, sizeof(board->agent_version),
	    &hello.agent_version);
	text_copy_span(board->label, sizeof(board->label), &hello.name);
	if (!board->adopted)
		snprintf(board->name, sizeof(board->name), "%s", board->label);
}

static void
take_connection(struct board *board, const struct arrival *arrival)
{
	if (arrival->restarted || board->boot_id != arrival->boot_id) {
		board->job = 0;
		json_decref(board->telemetry);
		board->telemetry = NULL;
	}
	board->conn = arrival->conn;
	board->boot_id = arrival->boot_id;
	snprintf(board->via, sizeof(board->via), "%s", arrival->via);
	take_hello(board, arrival);
}

static void
attach(struct fleet *fleet, struct board *board, const struct arrival *arrival)
{
	bool is_new = !board->adopted && !board->online;

	take_connection(board, arrival);
	board_set_online(fleet, board);
	line_on_online(board);
	if (is_new)
		notify_moment(fleet, board, "board_found",
		    json_pack("{s:s}", "via", board->via));
	welcome_online(fleet, board);
}

/* The second of two boards with one id: shown, never used. */
static void
refuse_second(struct fleet *fleet, struct board *first,
    const struct arrival *arrival)
{
	struct board *rival = board_find_conn(fleet, arrival->conn);

	if (rival == NULL) {
		rival = board_new(fleet, arrival->id);
		rival->rival = true;
	}
	take_connection(rival, arrival);
	snprintf(rival->why, sizeof(rival->why),
	    "refused: a board with the same id %s is already on %.200s",
	    first->id, first->via);
	snprintf(first->conflict, sizeof(first->conflict),
	    "a second board with the same id is on %.200s; it is refused",
	    rival->via);
	log_warnx("two boards have the id %s: %s is used, %s is refused; "
		  "unplug one of them",
	    first->id, first->via, rival->via);
	notify_board(fleet, first);
	notify_board(fleet, rival);
}

static bool
is_device_id(const char *id)
{
	size_t len = strlen(id);

	return len >= 1 &&
	    strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

static void go_offline(struct fleet *fleet, struct board *board,
    const char *why, bool final);

static void
arrive(struct fleet *fleet, const struct arrival *arrival)
{
	struct board *before = board_find_conn(fleet, arrival->conn);
	struct board *board;

	if (before != NULL && strcmp(before->id, arrival->id) != 0)
		go_offline(fleet, before, "another board is on its port now",
		    true);
	board = board_find_id(fleet, arrival->id);
	if (board == NULL)
		board = board_new(fleet, arrival->id);
	if (!board->online || board->conn == arrival->conn) {
		attach(fleet, board, arrival);
		return;
	}
	if (board->boot_id != arrival->boot_id) {
		refuse_second(fleet, board, arrival);
		return;
	}
	/* The same run of the same board: its old connection is a ghost. */
	close_conn(board->conn, "the board has connected again");
	attach(fleet, board, arrival);
}

void
link_on_board_up(void *ctx, struct imsg *msg)
{
	struct arrival arrival = { .conn = msg->id };

	imsg_get_str(msg, arrival.id, sizeof(arrival.id));
	arrival.boot_id = imsg_get_u32(msg);
	arrival.restarted = imsg_get_u8(msg) != 0;
	imsg_get_str(msg, arrival.via, sizeof(arrival.via));
	arrival.hello = imsg_get_rest(msg, &arrival.hello_len);
	if (imsg_failed(msg) || arrival.conn == 0)
		return;
	if (!is_device_id(arrival.id)) {
		log_warnx("%s: the board's id is malformed", arrival.via);
		close_conn(arrival.conn, "malformed device id");
		return;
	}
	arrive(ctx, &arrival);
}

/* ---- going -------------------------------------------------------------- */

static void
drop_rival(struct fleet *fleet, struct board *rival)
{
	struct board *first = board_find_id(fleet, rival->id);

	notify_board_removed(fleet, rival);
	if (first != NULL) {
		first->conflict[0] = '\0';
		notify_board(fleet, first);
	}
	board_free(fleet, rival);
}

/* The first of two with one id has gone: the second is the board now. */
static bool
promote_rival(struct fleet *fleet, struct board *board)
{
	struct board *rival = board_find_rival(fleet, board->id);

	if (rival == NULL)
		return false;
	board->conn = rival->conn;
	board->boot_id = rival->boot_id;
	board->conflict[0] = '\0';
	snprintf(board->via, sizeof(board->via), "%s", rival->via);
	snprintf(board->model, sizeof(board->model), "%s", rival->model);
	snprintf(board->label, sizeof(board->label), "%s", rival->label);
	snprintf(board->agent_version, sizeof(board->agent_version), "%s",
	    rival->agent_version);
	board_free(fleet, rival);
	board_set_online(fleet, board);
	line_on_online(board);
	welcome_online(fleet, board);
	return true;
}

static void
go_offline(struct fleet *fleet, struct board *board, const char *why,
    bool final)
{
	struct disk_board row;

	if (final)
		board->conn = 0;
	if (board->rival) {
		drop_rival(fleet, board);
		return;
	}
	board_set_offline(fleet, board, why);
	if (promote_rival(fleet, board))
		return;
	if (board->adopted && !board->saving) {
		row.board = board;
		row.name = board->name;
		row.tags = board->tags;
		disk_save_board(fleet, &row, NULL, NULL);
	}
	board_drop_if_gone(fleet, board);
}

void
link_on_board_down(void *ctx, struct imsg *msg)
{
	struct fleet *fleet = ctx;
	bool final = imsg_get_u8(msg) != 0;
	struct board *board;
	char why[320];

	imsg_get_str(msg, why, sizeof(why));
	board = board_find_conn(fleet, msg->id);
	if (board != NULL && !imsg_failed(msg))
		go_offline(fleet, board, why, final);
}

void
link_on_gone(struct fleet *fleet)
{
	struct board *board;
	struct board *next;

	/* Rivals first: nobody shall take over a connection that is gone. */
	for (board = TAILQ_FIRST(&fleet->boards); board != NULL; board = next) {
		next = TAILQ_NEXT(board, entry);
		if (board->rival)
			drop_rival(fleet, board);
	}
	for (board = TAILQ_FIRST(&fleet->boards); board != NULL; board = next) {
		next = TAILQ_NEXT(board, entry);
		if (board->conn != 0)
			go_offline(fleet, board,
			    "the link process is restarting", true);
	}
}

/* ---- events ------------------------------------------------------------- */

static void
event_booted(struct fleet *fleet, struct board *board, json_t *data)
{
	json_t *cause = json_object_get(data, "reset_cause");

	board->job = 0;
	if (board->info != NULL && cause != NULL)
		json_object_set(board->info, "reset_cause", cause);
	notify_board(fleet, board);
	notify_moment(fleet, board, "booted", json_incref(data));
}

static void
event_job_started(struct fleet *fleet, struct board *board, json_t *data)
{
	const char *name = json_string_value(json_object_get(data, "name"));

	board->job = (uint32_t)json_integer_value(json_object_get(data, "job"));
	snprintf(board->job_name, sizeof(board->job_name), "%.60s",
	    name != NULL ? name : "");
	notify_board(fleet, board);
	notify_moment(fleet, board, "job_started", json_incref(data));
}

static void
event_job_exit(struct fleet *fleet, struct board *board, json_t *data)
{
	board->job = 0;
	notify_board(fleet, board);
	notify_moment(fleet, board, "job_exit", json_incref(data));
}

static void
event_telemetry(struct fleet *fleet, struct board *board, json_t *data)
{
	json_object_set_new(data, "ts", json_integer(fleet_now()));
	json_decref(board->telemetry);
	board->telemetry = json_incref(data);
	notify_telemetry(fleet, board);
}

static void
event_pin_changed(struct fleet *fleet, struct board *board, json_t *data)
{
	notify_pin(fleet, board, data);
}

static void
event_link_stats(struct fleet *fleet, struct board *board, json_t *data)
{
	if (board->telemetry == NULL)
		board->telemetry = json_object();
	json_object_update(board->telemetry, data);
	json_object_set_new(board->telemetry, "ts", json_integer(fleet_now()));
	notify_telemetry(fleet, board);
}

static void
event_updated(struct fleet *fleet, struct board *board, json_t *data)
{
	const char *result = json_string_value(json_object_get(data, "result"));

	if (board->info != NULL && result != NULL)
		json_object_set_new(board->info, "trial",
		    json_boolean(strcmp(result, "trial") == 0));
	notify_board(fleet, board);
	notify_moment(fleet, board, "updated", json_incref(data));
}

static const struct {
	uint16_t type;
	const struct field_table *fields;
	void (*handle)(struct fleet *fleet, struct board *board, json_t *data);
} event_handlers[] = {
	{ PROTO_EVENT_BOOTED, &fields_booted, event_booted },
	{ PROTO_EVENT_JOB_STARTED, &fields_job_started, event_job_started },
	{ PROTO_EVENT_JOB_EXIT, &fields_job_exit, event_job_exit },
	{ PROTO_EVENT_TELEMETRY, &fields_telemetry, event_telemetry },
	{ PROTO_EVENT_PIN_CHANGED, &fields_pin_changed, event_pin_changed },
	{ PROTO_EVENT_LINK_STATS, &fields_link_stats, event_link_stats },
	{ PROTO_EVENT_UPDATED, &fields_updated, event_updated },
};

static void
handle_event(struct fleet *fleet, struct board *board, uint16_t type,
    const uint8_t *body, size_t len)
{
	json_t *data;
	size_t i;

	for (i = 0; i < sizeof(event_handlers) / sizeof(event_handlers[0]);
	     i++) {
		if (event_handlers[i].type != type)
			continue;
		data = field_decode(event_handlers[i].fields, body, len);
		if (data != NULL)
			event_handlers[i].handle(fleet, board, data);
		else
			log_warnx("board %s: malformed event %u",
			    board_title(board), type);
		json_decref(data);
	}
}

void
link_on_board_event(void *ctx, struct imsg *msg)
{
	uint16_t type = imsg_get_u16(msg);
	uint32_t lost = imsg_get_u32(msg);
	struct fleet *fleet = ctx;
	struct board *board = board_find_conn(fleet, msg->id);
	const uint8_t *body;
	size_t len;

	body = imsg_get_rest(msg, &len);
	if (board == NULL || board->rival || imsg_failed(msg))
		return;
	if (lost > 0)
		log_warnx("board %s: %u events were lost", board_title(board),
		    lost);
	handle_event(fleet, board, type, body, len);
}

void
link_on_board_alive(void *ctx, struct imsg *msg)
{
	uint32_t rtt_ms = imsg_get_u32(msg);
	uint32_t bad_frames = imsg_get_u32(msg);
	struct board *board = board_find_conn(ctx, msg->id);

	(void)bad_frames;
	if (board == NULL || imsg_failed(msg))
		return;
	board->rtt_ms = rtt_ms;
	board->last_seen = fleet_now();
}

/* ---- log lines ---------------------------------------------------------- */

/* "info fs: mounted" is level info; a line without a level is info too. */
static uint8_t
line_level(const char **text)
{
	char word[12];
	size_t len = strcspn(*text, " ");
	int level;

	if (len == 0 || len >= sizeof(word) || (*text)[len] == '\0')
		return LOG_LEVEL_INFO;
	memcpy(word, *text, len);
	word[len] = '\0';
	level = log_level_by_name(word);
	if (level < 0)
		return LOG_LEVEL_INFO;
	*text += len + 1;
	return (uint8_t)level;
}

static void
add_line(struct fleet *fleet, struct board *board, enum board_log kind,
    const char *text)
{
	uint8_t level = LOG_LEVEL_INFO;
	const struct logline *line;

	if (kind == BOARD_LOG_AGENT)
		level = line_level(&text);
	line = loglines_add(&board->log, ++fleet->log_seq, fleet_now_ms(),
	    level, text);
	if (board->adopted)
		disk_save_line(fleet, board, line);
	notify_log(fleet, board, line);
}

static size_t
trimmed_len(const uint8_t *line, size_t len)
{
	while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
		len--;
	return len;
}

void
link_on_board_log(void *ctx, struct imsg *msg)
{
	enum board_log kind = imsg_get_u8(msg);
	struct fleet *fleet = ctx;
	struct board *board = board_find_conn(fleet, msg->id);
	char line[LOGLINES_TEXT_MAX + 1];
	const uint8_t *text;
	const uint8_t *end;
	size_t left;
	size_t len;

	text = imsg_get_rest(msg, &left);
	if (board == NULL || board->rival || imsg_failed(msg))
		return;
	for (; left > 0; left -= len, text += len) {
		end = memchr(text, '\n', left);
		len = end != NULL ? (size_t)(end - text) + 1 : left;
		text_clean(line, sizeof(line), text, trimmed_len(text, len));
		if (line[0] != '\0')
			add_line(fleet, board, kind, line);
	}
}

/* SPDX-License-Identifier: MIT */
/*
 * The store process: the only one that touches the disk. It answers
 * STORE_DONE only when the change is on disk, or with what went wrong.
 */
#include "config.h"

#include <event2/event.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>

#include "daemon/common/log.h"
#include "daemon/common/proc.h"
#include "daemon/common/xmalloc.h"
#include "daemon/store/rows.h"
#include "proto/status.h"

/* Log lines wait this long for company before they are written. */
#define LINES_DELAY_MS 500
#define LINES_RETRY_MS 5000
#define LINES_MAX      512

#define DISK_LOW_BYTES (16 * 1024 * 1024)

struct store {
	struct db *db;                   /* owned */
	struct event *lines_timer;       /* owned */
	struct log_row lines[LINES_MAX]; /* texts owned */
	size_t line_count;
	size_t lines_lost; /* since the last successful write */
	char state_dir[CONF_PATH_MAX + 1];
};

static uint16_t
status_of(enum db_result result)
{
	switch (result) {
	case DB_OK:
		return PROTO_STATUS_OK;
	case DB_ERR_NO_SPACE:
		return PROTO_STATUS_EXHAUSTED;
	case DB_ERR_EXISTS:
		return PROTO_STATUS_EXISTS;
	case DB_ERR_CORRUPT:
		return PROTO_STATUS_DATA_LOSS;
	case DB_ERR_NEWER:
	case DB_ERR_IO:
		return PROTO_STATUS_INTERNAL;
	}
	return PROTO_STATUS_INTERNAL;
}

static void
answer(struct store *store, uint32_t request, enum db_result result)
{
	const char *text = result == DB_OK ? "" : db_error(store->db);
	struct imsg_out out;

	if (result != DB_OK)
		log_warnx("%s", text);
	if (request == 0)
		return;
	imsg_init(&out, IMSG_STORE_DONE, request);
	imsg_put_u16(&out, status_of(result));
	imsg_put_text(&out, text, strlen(text), 500);
	proc_send(PROC_FLEET, &out);
}

/* ---- log lines: gathered, then written in one transaction --------------- */

static void
free_line(struct log_row *row)
{
	free((void *)(uintptr_t)row->board_id);
	free((void *)(uintptr_t)row->text);
}

static void
drop_lines(struct store *store, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		free_line(&store->lines[i]);
	store->line_count -= count;
	memmove(store->lines, store->lines + count,
	    store->line_count * sizeof(store->lines[0]));
}

static void
schedule_lines(struct store *store, int delay_ms)
{
	struct timeval delay = {
		.tv_sec = delay_ms / 1000,
		.tv_usec = delay_ms % 1000 * 1000,
	};

	event_add(store->lines_timer, &delay);
}

static void
write_lines(struct store *store)
{
	enum db_result result;

	if (store->line_count == 0)
		return;
	result = rows_log_append(store->db, store->lines, store->line_count);
	if (result != DB_OK) {
		log_warnx("log lines wait: %s", db_error(store->db));
		schedule_lines(store, LINES_RETRY_MS);
		return;
	}
	if (store->lines_lost > 0)
		log_warnx("%zu log lines of boards were lost",
		    store->lines_lost);
	store->lines_lost = 0;
	drop_lines(store, store->line_count);
}

static void
on_lines_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	write_lines(arg);
}

static void
store_on_log(void *ctx, struct imsg *msg)
{
	struct store *store = ctx;
	struct log_row *row;

	if (store->line_count == LINES_MAX)
		write_lines(store);
	if (store->line_count == LINES_MAX) {
		drop_lines(store, LINES_MAX / 4);
		store->lines_lost += LINES_MAX / 4;
	}
	row = &store->lines[store->line_count];
	row->board_id = imsg_get_str_dup(msg);
	row->seq = (int64_t)imsg_get_u64(msg);
	row->time_ms = imsg_get_i64(msg);
	row->level = log_level_name(imsg_get_u8(msg));
	if (row->level == NULL)
		row->level = "info";
	row->text = imsg_get_str_dup(msg);
	if (imsg_failed(msg)) {
		free_line(row);
		return;
	}
	if (++store->line_count == 1)
		schedule_lines(store, LINES_DELAY_MS);
}

struct rows_out {
	struct imsg_out out;
	uint32_t request;
};

static void
begin_rows(struct rows_out *rows)
{
	imsg_init(&rows->out, IMSG_STORE_LOG_ROWS, rows->request);
	imsg_put_u8(&rows->out, 1);
}

static void
send_line(const struct log_row *row, void *arg)
{
	struct rows_out *rows = arg;
	int level = log_level_by_name(row->level);

	if (imsg_room(&rows->out) < strlen(row->text) + 32) {
		proc_send(PROC_FLEET, &rows->out);
		begin_rows(rows);
	}
	imsg_put_u64(&rows->out, (uint64_t)row->seq);
	imsg_put_i64(&rows->out, row->time_ms);
	imsg_put_u8(&rows->out, (uint8_t)(level < 0 ? LOG_LEVEL_INFO : level));
	imsg_put_str(&rows->out, row->text);
}

static void
store_on_log_read(void *ctx, struct imsg *msg)
{
	struct store *store = ctx;
	struct rows_out rows = { .request = msg->id };
	struct log_range range;
	char id[64];

	imsg_get_str(msg, id, sizeof(id));
	range.board_id = id;
	range.since = (int64_t)imsg_get_u64(msg);
	range.limit = imsg_get_u32(msg);
	if (imsg_failed(msg))
		return;
	write_lines(store);
	begin_rows(&rows);
	if (rows_log_read(store->db, &range, send_line, &rows) != DB_OK)
		log_warnx("log of %s: %s", id, db_error(store->db));
	proc_send(PROC_FLEET, &rows.out);
	imsg_init(&rows.out, IMSG_STORE_LOG_ROWS, rows.request);
	imsg_put_u8(&rows.out, 0);
	proc_send(PROC_FLEET, &rows.out);
}

/* ---- boards and topics --------------------------------------------------- */

static void
store_on_board(void *ctx, struct imsg *msg)
{
	struct store *store = ctx;
	char *id = imsg_get_str_dup(msg);
	char *name = imsg_get_str_dup(msg);
	char *tags = imsg_get_str_dup(msg);
	int64_t first_seen = imsg_get_i64(msg);
	int64_t last_seen = imsg_get_i64(msg);
	char *model = imsg_get_str_dup(msg);
	char *version = imsg_get_str_dup(msg);
	struct board_row row = {
		.id = id,
		.name = name,
		.tags = tags,
		.first_seen = first_seen,
		.last_seen = last_seen,
		.model = model,
		.agent_version = version,
	};

	if (!imsg_failed(msg))
		answer(store, msg->id, rows_board_save(store->db, &row));
	free(id);
	free(name);
	free(tags);
	free(model);
	free(version);
}

static void
store_on_forget(void *ctx, struct imsg *msg)
{
	struct store *store = ctx;
	char id[64];

	imsg_get_str(msg, id, sizeof(id));
	if (imsg_failed(msg))
		return;
	write_lines(store);
	answer(store, msg->id, rows_board_delete(store->db, id));
}

static void
store_on_topic(void *ctx, struct imsg *msg)
{
	struct store *store = ctx;
	char *topic = imsg_get_str_dup(msg);
	char *board_id = imsg_get_str_dup(msg);
	bool removed = imsg_get_u8(msg) != 0;

	if (!imsg_failed(msg))
		answer(store, msg->id,
		    removed ? rows_topic_remove(store->db, topic) :
			      rows_topic_add(store->db, topic, board_id));
	free(topic);
	free(board_id);
}

static void
tell_board(const struct board_row *row, void *arg)
{
	struct imsg_out out;

	(void)arg;
	imsg_init(&out, IMSG_STORE_BOARD, 0);
	imsg_put_str(&out, row->id);
	imsg_put_str(&out, row->name);
	imsg_put_str(&out, row->tags);
	imsg_put_i64(&out, row->first_seen);
	imsg_put_i64(&out, row->last_seen);
	imsg_put_str(&out, row->model);
	imsg_put_str(&out, row->agent_version);
	proc_send(PROC_FLEET, &out);
}

static void
tell_topic(const char *topic, const char *board_id, void *arg)
{
	struct imsg_out out;

	(void)arg;
	imsg_init(&out, IMSG_STORE_TOPIC, 0);
	imsg_put_str(&out, topic);
	imsg_put_str(&out, board_id);
	imsg_put_u8(&out, 0);
	proc_send(PROC_FLEET, &out);
}

/* ---- health -------------------------------------------------------------- */

static json_t *
check_database(struct store *store)
{
	char text[256];
	bool ok = db_check(store->db, text, sizeof(text)) == DB_OK;

	return json_pack("{s:s, s:b, s:s, s:s, s:s}", "name", "database", "ok",
	    ok, "level", ok ? "ok" : "fail", "message", ok ? "intact" : text,
	    "hint", ok ? "" : "stop upyd and restore upyd.db from a backup");
}

static json_t *
check_disk(struct store *store)
{
	struct statvfs fs;
	uint64_t space;
	char text[96];
	bool ok;

	if (statvfs(store->state_dir, &fs) == -1)
		return json_pack("{s:s, s:b, s:s, s:s, s:s}", "name",
		    "disk space", "ok", 1, "level", "warn", "message",
		    "cannot be asked", "hint", "");
	space = (uint64_t)fs.f_bavail * fs.f_frsize;
	ok = space >= DISK_LOW_BYTES;
	snprintf(text, sizeof(text), "%llu MiB free",
	    (unsigned long long)(space / (1024 * 1024)));
	return json_pack("{s:s, s:b, s:s, s:s, s:s}", "name", "disk space",
	    "ok", ok, "level", ok ? "ok" : "fail", "message", text, "hint",
	    ok ? "" : "free space on the disk of the state directory");
}

/* Who may write here may become what upyd trusts. */
static json_t *
check_permissions(struct store *store)
{
	struct stat facts;
	bool ok;

	ok = stat(store->state_dir, &facts) == 0 &&
	    (facts.st_mode & S_IWOTH) == 0;
	return json_pack("{s:s, s:b, s:s, s:s, s:s}", "name", "permissions",
	    "ok", ok, "level", ok ? "ok" : "fail", "message",
	    ok ? "state directory is closed to others" :
		 "everybody may write to the state directory",
	    "hint", ok ? "" : "chmod o-w the state directory");
}

static void
store_on_check(void *ctx, struct imsg *msg)
{
	struct store *store = ctx;
	json_t *checks = json_pack("{s:[o, o, o]}", "checks",
	    check_database(store), check_disk(store), check_permissions(store));
	char *text = json_dumps(checks, JSON_COMPACT);
	struct imsg_out out;

	imsg_init(&out, IMSG_STORE_CHECKED, msg->id);
	imsg_put_bytes(&out, text, strlen(text));
	proc_send(PROC_FLEET, &out);
	free(text);
	json_decref(checks);
}

/* ---- the process -------------------------------------------------------- */

static void *
store_open(struct event_base *base, const struct conf *conf)
{
	struct store *store = xcalloc(1, sizeof(*store));
	char path[CONF_PATH_MAX + 16];
	char err[512];

	snprintf(store->state_dir, sizeof(store->state_dir), "%s",
	    conf->state_dir);
	snprintf(path, sizeof(path), "%s/upyd.db", conf->state_dir);
	if (db_open(&store->db, path, err, sizeof(err)) != DB_OK)
		fatalx("%s", err);
	store->lines_timer = event_new(base, -1, 0, on_lines_timer, store);
	return store;
}

static void
store_start(void *ctx)
{
	struct store *store = ctx;
	struct imsg_out out;
	int64_t last_seq;

	if (rows_board_each(store->db, tell_board, NULL) != DB_OK ||
	    rows_topic_each(store->db, tell_topic, NULL) != DB_OK ||
	    rows_log_last(store->db, &last_seq) != DB_OK)
		fatalx("upyd.db: %s", db_error(store->db));
	imsg_init(&out, IMSG_STORE_LOADED, 0);
	imsg_put_u32(&out, (uint32_t)db_schema_version(store->db));
	imsg_put_u64(&out, (uint64_t)last_seq);
	proc_send(PROC_FLEET, &out);
}

static void
store_on_stop(void *ctx)
{
	struct store *store = ctx;

	write_lines(store);
	drop_lines(store, store->line_count);
	event_free(store->lines_timer);
	db_close(store->db);
	free(store);
	proc_exit(0);
}

static const struct proc_handler handlers[] = {
	{ IMSG_STORE_BOARD, PROC_FLEET, store_on_board },
	{ IMSG_STORE_FORGET, PROC_FLEET, store_on_forget },
	{ IMSG_STORE_LOG, PROC_FLEET, store_on_log },
	{ IMSG_STORE_LOG_READ, PROC_FLEET, store_on_log_read },
	{ IMSG_STORE_TOPIC, PROC_FLEET, store_on_topic },
	{ IMSG_STORE_CHECK, PROC_FLEET, store_on_check },
};

extern const struct proc_ops store_ops;
const struct proc_ops store_ops = {
	.handlers = handlers,
	.handler_count = sizeof(handlers) / sizeof(handlers[0]),
	.open = store_open,
	.start = store_start,
	.on_stop = store_on_stop,
};

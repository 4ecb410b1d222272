/* SPDX-License-Identifier: MIT */
/*
 * What the store keeps: boards with tags, log lines, MQTT topics.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "daemon/store/rows.h"

#define TAG_MAX 64

static enum db_result
save_board(struct db *db, const struct board_row *row)
{
	struct db_value params[] = {
		db_text(row->id),
		db_text(row->name),
		db_text(row->model),
		db_text(row->agent_version),
		db_number(row->first_seen),
		db_number(row->last_seen),
	};

	return db_run(db,
	    "INSERT INTO boards (id, name, model, agent_version, first_seen,"
	    " last_seen) VALUES (?, ?, ?, ?, ?, ?)"
	    " ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
	    " model = excluded.model,"
	    " agent_version = excluded.agent_version,"
	    " last_seen = excluded.last_seen",
	    params, 6);
}

static enum db_result
save_tags(struct db *db, const char *id, const char *tags)
{
	struct db_value board[] = { db_text(id) };
	enum db_result result;
	char tag[TAG_MAX + 1];
	size_t len;

	result = db_run(db, "DELETE FROM tags WHERE board_id = ?", board, 1);
	while (result == DB_OK && *tags != '\0') {
		struct db_value params[] = { db_text(id), db_text(tag) };

		len = strcspn(tags, " ");
		snprintf(tag, sizeof(tag), "%.*s", (int)len, tags);
		if (len > 0)
			result = db_run(db,
			    "INSERT OR IGNORE INTO tags (board_id, tag)"
			    " VALUES (?, ?)",
			    params, 2);
		tags += len;
		tags += strspn(tags, " ");
	}
	return result;
}

enum db_result
rows_board_save(struct db *db, const struct board_row *row)
{
	enum db_result result = db_begin(db);

	if (result != DB_OK)
		return result;
	result = save_board(db, row);
	if (result == DB_OK)
		result = save_tags(db, row->id, row->tags);
	return db_end(db, result);
}

enum db_result
rows_board_delete(struct db *db, const char *id)
{
	struct db_value params[] = { db_text(id) };

	return db_run(db, "DELETE FROM boards WHERE id = ?", params, 1);
}

struct board_each {
	board_row_fn fn;
	void *arg;
};

static void
give_board(const struct db_value *row, int columns, void *arg)
{
	struct board_each *each = arg;
	struct board_row board = {
		.id = row[0].text,
		.name = row[1].text,
		.model = row[2].text,
		.agent_version = row[3].text,
		.first_seen = row[4].number,
		.last_seen = row[5].number,
		.tags = row[6].text != NULL ? row[6].text : "",
	};

	if (columns == 7)
		each->fn(&board, each->arg);
}

enum db_result
rows_board_each(struct db *db, board_row_fn fn, void *arg)
{
	struct board_each each = { fn, arg };

	return db_query(db,
	    "SELECT id, name, model, agent_version, first_seen, last_seen,"
	    " (SELECT group_concat(tag, ' ') FROM"
	    "  (SELECT tag FROM tags WHERE board_id = id ORDER BY tag))"
	    " FROM boards ORDER BY name",
	    NULL, 0, give_board, &each);
}

static enum db_result
append_line(struct db *db, const struct log_row *row)
{
	struct db_value params[] = {
		db_number(row->seq),
		db_text(row->board_id),
		db_number(row->time_ms),
		db_text(row->level),
		db_text(row->text),
	};

	return db_run(db,
	    "INSERT OR REPLACE INTO log_lines"
	    " (seq, board_id, time_ms, level, text)"
	    " SELECT ?1, ?2, ?3, ?4, ?5"
	    " WHERE EXISTS (SELECT 1 FROM boards WHERE id = ?2)",
	    params, 5);
}

static enum db_result
drop_old_lines(struct db *db, const char *board_id)
{
	struct db_value params[] = {
		db_text(board_id),
		db_number(ROWS_LOG_KEEP),
	};

	return db_run(db,
	    "DELETE FROM log_lines WHERE board_id = ?1 AND seq <="
	    " (SELECT seq FROM log_lines WHERE board_id = ?1"
	    "  ORDER BY seq DESC LIMIT 1 OFFSET ?2)",
	    params, 2);
}

enum db_result
rows_log_append(struct db *db, const struct log_row *rows, size_t row_count)
{
	enum db_result result = db_begin(db);
	size_t i;

	if (result != DB_OK)
		return result;
	for (i = 0; i < row_count && result == DB_OK; i++)
		result = append_line(db, &rows[i]);
	for (i = 0; i < row_count && result == DB_OK; i++)
		if (i == 0 ||
		    strcmp(rows[i].board_id, rows[i - 1].board_id) != 0)
			result = drop_old_lines(db, rows[i].board_id);
	return db_end(db, result);
}

struct log_each {
	log_row_fn fn;
	void *arg;
};

static void
give_line(const struct db_value *row, int columns, void *arg)
{
	struct log_each *each = arg;
	struct log_row line = {
		.seq = row[0].number,
		.board_id = row[1].text,
		.time_ms = row[2].number,
		.level = row[3].text,
		.text = row[4].text,
	};

	if (columns == 5)
		each->fn(&line, each->arg);
}

enum db_result
rows_log_read(struct db *db, const struct log_range *range, log_row_fn fn,
    void *arg)
{
	struct db_value params[] = {
		db_text(range->board_id),
		db_number(range->since),
		db_number(range->limit),
	};
	struct log_each each = { fn, arg };

	return db_query(db,
	    "SELECT * FROM"
	    " (SELECT seq, board_id, time_ms, level, text FROM log_lines"
	    "  WHERE board_id = ? AND seq > ? ORDER BY seq DESC LIMIT ?)"
	    " ORDER BY seq",
	    params, 3, give_line, &each);
}

static void
take_last(const struct db_value *row, int columns, void *arg)
{
	if (columns == 1)
		*(int64_t *)arg = row[0].number;
}

enum db_result
rows_log_last(struct db *db, int64_t *seq)
{
	*seq = 0;
	return db_query(db, "SELECT max(seq) FROM log_lines", NULL, 0,
	    take_last, seq);
}

enum db_result
rows_topic_add(struct db *db, const char *topic, const char *board_id)
{
	struct db_value params[] = { db_text(topic), db_text(board_id) };

	return db_run(db,
	    "INSERT OR IGNORE INTO mqtt_topics (topic, board_id)"
	    " VALUES (?, ?)",
	    params, 2);
}

enum db_result
rows_topic_remove(struct db *db, const char *topic)
{
	struct db_value params[] = { db_text(topic) };

	return db_run(db, "DELETE FROM mqtt_topics WHERE topic = ?", params, 1);
}

struct topic_each {
	topic_row_fn fn;
	void *arg;
};

static void
give_topic(const struct db_value *row, int columns, void *arg)
{
	struct topic_each *each = arg;

	if (columns == 2)
		each->fn(row[0].text, row[1].text, each->arg);
}

enum db_result
rows_topic_each(struct db *db, topic_row_fn fn, void *arg)
{
	struct topic_each each = { fn, arg };

	return db_query(db, "SELECT topic, board_id FROM mqtt_topics", NULL, 0,
	    give_topic, &each);
}

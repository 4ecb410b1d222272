/* SPDX-License-Identifier: MIT */
/*
 * What the store keeps: adopted boards with their tags, log lines, and the
 * retained MQTT topics ever published. Each change is one transaction.
 */
#ifndef STORE_ROWS_H
#define STORE_ROWS_H

#include "daemon/store/db.h"

/* Log lines kept per board; older ones are dropped. */
#define ROWS_LOG_KEEP 1000

struct board_row {
	const char *id;
	const char *name;
	const char *model;
	const char *agent_version;
	const char *tags; /* separated by single spaces, sorted; may be "" */
	int64_t first_seen;
	int64_t last_seen;
};

struct log_row {
	int64_t seq;
	int64_t time_ms;
	const char *board_id;
	const char *level;
	const char *text;
};

struct log_range {
	const char *board_id;
	int64_t since; /* lines with a higher sequence number */
	int64_t limit;
};

/* All texts are borrowed, valid inside the call only. */
typedef void (*board_row_fn)(const struct board_row *row, void *arg);
typedef void (*log_row_fn)(const struct log_row *row, void *arg);
typedef void (
    *topic_row_fn)(const char *topic, const char *board_id, void *arg);

/* Inserts or replaces. DB_ERR_EXISTS: another board has this name. */
enum db_result rows_board_save(struct db *db, const struct board_row *row);
/* Removes the board, its tags and its log lines. */
enum db_result rows_board_delete(struct db *db, const char *id);
enum db_result rows_board_each(struct db *db, board_row_fn fn, void *arg);

/*
 * Appends lines of boards that are stored (others are skipped) and drops
 * what is beyond ROWS_LOG_KEEP of the boards named.
 */
enum db_result rows_log_append(struct db *db, const struct log_row *rows,
    size_t row_count);
/* The newest lines of a board after since, at most limit, oldest first. */
enum db_result rows_log_read(struct db *db, const struct log_range *range,
    log_row_fn fn, void *arg);
/* The highest sequence number ever written that is still there, or 0. */
enum db_result rows_log_last(struct db *db, int64_t *seq);

enum db_result rows_topic_add(struct db *db, const char *topic,
    const char *board_id);
enum db_result rows_topic_remove(struct db *db, const char *topic);
enum db_result rows_topic_each(struct db *db, topic_row_fn fn, void *arg);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The store's rows: what is saved comes back; a full disk or a failing write
 * is an error to the caller, loses nothing and does not stick.
 */
#include "config.h"

#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "faulty_vfs.h"
#include "daemon/store/rows.h"

static char dir[64];
static char path[96];
static char err[256];

static struct db *
fresh_db(void)
{
	struct db *db;

	snprintf(dir, sizeof(dir), "/tmp/upyd-rows-XXXXXX");
	if (mkdtemp(dir) == NULL)
		abort();
	snprintf(path, sizeof(path), "%s/upyd.db", dir);
	if (db_open(&db, path, err, sizeof(err)) != DB_OK)
		abort();
	return db;
}

static void
remove_db(struct db *db)
{
	static const char *const endings[] = { "", "-wal", "-shm" };
	char name[128];
	size_t i;

	db_close(db);
	for (i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "%s%s", path, endings[i]);
		unlink(name);
	}
	rmdir(dir);
}

static enum db_result
save(struct db *db, const char *id, const char *name, const char *tags)
{
	struct board_row row = {
		.id = id,
		.name = name,
		.model = "posix",
		.agent_version = "1",
		.tags = tags,
		.first_seen = 10,
		.last_seen = 20,
	};

	return rows_board_save(db, &row);
}

struct seen {
	int count;
	char last_name[64];
	char last_tags[64];
	int64_t last_number;
};

static void
see_board(const struct board_row *row, void *arg)
{
	struct seen *seen = arg;

	seen->count++;
	snprintf(seen->last_name, sizeof(seen->last_name), "%s", row->name);
	snprintf(seen->last_tags, sizeof(seen->last_tags), "%s", row->tags);
}

static void
see_line(const struct log_row *row, void *arg)
{
	struct seen *seen = arg;

	seen->count++;
	seen->last_number = row->seq;
	snprintf(seen->last_name, sizeof(seen->last_name), "%s", row->text);
}

static void
see_topic(const char *topic, const char *board_id, void *arg)
{
	struct seen *seen = arg;

	seen->count++;
	snprintf(seen->last_name, sizeof(seen->last_name), "%s %s", topic,
	    board_id);
}

static enum db_result
read_lines(struct db *db, int64_t limit, struct seen *seen)
{
	struct log_range range = { .board_id = "b1", .limit = limit };

	return rows_log_read(db, &range, see_line, seen);
}

TEST(boards_come_back_with_sorted_tags)
{
	struct db *db = fresh_db();
	struct seen seen = { 0 };

	CHECK_INT(save(db, "b1", "kitchen", "red lab"), DB_OK);
	CHECK_INT(rows_board_each(db, see_board, &seen), DB_OK);
	CHECK_INT(seen.count, 1);
	CHECK_STR(seen.last_name, "kitchen");
	CHECK_STR(seen.last_tags, "lab red");
	CHECK_INT(save(db, "b1", "cellar", ""), DB_OK);
	CHECK_INT(rows_board_each(db, see_board, &seen), DB_OK);
	CHECK_INT(seen.count, 2);
	CHECK_STR(seen.last_name, "cellar");
	CHECK_STR(seen.last_tags, "");
	remove_db(db);
}

TEST(two_boards_cannot_share_a_name)
{
	struct db *db = fresh_db();
	struct seen seen = { 0 };

	CHECK_INT(save(db, "b1", "kitchen", "x"), DB_OK);
	CHECK_INT(save(db, "b2", "kitchen", "y"), DB_ERR_EXISTS);
	CHECK_INT(rows_board_each(db, see_board, &seen), DB_OK);
	CHECK_INT(seen.count, 1);
	remove_db(db);
}

TEST(deleting_a_board_takes_tags_and_lines)
{
	struct db *db = fresh_db();
	struct log_row line = { 1, 1000, "b1", "info", "hello" };
	struct seen seen = { 0 };

	CHECK_INT(save(db, "b1", "kitchen", "x y"), DB_OK);
	CHECK_INT(rows_log_append(db, &line, 1), DB_OK);
	CHECK_INT(rows_board_delete(db, "b1"), DB_OK);
	CHECK_INT(read_lines(db, 10, &seen), DB_OK);
	CHECK_INT(seen.count, 0);
	CHECK_INT(save(db, "b1", "kitchen", ""), DB_OK);
	CHECK_INT(rows_board_each(db, see_board, &seen), DB_OK);
	CHECK_STR(seen.last_tags, "");
	remove_db(db);
}

TEST(log_keeps_the_newest_lines_of_each_board)
{
	struct db *db = fresh_db();
	struct log_row lines[100];
	struct seen seen = { 0 };
	int64_t seq = 0;
	int batch;
	int i;

	CHECK_INT(save(db, "b1", "one", ""), DB_OK);
	for (batch = 0; batch < ROWS_LOG_KEEP / 100 + 3; batch++) {
		for (i = 0; i < 100; i++)
			lines[i] =
			    (struct log_row){ ++seq, 5, "b1", "info", "text" };
		CHECK_INT(rows_log_append(db, lines, 100), DB_OK);
	}
	lines[0] = (struct log_row){ ++seq, 5, "stranger", "info", "text" };
	CHECK_INT(rows_log_append(db, lines, 1), DB_OK);
	CHECK_INT(read_lines(db, ROWS_LOG_KEEP * 2, &seen), DB_OK);
	CHECK_INT(seen.count, ROWS_LOG_KEEP);
	CHECK_INT(seen.last_number, seq - 1);
	memset(&seen, 0, sizeof(seen));
	CHECK_INT(read_lines(db, 7, &seen), DB_OK);
	CHECK_INT(seen.count, 7);
	CHECK_INT(rows_log_last(db, &seq), DB_OK);
	CHECK_INT(seq, seen.last_number);
	remove_db(db);
}

TEST(topics_are_a_set)
{
	struct db *db = fresh_db();
	struct seen seen = { 0 };

	CHECK_INT(rows_topic_add(db, "upyd/gw1/b/b1/info", "b1"), DB_OK);
	CHECK_INT(rows_topic_add(db, "upyd/gw1/b/b1/info", "b1"), DB_OK);
	CHECK_INT(rows_topic_each(db, see_topic, &seen), DB_OK);
	CHECK_INT(seen.count, 1);
	CHECK_STR(seen.last_name, "upyd/gw1/b/b1/info b1");
	CHECK_INT(rows_topic_remove(db, "upyd/gw1/b/b1/info"), DB_OK);
	seen.count = 0;
	CHECK_INT(rows_topic_each(db, see_topic, &seen), DB_OK);
	CHECK_INT(seen.count, 0);
	remove_db(db);
}

TEST(full_disk_is_told_and_passes)
{
	struct db *db = fresh_db();
	struct seen seen = { 0 };
	enum db_result result = DB_OK;
	char name[300];
	char id[16];
	int saved = 0;
	int i;

	CHECK_INT(db_run(db, "PRAGMA max_page_count=20", NULL, 0), DB_OK);
	for (i = 0; i < 1000 && result == DB_OK; i++) {
		snprintf(id, sizeof(id), "b%d", i);
		snprintf(name, sizeof(name), "%0280d", i);
		result = save(db, id, name, "tag");
		if (result == DB_OK)
			saved++;
	}
	CHECK_INT(result, DB_ERR_NO_SPACE);
	CHECK(strstr(db_error(db), "no space") != NULL);
	CHECK_INT(rows_board_each(db, see_board, &seen), DB_OK);
	CHECK_INT(seen.count, saved);
	CHECK_INT(db_run(db, "PRAGMA max_page_count=10000", NULL, 0), DB_OK);
	CHECK_INT(save(db, id, name, "tag"), DB_OK);
	CHECK_INT(db_check(db, err, sizeof(err)), DB_OK);
	remove_db(db);
}

/* The n-th write fails, for n = 1, 2, 3 ... until everything passes. */
TEST(no_failing_write_loses_an_acknowledged_row)
{
	struct db *db;
	struct seen seen;
	int saved;
	int failed = 1;
	int n;
	int i;
	char id[16];

	for (n = 1; n < 400 && failed > 0; n++) {
		db = fresh_db();
		saved = 0;
		failed = 0;
		faulty_vfs_fail_at(n);
		for (i = 0; i < 6; i++) {
			snprintf(id, sizeof(id), "b%d", i);
			if (save(db, id, id, "a b") == DB_OK)
				saved++;
			else
				failed++;
		}
		faulty_vfs_fail_at(0);
		CHECK(failed <= 1);
		db_close(db);
		CHECK_INT(db_open(&db, path, err, sizeof(err)), DB_OK);
		memset(&seen, 0, sizeof(seen));
		rows_board_each(db, see_board, &seen);
		/* A row told as failed may be there; told as saved must be. */
		CHECK(seen.count >= saved && seen.count <= saved + failed);
		CHECK_INT(db_check(db, err, sizeof(err)), DB_OK);
		remove_db(db);
	}
	CHECK(n > 10);
	CHECK_INT(failed, 0);
}

int
main(void)
{
	faulty_vfs_install();
	RUN(boards_come_back_with_sorted_tags);
	RUN(two_boards_cannot_share_a_name);
	RUN(deleting_a_board_takes_tags_and_lines);
	RUN(log_keeps_the_newest_lines_of_each_board);
	RUN(topics_are_a_set);
	RUN(full_disk_is_told_and_passes);
	RUN(no_failing_write_loses_an_acknowledged_row);
	return check_done();
}

/* SPDX-License-Identifier: MIT */
/* The store's database: opening, migrations, refusal of foreign files. */
#include "config.h"

#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "daemon/store/db.h"

static char dir[64];
static char path[96];
static char err[256];

static void
fresh_path(void)
{
	snprintf(dir, sizeof(dir), "/tmp/upyd-store-XXXXXX");
	if (mkdtemp(dir) == NULL)
		abort();
	snprintf(path, sizeof(path), "%s/upyd.db", dir);
}

static void
remove_path(void)
{
	static const char *const endings[] = { "", "-wal", "-shm" };
	char name[128];
	size_t i;

	for (i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "%s%s", path, endings[i]);
		unlink(name);
	}
	rmdir(dir);
}

static void
count_row(const struct db_value *row, int columns, void *arg)
{
	(void)columns;
	*(int64_t *)arg = row[0].number;
}

static int64_t
number_of(struct db *db, const char *sql)
{
	int64_t number = -1;

	db_query(db, sql, NULL, 0, count_row, &number);
	return number;
}

TEST(new_database_has_the_newest_schema)
{
	struct db *db;

	fresh_path();
	CHECK_INT(db_open(&db, path, err, sizeof(err)), DB_OK);
	CHECK(db_schema_version(db) >= 3);
	CHECK_INT(number_of(db, "SELECT count(*) FROM migrations"),
	    db_schema_version(db));
	CHECK_INT(db_check(db, err, sizeof(err)), DB_OK);
	db_close(db);
	remove_path();
}

TEST(opening_again_keeps_rows_and_schema)
{
	struct db *db;
	int version;

	fresh_path();
	CHECK_INT(db_open(&db, path, err, sizeof(err)), DB_OK);
	version = db_schema_version(db);
	CHECK_INT(db_run(db,
		      "INSERT INTO boards VALUES ('b1', 'one', 'm', 'v', 1, 2)",
		      NULL, 0),
	    DB_OK);
	db_close(db);
	CHECK_INT(db_open(&db, path, err, sizeof(err)), DB_OK);
	CHECK_INT(db_schema_version(db), version);
	CHECK_INT(number_of(db, "SELECT count(*) FROM boards"), 1);
	db_close(db);
	remove_path();
}

TEST(every_commit_is_synced)
{
	struct db *db;

	fresh_path();
	CHECK_INT(db_open(&db, path, err, sizeof(err)), DB_OK);
	/* 2 is FULL. */
	CHECK_INT(number_of(db, "PRAGMA synchronous"), 2);
	CHECK_INT(number_of(db, "PRAGMA foreign_keys"), 1);
	db_close(db);
	remove_path();
}

TEST(newer_schema_is_refused)
{
	struct db *db;

	fresh_path();
	CHECK_INT(db_open(&db, path, err, sizeof(err)), DB_OK);
	CHECK_INT(db_run(db, "PRAGMA user_version=9999", NULL, 0), DB_OK);
	db_close(db);
	CHECK_INT(db_open(&db, path, err, sizeof(err)), DB_ERR_NEWER);
	CHECK(db == NULL);
	CHECK(strstr(err, "newer upyd") != NULL);
	remove_path();
}

TEST(a_file_that_is_no_database_is_refused)
{
	struct db *db;
	FILE *file;

	fresh_path();
	file = fopen(path, "w");
	fputs("this is not a database, but long enough to look like one "
	      "when only its size is taken into account: padding padding",
	    file);
	fclose(file);
	CHECK_INT(db_open(&db, path, err, sizeof(err)), DB_ERR_CORRUPT);
	CHECK(strstr(err, path) != NULL);
	remove_path();
}

TEST(missing_directory_is_an_error_with_the_path)
{
	struct db *db;

	CHECK(db_open(&db, "/nonexistent/upyd.db", err, sizeof(err)) != DB_OK);
	CHECK(strstr(err, "/nonexistent/upyd.db") != NULL);
}

TEST(failed_transaction_leaves_nothing)
{
	struct db *db;
	enum db_result result;

	fresh_path();
	CHECK_INT(db_open(&db, path, err, sizeof(err)), DB_OK);
	CHECK_INT(db_begin(db), DB_OK);
	CHECK_INT(db_run(db,
		      "INSERT INTO boards VALUES ('b1', 'one', 'm', 'v', 1, 2)",
		      NULL, 0),
	    DB_OK);
	result = db_run(db, "INSERT INTO tags VALUES ('nobody', 't')", NULL, 0);
	CHECK_INT(result, DB_ERR_EXISTS);
	CHECK_INT(db_end(db, result), DB_ERR_EXISTS);
	CHECK_INT(number_of(db, "SELECT count(*) FROM boards"), 0);
	db_close(db);
	remove_path();
}

TEST(damaged_pages_are_found)
{
	struct db *db;
	char junk[512];
	FILE *file;
	int i;

	fresh_path();
	CHECK_INT(db_open(&db, path, err, sizeof(err)), DB_OK);
	for (i = 0; i < 200; i++)
		db_run(db,
		    "INSERT INTO boards SELECT 'b' || hex(randomblob(8)),"
		    " hex(randomblob(40)), 'm', 'v', 1, 2",
		    NULL, 0);
	db_close(db);
	memset(junk, 0x5a, sizeof(junk));
	file = fopen(path, "r+");
	for (i = 2; i < 10; i++) {
		fseek(file, 4096 * i + 3000, SEEK_SET);
		fwrite(junk, 1, sizeof(junk), file);
	}
	fclose(file);
	if (db_open(&db, path, err, sizeof(err)) == DB_OK) {
		CHECK(db_check(db, err, sizeof(err)) != DB_OK);
		CHECK(err[0] != '\0');
		db_close(db);
	}
	remove_path();
}

int
main(void)
{
	RUN(new_database_has_the_newest_schema);
	RUN(opening_again_keeps_rows_and_schema);
	RUN(every_commit_is_synced);
	RUN(newer_schema_is_refused);
	RUN(a_file_that_is_no_database_is_refused);
	RUN(missing_directory_is_an_error_with_the_path);
	RUN(failed_transaction_leaves_nothing);
	RUN(damaged_pages_are_found);
	return check_done();
}

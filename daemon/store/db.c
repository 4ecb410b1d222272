/* SPDX-License-Identifier: MIT */
/*
 * The SQLite database: opening, migrations, transactions, statements.
 */
#include "config.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/store/db.h"

#define DB_MAX_COLUMNS 8

struct db {
	sqlite3 *sqlite; /* owned */
	char error[256];
};

static const struct migration {
	int number;
	const char *sql;
} migrations[] = {
#define X(number, sql) { number, sql },
#include "migrations.def"
#undef X
};

#define MIGRATION_COUNT (sizeof(migrations) / sizeof(migrations[0]))

/* These hold for this connection only and are set at every opening. */
static const char *const opening_pragmas[] = {
	"PRAGMA journal_mode=WAL",
	"PRAGMA synchronous=FULL",
	"PRAGMA foreign_keys=ON",
	"PRAGMA trusted_schema=OFF",
};

static enum db_result
result_of(int code)
{
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_DONE:
	case SQLITE_ROW:
		return DB_OK;
	case SQLITE_FULL:
		return DB_ERR_NO_SPACE;
	case SQLITE_CONSTRAINT:
		return DB_ERR_EXISTS;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return DB_ERR_CORRUPT;
	default:
		return DB_ERR_IO;
	}
}

static enum db_result
keep_error(struct db *db, int code)
{
	enum db_result result = result_of(code);

	if (result == DB_ERR_NO_SPACE)
		snprintf(db->error, sizeof(db->error),
		    "no space left on the disk of the state directory");
	else if (result != DB_OK)
		snprintf(db->error, sizeof(db->error), "%s",
		    sqlite3_errmsg(db->sqlite));
	return result;
}

static enum db_result
run_script(struct db *db, const char *sql)
{
	return keep_error(db, sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL));
}

static int
bind_params(sqlite3_stmt *stmt, const struct db_value *params, int count)
{
	int code = SQLITE_OK;
	int i;

	for (i = 0; i < count && code == SQLITE_OK; i++)
		code = params[i].text != NULL ?
		    sqlite3_bind_text(stmt, i + 1, params[i].text, -1,
			SQLITE_TRANSIENT) :
		    sqlite3_bind_int64(stmt, i + 1, params[i].number);
	return code;
}

static void
give_row(sqlite3_stmt *stmt, db_row_fn on_row, void *arg)
{
	struct db_value row[DB_MAX_COLUMNS] = { 0 };
	int columns = sqlite3_column_count(stmt);
	int i;

	if (columns > DB_MAX_COLUMNS)
		columns = DB_MAX_COLUMNS;
	for (i = 0; i < columns; i++) {
		row[i].number = sqlite3_column_int64(stmt, i);
		if (sqlite3_column_type(stmt, i) == SQLITE_TEXT)
			row[i].text =
			    (const char *)sqlite3_column_text(stmt, i);
	}
	on_row(row, columns, arg);
}

enum db_result
db_query(struct db *db, const char *sql, const struct db_value *params,
    int param_count, db_row_fn on_row, void *arg)
{
	sqlite3_stmt *stmt = NULL;
	enum db_result result;
	int code;

	code = sqlite3_prepare_v2(db->sqlite, sql, -1, &stmt, NULL);
	if (code == SQLITE_OK)
		code = bind_params(stmt, params, param_count);
	if (code == SQLITE_OK)
		while ((code = sqlite3_step(stmt)) == SQLITE_ROW)
			if (on_row != NULL)
				give_row(stmt, on_row, arg);
	result = keep_error(db, code);
	sqlite3_finalize(stmt);
	return result;
}

enum db_result
db_run(struct db *db, const char *sql, const struct db_value *params,
    int param_count)
{
	return db_query(db, sql, params, param_count, NULL, NULL);
}

enum db_result
db_begin(struct db *db)
{
	return run_script(db, "BEGIN IMMEDIATE");
}

enum db_result
db_end(struct db *db, enum db_result so_far)
{
	if (so_far == DB_OK)
		so_far = run_script(db, "COMMIT");
	/* SQLite rolls back by itself after some failures, not after all. */
	if (so_far != DB_OK && sqlite3_get_autocommit(db->sqlite) == 0)
		sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
	return so_far;
}

static void
take_number(const struct db_value *row, int columns, void *arg)
{
	if (columns > 0)
		*(int *)arg = (int)row[0].number;
}

int
db_schema_version(struct db *db)
{
	int version = -1;

	db_query(db, "PRAGMA user_version", NULL, 0, take_number, &version);
	return version;
}

static enum db_result
apply_migration(struct db *db, const struct migration *migration)
{
	struct db_value params[] = { db_number(migration->number) };
	enum db_result result;
	char version[48];

	if ((result = db_begin(db)) != DB_OK)
		return result;
	result = run_script(db, migration->sql);
	if (result == DB_OK)
		result = db_run(db,
		    "INSERT INTO migrations (number, applied_at) "
		    "VALUES (?, unixepoch())",
		    params, 1);
	snprintf(version, sizeof(version), "PRAGMA user_version=%d",
	    migration->number);
	if (result == DB_OK)
		result = run_script(db, version);
	return db_end(db, result);
}

static enum db_result
migrate(struct db *db)
{
	int newest = migrations[MIGRATION_COUNT - 1].number;
	int version = db_schema_version(db);
	enum db_result result;
	size_t i;

	if (version > newest) {
		snprintf(db->error, sizeof(db->error),
		    "written by a newer upyd (schema %d, this one knows %d)",
		    version, newest);
		return DB_ERR_NEWER;
	}
	result = run_script(db,
	    "CREATE TABLE IF NOT EXISTS migrations ("
	    " number INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT");
	for (i = 0; i < MIGRATION_COUNT && result == DB_OK; i++)
		if (migrations[i].number > version)
			result = apply_migration(db, &migrations[i]);
	return result;
}

static enum db_result
prepare_connection(struct db *db)
{
	enum db_result result = DB_OK;
	size_t i;

	sqlite3_extended_result_codes(db->sqlite, 1);
	for (i = 0; i < sizeof(opening_pragmas) / sizeof(opening_pragmas[0]) &&
	     result == DB_OK;
	     i++)
		result = run_script(db, opening_pragmas[i]);
	if (result == DB_OK)
		result = migrate(db);
	return result;
}

enum db_result
db_open(struct db **out, const char *path, char *err, size_t err_len)
{
	struct db *db = calloc(1, sizeof(*db));
	enum db_result result;
	int code;

	*out = NULL;
	if (db == NULL) {
		snprintf(err, err_len, "%s: out of memory", path);
		return DB_ERR_IO;
	}
	code = sqlite3_open_v2(path, &db->sqlite,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	result = keep_error(db, code);
	if (result == DB_OK)
		result = prepare_connection(db);
	if (result != DB_OK) {
		snprintf(err, err_len, "%s: %s", path, db->error);
		db_close(db);
		return result;
	}
	*out = db;
	return DB_OK;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	sqlite3_close(db->sqlite);
	free(db);
}

const char *
db_error(const struct db *db)
{
	return db->error;
}

struct check_text {
	char *text;
	size_t len;
};

static void
take_complaint(const struct db_value *row, int columns, void *arg)
{
	struct check_text *check = arg;

	if (columns > 0 && row[0].text != NULL && check->text[0] == '\0' &&
	    strcmp(row[0].text, "ok") != 0)
		snprintf(check->text, check->len, "%s", row[0].text);
}

static void
take_orphan(const struct db_value *row, int columns, void *arg)
{
	struct check_text *check = arg;

	if (columns > 0 && row[0].text != NULL && check->text[0] == '\0')
		snprintf(check->text, check->len,
		    "table %s has rows without their board", row[0].text);
}

enum db_result
db_check(struct db *db, char *text, size_t text_len)
{
	struct check_text check = { text, text_len };
	enum db_result result;

	text[0] = '\0';
	result = db_query(db, "PRAGMA integrity_check(1)", NULL, 0,
	    take_complaint, &check);
	if (result == DB_OK)
		result = db_query(db, "PRAGMA foreign_key_check", NULL, 0,
		    take_orphan, &check);
	if (result != DB_OK)
		snprintf(text, text_len, "%s", db->error);
	else if (text[0] != '\0')
		result = DB_ERR_CORRUPT;
	return result;
}

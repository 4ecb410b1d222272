/* SPDX-License-Identifier: MIT */
/*
 * The SQLite database: opening, migrations, transactions, statements. Every
 * commit is on disk when the call returns (WAL, synchronous=FULL). A failed
 * transaction leaves the database as it was; the handle stays usable.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include <stddef.h>
#include <stdint.h>

struct db;

enum db_result {
	DB_OK = 0,
	DB_ERR_NO_SPACE = -1, /* the disk is full; try again later */
	DB_ERR_EXISTS = -2,   /* a unique or foreign key refused the row */
	DB_ERR_CORRUPT = -3,  /* damaged, or not a database of ours */
	DB_ERR_NEWER = -4,    /* written by a newer version */
	DB_ERR_IO = -5        /* anything else */
};

/* One value of a row or of a statement's parameters. */
struct db_value {
	const char *text; /* borrowed: until the call returns; NULL: number */
	int64_t number;
};

/* Called for each row; values are valid inside the call only. */
typedef void (*db_row_fn)(const struct db_value *row, int columns, void *arg);

/*
 * Opens or creates the database and brings its schema up to date. On failure
 * *out is NULL and err has one line for people.
 */
enum db_result db_open(struct db **out, const char *path, char *err,
    size_t err_len);
void db_close(struct db *db);

enum db_result db_begin(struct db *db);
/* Ends the transaction: commits when so_far is DB_OK, else rolls back. */
enum db_result db_end(struct db *db, enum db_result so_far);

/* Runs one statement with its parameters in order; rows are ignored. */
enum db_result db_run(struct db *db, const char *sql,
    const struct db_value *params, int param_count);
enum db_result db_query(struct db *db, const char *sql,
    const struct db_value *params, int param_count, db_row_fn on_row,
    void *arg);

/* Text of the last failure, without full stop. */
const char *db_error(const struct db *db);
/* integrity_check and foreign_key_check; text says what is wrong. */
enum db_result db_check(struct db *db, char *text, size_t text_len);
int db_schema_version(struct db *db);

static inline struct db_value
db_text(const char *text)
{
	return (struct db_value){ .text = text };
}

static inline struct db_value
db_number(int64_t number)
{
	return (struct db_value){ .number = number };
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What a person sees: tables, sizes, ages, progress, colours, help.
 * Colours and progress follow NO_COLOR, CLICOLOR_FORCE, UPY_FORCE_TTY.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "ctl.h"

void output_no_colour(void);
bool output_stderr_colour(void);
bool output_stdout_colour(void);

void output_help(const struct ctl_verb *verb, const struct ctl_flag *own,
    const struct ctl_flag *global, FILE *out);

/* Prints a JSON value and a newline on stdout. */
void output_json(const json_t *value);
/* The same on one line: NDJSON for streams. */
void output_json_line(const json_t *value);

/* "1.5 KiB" into buf, which is returned. */
const char *output_size(double bytes, char *buf, size_t buf_len);
/* "3 min", "2 h" since epoch seconds `then`. */
const char *output_age(double then, char *buf, size_t buf_len);

/* A table: cells are copied; widths fit the content. */
struct output_table;
struct output_table *output_table_new(int columns, const char *const *titles);
void output_table_cell(struct output_table *table, const char *text);
/* Prints and frees. */
void output_table_print(struct output_table *table);

/* Text of a member, or `fallback` when it is missing or no string. */
const char *output_member(const json_t *object, const char *key,
    const char *fallback);

/* Progress of one copy on stderr: a moving line, or lines per 10 %. */
struct output_progress {
	const char *name; /* borrowed until output_progress_done */
	uint64_t total;
	uint64_t done;
	int64_t started_ms;
	int64_t shown_ms;
	int shown_tenth;
	bool active;
	bool moving;
};
void output_progress_start(struct output_progress *progress,
    const struct ctl_options *options, const char *name, uint64_t total);
void output_progress_update(struct output_progress *progress, uint64_t done);
void output_progress_done(struct output_progress *progress);

/* Milliseconds of a clock that only goes forward. */
int64_t output_now_ms(void);

#endif

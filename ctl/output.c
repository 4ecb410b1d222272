/* SPDX-License-Identifier: MIT */
/* Tables, sizes, ages, colours and help, for people. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "output.h"
#include "verbs.h"

static bool no_colour;

struct output_table {
	int columns;
	int count;
	int room;
	char **cells;
};

void
output_no_colour(void)
{
	no_colour = true;
}

static bool
colour_for(int fd)
{
	const char *force = getenv("CLICOLOR_FORCE");
	const char *none = getenv("NO_COLOR");

	if (no_colour || (none != NULL && none[0] != '\0'))
		return false;
	if (force != NULL && strcmp(force, "0") != 0)
		return true;
	return isatty(fd) == 1 || getenv("UPY_FORCE_TTY") != NULL;
}

bool
output_stderr_colour(void)
{
	return colour_for(STDERR_FILENO);
}

bool
output_stdout_colour(void)
{
	return colour_for(STDOUT_FILENO);
}

static void
help_flags(const struct ctl_flag *flags, FILE *out)
{
	int i;

	for (i = 0; flags[i].name != NULL; i++) {
		char left[48];
		char letter[8] = "    ";

		if (flags[i].letter != 0)
			snprintf(letter, sizeof(letter), "-%c, ",
			    flags[i].letter);
		snprintf(left, sizeof(left), "%s--%s%s%s", letter,
		    flags[i].name, flags[i].arg != NULL ? " " : "",
		    flags[i].arg != NULL ? flags[i].arg : "");
		fprintf(out, "  %-26s %s\n", left, flags[i].help);
	}
}

static void
help_verb(const struct ctl_verb *verb, const struct ctl_flag *own, FILE *out)
{
	fprintf(out, "usage: upyctl %s %s\n\n%s\n", verb->name, verb->usage,
	    verb->summary);
	if (own[0].name != NULL) {
		fprintf(out, "\noptions:\n");
		help_flags(own, out);
	}
}

void
output_help(const struct ctl_verb *verb, const struct ctl_flag *own,
    const struct ctl_flag *global, FILE *out)
{
	const struct ctl_verb *each;
	int i;

	if (verb != NULL) {
		help_verb(verb, own, out);
	} else {
		fprintf(out,
		    "usage: upyctl [options] VERB ...\n\n"
		    "Drives the boards of a upyd gateway. BOARD is a "
		    "name, an id or its unique\nprefix, port:PATH, "
		    "tag:TAG or all.\n\nverbs:\n");
		for (i = 0; (each = verb_at(i)) != NULL; i++)
			if (each->summary != NULL)
				fprintf(out, "  %-11s %s\n", each->name,
				    each->summary);
	}
	fprintf(out, "\noptions of every verb:\n");
	help_flags(global, out);
	if (verb == NULL)
		fprintf(out,
		    "\nupyctl VERB --help tells more; upyctl help "
		    "exit-codes lists the exit codes.\n");
}

void
output_json(const json_t *value)
{
	json_dumpf(value, stdout, JSON_INDENT(2) | JSON_ENCODE_ANY);
	putchar('\n');
}

void
output_json_line(const json_t *value)
{
	json_dumpf(value, stdout, JSON_COMPACT | JSON_ENCODE_ANY);
	putchar('\n');
	fflush(stdout);
}

const char *
output_size(double bytes, char *buf, size_t buf_len)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB" };
	int unit = 0;

	while (bytes >= 1024 && unit < 3) {
		bytes /= 1024;
		unit++;
	}
	snprintf(buf, buf_len,
	    unit == 0 || bytes >= 100 ? "%.0f %s" : "%.1f %s", bytes,
	    units[unit]);
	return buf;
}

const char *
output_age(double then, char *buf, size_t buf_len)
{
	double age = (double)time(NULL) - then;

	if (then <= 0)
		snprintf(buf, buf_len, "never");
	else if (age < 90)
		snprintf(buf, buf_len, "%.0f s", age < 0 ? 0 : age);
	else if (age < 90 * 60)
		snprintf(buf, buf_len, "%.0f min", age / 60);
	else if (age < 36 * 3600)
		snprintf(buf, buf_len, "%.0f h", age / 3600);
	else
		snprintf(buf, buf_len, "%.0f days", age / 86400);
	return buf;
}

struct output_table *
output_table_new(int columns, const char *const *titles)
{
	struct output_table *table = calloc(1, sizeof(*table));
	int i;

	if (table == NULL)
		abort();
	table->columns = columns;
	for (i = 0; i < columns; i++)
		output_table_cell(table, titles[i]);
	return table;
}

void
output_table_cell(struct output_table *table, const char *text)
{
	if (table->count == table->room) {
		table->room = table->room * 2 + 64;
		table->cells =
		    realloc(table->cells, (size_t)table->room * sizeof(char *));
		if (table->cells == NULL)
			abort();
	}
	table->cells[table->count] = strdup(text);
	if (table->cells[table->count++] == NULL)
		abort();
}

/* Terminal columns of a UTF-8 text, one for each code point. */
static int
text_width(const char *text)
{
	int width = 0;

	for (; *text != '\0'; text++)
		if (((unsigned char)*text & 0xc0) != 0x80)
			width++;
	return width;
}

void
output_table_print(struct output_table *table)
{
	bool colour = output_stdout_colour();
	int i;
	int row;

	for (row = 0; row * table->columns < table->count; row++) {
		char **cells = table->cells + row * table->columns;

		if (row == 0 && colour)
			fputs("\033[1m", stdout);
		for (i = 0; i < table->columns; i++) {
			int width = 0;
			int j;

			for (j = i; j < table->count; j += table->columns)
				if (text_width(table->cells[j]) > width)
					width = text_width(table->cells[j]);
			fputs(cells[i], stdout);
			if (i + 1 < table->columns)
				printf("%*s", width - text_width(cells[i]) + 2,
				    "");
		}
		puts(row == 0 && colour ? "\033[0m" : "");
	}
	for (i = 0; i < table->count; i++)
		free(table->cells[i]);
	free(table->cells);
	free(table);
}

const char *
output_member(const json_t *object, const char *key, const char *fallback)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL && text[0] != '\0' ? text : fallback;
}

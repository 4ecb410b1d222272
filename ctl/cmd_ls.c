/* SPDX-License-Identifier: MIT */
/* upyctl ls: the boards, or the files of one. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "files.h"
#include "output.h"
#include "target.h"
#include "verbs.h"

enum { FLAG_ALL, FLAG_LONG };

static const struct ctl_flag flags[] = {
	[FLAG_ALL] = { "all", 'a', NULL, "boards not adopted yet, too" },
	[FLAG_LONG] = { "long", 'l', NULL, "files with size and time" },
	{ NULL, 0, NULL, NULL },
};

static void
tags_text(const json_t *board, char *buf, size_t buf_len)
{
	const json_t *each;
	size_t len = 0;
	size_t i;

	buf[0] = '\0';
	json_array_foreach(json_object_get(board, "tags"), i, each)
	{
		len += (size_t)snprintf(buf + len, buf_len - len, "%s%s",
		    i > 0 ? "," : "", json_string_value(each));
		if (len >= buf_len)
			break;
	}
	if (buf[0] == '\0')
		snprintf(buf, buf_len, "-");
}

static void
state_text(const json_t *board, char *buf, size_t buf_len)
{
	const char *why = output_member(board, "why", "");
	const json_t *busy = json_object_get(board, "busy");
	char age[24];

	output_age(json_number_value(json_object_get(board, "since")), age,
	    sizeof(age));
	if (json_is_true(json_object_get(board, "online")))
		snprintf(buf, buf_len, "%s",
		    json_is_object(busy) ? "online, busy" : "online");
	else if (why[0] != '\0')
		snprintf(buf, buf_len, "%s %s: %s",
		    output_member(board, "state", "offline"), age, why);
	else
		snprintf(buf, buf_len, "%s",
		    output_member(board, "state", "offline"));
}

static int
list_boards(struct client *client, bool all)
{
	static const char *const titles[] = { "NAME", "ID", "STATE", "VIA",
		"MODEL", "AGENT", "TAGS" };
	struct output_table *table;
	const json_t *board;
	json_t *answer;
	char text[256];
	size_t i;
	int status = client_call(client, "GET",
	    all ? "/v1/boards?all=1" : "/v1/boards", NULL, &answer);

	if (status != CTL_OK) {
		client_report(client, NULL);
		return status;
	}
	if (client_options(client)->json) {
		output_json(json_object_get(answer, "boards"));
		json_decref(answer);
		return CTL_OK;
	}
	if (json_array_size(json_object_get(answer, "boards")) == 0) {
		if (!client_options(client)->quiet)
			fprintf(stderr,
			    "no boards yet; upyctl board found "
			    "lists what is plugged in\n");
		json_decref(answer);
		return CTL_OK;
	}
	table = output_table_new(7, titles);
	json_array_foreach(json_object_get(answer, "boards"), i, board)
	{
		bool adopted = json_is_true(json_object_get(board, "adopted"));

		output_table_cell(table,
		    output_member(board, "name", adopted ? "-" : "(found)"));
		output_table_cell(table, output_member(board, "id", "-"));
		state_text(board, text, sizeof(text));
		output_table_cell(table, text);
		output_table_cell(table, output_member(board, "via", "-"));
		output_table_cell(table, output_member(board, "model", "-"));
		output_table_cell(table,
		    output_member(board, "agent_version", "-"));
		tags_text(board, text, sizeof(text));
		output_table_cell(table, text);
	}
	if (json_array_size(json_object_get(answer, "boards")) == 0 &&
	    !client_options(client)->quiet)
		fprintf(stderr,
		    "no boards yet; upyctl board found lists what "
		    "is plugged in\n");
	else
		output_table_print(table);
	json_decref(answer);
	return CTL_OK;
}

static void
print_long(const json_t *entries)
{
	static const char *const titles[] = { "TYPE", "SIZE", "MODIFIED",
		"NAME" };
	struct output_table *table = output_table_new(4, titles);
	const json_t *entry;
	size_t i;

	json_array_foreach(entries, i, entry)
	{
		char text[32];
		time_t mtime =
		    (time_t)json_integer_value(json_object_get(entry, "mtime"));
		struct tm tm;

		output_table_cell(table, output_member(entry, "type", "?"));
		snprintf(text, sizeof(text), "%lld",
		    (long long)json_integer_value(
			json_object_get(entry, "size")));
		output_table_cell(table, text);
		text[0] = '-';
		text[1] = '\0';
		if (mtime > 0 && localtime_r(&mtime, &tm) != NULL)
			strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &tm);
		output_table_cell(table, text);
		output_table_cell(table, output_member(entry, "name", "?"));
	}
	output_table_print(table);
}

static int
list_files(struct client *client, const char *board, const char *path,
    bool detailed)
{
	const json_t *entry;
	json_t *entries;
	size_t i;
	int status = files_list(client, board, path, &entries);

	if (status != CTL_OK) {
		client_report(client, board);
		return status;
	}
	if (client_options(client)->json)
		output_json(entries);
	else if (detailed)
		print_long(entries);
	else
		json_array_foreach(entries, i, entry)
		    printf("%s%s\n", output_member(entry, "name", "?"),
			files_is_dir(entry) ? "/" : "");
	json_decref(entries);
	return CTL_OK;
}

static int
run(const struct ctl_options *options, const struct ctl_args *args)
{
	struct client *client = client_new(options);
	const char *path;
	char *board;
	int status;

	if (args->count == 0) {
		status = list_boards(client, args->values[FLAG_ALL] != NULL);
	} else if (target_split(args->words[0], &board, &path)) {
		status = list_files(client, board, path,
		    args->values[FLAG_LONG] != NULL);
		free(board);
	} else {
		ctl_error("ls: \"%s\": files are named BOARD:/PATH",
		    args->words[0]);
		status = CTL_USAGE;
	}
	client_free(client);
	return status;
}

const struct ctl_verb verb_ls = {
	.name = "ls",
	.usage = "[BOARD:/PATH]",
	.summary = "list the boards, or the files of one",
	.max_words = 1,
	.flags = flags,
	.run = run,
};

/* SPDX-License-Identifier: MIT */
/* upyctl board, pin, reset: managing boards. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board_text.h"
#include "output.h"
#include "target.h"
#include "verbs.h"

enum { FLAG_NAME, FLAG_REMOVE };
enum { FLAG_HARD, FLAG_SAFE };

static const struct ctl_flag flags[] = {
	[FLAG_NAME] = { "name", 'n', "NAME", "the name to give (adopt)" },
	[FLAG_REMOVE] = { "remove", 'd', NULL, "take the tags away (tag)" },
	{ NULL, 0, NULL, NULL },
};

static const struct ctl_flag reset_flags[] = {
	[FLAG_HARD] = { "hard", 0, NULL, "like the reset button" },
	[FLAG_SAFE] = { "safe", 0, NULL, "skip boot.py and main.py" },
	{ NULL, 0, NULL, NULL },
};

/* Calls one method on one board and prints the answer or the error. */
static int
call(struct client *client, const char *verb, const char *board,
    const char *rest, json_t *body, json_t **result)
{
	char *url = client_board_path(client, board, rest);
	int status = client_call(client, verb, url, body, result);

	free(url);
	json_decref(body);
	if (status != CTL_OK)
		client_report(client, board);
	return status;
}

static int
done(struct client *client, int status, json_t *answer, const char *said)
{
	const struct ctl_options *options = client_options(client);

	if (status == CTL_OK && options->json)
		output_json(answer);
	else if (status == CTL_OK && !options->quiet)
		fprintf(stderr, "%s: %s\n",
		    output_member(answer, "name",
			output_member(answer, "id", "board")),
		    said);
	json_decref(answer);
	return status;
}

static int
board_found(struct client *client, const struct ctl_args *args)
{
	static const char *const titles[] = { "ID", "VIA", "MODEL", "AGENT",
		"CALLS ITSELF" };
	struct output_table *table;
	const json_t *board;
	json_t *answer;
	size_t i;
	int status =
	    client_call(client, "GET", "/v1/boards/found", NULL, &answer);

	(void)args;
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
			    "nothing new; every board seen is "
			    "adopted\n");
		json_decref(answer);
		return CTL_OK;
	}
	table = output_table_new(5, titles);
	json_array_foreach(json_object_get(answer, "boards"), i, board)
	{
		output_table_cell(table, output_member(board, "id", "-"));
		output_table_cell(table, output_member(board, "via", "-"));
		output_table_cell(table, output_member(board, "model", "-"));
		output_table_cell(table,
		    output_member(board, "agent_version", "-"));
		output_table_cell(table, output_member(board, "name", "-"));
	}
	output_table_print(table);
	json_decref(answer);
	return CTL_OK;
}

static int
board_adopt_all(struct client *client)
{
	const json_t *board;
	json_t *answer;
	size_t i;
	int status =
	    client_call(client, "GET", "/v1/boards/found", NULL, &answer);

	if (status != CTL_OK) {
		client_report(client, NULL);
		return status;
	}
	json_array_foreach(json_object_get(answer, "boards"), i, board)
	{
		json_t *adopted;
		int one = call(client, "POST", output_member(board, "id", "?"),
		    "adopt", json_object(), &adopted);

		done(client, one, adopted, "adopted");
		status = status == CTL_OK ? one : status;
	}
	json_decref(answer);
	return status;
}

static int
board_adopt(struct client *client, const struct ctl_args *args)
{
	const char *name = args->values[FLAG_NAME];
	json_t *body;
	json_t *answer;
	int status;

	if (args->count < 2 || args->count > 3) {
		ctl_error("usage: upyctl board adopt BOARD|all [NAME]");
		return CTL_USAGE;
	}
	if (strcmp(args->words[1], "all") == 0)
		return board_adopt_all(client);
	if (args->count == 3)
		name = args->words[2];
	body = json_object();
	if (name != NULL)
		json_object_set_new(body, "name", json_string(name));
	status = call(client, "POST", args->words[1], "adopt", body, &answer);
	return done(client, status, answer, "adopted");
}

static int
board_rename(struct client *client, const struct ctl_args *args)
{
	json_t *answer;
	int status;

	if (args->count != 3) {
		ctl_error("usage: upyctl board rename BOARD NAME");
		return CTL_USAGE;
	}
	status = call(client, "POST", args->words[1], "rename",
	    json_pack("{s:s}", "name", args->words[2]), &answer);
	return done(client, status, answer, "renamed");
}

static int
board_tag(struct client *client, const struct ctl_args *args)
{
	bool remove = args->values[FLAG_REMOVE] != NULL;
	json_t *tags = json_array();
	struct target_list list;
	int status;
	int i;

	for (i = 2; i < args->count; i++)
		json_array_append_new(tags, json_string(args->words[i]));
	if (args->count < 3) {
		ctl_error("usage: upyctl board tag [--remove] BOARD TAG...");
		json_decref(tags);
		return CTL_USAGE;
	}
	status = target_expand(client, args->words[1], &list);
	if (status != CTL_OK)
		client_report(client, args->words[1]);
	for (i = 0; i < list.count; i++) {
		json_t *body = json_object();
		json_t *answer;
		int one;

		json_object_set(body, remove ? "remove" : "add", tags);
		one =
		    call(client, "POST", list.boards[i], "tags", body, &answer);
		done(client, one, answer, remove ? "tags removed" : "tagged");
		status = status == CTL_OK ? one : status;
	}
	target_free(&list);
	json_decref(tags);
	return status;
}

static int
board_forget(struct client *client, const struct ctl_args *args)
{
	json_t *answer;
	int status;

	if (args->count != 2) {
		ctl_error("usage: upyctl board forget BOARD");
		return CTL_USAGE;
	}
	status = call(client, "DELETE", args->words[1], "", NULL, &answer);
	json_decref(answer);
	if (status == CTL_OK && !client_options(client)->quiet)
		fprintf(stderr, "%s: forgotten\n", args->words[1]);
	return status;
}

static int
board_identify(struct client *client, const struct ctl_args *args)
{
	json_t *answer;
	int status;

	if (args->count != 2) {
		ctl_error("usage: upyctl board identify BOARD");
		return CTL_USAGE;
	}
	status = call(client, "POST", args->words[1], "identify",
	    json_pack("{s:i}", "seconds", 5), &answer);
	json_decref(answer);
	return status;
}

static int
board_show_word(struct client *client, const struct ctl_args *args)
{
	if (args->count != 2) {
		ctl_error("usage: upyctl board show BOARD");
		return CTL_USAGE;
	}
	return board_show(client, args->words[1]);
}

static const struct {
	const char *name;
	int (*run)(struct client *, const struct ctl_args *);
} board_verbs[] = {
	{ "found", board_found },
	{ "adopt", board_adopt },
	{ "show", board_show_word },
	{ "rename", board_rename },
	{ "tag", board_tag },
	{ "forget", board_forget },
	{ "identify", board_identify },
};

static int
run_board(const struct ctl_options *options, const struct ctl_args *args)
{
	struct client *client;
	size_t i;
	int status;

	for (i = 0; i < sizeof(board_verbs) / sizeof(board_verbs[0]); i++)
		if (strcmp(board_verbs[i].name, args->words[0]) == 0) {
			client = client_new(options);
			status = board_verbs[i].run(client, args);
			client_free(client);
			return status;
		}
	ctl_error("board: no such action: %s (found adopt show rename tag "
		  "forget identify)",
	    args->words[0]);
	return CTL_USAGE;
}

static int
run_reset(const struct ctl_options *options, const struct ctl_args *args)
{
	struct client *client = client_new(options);
	bool hard = args->values[FLAG_HARD] != NULL;
	json_t *answer;
	int status = call(client, "POST", args->words[0], "reset",
	    json_pack("{s:s, s:b}", "mode", hard ? "hard" : "soft", "safe",
		args->values[FLAG_SAFE] != NULL),
	    &answer);

	json_decref(answer);
	client_free(client);
	return status;
}

static void
print_pins(const json_t *pins)
{
	static const char *const titles[] = { "PIN", "MODE", "VALUE" };
	struct output_table *table = output_table_new(3, titles);
	const json_t *pin;
	size_t i;

	json_array_foreach(pins, i, pin)
	{
		char text[24];

		output_table_cell(table, output_member(pin, "name", "?"));
		output_table_cell(table, output_member(pin, "mode", "?"));
		snprintf(text, sizeof(text), "%lld",
		    (long long)json_integer_value(
			json_object_get(pin, "value")));
		output_table_cell(table, text);
	}
	output_table_print(table);
}

static int
pin_value(const char *text, int *value)
{
	char *end;
	long number = strtol(text, &end, 10);

	if (strcmp(text, "on") == 0)
		number = 1;
	else if (strcmp(text, "off") == 0)
		number = 0;
	else if (end == text || *end != '\0' || number < 0 || number > 65535)
		return -1;
	*value = (int)number;
	return 0;
}

static int
run_pin(const struct ctl_options *options, const struct ctl_args *args)
{
	struct client *client = client_new(options);
	char rest[128] = "pins";
	json_t *body = NULL;
	json_t *answer;
	char *pin;
	int value;
	int status;

	if (args->count > 1) {
		pin = client_escape(client, args->words[1]);
		snprintf(rest, sizeof(rest), "pins/%s", pin);
		free(pin);
	}
	if (args->count > 2) {
		if (pin_value(args->words[2], &value) == -1) {
			ctl_error("pin: \"%s\" is no value (0, 1, on, off)",
			    args->words[2]);
			client_free(client);
			return CTL_USAGE;
		}
		body = json_pack("{s:i}", "value", value);
	}
	status = call(client, body != NULL ? "PUT" : "GET", args->words[0],
	    rest, body, &answer);
	if (status == CTL_OK && options->json)
		output_json(answer);
	else if (status == CTL_OK && args->count == 1)
		print_pins(json_object_get(answer, "pins"));
	else if (status == CTL_OK)
		printf("%lld\n",
		    (long long)json_integer_value(
			json_object_get(answer, "value")));
	json_decref(answer);
	client_free(client);
	return status;
}

const struct ctl_verb verb_board = {
	.name = "board",
	.usage = "found | adopt BOARD|all [NAME] | show BOARD | rename BOARD "
		 "NAME | tag BOARD TAG... | forget BOARD | identify BOARD",
	.summary = "find, adopt, name, tag and forget boards",
	.min_words = 1,
	.max_words = -1,
	.flags = flags,
	.run = run_board,
};

const struct ctl_verb verb_reset = {
	.name = "reset",
	.usage = "[--hard] [--safe] BOARD",
	.summary = "restart a board's interpreter, or the whole board",
	.min_words = 1,
	.max_words = 1,
	.flags = reset_flags,
	.run = run_reset,
};

const struct ctl_verb verb_pin = {
	.name = "pin",
	.usage = "BOARD [PIN [VALUE]]",
	.summary = "show or drive the pins of a board",
	.min_words = 1,
	.max_words = 3,
	.run = run_pin,
};

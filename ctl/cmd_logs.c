/* SPDX-License-Identifier: MIT */
/* upyctl logs: what a board has logged, and what it logs now. */
#include "config.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "output.h"
#include "verbs.h"
#include "ws.h"

enum { FLAG_FOLLOW, FLAG_SINCE, FLAG_LIMIT };

static const struct ctl_flag flags[] = {
	[FLAG_FOLLOW] = { "follow", 'f', NULL, "wait for more" },
	[FLAG_SINCE] = { "since", 0, "SEQ", "only lines after this number" },
	[FLAG_LIMIT] = { "lines", 'n', "COUNT", "at most so many lines" },
	{ NULL, 0, NULL, NULL },
};

struct follow {
	const struct ctl_options *options;
	char error[256];
};

static void
print_line(const struct ctl_options *options, const json_t *line)
{
	time_t ts = (time_t)json_number_value(json_object_get(line, "ts"));
	char when[32] = "-";
	struct tm tm;

	if (options->json) {
		output_json_line(line);
		return;
	}
	if (ts > 0 && localtime_r(&ts, &tm) != NULL)
		strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", &tm);
	printf("%s %s%s%s\n", when, output_member(line, "level", ""),
	    output_member(line, "level", "")[0] != '\0' ? ": " : "",
	    output_member(line, "text", ""));
	fflush(stdout);
}

static void
on_text(void *arg, const json_t *message)
{
	struct follow *follow = arg;
	const json_t *error = json_object_get(message, "error");

	if (error != NULL)
		snprintf(follow->error, sizeof(follow->error), "%s",
		    output_member(error, "message", "failed"));
	else if (json_is_object(json_object_get(message, "line")))
		print_line(follow->options, json_object_get(message, "line"));
	else if (json_object_get(message, "seq") != NULL)
		print_line(follow->options, message);
}

static void
on_data(void *arg, const void *bytes, size_t len)
{
	(void)arg;
	(void)bytes;
	(void)len;
}

static int
follow_lines(struct client *client, const char *board, const char *since)
{
	struct follow follow = { client_options(client), "" };
	struct ws_handler handler = { on_text, on_data, &follow };
	char *path =
	    client_query_path(client, board, "logs/follow", "since", since);
	int status;
	struct ws *ws = ws_open(client, path, &handler, &status);

	free(path);
	if (ws == NULL) {
		client_report(client, board);
		return status;
	}
	while (ctl_interrupts == 0 && ws_step(ws)) {
		struct pollfd fd = { .fd = ws_fd(ws), .events = ws_events(ws) };

		poll(&fd, 1, -1);
	}
	ws_close(ws);
	if (follow.error[0] != '\0') {
		ctl_error("%s: %s", board, follow.error);
		return CTL_FAILED;
	}
	if (ctl_interrupts > 0)
		return CTL_INTERRUPTED;
	ctl_error("%s: the gateway ended the connection", board);
	return CTL_NO_DAEMON;
}

static int
list_lines(struct client *client, const char *board, const char *since,
    const char *limit, char *last, size_t last_len)
{
	char *url = client_query_path(client, board, "logs", "since", since);
	size_t len = strlen(url) + strlen(limit) + 8;
	char *full = malloc(len);
	const json_t *line;
	json_t *answer;
	size_t i;
	int status;

	if (full == NULL)
		abort();
	snprintf(full, len, "%s&limit=%s", url, limit);
	status = client_call(client, "GET", full, NULL, &answer);
	free(full);
	free(url);
	if (status != CTL_OK) {
		client_report(client, board);
		return status;
	}
	json_array_foreach(json_object_get(answer, "lines"), i, line)
	{
		print_line(client_options(client), line);
		snprintf(last, last_len, "%lld",
		    (long long)json_integer_value(
			json_object_get(line, "seq")));
	}
	json_decref(answer);
	return CTL_OK;
}

static bool
is_number(const char *text)
{
	return text[0] != '\0' && strspn(text, "0123456789") == strlen(text);
}

static int
run(const struct ctl_options *options, const struct ctl_args *args)
{
	const char *since = args->values[FLAG_SINCE];
	const char *limit = args->values[FLAG_LIMIT];
	struct client *client;
	char last[24];
	int status;

	since = since != NULL ? since : "0";
	limit = limit != NULL ? limit : "1000";
	if (!is_number(since) || !is_number(limit)) {
		ctl_error("logs: --since and --lines take numbers");
		return CTL_USAGE;
	}
	client = client_new(options);
	snprintf(last, sizeof(last), "%s", since);
	status = list_lines(client, args->words[0], since, limit, last,
	    sizeof(last));
	if (status == CTL_OK && args->values[FLAG_FOLLOW] != NULL)
		status = follow_lines(client, args->words[0], last);
	client_free(client);
	return status;
}

const struct ctl_verb verb_logs = {
	.name = "logs",
	.usage = "[-f] BOARD",
	.summary = "what a board has logged",
	.min_words = 1,
	.max_words = 1,
	.flags = flags,
	.run = run,
};

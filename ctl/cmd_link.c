/* SPDX-License-Identifier: MIT */
/* upyctl link: the line of a board, and the speed of a serial one. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "client.h"
#include "output.h"
#include "verbs.h"

#define CHANGE_MS 20000
#define POLL_MS   50

enum { LINK_BAUD };

static const struct ctl_flag link_flags[] = {
	[LINK_BAUD] = { "baud", 0, "N", "agree upon this speed; 0: the usual" },
	{ NULL, 0, NULL, NULL },
};

static long long
number(const json_t *link, const char *name)
{
	return (long long)json_integer_value(json_object_get(link, name));
}

static void
print_link(const json_t *link)
{
	const json_t *speeds = json_object_get(link, "speeds");
	const char *note = output_member(link, "note", "");
	const json_t *speed;
	size_t i;

	printf("%s, round trip %lld ms\n", output_member(link, "via", "-"),
	    number(link, "rtt_ms"));
	if (json_is_integer(json_object_get(link, "baud")))
		printf("speed: %lld baud%s (usual %lld, wanted %lld)\n",
		    number(link, "baud"),
		    json_is_true(json_object_get(link, "changing")) ?
			", being changed" :
			"",
		    number(link, "usual_baud"), number(link, "wanted_baud"));
	if (json_array_size(speeds) > 0) {
		printf("the board can:");
		json_array_foreach(speeds, i, speed)
		    printf(" %lld", (long long)json_integer_value(speed));
		printf("\n");
	}
	if (json_is_integer(json_object_get(link, "rx_errors")))
		printf("lost by the board: %lld bytes, %lld damaged frames\n",
		    number(link, "rx_overruns"), number(link, "rx_errors"));
	if (note[0] != '\0')
		printf("note: %s\n", note);
}

static int
ask(struct client *client, const char *url, const char *text)
{
	json_t *body;
	json_t *answer = NULL;
	unsigned long baud;
	char *end;
	int status;

	errno = 0;
	baud = strtoul(text, &end, 10);
	if (errno != 0 || *end != '\0' || end == text || text[0] == '-' ||
	    baud > UINT32_MAX) {
		ctl_error("baud: %s is not a number", text);
		return CTL_USAGE;
	}
	body = json_pack("{s:I}", "baud", (json_int_t)baud);
	status = client_call(client, "PUT", url, body, &answer);
	json_decref(answer);
	json_decref(body);
	return status;
}

/* Until nothing is being changed any more, or it takes too long. */
static int
settle(struct client *client, const char *url, json_t **link)
{
	const struct timespec pause = { .tv_nsec = POLL_MS * 1000000L };
	int64_t end_ms = output_now_ms() + CHANGE_MS;

	for (;;) {
		bool is_right;
		int status = client_call(client, "GET", url, NULL, link);

		if (status != CTL_OK)
			return status;
		if (!json_is_true(json_object_get(*link, "online"))) {
			json_decref(*link);
			*link = NULL;
			return client_set_error(client, "offline",
			    "went away meanwhile; it is asked again when it is "
			    "back");
		}
		is_right =
		    number(*link, "baud") == number(*link, "wanted_baud");
		if (!json_is_true(json_object_get(*link, "changing")) &&
		    (is_right || output_member(*link, "note", "")[0] != '\0'))
			return is_right ? CTL_OK : CTL_FAILED;
		if (ctl_interrupts != 0 || output_now_ms() > end_ms)
			return ctl_interrupts != 0 ? CTL_INTERRUPTED :
						     CTL_TIMEOUT;
		json_decref(*link);
		*link = NULL;
		nanosleep(&pause, NULL);
	}
}

static int
run(const struct ctl_options *options, const struct ctl_args *args)
{
	struct client *client = client_new(options);
	const char *board = args->words[0];
	char *url = client_board_path(client, board, "link");
	const char *baud = args->values[LINK_BAUD];
	json_t *link = NULL;
	int status;

	status = baud == NULL ? client_call(client, "GET", url, NULL, &link) :
				ask(client, url, baud);
	if (baud != NULL && status == CTL_OK)
		status = settle(client, url, &link);
	if (link != NULL && options->json)
		output_json(link);
	else if (link != NULL)
		print_link(link);
	if (status != CTL_OK && link != NULL)
		ctl_error("%s: the line stays at %lld baud: %s", board,
		    number(link, "baud"),
		    output_member(link, "note", "no result in time"));
	else if (status != CTL_OK && status != CTL_USAGE)
		client_report(client, board);
	json_decref(link);
	free(url);
	client_free(client);
	return status;
}

const struct ctl_verb verb_link = {
	.name = "link",
	.usage = "[--baud N] BOARD",
	.summary = "a board's line: its speed, what was lost",
	.min_words = 1,
	.max_words = 1,
	.flags = link_flags,
	.run = run,
};

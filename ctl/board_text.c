/* SPDX-License-Identifier: MIT */
/* The long form of one board. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board_text.h"
#include "output.h"

static void
row(const char *title, const char *text)
{
	printf("  %-12s %s\n", title, text);
}

static void
row_size(const char *title, const json_t *board, const char *used_of,
    const char *free_key)
{
	const json_t *total = json_object_get(board, used_of);
	const json_t *left = json_object_get(board, free_key);
	char a[16];
	char b[16];
	char text[64];

	if (!json_is_number(left))
		return;
	output_size(json_number_value(left), a, sizeof(a));
	if (json_is_number(total))
		snprintf(text, sizeof(text), "%s free of %s", a,
		    output_size(json_number_value(total), b, sizeof(b)));
	else
		snprintf(text, sizeof(text), "%s free", a);
	row(title, text);
}

static void
row_number(const char *title, const json_t *board, const char *key,
    const char *format, double scale)
{
	const json_t *value = json_object_get(board, key);
	char text[64];

	if (!json_is_number(value))
		return;
		/* The formats are constants of this file. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(text, sizeof(text), format, json_number_value(value) * scale);
#pragma GCC diagnostic pop
	row(title, text);
}

static void
print_state(const json_t *board)
{
	char age[24];
	char text[320];
	const char *why = output_member(board, "why", "");

	output_age(json_number_value(json_object_get(board, "since")), age,
	    sizeof(age));
	snprintf(text, sizeof(text), "%s for %s%s%s",
	    output_member(board, "state", "?"), age, why[0] != '\0' ? ": " : "",
	    why);
	row("state", text);
}

static void
print_power(const json_t *board)
{
	const json_t *power = json_object_get(board, "power_ua");
	char text[64];

	if (!json_is_integer(power))
		return;
	snprintf(text, sizeof(text), "%.3f mA (%s)",
	    (double)json_integer_value(power) / 1000,
	    output_member(board, "power_mode", "?"));
	row("power", text);
}

static void
print_losses(const json_t *telemetry)
{
	char text[80];

	if (!json_is_object(telemetry))
		return;
	snprintf(text, sizeof(text), "%lld bytes, %lld damaged frames",
	    (long long)json_integer_value(
		json_object_get(telemetry, "rx_overruns")),
	    (long long)json_integer_value(
		json_object_get(telemetry, "rx_errors")));
	row("lost", text);
}

static void
print_board(const json_t *board)
{
	const json_t *busy = json_object_get(board, "busy");
	const json_t *info = json_object_get(board, "info");
	char text[512] = "";
	const json_t *tag;
	size_t i;

	printf("%s\n",
	    output_member(board, "name", output_member(board, "id", "?")));
	row("id", output_member(board, "id", "?"));
	print_state(board);
	if (!json_is_true(json_object_get(board, "adopted")))
		row("adopted", "no (upyctl board adopt)");
	row("via", output_member(board, "via", "-"));
	row("model", output_member(board, "model", "-"));
	snprintf(text, sizeof(text), "%s (%s%s)",
	    output_member(board, "agent_version", "-"),
	    output_member(board, "slot", "?"),
	    json_is_true(json_object_get(board, "trial")) ? ", on trial" : "");
	row("firmware", text);
	text[0] = '\0';
	row("vm", output_member(info, "vm_version", "-"));
	json_array_foreach(json_object_get(board, "tags"), i, tag)
	    snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s",
		i > 0 ? ", " : "", json_string_value(tag));
	row("tags", text[0] != '\0' ? text : "-");
	row("running",
	    json_is_object(busy) ? output_member(busy, "name", "a program") :
				   "nothing");
	row_size("heap", board, "heap_total", "heap_free");
	row_size("files", info, "fs_total", "fs_free");
	row_number("temperature", board, "temperature_c", "%.1f °C", 1);
	print_power(board);
	row_number("uptime", board, "uptime_ms", "%.0f s", 0.001);
	row_number("round trip", board, "rtt_ms", "%.1f ms", 1);
	print_losses(json_object_get(board, "telemetry"));
	row("last reset", output_member(board, "reset_cause", "-"));
}

int
board_show(struct client *client, const char *board)
{
	char *url = client_board_path(client, board, "");
	json_t *answer;
	int status = client_call(client, "GET", url, NULL, &answer);

	free(url);
	if (status != CTL_OK) {
		client_report(client, board);
		return status;
	}
	if (client_options(client)->json)
		output_json(answer);
	else
		print_board(answer);
	json_decref(answer);
	return CTL_OK;
}

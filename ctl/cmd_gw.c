/* SPDX-License-Identifier: MIT */
/* upyctl gw and api: the gateway itself, and any of its methods. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "output.h"
#include "target.h"
#include "verbs.h"

enum { FLAG_DATA };

static const struct ctl_flag api_flags[] = {
	[FLAG_DATA] = { "data", 'd', "JSON", "body of the request" },
	{ NULL, 0, NULL, NULL },
};

static void
print_processes(const json_t *processes)
{
	static const char *const titles[] = { "PROCESS", "PID", "STATE",
		"RESTARTS" };
	struct output_table *table = output_table_new(4, titles);
	const json_t *process;
	size_t i;

	json_array_foreach(processes, i, process)
	{
		char text[24];

		output_table_cell(table, output_member(process, "name", "?"));
		snprintf(text, sizeof(text), "%lld",
		    (long long)json_integer_value(
			json_object_get(process, "pid")));
		output_table_cell(table, text);
		output_table_cell(table, output_member(process, "state", "?"));
		snprintf(text, sizeof(text), "%lld",
		    (long long)json_integer_value(
			json_object_get(process, "restarts")));
		output_table_cell(table, text);
	}
	output_table_print(table);
}

static int
gw_info(struct client *client)
{
	json_t *answer;
	int status = client_call(client, "GET", "/v1/gw", NULL, &answer);

	if (status != CTL_OK) {
		client_report(client, NULL);
		return status;
	}
	if (client_options(client)->json) {
		output_json(answer);
	} else {
		printf("name       %s\nversion    %s\nstate      %s\n"
		       "dashboard  %s%s\nboards in  %s\n\n",
		    output_member(answer, "name", "?"),
		    output_member(answer, "version", "?"),
		    output_member(answer, "state_dir", "?"),
		    output_member(answer, "http", "")[0] != '\0' ? "http://" :
								   "",
		    output_member(answer, "http", "off"),
		    output_member(answer, "tcp", "off"));
		print_processes(json_object_get(answer, "processes"));
	}
	json_decref(answer);
	return CTL_OK;
}

static void
print_checks(const json_t *checks)
{
	static const char *const titles[] = { "LEVEL", "CHECK", "RESULT" };
	struct output_table *table = output_table_new(3, titles);
	const json_t *check;
	char text[512];
	size_t i;

	json_array_foreach(checks, i, check)
	{
		const char *hint = output_member(check, "hint", "");
		bool ok = json_is_true(json_object_get(check, "ok"));

		output_table_cell(table, output_member(check, "level", "?"));
		output_table_cell(table, output_member(check, "name", "?"));
		snprintf(text, sizeof(text), "%s%s%s",
		    output_member(check, "message", ""),
		    !ok && hint[0] != '\0' ? "; " : "", !ok ? hint : "");
		output_table_cell(table, text);
	}
	output_table_print(table);
}

static int
gw_doctor(struct client *client)
{
	json_t *answer;
	bool ok;
	int status = client_call(client, "GET", "/v1/gw/doctor", NULL, &answer);

	if (status != CTL_OK) {
		client_report(client, NULL);
		return status;
	}
	ok = json_is_true(json_object_get(answer, "ok"));
	if (client_options(client)->json)
		output_json(answer);
	else
		print_checks(json_object_get(answer, "checks"));
	json_decref(answer);
	return ok ? CTL_OK : CTL_FAILED;
}

static int
run_gw(const struct ctl_options *options, const struct ctl_args *args)
{
	struct client *client = client_new(options);
	int status = CTL_USAGE;

	if (strcmp(args->words[0], "info") == 0)
		status = gw_info(client);
	else if (strcmp(args->words[0], "doctor") == 0)
		status = gw_doctor(client);
	else
		ctl_error("gw: no such action: %s (info doctor)",
		    args->words[0]);
	client_free(client);
	return status;
}

static int
run_api(const struct ctl_options *options, const struct ctl_args *args)
{
	const char *data = args->values[FLAG_DATA];
	struct client *client;
	json_t *body = NULL;
	json_t *answer;
	json_error_t error;
	char verb[8];
	size_t i;
	int status;

	snprintf(verb, sizeof(verb), "%s", args->words[0]);
	for (i = 0; verb[i] != '\0'; i++)
		verb[i] = (char)(verb[i] >= 'a' && verb[i] <= 'z' ?
			verb[i] - 'a' + 'A' :
			verb[i]);
	if (args->words[1][0] != '/') {
		ctl_error("api: the path starts with a slash: /v1/...");
		return CTL_USAGE;
	}
	if (data != NULL && (body = json_loads(data, 0, &error)) == NULL) {
		ctl_error("api: --data: %s", error.text);
		return CTL_USAGE;
	}
	client = client_new(options);
	status = client_call(client, verb, args->words[1], body, &answer);
	if (status == CTL_OK)
		output_json(answer);
	else
		client_report(client, NULL);
	json_decref(answer);
	json_decref(body);
	client_free(client);
	return status;
}

const struct ctl_verb verb_gw = {
	.name = "gw",
	.usage = "info | doctor",
	.summary = "the gateway: its processes and its health",
	.min_words = 1,
	.max_words = 1,
	.run = run_gw,
};

const struct ctl_verb verb_api = {
	.name = "api",
	.usage = "VERB /v1/PATH [-d JSON]",
	.summary = "call any method of the API",
	.min_words = 2,
	.max_words = 2,
	.flags = api_flags,
	.run = run_api,
};

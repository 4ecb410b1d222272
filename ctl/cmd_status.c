/* SPDX-License-Identifier: MIT */
/* upyctl status: the gateway at a glance, or everything on one board. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board_text.h"
#include "output.h"
#include "target.h"
#include "verbs.h"

static int
gateway_status(struct client *client)
{
	const json_t *boards;
	const json_t *mqtt;
	json_t *answer;
	char age[24];
	int status = client_call(client, "GET", "/v1/gw", NULL, &answer);

	if (status != CTL_OK) {
		client_report(client, NULL);
		return status;
	}
	if (client_options(client)->json) {
		output_json(answer);
		json_decref(answer);
		return CTL_OK;
	}
	boards = json_object_get(answer, "boards");
	mqtt = json_object_get(answer, "mqtt");
	output_age(json_number_value(json_object_get(answer, "started")), age,
	    sizeof(age));
	printf("gateway %s, upyd %s, up %s\n",
	    output_member(answer, "name", "?"),
	    output_member(answer, "version", "?"), age);
	printf("boards: %lld adopted, %lld online, %lld found\n",
	    (long long)json_integer_value(json_object_get(boards, "total")),
	    (long long)json_integer_value(json_object_get(boards, "online")),
	    (long long)json_integer_value(json_object_get(boards, "found")));
	printf("mqtt: %s%s%s\n",
	    !json_is_true(json_object_get(mqtt, "enabled")) ? "off" :
		json_is_true(json_object_get(mqtt, "connected")) ?
							      "connected to " :
							      "not connected: ",
	    !json_is_true(json_object_get(mqtt, "enabled")) ?
		"" :
		json_is_true(json_object_get(mqtt, "connected")) ?
		output_member(mqtt, "broker", "?") :
		output_member(mqtt, "error", "connecting"),
	    "");
	json_decref(answer);
	return CTL_OK;
}

static int
run(const struct ctl_options *options, const struct ctl_args *args)
{
	struct client *client = client_new(options);
	int status = args->count == 0 ? gateway_status(client) :
					board_show(client, args->words[0]);

	client_free(client);
	return status;
}

const struct ctl_verb verb_status = {
	.name = "status",
	.usage = "[BOARD]",
	.summary = "the gateway at a glance, or one board",
	.max_words = 1,
	.run = run,
};

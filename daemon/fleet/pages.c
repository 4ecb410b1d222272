/* SPDX-License-Identifier: MIT */
/* API methods that gather the pages of one device command. */
#include "config.h"

#include "daemon/fleet/pages.h"
#include "proto/status.h"

/* A board that never comes to an end is cut off. */
#define ROWS_MAX 20000

static void pages_on_result(void *arg, uint16_t status, const uint8_t *result,
    size_t len);

static void
ask(struct api_request *request, json_int_t cursor)
{
	const struct pages *pages = request->state;

	json_object_set_new(request->args, "cursor", json_integer(cursor));
	forward_step(request, &pages->call, request->args, pages_on_result);
}

static void
finish(struct api_request *request)
{
	const struct pages *pages = request->state;
	json_t *answer = json_incref(request->answer);
	json_t *echo;

	if (pages->call.echo != NULL) {
		echo = json_object_get(request->args, pages->call.echo);
		json_object_set(answer, pages->call.echo, echo);
	}
	api_reply(request, answer);
}

static void
pages_on_result(void *arg, uint16_t status, const uint8_t *result, size_t len)
{
	struct api_request *request = arg;
	const struct pages *pages = request->state;
	json_int_t next;
	json_t *page;
	json_t *rows;

	if (status != PROTO_STATUS_OK) {
		api_fail_status(request, status, result, len);
		return;
	}
	page = field_decode(pages->call.result, result, len);
	rows = json_object_get(request->answer, pages->rows);
	json_array_extend(rows, json_object_get(page, pages->rows));
	next = json_integer_value(json_object_get(page, "next"));
	json_decref(page);
	if (next == 0 || json_array_size(rows) > ROWS_MAX)
		finish(request);
	else
		ask(request, next);
}

void
pages_begin(struct api_request *request, struct board *board,
    const struct pages *pages)
{
	if (!forward_is_online(request, board))
		return;
	request->state = (void *)(uintptr_t)pages;
	request->answer = json_pack("{s:[]}", pages->rows);
	ask(request, 0);
}

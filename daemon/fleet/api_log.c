/* SPDX-License-Identifier: MIT */
/* API: logs of boards. */
#include "config.h"

#include "daemon/fleet/api_handlers.h"
#include "daemon/fleet/api_request.h"
#include "daemon/fleet/board.h"
#include "daemon/fleet/field.h"

#define LIMIT_DEFAULT 200

void
api_log_list(struct api_request *request, struct board *board)
{
	const json_t *since_json = json_object_get(request->args, "since");
	const json_t *limit_json = json_object_get(request->args, "limit");
	int64_t since = 0;
	int64_t limit = LIMIT_DEFAULT;

	if ((since_json != NULL && !field_json_int(since_json, &since)) ||
	    (limit_json != NULL && !field_json_int(limit_json, &limit)) ||
	    since < 0 || limit < 1) {
		api_fail(request, API_ERROR_BAD_REQUEST,
		    "since and limit must be whole numbers");
		return;
	}
	api_reply(request,
	    json_pack("{s:o}", "lines",
		loglines_json(&board->log, (uint64_t)since, (size_t)limit)));
}

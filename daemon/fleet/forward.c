/* SPDX-License-Identifier: MIT */
/* API methods that are one device command. */
#include "config.h"

#include "daemon/fleet/board.h"
#include "daemon/fleet/forward.h"
#include "proto/status.h"

#define ARGS_MAX 1024

bool
forward_is_online(struct api_request *request, const struct board *board)
{
	if (board->online)
		return true;
	api_fail(request, API_ERROR_OFFLINE, "board %s is not online: %s",
	    board_title(board),
	    board->why[0] != '\0' ? board->why : "not connected");
	return false;
}

bool
forward_step(struct api_request *request, const struct forward *forward,
    const json_t *args, call_fn fn)
{
	struct board *board = board_find_id(request->fleet, request->board_id);
	struct call_spec spec = {
		.command = forward->command,
		.deadline_ms = forward->deadline_ms != 0 ?
		    forward->deadline_ms :
		    FORWARD_DEADLINE_MS,
	};
	uint8_t buf[ARGS_MAX];
	struct proto_writer w;
	char err[160];

	if (board == NULL) {
		api_fail(request, API_ERROR_NO_SUCH_BOARD,
		    "board %s was removed meanwhile", request->board_id);
		return false;
	}
	if (!forward_is_online(request, board))
		return false;
	proto_writer_init(&w, buf, sizeof(buf));
	if (!field_encode(forward->args, args, &w, err, sizeof(err))) {
		api_fail(request, API_ERROR_BAD_REQUEST, "%s", err);
		return false;
	}
	spec.args = buf;
	spec.args_len = w.len;
	call_board(request->fleet, board, &spec, fn, request);
	return true;
}

static void
forward_on_result(void *arg, uint16_t status, const uint8_t *result, size_t len)
{
	struct api_request *request = arg;
	const struct forward *forward = request->state;
	json_t *answer;
	json_t *echo;

	if (status != PROTO_STATUS_OK) {
		api_fail_status(request, status, result, len);
		return;
	}
	answer = field_decode(forward->result, result, len);
	if (answer == NULL) {
		api_fail(request, API_ERROR_INTERNAL,
		    "the board's answer is malformed");
		return;
	}
	echo = forward->echo != NULL ?
	    json_object_get(request->args, forward->echo) :
	    NULL;
	if (echo != NULL)
		json_object_set(answer, forward->echo, echo);
	if (forward->done != NULL)
		forward->done(request, answer);
	api_reply(request, answer);
}

void
forward_call(struct api_request *request, struct board *board,
    const struct forward *forward)
{
	if (!forward_is_online(request, board))
		return;
	request->state = (void *)(uintptr_t)forward;
	forward_step(request, forward, request->args, forward_on_result);
}

/* SPDX-License-Identifier: MIT */
/* Calls, answers, cancel, deadlines, events. */
#include "check.h"
#include "pair.h"

static struct pair pair;

static struct proto_call_params
call_params(struct pair_end *end, uint16_t method)
{
	struct proto_call_params params = {
		.args = (const uint8_t *)"\xa1\x00\x01",
		.args_len = 3,
		.on_result = pair_on_result,
		.arg = end,
		.deadline_ms = 5000,
		.method = method,
	};

	return params;
}

static uint16_t
start_call(uint16_t method)
{
	struct proto_call_params params = call_params(&pair.gateway, method);
	uint16_t id = 0;

	CHECK_INT(proto_call(&pair.gateway.link, &params, &id), PROTO_OK);
	return id;
}

TEST(call_and_answer)
{
	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	start_call(0x20);
	pair_run(&pair);
	CHECK_INT(pair.board.requests, 1);
	CHECK_INT(pair.board.request.method, 0x20);
	CHECK_INT(pair.board.request.args_len, 3);
	CHECK_INT(pair.board.request_args[2], 1);
	CHECK(pair.board.request.deadline_at - pair.now_ms >= 5000);
	CHECK(pair.board.request.deadline_at - pair.now_ms < 5200);
	CHECK_INT(proto_respond(&pair.board.link, pair.board.request.id,
		      PROTO_STATUS_NOT_FOUND, (const uint8_t *)"abc", 3),
	    PROTO_OK);
	pair_run(&pair);
	CHECK_INT(pair.gateway.results, 1);
	CHECK_INT(pair.gateway.result_status, PROTO_STATUS_NOT_FOUND);
	CHECK_INT(pair.gateway.result_len, 3);
	/* Only once. */
	CHECK_INT(proto_respond(&pair.board.link, pair.board.request.id, 0,
		      NULL, 0),
	    PROTO_ERR_STATE);
}

TEST(long_request_is_repeated_but_runs_once)
{
	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	start_call(0x20);
	pair_wait(&pair, 4000);
	CHECK_INT(pair.board.requests, 1);
	proto_respond(&pair.board.link, pair.board.request.id, 0, NULL, 0);
	pair_run(&pair);
	CHECK_INT(pair.gateway.results, 1);
}

TEST(lost_answer_is_repeated_from_memory)
{
	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	start_call(0x20);
	pair_run(&pair);
	pair.cut_to_gateway = true;
	proto_respond(&pair.board.link, pair.board.request.id, 0,
	    (const uint8_t *)"x", 1);
	pair_run(&pair);
	CHECK_INT(pair.gateway.results, 0);
	pair.cut_to_gateway = false;
	pair_wait(&pair, 1000);
	CHECK_INT(pair.gateway.results, 1);
	CHECK_INT(pair.gateway.result[0], 'x');
	CHECK_INT(pair.board.requests, 1);
}

TEST(second_long_answer_replaces_the_first)
{
	uint8_t body[100] = { 7 };
	uint16_t first;

	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	start_call(0x20);
	pair_run(&pair);
	first = pair.board.request.id;
	start_call(0x21);
	pair_run(&pair);
	pair.cut_to_gateway = true;
	CHECK_INT(proto_respond(&pair.board.link, first, 0, body, 100), 0);
	CHECK_INT(proto_respond(&pair.board.link, pair.board.request.id, 0,
		      body, 100),
	    PROTO_ERR_AGAIN);
	pair_run(&pair);
	CHECK_INT(proto_respond(&pair.board.link, pair.board.request.id, 0,
		      body, 100),
	    0);
	pair_run(&pair);
	pair.cut_to_gateway = false;
	pair_wait(&pair, 3000);
	CHECK_INT(pair.gateway.results, 2);
	CHECK_INT(pair.board.requests, 2);
	CHECK(pair.gateway.result_status == PROTO_STATUS_ANSWER_LOST ||
	    pair.gateway.result_status == PROTO_STATUS_OK);
}

TEST(answers_have_a_longest_length)
{
	static uint8_t body[PAIR_MTU + 1];

	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	start_call(0x20);
	pair_run(&pair);
	CHECK_INT(proto_answer_max(&pair.board.link), PAIR_MTU);
	CHECK_INT(proto_respond(&pair.board.link, pair.board.request.id, 0,
		      body, PAIR_MTU + 1),
	    PROTO_ERR_TOO_LONG);
	CHECK_INT(proto_respond(&pair.board.link, pair.board.request.id, 0,
		      body, PAIR_MTU),
	    PROTO_OK);
	pair_run(&pair);
	CHECK_INT(pair.gateway.result_len, PAIR_MTU);
}

TEST(deadline_ends_a_call)
{
	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	start_call(0x20);
	pair_wait(&pair, 4990);
	CHECK_INT(pair.gateway.results, 0);
	pair_wait(&pair, 20);
	CHECK_INT(pair.gateway.results, 1);
	CHECK_INT(pair.gateway.result_status, PROTO_STATUS_DEADLINE);
	CHECK_INT(pair.board.cancels, 1);
}

TEST(cancel_reaches_the_handler)
{
	uint16_t id;

	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	id = start_call(0x20);
	pair_run(&pair);
	CHECK_INT(proto_call_cancel(&pair.gateway.link, id), PROTO_OK);
	CHECK_INT(pair.gateway.result_status, PROTO_STATUS_CANCELLED);
	pair_run(&pair);
	CHECK_INT(pair.board.cancels, 1);
	CHECK_INT(pair.board.cancelled_id, pair.board.request.id);
	CHECK_INT(proto_call_cancel(&pair.gateway.link, id), PROTO_ERR_STATE);
	/* A late answer is nobody's. */
	proto_respond(&pair.board.link, pair.board.request.id, 0, NULL, 0);
	pair_run(&pair);
	CHECK_INT(pair.gateway.results, 1);
}

TEST(calls_are_limited_by_slots_and_by_the_peer)
{
	struct proto_call_params params = call_params(&pair.gateway, 0x20);

	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	for (int i = 0; i < 4; i++)
		start_call(0x20);
	CHECK_INT(proto_call(&pair.gateway.link, &params, NULL),
	    PROTO_ERR_AGAIN);
	pair_init(&pair, PROTO_FRAMING_SERIAL);
	CHECK_INT(proto_call(&pair.gateway.link, &params, NULL),
	    PROTO_ERR_STATE);
	pair.board.hello.max_open_req = 1;
	pair_run(&pair);
	start_call(0x20);
	CHECK_INT(proto_call(&pair.gateway.link, &params, NULL),
	    PROTO_ERR_AGAIN);
	params.args_len = PAIR_MTU + 1;
	CHECK_INT(proto_call(&pair.gateway.link, &params, NULL),
	    PROTO_ERR_TOO_LONG);
}

TEST(restart_of_the_peer_ends_calls)
{
	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	start_call(0x20);
	pair_run(&pair);
	pair_restart(&pair, true);
	pair_run(&pair);
	CHECK_INT(pair.gateway.results, 1);
	CHECK_INT(pair.gateway.result_status, PROTO_STATUS_UNAVAILABLE);
}

TEST(restart_of_the_asker_cancels_what_runs)
{
	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	start_call(0x20);
	pair_run(&pair);
	pair_restart(&pair, false);
	proto_link_probe(&pair.gateway.link);
	pair_run(&pair);
	CHECK_INT(pair.board.cancels, 1);
	CHECK_INT(proto_respond(&pair.board.link, pair.board.request.id, 0,
		      NULL, 0),
	    PROTO_ERR_STATE);
	start_call(0x20); /* ids begin again, yet this is not a repeat */
	pair_run(&pair);
	CHECK_INT(pair.board.requests, 2);
}

/* Forty calls, then an old request comes again: it must not run. */
TEST(very_old_request_does_not_run_again)
{
	static uint8_t old[] = { 0x58, 1, 1, 0, 0x20, 0, 50, 0 };
	uint8_t out[64];
	size_t len;

	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	for (int i = 0; i < 40; i++) {
		start_call(0x20);
		pair_run(&pair);
		proto_respond(&pair.board.link, pair.board.request.id, 0, NULL,
		    0);
		pair_run(&pair);
	}
	CHECK_INT(pair.board.requests, 40);
	for (uint8_t id = 1; id <= 40; id++) {
		uint8_t *place =
		    proto_frame_place(PROTO_FRAMING_SERIAL, out, sizeof(out));

		old[2] = (uint8_t)(pair.board.link.newest_id - 40 + id);
		old[3] = (uint8_t)(pair.board.link.newest_id >> 8);
		memcpy(place, old, sizeof(old));
		len = proto_frame_encode(PROTO_FRAMING_SERIAL, out, sizeof(out),
		    sizeof(old));
		proto_link_input(&pair.board.link, out, len, pair.now_ms);
		pair_run(&pair);
	}
	CHECK_INT(pair.board.requests, 40);
}

TEST(board_may_call_too)
{
	struct proto_call_params params = call_params(&pair.board, 0x99);

	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	CHECK_INT(proto_call(&pair.board.link, &params, NULL), PROTO_OK);
	pair_run(&pair);
	CHECK_INT(pair.gateway.requests, 1);
	pair.gateway.callbacks.on_request = NULL;
	CHECK_INT(proto_call(&pair.board.link, &params, NULL), PROTO_OK);
	pair_run(&pair);
	CHECK_INT(pair.board.result_status, PROTO_STATUS_UNIMPLEMENTED);
}

TEST(events_and_their_losses)
{
	uint8_t body[20] = { 0 };
	unsigned int sent = 0;

	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	CHECK_INT(proto_event(&pair.board.link, 3, body, 5), PROTO_OK);
	pair_run(&pair);
	CHECK_INT(pair.gateway.events, 1);
	CHECK_INT(pair.gateway.event_type, 3);
	/* Full queue: two fit. */
	while (proto_event(&pair.board.link, 3, body, 20) == PROTO_OK)
		sent++;
	CHECK_INT(sent, 2);
	pair_run(&pair);
	CHECK_INT(pair.gateway.events, 3);
	CHECK_INT(pair.gateway.events_lost, 1);
	/* Lost on the line. */
	pair.cut_to_gateway = true;
	for (int i = 0; i < 3; i++) {
		proto_event(&pair.board.link, 3, body, 1);
		pair_run(&pair);
	}
	pair.cut_to_gateway = false;
	proto_event(&pair.board.link, 4, NULL, 0);
	pair_run(&pair);
	CHECK_INT(pair.gateway.events, 4);
	CHECK_INT(pair.gateway.events_lost, 4);
}

TEST(notify_is_an_event_that_is_not_lost)
{
	struct proto_call_params params = call_params(&pair.board, 2);

	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	pair.cut_to_gateway = true;
	CHECK_INT(proto_notify(&pair.board.link, &params, NULL), PROTO_OK);
	pair_run(&pair);
	pair.cut_to_gateway = false;
	pair_wait(&pair, 1000);
	CHECK_INT(pair.gateway.events, 1);
	CHECK_INT(pair.gateway.event_type, 2);
	CHECK_INT(pair.board.results, 1);
	CHECK_INT(pair.board.result_status, PROTO_STATUS_OK);
}

int
main(void)
{
	RUN(call_and_answer);
	RUN(long_request_is_repeated_but_runs_once);
	RUN(lost_answer_is_repeated_from_memory);
	RUN(second_long_answer_replaces_the_first);
	RUN(answers_have_a_longest_length);
	RUN(deadline_ends_a_call);
	RUN(cancel_reaches_the_handler);
	RUN(calls_are_limited_by_slots_and_by_the_peer);
	RUN(restart_of_the_peer_ends_calls);
	RUN(restart_of_the_asker_cancels_what_runs);
	RUN(very_old_request_does_not_run_again);
	RUN(board_may_call_too);
	RUN(events_and_their_losses);
	RUN(notify_is_an_event_that_is_not_lost);
	return check_done();
}

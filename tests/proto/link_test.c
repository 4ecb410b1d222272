/* SPDX-License-Identifier: MIT */
/* HELLO, heartbeat, restarts, text, streams. */
#include "check.h"
#include "pair.h"

static struct pair pair;

static unsigned int
state(const struct pair_end *end)
{
	return proto_link_get_state(&end->link);
}

TEST(board_says_hello_first)
{
	pair_init(&pair, PROTO_FRAMING_SERIAL);
	CHECK_INT(state(&pair.gateway), PROTO_LINK_DOWN);
	pair_run(&pair);
	CHECK_INT(state(&pair.gateway), PROTO_LINK_UP);
	CHECK_INT(state(&pair.board), PROTO_LINK_UP);
	CHECK_INT(pair.gateway.hellos, 1);
	CHECK_INT(pair.gateway.restarts, 0);
	CHECK_INT(proto_link_mtu(&pair.gateway.link), PAIR_MTU);
}

TEST(board_repeats_hello_every_two_seconds)
{
	pair_init(&pair, PROTO_FRAMING_SERIAL);
	pair.cut_to_gateway = true;
	pair_wait(&pair, 3 * PROTO_HELLO_INTERVAL_MS);
	CHECK_INT(pair.frames, 4);
	pair.cut_to_gateway = false;
	pair_wait(&pair, PROTO_HELLO_INTERVAL_MS);
	CHECK_INT(state(&pair.gateway), PROTO_LINK_UP);
}

TEST(gateway_is_silent_until_it_knows_the_peer)
{
	pair_init(&pair, PROTO_FRAMING_SERIAL);
	pair.cut_to_gateway = true;
	pair_wait(&pair, 100);
	CHECK_INT(pair.frames, 1); /* the board's HELLO */
	CHECK_INT(proto_link_next_timeout_ms(&pair.gateway.link, pair.now_ms),
	    UINT32_MAX);
}

TEST(probe_makes_a_connected_board_speak)
{
	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	pair_restart(&pair, false);
	pair_wait(&pair, 500);
	CHECK_INT(state(&pair.gateway), PROTO_LINK_DOWN);
	proto_link_probe(&pair.gateway.link);
	pair_run(&pair);
	CHECK_INT(state(&pair.gateway), PROTO_LINK_UP);
	CHECK_INT(pair.board.restarts, 1);
}

TEST(silence_loses_the_link_and_speech_brings_it_back)
{
	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	pair.cut_to_gateway = true;
	pair.cut_to_board = true;
	pair_wait(&pair, PROTO_PING_INTERVAL_MS * 5);
	CHECK_INT(state(&pair.gateway), PROTO_LINK_LOST);
	CHECK_INT(state(&pair.board), PROTO_LINK_LOST);
	CHECK(pair.gateway.link.counters.pings_missed >= 2);
	pair.cut_to_gateway = false;
	pair.cut_to_board = false;
	pair_wait(&pair, PROTO_PING_INTERVAL_MS + 100);
	CHECK_INT(state(&pair.gateway), PROTO_LINK_UP);
	CHECK_INT(state(&pair.board), PROTO_LINK_UP);
	CHECK_INT(pair.gateway.restarts, 0);
	CHECK_INT(pair.board.restarts, 0);
}

TEST(an_idle_link_stays_up)
{
	pair_connect(&pair, PROTO_FRAMING_TCP);
	pair_wait(&pair, 60000);
	CHECK_INT(state(&pair.gateway), PROTO_LINK_UP);
	CHECK_INT(state(&pair.board), PROTO_LINK_UP);
	CHECK(pair.frames < 80);
}

TEST(a_board_restart_is_noticed)
{
	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	pair_restart(&pair, true);
	pair_wait(&pair, 100);
	CHECK_INT(pair.gateway.restarts, 1);
	CHECK_INT(state(&pair.board), PROTO_LINK_UP);
}

TEST(reconnect_exchanges_hello_again)
{
	pair_connect(&pair, PROTO_FRAMING_TCP);
	proto_link_reconnect(&pair.gateway.link, pair.now_ms);
	proto_link_reconnect(&pair.board.link, pair.now_ms);
	pair_wait(&pair, 100);
	CHECK(pair.gateway.hellos >= 2);
	CHECK_INT(pair.gateway.restarts, 0);
	CHECK_INT(state(&pair.gateway), PROTO_LINK_UP);
}

TEST(without_a_common_version_only_identify_works)
{
	struct proto_call_params params = {
		.method = 0x0010,
		.on_result = pair_on_result,
		.arg = &pair.gateway,
	};

	pair_init(&pair, PROTO_FRAMING_SERIAL);
	pair.board.hello.proto_min = 2;
	pair.board.hello.proto_max = 2;
	pair_run(&pair);
	CHECK_INT(state(&pair.gateway), PROTO_LINK_INCOMPATIBLE);
	pair_wait(&pair, 3000);
	CHECK(proto_link_next_timeout_ms(&pair.board.link, pair.now_ms) > 1000);
	CHECK_INT(proto_call(&pair.gateway.link, &params, NULL), PROTO_OK);
	pair_run(&pair);
	CHECK_INT(pair.gateway.result_status, PROTO_STATUS_UNIMPLEMENTED);
	params.method = 0x0001; /* INFO */
	CHECK_INT(proto_call(&pair.gateway.link, &params, NULL), PROTO_OK);
	pair_run(&pair);
	CHECK_INT(pair.board.requests, 1);
}

TEST(init_checks_its_buffers)
{
	struct proto_link link;

	pair_init(&pair, PROTO_FRAMING_SERIAL);
	pair.board.config.rx_cap = PROTO_RX_SIZE(PAIR_MTU) - 1;
	CHECK_INT(proto_link_init(&link, &pair.board.config, 0), PROTO_ERR_ARG);
	pair.board.config.rx_cap++;
	pair.board.config.tx_cap = 100;
	CHECK_INT(proto_link_init(&link, &pair.board.config, 0), PROTO_ERR_ARG);
}

TEST(unknown_kinds_are_reported)
{
	uint8_t kind_six[] = { 0x70, 1, 7, 0, 0, 0, 0, 0 };
	uint8_t out[64];
	size_t len;
	struct proto_call_params params = {
		.method = 0x0010,
		.on_result = pair_on_result,
		.arg = &pair.board,
	};
	uint16_t id;

	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	/* The board calls; the gateway's answer says it did not understand. */
	pair.cut_to_gateway = true;
	CHECK_INT(proto_call(&pair.board.link, &params, &id), PROTO_OK);
	pair_run(&pair);
	pair.cut_to_gateway = false;
	kind_six[2] = (uint8_t)id;
	kind_six[3] = (uint8_t)(id >> 8);
	memcpy(proto_frame_place(PROTO_FRAMING_SERIAL, out, sizeof(out)),
	    kind_six, sizeof(kind_six));
	len = proto_frame_encode(PROTO_FRAMING_SERIAL, out, sizeof(out),
	    sizeof(kind_six));
	proto_link_input(&pair.gateway.link, out, len, pair.now_ms);
	pair_run(&pair);
	CHECK_INT(pair.board.result_status, PROTO_STATUS_UNIMPLEMENTED);
}

TEST(text_reaches_its_callback_in_order)
{
	uint8_t noise[] = "boot v1\r\n";

	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	proto_link_input(&pair.gateway.link, noise, 9, pair.now_ms);
	pair_wait(&pair, 2500);
	proto_link_input(&pair.gateway.link, (const uint8_t *)">>> ", 4,
	    pair.now_ms);
	CHECK_INT(pair.gateway.text_len, 13);
	CHECK_STR(pair.gateway.text, "boot v1\r\n>>> ");
	CHECK_INT(state(&pair.gateway), PROTO_LINK_UP);
}

/* ---- streams --------------------------------------------------------- */

static void
write_numbers(struct pair_end *end, unsigned int count)
{
	uint8_t byte = 'a';

	while (count-- > 0)
		proto_stream_write(&end->link, PROTO_CH_CONSOLE, &byte, 1);
}

TEST(stream_carries_bytes_both_ways)
{
	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	CHECK_INT(proto_stream_write(&pair.gateway.link, PROTO_CH_CONSOLE,
		      "print(1)\r", 9),
	    9);
	pair_run(&pair);
	CHECK_STR(pair.board.console, "print(1)\r");
	CHECK_INT(proto_stream_unacked(&pair.gateway.link, PROTO_CH_CONSOLE),
	    0);
	proto_stream_write(&pair.board.link, PROTO_CH_CONSOLE, "1\r\n", 3);
	pair_run(&pair);
	CHECK_STR(pair.gateway.console, "1\r\n");
}

TEST(stream_reader_holds_credit_back)
{
	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	pair.board.consume = false;
	write_numbers(&pair.gateway, 300);
	pair_wait(&pair, 5000);
	CHECK_INT(pair.board.console_len, 256);
	CHECK_INT(proto_stream_unacked(&pair.gateway.link, PROTO_CH_CONSOLE),
	    44);
	proto_stream_consumed(&pair.board.link, PROTO_CH_CONSOLE, 256);
	pair_run(&pair);
	CHECK_INT(pair.board.console_len, 300);
}

TEST(stream_tells_when_there_is_room)
{
	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	pair.cut_to_board = true;
	write_numbers(&pair.gateway, 400);
	CHECK_INT(proto_stream_room(&pair.gateway.link, PROTO_CH_CONSOLE), 0);
	pair_run(&pair);
	CHECK_INT(pair.gateway.spaces, 0);
	pair.cut_to_board = false;
	pair_wait(&pair, 500); /* the silence rule sends it again */
	CHECK_INT(pair.board.console_len, 300);
	CHECK(pair.gateway.spaces > 0);
	CHECK(pair.gateway.link.counters.resent > 0);
}

TEST(stream_output_before_the_first_hello_is_kept)
{
	pair_init(&pair, PROTO_FRAMING_SERIAL);
	proto_stream_write(&pair.board.link, PROTO_CH_CONSOLE, "boot", 4);
	pair_run(&pair);
	CHECK_STR(pair.gateway.console, "boot");
}

TEST(stream_restarts_with_the_peer)
{
	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	proto_stream_write(&pair.gateway.link, PROTO_CH_CONSOLE, "one", 3);
	pair_run(&pair);
	pair.cut_to_board = true;
	proto_stream_write(&pair.gateway.link, PROTO_CH_CONSOLE, "lost", 4);
	pair_run(&pair);
	pair.cut_to_board = false;
	pair_restart(&pair, true);
	pair_run(&pair);
	proto_stream_write(&pair.gateway.link, PROTO_CH_CONSOLE, "two", 3);
	pair_run(&pair);
	CHECK_STR(pair.board.console, "two");
}

/* Gives the board a DATA packet on the console. */
static void
inject_console(uint16_t session, uint32_t offset, const char *text)
{
	const struct proto_packet head = {
		.version = PROTO_VERSION,
		.kind = PROTO_DATA,
		.channel = PROTO_CH_CONSOLE,
		.id = session,
		.arg = offset,
	};
	uint8_t out[100];
	struct proto_writer w;

	proto_writer_init(&w,
	    proto_frame_place(PROTO_FRAMING_SERIAL, out, sizeof(out)), 60);
	proto_packet_encode(&head, &w);
	proto_write_bytes(&w, text, strlen(text));
	proto_link_input(&pair.board.link, out,
	    proto_frame_encode(PROTO_FRAMING_SERIAL, out, sizeof(out), w.len),
	    pair.now_ms);
}

TEST(stream_takes_only_its_session_and_credit)
{
	/* Both boot_ids of the pair: 1001 xor 2002, folded. */
	const uint16_t session = 0x3003;
	unsigned int dropped;

	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	dropped = pair.board.link.counters.dropped;
	inject_console(session + 1, 0, "stale");
	CHECK_INT(pair.board.console_len, 0);
	CHECK_INT(pair.board.link.counters.dropped, dropped + 1);
	inject_console(session, 0, "one");
	inject_console(session, 0, "one");   /* repeated */
	inject_console(session, 1, "netwo"); /* overlapping */
	inject_console(session, 9, "gap");
	inject_console(session, 6, "!");
	CHECK_STR(pair.board.console, "onetwo!");
	pair.board.consume = false;
	inject_console(session, 300, "beyond the credit");
	CHECK_INT(pair.board.console_len, 7);
}

static bool
lose_once(struct pair *p, bool to_board, uint8_t *bytes, size_t len)
{
	(void)bytes;
	if (!to_board || len < 60)
		return true;
	p->filter = NULL;
	return false;
}

TEST(stream_gap_is_repaired_without_waiting)
{
	pair_connect(&pair, PROTO_FRAMING_SERIAL);
	pair.gateway.streams[0].channel.ring_cap = 300;
	write_numbers(&pair.gateway, 100);
	pair.filter = lose_once;
	CHECK_INT(proto_link_mtu(&pair.gateway.link), PAIR_MTU);
	/* One packet lost, the next tells of the gap. */
	{
		uint8_t bytes[1024];

		proto_link_output(&pair.gateway.link, bytes, sizeof(bytes),
		    pair.now_ms);
	}
	write_numbers(&pair.gateway, 100);
	pair_run(&pair);
	CHECK_INT(pair.board.console_len, 0);
	pair.filter = NULL;
	write_numbers(&pair.gateway, 10);
	pair_run(&pair);
	CHECK_INT(pair.board.console_len, 210);
}

int
main(void)
{
	RUN(board_says_hello_first);
	RUN(board_repeats_hello_every_two_seconds);
	RUN(gateway_is_silent_until_it_knows_the_peer);
	RUN(probe_makes_a_connected_board_speak);
	RUN(silence_loses_the_link_and_speech_brings_it_back);
	RUN(an_idle_link_stays_up);
	RUN(a_board_restart_is_noticed);
	RUN(reconnect_exchanges_hello_again);
	RUN(without_a_common_version_only_identify_works);
	RUN(init_checks_its_buffers);
	RUN(unknown_kinds_are_reported);
	RUN(text_reaches_its_callback_in_order);
	RUN(stream_carries_bytes_both_ways);
	RUN(stream_reader_holds_credit_back);
	RUN(stream_tells_when_there_is_room);
	RUN(stream_output_before_the_first_hello_is_kept);
	RUN(stream_restarts_with_the_peer);
	RUN(stream_takes_only_its_session_and_credit);
	RUN(stream_gap_is_repaired_without_waiting);
	return check_done();
}

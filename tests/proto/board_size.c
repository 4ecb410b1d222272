/* SPDX-License-Identifier: MIT */
/*
 * Everything a board of the 256/1024 tier needs for one link, to be measured
 * (cross_size.sh): board_link is all its RAM, the functions use all of the
 * library that a board uses, so that the linker keeps it.
 */
#include "command.h"
#include "link.h"

#define MTU        256
#define WINDOW     1024
#define TX_CONSOLE 64
#define EVENTS     48
#define ANSWER     96

/* The board's own; what they do is not measured. */
static const struct proto_callbacks board_callbacks = { .on_text = NULL };
static const struct proto_storage board_storage = { .open = NULL };
static const struct proto_hello board_hello = { .boot_id = 1 };

struct board_link {
	struct proto_link link;
	struct proto_call calls[1];
	struct proto_answer answers[4];
	struct proto_stream streams[1];
	struct proto_transfer transfers[1];
	uint8_t rx[PROTO_RX_SIZE(MTU)];
	uint8_t tx[PROTO_TX_SIZE(MTU)];
	uint8_t window[WINDOW];
	uint8_t console[TX_CONSOLE];
	uint8_t events[EVENTS];
	uint8_t answer[ANSWER];
};

struct board_link board_link;

static const struct proto_config board_config = {
	.callbacks = &board_callbacks,
	.storage = &board_storage,
	.hello = &board_hello,
	.rx_buf = board_link.rx,
	.tx_buf = board_link.tx,
	.event_buf = board_link.events,
	.answer_buf = board_link.answer,
	.calls = board_link.calls,
	.answers = board_link.answers,
	.streams = board_link.streams,
	.transfers = board_link.transfers,
	.rx_cap = sizeof(board_link.rx),
	.tx_cap = sizeof(board_link.tx),
	.event_cap = sizeof(board_link.events),
	.answer_cap = sizeof(board_link.answer),
	.call_count = 1,
	.answer_count = 4,
	.stream_count = 1,
	.transfer_count = 1,
	.role = PROTO_ROLE_BOARD,
	.framing = PROTO_FRAMING_SERIAL,
};

size_t board_step(const uint8_t *in, size_t in_len, uint8_t *out, size_t cap,
    uint32_t now_ms);
void board_use(uint16_t id, const uint8_t *body, size_t len);
void board_start(uint32_t now_ms);

void
board_start(uint32_t now_ms)
{
	board_link.streams[0].channel.number = PROTO_CH_CONSOLE;
	board_link.streams[0].channel.ring = board_link.console;
	board_link.streams[0].channel.ring_cap = TX_CONSOLE;
	board_link.streams[0].rx_window = 64;
	board_link.transfers[0].channel.ring = board_link.window;
	board_link.transfers[0].channel.ring_cap = WINDOW;
	proto_link_init(&board_link.link, &board_config, now_ms);
}

size_t
board_step(const uint8_t *in, size_t in_len, uint8_t *out, size_t cap,
    uint32_t now_ms)
{
	if (in == NULL)
		proto_link_reconnect(&board_link.link, now_ms);
	proto_link_input(&board_link.link, in, in_len, now_ms);
	proto_link_tick(&board_link.link, now_ms);
	if (proto_link_next_timeout_ms(&board_link.link, now_ms) == 0)
		return 0;
	return proto_link_output(&board_link.link, out, cap, now_ms);
}

/* The calls a command handler makes. */
void
board_use(uint16_t id, const uint8_t *body, size_t len)
{
	struct proto_link *link = &board_link.link;
	struct proto_call_params params = { .args = body, .args_len = len };

	if (proto_link_get_state(link) == PROTO_LINK_UP &&
	    len <= proto_answer_max(link) && len <= proto_link_mtu(link))
		proto_respond(link, id, PROTO_STATUS_OK, body, len);
	proto_event(link, PROTO_EVENT_TELEMETRY, body, len);
	proto_notify(link, &params, NULL);
	if (proto_stream_room(link, PROTO_CH_CONSOLE) >= len)
		proto_stream_write(link, PROTO_CH_CONSOLE, body, len);
	proto_stream_consumed(link, PROTO_CH_CONSOLE, len);
	proto_stream_unacked(link, PROTO_CH_CONSOLE);
	proto_transfer_abort(link, &board_link.transfers[0], id);
}

/* SPDX-License-Identifier: MIT */
/*
 * Two links joined by a perfect line under a hand-driven clock, and what
 * their callbacks were told. For unit tests.
 */
#ifndef PAIR_H
#define PAIR_H

#include "link.h"

#define PAIR_MTU    256
#define PAIR_WINDOW 1024
#define PAIR_LOG    4096

struct pair_end {
	struct proto_link link;
	struct proto_config config;
	struct proto_callbacks callbacks;
	struct proto_hello hello;
	uint8_t rx_buf[PROTO_RX_SIZE(PAIR_MTU)];
	uint8_t tx_buf[PROTO_TX_SIZE(PAIR_MTU)];
	uint8_t event_buf[64];
	uint8_t answer_buf[PAIR_MTU];
	struct proto_call calls[4];
	struct proto_answer answers[4];
	struct proto_stream streams[2]; /* console, log */
	uint8_t stream_rings[2][300];
	struct proto_transfer transfers[2];
	uint8_t rings[2][PAIR_WINDOW];

	/* What happened. */
	char text[PAIR_LOG];
	size_t text_len;
	char console[PAIR_LOG];
	size_t console_len;
	bool consume; /* give credit back at once */
	unsigned int spaces;
	unsigned int hellos;
	unsigned int restarts;
	unsigned int requests;
	struct proto_request request; /* the latest, args copied */
	uint8_t request_args[PAIR_MTU];
	unsigned int cancels;
	uint16_t cancelled_id;
	unsigned int events;
	uint16_t event_type;
	uint32_t events_lost;
	unsigned int results;
	uint16_t result_status;
	uint8_t result[PAIR_MTU];
	size_t result_len;
};

struct pair {
	struct pair_end gateway;
	struct pair_end board;
	uint32_t now_ms;
	bool cut_to_board;
	bool cut_to_gateway;
	unsigned int frames; /* that were carried */
	/* May look at, change or refuse (false) a chunk on the way. */
	bool (
	    *filter)(struct pair *p, bool to_board, uint8_t *bytes, size_t len);
	void *filter_arg;
};

/* Starts both ends, not yet acquainted. */
void pair_init(struct pair *p, enum proto_framing framing);
/* Starts one end again, as after a power loss. */
void pair_restart(struct pair *p, bool board);
/* Carries bytes both ways until both are silent; the clock stands still. */
void pair_run(struct pair *p);
/* Lets time pass in small steps. */
void pair_wait(struct pair *p, uint32_t ms);
/* pair_init and everything until both are up. */
void pair_connect(struct pair *p, enum proto_framing framing);
/* A result callback: arg is the struct pair_end. */
void pair_on_result(void *arg, uint16_t id, uint16_t status,
    const uint8_t *body, size_t len);

#endif

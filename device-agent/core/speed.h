/* SPDX-License-Identifier: MIT */
/*
 * The speed of a serial line: the gateway asks for another one, the board
 * changes when its answer has left, and changes back when it does not hear the
 * gateway at the new speed (PROTOCOL.md, "Speed of a serial line").
 */
#ifndef SPEED_H
#define SPEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;

enum speed_state {
	SPEED_STEADY,
	SPEED_ANSWERING, /* the old one until the answer has left */
	SPEED_TRIAL      /* a new one that is not proven yet */
};

struct speed {
	enum speed_state state;
	uint32_t baud; /* 0: the usual one */
	uint32_t asked;
	uint32_t since_ms; /* of this state */
	uint32_t frames;   /* good ones before the trial */
	uint16_t request;  /* whose answer leaves */
};

/* Puts the line's speeds into the session's HELLO. */
void speed_init(struct session *session);
/* A gateway asks, by this request; 0: the usual one. A status. */
uint16_t speed_ask(struct session *session, uint16_t request, uint32_t baud);
/* Back to what the line starts at: it is another line, or another peer. */
void speed_reset(struct session *session);
/* Looks at the clock. */
void speed_poll(struct session *session, uint32_t now_ms);
uint32_t speed_next_timeout_ms(const struct session *session, uint32_t now_ms);
/* Bytes that are no frames may be those of another speed. */
bool speed_is_noisy(const struct session *session);
/*
 * How many bytes may leave now, cap or fewer: none before the gateway was
 * heard at a new speed, and the answer alone before the change. All that left
 * earlier is in the port's hands.
 */
size_t speed_limit_output(struct session *session, size_t cap, uint32_t now_ms);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The speed of a serial line with an agent at its other end: a faster one is
 * agreed upon, tried, and given up when it does not work (PROTOCOL.md, "Speed
 * of a serial line"). What failed is not tried again for a while.
 */
#ifndef LINK_SPEED_H
#define LINK_SPEED_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/hello.h"

struct conn;
struct imsg;
struct link_process;

#define SPEED_NOTE_MAX 120

enum speed_state {
	SPEED_STEADY,
	SPEED_ASKING,   /* the board */
	SPEED_TRIAL,    /* the line has the new speed */
	SPEED_RETURNING /* the board is on its way back to the usual one */
};

struct speed {
	enum speed_state state;
	uint32_t usual;  /* as the port was opened; 0: not a serial line */
	uint32_t baud;   /* of the line now */
	uint32_t wanted; /* 0: the usual one */
	uint32_t target; /* of what is under way */
	uint32_t known[PROTO_HELLO_MAX_BAUDS]; /* to the board */
	uint32_t since_ms;                     /* of the state */
	uint32_t ping_ms;                      /* the latest beside heartbeat */
	uint32_t next_ms;                      /* the next try, not before */
	uint32_t sample_ms;                    /* damaged frames from here on */
	uint16_t frames;
	uint16_t damaged;
	unsigned int tries;
	unsigned int silences;
	struct {
		uint32_t baud; /* 0: free */
		uint32_t at_ms;
	} failed[PROTO_HELLO_MAX_BAUDS];
	char note[SPEED_NOTE_MAX]; /* why it is not what is wanted */
};

void speed_init(struct conn *conn, uint32_t usual, uint32_t wanted);
/* What the board can do; restarted: it has the usual speed. */
void speed_on_hello(struct conn *conn, const struct proto_hello *peer,
    bool restarted);
/* fleet has heard of the board. */
void speed_on_up(struct conn *conn);
/* The board is not heard any more, or gives way to the loader in its ROM. */
void speed_on_gone(struct conn *conn);
/* Does what is due; milliseconds until something is again. */
uint32_t speed_service(struct conn *conn, uint32_t now);
/* Bytes that are no frames may be those of another speed. */
bool speed_is_noisy(const struct conn *conn);

/* Handler of fleet's message. */
void speed_on_wanted(struct link_process *link, struct imsg *msg);

#endif

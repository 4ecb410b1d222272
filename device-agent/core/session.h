/* SPDX-License-Identifier: MIT */
/*
 * One link with what may be at its other end: a gateway speaking UP/1, or on
 * a serial line a person or a tool typing at the console. The session owns
 * its protocol state and buffers; the port owns the line.
 */
#ifndef SESSION_H
#define SESSION_H

#include "proto/link.h"

#include "arena.h"
#include "port_config.h"
#include "ring.h"
#include "speed.h"
#include "upload.h"

struct agent;

#define SESSION_STREAMS  2 /* console and log */
#define SESSION_CALLS    4
#define SESSION_ANSWERS  8
#define SESSION_NOTICES  4
#define SESSION_OUT_SIZE 256

/* An event that is repeated until the gateway has it. */
struct session_notice {
	size_t len; /* 0: free */
	uint16_t type;
	uint16_t number; /* rises with time */
	bool sent;       /* a call is under way */
	uint8_t body[PORT_NOTICE_MAX];
};

/* An answer that waits for the protocol's buffer. */
struct session_answer {
	uint16_t request;
	uint16_t status;
	size_t len;
	bool waiting;
	uint8_t *body; /* owned: SESSION_ANSWER_MAX bytes */
};

struct session {
	struct agent *agent; /* borrowed: for ever */
	size_t index;        /* of the port's link */
	bool is_serial;
	bool is_open;
	bool is_viewing; /* CONSOLE_OPEN was asked */
	bool is_stalled; /* nobody fetches our text; do not wait again */
	uint32_t generation;
	bool text_is_taken; /* the console has it, with all that is not text */
	bool is_quiet;      /* a person types: no frames unasked, until then: */
	uint32_t quiet_until_ms;
	uint32_t stalled_ms; /* since when text does not leave */
	uint32_t frames_seen;
	uint32_t lost_text; /* bytes */
	uint32_t told_lost;
	uint32_t torn; /* rests of frames */

	struct speed speed;
	struct proto_link link;
	struct proto_config config;
	struct proto_hello hello;
	struct proto_stream streams[SESSION_STREAMS];
	struct proto_transfer transfers[PORT_TRANSFERS];
	struct proto_call calls[SESSION_CALLS];
	struct proto_answer answers[SESSION_ANSWERS];
	struct upload uploads[PORT_TRANSFERS];
	struct session_notice notices[SESSION_NOTICES];
	uint16_t notice_count;
	struct session_answer late;

	struct ring text_in;   /* typed on the line */
	struct ring text_out;  /* plain text, or what waits for a gateway */
	struct ring stream_in; /* console input from the gateway */
	size_t out_len;
	size_t out_at;
	uint8_t out[SESSION_OUT_SIZE];
};

/* -1: the port gave too little memory. */
int session_init(struct session *session, struct agent *agent, size_t index,
    struct arena *arena);
/* Moves bytes and time forward. */
void session_poll(struct session *session, uint32_t now_ms);
uint32_t session_next_timeout_ms(struct session *session, uint32_t now_ms);
/* A gateway is at the other end. */
bool session_is_up(const struct session *session);

/* Answers with an error and its text, NULL for none. */
void session_refuse(struct session *session, uint16_t request, uint16_t status,
    const char *message);
/* Answers a request now, or as soon as there is a buffer for it. */
void session_respond(struct session *session, uint16_t request, uint16_t status,
    const uint8_t *body, size_t len);
void session_event(struct session *session, uint16_t type, const uint8_t *body,
    size_t len);
/* An event that must arrive; with nobody there only the latest are kept. */
void session_notify(struct session *session, uint16_t type, const uint8_t *body,
    size_t len);
/* Notices on their way. */
bool session_has_notices(const struct session *session);
/* Console text that has not reached the gateway yet. */
bool session_has_console_output(const struct session *session);

#endif

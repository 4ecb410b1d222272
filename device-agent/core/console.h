/* SPDX-License-Identifier: MIT */
/*
 * The console: what the program prints and reads, shared by all links. Text
 * goes in the console channel where a gateway is attached, else plainly on
 * serial lines. Input comes from both.
 */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct agent;
struct session;

struct console {
	bool ends_with_cr; /* the last byte out was \r */
	bool raw;          /* a job's output goes to gateways byte for byte */
	bool is_waiting;   /* for room; nobody reads input meanwhile */
	uint8_t held;      /* of the escape in console input, unused: 0 */
};

/*
 * Prints; waits while an attached gateway is slow, never for a line nobody
 * reads. Only from the interpreter's side, not from command handlers.
 */
void console_write(struct agent *agent, const char *text, size_t len);
/* The same byte for byte, for everybody. */
void console_write_binary(struct agent *agent, const char *bytes, size_t len);
/* Takes input that is there, at most cap bytes; 0: none. */
size_t console_read(struct agent *agent, uint8_t *bytes, size_t cap);
bool console_has_input(const struct agent *agent);
void console_drop_input(struct agent *agent);
/* Somebody may be looking at the prompt. */
bool console_is_watched(const struct agent *agent);
/* Waits until this gateway has all the text, or limit_ms passed. */
void console_drain_session(struct session *session, uint32_t limit_ms);
/* The same for all gateways. */
void console_drain(struct agent *agent, uint32_t limit_ms);

/* From sessions: bytes typed; Ctrl-C interrupts a running program. */
void console_on_text(struct session *session, const uint8_t *bytes, size_t len);
void console_on_stream(struct session *session, const uint8_t *bytes,
    size_t len);
/* A gateway came: it gets what was printed while there was none. */
void console_on_attach(struct session *session);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The console of a board, shared by any number of viewers (REPLs, and the
 * program that runs). Each viewer reads at its own pace; the board is held
 * back by the slowest, and a REPL that stopped reading is dropped.
 */
#ifndef LINK_CONSOLE_H
#define LINK_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

struct conn;
struct evbuffer;
struct stream;

#define CONSOLE_RING   65536
#define CONSOLE_WINDOW 32768 /* the board may be that far ahead */
#define CONSOLE_OUT    8192  /* keys on their way to the board */

struct viewer {
	TAILQ_ENTRY(viewer) entry;
	struct stream *stream; /* borrowed: its owner */
	uint64_t at;           /* everything before was sent to it */
	uint32_t stuck_ms;     /* since when it takes nothing */
	bool stuck;
	bool attached;
};

struct console {
	TAILQ_HEAD(, viewer) viewers;
	uint8_t ring[CONSOLE_RING];
	uint64_t begin; /* absolute offsets of what the ring holds */
	uint64_t end;
	size_t stale; /* bytes from before a restart: no credit for them */
};

void console_init(struct console *console);
/* From now on bytes go to this viewer. */
void console_attach(struct conn *conn, struct viewer *viewer);
void console_detach(struct conn *conn, struct viewer *viewer);
bool console_has_viewers(const struct conn *conn);
/* Bytes from the board. */
void console_add(struct conn *conn, const uint8_t *bytes, size_t len);
/* Passes on what the viewers take; true when something moved. */
bool console_pump(struct conn *conn);
/* Moves keys to the board as far as it takes them; how many. */
size_t console_write(struct conn *conn, struct evbuffer *keys);
/* The board restarted: credit begins anew. */
void console_restart(struct conn *conn);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The closed lists that several processes speak about: process ids (from
 * procs.def), process and port states.
 */
#ifndef DAEMON_PROC_ID_H
#define DAEMON_PROC_ID_H

enum proc_id {
#define X(value, NAME, name, sandbox) PROC_##NAME = (value),
#include "procs.def"
#undef X
};

#define PROC_COUNT 6

enum proc_state {
	PROC_STATE_STARTING = 0,
	PROC_STATE_RUNNING = 1,
	PROC_STATE_WAITING = 2, /* crashed; restarts after its back-off */
	PROC_STATE_STOPPED = 3,
	PROC_STATE_DISABLED = 4 /* not wanted by the configuration */
};

enum port_state {
	PORT_ABSENT = 0,   /* no such device (why: system's text) */
	PORT_OPEN = 1,     /* given to link */
	PORT_FAILED = 2,   /* cannot be opened: busy, permission */
	PORT_NO_AGENT = 3, /* open, but nothing answers the HELLO probe */
	PORT_FORGOTTEN = 4 /* matched a pattern once, now gone: drop it */
};

/* Where the text of a BOARD_LOG comes from. */
enum board_log {
	BOARD_LOG_AGENT = 0, /* log channel: "info fs: mounted" */
	BOARD_LOG_TEXT = 1   /* text outside frames: boot noise, a REPL */
};

/* "link"; NULL for an unknown id. */
const char *proc_name(unsigned int id);

#endif

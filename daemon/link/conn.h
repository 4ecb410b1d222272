/* SPDX-License-Identifier: MIT */
/*
 * One connection to one board, over a terminal or TCP: descriptor, protocol
 * state, what runs on it. A broken peer closes its connection, nothing else.
 */
#ifndef LINK_CONN_H
#define LINK_CONN_H

#include <stdbool.h>

#include "daemon/common/imsg.h"
#include "daemon/link/call.h"
#include "daemon/link/console.h"
#include "daemon/link/link.h"
#include "daemon/link/speed.h"
#include "daemon/link/text.h"
#include "proto/link.h"

#define CONN_MTU       4096
#define CONN_CALLS     8
#define CONN_ANSWERS   4
#define CONN_EVENT_MAX 4096
#define CONN_TRANSFERS 4
#define CONN_WINDOW    32768 /* bytes under way per transfer */
#define CONN_OUT       4096
#define CONN_HELLO_MAX 1024
#define CONN_ID_MAX    32

enum conn_stream { CONN_STREAM_CONSOLE, CONN_STREAM_LOG, CONN_STREAM_COUNT };

struct conn {
	TAILQ_ENTRY(conn) entry;
	struct link_process *link; /* borrowed: the owner */
	uint32_t id;
	uint32_t port; /* parent's number of the terminal; 0: TCP */
	int fd;        /* owned; -1: closed */
	char via[300];
	char device_id[CONN_ID_MAX + 1]; /* "": not known yet */
	struct event *readable;          /* owned, like the next two */
	struct event *writable;
	struct event *timer;

	struct proto_hello hello; /* ours */
	struct proto_config config;
	struct proto_link proto;
	struct proto_call calls[CONN_CALLS];
	struct proto_answer answers[CONN_ANSWERS];
	struct proto_stream streams[CONN_STREAM_COUNT];
	struct proto_transfer transfers[CONN_TRANSFERS];
	uint8_t *memory; /* owned: the buffers of proto */
	uint8_t out[CONN_OUT];
	size_t out_at;
	size_t out_len;

	uint8_t peer_hello[CONN_HELLO_MAX]; /* as CBOR */
	size_t peer_hello_len;
	uint32_t peer_boot;
	uint32_t opened_ms;
	uint32_t probe_ms;
	uint32_t alive_ms;
	uint32_t lost_ms;

	struct speed speed;
	struct console console;
	struct call_list waiting; /* owned */
	struct text noise;        /* outside frames */
	struct text log;          /* log channel */

	struct rom *rom; /* borrowed: in ROM mode, whoever has the line */
	bool told_up;    /* fleet counts it as online */
	bool announced;  /* fleet knows the connection */
	bool told_silent;
	bool serving;
	bool closed;
};

/* Where a connection comes from. */
struct conn_line {
	const char *via; /* "serial:/dev/x" or "tcp:127.0.0.1:1234" */
	uint32_t port;   /* parent's number of the terminal; 0: TCP */
	uint32_t baud;   /* of the terminal; 0: TCP */
	uint32_t wanted; /* with an agent at its other end; 0: the same */
};

/* Takes fd. */
struct conn *conn_new(struct link_process *link, int fd,
    const struct conn_line *line);
void conn_free(struct conn *conn);
/* The end of it, for this reason; memory is freed by the sweeper. */
void conn_close(struct conn *conn, const char *why);
/* Something changed: let the protocol send, pump streams, set the timer. */
void conn_service(struct conn *conn);
bool conn_is_up(const struct conn *conn);
/* The line is somebody else's until the connection is closed: fleet hears that
 * the board is away, for this reason. */
void conn_lend(struct conn *conn, const char *why);

#endif

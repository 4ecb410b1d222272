/* SPDX-License-Identifier: MIT */
/*
 * The process that talks to boards: what its parts share. Bytes from boards
 * end here; nothing of them reaches fleet unchecked.
 */
#ifndef LINK_LINK_H
#define LINK_LINK_H

#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "daemon/common/conf.h"

struct conn;
struct event;
struct event_base;
struct stream;

TAILQ_HEAD(conn_list, conn);
TAILQ_HEAD(stream_list, stream);

struct link_process {
	struct event_base *base;    /* borrowed: proc.c */
	const struct conf *conf;    /* borrowed: proc.c */
	struct conn_list conns;     /* owned */
	struct stream_list streams; /* owned */
	struct event *sweeper;      /* owned: frees what has ended */
	struct event *accepting;    /* owned; NULL without a listener */
	int listener;               /* owned; or -1 */
	uint32_t next_conn;
	size_t tcp_count;
	size_t unknown_count; /* TCP connections without a HELLO yet */
};

/* A board that vanished may come back and go on within this time. */
#define LINK_RETURN_MS 10000

/* Milliseconds of the monotonic clock; wraps. */
uint32_t link_now_ms(void);

struct conn *link_find_conn(struct link_process *link, uint32_t id);
/* What was marked as closed or done is freed at the next turn of the loop. */
void link_sweep_later(struct link_process *link);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Calls of device commands: wait for a free slot, run, end exactly once.
 * fleet's calls answer CALL_RESULT; link's own call a function.
 */
#ifndef LINK_CALL_H
#define LINK_CALL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

struct call;
struct conn;
struct imsg;
struct link_process;

TAILQ_HEAD(call_list, call);

typedef void (*call_result_fn)(void *arg, uint16_t status, const uint8_t *body,
    size_t len);

struct call_request {
	uint16_t method;
	uint32_t deadline_ms; /* 0: the default */
	const uint8_t *args;  /* copied */
	size_t args_len;
	call_result_fn on_result; /* may be NULL */
	void *arg;
};

/* Ends with on_result, also when the connection goes away. */
void call_start(struct conn *conn, const struct call_request *request);
/* arg goes away: its results are not wanted any more. */
void call_forget(struct conn *conn, const void *arg);
/* Starts what waits and ends what waited too long. */
void call_service(struct conn *conn);
/* The connection is gone: all calls end with UNAVAILABLE. */
void call_end_all(struct conn *conn);

/* Handlers of fleet's messages. */
void call_on_call(struct link_process *link, struct imsg *msg);
void call_on_cancel(struct link_process *link, struct imsg *msg);

#endif

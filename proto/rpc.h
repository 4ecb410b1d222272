/* SPDX-License-Identifier: MIT */
/*
 * Requests, answers and events over a link; both sides may do both. Requests
 * are repeated on the wire until answered, yet run at most once.
 */
#ifndef PROTO_RPC_H
#define PROTO_RPC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct proto_link;

#define PROTO_SMALL_ANSWER 12 /* answers up to this long are always kept */
#define PROTO_ID_WINDOW    32 /* requests of one peer may come this late */

/* ---- asking -------------------------------------------------------- */

/*
 * The end of a call: a status of status.h and the answer's body, valid during
 * the callback only. Called exactly once per accepted proto_call, also for
 * DEADLINE, CANCELLED and UNAVAILABLE (the peer restarted). It may start the
 * next call.
 */
typedef void (*proto_result_fn)(void *arg, uint16_t id, uint16_t status,
    const uint8_t *body, size_t len);

struct proto_call_params {
	const uint8_t *args; /* borrowed: until the result callback */
	size_t args_len;
	proto_result_fn on_result;
	void *arg;
	uint32_t deadline_ms; /* from now; 0: PROTO_DEADLINE_MS */
	uint16_t method;
};

#define PROTO_DEADLINE_MS 10000

/* A slot for one outstanding call; all members are private. */
struct proto_call {
	uint16_t id;                     /* 0: free */
	uint8_t tries;                   /* at most 3 */
	bool cancelled;                  /* only CANCEL is left to send */
	uint32_t send_at;                /* next time to put it on the wire */
	struct proto_call_params params; /* with deadline_ms on our clock */
};

/*
 * Starts a call; *id (may be NULL) names it for proto_call_cancel. Errors:
 * PROTO_ERR_AGAIN no free slot (or the peer's limit is reached),
 * PROTO_ERR_TOO_LONG, PROTO_ERR_STATE link not up.
 */
int proto_call(struct proto_link *link, const struct proto_call_params *params,
    uint16_t *id);
/* Tells the peer and ends the call at once with CANCELLED. */
int proto_call_cancel(struct proto_link *link, uint32_t id);

/* ---- answering ----------------------------------------------------- */

struct proto_request {
	const uint8_t *args; /* borrowed: valid during on_request only */
	size_t args_len;
	uint32_t deadline_at; /* on the caller's clock (now_ms) */
	uint16_t id;          /* names the request in proto_respond */
	uint16_t method;
};

/* A slot for one running or remembered answer; all members are private. */
struct proto_answer {
	uint32_t result; /* method, and status << 16 */
	uint16_t id;     /* 0: free */
	uint16_t len;
	uint16_t age;
	uint8_t state;
	uint8_t body[PROTO_SMALL_ANSWER];
};

/*
 * Answers a request, inside on_request or any time later; the body is copied.
 * PROTO_ERR_AGAIN: the buffer for long answers still waits to be sent, try
 * again after output. PROTO_ERR_STATE: no such request (cancelled by a peer
 * restart). PROTO_ERR_TOO_LONG: longer than proto_answer_max().
 */
int proto_respond(struct proto_link *link, uint32_t id, uint32_t status,
    const uint8_t *body, size_t len);
/* The answer is given, but has not been framed yet. */
bool proto_answer_waits(struct proto_link *link, uint32_t id);
/* The longest body proto_respond takes. */
size_t proto_answer_max(const struct proto_link *link);

/* ---- events -------------------------------------------------------- */

/*
 * Queues an event, copied. When the queue is full the event is dropped, the
 * peer's lost counter rises and PROTO_ERR_AGAIN is returned. Events may also
 * be lost on the line; the receiver counts those as well.
 */
int proto_event(struct proto_link *link, uint16_t type, const uint8_t *body,
    size_t len);
/*
 * An event that must not be lost: a call repeated until acknowledged. The
 * peer gets it through on_event, once. params->method is the event type;
 * args stay borrowed until on_result (which may be NULL).
 */
int proto_notify(struct proto_link *link,
    const struct proto_call_params *params, uint16_t *id);

#endif

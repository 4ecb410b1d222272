/* SPDX-License-Identifier: MIT */
/*
 * What only a gateway does. A firmware that is always a board and never starts
 * a transfer says PROTO_BOARD_ONLY, and is spared that: here is nothing left
 * of it, and gateway.c and transfer_start.c are not compiled. Users of the
 * library do not include this.
 */
#ifndef PROTO_GATEWAY_H
#define PROTO_GATEWAY_H

#include "link.h"

#ifdef PROTO_BOARD_ONLY

#define PROTO_ONLY_BOARD                true
#define PROTO_IS_BOARD(link)            true
#define PROTO_INITIATOR(link)           ((const struct proto_initiator *)NULL)
#define PROTO_RTT_MS(link)              ((void)(link), PROTO_RTT_GUESS_MS)
#define PROTO_PING_AT(link)             0
#define PROTO_COUNT(link, what)         ((void)0)
#define proto_gateway_init(link)        ((void)0)
#define proto_gateway_reset(link)       ((void)0)
#define proto_gateway_hello(link)       ((void)0)
#define proto_gateway_heard(link)       ((void)0)
#define proto_gateway_agree(link, peer) ((void)0)
#define proto_gateway_pong(link, id)    ((void)0)
#define proto_gateway_tick(link)        ((void)0)
#define proto_gateway_output(link, due) false

static inline void
proto_gateway_event(struct proto_link *link, const struct proto_packet *p)
{
	(void)link;
	(void)p;
}

#else

#define PROTO_ONLY_BOARD        false
#define PROTO_IS_BOARD(link)    ((link)->config->role == PROTO_ROLE_BOARD)
#define PROTO_INITIATOR(link)   ((link)->gateway.initiator)
#define PROTO_RTT_MS(link)      ((link)->gateway.rtt_ms)
#define PROTO_PING_AT(link)     ((link)->gateway.ping_at)
#define PROTO_COUNT(link, what) ((void)(link)->counters.what++)

void proto_gateway_init(struct proto_link *link);
/* The peer restarted. */
void proto_gateway_reset(struct proto_link *link);
/* A HELLO, a packet, a PONG came. */
void proto_gateway_hello(struct proto_link *link);
void proto_gateway_heard(struct proto_link *link);
/* Applies what the peer says that it can do. */
void proto_gateway_agree(struct proto_link *link,
    const struct proto_hello *peer);
void proto_gateway_pong(struct proto_link *link, uint32_t id);
void proto_gateway_tick(struct proto_link *link);
/* Sends what is due if it is a serial probe, which is no packet. */
bool proto_gateway_output(struct proto_link *link, unsigned int due);
void proto_gateway_event(struct proto_link *link, const struct proto_packet *p);

#endif

#endif

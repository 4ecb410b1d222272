/* SPDX-License-Identifier: MIT */
/*
 * What the parts of a link ask of each other. Users of the library do not
 * include this.
 */
#ifndef PROTO_LINK_PARTS_H
#define PROTO_LINK_PARTS_H

#include "gateway.h"
#include "link.h"
#include "transfer_parts.h"

/* ---- link.c: for all parts ----------------------------------------- */

/* Where the payload of the next packet goes; capacity proto_link_mtu(). */
uint8_t *proto_link_payload(struct proto_link *link);
/* Frames the payload of len bytes behind the header of these two words; the
 * only packet until it is written out. */
void proto_link_send(struct proto_link *link, uint32_t head, uint32_t arg,
    size_t len);
/* Queues a control packet; the latest of each sort wins. */
void proto_link_control(struct proto_link *link, enum proto_due due,
    uint32_t channel, uint32_t id);
void proto_link_abort(struct proto_link *link, uint32_t channel,
    uint32_t session, uint32_t status);
uint32_t proto_link_next_id(struct proto_link *link);
void proto_link_set_state(struct proto_link *link, enum proto_link_state state);
bool proto_link_is_due(const struct proto_link *link, uint32_t at_ms);
/* How long to wait for an answer or a credit. */
uint32_t proto_link_patience_ms(const struct proto_link *link);

/* ---- rpc.c --------------------------------------------------------- */

void proto_rpc_reset(struct proto_link *link);
void proto_rpc_request(struct proto_link *link, const struct proto_packet *p);
void proto_rpc_answer(struct proto_link *link, const struct proto_packet *p);
/* The peer cancels its request id. */
void proto_rpc_cancelled(struct proto_link *link, uint32_t id);
/* The peer works on our request id, or does not know what it is. */
void proto_rpc_accepted(struct proto_link *link, uint32_t id);
void proto_rpc_unsupported(struct proto_link *link, uint32_t id);
bool proto_rpc_output(struct proto_link *link);
bool proto_rpc_event_output(struct proto_link *link);
/* Returns whether something there waits for time to pass. */
bool proto_rpc_tick(struct proto_link *link);

/* ---- channel.c: streams and transfers ------------------------------ */

void proto_channel_init(struct proto_link *link);
struct proto_channel *proto_channel_find(const struct proto_link *link,
    uint32_t number);
void proto_channel_data(struct proto_link *link, const struct proto_packet *p);
void proto_channel_credit(struct proto_link *link,
    const struct proto_packet *p);
bool proto_channel_credit_output(struct proto_link *link);
bool proto_channel_output(struct proto_link *link, struct proto_channel *c);
/* Repeats what the peer was silent about; returns whether any bytes wait for
 * the peer, or a transfer for its storage. */
bool proto_channel_tick(struct proto_link *link);
/* Bytes sent, or still to be sent, that the peer has not acknowledged. */
uint32_t proto_channel_unacked(const struct proto_channel *c);
/* Puts bytes into the ring at a distance from its start, or takes them. */
void proto_channel_put(struct proto_channel *c, uint32_t at,
    const uint8_t *bytes, size_t len);
void proto_channel_take(const struct proto_channel *c, uint32_t at,
    uint8_t *bytes, size_t len);

/* ---- stream.c ------------------------------------------------------ */

/* keep: unsent bytes survive (there was no peer before). */
void proto_stream_reset(struct proto_link *link, bool keep);
void proto_stream_receive(struct proto_link *link, struct proto_stream *s,
    const uint8_t *bytes, size_t len);
/* Forgets len bytes at the front of the ring and tells who waits for room. */
void proto_stream_acked(struct proto_link *link, struct proto_stream *s,
    uint32_t len);

#endif

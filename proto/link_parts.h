/* SPDX-License-Identifier: MIT */
/*
 * What the parts of a link (link.c, rpc.c, stream.c, transfer.c) ask of each
 * other. Users of the library do not include this.
 */
#ifndef PROTO_LINK_PARTS_H
#define PROTO_LINK_PARTS_H

#include "link.h"

/*
 * A firmware that is always a board and never starts a transfer says
 * PROTO_BOARD_ONLY, and is spared the duties of a gateway.
 */
#ifdef PROTO_BOARD_ONLY
#define PROTO_ONLY_BOARD         true
#define PROTO_IS_BOARD(link)     true
#define PROTO_INITIATOR(link)    ((const struct proto_initiator *)NULL)
#define PROTO_IS_INITIATOR(slot) false
#define PROTO_COUNT(link, what)  ((void)0) /* nobody on a board reads them */
#else
#define PROTO_ONLY_BOARD         false
#define PROTO_IS_BOARD(link)     ((link)->config->role == PROTO_ROLE_BOARD)
#define PROTO_INITIATOR(link)    ((link)->initiator)
#define PROTO_IS_INITIATOR(slot) ((slot)->initiator)
#define PROTO_COUNT(link, what)  ((void)(link)->counters.what++)
#endif

/* ---- link.c: for all parts ----------------------------------------- */

/* Where the payload of the next packet goes; capacity proto_link_mtu(). */
uint8_t *proto_link_payload(struct proto_link *link);
/* Frames the payload of len bytes; the only packet until it is written out. */
void proto_link_send(struct proto_link *link, enum proto_kind kind,
    uint8_t channel, uint16_t id, uint32_t arg, size_t len);
void proto_link_send_credit(struct proto_link *link, uint8_t channel,
    uint16_t session, struct proto_receiver *rx, bool slow);
/* len bytes at tx->next, which are in the payload. */
void proto_link_send_data(struct proto_link *link, uint8_t channel,
    uint16_t session, struct proto_sender *tx, size_t len);
/* Queue control packets; the latest of each sort wins. */
void proto_link_accepted(struct proto_link *link, uint16_t request);
void proto_link_abort(struct proto_link *link, uint8_t channel,
    uint16_t session, uint16_t status);
uint16_t proto_link_next_id(struct proto_link *link);
bool proto_link_is_due(const struct proto_link *link, uint32_t at_ms);
/* How long to wait for an answer or a credit. */
uint32_t proto_link_patience_ms(const struct proto_link *link);

/* ---- rpc.c --------------------------------------------------------- */

void proto_rpc_reset(struct proto_link *link);
void proto_rpc_request(struct proto_link *link, const struct proto_packet *p);
void proto_rpc_answer(struct proto_link *link, const struct proto_packet *p);
void proto_rpc_event(struct proto_link *link, const struct proto_packet *p);
/* The peer cancels its request id. */
void proto_rpc_cancelled(struct proto_link *link, uint16_t id);
/* The peer works on our request id, or does not know what it is. */
void proto_rpc_accepted(struct proto_link *link, uint16_t id);
void proto_rpc_unsupported(struct proto_link *link, uint16_t id);
bool proto_rpc_output(struct proto_link *link);
bool proto_rpc_event_output(struct proto_link *link);
void proto_rpc_tick(struct proto_link *link);
/* Something there waits for time to pass. */
bool proto_rpc_is_waiting(const struct proto_link *link);

/* ---- stream.c ------------------------------------------------------ */

/* keep: unsent bytes survive (there was no peer before). */
void proto_stream_reset(struct proto_link *link, bool keep);
void proto_stream_data(struct proto_link *link, const struct proto_packet *p);
void proto_stream_credit(struct proto_link *link, const struct proto_packet *p);
bool proto_stream_credit_output(struct proto_link *link);
bool proto_stream_output(struct proto_link *link, struct proto_stream *s);
bool proto_stream_console_output(struct proto_link *link);
void proto_stream_tick(struct proto_link *link);
/* Something there waits for time to pass. */
bool proto_stream_is_waiting(const struct proto_link *link);

/* ---- transfer.c: responder, and what both do ----------------------- */

void proto_transfer_reset(struct proto_link *link);
void proto_transfer_on_open(struct proto_link *link,
    const struct proto_packet *p);
void proto_transfer_on_fin(struct proto_link *link,
    const struct proto_packet *p);
void proto_transfer_on_abort(struct proto_link *link, uint8_t channel,
    uint16_t session, uint16_t status);
void proto_transfer_tick(struct proto_link *link);
bool proto_transfer_is_waiting(const struct proto_link *link);
bool proto_transfer_is_active(const struct proto_transfer *t);
/* The session is over on this side. The slot may be reused inside close. */
void proto_transfer_finish(struct proto_link *link, struct proto_transfer *t,
    uint16_t status);
int proto_transfer_hash(struct proto_link *link, struct proto_transfer *t,
    uint32_t len, uint8_t hash[PROTO_SHA256_LEN]);

/* ---- transfer_start.c: initiator ----------------------------------- */

struct proto_initiator {
	bool (*output)(struct proto_link *link);
	void (*on_answer)(struct proto_link *link, uint16_t id, uint16_t status,
	    const struct proto_packet *p);
	void (*check)(struct proto_link *link, struct proto_transfer *t);
	void (*fin)(struct proto_link *link, struct proto_transfer *t,
	    uint16_t status);
	void (*abort)(struct proto_link *link, struct proto_transfer *t,
	    uint16_t status);
	void (*on_abort)(struct proto_link *link, struct proto_transfer *t,
	    uint16_t status);
	void (*reset)(struct proto_link *link, struct proto_transfer *t);
};

/* ---- transfer_data.c: moving bytes --------------------------------- */

/* The slot of a packet's channel, or NULL. */
struct proto_transfer *proto_transfer_slot(struct proto_link *link,
    uint8_t channel);
void proto_transfer_data(struct proto_link *link, const struct proto_packet *p);
void proto_transfer_credit(struct proto_link *link,
    const struct proto_packet *p);
bool proto_transfer_credit_output(struct proto_link *link);
bool proto_transfer_output(struct proto_link *link, struct proto_transfer *t);
/* The sink starts at offset at, or the source with credit up to limit. */
void proto_transfer_move_from(struct proto_link *link, struct proto_transfer *t,
    uint32_t at, uint32_t limit);
/* Stores what has arrived; a status that ends the transfer, or 0. */
uint16_t proto_transfer_store(struct proto_link *link,
    struct proto_transfer *t);

#endif

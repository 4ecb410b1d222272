/* SPDX-License-Identifier: MIT */
/*
 * What the parts of transfers and the link ask of each other. Users of the
 * library do not include this.
 */
#ifndef PROTO_TRANSFER_PARTS_H
#define PROTO_TRANSFER_PARTS_H

#include "link.h"

/* ---- transfer.c: responder, and what both do ----------------------- */

void proto_transfer_reset(struct proto_link *link);
void proto_transfer_on_open(struct proto_link *link,
    const struct proto_packet *p);
void proto_transfer_on_fin(struct proto_link *link,
    const struct proto_packet *p);
void proto_transfer_on_abort(struct proto_link *link,
    const struct proto_packet *p);
/* Returns whether a transfer is under way. */
bool proto_transfer_tick(struct proto_link *link);
bool proto_transfer_is_active(const struct proto_transfer *t);
/* The session is over on this side. The slot may be reused inside close. */
void proto_transfer_finish(struct proto_link *link, struct proto_transfer *t,
    uint32_t status);
int proto_transfer_hash(struct proto_link *link, struct proto_transfer *t,
    uint32_t len, uint8_t hash[PROTO_SHA256_LEN]);

/* ---- transfer_start.c: initiator ----------------------------------- */

struct proto_initiator {
	bool (*output)(struct proto_link *link);
	void (*on_answer)(struct proto_link *link, uint32_t id, uint32_t status,
	    const struct proto_packet *p);
	void (*check)(struct proto_link *link, struct proto_transfer *t);
	void (*fin)(struct proto_link *link, struct proto_transfer *t,
	    uint32_t status);
	void (*abort)(struct proto_link *link, struct proto_transfer *t,
	    uint32_t status);
	void (*on_abort)(struct proto_link *link, struct proto_transfer *t,
	    uint32_t status);
	void (*reset)(struct proto_link *link, struct proto_transfer *t);
};

/* ---- transfer_data.c: moving bytes --------------------------------- */

/* The slot of a packet's channel, or NULL. */
struct proto_transfer *proto_transfer_slot(const struct proto_link *link,
    uint32_t number);
/* A packet of a session that is not open: the peer is told to give it up. */
void proto_transfer_refuse(struct proto_link *link,
    const struct proto_packet *p);
/* New bytes behind all that came before. */
void proto_transfer_receive(struct proto_link *link, struct proto_transfer *t,
    const uint8_t *bytes, size_t len);
/* Reads the next len bytes to be sent; false when there are none now. */
bool proto_transfer_read(struct proto_link *link, struct proto_transfer *t,
    uint8_t *bytes, size_t len);
/* The sink starts at offset at, or the source with credit up to limit. */
void proto_transfer_move_from(struct proto_link *link, struct proto_transfer *t,
    uint32_t at, uint32_t limit);
/* Stores what has arrived; a status that ends the transfer, or 0. */
uint32_t proto_transfer_store(struct proto_link *link,
    struct proto_transfer *t);

#endif

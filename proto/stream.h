/* SPDX-License-Identifier: MIT */
/*
 * Byte streams (console, log, user channels): exact and in order as long as
 * neither side restarts, flow-controlled by the reader's credit.
 */
#ifndef PROTO_STREAM_H
#define PROTO_STREAM_H

#include "channel.h"

struct proto_link;

/* The caller fills rx_window; of channel, see there. ring_cap 0: this side
 * never writes. */
struct proto_stream {
	struct proto_channel channel;
	uint16_t rx_window; /* bytes the peer may have under way to us */
	bool space_wanted;  /* private, like all below */
	uint32_t consumed;
};

/*
 * Takes as many bytes as fit and returns that number, 0 when full or the
 * channel is unknown; on_stream_space is called when there is room again.
 * Bytes may be written while the link is down; they are kept, and are
 * dropped only when the peer (or this side) restarted.
 */
size_t proto_stream_write(struct proto_link *link, uint32_t channel,
    const void *bytes, size_t len);
/* Room for writing now. */
size_t proto_stream_room(const struct proto_link *link, uint32_t channel);
/* Bytes written and not yet acknowledged; 0: the peer has everything. */
size_t proto_stream_unacked(const struct proto_link *link, uint32_t channel);
/*
 * The reader is done with len bytes it got from on_stream_data; credit grows.
 * Until then at most rx_window bytes are delivered.
 */
void proto_stream_consumed(struct proto_link *link, uint32_t channel,
    size_t len);

#endif

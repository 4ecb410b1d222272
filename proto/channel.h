/* SPDX-License-Identifier: MIT */
/*
 * What streams and transfers have in common: a session on a numbered channel
 * that moves bytes both ways under credit.
 */
#ifndef PROTO_CHANNEL_H
#define PROTO_CHANNEL_H

#include "flow.h"
#include "sha256.h"

/*
 * The caller fills ring, ring_cap and, for streams, number before
 * proto_link_init. The ring of a stream keeps written bytes until they are
 * acknowledged; that of a transfer keeps received bytes until they are stored.
 */
struct proto_channel {
	uint8_t *ring; /* borrowed: the caller's */
	uint32_t ring_cap;
	uint8_t number; /* enum proto_channel_number */
	bool open;      /* private, like all below: bytes may move */
	uint32_t ring_start;
	uint32_t session;
	struct proto_channel *next; /* borrowed: the link's, NULL: the last */
	/* Only while open tx and rx are in use. */
	union {
		struct {
			struct proto_sender tx;
			struct proto_receiver rx;
		};
		struct {
			uint8_t hash[PROTO_SHA256_LEN]; /* of have bytes */
			uint8_t hash_len; /* 0: unknown; must follow */
		};
	};
};

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The storage behind transfers: files of the board in both directions, and
 * programs into memory. A put goes to a staged file named by the target and
 * the content's hash, so it can go on after a cut; it is read back and
 * compared before it replaces the target in one step.
 */
#ifndef UPLOAD_H
#define UPLOAD_H

#include "proto/sha256.h"
#include "proto/transfer.h"

#include "store.h"

/* State of one transfer; zero when none. */
struct upload {
	int fd; /* of the store, valid when is_open */
	bool is_open;
	bool is_program;   /* goes to memory */
	uint32_t position; /* of fd */
	uint32_t unsynced; /* bytes written since the last sync */
	uint32_t hashed;   /* bytes in sha256 */
	uint32_t hash_len; /* what the hash under way is for */
	struct proto_sha256 sha256;
	char path[STORE_PATH_MAX];   /* the target */
	char staged[STORE_PATH_MAX]; /* empty for a get */
};

/* A program sent ahead of the request to run it. */
struct upload_program {
	uint8_t *bytes; /* borrowed: from the arena, for ever */
	uint32_t size;
	uint32_t received;
	const struct proto_transfer *owner; /* borrowed: who fills it */
	uint16_t session; /* of the transfer that completed it */
	bool complete;
	uint8_t sha256[PROTO_SHA256_LEN];
};

/* The arg of the callbacks is the struct session. */
extern const struct proto_storage upload_storage;

#endif

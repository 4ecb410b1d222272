/* SPDX-License-Identifier: MIT */
/* SHA-256 (FIPS 180-4), incremental; the context may be copied and stored. */
#ifndef PROTO_SHA256_H
#define PROTO_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define PROTO_SHA256_LEN 32

struct proto_sha256 {
	uint32_t state[8];
	uint64_t total;    /* bytes hashed so far */
	uint8_t block[64]; /* the unfinished block */
};

void proto_sha256_init(struct proto_sha256 *sha);
void proto_sha256_update(struct proto_sha256 *sha, const void *bytes,
    size_t len);
void proto_sha256_final(struct proto_sha256 *sha,
    uint8_t hash[PROTO_SHA256_LEN]);

#endif

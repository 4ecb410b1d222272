/* SPDX-License-Identifier: MIT */
/* SHA-512 (FIPS 180-4), incremental; Ed25519 signatures need it. */
#ifndef BOOT_SHA512_H
#define BOOT_SHA512_H

#include <stddef.h>
#include <stdint.h>

#define BOOT_SHA512_LEN 64

struct boot_sha512 {
	uint64_t state[8];
	uint64_t total; /* bytes hashed so far */
	uint8_t block[128];
};

void boot_sha512_init(struct boot_sha512 *sha);
void boot_sha512_update(struct boot_sha512 *sha, const void *bytes, size_t len);
void boot_sha512_final(struct boot_sha512 *sha, uint8_t hash[BOOT_SHA512_LEN]);

#endif

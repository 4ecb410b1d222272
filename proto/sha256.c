/* SPDX-License-Identifier: MIT */
/* SHA-256, small rather than fast: one rolled loop, 16 words of schedule. */
#include <string.h>

#include "sha256.h"

static const uint32_t round_constants[64] = { 0x428a2f98, 0x71374491,
	0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
	0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
	0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d,
	0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb,
	0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
	0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
	0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb,
	0xbef9a3f7, 0xc67178f2 };

static uint32_t
rotate(uint32_t x, unsigned int by)
{
	return x >> by | x << (32 - by);
}

static uint32_t
load_be(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	    (uint32_t)at[2] << 8 | at[3];
}

static void
store_be(uint8_t *at, uint32_t value)
{
	for (int i = 3; i >= 0; i--) {
		at[i] = (uint8_t)value;
		value >>= 8;
	}
}

/* The next word of the message schedule, kept in a ring of 16. */
static uint32_t
schedule(uint32_t w[16], unsigned int i)
{
	uint32_t a = w[(i + 1) & 15];
	uint32_t b = w[(i + 14) & 15];

	w[i & 15] += (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) + w[(i + 9) & 15] +
	    (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
	return w[i & 15];
}

static void
compress(struct proto_sha256 *sha)
{
	uint32_t w[16];
	uint32_t s[8];

	for (unsigned int i = 0; i < 16; i++)
		w[i] = load_be(sha->block + 4 * i);
	memcpy(s, sha->state, sizeof(s));
	for (unsigned int i = 0; i < 64; i++) {
		uint32_t word = i < 16 ? w[i] : schedule(w, i);
		uint32_t t1 = s[7] + round_constants[i] + word +
		    (rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25)) +
		    ((s[4] & s[5]) ^ (~s[4] & s[6]));
		uint32_t t2 =
		    (rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22)) +
		    ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));

		memmove(s + 1, s, 7 * sizeof(s[0]));
		s[4] += t1;
		s[0] = t1 + t2;
	}
	for (unsigned int i = 0; i < 8; i++)
		sha->state[i] += s[i];
}

void
proto_sha256_init(struct proto_sha256 *sha)
{
	static const uint32_t start[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372,
		0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

	memcpy(sha->state, start, sizeof(start));
	sha->total = 0;
}

void
proto_sha256_update(struct proto_sha256 *sha, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	while (len > 0) {
		size_t used = sha->total & 63;
		size_t take = 64 - used < len ? 64 - used : len;

		memcpy(sha->block + used, at, take);
		sha->total += take;
		at += take;
		len -= take;
		if (used + take == 64)
			compress(sha);
	}
}

void
proto_sha256_final(struct proto_sha256 *sha, uint8_t hash[PROTO_SHA256_LEN])
{
	uint64_t bits = sha->total * 8;
	size_t used = sha->total & 63;

	sha->block[used++] = 0x80;
	if (used > 56) {
		memset(sha->block + used, 0, 64 - used);
		compress(sha);
		used = 0;
	}
	memset(sha->block + used, 0, 56 - used);
	store_be(sha->block + 56, (uint32_t)(bits >> 32));
	store_be(sha->block + 60, (uint32_t)bits);
	compress(sha);
	for (int i = 0; i < 8; i++)
		store_be(hash + 4 * i, sha->state[i]);
}

/* SPDX-License-Identifier: MIT */
/* MD5 (RFC 1321), SHA-1 and SHA-256 (FIPS 180-4). */
#include <string.h>

#include "digest.h"

static uint32_t
rotate_left(uint32_t x, unsigned n)
{
	return x << n | x >> (32 - n);
}

static uint32_t
rotate_right(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

static uint32_t
load_big(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

static uint32_t
load_little(const uint8_t *p)
{
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[1] << 8 | p[0];
}

static void
store_word(uint8_t *p, uint32_t word, int little)
{
	for (unsigned i = 0; i < 4; i++)
		p[i] = (uint8_t)(word >> 8 * (little ? i : 3 - i));
}

/* floor(2**32 * abs(sin(i + 1))) */
static const uint32_t md5_table[64] = {
	0xd76aa478,
	0xe8c7b756,
	0x242070db,
	0xc1bdceee,
	0xf57c0faf,
	0x4787c62a,
	0xa8304613,
	0xfd469501,
	0x698098d8,
	0x8b44f7af,
	0xffff5bb1,
	0x895cd7be,
	0x6b901122,
	0xfd987193,
	0xa679438e,
	0x49b40821,
	0xf61e2562,
	0xc040b340,
	0x265e5a51,
	0xe9b6c7aa,
	0xd62f105d,
	0x02441453,
	0xd8a1e681,
	0xe7d3fbc8,
	0x21e1cde6,
	0xc33707d6,
	0xf4d50d87,
	0x455a14ed,
	0xa9e3e905,
	0xfcefa3f8,
	0x676f02d9,
	0x8d2a4c8a,
	0xfffa3942,
	0x8771f681,
	0x6d9d6122,
	0xfde5380c,
	0xa4beea44,
	0x4bdecfa9,
	0xf6bb4b60,
	0xbebfbc70,
	0x289b7ec6,
	0xeaa127fa,
	0xd4ef3085,
	0x04881d05,
	0xd9d4d039,
	0xe6db99e5,
	0x1fa27cf8,
	0xc4ac5665,
	0xf4292244,
	0x432aff97,
	0xab9423a7,
	0xfc93a039,
	0x655b59c3,
	0x8f0ccc92,
	0xffeff47d,
	0x85845dd1,
	0x6fa87e4f,
	0xfe2ce6e0,
	0xa3014314,
	0x4e0811a1,
	0xf7537e82,
	0xbd3af235,
	0x2ad7d2bb,
	0xeb86d391,
};

static const uint8_t md5_shifts[4][4] = {
	{ 7, 12, 17, 22 },
	{ 5, 9, 14, 20 },
	{ 4, 11, 16, 23 },
	{ 6, 10, 15, 21 },
};

static uint32_t
md5_mix(unsigned round, uint32_t b, uint32_t c, uint32_t d)
{
	if (round == 0)
		return d ^ (b & (c ^ d));
	if (round == 1)
		return c ^ (d & (b ^ c));
	return round == 2 ? b ^ c ^ d : c ^ (b | ~d);
}

static void
md5_block(uint32_t *state, const uint8_t *data)
{
	static const uint8_t step[4] = { 1, 5, 3, 7 };
	static const uint8_t start[4] = { 0, 1, 5, 0 };
	uint32_t a = state[0];
	uint32_t b = state[1];
	uint32_t c = state[2];
	uint32_t d = state[3];

	for (unsigned i = 0; i < 64; i++) {
		unsigned round = i / 16;
		unsigned word = (i * step[round] + start[round]) % 16;
		uint32_t sum = a + md5_mix(round, b, c, d) + md5_table[i] +
		    load_little(data + 4 * word);

		a = d;
		d = c;
		c = b;
		b += rotate_left(sum, md5_shifts[round][i % 4]);
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
}

static void
sha1_block(uint32_t *state, const uint8_t *data)
{
	static const uint32_t constants[4] = { 0x5a827999, 0x6ed9eba1,
		0x8f1bbcdc, 0xca62c1d6 };
	uint32_t w[80];
	uint32_t s[5];

	for (unsigned i = 0; i < 16; i++)
		w[i] = load_big(data + 4 * i);
	for (unsigned i = 16; i < 80; i++)
		w[i] =
		    rotate_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	memcpy(s, state, sizeof(s));
	for (unsigned i = 0; i < 80; i++) {
		uint32_t mix = s[1] ^ s[2] ^ s[3];
		uint32_t sum;

		if (i < 20)
			mix = s[3] ^ (s[1] & (s[2] ^ s[3]));
		else if (i >= 40 && i < 60)
			mix = (s[1] & s[2]) | (s[3] & (s[1] | s[2]));
		sum = rotate_left(s[0], 5) + mix + s[4] + w[i] +
		    constants[i / 20];
		s[4] = s[3];
		s[3] = s[2];
		s[2] = rotate_left(s[1], 30);
		s[1] = s[0];
		s[0] = sum;
	}
	for (unsigned i = 0; i < 5; i++)
		state[i] += s[i];
}

static const uint32_t sha256_table[64] = {
	0x428a2f98,
	0x71374491,
	0xb5c0fbcf,
	0xe9b5dba5,
	0x3956c25b,
	0x59f111f1,
	0x923f82a4,
	0xab1c5ed5,
	0xd807aa98,
	0x12835b01,
	0x243185be,
	0x550c7dc3,
	0x72be5d74,
	0x80deb1fe,
	0x9bdc06a7,
	0xc19bf174,
	0xe49b69c1,
	0xefbe4786,
	0x0fc19dc6,
	0x240ca1cc,
	0x2de92c6f,
	0x4a7484aa,
	0x5cb0a9dc,
	0x76f988da,
	0x983e5152,
	0xa831c66d,
	0xb00327c8,
	0xbf597fc7,
	0xc6e00bf3,
	0xd5a79147,
	0x06ca6351,
	0x14292967,
	0x27b70a85,
	0x2e1b2138,
	0x4d2c6dfc,
	0x53380d13,
	0x650a7354,
	0x766a0abb,
	0x81c2c92e,
	0x92722c85,
	0xa2bfe8a1,
	0xa81a664b,
	0xc24b8b70,
	0xc76c51a3,
	0xd192e819,
	0xd6990624,
	0xf40e3585,
	0x106aa070,
	0x19a4c116,
	0x1e376c08,
	0x2748774c,
	0x34b0bcb5,
	0x391c0cb3,
	0x4ed8aa4a,
	0x5b9cca4f,
	0x682e6ff3,
	0x748f82ee,
	0x78a5636f,
	0x84c87814,
	0x8cc70208,
	0x90befffa,
	0xa4506ceb,
	0xbef9a3f7,
	0xc67178f2,
};

static void
sha256_schedule(uint32_t w[64], const uint8_t *data)
{
	for (unsigned i = 0; i < 16; i++)
		w[i] = load_big(data + 4 * i);
	for (unsigned i = 16; i < 64; i++) {
		uint32_t a = w[i - 15];
		uint32_t b = w[i - 2];

		a = rotate_right(a, 7) ^ rotate_right(a, 18) ^ a >> 3;
		b = rotate_right(b, 17) ^ rotate_right(b, 19) ^ b >> 10;
		w[i] = w[i - 16] + a + w[i - 7] + b;
	}
}

static void
sha256_block(uint32_t *state, const uint8_t *data)
{
	uint32_t w[64];
	uint32_t s[8];

	sha256_schedule(w, data);
	memcpy(s, state, sizeof(s));
	for (unsigned i = 0; i < 64; i++) {
		uint32_t e = rotate_right(s[4], 6) ^ rotate_right(s[4], 11) ^
		    rotate_right(s[4], 25);
		uint32_t a = rotate_right(s[0], 2) ^ rotate_right(s[0], 13) ^
		    rotate_right(s[0], 22);
		uint32_t choice = s[6] ^ (s[4] & (s[5] ^ s[6]));
		uint32_t majority = (s[0] & s[1]) | (s[2] & (s[0] | s[1]));
		uint32_t sum = s[7] + e + choice + sha256_table[i] + w[i];

		memmove(s + 1, s, 7 * sizeof(s[0]));
		s[4] += sum;
		s[0] = sum + a + majority;
	}
	for (unsigned i = 0; i < 8; i++)
		state[i] += s[i];
}

const struct vm_digest_kind vm_digest_md5 = {
	.state_words = 4,
	.little_endian = 1,
	.initial = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 },
	.block = md5_block,
};

const struct vm_digest_kind vm_digest_sha1 = {
	.state_words = 5,
	.initial = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476,
	    0xc3d2e1f0 },
	.block = sha1_block,
};

const struct vm_digest_kind vm_digest_sha256 = {
	.state_words = 8,
	.initial = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
	    0x9b05688c, 0x1f83d9ab, 0x5be0cd19 },
	.block = sha256_block,
};

void
vm_digest_init(struct vm_digest *d, const struct vm_digest_kind *kind)
{
	d->kind = kind;
	d->length = 0;
	memcpy(d->state, kind->initial, sizeof(d->state));
}

void
vm_digest_update(struct vm_digest *d, const uint8_t *data, size_t len)
{
	size_t used = (size_t)(d->length % VM_DIGEST_BLOCK);

	d->length += len;
	if (used > 0) {
		size_t take = VM_DIGEST_BLOCK - used;

		if (take > len)
			take = len;
		memcpy(d->pending + used, data, take);
		data += take;
		len -= take;
		if (used + take < VM_DIGEST_BLOCK)
			return;
		d->kind->block(d->state, d->pending);
	}
	for (; len >= VM_DIGEST_BLOCK; len -= VM_DIGEST_BLOCK) {
		d->kind->block(d->state, data);
		data += VM_DIGEST_BLOCK;
	}
	if (len > 0)
		memcpy(d->pending, data, len);
}

size_t
vm_digest_final(struct vm_digest *d, uint8_t *out)
{
	size_t used = (size_t)(d->length % VM_DIGEST_BLOCK);
	uint64_t bits = d->length * 8;
	int little = d->kind->little_endian;
	uint8_t *tail = d->pending + VM_DIGEST_BLOCK - 8;

	d->pending[used++] = 0x80;
	if (used > VM_DIGEST_BLOCK - 8) {
		memset(d->pending + used, 0, VM_DIGEST_BLOCK - used);
		d->kind->block(d->state, d->pending);
		used = 0;
	}
	memset(d->pending + used, 0, VM_DIGEST_BLOCK - used);
	store_word(tail + (little ? 4 : 0), (uint32_t)(bits >> 32), little);
	store_word(tail + (little ? 0 : 4), (uint32_t)bits, little);
	d->kind->block(d->state, d->pending);
	for (unsigned i = 0; i < d->kind->state_words; i++)
		store_word(out + 4 * i, d->state[i], little);
	return 4u * d->kind->state_words;
}

/* Two tables of 16 entries do a byte in two steps. */
uint32_t
vm_crc32(uint32_t crc, const uint8_t *data, size_t len)
{
	static const uint32_t table[16] = { 0x00000000, 0x1db71064, 0x3b6e20c8,
		0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
		0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0,
		0x86d3d2d4, 0xa00ae278, 0xbdbdf21c };

	crc = ~crc;
	for (size_t i = 0; i < len; i++) {
		crc ^= data[i];
		crc = table[crc & 15] ^ crc >> 4;
		crc = table[crc & 15] ^ crc >> 4;
	}
	return ~crc;
}

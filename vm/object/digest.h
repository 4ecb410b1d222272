/* SPDX-License-Identifier: MIT */
/*
 * Message digests MD5, SHA-1 and SHA-256 behind one streaming interface.
 */
#ifndef VM_DIGEST_H
#define VM_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define VM_DIGEST_BLOCK 64
#define VM_DIGEST_MAX   32

struct vm_digest;

/* What differs between the algorithms. */
struct vm_digest_kind {
	uint8_t state_words;
	uint8_t little_endian;
	uint32_t initial[8];
	void (*block)(uint32_t *state, const uint8_t *data);
};

extern const struct vm_digest_kind vm_digest_md5;
extern const struct vm_digest_kind vm_digest_sha1;
extern const struct vm_digest_kind vm_digest_sha256;

struct vm_digest {
	const struct vm_digest_kind *kind;
	uint64_t length; /* bytes taken so far */
	uint32_t state[8];
	uint8_t pending[VM_DIGEST_BLOCK];
};

void vm_digest_init(struct vm_digest *d, const struct vm_digest_kind *kind);
void vm_digest_update(struct vm_digest *d, const uint8_t *data, size_t len);
/* Writes the digest and returns its size; d is used up. */
size_t vm_digest_final(struct vm_digest *d, uint8_t *out);

/* CRC-32 of more data; crc is 0 at first. */
uint32_t vm_crc32(uint32_t crc, const uint8_t *data, size_t len);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Ed25519 with Monocypher's curve arithmetic. Monocypher alone hashes with
 * BLAKE2b; the standard's hash is SHA-512.
 */
#include "boot_sha512.h"
#include "boot_signature.h"
#include "monocypher.h"

bool
boot_signature_is_good(const uint8_t signature[BOOT_SIGNATURE_LEN],
    const uint8_t public_key[32], const void *message, size_t len)
{
	struct boot_sha512 sha;
	uint8_t hash[BOOT_SHA512_LEN];
	uint8_t challenge[32];

	boot_sha512_init(&sha);
	boot_sha512_update(&sha, signature, 32);
	boot_sha512_update(&sha, public_key, 32);
	boot_sha512_update(&sha, message, len);
	boot_sha512_final(&sha, hash);
	crypto_eddsa_reduce(challenge, hash);
	return crypto_eddsa_check_equation(signature, public_key, challenge) ==
	    0;
}

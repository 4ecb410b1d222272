/* SPDX-License-Identifier: MIT */
/* Keys and signatures for tests. */
#include <openssl/evp.h>
#include <stdlib.h>

#include "sign.h"

static EVP_PKEY *
load(const uint8_t seed[SIGN_SEED_LEN])
{
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL,
	    seed, SIGN_SEED_LEN);

	if (key == NULL)
		abort();
	return key;
}

void
sign_public_key(const uint8_t seed[SIGN_SEED_LEN],
    uint8_t public_key[BOOT_KEY_LEN])
{
	EVP_PKEY *key = load(seed);
	size_t len = BOOT_KEY_LEN;

	if (EVP_PKEY_get_raw_public_key(key, public_key, &len) != 1)
		abort();
	EVP_PKEY_free(key);
}

void
sign_message(const uint8_t seed[SIGN_SEED_LEN], const void *message, size_t len,
    uint8_t signature[64])
{
	EVP_PKEY *key = load(seed);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t signature_len = 64;

	if (ctx == NULL ||
	    EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) != 1 ||
	    EVP_DigestSign(ctx, signature, &signature_len, message, len) != 1)
		abort();
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
}

void
sign_manifest(const uint8_t seed[SIGN_SEED_LEN], struct boot_manifest *manifest,
    uint8_t bytes[BOOT_MANIFEST_LEN])
{
	uint8_t public_key[BOOT_KEY_LEN];

	sign_public_key(seed, public_key);
	boot_manifest_key_id(manifest->key_id, public_key);
	boot_manifest_encode(manifest, bytes);
	sign_message(seed, bytes, BOOT_MANIFEST_LEN - 64,
	    bytes + BOOT_MANIFEST_LEN - 64);
}

void
sign_hash(const void *bytes, size_t len, uint8_t hash[BOOT_HASH_LEN])
{
	if (EVP_Digest(bytes, len, hash, NULL, EVP_sha256(), NULL) != 1)
		abort();
}

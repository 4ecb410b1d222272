/* SPDX-License-Identifier: MIT */
/* Signing for tests, with OpenSSL: another's Ed25519 than the boot code's. */
#ifndef SIGN_H
#define SIGN_H

#include "boot/boot_manifest.h"

#define SIGN_SEED_LEN 32

void sign_public_key(const uint8_t seed[SIGN_SEED_LEN],
    uint8_t public_key[BOOT_KEY_LEN]);
void sign_message(const uint8_t seed[SIGN_SEED_LEN], const void *message,
    size_t len, uint8_t signature[64]);
/* Encodes a manifest and signs it; sets its key id first. */
void sign_manifest(const uint8_t seed[SIGN_SEED_LEN],
    struct boot_manifest *manifest, uint8_t bytes[BOOT_MANIFEST_LEN]);
void sign_hash(const void *bytes, size_t len, uint8_t hash[BOOT_HASH_LEN]);

#endif

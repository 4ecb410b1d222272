/* SPDX-License-Identifier: MIT */
/*
 * Ed25519 keys in files: PEM as OpenSSL writes them. A public key may also be
 * 64 hexadecimal digits. Errors are printed; functions return false then.
 */
#ifndef KEY_H
#define KEY_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "boot/boot_manifest.h"
#include "boot/boot_signature.h"

/* Makes a key: the private one in path (mode 0600), the public one in
 * path.pub. Existing files are not touched. */
bool key_generate(const char *path);
/* A private key; the caller frees it. NULL on failure. */
EVP_PKEY *key_load_private(const char *path);
bool key_load_public(const char *path, uint8_t key[BOOT_KEY_LEN]);
bool key_get_public(EVP_PKEY *key, uint8_t public_key[BOOT_KEY_LEN]);
bool key_sign(EVP_PKEY *key, const void *message, size_t len,
    uint8_t signature[BOOT_SIGNATURE_LEN]);

#endif

/* SPDX-License-Identifier: MIT */
/* Ed25519 (RFC 8032), verification only. */
#ifndef BOOT_SIGNATURE_H
#define BOOT_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BOOT_SIGNATURE_LEN 64

bool boot_signature_is_good(const uint8_t signature[BOOT_SIGNATURE_LEN],
    const uint8_t public_key[32], const void *message, size_t len);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The signed description of an image: BOOT_MANIFEST_LEN bytes, little endian,
 * of which the last 64 are the Ed25519 signature of all before.
 */
#ifndef BOOT_MANIFEST_H
#define BOOT_MANIFEST_H

#include "boot_chip.h"

#define BOOT_MANIFEST_LEN    240
#define BOOT_MANIFEST_FORMAT 1
#define BOOT_HASH_LEN        32
#define BOOT_KEY_ID_LEN      8

enum boot_coding {
	BOOT_CODING_RAW = 0,     /* the payload is the image */
	BOOT_CODING_DEFLATE = 1, /* raw deflate of the image */
	BOOT_CODING_DELTA = 2    /* changes to another image, base_hash */
};

struct boot_manifest {
	uint8_t
	    key_id[BOOT_KEY_ID_LEN]; /* SHA-256 of the public key begins so */
	uint8_t class_id[BOOT_CLASS_LEN];
	uint16_t hardware_min;
	uint16_t hardware_max;
	uint32_t version;  /* major 8 bits, minor 8, patch 16 */
	uint32_t security; /* compared with the floor */
	uint32_t image_size;
	uint32_t payload_size;
	uint32_t load_address; /* where it must be to run; 0: anywhere */
	uint8_t slot_mask;     /* 1 << enum boot_slot, each it may be in */
	uint8_t coding;        /* enum boot_coding */
	uint32_t bundle;       /* images released together; 0: alone */
	uint64_t created;      /* seconds since 1970 */
	uint64_t expires;      /* 0: never. Gateways look; boards cannot */
	uint8_t image_hash[BOOT_HASH_LEN];
	uint8_t payload_hash[BOOT_HASH_LEN];
	uint8_t base_hash[BOOT_HASH_LEN];
};

/* Reads and checks the form, not the signature. *manifest is changed only on
 * success. */
int boot_manifest_parse(struct boot_manifest *manifest, const uint8_t *bytes,
    size_t len);
/* Parses, and checks the signature with the key it names. */
int boot_manifest_verify(struct boot_manifest *manifest, const uint8_t *bytes,
    size_t len, const uint8_t (*keys)[BOOT_KEY_LEN], size_t key_count);
/* Whether a verified manifest's image may be in slot of this chip. */
int boot_manifest_check(const struct boot_manifest *manifest,
    const struct boot_chip *chip, uint8_t slot, uint32_t floor);

/* All but the signature, as bytes, for tools and tests. */
void boot_manifest_encode(const struct boot_manifest *manifest,
    uint8_t bytes[BOOT_MANIFEST_LEN]);
void boot_manifest_key_id(uint8_t id[BOOT_KEY_ID_LEN],
    const uint8_t public_key[BOOT_KEY_LEN]);

#endif

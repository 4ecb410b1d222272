/* SPDX-License-Identifier: MIT */
/* Checks an image where it will run from: in the flash. */
#include <string.h>

#include "boot_image.h"

#define PIECE 128

uint32_t
boot_image_address(const struct boot_chip *chip, uint8_t slot)
{
	return chip->slot_begin[slot] + chip->flash.sector_size;
}

int
boot_image_manifest(const struct boot_chip *chip, uint8_t slot,
    struct boot_manifest *manifest)
{
	uint8_t bytes[BOOT_MANIFEST_LEN];
	int error = boot_flash_read(&chip->flash, chip->slot_begin[slot], bytes,
	    sizeof(bytes));

	if (error != BOOT_OK)
		return error;
	return boot_manifest_verify(manifest, bytes, sizeof(bytes), chip->keys,
	    chip->key_count);
}

void
boot_image_hash_begin(struct boot_hashing *hashing,
    const struct boot_chip *chip, uint8_t slot,
    const struct boot_manifest *manifest)
{
	proto_sha256_init(&hashing->sha);
	hashing->at = boot_image_address(chip, slot);
	hashing->left = manifest->image_size;
}

int
boot_image_hash_step(struct boot_hashing *hashing, const struct boot_chip *chip,
    const struct boot_manifest *manifest, uint32_t len)
{
	uint8_t piece[PIECE];
	uint8_t hash[PROTO_SHA256_LEN];

	if (len > hashing->left)
		len = hashing->left;
	hashing->left -= len;
	while (len > 0) {
		uint32_t part = len < PIECE ? len : PIECE;
		int error =
		    boot_flash_read(&chip->flash, hashing->at, piece, part);

		if (error != BOOT_OK)
			return error;
		proto_sha256_update(&hashing->sha, piece, part);
		hashing->at += part;
		len -= part;
	}
	if (hashing->left > 0)
		return 1;
	proto_sha256_final(&hashing->sha, hash);
	return memcmp(hash, manifest->image_hash, BOOT_HASH_LEN) == 0 ?
	    BOOT_OK :
	    BOOT_ERR_HASH;
}

int
boot_image_hash(const struct boot_chip *chip, uint8_t slot,
    const struct boot_manifest *manifest)
{
	struct boot_hashing hashing;

	boot_image_hash_begin(&hashing, chip, slot, manifest);
	return boot_image_hash_step(&hashing, chip, manifest, UINT32_MAX);
}

int
boot_image_check(const struct boot_chip *chip, uint8_t slot, uint32_t floor,
    struct boot_manifest *manifest)
{
	struct boot_manifest m;
	int error;

	if ((error = boot_image_manifest(chip, slot, &m)) != BOOT_OK ||
	    (error = boot_manifest_check(&m, chip, slot, floor)) != BOOT_OK ||
	    (error = boot_image_hash(chip, slot, &m)) != BOOT_OK)
		return error;
	*manifest = m;
	return BOOT_OK;
}

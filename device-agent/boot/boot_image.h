/* SPDX-License-Identifier: MIT */
/* Images in slots: the manifest in the first sector, the image after it. */
#ifndef BOOT_IMAGE_H
#define BOOT_IMAGE_H

#include "boot_manifest.h"
#include "boot_meta.h"
#include "proto/sha256.h"

/* An image being hashed, for those who cannot wait until it is done. */
struct boot_hashing {
	struct proto_sha256 sha;
	uint32_t at;
	uint32_t left;
};

/* Where the image of a slot begins. */
uint32_t boot_image_address(const struct boot_chip *chip, uint8_t slot);
/* The manifest stored in a slot, its signature checked. */
int boot_image_manifest(const struct boot_chip *chip, uint8_t slot,
    struct boot_manifest *manifest);
/* BOOT_OK when the flash holds the manifest's image. */
int boot_image_hash(const struct boot_chip *chip, uint8_t slot,
    const struct boot_manifest *manifest);
/* The same in steps of up to len bytes. 1: call again; or as above. */
void boot_image_hash_begin(struct boot_hashing *hashing,
    const struct boot_chip *chip, uint8_t slot,
    const struct boot_manifest *manifest);
int boot_image_hash_step(struct boot_hashing *hashing,
    const struct boot_chip *chip, const struct boot_manifest *manifest,
    uint32_t len);
/*
 * Everything that must hold before an image runs: signed, made for this board
 * and slot, not below floor, and in the flash as signed. *manifest is its
 * manifest then.
 */
int boot_image_check(const struct boot_chip *chip, uint8_t slot, uint32_t floor,
    struct boot_manifest *manifest);

#endif

/* SPDX-License-Identifier: MIT */
/* Manifests: bytes from anywhere, believed only once the signature matched. */
#include <string.h>

#include "boot_manifest.h"
#include "boot_signature.h"
#include "proto/sha256.h"
#include "proto/wire.h"

#define MAGIC      0x4d595055u /* "UPYM" */
#define SIGNED_LEN (BOOT_MANIFEST_LEN - BOOT_SIGNATURE_LEN)
#define ALL_SLOTS  ((1u << BOOT_SLOT_COUNT) - 1)

static uint64_t
read_u64(struct proto_reader *r)
{
	uint64_t low = proto_read_u32(r);

	return low | (uint64_t)proto_read_u32(r) << 32;
}

static void
write_u64(struct proto_writer *w, uint64_t value)
{
	proto_write_u32(w, (uint32_t)value);
	proto_write_u32(w, (uint32_t)(value >> 32));
}

static bool
is_zero(const uint8_t *bytes, size_t len)
{
	uint8_t any = 0;

	for (size_t i = 0; i < len; i++)
		any |= bytes[i];
	return any == 0;
}

/* What must hold between the fields, whatever the board. */
static bool
is_consistent(const struct boot_manifest *m)
{
	bool is_raw = m->coding == BOOT_CODING_RAW;

	if (m->hardware_min > m->hardware_max)
		return false;
	if (m->image_size == 0 || m->payload_size == 0)
		return false;
	if (m->slot_mask == 0 || (m->slot_mask & ~ALL_SLOTS) != 0)
		return false;
	if (m->coding > BOOT_CODING_DELTA)
		return false;
	if (m->expires != 0 && m->expires <= m->created)
		return false;
	if (is_raw &&
	    (m->payload_size != m->image_size ||
		memcmp(m->payload_hash, m->image_hash, BOOT_HASH_LEN) != 0))
		return false;
	return (m->coding == BOOT_CODING_DELTA) !=
	    is_zero(m->base_hash, BOOT_HASH_LEN);
}

int
boot_manifest_parse(struct boot_manifest *manifest, const uint8_t *bytes,
    size_t len)
{
	struct boot_manifest m;
	struct proto_reader r;

	if (len != BOOT_MANIFEST_LEN)
		return BOOT_ERR_MALFORMED;
	proto_reader_init(&r, bytes, len);
	if (proto_read_u32(&r) != MAGIC ||
	    proto_read_u16(&r) != BOOT_MANIFEST_FORMAT ||
	    proto_read_u16(&r) != BOOT_MANIFEST_LEN)
		return BOOT_ERR_MALFORMED;
	proto_read_copy(&r, m.key_id, sizeof(m.key_id));
	proto_read_copy(&r, m.class_id, sizeof(m.class_id));
	m.hardware_min = proto_read_u16(&r);
	m.hardware_max = proto_read_u16(&r);
	m.version = proto_read_u32(&r);
	m.security = proto_read_u32(&r);
	m.image_size = proto_read_u32(&r);
	m.payload_size = proto_read_u32(&r);
	m.load_address = proto_read_u32(&r);
	m.slot_mask = proto_read_u8(&r);
	m.coding = proto_read_u8(&r);
	if (proto_read_u16(&r) != 0) /* reserved */
		return BOOT_ERR_MALFORMED;
	m.bundle = proto_read_u32(&r);
	m.created = read_u64(&r);
	m.expires = read_u64(&r);
	proto_read_copy(&r, m.image_hash, BOOT_HASH_LEN);
	proto_read_copy(&r, m.payload_hash, BOOT_HASH_LEN);
	proto_read_copy(&r, m.base_hash, BOOT_HASH_LEN);
	if (r.failed || r.left != BOOT_SIGNATURE_LEN || !is_consistent(&m))
		return BOOT_ERR_MALFORMED;
	*manifest = m;
	return BOOT_OK;
}

void
boot_manifest_encode(const struct boot_manifest *m,
    uint8_t bytes[BOOT_MANIFEST_LEN])
{
	struct proto_writer w;

	memset(bytes, 0, BOOT_MANIFEST_LEN);
	proto_writer_init(&w, bytes, SIGNED_LEN);
	proto_write_u32(&w, MAGIC);
	proto_write_u16(&w, BOOT_MANIFEST_FORMAT);
	proto_write_u16(&w, BOOT_MANIFEST_LEN);
	proto_write_bytes(&w, m->key_id, sizeof(m->key_id));
	proto_write_bytes(&w, m->class_id, sizeof(m->class_id));
	proto_write_u16(&w, m->hardware_min);
	proto_write_u16(&w, m->hardware_max);
	proto_write_u32(&w, m->version);
	proto_write_u32(&w, m->security);
	proto_write_u32(&w, m->image_size);
	proto_write_u32(&w, m->payload_size);
	proto_write_u32(&w, m->load_address);
	proto_write_u8(&w, m->slot_mask);
	proto_write_u8(&w, m->coding);
	proto_write_u16(&w, 0); /* reserved */
	proto_write_u32(&w, m->bundle);
	write_u64(&w, m->created);
	write_u64(&w, m->expires);
	proto_write_bytes(&w, m->image_hash, BOOT_HASH_LEN);
	proto_write_bytes(&w, m->payload_hash, BOOT_HASH_LEN);
	proto_write_bytes(&w, m->base_hash, BOOT_HASH_LEN);
}

void
boot_manifest_key_id(uint8_t id[BOOT_KEY_ID_LEN],
    const uint8_t public_key[BOOT_KEY_LEN])
{
	struct proto_sha256 sha;
	uint8_t hash[PROTO_SHA256_LEN];

	proto_sha256_init(&sha);
	proto_sha256_update(&sha, public_key, BOOT_KEY_LEN);
	proto_sha256_final(&sha, hash);
	memcpy(id, hash, BOOT_KEY_ID_LEN);
}

int
boot_manifest_verify(struct boot_manifest *manifest, const uint8_t *bytes,
    size_t len, const uint8_t (*keys)[BOOT_KEY_LEN], size_t key_count)
{
	struct boot_manifest m;
	uint8_t id[BOOT_KEY_ID_LEN];
	int error = boot_manifest_parse(&m, bytes, len);

	if (error != BOOT_OK)
		return error;
	for (size_t i = 0; i < key_count; i++) {
		boot_manifest_key_id(id, keys[i]);
		if (memcmp(id, m.key_id, sizeof(id)) != 0)
			continue;
		if (!boot_signature_is_good(bytes + SIGNED_LEN, keys[i], bytes,
			SIGNED_LEN))
			return BOOT_ERR_SIGNATURE;
		*manifest = m;
		return BOOT_OK;
	}
	return BOOT_ERR_KEY;
}

int
boot_manifest_check(const struct boot_manifest *manifest,
    const struct boot_chip *chip, uint8_t slot, uint32_t floor)
{
	uint32_t room = chip->slot_size[slot] - chip->flash.sector_size;
	uint32_t image_at = chip->slot_begin[slot] + chip->flash.sector_size;

	if (memcmp(manifest->class_id, chip->class_id, BOOT_CLASS_LEN) != 0)
		return BOOT_ERR_CLASS;
	if (chip->hardware < manifest->hardware_min ||
	    chip->hardware > manifest->hardware_max)
		return BOOT_ERR_HARDWARE;
	if ((manifest->slot_mask & 1u << slot) == 0)
		return BOOT_ERR_SLOT;
	if (manifest->load_address != 0 && manifest->load_address != image_at)
		return BOOT_ERR_SLOT;
	if (manifest->image_size > room)
		return BOOT_ERR_SIZE;
	if (manifest->security < floor)
		return BOOT_ERR_SECURITY;
	return BOOT_OK;
}

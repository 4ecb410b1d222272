/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a manifest: refused, or they encode to the same bytes again.
 * And as a record of the metadata, its checksum made right.
 */
#include <stdlib.h>
#include <string.h>

#include "boot/boot_manifest.h"
#include "boot/boot_meta.h"
#include "boot/boot_signature.h"
#include "proto/crc32c.h"
#include "proto/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_manifest(const uint8_t *data, size_t size)
{
	struct boot_manifest m;
	uint8_t again[BOOT_MANIFEST_LEN];
	uint8_t key[1][BOOT_KEY_LEN] = { { 1 } };

	if (boot_manifest_parse(&m, data, size) != BOOT_OK)
		return;
	boot_manifest_encode(&m, again);
	if (memcmp(again, data, BOOT_MANIFEST_LEN - BOOT_SIGNATURE_LEN) != 0)
		abort();
	if (boot_manifest_verify(&m, data, size,
		(const uint8_t(*)[BOOT_KEY_LEN])key, 1) == BOOT_OK)
		abort();
}

static void
try_record(const uint8_t *data, size_t size)
{
	uint8_t record[BOOT_META_RECORD_LEN] = { 0 };
	uint8_t again[BOOT_META_RECORD_LEN];
	struct boot_state state;

	memcpy(record, data, size < sizeof(record) ? size : sizeof(record));
	proto_store(record + sizeof(record) - 4,
	    proto_crc32c(0, record, sizeof(record) - 4), 4);
	if (!boot_meta_decode(&state, record))
		return;
	boot_meta_encode(&state, again);
	if (!boot_meta_decode(&state, again))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_manifest(data, size);
	try_record(data, size);
	return 0;
}

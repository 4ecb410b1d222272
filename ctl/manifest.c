/* SPDX-License-Identifier: MIT */
/* Manifests of firmware images (device-agent/boot/boot_manifest.h). */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ctl.h"
#include "files.h"
#include "manifest.h"

/* Offsets of fields; all little endian. */
#define AT_MAGIC   0
#define AT_VERSION 36
#define AT_PAYLOAD 48 /* its size */
#define AT_EXPIRES 72
#define AT_HASH    80
#define AT_SENT    112 /* hash of the payload */
#define HASH_LEN   32

static uint64_t
number(const uint8_t *bytes, size_t len)
{
	uint64_t value = 0;

	while (len-- > 0)
		value = value << 8 | bytes[len];
	return value;
}

int
manifest_read(struct manifest *manifest, const char *path)
{
	static const uint8_t magic[] = { 'U', 'P', 'Y', 'M' };
	uint8_t bytes[MANIFEST_LEN + 1];
	FILE *file = fopen(path, "rb");
	size_t len;
	uint32_t version;

	if (file == NULL) {
		ctl_error("%s: %s%s", path, strerror(errno),
		    errno == ENOENT ? " (upy-sign makes it)" : "");
		return CTL_FAILED;
	}
	len = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	if (len != MANIFEST_LEN ||
	    memcmp(bytes + AT_MAGIC, magic, sizeof(magic)) != 0) {
		ctl_error("%s: not a manifest of upy-sign", path);
		return CTL_FAILED;
	}
	version = (uint32_t)number(bytes + AT_VERSION, 4);
	manifest->version_number = version;
	snprintf(manifest->version, sizeof(manifest->version), "%u.%u.%u",
	    version >> 24, version >> 16 & 0xff, version & 0xffff);
	manifest->size = (uint32_t)number(bytes + AT_PAYLOAD, 4);
	manifest->expires = number(bytes + AT_EXPIRES, 8);
	files_hex(manifest->hash, bytes + AT_HASH, HASH_LEN);
	files_hex(manifest->payload, bytes + AT_SENT, HASH_LEN);
	files_hex(manifest->hex, bytes, MANIFEST_LEN);
	return CTL_OK;
}

/* SPDX-License-Identifier: MIT */
/* What the boot loader says of a manifest: check_manifest FILE PUBLIC-HEX */
#include <stdio.h>
#include <string.h>

#include "boot/boot_manifest.h"

int
main(int argc, char **argv)
{
	uint8_t bytes[BOOT_MANIFEST_LEN + 1];
	uint8_t key[1][BOOT_KEY_LEN];
	struct boot_manifest m;
	FILE *file = argc == 3 ? fopen(argv[1], "rb") : NULL;
	size_t len;
	int error;

	if (file == NULL || strlen(argv[2]) != 2 * BOOT_KEY_LEN)
		return 2;
	for (size_t i = 0; i < BOOT_KEY_LEN; i++) {
		unsigned int byte;

		if (sscanf(argv[2] + 2 * i, "%2x", &byte) != 1)
			return 2;
		key[0][i] = (uint8_t)byte;
	}
	len = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	error = boot_manifest_verify(&m, bytes, len,
	    (const uint8_t(*)[BOOT_KEY_LEN])key, 1);
	puts(boot_error_text(error));
	return error == BOOT_OK ? 0 : 1;
}

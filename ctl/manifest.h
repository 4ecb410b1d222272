/* SPDX-License-Identifier: MIT */
/* What upyctl reads of a firmware manifest; the board checks all of it. */
#ifndef MANIFEST_H
#define MANIFEST_H

#include <stdint.h>

#define MANIFEST_LEN          240
#define MANIFEST_HASH_TEXT    65
#define MANIFEST_VERSION_TEXT 16

struct manifest {
	uint32_t version_number;
	char version[MANIFEST_VERSION_TEXT];
	uint32_t size;                    /* of the image as it is sent */
	uint64_t expires;                 /* seconds since 1970; 0: never */
	char hash[MANIFEST_HASH_TEXT];    /* of the image as it runs */
	char payload[MANIFEST_HASH_TEXT]; /* of the image as it is sent */
	char hex[2 * MANIFEST_LEN + 1];
};

/* Reads a file made by upy-sign; an error is printed. 0 or an exit code. */
int manifest_read(struct manifest *manifest, const char *path);

#endif

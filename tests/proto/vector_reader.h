/* SPDX-License-Identifier: MIT */
/* Reads the vector files: lines `hex : expectation : meaning`. */
#ifndef VECTOR_READER_H
#define VECTOR_READER_H

#include <stddef.h>
#include <stdint.h>

#define VECTOR_MAX 2048

struct vector {
	uint8_t bytes[VECTOR_MAX];
	size_t len;
	char want[2 * VECTOR_MAX + 1];
	char meaning[128];
};

/* Calls fn for every line of vectors/<name>; returns how many there were. */
int vectors_each(const char *name, void (*fn)(const struct vector *v));
/* Decodes hex ("-" is empty); returns the length, aborts on bad input. */
size_t vectors_unhex(const char *hex, uint8_t *bytes, size_t cap);

#endif

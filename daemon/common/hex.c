/* SPDX-License-Identifier: MIT */
/* Bytes as hexadecimal text. */
#include "hex.h"

void
hex_text(char *text, const void *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *at = bytes;

	for (; len > 0; len--, at++) {
		*text++ = digits[*at >> 4];
		*text++ = digits[*at & 15];
	}
	*text = '\0';
}

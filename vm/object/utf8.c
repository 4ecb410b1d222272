/* SPDX-License-Identifier: MIT */
/* UTF-8 decoding, encoding and validation. */
#include <string.h>

#include "utf8.h"

size_t
vm_utf8_char_len(uint8_t first)
{
	if (first < 0xc0)
		return 1;
	if (first < 0xe0)
		return 2;
	return first < 0xf0 ? 3 : 4;
}

uint32_t
vm_utf8_decode(const uint8_t *text, size_t *len)
{
	static const uint8_t first_mask[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	size_t n = vm_utf8_char_len(text[0]);
	uint32_t codepoint = text[0] & first_mask[n];

	for (size_t i = 1; i < n; i++)
		codepoint = codepoint << 6 | (text[i] & 0x3f);
	if (len != NULL)
		*len = n;
	return codepoint;
}

size_t
vm_utf8_encode(uint8_t *text, uint32_t codepoint)
{
	if (codepoint < 0x80) {
		text[0] = (uint8_t)codepoint;
		return 1;
	}
	if (codepoint < 0x800) {
		text[0] = (uint8_t)(0xc0 | codepoint >> 6);
		text[1] = (uint8_t)(0x80 | (codepoint & 0x3f));
		return 2;
	}
	if (codepoint < 0x10000) {
		text[0] = (uint8_t)(0xe0 | codepoint >> 12);
		text[1] = (uint8_t)(0x80 | (codepoint >> 6 & 0x3f));
		text[2] = (uint8_t)(0x80 | (codepoint & 0x3f));
		return 3;
	}
	text[0] = (uint8_t)(0xf0 | codepoint >> 18);
	text[1] = (uint8_t)(0x80 | (codepoint >> 12 & 0x3f));
	text[2] = (uint8_t)(0x80 | (codepoint >> 6 & 0x3f));
	text[3] = (uint8_t)(0x80 | (codepoint & 0x3f));
	return 4;
}

/* Whether a complete, shortest-form character stands at text. */
static bool
is_valid_char(const uint8_t *text, size_t len)
{
	static const uint32_t lowest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = vm_utf8_char_len(text[0]);
	uint32_t codepoint;

	if (n == 1 || n > len || text[0] > 0xf4)
		return false;
	for (size_t i = 1; i < n; i++) {
		if (!vm_utf8_is_continuation(text[i]))
			return false;
	}
	codepoint = vm_utf8_decode(text, NULL);
	return codepoint >= lowest[n] && codepoint <= VM_UTF8_CODEPOINT_MAX &&
	    (codepoint < 0xd800 || codepoint > 0xdfff);
}

size_t
vm_utf8_valid_prefix(const uint8_t *text, size_t len)
{
	size_t i = 0;

	while (i < len) {
		if (text[i] < 0x80)
			i++;
		else if (is_valid_char(text + i, len - i))
			i += vm_utf8_char_len(text[i]);
		else
			break;
	}
	return i;
}

bool
vm_utf8_is_ascii(const uint8_t *text, size_t len)
{
	size_t i = 0;

	for (; i + sizeof(uintptr_t) <= len; i += sizeof(uintptr_t)) {
		uintptr_t word;

		memcpy(&word, text + i, sizeof(word));
		if ((word & (UINTPTR_MAX / 255 * 0x80)) != 0)
			return false;
	}
	for (; i < len; i++) {
		if (text[i] >= 0x80)
			return false;
	}
	return true;
}

size_t
vm_utf8_count(const uint8_t *text, size_t len)
{
	const uintptr_t ones = UINTPTR_MAX / 255;
	size_t count = 0;
	size_t i = 0;

	/* In each byte of a word, the bit of one that starts a character. */
	for (; i + sizeof(uintptr_t) <= len; i += sizeof(uintptr_t)) {
		uintptr_t word;

		memcpy(&word, text + i, sizeof(word));
		word = (~word >> 7 | word >> 6) & ones;
		count += (size_t)(word * ones >> (sizeof(word) - 1) * 8);
	}
	for (; i < len; i++)
		count += !vm_utf8_is_continuation(text[i]);
	return count;
}

size_t
vm_utf8_offset(const uint8_t *text, size_t len, size_t index)
{
	size_t at = 0;

	while (index > 0 && at < len) {
		at += vm_utf8_char_len(text[at]);
		index--;
	}
	return at < len ? at : len;
}

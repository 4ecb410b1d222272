/* SPDX-License-Identifier: MIT */
/*
 * UTF-8: decoding, encoding, validation, and moving by code points.  Text
 * inside the VM is always valid, except for lone surrogates made by escapes.
 */
#ifndef VM_UTF8_H
#define VM_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VM_UTF8_MAX           4
#define VM_UTF8_CODEPOINT_MAX 0x10ffff

/* Whether a byte is not the first of its character. */
static inline bool
vm_utf8_is_continuation(uint8_t byte)
{
	return (byte & 0xc0) == 0x80;
}

/* Length of the character that starts with this byte (valid text). */
size_t vm_utf8_char_len(uint8_t first);
/* Decodes one character of valid text; sets *len when not NULL. */
uint32_t vm_utf8_decode(const uint8_t *text, size_t *len);
/* Encodes into at most VM_UTF8_MAX bytes; returns the length. */
size_t vm_utf8_encode(uint8_t *text, uint32_t codepoint);
/* Length of the longest valid prefix (len when all is valid). */
size_t vm_utf8_valid_prefix(const uint8_t *text, size_t len);
bool vm_utf8_is_ascii(const uint8_t *text, size_t len);
/* Number of characters. */
size_t vm_utf8_count(const uint8_t *text, size_t len);
/* Byte offset of character `index`, or len when there is none. */
size_t vm_utf8_offset(const uint8_t *text, size_t len, size_t index);

#endif

/* SPDX-License-Identifier: MIT */
/* What people write on the command line, as numbers; false: they did not. */
#ifndef PARSE_H
#define PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PARSE_VERSION_SIZE 16 /* bytes of text */

/* Exactly 2 * len hexadecimal digits. */
bool parse_hex(const char *text, uint8_t *bytes, size_t len);
/* A UUID, with or without its hyphens. */
bool parse_uuid(const char *text, uint8_t uuid[16]);
/* Decimal or 0x..., at most max. */
bool parse_number(const char *text, uint64_t max, uint64_t *value);
/* N or N-M. */
bool parse_range(const char *text, uint16_t *min, uint16_t *max);
/* MAJOR.MINOR.PATCH; up to 255, 255, 65535. */
bool parse_version(const char *text, uint32_t *version);
/* YYYY-MM-DD (UTC), or +N days from now; seconds since 1970. */
bool parse_date(const char *text, uint64_t now, uint64_t *seconds);
/* Letters of "a", "b", "f", in any order, as a mask of slots. */
bool parse_slots(const char *text, uint8_t *mask);
/* "raw", "deflate", "delta" as enum boot_coding. */
bool parse_coding(const char *text, uint8_t *coding);

const char *format_coding(uint8_t coding);
void format_version(uint32_t version, char text[PARSE_VERSION_SIZE]);

#endif

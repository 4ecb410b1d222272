/* SPDX-License-Identifier: MIT */
/* Command-line values. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "boot/boot_chip.h"
#include "parse.h"

#define DAY_SECONDS 86400

static int
digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at =
	    c == '\0' ? NULL : strchr(digits, tolower((unsigned char)c));

	return at == NULL ? -1 : (int)(at - digits);
}

bool
parse_hex(const char *text, uint8_t *bytes, size_t len)
{
	if (strlen(text) != 2 * len)
		return false;
	for (size_t i = 0; i < 2 * len; i++) {
		if (digit(text[i]) < 0)
			return false;
	}
	for (size_t i = 0; i < len; i++)
		bytes[i] =
		    (uint8_t)(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
	return true;
}

bool
parse_uuid(const char *text, uint8_t uuid[16])
{
	char plain[33];
	size_t len = 0;

	for (size_t i = 0; text[i] != '\0'; i++) {
		bool is_place = i == 8 || i == 13 || i == 18 || i == 23;

		if (text[i] == '-' && is_place)
			continue;
		if (len == sizeof(plain) - 1)
			return false;
		plain[len++] = text[i];
	}
	plain[len] = '\0';
	return parse_hex(plain, uuid, 16);
}

bool
parse_number(const char *text, uint64_t max, uint64_t *value)
{
	char *end;
	int base = strncmp(text, "0x", 2) == 0 ? 16 : 10;
	unsigned long long number;

	if (!isdigit((unsigned char)text[0]))
		return false;
	errno = 0;
	number = strtoull(text, &end, base);
	if (errno != 0 || *end != '\0' || number > max)
		return false;
	*value = number;
	return true;
}

bool
parse_range(const char *text, uint16_t *min, uint16_t *max)
{
	char first[16];
	const char *hyphen = strchr(text, '-');
	size_t len = hyphen == NULL ? strlen(text) : (size_t)(hyphen - text);
	uint64_t low;
	uint64_t high;

	if (len >= sizeof(first))
		return false;
	memcpy(first, text, len);
	first[len] = '\0';
	if (!parse_number(first, UINT16_MAX, &low))
		return false;
	high = low;
	if (hyphen != NULL && !parse_number(hyphen + 1, UINT16_MAX, &high))
		return false;
	*min = (uint16_t)low;
	*max = (uint16_t)high;
	return low <= high;
}

bool
parse_version(const char *text, uint32_t *version)
{
	static const unsigned int limits[] = { 255, 255, 65535 };
	static const unsigned int shifts[] = { 24, 16, 0 };
	uint32_t value = 0;

	for (unsigned int i = 0; i < 3; i++) {
		char *end;
		unsigned long part;

		if (!isdigit((unsigned char)text[0]))
			return false;
		part = strtoul(text, &end, 10);
		if (part > limits[i] || *end != (i < 2 ? '.' : '\0'))
			return false;
		value |= (uint32_t)part << shifts[i];
		text = end + 1;
	}
	*version = value;
	return true;
}

void
format_version(uint32_t version, char text[PARSE_VERSION_SIZE])
{
	snprintf(text, PARSE_VERSION_SIZE, "%u.%u.%u",
	    (unsigned int)(version >> 24), (unsigned int)(version >> 16 & 0xff),
	    (unsigned int)(version & 0xffff));
}

bool
parse_date(const char *text, uint64_t now, uint64_t *seconds)
{
	struct tm tm = { 0 };
	struct tm check;
	const char *end;
	uint64_t days;
	time_t at;

	if (text[0] == '+') {
		if (!parse_number(text + 1, 100 * 366, &days))
			return false;
		*seconds = now + days * DAY_SECONDS;
		return true;
	}
	end = strptime(text, "%Y-%m-%d", &tm);
	if (end == NULL || *end != '\0')
		return false;
	check = tm;
	at = timegm(&tm);
	if (at <= 0 || check.tm_mday != tm.tm_mday) /* 31 February */
		return false;
	*seconds = (uint64_t)at;
	return true;
}

bool
parse_slots(const char *text, uint8_t *mask)
{
	unsigned int value = 0;

	for (; *text != '\0'; text++) {
		switch (*text) {
		case 'a':
			value |= 1u << BOOT_SLOT_A;
			break;
		case 'b':
			value |= 1u << BOOT_SLOT_B;
			break;
		case 'f':
			value |= 1u << BOOT_SLOT_FACTORY;
			break;
		default:
			return false;
		}
	}
	*mask = (uint8_t)value;
	return value != 0;
}

static const char *const codings[] = { "raw", "deflate", "delta" };

bool
parse_coding(const char *text, uint8_t *coding)
{
	for (uint8_t i = 0; i < sizeof(codings) / sizeof(codings[0]); i++) {
		if (strcmp(text, codings[i]) == 0) {
			*coding = i;
			return true;
		}
	}
	return false;
}

const char *
format_coding(uint8_t coding)
{
	return codings[coding];
}

/* SPDX-License-Identifier: MIT */
/* The maker's text: one pass over short lines. */
#include <string.h>

#include "maker.h"

#define NUMBER_MAX 10

static bool
is_text(char c)
{
	return c == '\n' || (c >= ' ' && c <= '~');
}

bool
maker_text(const char *text, size_t len, const char *key, char *value,
    size_t cap)
{
	size_t key_len = strlen(key);
	size_t at = 0;

	value[0] = '\0';
	while (at < len && is_text(text[at])) {
		size_t end = at;

		while (end < len && is_text(text[end]) && text[end] != '\n')
			end++;
		if (end - at > key_len && text[at + key_len] == '=' &&
		    memcmp(text + at, key, key_len) == 0) {
			size_t value_len = end - at - key_len - 1;

			if (value_len == 0 || value_len >= cap)
				return false;
			memcpy(value, text + at + key_len + 1, value_len);
			value[value_len] = '\0';
			return true;
		}
		at = end + 1;
	}
	return false;
}

void
maker_identify(const char *text, size_t len, struct maker *maker,
    struct port_identity *identity)
{
	char number[NUMBER_MAX];

	if (maker_text(text, len, "id", maker->device_id, MAKER_NAME_MAX))
		identity->device_id = maker->device_id;
	if (maker_text(text, len, "name", maker->name, MAKER_NAME_MAX))
		identity->name = maker->name;
	maker_text(text, len, "gateway", maker->gateway, MAKER_GATEWAY_MAX);
	maker_text(text, len, "address", maker->address, MAKER_ADDRESS_MAX);
	maker_text(text, len, "router", maker->router, MAKER_ADDRESS_MAX);
	maker_text(text, len, "trial", number, sizeof(number));
	for (size_t i = 0; number[i] >= '0' && number[i] <= '9'; i++)
		maker->trial_ms =
		    maker->trial_ms * 10 + (uint32_t)(number[i] - '0');
}

/* SPDX-License-Identifier: MIT */
/* What is burnt into a chip: class, hardware revision, keys it trusts. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "config.h"
#include "posix.h"

/* The class of all boards of this port, in ASCII "upyd-board-posix". */
static const uint8_t posix_class[BOOT_CLASS_LEN] = { 'u', 'p', 'y', 'd', '-',
	'b', 'o', 'a', 'r', 'd', '-', 'p', 'o', 's', 'i', 'x' };

#define KEY_FILE_MAX 512
#define DER_HEAD_LEN 12 /* of an Ed25519 public key, before its 32 bytes */
#define DER_LEN      (DER_HEAD_LEN + BOOT_KEY_LEN)

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Exactly 2 * len digits, hyphens between them skipped. */
static bool
read_hex(const char *text, uint8_t *bytes, size_t len)
{
	size_t digits = 0;

	for (; *text != '\0' && !isspace((unsigned char)*text); text++) {
		int digit = hex_digit(*text);

		if (*text == '-')
			continue;
		if (digit == -1 || digits == 2 * len)
			return false;
		bytes[digits / 2] =
		    (uint8_t)(digits % 2 == 0 ? digit << 4 :
						bytes[digits / 2] | digit);
		digits++;
	}
	return digits == 2 * len;
}

/* The first len bytes of base64 text, line ends skipped. */
static bool
read_base64(const char *text, uint8_t *bytes, size_t len)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz"
				       "0123456789+/";
	uint32_t bits = 0;
	unsigned int count = 0;
	size_t done = 0;

	for (; *text != '\0' && done < len; text++) {
		const char *at = strchr(alphabet, *text);

		if (isspace((unsigned char)*text))
			continue;
		if (at == NULL)
			return false;
		bits = bits << 6 | (uint32_t)(at - alphabet);
		count += 6;
		if (count >= 8) {
			count -= 8;
			bytes[done++] = (uint8_t)(bits >> count);
		}
	}
	return done == len;
}

/* PEM, as upy-sign and openssl write it. */
static bool
read_pem(const char *text, uint8_t *key)
{
	static const char begin[] = "-----BEGIN PUBLIC KEY-----";
	static const uint8_t head[DER_HEAD_LEN] = { 0x30, 0x2a, 0x30, 0x05,
		0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00 };
	uint8_t der[DER_LEN];

	if (strncmp(text, begin, strlen(begin)) != 0 ||
	    !read_base64(text + strlen(begin), der, sizeof(der)) ||
	    memcmp(der, head, sizeof(head)) != 0)
		return false;
	memcpy(key, der + sizeof(head), BOOT_KEY_LEN);
	return true;
}

static bool
read_file(const char *path, char *text, size_t cap)
{
	FILE *file = fopen(path, "r");
	size_t len;

	if (file == NULL)
		return false;
	len = fread(text, 1, cap - 1, file);
	text[len] = '\0';
	fclose(file);
	return true;
}

bool
posix_maker_add_key(struct posix_maker *maker, const char *where)
{
	char text[KEY_FILE_MAX];
	uint8_t *key = maker->keys[maker->key_count];

	if (maker->key_count == POSIX_KEY_MAX)
		return false;
	if (!read_hex(where, key, BOOT_KEY_LEN) &&
	    (!read_file(where, text, sizeof(text)) ||
		(!read_pem(text, key) && !read_hex(text, key, BOOT_KEY_LEN))))
		return false;
	maker->key_count++;
	return true;
}

bool
posix_maker_set_class(struct posix_maker *maker, const char *uuid)
{
	return read_hex(uuid, maker->class_id, BOOT_CLASS_LEN);
}

void
posix_maker_init(struct posix_maker *maker)
{
	memset(maker, 0, sizeof(*maker));
	memcpy(maker->class_id, posix_class, sizeof(posix_class));
	maker->hardware = 1;
#ifdef FIRMWARE_RELEASE_KEY
	posix_maker_add_key(maker, FIRMWARE_RELEASE_KEY);
#endif
#ifdef FIRMWARE_ROOT_KEY
	posix_maker_add_key(maker, FIRMWARE_ROOT_KEY);
#endif
}

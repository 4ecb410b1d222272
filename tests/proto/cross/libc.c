/* SPDX-License-Identifier: MIT */
/* The C library that a firmware brings itself; linked, not measured. */
#include <stdint.h>
#include <string.h>

void *
memcpy(void *to, const void *from, size_t len)
{
	uint8_t *t = to;
	const uint8_t *f = from;

	while (len-- > 0)
		*t++ = *f++;
	return to;
}

void *
memmove(void *to, const void *from, size_t len)
{
	uint8_t *t = to;
	const uint8_t *f = from;

	if (t < f)
		return memcpy(to, from, len);
	while (len-- > 0)
		t[len] = f[len];
	return to;
}

void *
memset(void *to, int byte, size_t len)
{
	uint8_t *t = to;

	while (len-- > 0)
		*t++ = (uint8_t)byte;
	return to;
}

int
memcmp(const void *a, const void *b, size_t len)
{
	const uint8_t *x = a;
	const uint8_t *y = b;

	for (; len > 0; len--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

size_t
strlen(const char *text)
{
	size_t len = 0;

	while (text[len] != '\0')
		len++;
	return len;
}

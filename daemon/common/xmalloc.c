/* SPDX-License-Identifier: MIT */
/* Allocation that ends the process when memory is out. */

#include "config.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"

void *
xmalloc(size_t size)
{
	void *bytes = malloc(size == 0 ? 1 : size);

	if (bytes == NULL)
		fatalx("out of memory (%zu bytes)", size);
	return bytes;
}

void *
xcalloc(size_t count, size_t size)
{
	void *bytes = calloc(count == 0 ? 1 : count, size == 0 ? 1 : size);

	if (bytes == NULL)
		fatalx("out of memory (%zu times %zu bytes)", count, size);
	return bytes;
}

void *
xreallocarray(void *old, size_t count, size_t size)
{
	void *bytes = reallocarray(old, count == 0 ? 1 : count, size);

	if (bytes == NULL)
		fatalx("out of memory (%zu times %zu bytes)", count, size);
	return bytes;
}

char *
xstrdup(const char *text)
{
	return xmemdup(text, strlen(text) + 1);
}

char *
xstrndup(const char *text, size_t len)
{
	size_t used = strnlen(text, len);
	char *copy = xmalloc(used + 1);

	memcpy(copy, text, used);
	copy[used] = '\0';
	return copy;
}

void *
xmemdup(const void *bytes, size_t len)
{
	void *copy = xmalloc(len);

	if (len != 0)
		memcpy(copy, bytes, len);
	return copy;
}

char *
xasprintf(const char *format, ...)
{
	char *text = NULL;
	va_list ap;
	int len;

	va_start(ap, format);
	len = vasprintf(&text, format, ap);
	va_end(ap);
	if (len == -1)
		fatalx("out of memory (text)");
	return text;
}

void
freezero(void *bytes, size_t len)
{
	if (bytes == NULL)
		return;
	explicit_bzero(bytes, len);
	free(bytes);
}

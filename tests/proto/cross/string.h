/* SPDX-License-Identifier: MIT */
/* What proto/ uses of string.h, for cross compilers without a C library. */
#ifndef CROSS_STRING_H
#define CROSS_STRING_H

#include <stddef.h>

void *memcpy(void *to, const void *from, size_t len);
void *memmove(void *to, const void *from, size_t len);
void *memset(void *to, int byte, size_t len);
int memcmp(const void *a, const void *b, size_t len);
size_t strlen(const char *text);

#endif

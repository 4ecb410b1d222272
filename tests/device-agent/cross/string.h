/* SPDX-License-Identifier: MIT */
/* What the agent and the interpreter use of libc, for compilers without. */
#ifndef STRING_H
#define STRING_H

#include <stddef.h>

void *memchr(const void *bytes, int c, size_t len);
int memcmp(const void *a, const void *b, size_t len);
void *memcpy(void *to, const void *from, size_t len);
void *memmove(void *to, const void *from, size_t len);
void *memset(void *bytes, int c, size_t len);
char *strchr(const char *text, int c);
int strcmp(const char *a, const char *b);
size_t strcspn(const char *text, const char *set);
size_t strlen(const char *text);
int strncmp(const char *a, const char *b, size_t len);
char *strncpy(char *to, const char *from, size_t len);
char *strrchr(const char *text, int c);
size_t strspn(const char *text, const char *set);
char *strstr(const char *text, const char *what);

#endif

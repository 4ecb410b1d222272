/* SPDX-License-Identifier: MIT */
/*
 * Allocation that ends the process when memory is out. Sizes that come from
 * a peer must be bounded before they get here.
 */
#ifndef DAEMON_XMALLOC_H
#define DAEMON_XMALLOC_H

#include <stddef.h>

void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xreallocarray(void *old, size_t count, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t len);
void *xmemdup(const void *bytes, size_t len);
char *xasprintf(const char *format, ...)
    __attribute__((__format__(__printf__, 1, 2)));
/* Overwrites, then frees: for secrets. NULL is fine. */
void freezero(void *bytes, size_t len);

#endif

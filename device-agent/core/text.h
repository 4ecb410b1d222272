/* SPDX-License-Identifier: MIT */
/* Small text without libc: formatting, and spans of text as C strings. */
#ifndef TEXT_H
#define TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Knows %s, %d (int), %u (unsigned), %x (8 hex digits of an unsigned) and
 * %%. Always ends with NUL, cuts what does not fit, returns the length.
 */
size_t text_format(char *buf, size_t cap, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
size_t text_format_list(char *buf, size_t cap, const char *format,
    va_list args);

/* Two lower-case digits a byte; buf has room for 2 * len + 1. */
void text_hex(char *buf, const uint8_t *bytes, size_t len);

#endif

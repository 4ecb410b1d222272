/* SPDX-License-Identifier: MIT */
/* Bytes as hexadecimal text. */
#ifndef DAEMON_HEX_H
#define DAEMON_HEX_H

#include <stddef.h>

/* text: room for 2 * len + 1; lower case, ends with a NUL. */
void hex_text(char *text, const void *bytes, size_t len);

#endif

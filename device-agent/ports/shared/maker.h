/* SPDX-License-Identifier: MIT */
/* Text the maker left in a board: lines of KEY=VALUE, until a byte that is no
 * text (erased flash, or the end). */
#ifndef MAKER_H
#define MAKER_H

#include <stdbool.h>
#include <stddef.h>

/* False when key is missing or its value does not fit; value is "" then. */
bool maker_text(const char *text, size_t len, const char *key, char *value,
    size_t cap);

#endif

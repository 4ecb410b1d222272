/* SPDX-License-Identifier: MIT */
/* Paths of the board's file system in one canonical form. */
#ifndef STORE_PATH_H
#define STORE_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "store.h"

/*
 * Writes path, taken relative to base (absolute, canonical), without "." and
 * ".." and double slashes. 0, or -STORE_ENAMETOOLONG, -STORE_EINVAL (control
 * characters).
 */
int store_path_join(char canonical[STORE_PATH_MAX], const char *base,
    const char *path);
/* Some part of the canonical path is a hidden name. */
bool store_path_is_hidden(const char *path);
/* Inner is outer, or lies below it. */
bool store_path_contains(const char *outer, const char *inner);
/* Length of the canonical path's directory, at least 1. */
size_t store_path_parent(const char *path);

#endif

/* SPDX-License-Identifier: MIT */
/* Looking at a program without running it. */
#ifndef UPY_INSPECT_H
#define UPY_INSPECT_H

#include <stdbool.h>
#include <stddef.h>

struct vm;

/* Compiles; with dump, prints the instructions. False: it raised. */
bool inspect_source(struct vm *vm, const char *source, size_t len,
    const char *name, bool dump);

#endif

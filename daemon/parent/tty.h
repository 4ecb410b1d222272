/* SPDX-License-Identifier: MIT */
/* Opening one terminal device as a raw line that nobody else uses. */
#ifndef PARENT_TTY_H
#define PARENT_TTY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * The descriptor (non-blocking, close-on-exec, locked), with *device set; or
 * -1 with the reason for people in why.
 */
int tty_open(const char *path, uint32_t baud, dev_t *device, char *why,
    size_t why_size);
/* What the device says it is, "CP2102 USB to UART"; "" when nothing. */
void tty_describe(const char *path, char *text, size_t size);

#endif

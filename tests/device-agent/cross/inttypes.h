/* SPDX-License-Identifier: MIT */
/* For littlefs's header. */
#ifndef INTTYPES_H
#define INTTYPES_H

#include <stdint.h>

#endif

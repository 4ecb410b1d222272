/* SPDX-License-Identifier: MIT */
/* What lwIP needs to know of the compiler and of us. */
#ifndef CC_H
#define CC_H

#include <stdint.h>
#include <stdlib.h>

uint32_t lwip_random(void);
_Noreturn void lwip_impossible(const char *what);

#define LWIP_PLATFORM_DIAG(message) ((void)0)
#define LWIP_PLATFORM_ASSERT(what)  lwip_impossible(what)
#define LWIP_RAND()                 lwip_random()

#endif

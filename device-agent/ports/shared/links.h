/* SPDX-License-Identifier: MIT */
/* The links of a board: links.c (UART and TCP) or serial_link.c. */
#ifndef LINKS_H
#define LINKS_H

#include <stdint.h>

/* Serves the network, if there is one; how long at most until the next. */
uint32_t links_poll(uint32_t timeout_ms);

#endif

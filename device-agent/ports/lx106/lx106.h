/* SPDX-License-Identifier: MIT */
/* QEMU's board lx60-nommu with the core lx106: what its files ask of each
 * other. Flash and UART are in port_config.h. */
#ifndef LX106_H
#define LX106_H

#include <stdint.h>

#define CLOCK_HZ     10000000u
#define TICKS_PER_US (CLOCK_HZ / 1000000u)

/* chip.c */
void lx106_start_timer(void);
void lx106_interrupts_on(void);
uint64_t lx106_ticks(void);

#endif

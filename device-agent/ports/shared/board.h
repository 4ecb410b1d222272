/* SPDX-License-Identifier: MIT */
/*
 * A board whose RAM is what link.ld says, whose maker left a text, and which
 * keeps what kept.h says: the half of port.h that is the same for all such.
 */
#ifndef BOARD_H
#define BOARD_H

#include "kept.h"
#include "maker.h"

struct port {
	struct port_identity identity;
	struct maker maker;
	struct kept last; /* of the start before */
	int64_t clock_offset_ms;
	volatile uint32_t watchdog_s; /* left of its time; 0: not armed */
	volatile bool event;          /* set by interrupts: do not sleep */
};

extern struct port board;

/* Before everything that may fault. */
void board_start(void);
void board_identify(const char *maker_text, size_t len);
/* What is missing, for people; for ever. */
_Noreturn void board_give_up(const char *why);

/* soft_watchdog.c: port_watchdog for a chip whose timer calls this every
 * second. where: what the timer's interrupt interrupted. */
void soft_watchdog_second(const struct kept_fault *where);

#endif

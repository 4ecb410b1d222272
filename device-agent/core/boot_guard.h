/* SPDX-License-Identifier: MIT */
/*
 * Programs that restart the board as soon as it has started: after some of
 * that the board leaves out boot.py and main.py once, so that somebody can
 * get at it.
 */
#ifndef BOOT_GUARD_H
#define BOOT_GUARD_H

#include <stdbool.h>
#include <stdint.h>

struct agent;

/* At power-on: a watchdog or a fault ended the last start. */
void boot_guard_init(struct agent *agent);
/* The interpreter starts. True: leave out boot.py and main.py. */
bool boot_guard_start(struct agent *agent);
/* The program restarts the board (is_hard) or the interpreter. */
void boot_guard_note_reset(struct agent *agent, bool is_hard);
/* What runs long enough is no loop. */
void boot_guard_poll(struct agent *agent, uint32_t now_ms);

#endif

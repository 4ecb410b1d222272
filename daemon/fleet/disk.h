/* SPDX-License-Identifier: MIT */
/* Requests to the store process: what is to be kept. */
#ifndef FLEET_DISK_H
#define FLEET_DISK_H

#include <stdint.h>

#include "daemon/fleet/fleet.h"

struct board;
struct logline;

/* status OK: it is on disk. text: what went wrong. */
typedef void (*disk_fn)(void *arg, uint16_t status, const char *text);

/* What a board's row shall become. */
struct disk_board {
	const struct board *board;
	const char *name;
	const char *tags;
};

/*
 * fn comes exactly once, later; with UNAVAILABLE when the store is not there
 * or restarts. NULL fn: nobody waits.
 */
void disk_save_board(struct fleet *fleet, const struct disk_board *row,
    disk_fn fn, void *arg);
void disk_forget_board(struct fleet *fleet, const char *id, disk_fn fn,
    void *arg);
void disk_save_line(struct fleet *fleet, const struct board *board,
    const struct logline *line);
void disk_save_topic(struct fleet *fleet, const char *topic,
    const char *board_id, bool remove);
/* text: {"checks":[...]} when status is OK. */
void disk_check(struct fleet *fleet, disk_fn fn, void *arg);
/* The store is gone: nothing under way will be answered. */
void disk_fail_all(struct fleet *fleet);

void disk_on_done(void *ctx, struct imsg *msg);
void disk_on_checked(void *ctx, struct imsg *msg);

#endif

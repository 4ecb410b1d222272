/* SPDX-License-Identifier: MIT */
/*
 * Changes of what is kept of a board: first to the disk, then in memory, one
 * at a time for each board. Others wait in board->waiting.
 */
#ifndef FLEET_CHANGE_H
#define FLEET_CHANGE_H

#include <stdbool.h>

#include "daemon/fleet/disk.h"

struct api_request;
struct board;

/* True: the board is being saved; the request runs again afterwards. */
bool change_must_wait(struct board *board, struct api_request *request);
/*
 * Adopts the board if it is not, with this name and these tags. fn (may be
 * NULL) comes when it is on disk and applied, or failed.
 */
void change_save(struct fleet *fleet, struct board *board, const char *name,
    const char *tags, disk_fn fn, void *arg);
/* Forgets an adopted board; it stays as found while it is connected. */
void change_forget(struct fleet *fleet, struct board *board, disk_fn fn,
    void *arg);
/* A free name for a board that was given none. */
void change_default_name(struct fleet *fleet, const struct board *board,
    char *name, size_t size);

#endif

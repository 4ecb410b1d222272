/* SPDX-License-Identifier: MIT */
/* One board as text for people. */
#ifndef BOARD_TEXT_H
#define BOARD_TEXT_H

#include "client.h"

/* Fetches and prints one board (status BOARD, board show BOARD). */
int board_show(struct client *client, const char *board);

#endif

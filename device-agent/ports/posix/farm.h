/* SPDX-License-Identifier: MIT */
/*
 * Many boards in one process. Each has a stack of its own for its firmware,
 * which leaves it where it would wait, and between instructions of a program
 * every millisecond; one loop watches all lines and says who goes on.
 */
#ifndef POSIX_FARM_H
#define POSIX_FARM_H

#include <stdbool.h>
#include <stdint.h>

#include "port.h"

struct farm;
struct farm_board;
struct posix_options;

#define FARM_BOARDS_MAX 100000
#define FARM_PREFIX_MAX 24

/* Runs options->count boards until a signal; the exit status. */
int farm_run(const struct posix_options *options);

/* NULL: no board of this id. */
struct port *farm_find(struct farm *farm, const char *id);
/* The index-th board of port's farm, or NULL; and port's own index. */
struct port *farm_at(struct port *port, size_t index);
uint32_t farm_index(const struct port *port);

/* What port_wait, port_reset and port_watchdog are for a board of a farm. */
void farm_wait(struct port *port, uint32_t timeout_ms);
_Noreturn void farm_reset(struct port *port, enum port_reset_cause cause);
bool farm_watchdog(struct port *port, uint32_t timeout_ms);

#endif

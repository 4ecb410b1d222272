/* SPDX-License-Identifier: MIT */
/*
 * The child table: start, watch, restart with back-off, stop. fleet comes
 * first; the others run only while it does.
 */
#ifndef PARENT_CHILDREN_H
#define PARENT_CHILDREN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "daemon/common/conf.h"
#include "daemon/common/proc_id.h"

struct event_base;
struct children;

struct children_hooks {
	/* A child was just started: send it what it needs. */
	void (*on_start)(void *arg, enum proc_id id);
	/* It is gone, whatever the reason. */
	void (*on_gone)(void *arg, enum proc_id id);
	/* Every wanted child is ready, for the first time. */
	void (*on_all_ready)(void *arg);
	/* After children_stop: the last one is gone. */
	void (*on_all_stopped)(void *arg);
};

struct children *children_new(struct event_base *base, const struct conf *conf,
    int conf_fd, const struct children_hooks *hooks, void *arg);
void children_free(struct children *children);
/* A process that is not wanted is told to fleet as disabled. */
void children_set_wanted(struct children *children, enum proc_id id,
    bool wanted);
void children_start(struct children *children);
/* fleet first; whoever is still there after the limit is killed. */
void children_stop(struct children *children);
void children_kill(struct children *children);
/* Call on SIGCHLD. */
void children_reap(struct children *children);
/* Messages and closed channels. */
void children_on_ready(struct children *children, enum proc_id id);
void children_on_pong(struct children *children, enum proc_id id);
/* Does fleet answer? (for the service manager's watchdog) */
bool children_are_healthy(const struct children *children);
/* Tells fleet the state of all. */
void children_tell_fleet(const struct children *children);

#endif

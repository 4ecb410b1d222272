/* SPDX-License-Identifier: MIT */
/*
 * A process of upyd: its event loop, its channels to other processes, and
 * the one place where privileges are dropped. Each process folder gives a
 * struct proc_ops <name>_ops; main.c puts them into one table.
 *
 * Life of a child: configuration parsed, privileges dropped, ops->open,
 * sandbox closed, ops->start, loop until parent or fleet is gone or STOP.
 */
#ifndef DAEMON_PROC_H
#define DAEMON_PROC_H

#include <stdbool.h>
#include <stddef.h>

#include "daemon/common/conf.h"
#include "daemon/common/imsg.h"
#include "daemon/common/proc_id.h"

struct event_base;

/* One message a process understands. Several rows may share a handler. */
struct proc_handler {
	enum imsg_type type;
	enum proc_id from;
	void (*handle)(void *ctx, struct imsg *msg);
};

struct proc_ops {
	const struct proc_handler *handlers;
	size_t handler_count;
	/*
	 * Privileges are gone, files may still be opened: preload. Returns
	 * the ctx of all other calls. NULL member: ctx is NULL.
	 */
	void *(*open)(struct event_base *base, const struct conf *conf);
	/* In the sandbox, channels may be used. May be NULL. */
	void (*start)(void *ctx);
	/* fleet only: another process (re)started or is gone. May be NULL. */
	void (*on_peer)(void *ctx, enum proc_id peer, bool up);
	/*
	 * The end: save, flush, then call proc_exit. Told for STOP and when
	 * parent or fleet is gone; after 2 s the process ends anyway. NULL:
	 * proc_exit(0) at once. Messages that arrived before are handled
	 * before this is called.
	 */
	void (*on_stop)(void *ctx);
};

/*
 * Queues a message; never blocks. Takes fd (-1: none). False: there is no
 * such peer now, or it does not read (its channel is then closed; parent
 * restarts it). A message that breaks imsg.def is fatal.
 */
bool proc_send(enum proc_id to, struct imsg_out *out);
bool proc_send_fd(enum proc_id to, struct imsg_out *out, int fd);
/* The same without a body. */
bool proc_send_empty(enum proc_id to, enum imsg_type type, uint32_t id);
bool proc_has_peer(enum proc_id peer);
/* Bytes queued and not yet taken by the kernel. */
size_t proc_queued(enum proc_id peer);

/* Leaves the loop, frees everything, exits with this code. */
void proc_exit(int code);
/* Who we are. */
enum proc_id proc_self(void);

/* ---- for parent and main ------------------------------------------------ */

#define PROC_CONF_FD 5 /* the configuration in a fresh child */

/* What a child is started with. */
struct proc_start {
	enum proc_id id;
	int conf_fd;   /* borrowed: sealed copy of the configuration */
	int parent_fd; /* child's end; closed in the caller */
	int fleet_fd;  /* child's end; closed in the caller; or -1 */
	const struct conf *conf;
};

/* Forks and executes /proc/self/exe --process NAME; pid, or -1. */
int proc_spawn(const struct proc_start *start);
/* Runs a child until its end; ops: its row of the table. */
void proc_run(enum proc_id id, const struct proc_ops *ops, struct conf *conf)
    __attribute__((__noreturn__));
/* Parent's side: make the loop and handle messages with these. */
struct event_base *proc_init_parent(const struct proc_ops *ops, void *ctx);
/* Runs until proc_exit; the base is still there and the caller's. */
int proc_loop_parent(void);
/* A (new) channel to a peer; takes fd. */
void proc_set_peer(enum proc_id peer, int fd);
void proc_close_peer(enum proc_id peer);
/* The process id for a name, or -1. */
int proc_by_name(const char *name);

#endif

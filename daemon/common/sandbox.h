/* SPDX-License-Identifier: MIT */
/*
 * What a process may still do once it runs: system calls, files, network,
 * limits. One file per operating system implements it (sandbox_linux.c).
 */
#ifndef DAEMON_SANDBOX_H
#define DAEMON_SANDBOX_H

#include <stdint.h>

#include "daemon/common/conf.h"
#include "daemon/common/proc_id.h"

/* What the rows of procs.def grant, beyond memory and open channels. */
#define SANDBOX_MEMORY    0x00 /* nothing more */
#define SANDBOX_ACCEPT    0x01 /* accept on listeners that were passed in */
#define SANDBOX_TTY       0x02 /* terminal ioctls on passed descriptors */
#define SANDBOX_STATE_DIR 0x04 /* files below the state directory */
#define SANDBOX_CONNECT   0x08 /* connect to the broker, resolve its name */
#define SANDBOX_WEB_DIR   0x10 /* read the dashboard's files at its start */
#define SANDBOX_PARENT    0x80 /* may start processes and open devices */

/* Drops to the user of the process; does nothing when not root. Fatal when
 * it cannot be done completely. The process with SANDBOX_STATE_DIR then has
 * the state directory as its root, and conf->state_dir is "/"; the one with
 * SANDBOX_WEB_DIR is in the dashboard's directory, and conf->web_dir is ".",
 * so that it may lie below a directory that only root can enter. */
void sandbox_drop_user(enum proc_id id, struct conf *conf);
/* Before anything else in every process: no core dumps, no new privileges. */
void sandbox_harden(void);
/* Limits, Landlock and seccomp; for good. */
void sandbox_enter(enum proc_id id, const struct conf *conf);
/* The same for an explicit set of grants (tests). */
void sandbox_enter_flags(uint32_t flags, const struct conf *conf);
/* The end of a process that is in its sandbox. */
void sandbox_exit(int code) __attribute__((__noreturn__));
/* The user and group a process runs as when started by root. */
int sandbox_user(enum proc_id id, unsigned int *uid, unsigned int *gid);

#endif

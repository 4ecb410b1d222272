/* SPDX-License-Identifier: MIT */
/*
 * The first process: reads options and configuration, opens what needs
 * rights, starts and supervises the others. It parses nothing from outside.
 */
#ifndef DAEMON_PARENT_H
#define DAEMON_PARENT_H

struct proc_ops;

/* The whole program, parent or child (--process NAME); the exit code. */
int parent_main(int argc, char *argv[], const struct proc_ops *const *ops);

#endif

/* SPDX-License-Identifier: MIT */
/* The state and runtime directories and the lock that makes upyd single. */
#ifndef PARENT_STATE_DIR_H
#define PARENT_STATE_DIR_H

#include "daemon/common/conf.h"

/*
 * Makes both directories, locks the state directory and writes our pid. The
 * descriptor of the lock is inherited by the children, so that a directory
 * counts as in use until the last of them is gone. -1 when it cannot be had;
 * the reason is logged.
 */
int state_dir_open(const struct conf *conf);

#endif

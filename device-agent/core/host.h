/* SPDX-License-Identifier: MIT */
/* What the interpreter asks of its host, answered by the agent. */
#ifndef HOST_H
#define HOST_H

#include "vm_host.h"

#include "store.h"

struct agent;
struct vm_module;

/* The program's current directory; canonical. */
struct host_directory {
	char path[STORE_PATH_MAX];
};

/* ctx of every hook is the agent. */
void host_init(struct vm_host *host, struct agent *agent);

#endif

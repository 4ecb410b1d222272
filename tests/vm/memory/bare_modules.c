/* SPDX-License-Identifier: MIT */
/*
 * In place of upy's host_modules.c, file_systems.c and host_tls*.c, which
 * need libraries that are hardly installed with 32-bit words.
 */
#include "upy/host.h"

static const struct vm_module *const modules[] = {
	&vm_module_machine,
};

void
host_add_modules(struct host *host)
{
	host->hooks.modules = modules;
	host->hooks.module_count = sizeof(modules) / sizeof(modules[0]);
}

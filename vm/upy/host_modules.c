/* SPDX-License-Identifier: MIT */
/* The modules that upy has besides the VM's own, and what they need. */
#include "host.h"

#include "../modules/mod_cryptolib.h"
#include "../modules/mod_marshal.h"
#include "../modules/mod_tls.h"
#include "../modules/mod_websocket.h"

static const struct vm_module *const modules[] = {
	&vm_module_cryptolib,
	&vm_module_machine,
	&vm_module_marshal,
	&vm_module_termios,
	&vm_module_tls,
	&vm_module_websocket,
};

void
host_add_modules(struct host *host)
{
	host->hooks.modules = modules;
	host->hooks.module_count = sizeof(modules) / sizeof(modules[0]);
	host->hooks.aes = host_aes;
	host->hooks.tls = &host_tls;
	host->hooks.threads = &host_threads;
	host->hooks.file_systems = host_file_systems;
	host->hooks.file_system_count = HOST_FILE_SYSTEMS;
}

/* SPDX-License-Identifier: MIT */
/* The module websocket, for a host's list of modules. */
#ifndef VM_MOD_WEBSOCKET_H
#define VM_MOD_WEBSOCKET_H

#include "../object/module.h"

extern const struct vm_module vm_module_websocket;

#endif

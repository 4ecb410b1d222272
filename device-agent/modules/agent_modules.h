/* SPDX-License-Identifier: MIT */
/* The modules a board adds to the interpreter. */
#ifndef AGENT_MODULES_H
#define AGENT_MODULES_H

#include "object/module.h"

#define AGENT_MODULE_COUNT 2

extern const struct vm_module *const agent_modules[AGENT_MODULE_COUNT];
extern const struct vm_module vm_module_machine;
extern const struct vm_module vm_module_board;

#endif

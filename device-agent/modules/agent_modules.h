/* SPDX-License-Identifier: MIT */
/* The modules a board adds to the interpreter. */
#ifndef AGENT_MODULES_H
#define AGENT_MODULES_H

#include "object/module.h"

/* Those of a board with these PORT_MODULE_ bits; how many. */
size_t agent_modules_of(uint32_t bits, const struct vm_module **modules);

extern const struct vm_module vm_module_machine;
extern const struct vm_module vm_module_board;
extern const struct vm_module vm_module_esp;
extern const struct vm_module vm_module_esp32;
extern const struct vm_module vm_module_esp8266;
extern const struct vm_module vm_module_network;
extern const struct vm_module vm_module_wipy;
extern const struct vm_module vm_module__onewire;

#endif

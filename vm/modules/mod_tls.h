/* SPDX-License-Identifier: MIT */
/* The module tls, for a host's list of modules. */
#ifndef VM_MOD_TLS_H
#define VM_MOD_TLS_H

#include "../object/module.h"

extern const struct vm_module vm_module_tls;

#endif

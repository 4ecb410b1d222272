/* SPDX-License-Identifier: MIT */
/* The module cryptolib, for hosts that have the cipher (vm_host.aes). */
#ifndef VM_MOD_CRYPTOLIB_H
#define VM_MOD_CRYPTOLIB_H

#include "../object/module.h"

extern const struct vm_module vm_module_cryptolib;
extern const struct vm_type vm_type_aes;

#endif

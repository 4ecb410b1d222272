/* SPDX-License-Identifier: MIT */
/* The module marshal, for hosts that list it. */
#ifndef VM_MOD_MARSHAL_H
#define VM_MOD_MARSHAL_H

#include "../object/module.h"

extern const struct vm_module vm_module_marshal;

#endif

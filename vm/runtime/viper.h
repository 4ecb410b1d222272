/* SPDX-License-Identifier: MIT */
/* The machine types of viper functions. */
#ifndef VM_VIPER_H
#define VM_VIPER_H

#include "../object/value.h"

/* Operands of CAST. */
enum vm_viper_type {
	VM_VIPER_OBJECT,
	VM_VIPER_BOOL,
	VM_VIPER_INT,  /* a signed word */
	VM_VIPER_UINT, /* an unsigned word */
	VM_VIPER_PTR,
	VM_VIPER_PTR8, /* what subscripts load and store: unsigned */
	VM_VIPER_PTR16,
	VM_VIPER_PTR32,
	VM_VIPER_WRAP, /* an int that arithmetic made too large, or any value */
};

/* The value as one of that type; TypeError. */
vm_value vm_viper_cast(struct vm *vm, vm_value value, unsigned type);

#endif

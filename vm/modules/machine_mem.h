/* SPDX-License-Identifier: MIT */
/*
 * mem8, mem16 and mem32 for the module machine of a host: memory as if it
 * were a list, indexed by address.
 */
#ifndef VM_MACHINE_MEM_H
#define VM_MACHINE_MEM_H

#include "../object/object.h"

/* The layout of a struct vm_record with one slot. */
struct vm_machine_mem {
	struct vm_object head;
	uint32_t slot_count;
	const struct vm_type *type;
	vm_value size; /* VM_INT: bytes */
};

extern const struct vm_machine_mem vm_machine_mem8;
extern const struct vm_machine_mem vm_machine_mem16;
extern const struct vm_machine_mem vm_machine_mem32;

#endif

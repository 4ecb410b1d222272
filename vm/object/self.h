/* SPDX-License-Identifier: MIT */
/* Native methods check with this what they are called on. */
#ifndef VM_SELF_H
#define VM_SELF_H

#include "object.h"

vm_value vm_self_unwrap(struct vm *vm, vm_value v, enum vm_tid tid);

/* v, or the built-in object inside v, which must have this layout; else
 * TypeError. */
static inline vm_value
vm_self(struct vm *vm, vm_value v, enum vm_tid tid)
{
	return VM_LIKELY(vm_is(v, tid)) ? v : vm_self_unwrap(vm, v, tid);
}

#endif

/* SPDX-License-Identifier: MIT */
/* Instances and the binding of what their classes hold. */
#ifndef VM_INSTANCE_H
#define VM_INSTANCE_H

#include "../object/class.h"

static inline bool
vm_instance_has_native(vm_value v)
{
	return (((const struct vm_instance *)v)->head.bits & VM_BIT_FLAG_B) !=
	    0;
}

/* Value found along the MRO, and the type that holds it; or VM_UNDEF. */
vm_value vm_class_find(vm_value type, vm_value name, vm_value *owner);
/* The same along what is left of it. */
vm_value vm_class_find_next(struct vm_mro_walk *walk, vm_value name,
    vm_value *owner);
/* Number of the slot of this name, or -1. */
ptrdiff_t vm_class_find_slot(const struct vm_class *class, vm_value name);
size_t vm_class_add_slot(struct vm *vm, struct vm_class *class, vm_value name);
/* Sets instance_slots from what __init__ stores. */
void vm_class_guess_slots(struct vm_class *class);
/* Keeps a class's flags true after dict[name] = value. */
void vm_class_note_entry(struct vm *vm, struct vm_class *class, vm_value name,
    vm_value value);
/* An instance without its built-in part. */
vm_value vm_instance_new(struct vm *vm, struct vm_class *class);
void vm_instance_set_native(vm_value instance, vm_value native);
/* The storage of a slot, growing the instance if asked; or NULL. */
vm_value *vm_instance_slot(struct vm *vm, struct vm_instance *instance,
    size_t slot, bool grow);
/* Binds a class attribute: out[0] the value, out[1] self or VM_UNDEF. */
void vm_bind_class_value(struct vm *vm, vm_value value, vm_value self,
    vm_value class, vm_value out[2]);
/* Creates an object of a class; *init is the Python __init__ to run on it
 * (VM_UNDEF: none). */
vm_value vm_class_create(struct vm *vm, struct vm_class *class, size_t n_pos,
    size_t n_kw, vm_value *args, vm_value *init);
vm_value vm_call_with_self(struct vm *vm, vm_value callee, vm_value self,
    size_t argc, const vm_value *args);

#endif

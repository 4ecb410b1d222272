/* SPDX-License-Identifier: MIT */
/*
 * Classes made by `class`, their instances, and the descriptors. A class
 * owns an append-only table of the names its instances have; instances hold
 * values only. An instance of a subclass of a built-in type keeps the
 * built-in object in its first slot and forwards to it.
 */
#ifndef VM_CLASS_H
#define VM_CLASS_H

#include "object.h"

struct vm_class {
	struct vm_object head;
	uint16_t slot_count;    /* names in slot_names */
	uint16_t slot_capacity; /* of slot_names */
	vm_value name;
	vm_value dict;  /* namespace of the class body */
	vm_value bases; /* its only base; with several their tuple */
	vm_value mro;   /* with several: tuple, starts with the class itself */
	const struct vm_type *native_base; /* built-in base, or NULL: object */
	vm_value *slot_names;    /* owned: contents of a VALUES_BUFFER */
	uint16_t instance_slots; /* least number of slots of a new instance */
	uint16_t flags;          /* VM_CLASS_... */
};

/* Special methods the class or a base defines, to skip look-ups. */
#define VM_CLASS_HAS_GETATTR         1u
#define VM_CLASS_HAS_SETATTR         2u /* __setattr__ or __delattr__ */
#define VM_CLASS_HAS_DATA_DESCRIPTOR 4u
#define VM_CLASS_HAS_DEL             8u
#define VM_CLASS_HAS_EQ              16u
#define VM_CLASS_HAS_HASH            32u
#define VM_CLASS_UNHASHABLE          64u /* __eq__ without __hash__ */
#define VM_CLASS_EXCEPTION           128u
#define VM_CLASS_HAS_NEW             256u
#define VM_CLASS_FIXED               512u /* its instances have no more attributes */

/*
 * Slots there is no room for in the object lie elsewhere: FLAG_A says that
 * owner is then the contents of a VALUES_BUFFER, of which the first is the
 * class and the others are these slots. FLAG_B: slots[0] is the object of the
 * built-in base.
 */
struct vm_instance {
	struct vm_object head;
	vm_value owner; /* the class */
	vm_value slots[];
};

static inline struct vm_class *
vm_instance_class(const struct vm_instance *instance)
{
	return (struct vm_class *)(VM_UNLIKELY(vm_flag_a(&instance->head)) ?
		*(const vm_value *)instance->owner :
		instance->owner);
}

/* Slots in the object; it is never a huge one. */
static inline size_t
vm_instance_slot_count(const struct vm_instance *instance)
{
	return (instance->head.bits >> VM_SIZE_SHIFT) *
	    (VM_GRANULE / sizeof(vm_value)) -
	    sizeof(*instance) / sizeof(vm_value);
}

struct vm_super {
	struct vm_object head;
	vm_value type; /* search starts behind it in the MRO */
	vm_value self; /* instance or class */
};

struct vm_property {
	struct vm_object head;
	vm_value getter;
	vm_value setter;
	vm_value deleter;
	vm_value doc;
};

struct vm_wrapper { /* staticmethod, classmethod */
	struct vm_object head;
	vm_value function;
};

/* Type or class object of any value. */
vm_value vm_type_of(struct vm *vm, vm_value v);
/* The built-in record behind v: that of its native base for instances. */
const struct vm_type *vm_native_type(vm_value v);
_Static_assert(VM_TID_COUNT <= 64, "a set of layouts in a word");
/* The same without a call where the layout tells the type. */
static inline const struct vm_type *
vm_quick_type(vm_value v)
{
	const uint64_t shared = UINT64_C(1) << VM_TID_FUNCTION |
	    UINT64_C(1) << VM_TID_RECORD | UINT64_C(1) << VM_TID_INSTANCE |
	    UINT64_C(1) << VM_TID_DICT;

	if (VM_QUICK_CASES && vm_is_object(v)) {
		unsigned tid = (unsigned)vm_object_tid(vm_object(v));

		if (VM_LIKELY(!(shared >> tid & 1u)))
			return vm_type_of_tid[tid];
	}
	return vm_native_type(v);
}
/* v itself, or the built-in object inside an instance of a subclass. */
vm_value vm_native_value(vm_value v);
bool vm_is_instance_of(struct vm *vm, vm_value v, vm_value type);
/* As isinstance for one builtin type, e.g. &vm_type_list. */
bool vm_is_a(vm_value v, const struct vm_type *type);
bool vm_is_subtype(vm_value type, vm_value of);
bool vm_is_type_object(vm_value v);
vm_value vm_type_name(vm_value type_object); /* str */
vm_value vm_class_new(struct vm *vm, vm_value name, vm_value bases,
    vm_value dict);
/* Calls __set_name__ and __init_subclass__ once the class is whole;
 * keywords: those of the class statement, a dict or None. */
void vm_class_finish(struct vm *vm, vm_value class_object, vm_value keywords);
/* The types and classes along an MRO, one after the other; VM_UNDEF: none. */
struct vm_mro_walk {
	vm_value type;                /* the next */
	const struct vm_tuple *tuple; /* or the next of this one */
	size_t next;
};

vm_value vm_mro_next(struct vm_mro_walk *walk);
/* The MRO as a tuple. */
vm_value vm_class_mro(struct vm *vm, vm_value type);
/* The bases of a class. */
const vm_value *vm_class_bases(const struct vm_class *class, size_t *count);
/* Raw value found along the MRO, or VM_UNDEF. */
vm_value vm_class_lookup(struct vm *vm, vm_value type_object, vm_value name);
/* Special method of v's type found in Python classes, or VM_UNDEF. */
vm_value vm_special_method(struct vm *vm, vm_value v, vm_value name);
/* Calls v.name(args...) if its class defines it; VM_UNDEF otherwise. */
vm_value vm_call_special(struct vm *vm, vm_value v, vm_value name, size_t argc,
    const vm_value *args);

#endif

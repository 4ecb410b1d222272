/* SPDX-License-Identifier: MIT */
/*
 * The object header, the ids of the object layouts and the read-only type
 * record. Layouts themselves are in the header of each type.
 */
#ifndef VM_OBJECT_H
#define VM_OBJECT_H

#include "value.h"

/*
 * bits: layout id 0-7, a byte for cheap tests, finaliser 8, mark 9, ROM 10,
 * two flags of the type 11-12, size in 8-byte granules 13-31 (all ones: see
 * heap.h). On 64-bit targets the 32-bit field that follows shares its word.
 */
struct vm_object {
	uint32_t bits;
};

#define VM_TID_MASK   0xffu
#define VM_BIT_FINAL  (1u << 8)
#define VM_BIT_MARK   (1u << 9)
#define VM_BIT_ROM    (1u << 10)
#define VM_BIT_FLAG_A (1u << 11)
#define VM_BIT_FLAG_B (1u << 12)
#define VM_SIZE_SHIFT 13
#define VM_SIZE_HUGE  0x7ffffu
#define VM_GRANULE    8u
#define VM_ROM_HEAD(t)                             \
	{                                          \
		.bits = (uint32_t)(t) | VM_BIT_ROM \
	}
/* For read-only objects: a value's tag bits must be free in the address. */
#define VM_ALIGNED __attribute__((aligned(VM_WORD_64 ? 8 : 4)))

enum vm_tid {
	VM_TID_FREE, /* unused heap space */
#define X(tid, name, trace) VM_TID_##tid,
#define W(tid, name, trace) VM_TID_##tid,
#define Y(tid, trace)       VM_TID_##tid,
#include "types.def"
#undef X
#undef W
#undef Y
	VM_TID_COUNT
};

struct vm_slots;
struct vm_type;

/* One entry of a read-only table of methods or module contents. */
struct vm_member {
	vm_value name;  /* VM_NAME(...) */
	vm_value value; /* VM_INT(...), VM_PTR(&native), VM_NONE ... */
};

/* A built-in type; also the Python object `int`, `ValueError`, ... */
struct vm_type {
	struct vm_object head; /* VM_TID_TYPE */
	uint16_t flags;        /* VM_TYPE_... */
	uint16_t member_count;
	vm_value name;
	const struct vm_type *base; /* NULL: object */
	const struct vm_slots *slots;
	const struct vm_member *members;
};

#define VM_TYPE_FINAL     1u /* cannot be subclassed */
#define VM_TYPE_EXCEPTION 2u /* instances are struct vm_exception */
#define VM_TYPE_HASHABLE  4u /* has a hash slot or hashes by identity */

/*
 * Defines the type `vm_type_<ident>`. slots and members are arrays or
 * structs with static storage; use VM_DEFINE_TYPE_PLAIN without members.
 */
#define VM_DEFINE_TYPE(ident, type_name, type_base, type_flags, slot_table, \
    member_table)                                                           \
	const struct vm_type vm_type_##ident VM_ALIGNED = {                 \
		.head = VM_ROM_HEAD(VM_TID_TYPE),                           \
		.flags = (type_flags),                                      \
		.member_count =                                             \
		    sizeof(member_table) / sizeof(member_table[0]),         \
		.name = VM_NAME_AT(name_##type_name),                       \
		.base = (type_base),                                        \
		.slots = &(slot_table),                                     \
		.members = (member_table),                                  \
	}
#define VM_DEFINE_TYPE_PLAIN(ident, type_name, type_base, type_flags, \
    slot_table)                                                       \
	const struct vm_type vm_type_##ident VM_ALIGNED = {           \
		.head = VM_ROM_HEAD(VM_TID_TYPE),                     \
		.flags = (type_flags),                                \
		.name = VM_NAME_AT(name_##type_name),                 \
		.base = (type_base),                                  \
		.slots = &(slot_table),                               \
	}

#define X(tid, name, trace) extern const struct vm_type vm_type_##name;
#define W                   X
#define Y(tid, trace)
#include "types.def"
#undef X
#undef W
#undef Y

/* Type record of each layout; NULL for internal ones. */
extern const struct vm_type *const vm_type_of_tid[VM_TID_COUNT];

static inline enum vm_tid
vm_object_tid(const struct vm_object *o)
{
	return (enum vm_tid)(o->bits & VM_TID_MASK);
}

/* True if v is an object of exactly this layout. */
static inline bool
vm_is(vm_value v, enum vm_tid tid)
{
	return vm_is_object(v) &&
	    (((const struct vm_object *)v)->bits & VM_TID_MASK) ==
	    (uint32_t)tid;
}

static inline bool
vm_flag_a(const struct vm_object *o)
{
	return (o->bits & VM_BIT_FLAG_A) != 0;
}

/* Stores a reference in an object; the hook for a write barrier. */
#define VM_SETREF(vm, object, field, value) \
	((void)(vm), (object)->field = (value))

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Callables: Python functions, closures' cells, bound methods, native
 * functions. Natives are read-only constants made by the macros below.
 */
#ifndef VM_FUNCTION_H
#define VM_FUNCTION_H

#include "object.h"

struct vm_code;
struct vm_dict;

/*
 * extra: with FLAG_B the cells of the closure; with FLAG_A also, as the last
 * two, the tuple and the dict of the parameters' defaults or VM_UNDEF.
 */
struct vm_function {
	struct vm_object head;
	struct vm_code *code;
	vm_value globals; /* the module's namespace dict */
	vm_value extra[];
};

static inline bool
vm_function_has_closure(vm_value v)
{
	const struct vm_object *o = (const struct vm_object *)v;

	return (o->bits & VM_BIT_FLAG_B) != 0;
}

size_t vm_function_extra_count(const struct vm_function *function);
/* Tuple, dict; VM_UNDEF: none. */
vm_value vm_function_defaults(const struct vm_function *function);
vm_value vm_function_kw_defaults(const struct vm_function *function);

/* type() tells closures and functions of generators apart. */
const struct vm_type *vm_function_type(const struct vm_function *function);

struct vm_cell {
	struct vm_object head;
	vm_value value; /* VM_UNDEF: unbound */
};

struct vm_bound_method {
	struct vm_object head;
	vm_value function;
	vm_value self;
};

typedef vm_value (*vm_native_fn)(struct vm *vm, size_t argc, vm_value *args);
typedef vm_value (
    *vm_native_kw_fn)(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args);

#define VM_NATIVE_KW     1u /* kw_fn; args: positionals, then pairs */
#define VM_NATIVE_STATIC 2u /* in a type's table: takes no self */
#define VM_NATIVE_CLASS  4u /* in a type's table: args[0] is the class */
#define VM_ARGS_MANY     15u

/*
 * Natives have no size, so how many positionals they take (VM_ARGS_MANY: no
 * limit) and their flags are there: bits 16-19, 20-23 and from 24.
 */
struct vm_native {
	struct vm_object head;
	union {
		vm_native_fn fn;
		vm_native_kw_fn kw_fn;
	} u;
};

#define VM_NATIVE_HEAD(min, max, native_flags)                      \
	{                                                           \
		.bits = (uint32_t)VM_TID_NATIVE | VM_BIT_ROM |      \
		    (uint32_t)(min) << 16 | (uint32_t)(max) << 20 | \
		    (uint32_t)(native_flags) << 24                  \
	}

static inline unsigned
vm_native_min(const struct vm_native *native)
{
	return native->head.bits >> 16 & 15u;
}

static inline unsigned
vm_native_max(const struct vm_native *native)
{
	return native->head.bits >> 20 & 15u;
}

static inline bool
vm_native_has(const struct vm_native *native, unsigned flags)
{
	return (native->head.bits & flags << 24) != 0;
}

/* One that other files name, too. */
#define VM_NATIVE_OBJECT(ident, cfunc, min, max, native_flags)  \
	const struct vm_native ident VM_ALIGNED = {             \
		.head = VM_NATIVE_HEAD(min, max, native_flags), \
		.u.fn = (cfunc),                                \
	}
#define VM_DEFINE_NATIVE_FLAGS(ident, cfunc, min, max, native_flags) \
	static VM_NATIVE_OBJECT(ident, cfunc, min, max, native_flags)
#define VM_DEFINE_NATIVE(ident, cfunc, min, max) \
	VM_DEFINE_NATIVE_FLAGS(ident, cfunc, min, max, 0)
#define VM_DEFINE_NATIVE_KW_FLAGS(ident, cfunc, min, max, native_flags)      \
	static const struct vm_native ident VM_ALIGNED = {                   \
		.head =                                                      \
		    VM_NATIVE_HEAD(min, max, VM_NATIVE_KW | (native_flags)), \
		.u.kw_fn = (cfunc),                                          \
	}
#define VM_DEFINE_NATIVE_KW(ident, cfunc, min, max) \
	VM_DEFINE_NATIVE_KW_FLAGS(ident, cfunc, min, max, 0)
/* The value of a native for a member table. */
#define VM_NATIVE(ident) VM_PTR(&(ident))

vm_value vm_function_new(struct vm *vm, struct vm_code *code, vm_value globals);
/* defaults, kw_defaults, closure: VM_UNDEF or VM_NONE where absent. */
vm_value vm_closure_new(struct vm *vm, struct vm_code *code, vm_value globals,
    const vm_value extra[3]);
vm_value vm_cell_new(struct vm *vm, vm_value value);
vm_value vm_bound_method_new(struct vm *vm, vm_value function, vm_value self);

/* The place of name among names, or n. */
size_t vm_find_keyword(vm_value name, size_t n, const vm_value *names);

/*
 * For natives with keywords: binds positionals and pairs to out[] by the
 * n names (VM_NAME values); absent ones stay as the caller preset them.
 * The first n_required must be given.
 */
void vm_bind_keywords(struct vm *vm, size_t n_pos, size_t n_kw,
    const vm_value *args, size_t n, size_t n_required, const vm_value *names,
    vm_value *out);

#endif

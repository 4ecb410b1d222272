/* SPDX-License-Identifier: MIT */
/*
 * Exceptions: one layout for the built-in types (exceptions.def) and for
 * classes derived from them.
 */
#ifndef VM_EXCEPTION_H
#define VM_EXCEPTION_H

#include "object.h"

struct vm_code;
struct vm_writer;

struct vm_exception {
	struct vm_object head;
	vm_value type;   /* vm_type or class object */
	vm_value args;   /* tuple, or with FLAG_B the only argument itself */
	vm_value *extra; /* owned: a VALUES_BUFFER, or NULL */
};

/* What extra holds, VM_UNDEF where absent. */
enum vm_exception_extra {
	VM_EXCEPTION_ATTRIBUTES,  /* dict */
	VM_EXCEPTION_CAUSE,       /* FLAG_A: __cause__ of raise from; else
				   * __context__ */
	VM_EXCEPTION_TRACE_COUNT, /* levels of the traceback, a small int */
	VM_EXCEPTION_TRACE,       /* pairs of code and pc, a small int;
				   * innermost first */
};

#define X(name, base) extern const struct vm_type vm_type_##name;
X(BaseException, _)
#include "exceptions.def"
#undef X

static inline bool
vm_is_exception(vm_value v)
{
	return vm_is(v, VM_TID_EXCEPTION);
}

/* The arguments, where they are; returns how many. */
size_t vm_exception_args(vm_value exception, const vm_value **args);
/* The first one, or None. */
vm_value vm_exception_first_arg(vm_value exception);
void vm_exception_set_arg(vm_value exception, vm_value arg);

/* One of the extras in front of the traceback. */
static inline vm_value
vm_exception_extra(vm_value exception, enum vm_exception_extra which)
{
	const struct vm_exception *e = (const struct vm_exception *)exception;

	return e->extra == NULL ? VM_UNDEF : e->extra[which];
}

/* The one made at start, without arguments: for when there is no memory. */
vm_value vm_exception_spare(struct vm *vm, const struct vm_type *type);
/* One without arguments, for which nothing need be collected. */
vm_value vm_exception_or_spare(struct vm *vm, const struct vm_type *type);
vm_value vm_exception_new(struct vm *vm, const struct vm_type *type,
    size_t argc, const vm_value *args);
#define VM_EMERGENCY_ARGS  4
#define VM_EMERGENCY_TRACE 8

/* Makes room for the arguments and traceback of what is raised while the
 * heap is locked. */
void vm_exception_reserve(struct vm *vm);
/* Adds a level; code->name VM_UNDEF: a place without function name. */
void vm_exception_add_trace(struct vm *vm, vm_value exception,
    struct vm_code *code, uint32_t pc);
/* Writes "Traceback (most recent call last): ..." and "Type: message". */
void vm_exception_print(struct vm *vm, struct vm_writer *out,
    vm_value exception);
/* Only the last line, "Type: message". */
void vm_exception_print_line(struct vm *vm, struct vm_writer *out,
    vm_value exception);
/* raise exception from cause; TypeError if that is none. */
void vm_exception_set_cause(struct vm *vm, vm_value exception, vm_value cause);
/* The exception was raised while another was handled (VM_UNDEF: was not). */
void vm_exception_set_context(struct vm *vm, vm_value exception,
    vm_value context);
/* True if the exception's type is or derives from type. */
bool vm_exception_is(vm_value exception, const struct vm_type *type);

#endif

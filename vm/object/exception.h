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

/* One level of the traceback, innermost first. */
struct vm_traceback_entry {
	struct vm_code *code;
	uint32_t pc;
};

struct vm_exception {
	struct vm_object head;
	uint16_t trace_count;
	uint16_t trace_capacity;
	vm_value type;       /* vm_type or class object */
	vm_value args;       /* tuple */
	vm_value attributes; /* dict, or VM_UNDEF */
	vm_value cause;      /* FLAG_A: __cause__ of raise from; else
			      * __context__; or VM_UNDEF */
	struct vm_traceback_entry *trace; /* owned: a BYTES_BUFFER, or NULL */
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
void vm_exception_set_context(vm_value exception, vm_value context);
/* True if the exception's type is or derives from type. */
bool vm_exception_is(vm_value exception, const struct vm_type *type);

#endif

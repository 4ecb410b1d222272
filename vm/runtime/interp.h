/* SPDX-License-Identifier: MIT */
/* The interpreter loop and what its slow paths share. */
#ifndef VM_INTERP_H
#define VM_INTERP_H

#include "../object/generator.h"
#include "stack.h"

/*
 * Runs the innermost frame, which must be an ENTRY frame, until it returns
 * or yields. With exception given, raises it there first. A yield of a
 * generator frame returns the value and leaves the generator suspended; its
 * end returns VM_STOP with vm->stop_value.
 */
vm_value vm_interpret(struct vm *vm, vm_value exception);

/*
 * Begins a call. True: a frame was pushed (kind CALL, target not set) and,
 * if *result is not VM_UNDEF, the frame is an __init__ and *result already
 * the call's value. False: *result is the value.
 */
bool vm_call_begin(struct vm *vm, vm_value callee, vm_value self, size_t n_pos,
    size_t n_kw, vm_value *args, vm_value *result);

/* Puts the defaults behind count positional arguments of a SIMPLE function;
 * there is room. False: they do not suffice, or count is too large. */
bool vm_fill_defaults(const struct vm_function *f, vm_value *args,
    size_t count);

/*
 * Pushes the frame of a suspended generator with a value to send.
 * False: it has ended already.
 */
bool vm_generator_enter(struct vm *vm, struct vm_generator *generator,
    vm_value value);

/* Leaves frames for the nearest handler of *exception and enters that.
 * False: the ENTRY frame of this interpreter was left, with *exception. */
bool vm_unwind(struct vm *vm, vm_value *exception, bool again);

/* A StopIteration may not leave a generator, where it would look like its
 * end: what leaves instead. */
vm_value vm_generator_exception(struct vm *vm, vm_value exception);

/* Suspends the innermost generator, whose pc is stored. True: it was entered
 * from C and item is the interpreter's result. */
bool vm_op_yield(struct vm *vm, vm_value item, unsigned state);
/* Leaves a frame that is not a plain call. True: the interpreter returns
 * *result. */
bool vm_op_return(struct vm *vm, vm_value *result);

enum vm_for_step { VM_FOR_ITEM, VM_FOR_END, VM_FOR_ENTERED };

/* One step of FOR; kind is that of the frame it may enter. */
enum vm_for_step vm_op_for(struct vm *vm, vm_value *state, unsigned kind,
    vm_value *item);
/* One round of YFROM. True: a frame was entered or the window holds the
 * result; false: *item is to be yielded. */
bool vm_op_yield_from(struct vm *vm, vm_value *window, vm_value *item);

/* Raises from the interpreter: to a handler of its frames, or past it. */
void vm_op_raise(struct vm *vm, vm_value exception, bool again);

/* What an `except` clause compares: raises TypeError for non-types. */
bool vm_exception_matches(struct vm *vm, vm_value exception, vm_value types);
/* The exception object `raise v` means. */
vm_value vm_exception_from(struct vm *vm, vm_value v);
/* The exception whose except clause is running, innermost; or VM_UNDEF. */
vm_value vm_handled_exception(struct vm *vm);

/* Serves pending events when the poll count runs out. */
void vm_poll_slow(struct vm *vm);

/* Slow halves of instructions (interp_slow.c); b: registers. */
vm_value vm_op_load_global(struct vm *vm, struct vm_function *function,
    uint32_t k_index, vm_value name);
void vm_op_store_global(struct vm *vm, struct vm_function *function,
    uint32_t k_index, vm_value name, vm_value value);
void vm_setitem_name(struct vm *vm, vm_value names, vm_value name,
    vm_value value);
vm_value vm_load_builtin(struct vm *vm, vm_value name); /* or UNDEF */
vm_value vm_op_load_name(struct vm *vm, vm_value names, vm_value globals,
    vm_value name);
void vm_op_delete_name(struct vm *vm, vm_value names, vm_value name);
void vm_op_unpack(struct vm *vm, vm_value *out, size_t count,
    vm_value sequence);
void vm_op_unpack_star(struct vm *vm, vm_value *out, size_t before,
    size_t after, vm_value sequence);
void vm_op_iter(struct vm *vm, vm_value *state, vm_value iterable);
void vm_op_iter_call(struct vm *vm, vm_value *window, size_t argc);
vm_value vm_op_iter_next(struct vm *vm, vm_value *state);
void vm_op_dict_merge(struct vm *vm, vm_value dict, vm_value other,
    bool keywords);
vm_value vm_op_build_dict(struct vm *vm, size_t pairs, const vm_value *values);
#define VM_BASES_LISTED ((size_t)-1) /* MKCLASSX: a list and keywords */
vm_value vm_op_build_class(struct vm *vm, vm_value *window, size_t bases);
void vm_op_load_super(struct vm *vm, vm_value *window, vm_value name);
vm_value vm_op_await(struct vm *vm, vm_value awaitable);
void vm_op_print_expression(struct vm *vm, vm_value v);
VM_NORETURN void vm_raise_unbound(struct vm *vm);
/* Spreads f(*a, **k), which is the window: positionals and pairs, for
 * vm_call_begin only. */
vm_value *vm_op_spread(struct vm *vm, const vm_value *window, size_t *n_pos,
    size_t *n_kw);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What a built-in type can do: one table of functions per type, any may be
 * NULL. Operators are the enum vm_op of runtime/ops.h.
 */
#ifndef VM_SLOTS_H
#define VM_SLOTS_H

#include "object.h"

struct vm_stream_ops;
struct vm_writer;

enum vm_print_kind { VM_PRINT_STR, VM_PRINT_REPR };

/* A view of an object's bytes, valid until the object changes. */
struct vm_bytes_view {
	uint8_t *data;
	size_t len;     /* bytes */
	char type_code; /* as array.typecode; 'B' for bytes */
	bool read_only;
};

struct vm_slots {
	void (*print)(struct vm *vm, struct vm_writer *out, vm_value self,
	    enum vm_print_kind kind);
	/* Equal values hash equally. Unhashable: leave NULL and do not set
	 * VM_TYPE_HASHABLE. */
	uint32_t (*hash)(struct vm *vm, vm_value self);
	bool (*truth)(struct vm *vm, vm_value self); /* else len, else true */
	size_t (*len)(struct vm *vm, vm_value self);
	/* VM_UNDEF: operand type not supported. op VM_OP_NEG... */
	vm_value (*unary)(struct vm *vm, unsigned op, vm_value self);
	/*
	 * Also comparisons and in-place operators (which fall back to the
	 * plain one on VM_UNDEF). Called with self on the left only;
	 * VM_OP_REFLECTED + op asks for `other op self`.
	 */
	vm_value (
	    *binary)(struct vm *vm, unsigned op, vm_value self, vm_value other);
	bool (*contains)(struct vm *vm, vm_value self, vm_value item);
	vm_value (*getitem)(struct vm *vm, vm_value self, vm_value key);
	/* value VM_UNDEF deletes. */
	void (*setitem)(struct vm *vm, vm_value self, vm_value key,
	    vm_value value);
	vm_value (*iter)(struct vm *vm, vm_value self);
	/* VM_STOP at the end (vm->stop_value is the generator's result). */
	vm_value (*next)(struct vm *vm, vm_value self);
	/* args: n_pos positionals, then n_kw name/value pairs. */
	vm_value (*call)(struct vm *vm, vm_value self, size_t n_pos,
	    size_t n_kw, vm_value *args);
	/* The constructor; type is the (builtin) type called. */
	vm_value (*make)(struct vm *vm, const struct vm_type *type,
	    size_t n_pos, size_t n_kw, vm_value *args);
	/* Computed attributes, tried before the member table; VM_UNDEF: no. */
	vm_value (*getattr)(struct vm *vm, vm_value self, vm_value name);
	/* value VM_UNDEF deletes; false: no such attribute. */
	bool (*setattr)(struct vm *vm, vm_value self, vm_value name,
	    vm_value value);
	bool (*bytes)(struct vm *vm, vm_value self, struct vm_bytes_view *view);
	/* Runs when the object dies, inside the collector: may not touch
	 * other objects nor allocate; only for VM_BIT_FINAL objects. */
	void (*final)(struct vm *vm, vm_value self);
	/* What it does as a stream (mod_io.h); only records have it. */
	const struct vm_stream_ops *stream;
};

#endif

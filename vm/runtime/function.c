/* SPDX-License-Identifier: MIT */
/* Function objects, cells, bound methods, native functions. */
#include "../object/arguments.h"
#include "../object/class.h"
#include "../object/function.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/slots.h"
#include "../object/str.h"
#include "call.h"
#include "code.h"
#include "heap.h"
#include "intern.h"
#include "ops.h"
#include "raise.h"
#include "writer.h"

vm_value
vm_function_new(struct vm *vm, struct vm_code *code, vm_value globals)
{
	struct vm_function *function =
	    vm_heap_alloc(vm, VM_TID_FUNCTION, sizeof(*function));

	function->code = code;
	function->globals = globals;
	return VM_PTR(function);
}

vm_value
vm_closure_new(struct vm *vm, struct vm_code *code, vm_value globals,
    const vm_value from[3])
{
	bool has_cells = from[2] != VM_NONE && from[2] != VM_UNDEF;
	size_t cells = has_cells ? vm_tuple(from[2])->len : 0;
	struct vm_function *function;
	size_t count = cells;
	size_t last;

	if (from[0] != VM_NONE || from[1] != VM_NONE)
		count += 2;
	function = vm_heap_alloc(vm, VM_TID_FUNCTION,
	    sizeof(*function) + count * sizeof(vm_value));
	function->code = code;
	function->globals = globals;
	if (has_cells) {
		function->head.bits |= VM_BIT_FLAG_B;
		memcpy(function->extra, vm_tuple(from[2])->items,
		    cells * sizeof(vm_value));
	}
	if (count > cells) {
		function->head.bits |= VM_BIT_FLAG_A;
		last = vm_function_extra_count(function) - 1;
		function->extra[last - 1] =
		    from[0] == VM_NONE ? VM_UNDEF : from[0];
		function->extra[last] = from[1] == VM_NONE ? VM_UNDEF : from[1];
	}
	return VM_PTR(function);
}

/* May count a word of padding, which is zero: VM_UNDEF. */
size_t
vm_function_extra_count(const struct vm_function *function)
{
	return (vm_heap_object_size(&function->head) - sizeof(*function)) /
	    sizeof(vm_value);
}

vm_value
vm_function_defaults(const struct vm_function *function)
{
	if (!vm_flag_a(&function->head))
		return VM_UNDEF;
	return function->extra[vm_function_extra_count(function) - 2];
}

vm_value
vm_function_kw_defaults(const struct vm_function *function)
{
	if (!vm_flag_a(&function->head))
		return VM_UNDEF;
	return function->extra[vm_function_extra_count(function) - 1];
}

vm_value
vm_cell_new(struct vm *vm, vm_value value)
{
	struct vm_cell *cell = vm_heap_alloc(vm, VM_TID_CELL, sizeof(*cell));

	cell->value = value;
	return VM_PTR(cell);
}

vm_value
vm_bound_method_new(struct vm *vm, vm_value function, vm_value self)
{
	struct vm_bound_method *method =
	    vm_heap_alloc(vm, VM_TID_BOUND_METHOD, sizeof(*method));

	method->function = function;
	method->self = self;
	return VM_PTR(method);
}

/* ---- function ---------------------------------------------------------- */

static void
function_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	const struct vm_code *code = ((struct vm_function *)self)->code;

	(void)kind;
	bool closes = vm_code_free_count(code) > 0;

	if (closes)
		vm_write_text(vm, out, "<closure ");
	if (code->flags & (VM_CODE_GENERATOR | VM_CODE_COROUTINE))
		vm_write_text(vm, out, "<generator>");
	else
		vm_write_format(vm, out, "<function %S at 0x%x>", code->name,
		    (unsigned)(self & 0xffffffffu));
	if (closes)
		vm_write_char(vm, out, '>');
}

static vm_value
function_getattr(struct vm *vm, vm_value self, vm_value name)
{
	struct vm_function *function = (struct vm_function *)self;

	(void)vm;
	if (name == VM_NAME(__name__) || name == VM_NAME(__qualname__))
		return function->code->name;
	if (name == VM_NAME(__globals__))
		return function->globals;
	if (name == VM_NAME(__code__))
		return VM_PTR(function->code);
	if (name == VM_NAME(__defaults__))
		return vm_flag_a(&function->head) &&
			vm_function_defaults(function) != VM_UNDEF ?
		    vm_function_defaults(function) :
		    VM_NONE;
	return VM_UNDEF;
}

static vm_value
callable_call(struct vm *vm, vm_value self, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	return vm_call(vm, self, n_pos, n_kw, args);
}

/* types.FunctionType(code, globals) */
static vm_value
function_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	struct vm_code *code;

	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 2, 2);
	if (!vm_is(args[0], VM_TID_CODE) || !vm_is(args[1], VM_TID_DICT))
		vm_raise_type_error(vm, "code and dict needed");
	code = (struct vm_code *)args[0];
	if ((code->flags & (VM_CODE_CLASS_BODY | VM_CODE_NAMES)) != 0 ||
	    vm_code_free_count(code) > 0)
		vm_raise_value_error(vm, "code is not a function's");
	return vm_function_new(vm, code, args[1]);
}

static const struct vm_slots function_slots = {
	.make = function_make,
	.print = function_print,
	.getattr = function_getattr,
	.call = callable_call,
};

VM_DEFINE_TYPE_PLAIN(function, function, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    function_slots);

static VM_DEFINE_TYPE_PLAIN(closure, closure, NULL,
    VM_TYPE_FINAL | VM_TYPE_HASHABLE, function_slots);

static VM_DEFINE_TYPE_PLAIN(generator_function, generator, NULL,
    VM_TYPE_FINAL | VM_TYPE_HASHABLE, function_slots);

const struct vm_type *
vm_function_type(const struct vm_function *function)
{
	if (vm_function_has_closure(VM_PTR(function)))
		return &vm_type_closure;
	return function->code->flags & (VM_CODE_GENERATOR | VM_CODE_COROUTINE) ?
	    &vm_type_generator_function :
	    &vm_type_function;
}

/* ---- native function --------------------------------------------------- */

static void
native_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)self;
	(void)kind;
	vm_write_text(vm, out, "<function>");
}

static const struct vm_slots native_slots = {
	.print = native_print,
	.call = callable_call,
};

VM_DEFINE_TYPE_PLAIN(builtin_function, function, NULL,
    VM_TYPE_FINAL | VM_TYPE_HASHABLE, native_slots);

/* ---- bound method ------------------------------------------------------ */

static void
bound_method_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	struct vm_bound_method *method = (struct vm_bound_method *)self;

	(void)kind;
	vm_write_format(vm, out, "<bound_method %x ",
	    (unsigned)(self & 0xffffffffu));
	vm_repr_to(vm, out, method->self);
	vm_write_text(vm, out, ".");
	vm_repr_to(vm, out, method->function);
	vm_write_text(vm, out, ">");
}

static uint32_t
bound_method_hash(struct vm *vm, vm_value self)
{
	struct vm_bound_method *method = (struct vm_bound_method *)self;

	(void)vm;
	return vm_hash_identity(method->self) * 31u +
	    vm_hash_identity(method->function);
}

static vm_value
bound_method_binary(struct vm *vm, unsigned op, vm_value self, vm_value other)
{
	struct vm_bound_method *a = (struct vm_bound_method *)self;
	struct vm_bound_method *b = (struct vm_bound_method *)other;

	(void)vm;
	if (op != VM_OP_EQ || !vm_is(other, VM_TID_BOUND_METHOD))
		return VM_UNDEF;
	return vm_new_bool(a->self == b->self && a->function == b->function);
}

static vm_value
bound_method_getattr(struct vm *vm, vm_value self, vm_value name)
{
	struct vm_bound_method *method = (struct vm_bound_method *)self;

	if (name == VM_NAME(__self__))
		return method->self;
	if (name == VM_NAME(__func__))
		return method->function;
	if (name == VM_NAME(__name__) &&
	    vm_is(method->function, VM_TID_FUNCTION))
		return function_getattr(vm, method->function, name);
	return VM_UNDEF;
}

static const struct vm_slots bound_method_slots = {
	.print = bound_method_print,
	.hash = bound_method_hash,
	.binary = bound_method_binary,
	.getattr = bound_method_getattr,
	.call = callable_call,
};

VM_DEFINE_TYPE_PLAIN(bound_method, bound_method, NULL,
    VM_TYPE_FINAL | VM_TYPE_HASHABLE, bound_method_slots);

/* ---- cell, code -------------------------------------------------------- */

static const struct vm_slots plain_slots = { 0 };

VM_DEFINE_TYPE_PLAIN(cell, cell, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    plain_slots);
VM_DEFINE_TYPE_PLAIN(code, code, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    plain_slots);
VM_DEFINE_TYPE_PLAIN(traceback, traceback, NULL,
    VM_TYPE_FINAL | VM_TYPE_HASHABLE, plain_slots);

/* ---- keyword arguments of natives -------------------------------------- */

size_t
vm_find_keyword(vm_value name, size_t n, const vm_value *names)
{
	for (size_t i = 0; i < n; i++) {
		if (names[i] == name || vm_str_compare(names[i], name) == 0)
			return i;
	}
	return n;
}

void
vm_bind_keywords(struct vm *vm, size_t n_pos, size_t n_kw, const vm_value *args,
    size_t n, size_t n_required, const vm_value *names, vm_value *out)
{
	uint64_t given = 0;

	if (n_pos > n)
		vm_raise_type_error(vm, "extra positional arguments given");
	for (size_t i = 0; i < n_pos; i++) {
		out[i] = args[i];
		given |= (uint64_t)1 << i;
	}
	for (size_t i = 0; i < n_kw; i++) {
		vm_value name = args[n_pos + 2 * i];
		size_t k = vm_find_keyword(name, n, names);

		if (k == n || (given & ((uint64_t)1 << k)) != 0)
			vm_raise_type_error(vm,
			    "extra keyword arguments given");
		out[k] = args[n_pos + 2 * i + 1];
		given |= (uint64_t)1 << k;
	}
	for (size_t i = 0; i < n_required; i++) {
		if (!(given & ((uint64_t)1 << i)))
			vm_raise_type_error(vm, "'%S' argument required",
			    names[i]);
	}
}

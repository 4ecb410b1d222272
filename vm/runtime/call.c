/* SPDX-License-Identifier: MIT */
/* Calls: binding of arguments, callables of every kind, calls from C. */
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/exception.h"
#include "../object/function.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/slots.h"
#include "../object/str.h"
#include "attr.h"
#include "call.h"
#include "heap.h"
#include "instance.h"
#include "interp.h"
#include "ops.h"
#include "raise.h"
#include "state.h"

/* The arguments of one call on their way into registers. */
struct arguments {
	struct vm_function *function;
	struct vm_code *code;
	vm_value self; /* or VM_UNDEF */
	size_t n_pos;  /* self not included */
	size_t n_kw;
	const vm_value *args;
	vm_value varargs;
	vm_value varkeywords;
};

static size_t
given_count(const struct arguments *a)
{
	return a->n_pos + (a->self != VM_UNDEF);
}

static vm_value
given(const struct arguments *a, size_t i)
{
	if (a->self == VM_UNDEF)
		return a->args[i];
	return i == 0 ? a->self : a->args[i - 1];
}

/* Index of a parameter that may be given by this name, or -1. */
static ptrdiff_t
find_parameter(const struct vm_code *code, vm_value name)
{
	const vm_value *names = vm_code_parameters(code);
	size_t count = code->parameter_count;

	for (size_t i = code->position_only_count; i < count; i++) {
		if (names[i] == name)
			return (ptrdiff_t)i;
	}
	for (size_t i = code->position_only_count; i < count; i++) {
		if (vm_str_compare(names[i], name) == 0)
			return (ptrdiff_t)i;
	}
	return -1;
}

static size_t
default_count(const struct vm_function *f)
{
	vm_value defaults = vm_function_defaults(f);

	return defaults == VM_UNDEF ? 0 : vm_tuple(defaults)->len;
}

/* MicroPython names what must be given, not what may. */
VM_NORETURN static void
raise_count(struct vm *vm, const struct arguments *a)
{
	vm_raise_type_error(vm,
	    "%S() takes %d positional arguments but %d were given",
	    a->code->name,
	    (int)a->code->positional_count - (int)default_count(a->function),
	    (int)given_count(a));
}

/* Everything that allocates, before registers are touched. */
static void
collect_rest(struct vm *vm, struct arguments *a)
{
	struct vm_code *code = a->code;
	size_t count = given_count(a);

	if (count > code->positional_count && !(code->flags & VM_CODE_VARARGS))
		vm_raise_type_error(vm,
		    "%S() takes %d positional arguments but %d were given",
		    code->name, (int)code->positional_count, (int)count);
	if (code->flags & VM_CODE_VARARGS) {
		size_t extra = count > code->positional_count ?
		    count - code->positional_count :
		    0;

		a->varargs = vm_tuple_new(vm, extra,
		    a->self == VM_UNDEF ? a->args + count - extra : NULL);
		for (size_t i = 0; a->self != VM_UNDEF && i < extra; i++)
			vm_tuple(a->varargs)->items[i] =
			    given(a, code->positional_count + i);
	}
	if (!(code->flags & VM_CODE_VARKEYWORDS))
		return;
	a->varkeywords = vm_dict_new(vm, 0);
	for (size_t i = 0; i < a->n_kw; i++) {
		vm_value name = a->args[a->n_pos + 2 * i];

		if (find_parameter(code, name) < 0)
			vm_dict_set(vm, a->varkeywords, name,
			    a->args[a->n_pos + 2 * i + 1]);
	}
}

static void
bind_keywords(struct vm *vm, const struct arguments *a, vm_value *out)
{
	for (size_t i = 0; i < a->n_kw; i++) {
		vm_value name = a->args[a->n_pos + 2 * i];
		ptrdiff_t k = find_parameter(a->code, name);

		if (k < 0) {
			if (a->code->flags & VM_CODE_VARKEYWORDS)
				continue;
			vm_raise_type_error(vm,
			    "unexpected keyword argument '%S'", name);
		}
		if (out[k] != VM_UNDEF)
			vm_raise_type_error(vm,
			    "function got multiple values for argument '%S'",
			    name);
		out[k] = a->args[a->n_pos + 2 * i + 1];
	}
}

static void
bind_positional_defaults(struct vm *vm, const struct arguments *a,
    vm_value *out)
{
	struct vm_function *f = a->function;
	size_t count = a->code->positional_count;
	size_t n_defaults = default_count(f);
	const vm_value *defaults =
	    n_defaults == 0 ? NULL : vm_tuple(vm_function_defaults(f))->items;

	for (size_t i = count; i-- > 0;) {
		if (out[i] != VM_UNDEF)
			continue;
		if (i + n_defaults >= count)
			out[i] = defaults[i + n_defaults - count];
		else if (a->n_kw == 0 && vm_function_kw_defaults(f) == VM_UNDEF)
			raise_count(vm, a);
		else
			vm_raise_type_error(vm,
			    "function missing required positional argument "
			    "#%d",
			    (int)i);
	}
}

static void
bind_keyword_defaults(struct vm *vm, const struct arguments *a, vm_value *out)
{
	struct vm_function *f = a->function;
	const vm_value *names = vm_code_parameters(a->code);
	size_t first = a->code->positional_count;
	size_t end = a->code->parameter_count;
	vm_value kw_defaults = vm_function_kw_defaults(f);
	bool has_defaults = kw_defaults != VM_UNDEF;

	for (size_t i = first; i < end; i++) {
		ptrdiff_t k = -1;

		if (out[i] != VM_UNDEF)
			continue;
		if (has_defaults)
			k = vm_dict_find_name(kw_defaults, names[i]);
		if (k < 0 && a->n_kw == 0 && !has_defaults)
			vm_raise_type_error(vm,
			    "function missing keyword-only argument");
		if (k < 0)
			vm_raise_type_error(vm,
			    "function missing required keyword argument "
			    "'%S'",
			    names[i]);
		out[i] = vm_dict(kw_defaults)->entries[k].value;
	}
}

bool
vm_fill_defaults(const struct vm_function *f, vm_value *args, size_t count)
{
	size_t positional = f->code->positional_count;
	size_t n = default_count(f);

	if (count > positional || positional - count > n)
		return false;
	memcpy(args + count,
	    vm_tuple(vm_function_defaults(f))->items +
		(n - (positional - count)),
	    (positional - count) * sizeof(vm_value));
	return true;
}

/* Fills the registers; does not allocate. */
static void
bind(struct vm *vm, const struct arguments *a, vm_value *out)
{
	struct vm_code *code = a->code;
	size_t parameters = code->parameter_count;
	size_t count = given_count(a);

	count = count > code->positional_count ? code->positional_count : count;
	if (a->self == VM_UNDEF && count > 0)
		memcpy(out, a->args, count * sizeof(vm_value));
	for (size_t i = 0; a->self != VM_UNDEF && i < count; i++)
		out[i] = given(a, i);
	for (size_t i = count; i < parameters; i++)
		out[i] = VM_UNDEF;
	if (a->n_kw > 0)
		bind_keywords(vm, a, out);
	if (a->n_kw > 0 || count < code->positional_count)
		bind_positional_defaults(vm, a, out);
	if (code->parameter_count > code->positional_count)
		bind_keyword_defaults(vm, a, out);
	if (code->flags & VM_CODE_VARARGS)
		out[parameters++] = a->varargs;
	if (code->flags & VM_CODE_VARKEYWORDS)
		out[parameters] = a->varkeywords;
}

static bool
begin_function(struct vm *vm, struct arguments *a, vm_value *result)
{
	struct vm_generator *generator;
	vm_value *base;

	if (a->code->flags & VM_CODE_CLASS_BODY) {
		if (a->n_pos != 1 || !vm_is(a->args[0], VM_TID_DICT))
			raise_count(vm, a);
		base = vm_stack_reserve(vm, a->code->register_count);
		base[0] = a->args[0];
		vm_frame_push(vm, a->function, base);
		*result = VM_UNDEF;
		return true;
	}
	collect_rest(vm, a);
	if (a->code->flags & (VM_CODE_GENERATOR | VM_CODE_COROUTINE)) {
		*result = vm_generator_new(vm, a->function, NULL,
		    a->code->register_count);
		generator = (struct vm_generator *)*result;
		bind(vm, a, generator->registers);
		if (VM_HAS_ASYNC_GENERATOR &&
		    (a->code->flags & VM_CODE_GENERATOR) &&
		    (a->code->flags & VM_CODE_COROUTINE))
			*result = vm_async_generator_new(vm, *result);
		return false;
	}
	base = vm_stack_reserve(vm, a->code->register_count);
	bind(vm, a, base);
	vm_frame_push(vm, a->function, base);
	*result = VM_UNDEF;
	return true;
}

/* ---- other callables --------------------------------------------------- */

static vm_value
call_native_direct(struct vm *vm, const struct vm_native *native, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	if (vm_native_has(native, VM_NATIVE_KW)) {
		bool too_many = n_pos > vm_native_max(native) &&
		    vm_native_max(native) != VM_ARGS_MANY;

		if (too_many || (n_pos < vm_native_min(native) && n_kw == 0))
			vm_raise_native_count(vm, native, n_pos);
		return native->u.kw_fn(vm, n_pos, n_kw, args);
	}
	if (n_kw > 0)
		vm_raise_type_error(vm,
		    "function doesn't take keyword arguments");
	if (n_pos < vm_native_min(native) ||
	    (n_pos > vm_native_max(native) &&
		vm_native_max(native) != VM_ARGS_MANY))
		vm_raise_native_count(vm, native, n_pos);
	return native->u.fn(vm, n_pos, args);
}

void
vm_raise_native_count(struct vm *vm, const struct vm_native *native,
    size_t n_pos)
{
	if (vm_native_min(native) == vm_native_max(native) &&
	    !vm_native_has(native, VM_NATIVE_KW))
		vm_raise_type_error(vm,
		    "function takes %d positional arguments but %d were given",
		    (int)vm_native_min(native), (int)n_pos);
	if (n_pos < vm_native_min(native))
		vm_raise_type_error(vm,
		    "function missing %d required positional arguments",
		    (int)(vm_native_min(native) - n_pos));
	vm_raise_type_error(vm,
	    "function expected at most %d arguments, got %d",
	    (int)vm_native_max(native), (int)n_pos);
}

#define SMALL_CALL 8

/* self and args in one array. */
static vm_value *
prepend(struct vm *vm, vm_value self, size_t count, const vm_value *args,
    vm_value small[SMALL_CALL])
{
	vm_value *all = small;

	if (count + 1 > SMALL_CALL)
		all = vm_heap_new_values(vm, count + 1);
	all[0] = self;
	if (count > 0)
		memcpy(all + 1, args, count * sizeof(vm_value));
	return all;
}

static vm_value
call_native(struct vm *vm, const struct vm_native *native, vm_value self,
    size_t n_pos, size_t n_kw, vm_value *args)
{
	vm_value small[SMALL_CALL];

	if (self == VM_UNDEF)
		return call_native_direct(vm, native, n_pos, n_kw, args);
	args = prepend(vm, self, n_pos + 2 * n_kw, args, small);
	return call_native_direct(vm, native, n_pos + 1, n_kw, args);
}

static bool
begin_class(struct vm *vm, vm_value callee, size_t n_pos, size_t n_kw,
    vm_value *args, vm_value *result)
{
	vm_value init;
	vm_value object = vm_class_create(vm, (struct vm_class *)callee, n_pos,
	    n_kw, args, &init);
	vm_value bound[2];
	vm_value ignored;

	*result = object;
	if (init == VM_UNDEF)
		return false;
	vm_check_recursion(vm); /* of a class that is its own __init__ */
	vm_bind_class_value(vm, init, object, callee, bound);
	if (vm_call_begin(vm, bound[0], bound[1], n_pos, n_kw, args,
		&ignored)) {
		vm->frame->how |= VM_FRAME_INIT;
		return true;
	}
	return false;
}

static bool
begin_type(struct vm *vm, vm_value callee, size_t n_pos, size_t n_kw,
    vm_value *args, vm_value *result)
{
	const struct vm_type *type = (const struct vm_type *)callee;

	if (type->slots->make == NULL)
		vm_raise_type_error(vm, "can't create '%S' instances",
		    type->name);
	*result = type->slots->make(vm, type, n_pos, n_kw, args);
	return false;
}

static bool
begin_object(struct vm *vm, vm_value callee, size_t n_pos, size_t n_kw,
    vm_value *args, vm_value *result)
{
	vm_value method = vm_special_method(vm, callee, VM_NAME(__call__));
	const struct vm_type *type = vm_native_type(callee);
	vm_value out[2];

	if (method != VM_UNDEF) {
		vm_check_recursion(vm); /* of one that is its own __call__ */
		vm_bind_class_value(vm, method, callee, vm_type_of(vm, callee),
		    out);
		return vm_call_begin(vm, out[0], out[1], n_pos, n_kw, args,
		    result);
	}
	if (type->slots->call == NULL)
		vm_raise_type_error(vm, "'%t' object isn't callable", callee);
	*result =
	    type->slots->call(vm, vm_native_value(callee), n_pos, n_kw, args);
	return false;
}

bool
vm_call_begin(struct vm *vm, vm_value callee, vm_value self, size_t n_pos,
    size_t n_kw, vm_value *args, vm_value *result)
{
	enum vm_tid tid = vm_is_object(callee) ?
	    vm_object_tid(vm_object(callee)) :
	    VM_TID_FREE;
	struct vm_bound_method *method = (struct vm_bound_method *)callee;
	vm_value small[SMALL_CALL];

	if (tid == VM_TID_FUNCTION) {
		struct arguments a = {
			.function = (struct vm_function *)callee,
			.code = ((struct vm_function *)callee)->code,
			.self = self,
			.n_pos = n_pos,
			.n_kw = n_kw,
			.args = args,
		};

		return begin_function(vm, &a, result);
	}
	if (tid == VM_TID_NATIVE) {
		*result = call_native(vm, (const struct vm_native *)callee,
		    self, n_pos, n_kw, args);
		return false;
	}
	if (self != VM_UNDEF) {
		args = prepend(vm, self, n_pos + 2 * n_kw, args, small);
		n_pos++;
	}
	switch ((unsigned)tid) {
	case VM_TID_BOUND_METHOD:
		return vm_call_begin(vm, method->function, method->self, n_pos,
		    n_kw, args, result);
	case VM_TID_CLASS:
		return begin_class(vm, callee, n_pos, n_kw, args, result);
	case VM_TID_TYPE:
		return begin_type(vm, callee, n_pos, n_kw, args, result);
	default:
		return begin_object(vm, callee, n_pos, n_kw, args, result);
	}
}

/* ---- calls from C ------------------------------------------------------ */

void
vm_check_recursion(struct vm *vm)
{
	char here;

	if (VM_UNLIKELY((uintptr_t)&here < vm->c_stack_limit))
		vm_raise_recursion(vm);
	vm_poll_work(vm, 1);
}

static vm_value
call_bound(struct vm *vm, vm_value callee, vm_value self, size_t n_pos,
    size_t n_kw, const vm_value *args)
{
	uintptr_t writable = (uintptr_t)args;
	vm_value result = VM_UNDEF;
	vm_value returned;

	vm_check_recursion(vm);
	if (!vm_call_begin(vm, callee, self, n_pos, n_kw, (vm_value *)writable,
		&result))
		return result;
	vm->frame->how =
	    (uint16_t)((vm->frame->how & ~VM_FRAME_KIND) | VM_FRAME_ENTRY);
	returned = vm_interpret(vm, VM_UNDEF);
	return result != VM_UNDEF ? result : returned;
}

vm_value
vm_call(struct vm *vm, vm_value callee, size_t n_pos, size_t n_kw,
    const vm_value *args)
{
	return call_bound(vm, callee, VM_UNDEF, n_pos, n_kw, args);
}

vm_value
vm_call_with_self(struct vm *vm, vm_value callee, vm_value self, size_t argc,
    const vm_value *args)
{
	return call_bound(vm, callee, self, argc, 0, args);
}

vm_value
vm_call_0(struct vm *vm, vm_value callee)
{
	return vm_call(vm, callee, 0, 0, NULL);
}

vm_value
vm_call_1(struct vm *vm, vm_value callee, vm_value a)
{
	return vm_call(vm, callee, 1, 0, &a);
}

vm_value
vm_call_2(struct vm *vm, vm_value callee, vm_value a, vm_value b)
{
	vm_value args[2] = { a, b };

	return vm_call(vm, callee, 2, 0, args);
}

vm_value
vm_call_method(struct vm *vm, vm_value object, vm_value name, size_t argc,
    const vm_value *args)
{
	vm_value method[2];

	vm_load_method(vm, object, name, method);
	return call_bound(vm, method[0], method[1], argc, 0, args);
}

bool
vm_is_callable(struct vm *vm, vm_value v)
{
	if (!vm_is_object(v))
		return false;
	if (vm_is_type_object(v))
		return true;
	return vm_special_method(vm, v, VM_NAME(__call__)) != VM_UNDEF ||
	    vm_native_type(v)->slots->call != NULL;
}

vm_value
vm_run_code(struct vm *vm, struct vm_code *code, vm_value globals,
    vm_value locals)
{
	vm_value function = vm_function_new(vm, code, globals);
	struct vm_frame *frame;
	vm_value *base;

	vm_check_recursion(vm);
	base = vm_stack_reserve(vm, code->register_count);
	for (size_t i = 0; i < code->register_count; i++)
		base[i] = VM_UNDEF;
	if (code->flags & (VM_CODE_NAMES | VM_CODE_CLASS_BODY))
		base[0] = locals;
	frame = vm_frame_push(vm, (struct vm_function *)function, base);
	frame->how |= VM_FRAME_ENTRY;
	return vm_interpret(vm, VM_UNDEF);
}

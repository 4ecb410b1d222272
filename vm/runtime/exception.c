/* SPDX-License-Identifier: MIT */
/* Exception objects: creation, attributes, traceback, printing. */
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/function.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/slots.h"
#include "../object/str.h"
#include "attr.h"
#include "call.h"
#include "code.h"
#include "../object/exception.h"
#include "heap.h"
#include "ops.h"
#include "raise.h"
#include "state.h"
#include "writer.h"

static struct vm_exception *
exception_of(vm_value v)
{
	return (struct vm_exception *)v;
}

void
vm_exception_set_arg(vm_value exception, vm_value arg)
{
	exception_of(exception)->args = arg;
	exception_of(exception)->head.bits |= VM_BIT_FLAG_B;
}

static void
set_args_tuple(vm_value exception, vm_value tuple)
{
	exception_of(exception)->args = tuple;
	exception_of(exception)->head.bits &= ~VM_BIT_FLAG_B;
}

static void
set_args(struct vm *vm, vm_value exception, size_t argc, const vm_value *args)
{
	if (argc == 1)
		vm_exception_set_arg(exception, args[0]);
	else
		set_args_tuple(exception, vm_tuple_new(vm, argc, args));
}

/* While the heap is locked: the exception made at start, with what arguments
 * the emergency buffer has room for. */
static vm_value
emergency_exception(struct vm *vm, const struct vm_type *type, size_t argc,
    const vm_value *args)
{
	struct vm_exception *e = exception_of(VM_ROOT(vm, memory_error));
	vm_value spare = VM_ROOT(vm, emergency_args);

	e->type = VM_PTR(type);
	set_args_tuple(VM_PTR(e), VM_PTR(&vm_empty_tuple));
	for (size_t i = 0; e->extra != NULL && i < VM_EXCEPTION_TRACE; i++)
		e->extra[i] = VM_UNDEF;
	e->head.bits &= ~VM_BIT_FLAG_A;
	if (spare != VM_UNDEF && argc > 0 && argc <= VM_EMERGENCY_ARGS) {
		memcpy(vm_tuple(spare)->items, args, argc * sizeof(*args));
		vm_tuple(spare)->len = (uint32_t)argc;
		e->args = spare;
	}
	return VM_PTR(e);
}

void
vm_exception_reserve(struct vm *vm)
{
	struct vm_exception *e = exception_of(VM_ROOT(vm, memory_error));

	if (VM_ROOT(vm, spare_args) == VM_UNDEF)
		VM_ROOT(vm, spare_args) = vm_tuple_new(vm, 1, NULL);
	if (VM_ROOT(vm, emergency_args) != VM_UNDEF)
		return;
	VM_ROOT(vm, emergency_args) = vm_tuple_new(vm, VM_EMERGENCY_ARGS, NULL);
	e->extra =
	    vm_heap_new_values(vm, VM_EXCEPTION_TRACE + 2 * VM_EMERGENCY_TRACE);
}

vm_value
vm_exception_spare(struct vm *vm, const struct vm_type *type)
{
	return emergency_exception(vm, type, 0, NULL);
}

vm_value
vm_exception_new(struct vm *vm, const struct vm_type *type, size_t argc,
    const vm_value *args)
{
	struct vm_exception *e;

	if (VM_UNLIKELY(vm->heap.lock_depth > 0))
		return emergency_exception(vm, type, argc, args);
	e = vm_heap_alloc(vm, VM_TID_EXCEPTION, sizeof(*e));
	e->type = VM_PTR(type);
	set_args(vm, VM_PTR(e), argc, args);
	return VM_PTR(e);
}

vm_value
vm_exception_or_spare(struct vm *vm, const struct vm_type *type)
{
	struct vm_exception *e = vm->heap.lock_depth > 0 ?
	    NULL :
	    vm_heap_try_alloc(vm, VM_TID_EXCEPTION, sizeof(*e));

	if (e == NULL)
		return vm_exception_spare(vm, type);
	e->type = VM_PTR(type);
	e->args = VM_PTR(&vm_empty_tuple);
	return VM_PTR(e);
}

size_t
vm_exception_args(vm_value exception, const vm_value **args)
{
	const struct vm_exception *e = exception_of(exception);

	if (e->head.bits & VM_BIT_FLAG_B) {
		*args = &e->args;
		return 1;
	}
	*args = vm_tuple(e->args)->items;
	return vm_tuple(e->args)->len;
}

vm_value
vm_exception_first_arg(vm_value exception)
{
	const vm_value *args;

	return vm_exception_args(exception, &args) > 0 ? args[0] : VM_NONE;
}

/* What the program sees, made when it asks. */
static vm_value
args_tuple(struct vm *vm, vm_value exception)
{
	struct vm_exception *e = exception_of(exception);
	vm_value tuple = VM_ROOT(vm, spare_args);

	if (!(e->head.bits & VM_BIT_FLAG_B))
		return e->args;
	if (vm->heap.lock_depth == 0 || tuple == VM_UNDEF)
		tuple = vm_tuple_new(vm, 1, NULL);
	else
		VM_ROOT(vm, spare_args) = VM_UNDEF;
	vm_tuple(tuple)->items[0] = e->args;
	set_args_tuple(exception, tuple);
	return tuple;
}

static size_t
trace_count(vm_value exception)
{
	vm_value n = vm_exception_extra(exception, VM_EXCEPTION_TRACE_COUNT);

	return n == VM_UNDEF ? 0 : (size_t)vm_int_value(n);
}

bool
vm_exception_is(vm_value exception, const struct vm_type *type)
{
	return vm_is_a(exception, type);
}

#define TRACE_MAX   1000u /* levels kept */
#define EXTRA_FIRST ((VM_EXCEPTION_TRACE + 2u * 2u) * sizeof(vm_value))

/* Room for count extras; NULL without memory. */
static vm_value *
extra_room(struct vm *vm, struct vm_exception *e, size_t count)
{
	size_t old = e->extra == NULL ? 0 : vm_heap_contents_size(e->extra);
	size_t size = count * sizeof(vm_value);
	struct vm_buffer *buffer;

	if (size <= old)
		return e->extra;
	size = size < old * 2 ? old * 2 : size;
	size = old == 0 && size < EXTRA_FIRST ? EXTRA_FIRST : size;
	buffer = vm_heap_try_alloc(vm, VM_TID_VALUES_BUFFER,
	    offsetof(struct vm_buffer, data) + size);
	if (buffer == NULL)
		return NULL;
	if (old > 0)
		memcpy(buffer->data, e->extra, old);
	vm_heap_free_buffer(vm, e->extra);
	e->extra = (vm_value *)(void *)buffer->data;
	return e->extra;
}

static void
set_extra(struct vm *vm, vm_value exception, enum vm_exception_extra which,
    vm_value value)
{
	vm_value *extra =
	    extra_room(vm, exception_of(exception), VM_EXCEPTION_TRACE);

	if (extra == NULL)
		vm_raise_no_memory(vm, EXTRA_FIRST);
	extra[which] = value;
}

/* The dict of the attributes, made when it is not there yet. */
static vm_value
attributes_of(struct vm *vm, vm_value exception)
{
	vm_value dict = vm_exception_extra(exception, VM_EXCEPTION_ATTRIBUTES);

	if (dict == VM_UNDEF) {
		dict = vm_dict_new(vm, 1);
		set_extra(vm, exception, VM_EXCEPTION_ATTRIBUTES, dict);
	}
	return dict;
}

/* Adds (code, pc) to the traceback; silently gives up without memory. */
void
vm_exception_add_trace(struct vm *vm, vm_value exception, struct vm_code *code,
    uint32_t pc)
{
	size_t count = trace_count(exception);
	size_t i = VM_EXCEPTION_TRACE + 2 * count;
	vm_value *extra;

	if (count >= TRACE_MAX)
		return;
	extra = extra_room(vm, exception_of(exception), i + 2);
	if (extra == NULL)
		return;
	extra[i] = VM_PTR(code);
	extra[i + 1] = VM_INT(pc);
	extra[VM_EXCEPTION_TRACE_COUNT] = VM_INT(count + 1);
}

void
vm_exception_set_cause(struct vm *vm, vm_value exception, vm_value cause)
{
	if (vm_is_type_object(cause) &&
	    vm_is_subtype(cause, VM_PTR(&vm_type_BaseException)))
		cause = vm_call_0(vm, cause);
	if (cause != VM_NONE && !vm_is_exception(cause))
		vm_raise_type_error(vm,
		    "exception causes must derive from BaseException");
	set_extra(vm, exception, VM_EXCEPTION_CAUSE, cause);
	exception_of(exception)->head.bits |= VM_BIT_FLAG_A;
}

void
vm_exception_set_context(struct vm *vm, vm_value exception, vm_value context)
{
	vm_value *extra;

	if (context == VM_UNDEF || context == exception ||
	    vm_exception_extra(exception, VM_EXCEPTION_CAUSE) != VM_UNDEF)
		return;
	extra = extra_room(vm, exception_of(exception), VM_EXCEPTION_TRACE);
	if (extra != NULL)
		extra[VM_EXCEPTION_CAUSE] = context;
}

/* ---- printing ---------------------------------------------------------- */

static void
print_os_error(struct vm *vm, struct vm_writer *out, vm_value self,
    const vm_value *args, size_t count)
{
	static const struct {
		int number;
		const char *name;
	} names[] = {
		{ 1, "EPERM" },
		{ 2, "ENOENT" },
		{ 5, "EIO" },
		{ 9, "EBADF" },
		{ 11, "EAGAIN" },
		{ 12, "ENOMEM" },
		{ 13, "EACCES" },
		{ 17, "EEXIST" },
		{ 19, "ENODEV" },
		{ 21, "EISDIR" },
		{ 22, "EINVAL" },
		{ 95, "EOPNOTSUPP" },
		{ 98, "EADDRINUSE" },
		{ 103, "ECONNABORTED" },
		{ 104, "ECONNRESET" },
		{ 105, "ENOBUFS" },
		{ 107, "ENOTCONN" },
		{ 110, "ETIMEDOUT" },
		{ 111, "ECONNREFUSED" },
		{ 113, "EHOSTUNREACH" },
		{ 114, "EALREADY" },
		{ 115, "EINPROGRESS" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (args[0] != VM_INT(names[i].number))
			continue;
		vm_write_format(vm, out, "[Errno %d] %s", names[i].number,
		    names[i].name);
		if (count > 1) {
			vm_write_text(vm, out, ": ");
			vm_print_to(vm, out, args[1], VM_PRINT_STR);
		}
		return;
	}
	if (count == 1)
		vm_print_to(vm, out, args[0], VM_PRINT_STR);
	else
		vm_print_to(vm, out, exception_of(self)->args, VM_PRINT_STR);
}

static void
print_message(struct vm *vm, struct vm_writer *out, vm_value self)
{
	const vm_value *args;
	size_t count = vm_exception_args(self, &args);

	if (count == 0)
		return;
	if (count <= 2 && vm_exception_is(self, &vm_type_OSError))
		print_os_error(vm, out, self, args, count);
	else if (count == 1 || vm_exception_is(self, &vm_type_SyntaxError))
		vm_print_to(vm, out, args[0], VM_PRINT_STR);
	else
		vm_print_to(vm, out, exception_of(self)->args, VM_PRINT_REPR);
}

static void
exception_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	struct vm_exception *e = exception_of(self);

	if (kind == VM_PRINT_STR) {
		print_message(vm, out, self);
		return;
	}
	vm_write_str(vm, out, vm_type_name(e->type));
	if (e->head.bits & VM_BIT_FLAG_B) {
		vm_write_char(vm, out, '(');
		vm_print_to(vm, out, e->args, VM_PRINT_REPR);
		vm_write_text(vm, out, ",)");
		return;
	}
	vm_print_to(vm, out, e->args, VM_PRINT_REPR);
}

void
vm_exception_print_line(struct vm *vm, struct vm_writer *out,
    vm_value exception)
{
	struct vm_exception *e = exception_of(exception);
	const vm_value *args;

	vm_write_str(vm, out, vm_type_name(e->type));
	vm_write_text(vm, out, ": ");
	if (vm_exception_args(exception, &args) > 0 ||
	    !vm_is(e->type, VM_TID_TYPE))
		vm_print_to(vm, out, exception, VM_PRINT_STR);
	vm_write_char(vm, out, '\n');
}

static void
print_syntax_position(struct vm *vm, struct vm_writer *out, vm_value exception)
{
	const vm_value *args;

	if (vm_exception_args(exception, &args) >= 3)
		vm_write_format(vm, out, "  File \"%S\", line %v\n", args[1],
		    args[2]);
}

/* The function's and those of the comprehensions in it. */
static void
print_frames(struct vm *vm, struct vm_writer *out, const struct vm_code *code,
    uint32_t pc)
{
	struct vm_code_place places[VM_CODE_PLACES_MAX];
	unsigned count = vm_code_places(code, pc, places);

	for (unsigned i = 0; i < count; i++) {
		vm_write_format(vm, out, "  File \"%S\", line %u",
		    code->unit->file_name, (unsigned)places[i].line);
		if (places[i].name != VM_UNDEF)
			vm_write_format(vm, out, ", in %S", places[i].name);
		vm_write_char(vm, out, '\n');
	}
}

void
vm_exception_print(struct vm *vm, struct vm_writer *out, vm_value exception)
{
	struct vm_exception *e = exception_of(exception);
	size_t levels = trace_count(exception);

	if (levels > 0 || vm_exception_is(exception, &vm_type_SyntaxError))
		vm_write_text(vm, out, "Traceback (most recent call last):\n");
	for (size_t i = levels; i-- > 0;) {
		const vm_value *entry = &e->extra[VM_EXCEPTION_TRACE + 2 * i];

		print_frames(vm, out, (struct vm_code *)entry[0],
		    (uint32_t)vm_int_value(entry[1]));
	}
	if (vm_exception_is(exception, &vm_type_SyntaxError))
		print_syntax_position(vm, out, exception);
	vm_exception_print_line(vm, out, exception);
}

/* ---- attributes -------------------------------------------------------- */

static vm_value
exception_getattr(struct vm *vm, vm_value self, vm_value name)
{
	struct vm_exception *e = exception_of(self);
	vm_value cause = vm_exception_extra(self, VM_EXCEPTION_CAUSE);
	vm_value attributes;

	if (name == VM_NAME(args))
		return args_tuple(vm, self);
	if (name == VM_NAME(value))
		return vm_exception_first_arg(self);
	if (name == VM_NAME(errno) && vm_exception_is(self, &vm_type_OSError))
		return vm_exception_first_arg(self);
	if (name == VM_NAME(__cause__))
		return vm_flag_a(&e->head) ? cause : VM_NONE;
	if (name == VM_NAME(__context__))
		return cause == VM_UNDEF ? VM_NONE : cause;
	if (name == VM_NAME(__suppress_context__))
		return vm_new_bool(vm_flag_a(&e->head));
	if (name == VM_NAME(__traceback__))
		return VM_NONE;
	if (name == VM_NAME(__dict__))
		return attributes_of(vm, self);
	attributes = vm_exception_extra(self, VM_EXCEPTION_ATTRIBUTES);
	return attributes == VM_UNDEF ? VM_UNDEF :
					vm_dict_get(vm, attributes, name);
}

static bool
exception_setattr(struct vm *vm, vm_value self, vm_value name, vm_value value)
{
	struct vm_exception *e = exception_of(self);

	if (name == VM_NAME(args) && value != VM_UNDEF) {
		set_args_tuple(self, vm_tuple_from_iterable(vm, value));
		return true;
	}
	if (name == VM_NAME(__cause__) || name == VM_NAME(__context__) ||
	    name == VM_NAME(__traceback__)) {
		if (name == VM_NAME(__cause__) && value != VM_UNDEF)
			vm_exception_set_cause(vm, self, value);
		else if (name == VM_NAME(__context__) && !vm_flag_a(&e->head) &&
		    vm_is_exception(value))
			set_extra(vm, self, VM_EXCEPTION_CAUSE, value);
		return true;
	}
	if (vm_is(e->type, VM_TID_TYPE))
		return false;
	if (value == VM_UNDEF)
		return vm_dict_remove(vm, attributes_of(vm, self), name) !=
		    VM_UNDEF;
	vm_dict_set(vm, attributes_of(vm, self), name, value);
	return true;
}

static vm_value
exception_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	vm_value e;

	if (n_kw > 0 && type != &vm_type_ImportError)
		vm_raise_type_error(vm,
		    "function doesn't take keyword arguments");
	e = vm_exception_new(vm, type, n_pos, args);
	return e;
}

static vm_value
exception_init(struct vm *vm, size_t argc, vm_value *args)
{
	if (vm_is_exception(args[0]))
		set_args(vm, args[0], argc - 1, args + 1);
	return VM_NONE;
}
VM_DEFINE_NATIVE(exception_init_native, exception_init, 1, VM_ARGS_MANY);

static vm_value
with_traceback(struct vm *vm, size_t argc, vm_value *args)
{
	(void)vm;
	(void)argc;
	return args[0];
}
VM_DEFINE_NATIVE(with_traceback_native, with_traceback, 2, 2);

static const struct vm_member exception_members[] = {
	{ VM_NAME(__init__), VM_NATIVE(exception_init_native) },
	{ VM_NAME(with_traceback), VM_NATIVE(with_traceback_native) },
};

static const struct vm_slots exception_slots = {
	.print = exception_print,
	.make = exception_make,
	.getattr = exception_getattr,
	.setattr = exception_setattr,
};

#define FLAGS (VM_TYPE_EXCEPTION | VM_TYPE_HASHABLE)

VM_DEFINE_TYPE(BaseException, BaseException, NULL, FLAGS, exception_slots,
    exception_members);

#define X(ident, base)                                             \
	VM_DEFINE_TYPE_PLAIN(ident, ident, &vm_type_##base, FLAGS, \
	    exception_slots);
#include "../object/exceptions.def"
#undef X

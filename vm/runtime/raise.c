/* SPDX-License-Identifier: MIT */
/* Raising exceptions from C, and catching them there. */
#include <stdarg.h>

#include "../object/class.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/str.h"
#include "code.h"
#include "heap.h"
#include "raise.h"
#include "state.h"
#include "writer.h"

void
vm_raise(struct vm *vm, vm_value exception)
{
	vm->landing->exception = exception;
	longjmp(vm->landing->state, 1);
}

/*
 * A message while the heap is locked: in the emergency buffer, cut to its
 * size, or none.
 */
struct locked_text {
	char *data;
	size_t len;
	size_t capacity;
};

static void
write_locked(struct vm *vm, void *arg, const char *data, size_t len)
{
	struct locked_text *text = arg;

	(void)vm;
	if (len > text->capacity - text->len)
		len = text->capacity - text->len;
	memcpy(text->data + text->len, data, len);
	text->len += len;
}

VM_NORETURN static void
raise_locked(struct vm *vm, const struct vm_type *type, const char *format,
    va_list args)
{
	vm_value message = VM_ROOT(vm, emergency_text);
	struct locked_text text;
	struct vm_writer out;

	if (message == VM_UNDEF)
		vm_raise(vm, vm_exception_new(vm, type, 0, NULL));
	text.data = (char *)(vm_str(message) + 1);
	text.len = 0;
	text.capacity = vm_heap_object_size(vm_object(message)) -
	    sizeof(struct vm_chars) - 1;
	vm_writer_init_sink(&out, write_locked, &text);
	vm_write_vformat(vm, &out, format, args);
	text.data[text.len] = '\0';
	vm_str(message)->len = (vm_chars_field)text.len;
	vm_raise(vm, vm_exception_new(vm, type, 1, &message));
}

VM_NORETURN static void
raise_formatted(struct vm *vm, const struct vm_type *type, const char *format,
    va_list args)
{
	struct vm_writer out;
	vm_value message;
	size_t argc;

	if (vm->heap.lock_depth > 0)
		raise_locked(vm, type, format, args);
	vm_writer_init(&out);
	vm_write_vformat(vm, &out, format, args);
	argc = out.len > 0;
	message = vm_writer_str(vm, &out);
	vm_raise(vm, vm_exception_new(vm, type, argc, &message));
}

#define DEFINE_RAISE(function, type)                                \
	void function(struct vm *vm, const char *format, ...)       \
	{                                                           \
		va_list args;                                       \
                                                                    \
		va_start(args, format);                             \
		raise_formatted(vm, &vm_type_##type, format, args); \
	}

DEFINE_RAISE(vm_raise_type_error, TypeError)
DEFINE_RAISE(vm_raise_value_error, ValueError)
DEFINE_RAISE(vm_raise_index_error, IndexError)
DEFINE_RAISE(vm_raise_attribute_error, AttributeError)
DEFINE_RAISE(vm_raise_runtime_error, RuntimeError)
DEFINE_RAISE(vm_raise_name_error, NameError)
DEFINE_RAISE(vm_raise_overflow, OverflowError)

void
vm_raise_error(struct vm *vm, const struct vm_type *type, const char *format,
    ...)
{
	va_list args;

	va_start(args, format);
	raise_formatted(vm, type, format, args);
}

void
vm_raise_key_error(struct vm *vm, vm_value key)
{
	vm_raise(vm, vm_exception_new(vm, &vm_type_KeyError, 1, &key));
}

void
vm_raise_os_error(struct vm *vm, int error_number)
{
	vm_value arg;

	vm->os_errno = error_number < 0 ? -error_number : error_number;
	arg = VM_INT(vm->os_errno);
	vm_raise(vm, vm_exception_new(vm, &vm_type_OSError, 1, &arg));
}

void
vm_raise_zero_division(struct vm *vm)
{
	vm_raise_error(vm, &vm_type_ZeroDivisionError, "divide by zero");
}

void
vm_raise_stop_iteration(struct vm *vm, vm_value value)
{
	bool has_value = value != VM_NONE && value != VM_UNDEF;

	vm_raise(vm,
	    vm_exception_new(vm, &vm_type_StopIteration, has_value ? 1 : 0,
		&value));
}

void
vm_raise_arguments(struct vm *vm)
{
	vm_raise_type_error(vm, "argument num/types mismatch");
}

void
vm_raise_recursion(struct vm *vm)
{
	vm_raise_runtime_error(vm, "maximum recursion depth exceeded");
}

/*
 * A MemoryError with the size in its message if there is room for that,
 * else the one made at start.
 */
void
vm_raise_no_memory(struct vm *vm, size_t size)
{
	static const char text[] = "memory allocation failed, allocating ";
	struct vm_exception *e = NULL;
	struct vm_chars *message = NULL;
	char digits[24];
	size_t i = sizeof(digits);

	if (vm->pending)
		vm_poll_work(vm,
		    SIZE_MAX); /* a collection may have been given up for it */
	if (vm->heap.lock_depth == 0) {
		message = vm_heap_try_alloc(vm, VM_TID_STR,
		    sizeof(*message) + sizeof(text) + 32);
		e = vm_heap_try_alloc(vm, VM_TID_EXCEPTION, sizeof(*e));
	}
	if (message == NULL || e == NULL) {
		vm_value spare = vm_exception_spare(vm, &vm_type_MemoryError);

		vm_exception_set_arg(spare,
		    vm->heap.lock_depth > 0 ? VM_NAME(memory_locked) :
					      VM_NAME(memory_failed));
		vm_raise(vm, spare);
	}
	do {
		digits[--i] = (char)('0' + size % 10);
		size /= 10;
	} while (size > 0);
	char *data = (char *)(message + 1);

	memcpy(data, text, sizeof(text) - 1);
	memcpy(data + sizeof(text) - 1, digits + i, sizeof(digits) - i);
	memcpy(data + sizeof(text) - 1 + sizeof(digits) - i, " bytes", 7);
	message->len =
	    (vm_chars_field)(sizeof(text) - 1 + sizeof(digits) - i + 6);
	message->head.bits |= VM_STR_ASCII;
	e->type = VM_PTR(&vm_type_MemoryError);
	vm_exception_set_arg(VM_PTR(e), VM_PTR(message));
	vm_raise(vm, VM_PTR(e));
}

bool
vm_try(struct vm *vm, vm_value (*fn)(struct vm *vm, void *arg), void *arg,
    vm_value *result, vm_value *exception)
{
	struct vm_landing landing;

	landing.previous = vm->landing;
	landing.frame = vm->frame;
	landing.exception = VM_UNDEF;
	vm->landing = &landing;
	if (setjmp(landing.state) == 0) {
		vm_value value = fn(vm, arg);

		vm->landing = landing.previous;
		*result = value;
		return true;
	}
	vm->landing = landing.previous;
	*exception = landing.exception;
	return false;
}

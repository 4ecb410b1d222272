/* SPDX-License-Identifier: MIT */
/* What other modules ask of any stream, native or made in Python. */
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/int.h"
#include "../object/names.h"
#include "../runtime/call.h"
#include "../runtime/raise.h"
#include "mod_io.h"

/* Requests to the method ioctl of streams made in Python. */
#define IOCTL_POLL   3
#define IOCTL_CLOSE  4
#define IOCTL_FILENO 10

/* NULL: made in Python. A stream may be over a stream, and so on. */
static const struct vm_stream_ops *
enter(struct vm *vm, vm_value native)
{
	vm_check_recursion(vm);
	return vm_stream_ops_of(native);
}

static vm_value
call_ioctl(struct vm *vm, vm_value stream, unsigned request, unsigned arg)
{
	vm_value args[2] = { VM_INT(request), VM_INT(arg) };

	return vm_call_method(vm, stream, VM_NAME(ioctl), 2, args);
}

void
vm_stream_check(struct vm *vm, vm_value stream)
{
	if (vm_stream_ops_of(vm_native_value(stream)) == NULL &&
	    !vm_is_a(stream, &vm_type_IOBase))
		vm_raise_error(vm, &vm_type_OSError,
		    "stream operation not supported");
}

void
vm_stream_close(struct vm *vm, vm_value stream)
{
	vm_value native = vm_native_value(stream);
	const struct vm_stream_ops *ops = enter(vm, native);

	if (ops != NULL)
		ops->close(vm, native);
	else
		call_ioctl(vm, stream, IOCTL_CLOSE, 0);
}

int
vm_stream_fd(struct vm *vm, vm_value stream)
{
	vm_value native = vm_native_value(stream);
	const struct vm_stream_ops *ops = enter(vm, native);
	vm_value fd;

	if (vm_is_int(stream))
		return (int)vm_int_value(stream);
	if (ops != NULL)
		return ops->fd == NULL ? -1 : ops->fd(vm, native);
	vm_stream_check(vm, stream);
	fd = call_ioctl(vm, stream, IOCTL_FILENO, 0);
	if (!vm_is_int(fd) || vm_int_value(fd) < 0 ||
	    vm_int_value(fd) > INT32_MAX)
		return -1;
	return (int)vm_int_value(fd);
}

unsigned
vm_stream_poll(struct vm *vm, vm_value stream, unsigned events)
{
	vm_value native = vm_native_value(stream);
	const struct vm_stream_ops *ops = enter(vm, native);
	intptr_t found;

	if (ops != NULL) {
		if (ops->poll == NULL)
			vm_raise_os_error(vm, 22);
		return ops->poll(vm, native, events);
	}
	found = vm_get_int(vm, call_ioctl(vm, stream, IOCTL_POLL, events));
	if (found < 0)
		vm_raise_os_error(vm, (int)-found);
	return (unsigned)found;
}

bool
vm_stream_asks(vm_value stream)
{
	const struct vm_stream_ops *ops =
	    vm_stream_ops_of(vm_native_value(stream));

	return ops != NULL && ops->poll != NULL;
}

unsigned
vm_stream_watch(struct vm *vm, vm_value stream, unsigned events)
{
	vm_value native = vm_native_value(stream);
	const struct vm_stream_ops *ops = enter(vm, native);

	if (ops == NULL || ops->watch == NULL)
		return events;
	return ops->watch(vm, native, events);
}

size_t
vm_stream_read_some(struct vm *vm, vm_value stream, uint8_t *buf, size_t len)
{
	vm_value native = vm_native_value(stream);
	const struct vm_stream_ops *ops = enter(vm, native);
	vm_value space, count;
	intptr_t n;

	if (ops != NULL && ops->read != NULL)
		return ops->read(vm, native, buf, len);
	vm_stream_check(vm, stream);
	space = vm_bytearray_new(vm, NULL, len);
	count = vm_call_method(vm, stream, VM_NAME(readinto), 1, &space);
	if (count == VM_NONE)
		vm_raise_os_error(vm, 11);
	n = vm_get_int(vm, count);
	if (n < 0)
		vm_raise_os_error(vm, (int)-n);
	if ((size_t)n > len)
		vm_raise_os_error(vm, 22);
	memcpy(buf, ((struct vm_bytearray *)space)->data, (size_t)n);
	return (size_t)n;
}

void
vm_stream_write_all(struct vm *vm, vm_value stream, const uint8_t *buf,
    size_t len)
{
	vm_value native = vm_native_value(stream);
	const struct vm_stream_ops *ops = enter(vm, native);

	vm_stream_check(vm, stream);
	while (len > 0) {
		size_t n;

		if (ops != NULL && ops->write != NULL) {
			n = ops->write(vm, native, buf, len);
		} else {
			vm_value data = vm_bytes_new(vm, buf, len);
			vm_value count = vm_call_method(vm, stream,
			    VM_NAME(write), 1, &data);

			n = count == VM_NONE ? 0 :
					       (size_t)vm_get_int(vm, count);
		}
		if (n == 0 || n > len)
			vm_raise_os_error(vm, 11);
		buf += n;
		len -= n;
	}
}

/* SPDX-License-Identifier: MIT */
/* What select asks of streams, native ones and those made in Python. */
#include "../object/class.h"
#include "../object/int.h"
#include "../object/names.h"
#include "../runtime/call.h"
#include "../runtime/raise.h"
#include "mod_io.h"

/* Requests to the method ioctl of streams made in Python. */
#define IOCTL_POLL   3
#define IOCTL_FILENO 10

static vm_value
call_ioctl(struct vm *vm, vm_value stream, unsigned request, unsigned arg)
{
	vm_value args[2] = { VM_INT(request), VM_INT(arg) };

	return vm_call_method(vm, stream, VM_NAME(ioctl), 2, args);
}

int
vm_stream_fd(struct vm *vm, vm_value stream)
{
	vm_value native = vm_native_value(stream);
	const struct vm_stream_ops *ops = vm_stream_ops_of(native);
	vm_value fd;

	if (vm_is_int(stream))
		return (int)vm_int_value(stream);
	if (ops != NULL)
		return ops->fd == NULL ? -1 : ops->fd(vm, native);
	if (!vm_is_a(stream, &vm_type_IOBase))
		vm_raise_error(vm, &vm_type_OSError,
		    "stream operation not supported");
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
	const struct vm_stream_ops *ops = vm_stream_ops_of(native);
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

/* SPDX-License-Identifier: MIT */
/* Block devices as the libraries of file systems see them. */
#include "volume.h"

#include "../modules/mount.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/exception.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/str.h"
#include "../object/utf8.h"
#include "../runtime/attr.h"
#include "../runtime/call.h"
#include "../runtime/heap.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"

vm_value
vm_volume_new(struct vm *vm, const struct vm_type *type, vm_value device,
    size_t state_size)
{
	vm_value self = vm_record_new(vm, type, VM_VOLUME_SLOTS);
	struct vm_record *record = vm_record(self);

	for (size_t i = 0; i < VM_VOLUME_SLOTS; i++)
		record->slots[i] = VM_NONE;
	record->slots[VM_VOLUME_DEVICE] = device;
	record->slots[VM_VOLUME_IS_READ_ONLY] = VM_FALSE;
	record->slots[VM_VOLUME_BROKEN] = VM_FALSE;
	vm_load_attr(vm, device, VM_NAME(readblocks));
	VM_SETREF(vm, record, slots[VM_VOLUME_WINDOW],
	    vm_bytearray_at(vm, NULL, 0));
	VM_SETREF(vm, record, slots[VM_VOLUME_FILES], vm_list_new(vm, 0, NULL));
	VM_SETREF(vm, record, slots[VM_VOLUME_STATE],
	    VM_PTR((struct vm_buffer *)vm_heap_alloc(vm, VM_TID_BYTES_BUFFER,
		sizeof(struct vm_buffer) + state_size)));
	return self;
}

void
vm_volume_enter(struct vm *vm, struct vm_volume *volume, vm_value fs,
    const struct vm_type *type)
{
	if (!vm_is_record(fs, type))
		vm_raise_type_error(vm, "argument should be a file system");
	volume->vm = vm;
	volume->record = vm_record(fs);
	volume->state =
	    ((struct vm_buffer *)volume->record->slots[VM_VOLUME_STATE])->data;
	volume->exception = VM_UNDEF;
	volume->outer = NULL;
	if (volume->record->slots[VM_VOLUME_BROKEN] == VM_TRUE)
		vm_raise_os_error(vm, VM_VOLUME_IO_ERROR);
}

int64_t
vm_volume_leave(struct vm_volume *volume, int64_t result)
{
	if (volume->exception != VM_UNDEF)
		vm_raise(volume->vm, volume->exception);
	if (result < 0)
		vm_raise_os_error(volume->vm, (int)-result);
	return result;
}

void
vm_volume_check_writable(struct vm_volume *volume)
{
	if (volume->record->slots[VM_VOLUME_IS_READ_ONLY] == VM_TRUE)
		vm_raise_os_error(volume->vm, VM_VOLUME_READ_ONLY);
}

/* ---- calling the device ------------------------------------------------ */

struct device_call {
	vm_value device;
	vm_value method;
	size_t argc;
	vm_value args[3];
};

static vm_value
call_device(struct vm *vm, void *arg)
{
	struct device_call *call = arg;

	return vm_call_method(vm, call->device, call->method, call->argc,
	    call->args);
}

/* False: it raised, now or before. */
static bool
ask_device(struct vm_volume *volume, struct device_call *call, vm_value *result)
{
	if (volume->exception != VM_UNDEF)
		return false;
	call->device = volume->record->slots[VM_VOLUME_DEVICE];
	return vm_try(volume->vm, call_device, call, result,
	    &volume->exception);
}

/* The window shows the buffer only as long as the device works on it. */
static int
transfer(struct vm_volume *volume, vm_value method, uint32_t block,
    uint32_t offset, uint8_t *buf, size_t len)
{
	struct vm_bytearray *window =
	    (struct vm_bytearray *)volume->record->slots[VM_VOLUME_WINDOW];
	struct vm_bytearray outer = *window;
	struct device_call call = { .method = method, .argc = 2 };
	vm_value result;
	bool done;

	call.args[0] = VM_INT(block);
	call.args[1] = VM_PTR(window);
	if (offset != VM_BLOCK_NO_OFFSET)
		call.args[call.argc++] = VM_INT(offset);
	window->head.bits |= VM_BYTEARRAY_BORROWED;
	window->data = buf;
	window->len = window->capacity = (uint32_t)len;
	done = ask_device(volume, &call, &result);
	if (window->data != buf) /* the device made it grow */
		done = false;
	window->head.bits |= VM_BYTEARRAY_BORROWED;
	window->data = outer.data;
	window->len = outer.len;
	window->capacity = outer.capacity;
	if (!done)
		return -VM_VOLUME_IO_ERROR;
	if (vm_is_int(result) && vm_int_value(result) < 0 &&
	    vm_int_value(result) >= -4096)
		return (int)vm_int_value(result);
	return 0;
}

int
vm_volume_read(struct vm_volume *volume, uint32_t block, uint32_t offset,
    void *buf, size_t len)
{
	return transfer(volume, VM_NAME(readblocks), block, offset, buf, len);
}

int
vm_volume_write(struct vm_volume *volume, uint32_t block, uint32_t offset,
    const void *buf, size_t len)
{
	uintptr_t data = (uintptr_t)buf;

	if (volume->record->slots[VM_VOLUME_IS_READ_ONLY] == VM_TRUE)
		return -VM_VOLUME_READ_ONLY;
	return transfer(volume, VM_NAME(writeblocks), block, offset,
	    (uint8_t *)data, len);
}

int64_t
vm_volume_ioctl(struct vm_volume *volume, int request, uint32_t arg,
    int64_t absent)
{
	struct device_call call = { .method = VM_NAME(ioctl), .argc = 2 };
	vm_value result;

	call.args[0] = VM_INT(request);
	call.args[1] = VM_INT(arg);
	if (!ask_device(volume, &call, &result))
		return -VM_VOLUME_IO_ERROR;
	if (!vm_is_int(result))
		return absent;
	return vm_int_value(result);
}

/* ---- paths ------------------------------------------------------------- */

const char *
vm_volume_path(struct vm *vm, vm_value path)
{
	size_t len;

	return vm_path_data(vm_path_argument(vm, path), &len);
}

/* A name from the volume; bytes of foreign encodings become bytes. */
vm_value
vm_volume_name(struct vm *vm, const char *name, bool is_str)
{
	size_t len = strlen(name);

	if (is_str && vm_utf8_valid_prefix((const uint8_t *)name, len) == len)
		return vm_str_new(vm, name, len);
	return vm_bytes_new(vm, name, len);
}

/* SPDX-License-Identifier: MIT */
/* Files on volumes: streams over a driver's functions. */
#include "../modules/mod_io.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/slots.h"
#include "../runtime/heap.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "volume.h"

enum file_slot {
	FILE_DRIVER, /* const struct vm_volume_driver, not in the heap */
	FILE_VOLUME,
	FILE_STATE, /* buffer; VM_NONE when closed */
	FILE_SLOTS
};

static const struct vm_volume_driver *
driver_of(vm_value self)
{
	return (const struct vm_volume_driver *)vm_record(self)
	    ->slots[FILE_DRIVER];
}

static bool
is_closed(vm_value self)
{
	return vm_record(self)->slots[FILE_STATE] == VM_NONE;
}

/* Enters the volume; the state of the file, which must be open. */
static void *
enter_file(struct vm *vm, vm_value self, struct vm_volume *volume)
{
	const struct vm_volume_driver *driver = driver_of(self);
	struct vm_record *file = vm_record(self);

	if (is_closed(self) && driver->closed_error != 0)
		vm_raise_os_error(vm, driver->closed_error);
	if (is_closed(self))
		vm_raise(vm,
		    vm_exception_new(vm, &vm_type_ValueError, 0, NULL));
	vm_volume_enter(vm, volume, file->slots[FILE_VOLUME], driver->type);
	return ((struct vm_buffer *)file->slots[FILE_STATE])->data;
}

static size_t
file_read(struct vm *vm, vm_value self, uint8_t *buf, size_t len)
{
	struct vm_volume volume;
	void *file = enter_file(vm, self, &volume);

	return (size_t)vm_volume_leave(&volume,
	    driver_of(self)->read(&volume, file, buf, len));
}

static size_t
file_write(struct vm *vm, vm_value self, const uint8_t *buf, size_t len)
{
	struct vm_volume volume;
	void *file = enter_file(vm, self, &volume);

	return (size_t)vm_volume_leave(&volume,
	    driver_of(self)->write(&volume, file, buf, len));
}

static int64_t
file_seek(struct vm *vm, vm_value self, int64_t offset, int from)
{
	struct vm_volume volume;
	void *file = enter_file(vm, self, &volume);

	return vm_volume_leave(&volume,
	    driver_of(self)->seek(&volume, file, offset, from));
}

static void
file_flush(struct vm *vm, vm_value self)
{
	struct vm_volume volume;
	void *file = enter_file(vm, self, &volume);

	vm_volume_leave(&volume, driver_of(self)->flush(&volume, file));
}

static void
forget_file(struct vm_volume *volume, vm_value state)
{
	struct vm_list *files = vm_list(volume->record->slots[VM_VOLUME_FILES]);

	for (size_t i = 0; i < files->len; i++) {
		if (files->items[i] != state)
			continue;
		files->items[i] = files->items[--files->len];
		files->items[files->len] = VM_UNDEF;
		return;
	}
}

static void
file_close(struct vm *vm, vm_value self)
{
	struct vm_record *record = vm_record(self);
	struct vm_volume volume;
	vm_value state = record->slots[FILE_STATE];
	void *file;
	int64_t result;

	if (is_closed(self))
		return;
	file = enter_file(vm, self, &volume);
	record->slots[FILE_STATE] = VM_NONE;
	result = driver_of(self)->close(&volume, file);
	forget_file(&volume, state);
	vm_volume_leave(&volume, result);
}

/* Inside the collector the device cannot be called: the next operation on
 * the volume closes the file. */
static void
file_final(struct vm *vm, vm_value self)
{
	struct vm_volume_file *file;

	(void)vm;
	if (is_closed(self))
		return;
	file = (struct vm_volume_file *)(void
		*)((struct vm_buffer *)vm_record(self)->slots[FILE_STATE])
		   ->data;
	file->orphan = 1;
}

void
vm_volume_close_orphans(struct vm_volume *volume,
    const struct vm_volume_driver *driver)
{
	struct vm_list *files = vm_list(volume->record->slots[VM_VOLUME_FILES]);
	size_t i = 0;

	while (i < files->len) {
		vm_value state = files->items[i];
		struct vm_volume_file *file =
		    (struct vm_volume_file *)(void *)((struct vm_buffer *)state)
			->data;

		if (!file->orphan) {
			i++;
			continue;
		}
		(void)driver->close(volume, file);
		forget_file(volume, state);
	}
	volume->exception = VM_UNDEF;
}

#define FILE_OPS(text)                                                       \
	{                                                                    \
		.read = file_read, .write = file_write, .seek = file_seek,   \
		.flush = file_flush, .close = file_close, .is_text = (text), \
	}

static const struct vm_stream_ops binary_ops = FILE_OPS(false);
static const struct vm_stream_ops text_ops = FILE_OPS(true);

extern const struct vm_type vm_type_volume_file;
extern const struct vm_type vm_type_volume_text_file;

vm_value
vm_volume_open(struct vm *vm, const struct vm_volume_driver *driver,
    vm_value *args)
{
	bool is_text;
	unsigned flags = vm_parse_open_mode(vm, args[2], &is_text);
	const char *path = vm_volume_path(vm, args[1]);
	struct vm_volume volume;
	vm_value self = vm_record_new(vm,
	    is_text ? &vm_type_volume_text_file : &vm_type_volume_file,
	    FILE_SLOTS);
	struct vm_buffer *state;
	int64_t result;

	vm_volume_enter(vm, &volume, args[0], driver->type);
	state = vm_heap_alloc(vm, VM_TID_BYTES_BUFFER,
	    sizeof(*state) + driver->file_size(&volume));
	vm_volume_close_orphans(&volume, driver);
	if ((flags & VM_OPEN_WRITE) != 0)
		vm_volume_check_writable(&volume);
	vm_record(self)->slots[FILE_DRIVER] = VM_PTR(driver);
	vm_record(self)->slots[FILE_VOLUME] = args[0];
	vm_record(self)->slots[FILE_STATE] = VM_NONE;
	vm_list_append(vm, volume.record->slots[VM_VOLUME_FILES],
	    VM_PTR(state));
	result = driver->open(&volume, state->data, path, flags);
	if (result < 0 || volume.exception != VM_UNDEF)
		forget_file(&volume, VM_PTR(state));
	vm_volume_leave(&volume, result);
	VM_SETREF(vm, vm_record(self), slots[FILE_STATE], VM_PTR(state));
	vm_heap_set_final(vm, self);
	return self;
}

static void
file_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_format(vm, out, "<io.%t ", self);
	vm_write_hex(vm, out, self);
	vm_write_char(vm, out, '>');
}

static const struct vm_slots binary_slots = {
	.print = file_print,
	.iter = vm_stream_iter,
	.next = vm_stream_next,
	.final = file_final,
	.stream = &binary_ops,
};
static const struct vm_slots text_slots = {
	.print = file_print,
	.iter = vm_stream_iter,
	.next = vm_stream_next,
	.final = file_final,
	.stream = &text_ops,
};

VM_DEFINE_TYPE_PLAIN(volume_file, FileIO, &vm_type_IOBase,
    VM_TYPE_HASHABLE | VM_TYPE_FINAL, binary_slots);
VM_DEFINE_TYPE_PLAIN(volume_text_file, TextIOWrapper, &vm_type_IOBase,
    VM_TYPE_HASHABLE | VM_TYPE_FINAL, text_slots);

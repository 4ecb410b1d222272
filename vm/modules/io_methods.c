/* SPDX-License-Identifier: MIT */
/* The methods of native streams, over struct vm_stream_ops. */
#include "mod_io.h"

#include "../object/arguments.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/long_text.h"
#include "../object/names.h"
#include "../object/str.h"
#include "../object/utf8.h"
#include "../runtime/attr.h"
#include "../runtime/call.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/writer.h"

#define READ_CHUNK 256
#define NO_LIMIT   SIZE_MAX

const struct vm_stream_ops *
vm_stream_ops_of(vm_value self)
{
	if (!vm_is(self, VM_TID_RECORD))
		return NULL;
	return vm_record(self)->type->slots->stream;
}

/* args[0] as a native stream. */
static const struct vm_stream_ops *
get_self(struct vm *vm, vm_value *args)
{
	const struct vm_stream_ops *ops;

	args[0] = vm_native_value(args[0]);
	ops = vm_stream_ops_of(args[0]);
	if (ops == NULL)
		vm_raise_type_error(vm, "stream operation not supported");
	return ops;
}

static void
write_all(struct vm *vm, const struct vm_stream_ops *ops, vm_value self,
    const uint8_t *data, size_t len)
{
	while (len > 0) {
		size_t n = ops->write(vm, self, data, len);

		data += n;
		len -= n;
	}
}

void
vm_stream_write(struct vm *vm, vm_value stream, const char *data, size_t len)
{
	const struct vm_stream_ops *ops =
	    vm_stream_ops_of(vm_native_value(stream));
	vm_value method, text;

	if (ops != NULL) {
		write_all(vm, ops, vm_native_value(stream),
		    (const uint8_t *)data, len);
		return;
	}
	method = vm_find_attr(vm, stream, VM_NAME(write));
	if (method == VM_UNDEF)
		vm_raise_error(vm, &vm_type_OSError,
		    "stream operation not supported");
	text = vm_is_a(stream, &vm_type_IOBase) ? vm_bytes_new(vm, data, len) :
						  vm_str_new(vm, data, len);
	vm_call_1(vm, method, text);
}

/* ---- reading ---------------------------------------------------------- */

static void
read_bytes(struct vm *vm, const struct vm_stream_ops *ops, vm_value self,
    size_t limit, struct vm_writer *out)
{
	while (out->len < limit) {
		size_t want = limit - out->len;
		size_t n;

		if (want > READ_CHUNK && limit == NO_LIMIT)
			want = READ_CHUNK + out->len;
		n = ops->read(vm, self,
		    (uint8_t *)vm_writer_reserve(vm, out, want), want);
		out->len += n;
		if (n == 0)
			break;
	}
}

/* Reads one byte; false at the end. */
static bool
read_byte(struct vm *vm, const struct vm_stream_ops *ops, vm_value self,
    struct vm_writer *out)
{
	uint8_t byte;

	if (ops->read(vm, self, &byte, 1) == 0)
		return false;
	vm_write(vm, out, (const char *)&byte, 1);
	return true;
}

static void
read_characters(struct vm *vm, const struct vm_stream_ops *ops, vm_value self,
    size_t count, struct vm_writer *out)
{
	while (count-- > 0) {
		size_t start = out->len;
		size_t len;

		if (!read_byte(vm, ops, self, out))
			return;
		len = vm_utf8_char_len((uint8_t)out->data[start]);
		while (out->len - start < len) {
			if (!read_byte(vm, ops, self, out))
				return;
		}
	}
}

static vm_value
result(struct vm *vm, const struct vm_stream_ops *ops, struct vm_writer *out)
{
	if (!ops->is_text)
		return vm_writer_bytes(vm, out);
	if (vm_long_valid_prefix(vm, (const uint8_t *)out->data, out->len) !=
	    out->len)
		vm_raise_error(vm, &vm_type_UnicodeError, "");
	return vm_writer_str(vm, out);
}

static size_t
limit_argument(struct vm *vm, size_t argc, const vm_value *args)
{
	intptr_t limit = vm_argument_int(vm, argc, args, 1, -1);

	return limit < 0 ? NO_LIMIT : (size_t)limit;
}

static vm_value
stream_read(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_stream_ops *ops = get_self(vm, args);
	size_t limit = limit_argument(vm, argc, args);
	struct vm_writer out;

	vm_writer_init(&out);
	if (ops->is_text && limit != NO_LIMIT)
		read_characters(vm, ops, args[0], limit, &out);
	else
		read_bytes(vm, ops, args[0], limit, &out);
	return result(vm, ops, &out);
}

static vm_value
stream_readinto(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_stream_ops *ops = get_self(vm, args);
	struct vm_bytes_view view;
	size_t done = 0;

	vm_get_bytes_writable(vm, args[1], &view);
	if (argc > 2) {
		intptr_t most = vm_get_int(vm, args[2]);

		if (most >= 0 && (size_t)most < view.len)
			view.len = (size_t)most;
	}
	while (done < view.len) {
		size_t n =
		    ops->read(vm, args[0], view.data + done, view.len - done);

		if (n == 0)
			break;
		done += n;
	}
	return vm_new_int(vm, (intptr_t)done);
}

bool
vm_stream_read_line(struct vm *vm, vm_value self, size_t limit,
    struct vm_writer *out)
{
	const struct vm_stream_ops *ops = vm_stream_ops_of(self);

	while (out->len < limit) {
		vm_poll_round(vm, out->len);
		if (!read_byte(vm, ops, self, out))
			return false;
		if (out->data[out->len - 1] == '\n')
			break;
	}
	return true;
}

static vm_value
stream_readline(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_stream_ops *ops = get_self(vm, args);
	struct vm_writer out;

	vm_writer_init(&out);
	vm_stream_read_line(vm, args[0], limit_argument(vm, argc, args), &out);
	return result(vm, ops, &out);
}

vm_value
vm_stream_iter(struct vm *vm, vm_value self)
{
	(void)vm;
	return self;
}

vm_value
vm_stream_next(struct vm *vm, vm_value self)
{
	struct vm_writer out;

	vm_writer_init(&out);
	vm_stream_read_line(vm, self, NO_LIMIT, &out);
	if (out.len == 0)
		return VM_STOP;
	return result(vm, vm_stream_ops_of(self), &out);
}

static vm_value
stream_readlines(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value list = vm_list_new(vm, 0, NULL);
	vm_value line;

	(void)argc;
	get_self(vm, args);
	while ((line = vm_stream_next(vm, args[0])) != VM_STOP)
		vm_list_append(vm, list, line);
	return list;
}

/* ---- the rest --------------------------------------------------------- */

vm_value
vm_stream_write_method(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_stream_ops *ops = get_self(vm, args);
	struct vm_bytes_view view;
	size_t start = 0, len;

	vm_get_bytes_or_str(vm, vm_native_value(args[1]), &view);
	len = view.len;
	/* MicroPython's write(buf, [start,] max_len). */
	if (argc == 3) {
		len = limit_argument(vm, 2, args + 1);
	} else if (argc > 3) {
		start = limit_argument(vm, 2, args + 1);
		len = limit_argument(vm, 2, args + 2);
	}
	if (start > view.len)
		start = view.len;
	if (len > view.len - start)
		len = view.len - start;
	write_all(vm, ops, args[0], view.data + start, len);
	return vm_new_int(vm, (intptr_t)len);
}

static vm_value
stream_writelines(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_stream_ops *ops = get_self(vm, args);
	vm_value iterator = vm_iter(vm, args[1]);
	struct vm_bytes_view view;
	vm_value line;

	(void)argc;
	while ((line = vm_next(vm, iterator)) != VM_STOP) {
		vm_get_bytes_or_str(vm, vm_native_value(line), &view);
		write_all(vm, ops, args[0], view.data, view.len);
	}
	return VM_NONE;
}

static void
check_supported(struct vm *vm, bool supported)
{
	if (!supported)
		vm_raise_error(vm, &vm_type_OSError,
		    "stream operation not supported");
}

static vm_value
stream_seek(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_stream_ops *ops = get_self(vm, args);
	int64_t offset = vm_get_int64(vm, args[1]);
	intptr_t from = argc > 2 ? vm_get_int(vm, args[2]) : VM_SEEK_SET;

	if (from < VM_SEEK_SET || from > VM_SEEK_END)
		vm_raise_value_error(vm, "bad whence");
	check_supported(vm, ops->seek != NULL);
	return vm_int_from_int64(vm, ops->seek(vm, args[0], offset, (int)from));
}

static vm_value
stream_tell(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_stream_ops *ops = get_self(vm, args);

	(void)argc;
	check_supported(vm, ops->seek != NULL);
	return vm_int_from_int64(vm, ops->seek(vm, args[0], 0, VM_SEEK_CUR));
}

static vm_value
stream_flush(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_stream_ops *ops = get_self(vm, args);

	(void)argc;
	if (ops->flush != NULL)
		ops->flush(vm, args[0]);
	return VM_NONE;
}

static vm_value
stream_close(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_stream_ops *ops = get_self(vm, args);

	(void)argc;
	ops->close(vm, args[0]);
	return VM_NONE;
}

static vm_value
stream_enter(struct vm *vm, size_t argc, vm_value *args)
{
	(void)vm;
	(void)argc;
	return args[0];
}

VM_DEFINE_NATIVE(close_native, stream_close, 1, 1);
VM_DEFINE_NATIVE(enter_native, stream_enter, 1, 1);
VM_DEFINE_NATIVE(exit_native, stream_close, 1, 4);
VM_DEFINE_NATIVE(flush_native, stream_flush, 1, 1);
VM_DEFINE_NATIVE(read_native, stream_read, 1, 2);
VM_DEFINE_NATIVE(readinto_native, stream_readinto, 2, 3);
VM_DEFINE_NATIVE(readline_native, stream_readline, 1, 2);
VM_DEFINE_NATIVE(readlines_native, stream_readlines, 1, 1);
VM_DEFINE_NATIVE(seek_native, stream_seek, 2, 3);
VM_DEFINE_NATIVE(tell_native, stream_tell, 1, 1);
VM_NATIVE_OBJECT(vm_stream_write_native, vm_stream_write_method, 2, 4, 0);
VM_DEFINE_NATIVE(writelines_native, stream_writelines, 2, 2);

const struct vm_member vm_stream_members[VM_STREAM_MEMBER_COUNT] = {
	{ VM_NAME(__del__), VM_NATIVE(close_native) },
	{ VM_NAME(__enter__), VM_NATIVE(enter_native) },
	{ VM_NAME(__exit__), VM_NATIVE(exit_native) },
	{ VM_NAME(close), VM_NATIVE(close_native) },
	{ VM_NAME(flush), VM_NATIVE(flush_native) },
	{ VM_NAME(read), VM_NATIVE(read_native) },
	{ VM_NAME(read1), VM_NATIVE(read_native) },
	{ VM_NAME(readinto), VM_NATIVE(readinto_native) },
	{ VM_NAME(readline), VM_NATIVE(readline_native) },
	{ VM_NAME(readlines), VM_NATIVE(readlines_native) },
	{ VM_NAME(seek), VM_NATIVE(seek_native) },
	{ VM_NAME(tell), VM_NATIVE(tell_native) },
	{ VM_NAME(write), VM_NATIVE(vm_stream_write_native) },
	{ VM_NAME(writelines), VM_NATIVE(writelines_native) },
};

static const struct vm_member plain_members[] = {
	{ VM_NAME(__enter__), VM_NATIVE(enter_native) },
	{ VM_NAME(__exit__), VM_NATIVE(exit_native) },
	{ VM_NAME(close), VM_NATIVE(close_native) },
	{ VM_NAME(read), VM_NATIVE(read_native) },
	{ VM_NAME(readinto), VM_NATIVE(readinto_native) },
	{ VM_NAME(readline), VM_NATIVE(readline_native) },
	{ VM_NAME(write), VM_NATIVE(vm_stream_write_native) },
};

static const struct vm_slots plain_slots = { .print = NULL };

VM_DEFINE_TYPE(stream, stream, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL,
    plain_slots, plain_members);

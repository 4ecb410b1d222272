/* SPDX-License-Identifier: MIT */
/*
 * The methods of streams that may have nothing now: sockets and what wraps
 * them. None says so, or ETIMEDOUT where the stream waits.
 */
#include "../object/arguments.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/int.h"
#include "../object/names.h"
#include "../runtime/call.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/writer.h"
#include "mod_io.h"
#include "net_stream.h"

#define READ_CHUNK       256
#define LINE_CHUNK       64
#define WOULD_BLOCK      (-11)
#define ETIMEDOUT_NUMBER 110
#define EINVAL_NUMBER    22

static const struct vm_stream_ops *
ops_of(struct vm *vm, vm_value self)
{
	const struct vm_stream_ops *ops = vm_stream_ops_of(self);

	if (ops == NULL || ops->receive == NULL)
		vm_raise_type_error(vm, "stream operation not supported");
	return ops;
}

size_t
vm_net_check(struct vm *vm, int result)
{
	if (result < 0)
		vm_raise_os_error(vm, -result);
	return (size_t)result;
}

int
vm_net_receive(struct vm *vm, vm_value stream, uint8_t *buf, size_t len)
{
	const struct vm_stream_ops *ops = vm_stream_ops_of(stream);
	vm_value space, count;
	size_t n;

	if (ops != NULL && ops->receive != NULL)
		return ops->receive(vm, stream, buf, len);
	if (ops != NULL)
		return (int)ops->read(vm, stream, buf, len);
	space = vm_bytearray_new(vm, NULL, len);
	count = vm_call_method(vm, stream, VM_NAME(readinto), 1, &space);
	if (count == VM_NONE)
		return WOULD_BLOCK;
	n = (size_t)vm_get_int(vm, count);
	if (n > len)
		vm_raise_os_error(vm, EINVAL_NUMBER);
	memcpy(buf, ((struct vm_bytearray *)space)->data, n);
	return (int)n;
}

int
vm_net_transmit(struct vm *vm, vm_value stream, const uint8_t *buf, size_t len)
{
	const struct vm_stream_ops *ops = vm_stream_ops_of(stream);
	vm_value data, count;

	if (ops != NULL && ops->transmit != NULL)
		return ops->transmit(vm, stream, buf, len);
	if (ops != NULL)
		return (int)ops->write(vm, stream, buf, len);
	data = vm_bytes_new(vm, buf, len);
	count = vm_call_method(vm, stream, VM_NAME(write), 1, &data);
	return count == VM_NONE ? WOULD_BLOCK : (int)vm_get_int(vm, count);
}

intptr_t
vm_net_wait_us(vm_value stream)
{
	const struct vm_stream_ops *ops = vm_stream_ops_of(stream);

	return ops == NULL || ops->wait_us == NULL ? 0 : ops->wait_us(stream);
}

static vm_value
nothing_now(struct vm *vm, const struct vm_stream_ops *ops, vm_value self)
{
	if (ops->wait_us(self) != 0)
		vm_raise_os_error(vm, ETIMEDOUT_NUMBER);
	return VM_NONE;
}

/* How many bytes of what is there belong to the line; 0: the end, negative: an
 * error. */
static int
line_part(struct vm *vm, vm_value self, const struct vm_stream_ops *ops,
    uint8_t *buf, size_t len)
{
	const uint8_t *newline;
	int n;

	if (ops->peek == NULL)
		return 1;
	n = ops->peek(vm, self, buf, len);
	newline = n > 0 ? memchr(buf, '\n', (size_t)n) : NULL;
	return newline == NULL ? n : (int)(newline - buf) + 1;
}

/* Receives no more than to the end of a line. */
static int
receive_line(struct vm *vm, vm_value self, const struct vm_stream_ops *ops,
    uint8_t *buf, size_t len)
{
	int part = line_part(vm, self, ops, buf, len);

	return part > 0 ? ops->receive(vm, self, buf, (size_t)part) : part;
}

/* Reads until len bytes, the end, a newline if asked, or nothing now. */
static vm_value
read_stream(struct vm *vm, vm_value self, size_t len, bool line)
{
	const struct vm_stream_ops *ops = ops_of(vm, self);
	struct vm_writer out;
	uint8_t *to;
	size_t want;
	int n;

	vm_writer_init(&out);
	while (out.len < len) {
		want = len - out.len;
		if (want > READ_CHUNK && len == SIZE_MAX)
			want = READ_CHUNK + out.len;
		if (line && want > LINE_CHUNK)
			want = LINE_CHUNK;
		to = (uint8_t *)vm_writer_reserve(vm, &out, want);
		n = line ? receive_line(vm, self, ops, to, want) :
			   ops->receive(vm, self, to, want);
		if (n == WOULD_BLOCK && out.len > 0)
			break;
		if (n == WOULD_BLOCK)
			return nothing_now(vm, ops, self);
		if (vm_net_check(vm, n) == 0)
			break;
		out.len += (size_t)n;
		if (line && out.data[out.len - 1] == '\n')
			break;
	}
	return vm_writer_bytes(vm, &out);
}

static size_t
limit_argument(struct vm *vm, size_t argc, const vm_value *args, size_t index)
{
	intptr_t limit = vm_argument_int(vm, argc, args, index, -1);

	return limit < 0 ? SIZE_MAX : (size_t)limit;
}

static vm_value
net_read(struct vm *vm, size_t argc, vm_value *args)
{
	return read_stream(vm, args[0], limit_argument(vm, argc, args, 1),
	    false);
}

static vm_value
net_readline(struct vm *vm, size_t argc, vm_value *args)
{
	return read_stream(vm, args[0], limit_argument(vm, argc, args, 1),
	    true);
}

static vm_value
net_readinto(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_stream_ops *ops = ops_of(vm, args[0]);
	struct vm_bytes_view view;
	size_t most = limit_argument(vm, argc, args, 2);
	size_t done = 0;

	vm_get_bytes_writable(vm, args[1], &view);
	if (most < view.len)
		view.len = most;
	while (done < view.len) {
		int n = ops->receive(vm, args[0], view.data + done,
		    view.len - done);

		if (n == WOULD_BLOCK && done == 0)
			return nothing_now(vm, ops, args[0]);
		if (n == WOULD_BLOCK || vm_net_check(vm, n) == 0)
			break;
		done += (size_t)n;
	}
	return VM_INT(done);
}

int
vm_net_send_all(struct vm *vm, vm_value self, const uint8_t *data, size_t len)
{
	const struct vm_stream_ops *ops = ops_of(vm, self);
	size_t done = 0;

	while (done < len) {
		int n = ops->transmit(vm, self, data + done, len - done);

		if (n < 0)
			return done > 0 && n == WOULD_BLOCK ? (int)done : n;
		done += (size_t)n;
	}
	return (int)done;
}

/* write(data[, most]), write(data, start, most) */
static vm_value
net_write(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_stream_ops *ops = ops_of(vm, args[0]);
	struct vm_bytes_view view;
	size_t start = 0, most = SIZE_MAX;
	int n;

	vm_get_bytes_or_str(vm, vm_native_value(args[1]), &view);
	if (argc > 3)
		start = limit_argument(vm, argc, args, 2);
	if (argc > 2)
		most = limit_argument(vm, argc, args, argc - 1);
	if (start > view.len)
		start = view.len;
	if (most > view.len - start)
		most = view.len - start;
	n = vm_net_send_all(vm, args[0], view.data + start, most);
	if (n == WOULD_BLOCK)
		return nothing_now(vm, ops, args[0]);
	return VM_INT(vm_net_check(vm, n));
}

static vm_value
net_close(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	ops_of(vm, args[0])->close(vm, args[0]);
	return VM_NONE;
}

static vm_value
net_enter(struct vm *vm, size_t argc, vm_value *args)
{
	(void)vm;
	(void)argc;
	return args[0];
}

size_t
vm_net_read_some(struct vm *vm, vm_value self, uint8_t *buf, size_t len)
{
	return vm_net_check(vm, ops_of(vm, self)->receive(vm, self, buf, len));
}

size_t
vm_net_write_some(struct vm *vm, vm_value self, const uint8_t *buf, size_t len)
{
	return vm_net_check(vm, ops_of(vm, self)->transmit(vm, self, buf, len));
}

VM_DEFINE_NATIVE(close_native, net_close, 1, 1);
VM_DEFINE_NATIVE(enter_native, net_enter, 1, 1);
VM_DEFINE_NATIVE(exit_native, net_close, 1, 4);
VM_DEFINE_NATIVE(read_native, net_read, 1, 2);
VM_DEFINE_NATIVE(readinto_native, net_readinto, 2, 3);
VM_DEFINE_NATIVE(readline_native, net_readline, 1, 2);
VM_DEFINE_NATIVE(write_native, net_write, 2, 4);

static const struct vm_member members[] = {
	{ VM_NAME(__enter__), VM_NATIVE(enter_native) },
	{ VM_NAME(__exit__), VM_NATIVE(exit_native) },
	{ VM_NAME(close), VM_NATIVE(close_native) },
	{ VM_NAME(read), VM_NATIVE(read_native) },
	{ VM_NAME(readinto), VM_NATIVE(readinto_native) },
	{ VM_NAME(readline), VM_NATIVE(readline_native) },
	{ VM_NAME(write), VM_NATIVE(write_native) },
};

static const struct vm_slots slots = { .print = NULL };

VM_DEFINE_TYPE(net_stream, stream, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL,
    slots, members);

/* SPDX-License-Identifier: MIT */
/*
 * Output goes to the host and to every stream; input is what comes first. A
 * stream is asked for bytes while the prompt waits and every few
 * milliseconds while a program runs, so that it can interrupt one. What it
 * gives is kept until it is read.
 */
#include "terminal.h"

#include "../object/bytes.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/names.h"
#include "call.h"
#include "raise.h"
#include "state.h"
#include "thread.h"
#include "writer.h"

static void
write_to_host(struct vm *vm, enum vm_stream stream, const char *data,
    size_t len)
{
	if (vm->host->write != NULL)
		vm->host->write(vm->host->ctx, stream, data, len);
}

#if VM_HAS_DUPTERM

#define POLL_MS    10u
#define INPUT_SIZE 256u

/* A list: streams or None, then a bytearray for input, then its length. */
enum { INPUT = VM_TERMINAL_SLOTS, INPUT_LEN, FIELDS };

struct piece {
	vm_value stream;
	const char *data;
	size_t len;
	vm_value buffer;
};

static vm_value *
fields(struct vm *vm)
{
	return vm_list(VM_ROOT(vm, dupterm))->items;
}

bool
vm_terminal_is_shared(struct vm *vm)
{
	return vm->terminal_streams > 0 && !vm->in_terminal &&
	    vm->landing != NULL && (!VM_HAS_THREADS || vm_thread_is_main(vm));
}

vm_value
vm_terminal_share(struct vm *vm, vm_value stream, size_t slot)
{
	vm_value before;

	if (VM_ROOT(vm, dupterm) == VM_UNDEF) {
		vm_value list = vm_list_new(vm, FIELDS, NULL);

		for (size_t i = 0; i < VM_TERMINAL_SLOTS; i++)
			vm_list(list)->items[i] = VM_NONE;
		vm_list(list)->items[INPUT] =
		    vm_bytearray_new(vm, NULL, INPUT_SIZE);
		vm_list(list)->items[INPUT_LEN] = VM_INT(0);
		VM_ROOT(vm, dupterm) = list;
	}
	before = fields(vm)[slot];
	fields(vm)[slot] = stream;
	vm->terminal_streams = (uint8_t)(vm->terminal_streams -
	    (before != VM_NONE) + (stream != VM_NONE));
	return before;
}

static void
drop(struct vm *vm, size_t slot, const char *why)
{
	struct vm_writer out;

	vm_terminal_share(vm, VM_NONE, slot);
	vm_writer_init_host(vm, &out);
	vm_write_format(vm, &out, "dupterm: %s, deactivating\n", why);
}

/* Calls fn; a stream that fails is dropped. Ctrl-C is for who runs. */
static bool
call_stream(struct vm *vm, vm_value (*fn)(struct vm *vm, void *arg),
    struct piece *piece, size_t slot, const char *method, vm_value *result)
{
	vm_value exception;

	if (vm_try(vm, fn, piece, result, &exception))
		return true;
	if (vm_exception_is(exception, &vm_type_KeyboardInterrupt))
		vm_interrupt(vm);
	else
		drop(vm, slot, method);
	return false;
}

/* ---- output ------------------------------------------------------------ */

static vm_value
send(struct vm *vm, void *arg)
{
	struct piece *piece = arg;
	vm_value bytes = vm_bytes_new(vm, piece->data, piece->len);

	return vm_call_method(vm, piece->stream, VM_NAME(write), 1, &bytes);
}

static void
send_to_all(struct vm *vm, const char *data, size_t len)
{
	vm_value result;

	for (size_t i = 0; i < VM_TERMINAL_SLOTS && len > 0; i++) {
		struct piece piece = { .stream = fields(vm)[i],
			.data = data,
			.len = len };

		if (piece.stream != VM_NONE)
			call_stream(vm, send, &piece, i,
			    "Exception in write() method", &result);
	}
}

/* Lines end with \r\n on a terminal. */
static void
send_text(struct vm *vm, const char *data, size_t len)
{
	size_t start = 0;

	for (size_t i = 0; i < len; i++) {
		bool after_return =
		    i > 0 ? data[i - 1] == '\r' : vm->terminal_after_return;

		if (data[i] != '\n' || after_return)
			continue;
		send_to_all(vm, data + start, i - start);
		send_to_all(vm, "\r", 1);
		start = i;
	}
	send_to_all(vm, data + start, len - start);
	if (len > 0)
		vm->terminal_after_return = data[len - 1] == '\r';
}

void
vm_terminal_write(struct vm *vm, enum vm_stream stream, const char *data,
    size_t len)
{
	write_to_host(vm, stream, data, len);
	if (!vm_terminal_is_shared(vm) || vm->heap.lock_depth > 0)
		return;
	vm->in_terminal = true;
	if (stream == VM_STDOUT_BINARY)
		send_to_all(vm, data, len);
	else
		send_text(vm, data, len);
	vm->in_terminal = false;
	/* A program that prints is seldom anywhere else when polls are due. */
	vm_terminal_poll(vm);
}

/* ---- input ------------------------------------------------------------- */

static vm_value
receive(struct vm *vm, void *arg)
{
	struct piece *piece = arg;

	return vm_call_method(vm, piece->stream, VM_NAME(readinto), 1,
	    &piece->buffer);
}

/* One byte of a program's terminal. */
static void
take_byte(struct vm *vm, uint8_t byte)
{
	struct vm_bytearray *input = (struct vm_bytearray *)fields(vm)[INPUT];
	size_t len = (size_t)vm_int_value(fields(vm)[INPUT_LEN]);

	if (!vm->in_terminal_read && byte == (uint8_t)vm->interrupt_char) {
		vm->terminal_interrupt = true;
		return;
	}
	input->data[len] = byte;
	fields(vm)[INPUT_LEN] = VM_INT(len + 1);
}

/* False: the stream has no more now. */
static bool
take_some(struct vm *vm, size_t slot, struct piece *piece)
{
	vm_value result;

	piece->stream = fields(vm)[slot];
	if (piece->stream == VM_NONE ||
	    vm_int_value(fields(vm)[INPUT_LEN]) >= (intptr_t)INPUT_SIZE)
		return false;
	if (!call_stream(vm, receive, piece, slot,
		"Exception in readinto() method", &result))
		return false;
	if (result == VM_INT(0) && fields(vm)[slot] == piece->stream)
		drop(vm, slot, "EOF received");
	if (!vm_is_int(result) || vm_int_value(result) <= 0)
		return false;
	take_byte(vm, ((struct vm_bytearray *)piece->buffer)->data[0]);
	return true;
}

void
vm_terminal_take(struct vm *vm)
{
	struct piece piece = { .buffer = VM_NONE };

	if (!vm_terminal_is_shared(vm) || vm->heap.lock_depth > 0)
		return;
	vm->in_terminal = true;
	piece.buffer = vm_bytearray_new(vm, NULL, 1);
	for (size_t i = 0; i < VM_TERMINAL_SLOTS; i++)
		while (take_some(vm, i, &piece))
			continue;
	vm->in_terminal = false;
	if (vm->terminal_interrupt)
		vm_interrupt(vm);
	vm->terminal_interrupt = false;
}

static uint32_t
milliseconds(struct vm *vm)
{
	const struct vm_host *host = vm->host;

	return host->ticks_us == NULL ?
	    vm->terminal_polled + POLL_MS :
	    (uint32_t)(host->ticks_us(host->ctx) / 1000u);
}

void
vm_terminal_poll(struct vm *vm)
{
	uint32_t now = milliseconds(vm);

	if (now - vm->terminal_polled < POLL_MS)
		return;
	vm->terminal_polled = now;
	vm_terminal_take(vm);
}

static size_t
take_input(struct vm *vm, char *data, size_t len)
{
	struct vm_bytearray *input = (struct vm_bytearray *)fields(vm)[INPUT];
	size_t have = (size_t)vm_int_value(fields(vm)[INPUT_LEN]);

	if (len > have)
		len = have;
	memcpy(data, input->data, len);
	memmove(input->data, input->data + len, have - len);
	fields(vm)[INPUT_LEN] = VM_INT(have - len);
	return len;
}

/* Whether the host has input, or ended; waits for it a moment. */
static bool
host_is_ready(struct vm *vm)
{
	const struct vm_host *host = vm->host;
	struct vm_poll_fd fd = { .fd = 0, .events = 1 };

	if (host->poll_fds != NULL)
		return host->poll_fds(host->ctx, &fd, 1, POLL_MS) == 0 &&
		    fd.ready != 0;
	if (host->read_ready != NULL && host->read_ready(host->ctx))
		return true;
	if (host->sleep_us != NULL)
		host->sleep_us(host->ctx, POLL_MS * 1000u);
	return false;
}

static int
read_shared(struct vm *vm, char *data, size_t len)
{
	const struct vm_host *host = vm->host;
	size_t taken;
	int n;

	for (;;) {
		vm->in_terminal_read = true;
		vm_terminal_take(vm);
		vm->in_terminal_read = false;
		taken = take_input(vm, data, len);
		if (taken > 0)
			return (int)taken;
		if (vm->terminal_streams == 0)
			return host->read == NULL ?
			    0 :
			    host->read(host->ctx, data, len);
		if (!vm->terminal_host_ended && host_is_ready(vm)) {
			n = host->read == NULL ?
			    0 :
			    host->read(host->ctx, data, len);
			if (n != 0)
				return n;
			vm->terminal_host_ended = true;
		} else if (vm->terminal_host_ended && host->sleep_us != NULL) {
			host->sleep_us(host->ctx, POLL_MS * 1000u);
		}
		vm->terminal_polled = milliseconds(vm);
		vm_poll(vm);
	}
}

int
vm_terminal_read(struct vm *vm, char *data, size_t len)
{
	const struct vm_host *host = vm->host;

	if (vm_terminal_is_shared(vm))
		return read_shared(vm, data, len);
	return host->read == NULL ? 0 : host->read(host->ctx, data, len);
}

#else

bool
vm_terminal_is_shared(struct vm *vm)
{
	(void)vm;
	return false;
}

void
vm_terminal_write(struct vm *vm, enum vm_stream stream, const char *data,
    size_t len)
{
	write_to_host(vm, stream, data, len);
}

int
vm_terminal_read(struct vm *vm, char *data, size_t len)
{
	const struct vm_host *host = vm->host;

	return host->read == NULL ? 0 : host->read(host->ctx, data, len);
}

#endif

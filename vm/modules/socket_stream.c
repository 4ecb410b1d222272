/* SPDX-License-Identifier: MIT */
/* The type socket. A socket that is not read any longer closes itself. */
#include "socket_stream.h"

#include "../object/arguments.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/str.h"
#include "../runtime/heap.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/thread.h"
#include "../runtime/writer.h"
#include "mod_io.h"
#include "net_stream.h"

#define WAIT_FOREVER       (-1)
#define INTERRUPTED        (-4)
#define TOO_MANY_FILES     (-24)
#define TOO_MANY_IN_SYSTEM (-23)
#define WOULD_BLOCK        (-11)
#define EBADF_NUMBER       9
#define ETIMEDOUT_NUMBER   110

enum socket_slot {
	SOCKET_FD,   /* VM_INT, -1 when closed */
	SOCKET_WAIT, /* VM_INT: microseconds, 0: never, -1: for ever */
	SOCKET_SLOTS
};

static const struct vm_host_net *
net_of(struct vm *vm)
{
	if (vm->host->net == NULL)
		vm_raise_os_error(vm, 95);
	return vm->host->net;
}

static struct vm_record *
socket_self(struct vm *vm, vm_value v)
{
	if (!vm_is_record(v, &vm_type_socket))
		vm_raise_type_error(vm,
		    "argument should be a 'socket' not a '%t'", v);
	return vm_record(v);
}

static int
fd_of(struct vm *vm, vm_value v)
{
	return (int)vm_int_value(socket_self(vm, v)->slots[SOCKET_FD]);
}

/* A hook's result; negative ones are raised. */
static int
check(struct vm *vm, int result)
{
	if (result < 0)
		vm_raise_os_error(vm, -result);
	return result;
}

/* Whether there are too many open ones, of which some are forgotten. */
static bool
has_made_room(struct vm *vm, int result)
{
	if (result != TOO_MANY_FILES && result != TOO_MANY_IN_SYSTEM)
		return false;
	vm_heap_collect(vm);
	return true;
}

/* Made before the host's socket, so that none can be lost. */
static vm_value
new_socket(struct vm *vm)
{
	vm_value self = vm_record_new(vm, &vm_type_socket, SOCKET_SLOTS);

	vm_record(self)->slots[SOCKET_FD] = VM_INT(-1);
	vm_record(self)->slots[SOCKET_WAIT] = VM_INT(WAIT_FOREVER);
	vm_heap_set_final(vm, self);
	return self;
}

static vm_value
socket_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	vm_value self = new_socket(vm);
	int family = VM_AF_INET, kind = VM_SOCK_STREAM, protocol = 0;
	int fd;

	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 0, 4);
	if (n_pos > 0)
		family = (int)vm_get_int(vm, args[0]);
	if (n_pos > 1)
		kind = (int)vm_get_int(vm, args[1]);
	if (n_pos > 2)
		protocol = (int)vm_get_int(vm, args[2]);
	fd = net_of(vm)->open(vm->host->ctx, family, kind, protocol);
	if (has_made_room(vm, fd))
		fd = net_of(vm)->open(vm->host->ctx, family, kind, protocol);
	vm_record(self)->slots[SOCKET_FD] = VM_INT(check(vm, fd));
	return self;
}

/* Also the finaliser, so it must not allocate. */
static void
socket_close_fd(struct vm *vm, vm_value self)
{
	vm_value fd = vm_record(self)->slots[SOCKET_FD];

	if (fd == VM_INT(-1))
		return;
	vm_record(self)->slots[SOCKET_FD] = VM_INT(-1);
	vm->host->net->close(vm->host->ctx, (int)vm_int_value(fd));
}

/* ---- receiving and sending -------------------------------------------- */

/* A hook that may wait, with what it is given. */
struct net_call {
	int (*move)(void *ctx, const struct vm_net_data *data);
	const struct vm_net_data *data;
	int fd;
	bool accepts; /* else it connects, unless it moves data */
	struct vm_net_address *address;
};

static int64_t
run_net_call(struct vm *vm, void *arg)
{
	const struct net_call *call = arg;
	const struct vm_host *host = vm->host;

	if (call->move != NULL)
		return call->move(host->ctx, call->data);
	if (call->accepts)
		return host->net->accept(host->ctx, call->fd, call->address);
	return host->net->connect(host->ctx, call->fd, call->address);
}

/* Other threads run meanwhile; interrupts are served. */
static int
wait_for(struct vm *vm, struct net_call *call)
{
	int result;

	do {
		vm_poll(vm);
		result = (int)vm_blocking(vm, run_net_call, call);
	} while (result == INTERRUPTED);
	return result;
}

/* A negative result is a negated error. */
static int
receive(struct vm *vm, vm_value self, struct vm_net_data *data)
{
	struct net_call call = { .move = net_of(vm)->receive, .data = data };

	data->fd = fd_of(vm, self);
	if (data->len > INT32_MAX)
		data->len = INT32_MAX;
	return wait_for(vm, &call);
}

static int
transmit(struct vm *vm, vm_value self, struct vm_net_data *data)
{
	struct net_call call = { .move = net_of(vm)->send, .data = data };

	data->fd = fd_of(vm, self);
	if (data->len > INT32_MAX)
		data->len = INT32_MAX;
	return wait_for(vm, &call);
}

static int
flags_argument(struct vm *vm, size_t argc, const vm_value *args, size_t index)
{
	return argc > index ? (int)vm_get_int(vm, args[index]) : 0;
}

static vm_value
receive_bytes(struct vm *vm, size_t argc, vm_value *args,
    struct vm_net_address *from)
{
	intptr_t most = vm_get_int(vm, args[1]);
	struct vm_net_data data = { .address = from };
	struct vm_writer out;

	data.len = most < 0 ? 0 : (size_t)most;
	data.flags = flags_argument(vm, argc, args, 2);
	vm_writer_init(&out);
	data.bytes = (uint8_t *)vm_writer_reserve(vm, &out, data.len + 1);
	out.len = (size_t)check(vm, receive(vm, args[0], &data));
	return vm_writer_bytes(vm, &out);
}

static vm_value
socket_recv(struct vm *vm, size_t argc, vm_value *args)
{
	return receive_bytes(vm, argc, args, NULL);
}

static vm_value
socket_recvfrom(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_net_address from = { .len = 0 };
	vm_value items[2];

	items[0] = receive_bytes(vm, argc, args, &from);
	items[1] = vm_bytes_new(vm, from.data, from.len);
	return vm_tuple_new(vm, 2, items);
}

static void
view_of(struct vm *vm, vm_value v, struct vm_net_data *data)
{
	struct vm_bytes_view view;

	vm_get_bytes_or_str(vm, vm_native_value(v), &view);
	data->bytes = view.data;
	data->len = view.len;
}

static vm_value
socket_send(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_net_data data = { .flags =
					flags_argument(vm, argc, args, 2) };

	view_of(vm, args[1], &data);
	return VM_INT(check(vm, transmit(vm, args[0], &data)));
}

/* sendto(data[, flags], address) */
static vm_value
socket_sendto(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_net_address to;
	struct vm_net_data data = { .address = &to };
	struct vm_bytes_view view;

	if (argc > 3)
		data.flags = (int)vm_get_int(vm, args[2]);
	view_of(vm, args[1], &data);
	vm_get_bytes(vm, args[argc - 1], &view);
	if (view.len > sizeof(to.data))
		vm_raise_os_error(vm, 22);
	memcpy(to.data, view.data, view.len);
	to.len = view.len;
	return VM_INT(check(vm, transmit(vm, args[0], &data)));
}

static vm_value
socket_sendall(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_net_data data = { .flags =
					flags_argument(vm, argc, args, 2) };
	size_t left;

	view_of(vm, args[1], &data);
	for (left = data.len; left > 0;) {
		size_t n = (size_t)check(vm, transmit(vm, args[0], &data));

		left -= n;
		data.bytes += n;
		data.len = left;
	}
	return VM_NONE;
}

/* ---- as a stream ------------------------------------------------------ */

static vm_value
socket_makefile(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value mode =
	    argc > 1 ? vm_argument_str(vm, args[1]) : VM_CHAR_STR('r');
	bool is_text = memchr(vm_str_data(mode), 'b', vm_str_len(mode)) == NULL;

	return vm_file_from_fd(vm, fd_of(vm, args[0]), is_text);
}

static int
socket_receive(struct vm *vm, vm_value self, uint8_t *buf, size_t len)
{
	struct vm_net_data data = { .bytes = buf, .len = len };

	return receive(vm, self, &data);
}

static int
socket_peek(struct vm *vm, vm_value self, uint8_t *buf, size_t len)
{
	struct vm_net_data data = { .bytes = buf,
		.len = len,
		.flags = VM_NET_PEEK };

	return receive(vm, self, &data);
}

static int
socket_transmit(struct vm *vm, vm_value self, const uint8_t *buf, size_t len)
{
	struct vm_net_data data = { .len = len };

	data.bytes = (uint8_t *)(uintptr_t)buf;
	return transmit(vm, self, &data);
}

static intptr_t
socket_wait_us(vm_value self)
{
	return vm_int_value(vm_record(self)->slots[SOCKET_WAIT]);
}

static const struct vm_stream_ops socket_ops = {
	.read = vm_net_read_some,
	.write = vm_net_write_some,
	.receive = socket_receive,
	.peek = socket_peek,
	.transmit = socket_transmit,
	.wait_us = socket_wait_us,
	.close = socket_close_fd,
	.fd = fd_of,
};

/* ---- connections ------------------------------------------------------ */

static void
address_argument(struct vm *vm, vm_value v, struct vm_net_address *address)
{
	struct vm_bytes_view view;

	vm_get_bytes(vm, v, &view);
	if (view.len > sizeof(address->data))
		vm_raise_os_error(vm, 22);
	memcpy(address->data, view.data, view.len);
	address->len = view.len;
}

static vm_value
socket_bind(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_net_address address;
	int fd = fd_of(vm, args[0]);

	(void)argc;
	address_argument(vm, args[1], &address);
	check(vm, net_of(vm)->bind(vm->host->ctx, fd, &address));
	return VM_NONE;
}

/* An interrupted connect goes on by itself; EALREADY is waited out. */
static vm_value
socket_connect(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_net_address address;
	struct net_call call = { .fd = fd_of(vm, args[0]),
		.address = &address };

	(void)argc;
	address_argument(vm, args[1], &address);
	check(vm, wait_for(vm, &call));
	return VM_NONE;
}

static vm_value
socket_listen(struct vm *vm, size_t argc, vm_value *args)
{
	int fd = fd_of(vm, args[0]);
	intptr_t backlog = vm_argument_int(vm, argc, args, 1, 2);

	check(vm,
	    net_of(vm)->listen(vm->host->ctx, fd,
		backlog < 0 ? 0 : (int)backlog));
	return VM_NONE;
}

static vm_value
socket_accept(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_net_address from = { .len = 0 };
	vm_value items[2] = { new_socket(vm), VM_NONE };
	struct net_call call = { .fd = fd_of(vm, args[0]),
		.accepts = true,
		.address = &from };
	int result;

	(void)argc;
	result = wait_for(vm, &call);
	if (has_made_room(vm, result))
		result = wait_for(vm, &call);
	if (result == WOULD_BLOCK && socket_wait_us(args[0]) != 0)
		vm_raise_os_error(vm, ETIMEDOUT_NUMBER);
	vm_record(items[0])->slots[SOCKET_FD] = VM_INT(check(vm, result));
	items[1] = vm_bytearray_new(vm, from.data, from.len);
	return vm_tuple_new(vm, 2, items);
}

static vm_value
set_wait(struct vm *vm, vm_value self, intptr_t us)
{
	check(vm, net_of(vm)->set_wait(vm->host->ctx, fd_of(vm, self), us));
	vm_record(self)->slots[SOCKET_WAIT] = VM_INT(us);
	return VM_NONE;
}

static vm_value
socket_setblocking(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	socket_self(vm, args[0]);
	return set_wait(vm, args[0], vm_truth(vm, args[1]) ? -1 : 0);
}

static vm_value
socket_settimeout(struct vm *vm, size_t argc, vm_value *args)
{
	double us;

	(void)argc;
	socket_self(vm, args[0]);
	if (args[1] == VM_NONE)
		return set_wait(vm, args[0], WAIT_FOREVER);
#if VM_HAS_FLOAT
	us = vm_get_float(vm, args[1]) * 1e6;
#else
	us = (double)vm_get_int(vm, args[1]) * 1e6;
#endif
	if (us < 0)
		vm_raise_os_error(vm, 22);
	return set_wait(vm, args[0],
	    us > (double)VM_INT_MAX ? VM_INT_MAX : (intptr_t)us);
}

static vm_value
socket_setsockopt(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_net_option option = { .fd = fd_of(vm, args[0]) };
	struct vm_bytes_view view;
	int number;

	(void)argc;
	option.level = (int)vm_get_int(vm, args[1]);
	option.name = (int)vm_get_int(vm, args[2]);
	if (vm_is_int(args[3]) || vm_is_bool(args[3])) {
		number = (int)vm_get_int(vm, args[3]);
		option.value = &number;
		option.len = sizeof(number);
	} else {
		vm_get_bytes_or_str(vm, args[3], &view);
		option.value = view.data;
		option.len = view.len;
	}
	check(vm, net_of(vm)->set_option(vm->host->ctx, &option));
	return VM_NONE;
}

static vm_value
socket_fileno(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return VM_INT(fd_of(vm, args[0]));
}

static void
socket_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_format(vm, out, "<_socket %d>", fd_of(vm, self));
}

static const struct vm_slots socket_slots = {
	.make = socket_make,
	.print = socket_print,
	.final = socket_close_fd,
	.stream = &socket_ops,
};

VM_DEFINE_NATIVE(accept_native, socket_accept, 1, 1);
VM_DEFINE_NATIVE(bind_native, socket_bind, 2, 2);
VM_DEFINE_NATIVE(connect_native, socket_connect, 2, 2);
VM_DEFINE_NATIVE(fileno_native, socket_fileno, 1, 1);
VM_DEFINE_NATIVE(listen_native, socket_listen, 1, 2);
VM_DEFINE_NATIVE(makefile_native, socket_makefile, 1, 3);
VM_DEFINE_NATIVE(recv_native, socket_recv, 2, 3);
VM_DEFINE_NATIVE(recvfrom_native, socket_recvfrom, 2, 3);
VM_DEFINE_NATIVE(send_native, socket_send, 2, 3);
VM_DEFINE_NATIVE(sendall_native, socket_sendall, 2, 3);
VM_DEFINE_NATIVE(sendto_native, socket_sendto, 3, 4);
VM_DEFINE_NATIVE(setblocking_native, socket_setblocking, 2, 2);
VM_DEFINE_NATIVE(setsockopt_native, socket_setsockopt, 4, 4);
VM_DEFINE_NATIVE(settimeout_native, socket_settimeout, 2, 2);

static const struct vm_member socket_type_members[] = {
	{ VM_NAME(accept), VM_NATIVE(accept_native) },
	{ VM_NAME(bind), VM_NATIVE(bind_native) },
	{ VM_NAME(connect), VM_NATIVE(connect_native) },
	{ VM_NAME(fileno), VM_NATIVE(fileno_native) },
	{ VM_NAME(listen), VM_NATIVE(listen_native) },
	{ VM_NAME(makefile), VM_NATIVE(makefile_native) },
	{ VM_NAME(recv), VM_NATIVE(recv_native) },
	{ VM_NAME(recvfrom), VM_NATIVE(recvfrom_native) },
	{ VM_NAME(send), VM_NATIVE(send_native) },
	{ VM_NAME(sendall), VM_NATIVE(sendall_native) },
	{ VM_NAME(sendto), VM_NATIVE(sendto_native) },
	{ VM_NAME(setblocking), VM_NATIVE(setblocking_native) },
	{ VM_NAME(setsockopt), VM_NATIVE(setsockopt_native) },
	{ VM_NAME(settimeout), VM_NATIVE(settimeout_native) },
};

VM_DEFINE_TYPE(socket, socket, &vm_type_net_stream,
    VM_TYPE_HASHABLE | VM_TYPE_FINAL, socket_slots, socket_type_members);

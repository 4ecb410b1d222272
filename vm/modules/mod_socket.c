/* SPDX-License-Identifier: MIT */
/*
 * The module socket, over the host's network. Addresses are what the host
 * calls them: bytes that getaddrinfo makes and sockaddr takes apart.
 */
#include "../object/arguments.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/str.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/writer.h"
#include "modules.h"
#include "socket_stream.h"

static const struct vm_host_net *
net_of(struct vm *vm)
{
	if (vm->host->net == NULL)
		vm_raise_os_error(vm, 95);
	return vm->host->net;
}

/* ---- getaddrinfo ------------------------------------------------------ */

/* A port is a number or, as text, a number or a service's name. */
static const char *
service_argument(struct vm *vm, vm_value v, char text[VM_INT_TEXT_MAX])
{
	struct vm_writer out;
	intptr_t port;

	if (!vm_is_int(v))
		return vm_str_data(vm_argument_str(vm, v));
	port = vm_int_value(v);
	vm_writer_init(&out);
	vm_write_int(vm, &out, port & 0xffff);
	memcpy(text, out.data, out.len);
	text[out.len] = '\0';
	return text;
}

static vm_value
info_tuple(struct vm *vm, const struct vm_net_info *info)
{
	vm_value items[5] = { VM_INT(info->family), VM_INT(info->type),
		VM_INT(info->protocol), VM_NONE, VM_NONE };

	if (info->has_name)
		items[3] = vm_str_from(vm, info->name);
	items[4] = vm_bytearray_new(vm, info->address.data, info->address.len);
	return vm_tuple_new(vm, 5, items);
}

static const char *
host_argument(struct vm *vm, vm_value v)
{
	if (vm_is(v, VM_TID_BYTES))
		return (const char *)vm_bytes_data(v);
	return vm_str_data(vm_argument_str(vm, v));
}

VM_NORETURN static void
resolve_failed(struct vm *vm, int error)
{
	if (error <= VM_NET_RESOLVE_ERROR)
		vm_raise_error(vm, &vm_type_OSError, "[addrinfo error %d]",
		    error - VM_NET_RESOLVE_ERROR);
	vm_raise_os_error(vm, -error);
}

static vm_value
get_address_info(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_host_net *net = net_of(vm);
	struct vm_net_query query = { 0 };
	struct vm_net_info info;
	char text[VM_INT_TEXT_MAX];
	vm_value list = vm_list_new(vm, 0, NULL);
	int found;

	query.host = host_argument(vm, args[0]);
	query.service = service_argument(vm, args[1], text);
	query.family = (int)vm_argument_int(vm, argc, args, 2, 0);
	query.type = (int)vm_argument_int(vm, argc, args, 3, 0);
	query.protocol = (int)vm_argument_int(vm, argc, args, 4, 0);
	query.flags = (int)vm_argument_int(vm, argc, args, 5, 0);
	for (query.index = 0;; query.index++) {
		found = net->resolve(vm->host->ctx, &query, &info);
		if (found < 0)
			resolve_failed(vm, found);
		if (found == 0)
			return list;
		vm_list_append(vm, list, info_tuple(vm, &info));
	}
}

/* ---- addresses -------------------------------------------------------- */

static unsigned
read_number(const uint8_t *data, unsigned size)
{
	unsigned n = 0;

	while (size-- > 0)
		n = n << 8 | *data++;
	return n;
}

/* (family, address, port[, flow, scope]), or (family, bytes) */
static vm_value
sockaddr(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_bytes_view view;
	uint16_t family;
	uint32_t scope;
	vm_value items[5];

	(void)argc;
	vm_get_bytes(vm, args[0], &view);
	if (view.len < sizeof(family))
		vm_raise_os_error(vm, 22);
	memcpy(&family, view.data, sizeof(family));
	items[0] = VM_INT(family);
	if (family == VM_AF_INET && view.len >= 8) {
		items[1] = vm_bytes_new(vm, view.data + 4, 4);
		items[2] = VM_INT(read_number(view.data + 2, 2));
		return vm_tuple_new(vm, 3, items);
	}
	if (family == VM_AF_INET6 && view.len >= 28) {
		memcpy(&scope, view.data + 24, sizeof(scope));
		items[1] = vm_bytes_new(vm, view.data + 8, 16);
		items[2] = VM_INT(read_number(view.data + 2, 2));
		items[3] = VM_INT(read_number(view.data + 4, 4));
		items[4] = vm_int_from_uint64(vm, scope);
		return vm_tuple_new(vm, 5, items);
	}
	items[1] = vm_bytes_new(vm, view.data + 2, view.len - 2);
	return vm_tuple_new(vm, 2, items);
}

static vm_value
inet_pton(struct vm *vm, size_t argc, vm_value *args)
{
	int family = (int)vm_get_int(vm, args[0]);
	const char *text = vm_str_data(vm_argument_str(vm, args[1]));
	uint8_t address[16];
	int len;

	(void)argc;
	len = net_of(vm)->parse(vm->host->ctx, family, text, address);
	if (len < 0)
		vm_raise_os_error(vm, -len);
	return vm_bytes_new(vm, address, (size_t)len);
}

static vm_value
inet_ntop(struct vm *vm, size_t argc, vm_value *args)
{
	int family = (int)vm_get_int(vm, args[0]);
	struct vm_bytes_view view;
	char text[VM_NET_TEXT_MAX];
	int error;

	(void)argc;
	vm_get_bytes(vm, args[1], &view);
	error = net_of(vm)->format(vm->host->ctx, family, view.data, view.len,
	    text);
	if (error < 0)
		vm_raise_os_error(vm, -error);
	return vm_str_from(vm, text);
}

VM_DEFINE_NATIVE(getaddrinfo_native, get_address_info, 2, 6);
VM_DEFINE_NATIVE(inet_ntop_native, inet_ntop, 2, 2);
VM_DEFINE_NATIVE(inet_pton_native, inet_pton, 2, 2);
VM_DEFINE_NATIVE(sockaddr_native, sockaddr, 1, 1);

static const struct vm_member socket_members[] = {
	{ VM_NAME(__name__), VM_NAME(socket) },
	{ VM_NAME(AF_INET), VM_INT(VM_AF_INET) },
	{ VM_NAME(AF_INET6), VM_INT(VM_AF_INET6) },
	{ VM_NAME(AF_UNIX), VM_INT(1) },
	{ VM_NAME(IP_ADD_MEMBERSHIP), VM_INT(35) },
	{ VM_NAME(IP_DROP_MEMBERSHIP), VM_INT(36) },
	{ VM_NAME(MSG_DONTROUTE), VM_INT(4) },
	{ VM_NAME(MSG_DONTWAIT), VM_INT(64) },
	{ VM_NAME(MSG_PEEK), VM_INT(VM_NET_PEEK) },
	{ VM_NAME(SOCK_DGRAM), VM_INT(2) },
	{ VM_NAME(SOCK_RAW), VM_INT(3) },
	{ VM_NAME(SOCK_STREAM), VM_INT(1) },
	{ VM_NAME(SOL_SOCKET), VM_INT(1) },
	{ VM_NAME(SO_BROADCAST), VM_INT(6) },
	{ VM_NAME(SO_ERROR), VM_INT(4) },
	{ VM_NAME(SO_KEEPALIVE), VM_INT(9) },
	{ VM_NAME(SO_LINGER), VM_INT(13) },
	{ VM_NAME(SO_REUSEADDR), VM_INT(2) },
	{ VM_NAME(getaddrinfo), VM_NATIVE(getaddrinfo_native) },
	{ VM_NAME(inet_ntop), VM_NATIVE(inet_ntop_native) },
	{ VM_NAME(inet_pton), VM_NATIVE(inet_pton_native) },
	{ VM_NAME(sockaddr), VM_NATIVE(sockaddr_native) },
	{ VM_NAME(socket), VM_PTR(&vm_type_socket) },
};

VM_DEFINE_MODULE(socket, socket_members);

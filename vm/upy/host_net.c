/* SPDX-License-Identifier: MIT */
/* The network for the VM: the system's sockets. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "host_shared.h"

static int
result(ssize_t value)
{
	return value == -1 ? -errno : (int)value;
}

static int
net_open(void *ctx, int family, int type, int protocol)
{
	(void)ctx;
	return result(socket(family, type | SOCK_CLOEXEC, protocol));
}

static int
net_close(void *ctx, int fd)
{
	(void)ctx;
	return result(close(fd));
}

/* Gives a system call the address in a form it may write to. */
static socklen_t
load_address(struct sockaddr_storage *to, const struct vm_net_address *from)
{
	memset(to, 0, sizeof(*to));
	memcpy(to, from->data, from->len);
	return (socklen_t)from->len;
}

static void
store_address(struct vm_net_address *to, const struct sockaddr_storage *from,
    socklen_t len)
{
	if (len > sizeof(to->data))
		len = sizeof(to->data);
	memcpy(to->data, from, len);
	to->len = len;
}

static int
net_bind(void *ctx, int fd, const struct vm_net_address *address)
{
	struct sockaddr_storage at;
	socklen_t len = load_address(&at, address);

	(void)ctx;
	return result(bind(fd, (struct sockaddr *)&at, len));
}

static int
net_connect(void *ctx, int fd, const struct vm_net_address *address)
{
	struct sockaddr_storage at;
	socklen_t len = load_address(&at, address);

	(void)ctx;
	return result(connect(fd, (struct sockaddr *)&at, len));
}

static int
net_listen(void *ctx, int fd, int backlog)
{
	(void)ctx;
	return result(listen(fd, backlog));
}

static int
net_accept(void *ctx, int fd, struct vm_net_address *from)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof(at);
	int client;

	(void)ctx;
	client = accept4(fd, (struct sockaddr *)&at, &len, SOCK_CLOEXEC);
	if (client == -1)
		return -errno;
	store_address(from, &at, len);
	return client;
}

static int
net_send(void *ctx, const struct vm_net_data *data)
{
	struct sockaddr_storage at;
	socklen_t len;

	(void)ctx;
	if (data->address == NULL)
		return result(send(data->fd, data->bytes, data->len,
		    data->flags | MSG_NOSIGNAL));
	len = load_address(&at, data->address);
	return result(sendto(data->fd, data->bytes, data->len,
	    data->flags | MSG_NOSIGNAL, (struct sockaddr *)&at, len));
}

static int
net_receive(void *ctx, const struct vm_net_data *data)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof(at);
	ssize_t n;

	(void)ctx;
	n = recvfrom(data->fd, data->bytes, data->len, data->flags,
	    (struct sockaddr *)&at, &len);
	if (n >= 0 && data->address != NULL)
		store_address(data->address, &at, len);
	return result(n);
}

static int
set_timeouts(int fd, int64_t us)
{
	struct timeval wait = { .tv_sec = us < 0 ? 0 : (time_t)(us / 1000000),
		.tv_usec = us < 0 ? 0 : (suseconds_t)(us % 1000000) };

	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) == -1)
		return -errno;
	return result(
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait)));
}

static int
net_set_wait(void *ctx, int fd, int64_t us)
{
	int flags = fcntl(fd, F_GETFL);

	(void)ctx;
	if (flags == -1)
		return -errno;
	flags = us == 0 ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
	if (fcntl(fd, F_SETFL, flags) == -1)
		return -errno;
	return us == 0 ? 0 : set_timeouts(fd, us);
}

static int
net_set_option(void *ctx, const struct vm_net_option *option)
{
	(void)ctx;
	return result(setsockopt(option->fd, option->level, option->name,
	    option->value, (socklen_t)option->len));
}

static int
net_resolve(void *ctx, const struct vm_net_query *query,
    struct vm_net_info *info)
{
	struct addrinfo hints = { .ai_flags = query->flags,
		.ai_family = query->family,
		.ai_socktype = query->type,
		.ai_protocol = query->protocol };
	struct addrinfo *all, *a;
	unsigned i = 0;
	int error;

	(void)ctx;
	error = getaddrinfo(query->host, query->service, &hints, &all);
	if (error != 0)
		return VM_NET_RESOLVE_ERROR + error;
	for (a = all; a != NULL && i < query->index; a = a->ai_next)
		i++;
	memset(info, 0, sizeof(*info));
	if (a != NULL) {
		info->family = a->ai_family;
		info->type = a->ai_socktype;
		info->protocol = a->ai_protocol;
		info->address.len = a->ai_addrlen;
		memcpy(info->address.data, a->ai_addr, a->ai_addrlen);
	}
	freeaddrinfo(all);
	return a != NULL;
}

static int
net_parse(void *ctx, int family, const char *text, uint8_t address[16])
{
	int found = inet_pton(family, text, address);

	(void)ctx;
	if (found == -1)
		return -errno;
	if (found == 0)
		return -EINVAL;
	return family == AF_INET ? 4 : 16;
}

static int
net_format(void *ctx, int family, const uint8_t *address, size_t len,
    char text[VM_NET_TEXT_MAX])
{
	(void)ctx;
	if (family != AF_INET && family != AF_INET6)
		return -EAFNOSUPPORT;
	if (len < (family == AF_INET ? 4u : 16u))
		return -EINVAL;
	return inet_ntop(family, address, text, VM_NET_TEXT_MAX) == NULL ?
	    -errno :
	    0;
}

const struct vm_host_net host_net = {
	.open = net_open,
	.close = net_close,
	.bind = net_bind,
	.connect = net_connect,
	.listen = net_listen,
	.accept = net_accept,
	.send = net_send,
	.receive = net_receive,
	.set_wait = net_set_wait,
	.set_option = net_set_option,
	.resolve = net_resolve,
	.parse = net_parse,
	.format = net_format,
};

/* SPDX-License-Identifier: MIT */
/* The interpreter's hooks for sockets; see sockets.h. */
#include "sockets.h"

#if PORT_HAS_SOCKETS
#include "agent.h"
#include "port_net.h"
#include "runner.h"
#include "runner_parts.h"

/* Linux's numbers, as the interpreter's. */
#define NOT_OPEN     (-9)
#define INTERRUPTED  (-4)
#define WOULD_BLOCK  (-11)
#define TOO_MANY     (-24)
#define IS_CONNECTED (-106)
#define TIMED_OUT    (-110)
#define UNREACHABLE  (-113)
#define UNDER_WAY    (-115)
#define ALREADY      (-114)
#define UNKNOWN_NAME (-2) /* of a resolver */
#define POLL_IN      1
#define POLL_OUT     4
#define POLL_INVALID 32
#define WAIT_MAX_MS  1000

static const struct vm_host_net *
net_of(const struct agent *agent)
{
	return port_net(agent->port);
}

/* The port's descriptor, or -1. */
static int
port_fd(const struct agent *agent, int fd)
{
	if (fd < SOCKETS_FIRST || fd >= SOCKETS_FIRST + PORT_SOCKETS)
		return -1;
	return agent->sockets.at[fd - SOCKETS_FIRST].fd - 1;
}

static int64_t
wait_of(const struct agent *agent, int fd)
{
	return agent->sockets.at[fd - SOCKETS_FIRST].wait_us;
}

/* A place for the port's socket, which is closed if there is none. */
static int
keep(struct agent *agent, int fd)
{
	for (int i = 0; i < PORT_SOCKETS && fd >= 0; i++) {
		if (agent->sockets.at[i].fd != 0)
			continue;
		agent->sockets.at[i].fd = fd + 1;
		agent->sockets.at[i].wait_us = -1;
		return SOCKETS_FIRST + i;
	}
	if (fd < 0)
		return fd;
	net_of(agent)->close(agent->port, fd);
	return TOO_MANY;
}

void
sockets_poll(struct agent *agent, struct vm_poll_fd *fd)
{
	struct vm_poll_fd own = { .fd = port_fd(agent, fd->fd),
		.events = fd->events };

	if (own.fd < 0)
		own.ready = POLL_INVALID;
	else
		port_net_poll(agent->port, &own, 1);
	fd->ready = own.ready;
}

/* Until the socket is ready: 0, or why not. */
static int
await(struct agent *agent, int fd, uint16_t events)
{
	int64_t wait_us = wait_of(agent, fd);
	uint64_t began = port_ticks_us(agent->port);

	for (;;) {
		struct vm_poll_fd one = { .fd = fd, .events = events };
		uint32_t most_ms = WAIT_MAX_MS;
		uint64_t passed;

		agent_poll(agent);
		runner_check(agent->runner);
		sockets_poll(agent, &one);
		if (one.ready != 0)
			return 0;
		if (runner_is_interrupted(agent->runner) ||
		    runner_has_scheduled(agent->runner))
			return INTERRUPTED;
		passed = port_ticks_us(agent->port) - began;
		if (wait_us >= 0 && passed >= (uint64_t)wait_us)
			return WOULD_BLOCK;
		if (wait_us >= 0 &&
		    ((uint64_t)wait_us - passed) / 1000 < most_ms)
			most_ms =
			    (uint32_t)((uint64_t)wait_us - passed) / 1000 + 1;
		agent_idle(agent, most_ms);
	}
}

/* ---- hooks -------------------------------------------------------------- */

static int
net_open(void *ctx, int family, int type, int protocol)
{
	struct agent *agent = ctx;

	return keep(agent,
	    net_of(agent)->open(agent->port, family, type, protocol));
}

int
sockets_close(struct agent *agent, int fd)
{
	int own = port_fd(agent, fd);

	if (own < 0)
		return NOT_OPEN;
	agent->sockets.at[fd - SOCKETS_FIRST].fd = 0;
	return net_of(agent)->close(agent->port, own);
}

void
sockets_close_all(struct agent *agent)
{
	for (int i = 0; i < PORT_SOCKETS; i++)
		sockets_close(agent, SOCKETS_FIRST + i);
	port_tls_forget(agent->port, agent);
}

static int
net_close(void *ctx, int fd)
{
	return sockets_close(ctx, fd);
}

static int
net_bind(void *ctx, int fd, const struct vm_net_address *address)
{
	struct agent *agent = ctx;

	return net_of(agent)->bind(agent->port, port_fd(agent, fd), address);
}

static int
net_connect(void *ctx, int fd, const struct vm_net_address *address)
{
	struct agent *agent = ctx;
	int own = port_fd(agent, fd);
	int result;

	if (own < 0)
		return NOT_OPEN;
	if (!port_net_is_up(agent->port))
		return UNREACHABLE;
	for (;;) {
		result = net_of(agent)->connect(agent->port, own, address);
		if ((result != UNDER_WAY && result != ALREADY) ||
		    wait_of(agent, fd) == 0)
			break;
		result = await(agent, fd, POLL_OUT);
		if (result < 0)
			return result == WOULD_BLOCK ? TIMED_OUT : result;
	}
	return result == IS_CONNECTED && wait_of(agent, fd) != 0 ? 0 : result;
}

static int
net_listen(void *ctx, int fd, int backlog)
{
	struct agent *agent = ctx;

	return net_of(agent)->listen(agent->port, port_fd(agent, fd), backlog);
}

static int
net_accept(void *ctx, int fd, struct vm_net_address *from)
{
	struct agent *agent = ctx;
	int own = port_fd(agent, fd);
	int result;

	if (own < 0)
		return NOT_OPEN;
	for (;;) {
		result = net_of(agent)->accept(agent->port, own, from);
		if (result != WOULD_BLOCK || wait_of(agent, fd) == 0)
			return keep(agent, result);
		result = await(agent, fd, POLL_IN);
		if (result < 0)
			return result;
	}
}

/* Sends or receives, waiting for the event. */
static int
move(struct agent *agent, const struct vm_net_data *data, uint16_t event)
{
	const struct vm_host_net *net = net_of(agent);
	struct vm_net_data own = *data;
	int result;

	own.fd = port_fd(agent, data->fd);
	if (own.fd < 0)
		return NOT_OPEN;
	if (event == POLL_OUT && !port_net_is_up(agent->port))
		return UNREACHABLE;
	for (;;) {
		result = event == POLL_OUT ? net->send(agent->port, &own) :
					     net->receive(agent->port, &own);
		if (result != WOULD_BLOCK || wait_of(agent, data->fd) == 0)
			return result;
		result = await(agent, data->fd, event);
		if (result < 0)
			return result;
	}
}

static int
net_send(void *ctx, const struct vm_net_data *data)
{
	return move(ctx, data, POLL_OUT);
}

static int
net_receive(void *ctx, const struct vm_net_data *data)
{
	return move(ctx, data, POLL_IN);
}

int
sockets_read(struct agent *agent, int fd, void *buf, size_t len)
{
	struct vm_net_data data = { .fd = fd, .bytes = buf, .len = len };

	return move(agent, &data, POLL_IN);
}

int
sockets_write(struct agent *agent, int fd, const void *buf, size_t len)
{
	struct vm_net_data data = { .fd = fd, .len = len };

	data.bytes = (uint8_t *)(uintptr_t)buf;
	return move(agent, &data, POLL_OUT);
}

static int
net_set_wait(void *ctx, int fd, int64_t us)
{
	struct agent *agent = ctx;

	if (port_fd(agent, fd) < 0)
		return NOT_OPEN;
	agent->sockets.at[fd - SOCKETS_FIRST].wait_us = us;
	return 0;
}

static int
net_set_option(void *ctx, const struct vm_net_option *option)
{
	struct agent *agent = ctx;
	struct vm_net_option own = *option;

	own.fd = port_fd(agent, option->fd);
	return net_of(agent)->set_option(agent->port, &own);
}

static int
net_resolve(void *ctx, const struct vm_net_query *query,
    struct vm_net_info *info)
{
	struct agent *agent = ctx;

	if (!port_net_is_up(agent->port))
		return VM_NET_RESOLVE_ERROR + UNKNOWN_NAME;
	return net_of(agent)->resolve(agent->port, query, info);
}

static int
net_parse(void *ctx, int family, const char *text, uint8_t address[16])
{
	struct agent *agent = ctx;

	return net_of(agent)->parse(agent->port, family, text, address);
}

static int
net_format(void *ctx, int family, const uint8_t *address, size_t len,
    char text[VM_NET_TEXT_MAX])
{
	struct agent *agent = ctx;

	return net_of(agent)->format(agent->port, family, address, len, text);
}

const struct vm_host_net sockets_net = {
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
#else
/* A file is never empty. */
typedef int sockets_are_missing;
#endif

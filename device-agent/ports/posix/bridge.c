/* SPDX-License-Identifier: MIT */
/* The serial adapter's bytes, its telnet, and its two lines. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "posix.h"

#define CHARGE_US 2000000 /* the capacitor at the reset pin, with patience */
#define READ_MAX  4096

enum telnet {
	TELNET_SE = 240,
	TELNET_SB = 250,
	TELNET_WILL = 251,
	TELNET_WONT = 252,
	TELNET_DO = 253,
	TELNET_DONT = 254,
	TELNET_IAC = 255
};

enum telnet_option { OPTION_BINARY = 0, OPTION_SGA = 3, OPTION_COM_PORT = 44 };

enum com_port {
	COM_PORT_BAUD = 1,
	COM_PORT_CONTROL = 5,
	COM_PORT_PURGE = 12,
	COM_PORT_ANSWER = 100 /* added to the command */
};

enum com_port_control {
	CONTROL_DTR_ASK = 7,
	CONTROL_DTR_ON = 8,
	CONTROL_DTR_OFF = 9,
	CONTROL_RTS_ASK = 10,
	CONTROL_RTS_ON = 11,
	CONTROL_RTS_OFF = 12
};

/* ---- queues -------------------------------------------------------------- */

static size_t
room(const struct bridge_queue *queue)
{
	return sizeof(queue->bytes) - queue->len;
}

static void
put(struct bridge_queue *queue, uint8_t byte)
{
	if (queue->at == queue->len)
		queue->at = queue->len = 0;
	if (queue->len < sizeof(queue->bytes))
		queue->bytes[queue->len++] = byte;
}

/* False when the other side is gone. */
static bool
flush(struct bridge_queue *queue, int fd)
{
	ssize_t n;

	if (queue->at == queue->len)
		return true;
	n = send(fd, queue->bytes + queue->at, queue->len - queue->at,
	    MSG_NOSIGNAL);
	if (n > 0)
		queue->at += (size_t)n;
	if (queue->at == queue->len)
		queue->at = queue->len = 0;
	return n >= 0 || errno == EAGAIN || errno == EINTR;
}

/* ---- the lines ----------------------------------------------------------- */

static void
end_reset(struct port *port)
{
	struct posix_bridge *bridge = &port->bridge;

	bridge->in_reset = false;
	bridge->charged_us = 0;
	port->wish = bridge->dtr && !bridge->rts ? POSIX_WISH_DOWNLOAD :
						   POSIX_WISH_RESET;
}

/*
 * Between two settings of the lines both may be set for a moment. On a board
 * a capacitor keeps the chip in reset meanwhile.
 */
static void
on_lines(struct port *port)
{
	struct posix_bridge *bridge = &port->bridge;

	if (bridge->rts && !bridge->dtr) {
		bridge->in_reset = true;
		bridge->charged_us = 0;
	} else if (bridge->in_reset && bridge->rts) {
		bridge->charged_us = posix_now_us() + CHARGE_US;
	} else if (bridge->in_reset) {
		end_reset(port);
	}
}

/* ---- telnet -------------------------------------------------------------- */

static void
say_choice(struct posix_bridge *bridge, uint8_t verb, uint8_t option)
{
	put(bridge->to_client, TELNET_IAC);
	put(bridge->to_client, verb);
	put(bridge->to_client, option);
}

static bool
is_known(uint8_t option)
{
	return option == OPTION_BINARY || option == OPTION_SGA ||
	    option == OPTION_COM_PORT;
}

static void
on_choice(struct posix_bridge *bridge, uint8_t option)
{
	bool is_ours = bridge->verb == TELNET_DO;
	uint64_t *agreed = is_ours ? &bridge->agreed_us : &bridge->agreed_them;

	if (bridge->verb == TELNET_WONT || bridge->verb == TELNET_DONT)
		return;
	if (!is_known(option)) {
		say_choice(bridge, is_ours ? TELNET_WONT : TELNET_DONT, option);
	} else if ((*agreed >> option & 1) == 0) {
		*agreed |= (uint64_t)1 << option;
		say_choice(bridge, is_ours ? TELNET_WILL : TELNET_DO, option);
	}
}

static void
say_com_port(struct posix_bridge *bridge, uint8_t command, const uint8_t *value,
    size_t len)
{
	struct bridge_queue *out = bridge->to_client;

	put(out, TELNET_IAC);
	put(out, TELNET_SB);
	put(out, OPTION_COM_PORT);
	put(out, (uint8_t)(command + COM_PORT_ANSWER));
	for (size_t i = 0; i < len; i++) {
		if (value[i] == TELNET_IAC)
			put(out, TELNET_IAC);
		put(out, value[i]);
	}
	put(out, TELNET_IAC);
	put(out, TELNET_SE);
}

static void
on_control(struct port *port, uint8_t *value)
{
	struct posix_bridge *bridge = &port->bridge;

	switch (*value) {
	case CONTROL_DTR_ASK:
		*value = bridge->dtr ? CONTROL_DTR_ON : CONTROL_DTR_OFF;
		break;
	case CONTROL_RTS_ASK:
		*value = bridge->rts ? CONTROL_RTS_ON : CONTROL_RTS_OFF;
		break;
	case CONTROL_DTR_ON:
	case CONTROL_DTR_OFF:
		bridge->dtr = *value == CONTROL_DTR_ON;
		on_lines(port);
		break;
	case CONTROL_RTS_ON:
	case CONTROL_RTS_OFF:
		bridge->rts = *value == CONTROL_RTS_ON;
		on_lines(port);
		break;
	default:
		break;
	}
}

/* The adapter agrees to everything; there is only one way it can work. */
static void
on_com_port(struct port *port)
{
	struct posix_bridge *bridge = &port->bridge;
	uint8_t *value = bridge->option + 2;
	size_t len = bridge->option_len - 2;

	if (bridge->option[1] == COM_PORT_BAUD && len == 4) {
		uint32_t baud = (uint32_t)value[0] << 24 |
		    (uint32_t)value[1] << 16 | (uint32_t)value[2] << 8 |
		    value[3];

		if (baud != 0)
			bridge->baud = baud;
		for (size_t i = 0; i < 4; i++)
			value[i] = (uint8_t)(bridge->baud >> (24 - 8 * i));
	} else if (bridge->option[1] == COM_PORT_CONTROL && len == 1) {
		on_control(port, value);
	} else if (bridge->option[1] == COM_PORT_PURGE) {
		bridge->to_board->at = bridge->to_board->len = 0;
	}
	say_com_port(bridge, bridge->option[1], value, len);
}

static void
on_command(struct posix_bridge *bridge, uint8_t byte)
{
	bridge->state = BRIDGE_DATA;
	if (byte == TELNET_IAC) {
		put(bridge->to_board, byte);
	} else if (byte == TELNET_SB) {
		bridge->state = BRIDGE_OPTION;
		bridge->option_len = 0;
	} else if (byte >= TELNET_WILL) {
		bridge->state = BRIDGE_CHOICE;
		bridge->verb = byte;
	}
}

static void
add_option(struct posix_bridge *bridge, uint8_t byte)
{
	if (bridge->option_len < sizeof(bridge->option))
		bridge->option[bridge->option_len++] = byte;
	bridge->state = BRIDGE_OPTION;
}

static void
end_option(struct port *port)
{
	struct posix_bridge *bridge = &port->bridge;

	bridge->state = BRIDGE_DATA;
	if (bridge->option_len >= 2 && bridge->option[0] == OPTION_COM_PORT)
		on_com_port(port);
}

static void
take_byte(struct port *port, uint8_t byte)
{
	struct posix_bridge *bridge = &port->bridge;

	switch (bridge->state) {
	case BRIDGE_DATA:
		if (byte == TELNET_IAC)
			bridge->state = BRIDGE_COMMAND;
		else
			put(bridge->to_board, byte);
		break;
	case BRIDGE_COMMAND:
		on_command(bridge, byte);
		break;
	case BRIDGE_CHOICE:
		bridge->state = BRIDGE_DATA;
		on_choice(bridge, byte);
		break;
	case BRIDGE_OPTION:
		if (byte == TELNET_IAC)
			bridge->state = BRIDGE_OPTION_END;
		else
			add_option(bridge, byte);
		break;
	case BRIDGE_OPTION_END:
		if (byte == TELNET_IAC)
			add_option(bridge, byte);
		else
			end_option(port);
		break;
	}
}

/* ---- the client ---------------------------------------------------------- */

/* Whoever lets the cable go lets the lines go. */
static void
hang_up(struct port *port)
{
	struct posix_bridge *bridge = &port->bridge;

	close(bridge->client);
	bridge->client = -1;
	bridge->state = BRIDGE_DATA;
	bridge->agreed_us = bridge->agreed_them = 0;
	bridge->to_client->at = bridge->to_client->len = 0;
	bridge->dtr = bridge->rts = false;
	on_lines(port);
}

/* One at a time, like any serial line. */
static void
welcome(struct port *port)
{
	struct posix_bridge *bridge = &port->bridge;
	int fd =
	    accept4(bridge->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	int on = 1;

	if (fd == -1)
		return;
	if (bridge->client != -1) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	bridge->client = fd;
}

static void
hear_client(struct port *port)
{
	struct posix_bridge *bridge = &port->bridge;
	uint8_t bytes[READ_MAX];
	ssize_t n = read(bridge->client, bytes, sizeof(bytes));

	for (ssize_t i = 0; i < n; i++)
		take_byte(port, bytes[i]);
	if (n == 0 || (n == -1 && errno != EAGAIN && errno != EINTR))
		hang_up(port);
}

/* What the board says while nobody listens is lost. */
static void
hear_board(struct posix_bridge *bridge)
{
	uint8_t bytes[READ_MAX];
	ssize_t n = read(bridge->inner, bytes, sizeof(bytes));

	for (ssize_t i = 0; i < n && bridge->client != -1; i++) {
		if (bytes[i] == TELNET_IAC)
			put(bridge->to_client, TELNET_IAC);
		put(bridge->to_client, bytes[i]);
	}
}

/* ---- for the chip -------------------------------------------------------- */

static short
events_of(const struct bridge_queue *in, const struct bridge_queue *out)
{
	/* A byte may become two, and answers come between. */
	if (in == NULL || out == NULL)
		return 0;
	return (short)((room(in) > 3 * READ_MAX ? POLLIN : 0) |
	    (out->at != out->len ? POLLOUT : 0));
}

size_t
posix_bridge_poll(struct port *port, struct pollfd *fds)
{
	const struct posix_bridge *bridge = &port->bridge;

	fds[0] = (struct pollfd){ .fd = bridge->listener, .events = POLLIN };
	fds[1] = (struct pollfd){
		.fd = bridge->client,
		.events = events_of(bridge->to_board, bridge->to_client),
	};
	fds[2] = (struct pollfd){
		.fd = bridge->inner,
		.events = events_of(bridge->to_client, bridge->to_board),
	};
	return 3;
}

int
posix_bridge_timeout(const struct port *port)
{
	uint64_t now = posix_now_us();
	uint64_t end = port->bridge.charged_us;

	if (end == 0)
		return -1;
	return end <= now ? 0 : (int)((end - now) / 1000) + 1;
}

void
posix_bridge_step(struct port *port, const struct pollfd *fds)
{
	struct posix_bridge *bridge = &port->bridge;

	if (bridge->charged_us != 0 && posix_now_us() >= bridge->charged_us)
		end_reset(port);
	if (fds[2].revents & POLLIN)
		hear_board(bridge);
	if (fds[1].revents & (POLLIN | POLLHUP | POLLERR))
		hear_client(port);
	if (bridge->inner != -1)
		flush(bridge->to_board, bridge->inner);
	if (bridge->client != -1 && !flush(bridge->to_client, bridge->client))
		hang_up(port);
	if (fds[0].revents & POLLIN)
		welcome(port);
}

/* PORT, or ADDRESS:PORT. */
static bool
parse_address(const char *where, struct sockaddr_in *address)
{
	const char *colon = strrchr(where, ':');
	const char *number = colon == NULL ? where : colon + 1;
	char host[32] = "127.0.0.1";
	unsigned long value;
	char *end;

	if (colon != NULL)
		snprintf(host, sizeof(host), "%.*s", (int)(colon - where),
		    where);
	value = strtoul(number, &end, 10);
	*address = (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)value),
	};
	return end != number && *end == '\0' && value <= UINT16_MAX &&
	    inet_pton(AF_INET, host, &address->sin_addr) == 1;
}

static int
complain(const char *where, const char *why)
{
	fprintf(stderr, "upy-board: %s: %s\n", where, why);
	return -1;
}

int
posix_bridge_open(struct port *port)
{
	struct posix_bridge *bridge = &port->bridge;
	struct sockaddr_in address;
	socklen_t len = sizeof(address);
	int on = 1;
	int pair[2];

	bridge->to_client = calloc(1, sizeof(*bridge->to_client));
	bridge->to_board = calloc(1, sizeof(*bridge->to_board));
	if (bridge->to_client == NULL || bridge->to_board == NULL)
		return complain(bridge->where, strerror(ENOMEM));
	if (!parse_address(bridge->where, &address))
		return complain(bridge->where, "not a port, or ADDRESS:PORT");
	bridge->listener =
	    socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (bridge->listener == -1 ||
	    setsockopt(bridge->listener, SOL_SOCKET, SO_REUSEADDR, &on,
		sizeof(on)) == -1 ||
	    bind(bridge->listener, (struct sockaddr *)&address,
		sizeof(address)) == -1 ||
	    listen(bridge->listener, 1) == -1 ||
	    getsockname(bridge->listener, (struct sockaddr *)&address, &len) ==
		-1 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0,
		pair) == -1)
		return complain(bridge->where, strerror(errno));
	port->link[bridge->link].generation = 1;
	port->link[bridge->link].fd = pair[0];
	bridge->inner = pair[1];
	fprintf(stderr, "rfc2217: port %u\n", ntohs(address.sin_port));
	return 0;
}

void
posix_bridge_close(struct port *port)
{
	struct posix_bridge *bridge = &port->bridge;

	if (bridge->where == NULL)
		return;
	close(bridge->listener);
	close(bridge->inner);
	if (bridge->client != -1)
		close(bridge->client);
	bridge->listener = bridge->inner = bridge->client = -1;
	free(bridge->to_client);
	free(bridge->to_board);
	bridge->to_client = bridge->to_board = NULL;
}

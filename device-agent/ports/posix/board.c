/* SPDX-License-Identifier: MIT */
/*
 * The firmware's process: time, randomness, waiting, and reset. A reset ends
 * the process; the chip starts another, while the terminals stay open, as a
 * cable stays plugged in, so nobody at the other end loses the line.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "port_config.h"
#include "line.h"
#include "posix.h"

static _Alignas(16) uint8_t agent_memory[PORT_MEMORY];

uint64_t
posix_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

void
posix_say(const struct port *port, const char *format, ...)
{
	va_list args;

	if (!port->options.verbose)
		return;
	if (port->seat != NULL)
		fprintf(stderr, "%s: ", port->options.identity.device_id);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

void
port_log(struct port *port, const char *line)
{
	posix_say(port, "%s", line);
}

void *
port_memory(struct port *port, size_t *len)
{
	*len = PORT_MEMORY;
	return port->memory;
}

void *
port_heap(struct port *port, size_t *len)
{
	*len = port->options.heap_size;
	return port->heap;
}

const struct port_identity *
port_identity(struct port *port)
{
	return &port->options.identity;
}

/* ---- start, reset, end --------------------------------------------- */

void
posix_board_init(struct port *port)
{
	port->start_us = posix_now_us();
	port->control.fd = -1;
	port->flash.fd = -1;
	port->start.chip_fd = -1;
	port->chip_stat_fd = -1;
	port->bridge.listener = port->bridge.client = port->bridge.inner = -1;
	port->bridge.baud = 115200;
	port->peripherals.uart.fd = -1;
	port->peripherals.uart.slave_fd = -1;
	for (size_t i = 0; i < POSIX_CLIENTS; i++)
		port->control.client[i].fd = -1;
	posix_pins_init(&port->pins, port->options.profile);
	port->hertz = port->options.profile->hertz[0];
	for (size_t i = 0; i < port->options.link_count; i++) {
		struct posix_link *link = &port->link[i];

		link->kind = port->options.link_kind[i];
		link->where = port->options.link_where[i];
		link->fd = -1;
		link->slave_fd = -1;
		posix_line_init(link);
		if (link->kind == PORT_LINK_TCP)
			posix_tcp_init(link);
	}
}

int
posix_open_signals(struct port *port, bool of_children)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	if (of_children)
		sigaddset(&set, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &set, NULL) == -1)
		return -1;
	port->signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	return port->signal_fd == -1 ? -1 : 0;
}

int
posix_board_open(struct port *port)
{
	port->memory = agent_memory;
	port->heap = aligned_alloc(16, port->options.heap_size);
	if (port->heap == NULL || posix_open_signals(port, false) == -1) {
		fprintf(stderr, "upy-board: %s\n", strerror(errno));
		return -1;
	}
	if (port->flash.view == NULL && posix_flash_open(port) == -1)
		return -1;
	/* An older chip keeps nothing for us. */
	if (port->kept == NULL && posix_keep_open(port, -1) == -1)
		return -1;
	posix_radio_start(port);
	posix_chip_tell(port, POSIX_STARTED, 0, 0);
	return 0;
}

_Noreturn void
port_reset(struct port *port, enum port_reset_cause cause)
{
	if (cause != PORT_RESET_DEEP_SLEEP)
		port->kept->wake_reason = PORT_WAKE_POWER_ON;
	if (port->seat != NULL)
		farm_reset(port, cause);
	posix_flash_close(port);
	posix_chip_tell(port, POSIX_RESET, 0, (int32_t)cause);
	_exit(0);
}

_Noreturn void
port_bootloader(struct port *port)
{
	posix_chip_tell(port, POSIX_DOWNLOAD, 0, 0);
	port_reset(port, PORT_RESET_HARD);
}

enum port_reset_cause
port_reset_cause(struct port *port)
{
	return port->start.cause;
}

size_t
port_fault(struct port *port, char *text, size_t cap)
{
	return (size_t)snprintf(text, cap, "%s", port->start.fault);
}

const struct boot_chip *
port_boot_chip(struct port *port)
{
	return port->seat == NULL ? &port->chip : NULL;
}

void
port_boot_start(struct port *port, struct port_boot *boot)
{
	*boot = (struct port_boot){
		.slot = port->start.slot,
		.is_trial = port->start.is_trial,
		.is_safe = port->start.is_safe,
		.trial_uptime_ms = port->options.trial_uptime_ms,
	};
}

bool
port_watchdog(struct port *port, uint32_t timeout_ms)
{
	if (port->seat != NULL)
		return farm_watchdog(port, timeout_ms);
	posix_chip_tell(port, POSIX_WATCHDOG, 0, (int32_t)timeout_ms);
	return port->start.chip_fd != -1;
}

/* ---- time and randomness ------------------------------------------- */

uint64_t
port_ticks_us(struct port *port)
{
	return posix_now_us() - port->start_us;
}

static int64_t
host_clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
port_clock_get_ms(struct port *port)
{
	return host_clock_ms() + port->kept->clock_offset_ms;
}

void
port_clock_set_ms(struct port *port, int64_t epoch_ms)
{
	port->kept->clock_offset_ms = epoch_ms - host_clock_ms();
}

void
port_random(struct port *port, void *bytes, size_t len)
{
	uint8_t *at = bytes;

	(void)port;
	while (len > 0) {
		ssize_t n = getrandom(at, len, 0);

		if (n > 0) {
			at += n;
			len -= (size_t)n;
		}
	}
}

/* ---- waiting ------------------------------------------------------- */

static size_t
poll_links(struct port *port, struct pollfd *fds, uint32_t *timeout_ms)
{
	for (size_t i = 0; i < port->options.link_count; i++) {
		struct posix_link *link = &port->link[i];

		fds[i] = (struct pollfd){
			.fd = link->fd,
			.events = posix_link_events(link),
		};
		if (link->kind == PORT_LINK_TCP) {
			uint32_t wanted = posix_tcp_timeout(port, link);

			if (wanted < *timeout_ms)
				*timeout_ms = wanted;
		}
	}
	return port->options.link_count;
}

void
posix_board_obey(struct port *port)
{
	enum posix_wish wish = port->wish;

	port->wish = POSIX_WISH_NONE;
	if (wish == POSIX_WISH_DOWNLOAD)
		port_bootloader(port);
	if (wish == POSIX_WISH_RESET)
		port_reset(port, PORT_RESET_HARD);
}

bool
posix_is_told_to_stop(struct port *port)
{
	struct signalfd_siginfo info;

	return read(port->signal_fd, &info, sizeof(info)) == sizeof(info) &&
	    info.ssi_signo != SIGHUP;
}

static void
handle_signal(struct port *port)
{
	if (!posix_is_told_to_stop(port))
		return;
	posix_flash_close(port);
	exit(0);
}

void
posix_wait_outside(struct port *port, uint32_t timeout_ms)
{
	struct pollfd fds[POSIX_MAX_POLL];
	size_t count = 1;

	if (port->seat != NULL) {
		farm_wait(port, timeout_ms);
		posix_board_obey(port);
		return;
	}
	fds[0] = (struct pollfd){ .fd = port->signal_fd, .events = POLLIN };
	count += posix_control_poll(port, fds + count);
	if (poll(fds, count, (int)timeout_ms) == -1)
		return;
	posix_chip_wait_while_stopped(port);
	if (fds[0].revents != 0)
		handle_signal(port);
	posix_control_step(port, fds + 1);
	posix_board_obey(port);
}

void
port_wait(struct port *port, uint32_t timeout_ms)
{
	struct pollfd fds[POSIX_MAX_POLL];
	size_t links;
	size_t count;

	if (port->seat != NULL) {
		posix_net_watch(port, NULL, &timeout_ms);
		farm_wait(port, timeout_ms);
		posix_board_obey(port);
		return;
	}
	links = poll_links(port, fds, &timeout_ms);
	count = links;
	fds[count++] = (struct pollfd){
		.fd = port->signal_fd,
		.events = POLLIN,
	};
	count += posix_control_poll(port, fds + count);
	fds[count++] = (struct pollfd){
		.fd = port->peripherals.uart.is_open ?
		    port->peripherals.uart.fd :
		    -1,
		.events = POLLIN,
	};
	count += posix_net_watch(port, fds + count, &timeout_ms);
	if (timeout_ms > INT32_MAX)
		timeout_ms = INT32_MAX;
	if (poll(fds, count, (int)timeout_ms) == -1)
		return;
	posix_chip_wait_while_stopped(port);
	if (fds[links].revents != 0)
		handle_signal(port);
	for (size_t i = 0; i < links; i++) {
		if (fds[i].revents & POLLOUT)
			port->link[i].want_write = false;
		if (port->link[i].kind == PORT_LINK_TCP)
			posix_tcp_step(port, &port->link[i], fds[i].revents);
	}
	posix_control_step(port, fds + links + 1);
	posix_board_obey(port);
}

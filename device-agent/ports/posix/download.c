/* SPDX-License-Identifier: MIT */
/*
 * The chip in its ROM's loader, instead of running firmware: the loader hears
 * all serial lines and answers on the one that spoke last.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "boot/boot_adopt.h"
#include "line.h"
#include "posix.h"

#define READ_MAX 4096

static void
hear(struct port *port, struct rom *rom, size_t index, size_t *speaker)
{
	uint8_t bytes[READ_MAX];
	ssize_t n;

	if (!rom_has_room(rom))
		return;
	n = read(port->link[index].fd, bytes, sizeof(bytes));
	if (n <= 0)
		return;
	*speaker = index;
	rom->line_baud = posix_line_far_baud(port, &port->link[index]);
	rom_input(rom, bytes, (size_t)n);
}

/* True when nothing is left to be sent. */
static bool
speak(struct port *port, struct rom *rom, size_t speaker)
{
	const uint8_t *bytes;
	size_t len;

	while ((bytes = rom_output(rom, &len)), len > 0) {
		ssize_t n = write(port->link[speaker].fd, bytes, len);

		if (n <= 0)
			return n == -1 && errno != EAGAIN && errno != EINTR;
		rom_sent(rom, (size_t)n);
	}
	return true;
}

static size_t
poll_lines(struct port *port, struct pollfd *fds, const struct rom *rom,
    size_t speaker, bool is_sending)
{
	for (size_t i = 0; i < port->options.link_count; i++) {
		bool is_serial = port->link[i].kind == PORT_LINK_SERIAL;
		short events = rom_has_room(rom) ? POLLIN : 0;

		if (is_sending && i == speaker)
			events |= POLLOUT;
		fds[i] = (struct pollfd){
			.fd = is_serial ? port->link[i].fd : -1,
			.events = events,
		};
	}
	return port->options.link_count;
}

/* One turn; true while the loader has something to send. */
static bool
turn(struct port *port, struct rom *rom, size_t *speaker, bool is_sending)
{
	struct pollfd fds[POSIX_MAX_POLL];
	size_t links = poll_lines(port, fds, rom, *speaker, is_sending);
	size_t count = links;
	size_t control = count + 1;
	size_t bridge;

	fds[count++] = (struct pollfd){
		.fd = port->signal_fd,
		.events = POLLIN,
	};
	count += posix_control_poll(port, fds + count);
	bridge = count;
	count += posix_bridge_poll(port, fds + count);
	if (poll(fds, count, posix_bridge_timeout(port)) == -1)
		return is_sending;
	for (size_t i = 0; i < links; i++) {
		if (fds[i].revents & POLLIN)
			hear(port, rom, i, speaker);
	}
	posix_control_step(port, fds + control);
	posix_bridge_step(port, fds + bridge);
	return !speak(port, rom, *speaker);
}

static size_t
first_line(const struct port *port)
{
	for (size_t i = 0; i < port->options.link_count; i++) {
		if (port->link[i].kind == PORT_LINK_SERIAL)
			return i;
	}
	return 0;
}

static bool
is_over(struct port *port, const struct rom *rom, bool is_sending)
{
	return (rom->wants_restart && !is_sending) ||
	    port->wish != POSIX_WISH_NONE || port->bridge.in_reset;
}

void
posix_download(struct port *port, bool (*is_switched_off)(void *arg), void *arg)
{
	static struct rom rom;
	struct rom_memory memory;
	size_t speaker = first_line(port);
	bool is_sending = true;

	posix_bus_init(port, &memory);
	rom_init(&rom, port->options.profile->chip, &memory, port->flash.mac);
	rom_greet(&rom);
	posix_say(port, "boot: download mode");
	port->wish = POSIX_WISH_NONE;
	while (!is_switched_off(arg) && !is_over(port, &rom, is_sending))
		is_sending = turn(port, &rom, &speaker, is_sending);
	rom_fini(&rom);
	posix_control_hang_up(port);
	port_flash_sync(port);
	boot_adopt(&port->chip);
}

/* SPDX-License-Identifier: MIT */
/*
 * What a chip hands to the image it executes: numbers of open descriptors and
 * how it was started, as one line in the environment. Images of all versions
 * understand version 1 of it:
 *   1 SLOT TRIAL SAFE CAUSE FLASH CHIP CONTROL PINS LINKS [MASTER SLAVE]...
 * FAULT
 * A second line has what later chips add, in this order: KEPT UART SLAVE
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "posix.h"

#define VARIABLE "UPY_BOARD_CHIP"
#define LINE_LEN 512
#define MORE     "UPY_BOARD_CHIP_MORE"
#define MORE_LEN 64

static void
inherit(int fd)
{
	if (fd != -1)
		fcntl(fd, F_SETFD, 0);
}

/* What the world drives, a character for each pin. */
static void
write_pins(const struct posix_pins *pins, char *text)
{
	for (size_t i = 0; i < pins->count; i++)
		text[i] = "z01"[pins->pin[i].outside + 1];
	text[pins->count] = '\0';
}

static void
read_pins(struct posix_pins *pins, const char *text)
{
	for (size_t i = 0; i < pins->count && text[i] != '\0'; i++) {
		if (text[i] == '0' || text[i] == '1')
			posix_pin_drive(pins, i, text[i] - '0');
	}
}

static void
announce_more(const struct port *port)
{
	const struct posix_uart *uart = &port->peripherals.uart;
	char line[MORE_LEN];

	snprintf(line, sizeof(line), "%d %d %d", port->kept_fd, uart->fd,
	    uart->slave_fd);
	inherit(port->kept_fd);
	inherit(uart->fd);
	inherit(uart->slave_fd);
	setenv(MORE, line, 1);
}

void
posix_start_announce(struct port *port)
{
	const struct posix_start *start = &port->start;
	char pins[POSIX_PIN_MAX + 1];
	char line[LINE_LEN];
	size_t len;

	write_pins(&port->pins, pins);
	len = (size_t)snprintf(line, sizeof(line), "1 %u %d %d %d %d %d %d %s",
	    start->slot, start->is_trial, start->is_safe, (int)start->cause,
	    port->flash.fd, start->chip_fd, port->control.fd, pins);
	len += (size_t)snprintf(line + len, sizeof(line) - len, " %zu",
	    port->options.link_count);
	inherit(port->flash.fd);
	inherit(start->chip_fd);
	inherit(port->control.fd);
	for (size_t i = 0; i < port->options.link_count; i++) {
		const struct posix_link *link = &port->link[i];

		len += (size_t)snprintf(line + len, sizeof(line) - len,
		    " %d %d", link->fd, link->slave_fd);
		inherit(link->fd);
		inherit(link->slave_fd);
	}
	snprintf(line + len, sizeof(line) - len, " %s", start->fault);
	setenv(VARIABLE, line, 1);
	announce_more(port);
}

/* The next number of the line. */
static int
take_number(char **at)
{
	char *end;
	long value = strtol(*at, &end, 10);

	*at = end;
	return (int)value;
}

static int
take_descriptor(char **at)
{
	int fd = take_number(at);

	if (fd != -1)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

static void
take_links(struct port *port, char **at)
{
	int count = take_number(at);

	for (int i = 0; i < count; i++) {
		int master = take_descriptor(at);
		int slave = take_descriptor(at);

		if ((size_t)i < port->options.link_count &&
		    port->link[i].kind == PORT_LINK_SERIAL) {
			port->link[i].fd = master;
			port->link[i].slave_fd = slave;
			port->link[i].generation = 1;
		}
	}
}

static void
take_more(struct port *port)
{
	char *at = getenv(MORE);
	int kept_fd;

	if (at == NULL)
		return;
	kept_fd = take_descriptor(&at);
	port->peripherals.uart.fd = take_descriptor(&at);
	port->peripherals.uart.slave_fd = take_descriptor(&at);
	posix_keep_open(port, kept_fd);
	unsetenv(MORE);
}

bool
posix_start_take_over(struct port *port)
{
	struct posix_start *start = &port->start;
	char *line = getenv(VARIABLE);
	char pins[POSIX_PIN_MAX + 1] = "";
	int used = 0;
	char *at;

	*start = (struct posix_start){
		.slot = BOOT_SLOT_FACTORY,
		.cause = PORT_RESET_POWER_ON,
		.chip_fd = -1,
	};
	if (line == NULL || strncmp(line, "1 ", 2) != 0)
		return false;
	at = line + 2;
	start->slot = (uint8_t)take_number(&at);
	start->is_trial = take_number(&at) != 0;
	start->is_safe = take_number(&at) != 0;
	start->cause = (enum port_reset_cause)take_number(&at);
	port->flash.fd = take_descriptor(&at);
	start->chip_fd = take_descriptor(&at);
	port->control.fd = take_descriptor(&at);
	if (sscanf(at, " %40s%n", pins, &used) == 1)
		read_pins(&port->pins, pins);
	at += used;
	take_links(port, &at);
	if (*at == ' ')
		snprintf(start->fault, sizeof(start->fault), "%s", at + 1);
	unsetenv(VARIABLE);
	take_more(port);
	return true;
}

/* SPDX-License-Identifier: MIT */
/*
 * UART 1: a terminal at the path of --uart, or, without it, its transmitter
 * wired to its receiver. UART 0 is the console and not for programs.
 */
#include <sys/ioctl.h>
#include <unistd.h>

#include "port_peripherals.h"

#include "posix.h"

size_t
port_uart_count(struct port *port)
{
	(void)port;
	return 2;
}

static bool
is_wired(const struct port *port, size_t pin, enum posix_wire wire)
{
	return pin == PORT_ANY_PIN || pin == port->pins.wire[wire] ||
	    port->options.profile->pins_are_free;
}

int
port_uart_open(struct port *port, size_t number, struct port_uart_setup *setup)
{
	if (number != 1 || !is_wired(port, setup->tx, POSIX_UART_TX) ||
	    !is_wired(port, setup->rx, POSIX_UART_RX))
		return -PORT_EINVAL;
	port->peripherals.uart.is_open = true;
	return 0;
}

void
port_uart_close(struct port *port, size_t number)
{
	(void)number;
	port->peripherals.uart.is_open = false;
	port->peripherals.uart.count = 0;
}

size_t
port_uart_available(struct port *port, size_t number)
{
	const struct posix_uart *uart = &port->peripherals.uart;
	int waiting = 0;

	(void)number;
	if (!uart->is_open)
		return 0;
	if (uart->fd == -1)
		return uart->count;
	return ioctl(uart->fd, FIONREAD, &waiting) == 0 && waiting > 0 ?
	    (size_t)waiting :
	    0;
}

size_t
port_uart_read(struct port *port, size_t number, uint8_t *bytes, size_t cap)
{
	struct posix_uart *uart = &port->peripherals.uart;
	size_t len = 0;

	(void)number;
	if (uart->fd != -1) {
		ssize_t n = read(uart->fd, bytes, cap);

		return n > 0 ? (size_t)n : 0;
	}
	while (len < cap && uart->count > 0) {
		bytes[len++] = uart->buffer[uart->first];
		uart->first = (uart->first + 1) % POSIX_UART_BUFFER;
		uart->count--;
	}
	return len;
}

size_t
port_uart_write(struct port *port, size_t number, const uint8_t *bytes,
    size_t len)
{
	struct posix_uart *uart = &port->peripherals.uart;

	(void)number;
	if (!uart->is_open)
		return len;
	if (uart->fd != -1) {
		ssize_t n = write(uart->fd, bytes, len);

		return n > 0 ? (size_t)n : 0;
	}
	/* Nobody reads: what does not fit is lost, as on a real line. */
	for (size_t i = 0; i < len && uart->count < POSIX_UART_BUFFER; i++) {
		uart->buffer[(uart->first + uart->count) % POSIX_UART_BUFFER] =
		    bytes[i];
		uart->count++;
	}
	return len;
}

bool
port_uart_is_idle(struct port *port, size_t number)
{
	const struct posix_uart *uart = &port->peripherals.uart;
	int waiting = 0;

	(void)number;
	return uart->fd == -1 || ioctl(uart->fd, TIOCOUTQ, &waiting) == -1 ||
	    waiting == 0;
}

int
posix_uart_start(struct port *port)
{
	struct posix_uart *uart = &port->peripherals.uart;

	if (port->options.uart_path == NULL)
		return 0;
	return posix_terminal_open(port->options.uart_path, &uart->fd,
	    &uart->slave_fd);
}

/* SPDX-License-Identifier: MIT */
/*
 * A serial adapter on the network (RFC 2217): what a USB adapter is on a real
 * board, with the lines DTR and RTS on the usual two transistors. RTS alone
 * holds the chip in reset; DTR alone holds the pin low by which it chooses its
 * loader when the reset ends. It belongs to the chip's process, so it works
 * whatever the firmware does.
 */
#ifndef POSIX_BRIDGE_H
#define POSIX_BRIDGE_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct port;

#define POSIX_BRIDGE_BUFFER 16384
#define POSIX_BRIDGE_OPTION 64

/* Bytes on their way to one side. */
struct bridge_queue {
	uint8_t bytes[POSIX_BRIDGE_BUFFER];
	size_t at;
	size_t len;
};

struct posix_bridge {
	const char *where; /* borrowed: argv; NULL: there is none */
	size_t link;       /* index of the line it serves; SIZE_MAX: none */
	int listener;      /* -1: closed, like the next two */
	int client;
	int inner; /* the other end of the line */
	uint32_t baud;
	bool dtr;
	bool rts;
	bool in_reset;       /* the chip is held */
	uint64_t charged_us; /* both lines set: when the reset ends anyway */
	struct bridge_queue *to_client; /* owned, like the next */
	struct bridge_queue *to_board;
	/* The telnet of the client. */
	enum {
		BRIDGE_DATA,
		BRIDGE_COMMAND,
		BRIDGE_CHOICE,
		BRIDGE_OPTION,
		BRIDGE_OPTION_END
	} state;
	uint8_t verb;
	uint8_t option[POSIX_BRIDGE_OPTION];
	size_t option_len;
	uint64_t agreed_us;   /* bit n: we do option n, up to 63 */
	uint64_t agreed_them; /* they do */
};

/* Listens and makes the line; -1 with a message. */
int posix_bridge_open(struct port *port);
void posix_bridge_close(struct port *port);
/* Adds descriptors to poll; posix_bridge_step takes the answers. */
size_t posix_bridge_poll(struct port *port, struct pollfd *fds);
/* Milliseconds until a step is wanted in any case; -1: never. */
int posix_bridge_timeout(const struct port *port);
/* Moves bytes; sets in_reset, and port's wish when a reset ends. */
void posix_bridge_step(struct port *port, const struct pollfd *fds);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * fake-board HOST:PORT ID: the fake board as a program that dials the
 * gateway, for tests of the whole daemon. Ends when the line ends.
 */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <fcntl.h>

#include "fake_board.h"

static int
dial(const char *address)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	const char *colon = strchr(address, ':');
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (colon == NULL)
		return -1;
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	to.sin_port = htons((uint16_t)strtoul(colon + 1, NULL, 10));
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == -1)
		return -1;
	fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

int
main(int argc, char *argv[])
{
	static struct fake_board board;
	struct pollfd readable = { .events = POLLIN };
	int fd;

	if (argc != 3) {
		fprintf(stderr, "usage: fake-board HOST:PORT ID\n");
		return 2;
	}
	if ((fd = dial(argv[1])) == -1) {
		perror(argv[1]);
		return 1;
	}
	board_init(&board, fd, argv[2], PROTO_FRAMING_TCP);
	readable.fd = fd;
	while (board_pump(&board))
		poll(&readable, 1, 5);
	return 0;
}
